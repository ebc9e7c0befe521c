"""Plain pages without a server: the routes of one package, visited by whomever a test names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from rag.answer_log import AnswerLog
from rag.archive import Archive
from rag.records import Role
from rag.settings import load
from ui.web import LOCAL, House, Visitor
from ui.web.visitor import SCOPE_KEY

READER = Visitor(id="p-reader", name="sari", role=Role.READER, signed_in=True)
EDITOR = replace(READER, id="p-editor", name="budi", role=Role.EDITOR)
ADMIN = replace(READER, id="p-admin", name="ratna", role=Role.ADMIN)
__all__ = ["ADMIN", "EDITOR", "LOCAL", "READER", "house_in", "visiting"]


def house_in(folder: Path, *, editing: bool = False, sign_in: bool = False) -> House:
    """Return a house on an empty archive in ``folder``; close ``house.archive`` afterwards."""
    settings = load({"TANYA_DATA_DIR": str(folder)})
    archive = Archive(folder)
    log = AnswerLog(archive, keep_days=36_500)  # their dates are fixed, today is not
    return House(settings=settings, archive=archive, log=log, editing=editing, sign_in=sign_in)


def visiting(routes: Sequence[BaseRoute], visitor: Visitor, *, root_path: str = "") -> TestClient:
    """Return a client whose every request comes from ``visitor``."""
    app = Starlette(routes=list(routes))

    class Gate:
        def __init__(self, inner: Callable[..., Awaitable[None]]) -> None:
            self._inner = inner

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                scope[SCOPE_KEY] = visitor
            await self._inner(scope, receive, send)

    app.add_middleware(Gate)
    return TestClient(app, root_path=root_path, follow_redirects=False)
