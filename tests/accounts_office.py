"""An office with three people, its gate, and a few pages that stand for all the others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from plain_pages import house_in
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.archive import FILE_NAME
from rag.records import Role
from ui.accounts import passwords, routes
from ui.accounts.checking import Checker
from ui.accounts.gate import Gate
from ui.accounts.sessions import Sessions
from ui.accounts.signing_in import SigningIn
from ui.accounts.workers import Workers
from ui.web import House, Shell, visitor_of

SECRET = "kuda biru melompat tinggi"
BEHIND = (
    *("/", "/library", "/library/a1", "/statistics", "/imports", "/conversations", "/theme.css"),
    *("/shared/abc", "/reader/a1", "/answers/x/memo.pdf", "/config", "/assets/index.js"),
    *("/static/fonts/x.woff2", "/gradio_api/info", "/gradio_api/queue/join"),
    *("/gradio_api/queue/data", "/gradio_api/heartbeat/abc", "/gradio_api/startup-events"),
    *("/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/login_check", "/gradio_api/app_id"),
    *("/gradio_api/upload", "/gradio_api/call/ask", "/queue/join", "/queue/data", "/openapi.json"),
)
OPEN = ("/health", "/tanya/plain.css", "/tanya/app.webmanifest", "/favicon.ico", "/robots.txt")


class Time:
    """A clock and a ticker that tests put forward."""

    def __init__(self) -> None:
        self.passed = 0.0
        self._begun = datetime.now(UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._begun + timedelta(seconds=self.passed)

    def ticks(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@dataclass(frozen=True)
class Office:
    """A house with ratna (admin), budi (editor) and sari (reader)."""

    house: House
    time: Time
    app: Gate

    def client(self, *, root_path: str = "", base: str = "http://testserver") -> TestClient:
        return TestClient(self.app, base, root_path=root_path, follow_redirects=False)

    def signed_in(self, name: str, **how: Any) -> TestClient:
        client = self.client(**how)
        assert sign_in(client, name).status_code == 303
        return client

    def id(self, name: str) -> str:
        person = self.house.archive.people.named(name)
        assert person is not None
        return person.id


@contextmanager
def locked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep an archive locked, as a long import does; pages wait a moment only."""
    monkeypatch.setattr("rag.archive.connection.HASTE_S", 0.05)
    other = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def sign_in(client: TestClient, name: str, password: str = SECRET, **more: str) -> Any:
    return client.post("/sign-in", data={"name": name, "password": password, **more})


@cache
def _cheap() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least that argon2 can do."""
    decoy = _cheap().hash("nobody")
    monkeypatch.setattr(passwords, "_hasher", _cheap)
    monkeypatch.setattr(passwords, "_decoy", lambda: decoy)


@contextmanager
def office_in(folder: Path, *, sign_in: bool = True, trusted: float = 0.0) -> Iterator[Office]:
    """Open an office; hashing should be quick by then (``quick_hashing``)."""
    house, time = house_in(folder, sign_in=sign_in), Time()
    people = house.archive.people
    for name, role in (("ratna", Role.ADMIN), ("budi", Role.EDITOR), ("sari", Role.READER)):
        people.add(name, role, passwords.hashed(SECRET))
    signing_in = SigningIn(
        people, Workers(), clock=time.now, ticks=time.ticks, beat=0, sleep=time.sleep
    )

    async def told(request: Request) -> PlainTextResponse:
        visitor = visitor_of(request.scope)
        return PlainTextResponse(f"{visitor.name or '-'} {visitor.role} {visitor.signed_in}")

    inner = Starlette(
        routes=[
            *routes(house, Shell(house), signing_in),
            *(Route(path, told, methods=["GET", "POST"]) for path in (*BEHIND, *OPEN)),
        ]
    )
    checker = Checker(Sessions(people, time.now), trusted=trusted, ticks=time.ticks)
    try:
        yield Office(house=house, time=time, app=Gate(inner, house, checker=checker))
    finally:
        house.archive.close()
