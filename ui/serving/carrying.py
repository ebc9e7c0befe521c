"""One request on its way in and its response on its way out, piece by piece, nothing held back."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ui.serving.doors import Door
from ui.serving.headers import PLAIN_POLICY, content_policy, dressed
from ui.serving.reach import Reach

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

TOO_LARGE = (413, "Terlalu besar untuk sekali kirim. This is too large to be sent at once.")


class Request:
    """A request whose body is limited, and whose sender is taken to leave when the server ends."""

    def __init__(self, receive: Receive, reply: Reply, ending: asyncio.Event, limit: int) -> None:
        self._receive = receive
        self._reply = reply
        self._ending = ending
        self._limit = limit
        self._size = 0

    async def receive(self) -> Message:
        """Return the next piece; more than the limit is answered here and ends the request."""
        message = await self._next()
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            if self._size > self._limit:
                await self._reply.refuse(*TOO_LARGE)
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


class Reply:
    """A response with our headers; Gradio's page also gets its nonce and our manifest."""

    def __init__(
        self, send: Send, scope: Message, door: Door | None, reach: Reach, *, page: bool
    ) -> None:
        self.page = page and scope["method"] == "GET"
        self._send = send
        self._query = scope.get("query_string", b"")
        self._door = door
        self._reach = reach
        self._nonce = secrets.token_urlsafe(16)
        self._start: Message | None = None
        self._body = b""
        self._begun = False
        self._done = False

    async def refuse(self, status: int, sentence: str) -> None:
        """Answer with one plain sentence; whatever else comes is dropped."""
        self._begun = self._done = True
        body = sentence.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        start = {"type": "http.response.start", "status": status, "headers": headers}
        await self._send(self._with_headers(start))
        await self._send({"type": "http.response.body", "body": body})

    async def move(self, path: str) -> None:
        """Send the browser to the page's folder: relative addresses would miss it otherwise."""
        query = b"?" + self._query if self._query else b""
        headers = [(b"location", path.encode() + query), (b"content-length", b"0")]
        start = {"type": "http.response.start", "status": 307, "headers": headers}
        await self._send(self._with_headers(start))
        await self._send({"type": "http.response.body", "body": b""})

    async def send(self, message: Message) -> None:
        """Pass a piece on at once, but Gradio's page whole."""
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
        # Gradio's own stands at the root of the host, which need not be ours.
        body = body.replace(b'href="/manifest.json"', b'href="tanya/app.webmanifest"')
        kept = [h for h in self._start["headers"] if h[0].lower() != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        headers = [*kept, length, (b"cache-control", b"no-store")]
        await self._send(self._with_headers({**self._start, "headers": headers}))
        await self._send({"type": "http.response.body", "body": body})

    def _with_headers(self, message: Message) -> Message:
        plain = self._door is not None and self._door.plain
        policy = PLAIN_POLICY if plain else content_policy(self._nonce)
        headers = dressed(list(message["headers"]), self._door, self._reach, self._query)
        headers.append((b"content-security-policy", policy.encode()))
        return {**message, "headers": headers}
