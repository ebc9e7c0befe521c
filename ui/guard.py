"""What stands between the network and the page: hosts, origins, routes, sizes and headers.

Plain ASGI, because wrapped responses would hold back the stream of an answer. What is open at all
stands in ``ui.serving.doors``, what a response is dressed in in ``ui.serving.headers``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import ClientDisconnect

from ui.serving.carrying import TOO_LARGE, Message, Receive, Reply, Request, Send
from ui.serving.crossing import address_of, foreign, from_elsewhere
from ui.serving.doors import BODY_LIMIT, Door, door_of
from ui.serving.headers import content_policy
from ui.serving.reach import HERE, Reach, is_loopback

__all__ = ["BODY_LIMIT", "Guard", "content_policy"]

App = Callable[[Message, Receive, Send], Awaitable[None]]

_NOTHING = (404, "Tidak ada apa pun di alamat ini. There is nothing at this address.")
_NOT_SO = (
    405,
    "Alamat ini tidak dipakai dengan cara itu. This address is not used in this way.",
)
_NOT_OURS = (
    "Tanya Serikat tidak melayani alamat ini; tanyakan alamat yang benar kepada pengelola. Tanya "
    "Serikat does not answer to this address; ask the administrator for the right one (see --name)."
)
_FOREIGN = (
    "Permintaan dari halaman lain ditolak. Requests from other pages are refused. (If the address "
    "is right, open it in a new window.)"
)
_UNSTATED = (
    "Halaman ini hanya melayani komputer ini sendiri, karena siapa pun dapat memakainya tanpa "
    "masuk. This page was reached through a proxy that it was not told of (see --proxy). It asks "
    "nobody to sign in, so it answers this machine alone."
)
_BARE = (
    "Sambungan ini tidak terenkripsi; pakai alamat https. This connection is not encrypted: use "
    "the https address. (The proxy must say X-Forwarded-Proto: https.)"
)

# Believed by Gradio from anybody. What the stated proxy says of scheme and sender, the server has
# taken over by now (uvicorn's proxy headers).
_HEARSAY = frozenset(
    {b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-port", b"x-gradio-server"}
)


class Guard:
    """ASGI middleware that lets through only what the pages need, from hosts it knows.

    It must be the outermost one: behind it the path begins with the proxy's prefix and
    ``root_path`` names that prefix, whether the proxy took it away or not.
    """

    def __init__(
        self,
        app: App,
        *,
        ending: asyncio.Event,
        reach: Reach = HERE,
    ) -> None:
        """Guard ``app``.

        Args:
            app: what is guarded.
            ending: set when the server ends; streams to open pages are then closed in order.
            reach: by which names it may be called, and below which path. Checking names keeps a
                hostile page from reaching a loopback server through a name of its own that
                resolves to 127.0.0.1 (DNS rebinding).
        """
        self._app = app
        self._reach = reach
        self._hosts = frozenset(self._reach.hosts)
        self._ending = ending

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it with a plain sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        path, door = self._place(scope["path"])
        reply = Reply(send, scope, door, self._reach, page=path == "/")
        status, sentence = self._refusal(scope, door)
        if status:
            await reply.refuse(status, sentence)
            return
        if path == "":
            await reply.move(self._reach.root_path + "/")
            return
        assert door is not None
        request = Request(receive, reply, self._ending, door.limit)
        try:
            await self._app(self._passed_on(scope, path, reply), request.receive, reply.send)
        except ClientDisconnect:  # left, or was told that it sends too much: nobody waits
            return
        if self._ending.is_set():
            await reply.finish()

    def _place(self, path: str) -> tuple[str, Door | None]:
        """Return the path below the proxy's prefix, and what stands there; "" is the bare prefix.

        Some proxies take the prefix away, some pass it on. Which one it was shows in which of
        both readings is an address that exists.
        """
        root = self._reach.root_path
        if root and path == root:
            return "", door_of("/")
        if root and path.startswith(root + "/"):
            inner = path[len(root) :]
            if door := door_of(inner):
                return inner, door
        return path, door_of(path)

    def _refusal(self, scope: Message, door: Door | None) -> tuple[int, str]:
        """Return status and sentence of a refusal; 0 lets the request through."""
        headers = dict(scope["headers"])
        if wrong := self._wrong_way(scope, headers):
            return 403, wrong
        if door is None:
            return _NOTHING
        if scope["method"] not in door.methods:
            return _NOT_SO
        length = headers.get(b"content-length", b"0")
        return (0, "") if length.isdigit() and int(length) <= door.limit else TOO_LARGE

    def _wrong_way(self, scope: Message, headers: dict[bytes, bytes]) -> str:
        """Say what is wrong with the way on which a request came, or ""."""
        named = [value for name, value in scope["headers"] if name == b"host"]
        host = address_of(b"//" + named[0]) if len(named) == 1 else None
        if host is None or host[0] not in self._hosts:
            return _NOT_OURS
        reach, client = self._reach, (scope.get("client") or ("",))[0]
        if reach.alone and from_elsewhere(headers):
            return _UNSTATED
        if reach.only_encrypted and scope.get("scheme") != "https" and not is_loopback(client):
            return _BARE
        return _FOREIGN if foreign(scope["method"], headers) else ""

    def _passed_on(self, scope: Message, path: str, reply: Reply) -> Message:
        """Return the scope for the program behind, without hearsay and with its prefix."""
        dropped = _HEARSAY | {b"accept-encoding"} if reply.page else _HEARSAY
        # (A packed page could not be given its nonce.)
        kept = [item for item in scope["headers"] if item[0] not in dropped]
        whole = self._reach.root_path + path
        return {
            **scope,
            "headers": kept,
            "path": whole,
            "raw_path": quote(whole).encode(),
            "root_path": self._reach.root_path,
        }
