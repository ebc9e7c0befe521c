"""The last net under the plain pages: whatever breaks becomes a page in plain words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ui.web.visitor import SCOPE_KEY

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class Net:
    """ASGI middleware behind the gate: Starlette's own stands before it and knows no visitor."""

    def __init__(self, app: App, *, tell: Callable[[Request, Exception], Response]) -> None:
        """Catch what ``app`` raises; ``tell`` logs it and draws the page that says so."""
        self._app = app
        self._tell = tell

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on; answer it where that fails before anything was sent."""
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except ClientDisconnect:  # left in the middle of a form: no trouble of ours, nobody to tell
            raise
        except Exception as error:  # of whatever kind: a person gets a page, and ``tell`` logs it
            if begun or scope["type"] != "http" or SCOPE_KEY not in scope:
                raise
            await self._tell(Request(scope), error)(scope, receive, send)
