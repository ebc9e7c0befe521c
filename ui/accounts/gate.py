"""The gate: decides once for each request who visits, and lets nobody else in.

Plain ASGI, so that streams pass as they come. Closed by default: what is not in ``_OPEN`` needs a
session, also every address that Gradio or a later page brings along.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request

from rag.errors import ArchiveError
from rag.records import Role, SignedIn
from ui.accounts.binding import Owners, hashes_in_body, names_in_body
from ui.accounts.checking import Checker
from ui.accounts.returning import local_path, sign_in_address
from ui.accounts.sessions import Sessions, tokens_of
from ui.accounts.streams import App, Message, Receive, Send, run_while
from ui.accounts.words import words_of
from ui.web import LOCAL, House, Visitor, language_of
from ui.web.visitor import SCOPE_KEY

STRANGER = Visitor(id="", name="", role=Role.READER, signed_in=False)
"""Whoever has not signed in; comes no farther than the pages in ``_OPEN``."""

_OPEN = re.compile(  # the sign-in page, what it loads, and what programs ask of any server
    r"/sign-in|/sign-out|/tanya/[\w-][\w.-]*(?:/[\w-][\w.-]*)*|/health"
    r"|/favicon\.ico|/robots\.txt|/manifest\.json"
)
_FOR_PROGRAMS = re.compile(
    r"/(?:gradio_api|config|assets|static|queue|theme\.css|tanya)(?:[/?]|\Z)"
)
_STREAMS = re.compile(r"/gradio_api/(?:queue/data|heartbeat/[^/]+)/?")
_ABOUT_PEOPLE = re.compile(r"/(?:sign-in|sign-out|account|people)(?:/|\Z)")

_log = logging.getLogger("ui")


class Gate:
    """ASGI middleware that puts the visitor into the scope, or turns the request away."""

    def __init__(self, app: App, house: House | None, *, checker: Checker | None = None) -> None:
        """Guard ``app``, which stands on ``house``; without sign-in everybody is ``LOCAL``.

        None is the house of a page that has no archive behind it, and nothing to keep from anybody.
        """
        self._app = app
        self._checker: Checker | None = None
        if house is not None and house.sign_in:
            self._checker = checker or Checker(Sessions(house.archive.people))
        self._owners = Owners()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Let one request in, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":  # nothing of ours speaks anything else
            await send({"type": "websocket.close", "code": 1008})
        elif self._checker is None:
            await self._app({**scope, SCOPE_KEY: LOCAL}, receive, send)
        else:
            await self._admit(self._checker, scope, receive, send)

    async def _admit(self, checker: Checker, scope: Message, receive: Receive, send: Send) -> None:
        path, tokens = local_path(scope), tokens_of(scope)
        try:
            signed_in = await checker.find(tokens)
        except ArchiveError as error:
            _log.error("Nobody can be let in: %s", error)
            await _refuse(scope, send, 503, words_of(_language(scope)).no_archive)
            return
        if signed_in is None:
            await self._stranger(scope, receive, send)
            return
        visitor, told = _visitor(signed_in), list[str]()
        if names_in_body(scope["method"], path):
            read = await hashes_in_body(receive)
            if read is None:  # left in the middle: nobody waits
                return
            told, receive = read
        if not self._owners.allow(scope, path, visitor.id, told):
            await _refuse(scope, send, 403, words_of(_language(scope)).not_your_page)
            return
        inside = {**scope, SCOPE_KEY: visitor}
        if _STREAMS.fullmatch(path):
            request = (inside, receive, send)
            await run_while(self._app, request, _still(checker, tokens, visitor.id))
        elif scope["method"] == "POST" and _ABOUT_PEOPLE.match(path):
            await self._app(inside, receive, _forgetting(checker, send))
        else:
            await self._app(inside, receive, send)

    async def _stranger(self, scope: Message, receive: Receive, send: Send) -> None:
        path = local_path(scope)
        if _OPEN.fullmatch(path):
            await self._app({**scope, SCOPE_KEY: STRANGER}, receive, send)
        elif _is_page(scope, path):
            location = (b"location", sign_in_address(scope).encode("ascii"))
            await _answer(send, 303, b"", location)
        else:
            await _refuse(scope, send, 401, words_of(_language(scope)).sign_in_first)


def _still(checker: Checker, tokens: tuple[str, ...], person: str) -> Callable[[], Awaitable[bool]]:
    """Return what tells whether the session behind a stream goes on; looking is no use of it."""

    async def still() -> bool:
        try:
            signed_in = await checker.find(tokens, used=False)
        except ArchiveError as error:  # nobody signed out: the next look decides
            _log.warning("A session could not be looked at: %s", error)
            return True
        return signed_in is not None and signed_in.person.id == person

    return still


def _forgetting(checker: Checker, send: Send) -> Send:
    """Return a ``send`` before which nothing about people is remembered any longer."""

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            checker.forget()
        await send(message)

    return wrapped


def _visitor(signed_in: SignedIn) -> Visitor:
    person = signed_in.person
    return Visitor(id=person.id, name=person.name, role=person.role, signed_in=True)


def _is_page(scope: Message, path: str) -> bool:
    """Tell whether a person opens a page here, and not a program (or a script) asks."""
    if scope["method"] not in ("GET", "HEAD") or _FOR_PROGRAMS.match(path):
        return False
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return path == "/" or b"text/html" in accepted


def _language(scope: Message) -> str:
    return language_of(Request(scope))


async def _refuse(scope: Message, send: Send, status: int, sentence: str) -> None:
    body = b"" if scope["method"] == "HEAD" else sentence.encode()
    await _answer(send, status, body, (b"content-type", b"text/plain; charset=utf-8"))


async def _answer(send: Send, status: int, body: bytes, header: tuple[bytes, bytes]) -> None:
    length = (b"content-length", str(len(body)).encode())
    headers = [header, length, (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
