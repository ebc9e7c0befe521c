"""Passing requests on to the operator's Ollama, letter by letter, and noting what comes back."""

from __future__ import annotations

import http.client
import json
import select
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from evals.lanes.recordings import Exchange

if TYPE_CHECKING:
    from evals.lanes.relay import _Handler

_TIMEOUT_S = 620.0  # the product's own limits (600 s) end a request before
_UNREACHABLE = 502
_REFUSED = 400
_LOOK_S = 0.1


class Forward:
    """Requests to one address, and to no other: no proxy, no redirect, no credentials."""

    def __init__(self, upstream: str) -> None:
        """Pass on to ``upstream``, a full address (``rag.ollama_client.normalise_host``)."""
        self._parts = urlsplit(upstream)

    def plain(self, method: str, path: str, content: bytes) -> tuple[int, bytes]:
        """Return status and body of an answer that comes in one piece; 502 where none comes."""
        with self._connected() as connection:
            try:
                self._send(connection, method, path, content)
                answer = connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException) as error:
                return _UNREACHABLE, _error(error)

    def chat(
        self, content: bytes, request: Mapping[str, Any], handler: _Handler
    ) -> tuple[Exchange, str]:
        """Stream a reply through; return what came, and in words what went wrong ("": nothing).

        The model is stopped as soon as the product hangs up.
        """
        with self._connected() as connection:
            try:
                connection.connect()
                with _watched(handler.connection, connection.sock) as gone:
                    return self._stream(connection, content, request, handler=handler, gone=gone)
            except (OSError, http.client.HTTPException) as error:
                text = _error(error)
                with suppress(OSError):
                    handler.refuse(_UNREACHABLE, text)
                return Exchange(request=request, status=_UNREACHABLE), _trouble(text)

    def _stream(
        self,
        connection: http.client.HTTPConnection,
        content: bytes,
        request: Mapping[str, Any],
        *,
        handler: _Handler,
        gone: threading.Event,
    ) -> tuple[Exchange, str]:
        note = _Note(request)
        try:
            self._send(connection, "POST", "/api/chat", content)
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                text = answer.read()
                handler.refuse(answer.status, text)
                # 400 is what the server makes of the request; other errors are trouble of today.
                said = _said(text)
                trouble = "" if answer.status == _REFUSED else _trouble(text)
                return Exchange(request=request, status=answer.status, error=said), trouble
            handler.begin_lines()
            for line in answer:
                note.take(line)
                handler.wfile.write(line)
                handler.wfile.flush()
        except (OSError, http.client.HTTPException, ValueError) as error:
            if not gone.is_set() and not isinstance(error, BrokenPipeError | ConnectionResetError):
                return note.exchange(), _trouble(_error(error))
        if not note.end and not gone.wait(_LOOK_S * 3) and not note.failed:
            return note.exchange(), "the server ended the reply without its last line"
        return note.exchange(), note.failed

    def _send(
        self, connection: http.client.HTTPConnection, method: str, path: str, content: bytes
    ) -> None:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        connection.request(method, self._parts.path + path, content or None, headers)

    @contextmanager
    def _connected(self) -> Iterator[http.client.HTTPConnection]:
        host, port = self._parts.hostname or "127.0.0.1", self._parts.port
        connection: http.client.HTTPConnection
        if self._parts.scheme == "https":
            context = ssl.create_default_context()
            connection = http.client.HTTPSConnection(
                host, port, timeout=_TIMEOUT_S, context=context
            )
        else:
            connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
        try:
            yield connection
        finally:
            connection.close()


class _Note:
    """What came of one streamed reply."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        self._request = request
        self._pieces: list[str] = []
        self._thinking: list[str] = []
        self.end: dict[str, Any] = {}
        self.failed = ""

    def take(self, line: bytes) -> None:
        """Note a line; one that is no JSON object raises ValueError."""
        if not line.strip():
            return
        part = json.loads(line)
        if not isinstance(part, dict):
            raise ValueError("the server sent a line that is no object")
        if part.get("error"):
            self.failed = _trouble(line)
            return
        message = part.get("message") or {}
        if part.get("done"):
            left_out = ("created_at", "context")
            self.end = {name: each for name, each in part.items() if name not in left_out}
            return
        self._pieces.append(str(message.get("content") or ""))
        self._thinking.append(str(message.get("thinking") or ""))

    def exchange(self) -> Exchange:
        """Return all of it."""
        last = str((self.end.get("message") or {}).get("content") or "")
        return Exchange(
            request=self._request,
            reply="".join(self._pieces) + last,
            sizes=tuple(len(piece) for piece in self._pieces if piece),
            thinking="".join(self._thinking),
            end=self.end,
        )


@contextmanager
def _watched(client: socket.socket, upstream: socket.socket) -> Iterator[threading.Event]:
    """Stop reading from ``upstream`` when ``client`` hangs up; the event says that it did."""
    gone, over = threading.Event(), threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_S):
            try:
                ready = select.select([client], [], [], 0)[0]
                if ready and not client.recv(1, socket.MSG_PEEK):
                    break
            except (OSError, ValueError):
                break
        else:
            return
        gone.set()
        with suppress(OSError):
            upstream.shutdown(socket.SHUT_RDWR)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield gone
    finally:
        over.set()
        watcher.join()


def _said(content: bytes) -> str:
    try:
        return str(json.loads(content)["error"])
    except (ValueError, KeyError, TypeError):
        return content.decode("utf-8", "replace")[:500]


def _trouble(content: bytes) -> str:
    return f"the server failed: {_said(content)[:300]}"


def _error(error: Exception) -> bytes:
    text = f"the server behind does not answer: {str(error) or type(error).__name__}"
    return json.dumps({"error": text}).encode()
