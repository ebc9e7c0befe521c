"""A stream to an open page, which ends when its reader's session does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOOK_EVERY = 5.0
"""Seconds between two looks at the session behind a stream; with the gate's memory of 3 s an
answer is cut off at most 8 s after its reader was disabled."""


async def run_while(
    app: App, request: tuple[Message, Receive, Send], still: Callable[[], Awaitable[bool]]
) -> None:
    """Run ``app`` on a request until it ends, or until ``still`` says no.

    Then the app is told that its reader has gone (it stops the answer, as for a closed page),
    nothing more is sent, and the response is ended in order.
    """
    scope, receive, send = request
    stream = _Stream(receive, send)
    watching = asyncio.create_task(stream.watch(still))
    try:
        await app(scope, stream.receive, stream.send)
    finally:
        watching.cancel()
    await stream.finish()


class _Stream:
    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._over = asyncio.Event()
        self._begun = False
        self._done = False

    async def watch(self, still: Callable[[], Awaitable[bool]]) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if not await still():
                self._over.set()
                return

    async def receive(self) -> Message:
        coming = asyncio.ensure_future(self._receive())
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait({coming, over}, return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if coming.done() else {"type": "http.disconnect"}
        finally:
            coming.cancel()
            over.cancel()

    async def send(self, message: Message) -> None:
        if self._over.is_set() or self._done:
            return
        if message["type"] == "http.response.start":
            self._begun = True
        else:
            self._done = not message.get("more_body", False)
        await self._send(message)

    async def finish(self) -> None:
        """End a response that was broken off, or that never began."""
        if self._done:
            return
        if not self._begun:
            await self._send({"type": "http.response.start", "status": 401, "headers": []})
        await self._send({"type": "http.response.body", "body": b""})
