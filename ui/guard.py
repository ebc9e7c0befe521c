"""What stands between the network and the page: hosts, origins, routes, sizes and headers.

Plain ASGI, because wrapped responses would hold back the stream of an answer. Everything is
closed that the page was not seen to need: Gradio brings some sixty routes (uploads, file reads,
a proxy, run history, code editing), the page uses eleven.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

BODY_LIMIT = 64 * 1024
"""Bytes of a request: a question of 4,000 characters takes at most 24 KB (six per character in
JSON), and nothing else that the page sends is larger."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")

_OPEN = re.compile(
    r"/|/config/?|/theme\.css|/health|/tanya/[\w.-]+|/favicon\.ico|/manifest\.json|/robots\.txt"
    r"|/(?:assets|static)/[\w./@+-]+"
    r"|/gradio_api/(?:queue/join|queue/data|heartbeat/\w+|startup-events|cancel|reset|app_id"
    r"|info|login_check)/?"
)

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)


def content_policy(nonce: str) -> str:
    """Return the Content-Security-Policy of one response.

    Scripts run only from our own address or with this response's nonce, so markup that slipped
    through escaping still could not run anything. Gradio's HTML component compiles its template
    in the browser, hence ``unsafe-eval``; it sets styles inline, hence ``unsafe-inline`` there.
    Nothing loads from, or is sent to, any other host.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "frame-src 'none'",
            "form-action 'none'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        )
    )


class Guard:
    """ASGI middleware that lets through only what the page needs, from hosts it knows."""

    def __init__(self, app: App, *, hosts: tuple[str, ...], ending: asyncio.Event) -> None:
        """Guard ``app``.

        Args:
            app: what is guarded.
            hosts: the names and addresses by which it may be called. Checking them keeps a
                hostile page from reaching a loopback server through a name of its own that
                resolves to 127.0.0.1 (DNS rebinding).
            ending: set when the server ends; streams to open pages are then closed in order.
        """
        self._app = app
        self._hosts = frozenset(hosts)
        self._ending = ending

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it with a plain sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        nonce = secrets.token_urlsafe(16)
        reply = _Reply(send, nonce, page=scope["path"] == "/" and scope["method"] == "GET")
        status, sentence = self._refusal(scope, headers)
        if status:
            await reply.refuse(status, sentence)
            return
        if reply.page:  # a packed page could not be given its nonce
            plain = [item for item in scope["headers"] if item[0] != b"accept-encoding"]
            scope = {**scope, "headers": plain}
        await self._app(scope, _Request(receive, reply, self._ending).receive, reply.send)
        if self._ending.is_set():
            await reply.finish()

    def _refusal(self, scope: Message, headers: dict[bytes, bytes]) -> tuple[int, str]:
        if _host(headers.get(b"host", b"")) not in self._hosts:
            return 403, "This address is not one that Tanya Serikat answers to."
        origin = headers.get(b"origin")
        if origin is not None and _host_of_origin(origin) not in self._hosts:
            return 403, "Requests from other pages are refused."
        if not _OPEN.fullmatch(scope["path"]) or ".." in scope["path"]:
            return 404, "There is nothing here."
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > BODY_LIMIT:
            return 413, "The request is too large. Shorten the question."
        return 0, ""


class _Request:
    """A request whose body is limited, and whose sender is taken to leave when the server ends."""

    def __init__(self, receive: Receive, reply: _Reply, ending: asyncio.Event) -> None:
        self._receive = receive
        self._reply = reply
        self._ending = ending
        self._size = 0

    async def receive(self) -> Message:
        message = await self._next()
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            if self._size > BODY_LIMIT:
                await self._reply.refuse(413, "The request is too large. Shorten the question.")
                return {"type": "http.disconnect"}
        return message

    async def _next(self) -> Message:
        coming = asyncio.ensure_future(self._receive())
        ending = asyncio.ensure_future(self._ending.wait())
        try:
            await asyncio.wait({coming, ending}, return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if coming.done() else {"type": "http.disconnect"}
        finally:
            coming.cancel()
            ending.cancel()


class _Reply:
    """A response with our headers; the page itself also gets its nonce."""

    def __init__(self, send: Send, nonce: str, *, page: bool) -> None:
        self.page = page
        self._send = send
        self._nonce = nonce
        self._start: Message | None = None
        self._body = b""
        self._begun = False
        self._done = False

    async def refuse(self, status: int, sentence: str) -> None:
        self._begun = self._done = True
        body = sentence.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
        ]
        start = {"type": "http.response.start", "status": status, "headers": headers}
        await self._send(self._with_headers(start))
        await self._send({"type": "http.response.body", "body": body})

    async def send(self, message: Message) -> None:
        if self._done:
            return
        if not self.page:
            if message["type"] == "http.response.start":
                self._begun = True
                message = self._with_headers(message)
            else:
                self._done = not message.get("more_body")
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start = message
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page()

    async def finish(self) -> None:
        """Complete a stream that was broken off."""
        if self._begun and not self._done:
            self._done = True
            await self._send({"type": "http.response.body", "body": b""})

    async def _send_page(self) -> None:
        assert self._start is not None
        nonce = f'<script nonce="{self._nonce}"'.encode()
        body = re.sub(rb"<script(?=[\s>])", nonce, self._body)
        kept = [h for h in self._start["headers"] if h[0].lower() != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        headers = [*kept, length, (b"cache-control", b"no-store")]
        await self._send(self._with_headers({**self._start, "headers": headers}))
        await self._send({"type": "http.response.body", "body": body})

    def _with_headers(self, message: Message) -> Message:
        policy = (b"content-security-policy", content_policy(self._nonce).encode())
        return {**message, "headers": [*message["headers"], *_HEADERS, policy]}


def _host(header: bytes) -> str:
    """Return the host of a ``Host`` header without its port."""
    try:
        return urlsplit("//" + header.decode("ascii")).hostname or ""
    except ValueError:
        return ""


def _host_of_origin(header: bytes) -> str:
    try:
        return urlsplit(header.decode("ascii")).hostname or ""
    except ValueError:
        return ""
