"""A server on this machine between the product and its model: records replies, or replays them.

The product is pointed at it by OLLAMA_HOST and runs its own client, parser, checks and second
tries unchanged; it cannot know that no model is behind it. A wrapper of the client would leave out
what the client itself decides (cuts, empty replies, refused schemas), and would have to know each
of the places from which the product asks.

While recording, requests that were recorded before are answered from there, so that the product's
own memory of a model (which form it follows, how much it holds) grows as it did then.
"""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from evals.lanes.differing import differences, reads_on
from evals.lanes.forwarding import Forward
from evals.lanes.recordings import Exchange, Head, Recorded, digest_of, meaning_of

_ASKED = frozenset({"/api/version", "/api/tags", "/api/ps", "/api/show", "/api/chat", "/api/embed"})
_STALE = "this request was not recorded"
_PATIENCE_S = 3.0
"""A product that wants no more of a reply hangs up at once; one that still waits then reads on."""
_SETTLE_S = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What passed for one question.

    ``fresh`` counts the exchanges that a model was really asked for; ``stale`` says in words why
    a recording does not hold any more, ``failed`` what went wrong at the server behind.
    """

    exchanges: tuple[Exchange, ...]
    fresh: int
    stale: tuple[str, ...]
    failed: tuple[str, ...]


class Relay:
    """Serves Ollama's API on a port of 127.0.0.1 while the block lasts.

    Without ``upstream`` it only replays, and describes itself as ``head`` says.
    """

    def __init__(self, head: Head, recorded: Mapping[str, Recorded], *, upstream: str = "") -> None:
        """Serve nothing yet."""
        self.head = head
        self.forward = Forward(upstream) if upstream else None
        self._recorded = recorded
        self._known: list[Exchange] = []
        self._heard: list[tuple[Exchange, bool]] = []
        self._stale: list[str] = []
        self._failed: list[str] = []
        self._running = 0
        self._changed = threading.Condition()
        self._server = _Server(self)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Relay:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def begin(self, identity: str) -> None:
        """From now on requests belong to this question."""
        known = self._recorded.get(identity)
        with self._changed:
            self._known = list(known.exchanges) if known else []
            self._heard, self._stale, self._failed = [], [], []

    def end(self) -> Heard:
        """Return what passed since :meth:`begin`, once no request is on its way any more."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running, timeout=_SETTLE_S)
            return Heard(
                exchanges=tuple(each for each, _ in self._heard),
                fresh=sum(fresh for _, fresh in self._heard),
                stale=tuple(dict.fromkeys(self._stale)),
                failed=tuple(dict.fromkeys(self._failed)),
            )

    def enter(self, by: int) -> None:
        """Count a chat request that begins (1) or is over (-1)."""
        with self._changed:
            self._running += by
            self._changed.notify_all()

    def recall(self, request: Mapping[str, Any]) -> Exchange | None:
        """Return the recorded exchange of exactly this request; each is used up once if it can."""
        wanted = digest_of(request)
        with self._changed:
            same = [each for each in self._known if each.fingerprint == wanted]
            if not same:
                return None
            if len(same) > 1:
                self._known.remove(same[0])
            self._heard.append((same[0], False))
            return same[0]

    def unknown(self, request: Mapping[str, Any]) -> None:
        """Note a request that was not recorded, and in what it differs."""
        with self._changed:
            self._stale.append(differences(self._known, request))

    def read_on(self) -> None:
        """Note that more of a reply was wanted than was recorded."""
        with self._changed:
            self._stale.append(reads_on())

    def heard(self, exchange: Exchange, trouble: str) -> None:
        """Note an exchange with the model behind."""
        with self._changed:
            self._heard.append((exchange, True))
            if trouble:
                self._failed.append(trouble)

    def described(self, path: str) -> dict[str, Any] | None:
        """Return what the recorded server said of itself."""
        entry = {
            "name": self.head.model,
            "model": self.head.model,
            "digest": self.head.digest,
            "size": self.head.size,
            "details": {
                "parameter_size": self.head.parameters,
                "quantization_level": self.head.quantization,
            },
            "capabilities": list(self.head.capabilities),
        }
        known: dict[str, dict[str, Any]] = {
            "/api/version": {"version": self.head.ollama or "0"},
            "/api/tags": {"models": [entry]},
            "/api/ps": {"models": [{**entry, "context_length": self.head.window}]},
            "/api/show": {**entry, "model_info": {}},
        }
        return known.get(path)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a product that hung up: it may."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Write no log."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        relay = self.server.relay
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        # A page in somebody's browser must not reach the model through this port.
        if self.headers.get("Host") != f"127.0.0.1:{self.server.server_port}":
            self._answer(403, {"error": "only for this machine"})
        elif self.path not in _ASKED:
            self._answer(404, {"error": "404 page not found"})
        elif self.path == "/api/chat" and (body := json.loads(content)).get("messages"):
            relay.enter(1)
            try:
                self._chat(body, content)
            finally:
                relay.enter(-1)
        elif relay.forward is not None:
            status, answer = relay.forward.plain(self.command, self.path, content)
            self._send(status, answer)
        elif self.path == "/api/chat":
            self._answer(200, {"model": relay.head.model, "done": True, "done_reason": "load"})
        elif (known := relay.described(self.path)) is not None:
            self._answer(200, known)
        else:
            self._answer(404, {"error": _STALE})

    def _chat(self, body: Mapping[str, Any], content: bytes) -> None:
        relay, request = self.server.relay, meaning_of(body)
        known = relay.recall(request)
        if known is not None:
            self._replay(known)
        elif relay.forward is not None:
            exchange, trouble = relay.forward.chat(content, request, self)
            relay.heard(exchange, trouble)
        else:
            relay.unknown(request)
            self._answer(500, {"error": _STALE})

    def _replay(self, known: Exchange) -> None:
        if known.status != 200:
            self._answer(known.status, {"error": known.error})
            return
        self.begin_lines()
        if known.thinking:
            self.line({"message": {"content": "", "thinking": known.thinking}, "done": False})
        at = 0
        for size in known.sizes:
            self.line({"message": {"content": known.reply[at : at + size]}, "done": False})
            at += size
        if known.end:
            self.line(known.end)
        elif not hung_up(self.connection, _PATIENCE_S):
            self.server.relay.read_on()

    def begin_lines(self) -> None:
        """Begin a streamed reply."""
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.end_headers()

    def line(self, value: object) -> None:
        """Send one line of it."""
        self.wfile.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
        self.wfile.flush()

    def _answer(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value, ensure_ascii=False).encode())

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def refuse(self, status: int, content: bytes) -> None:
        """Pass on an error of the server behind."""
        self._send(status, content)


def hung_up(connection: socket.socket, seconds: float) -> bool:
    """Tell whether the other side closes its end within so many seconds."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([connection], [], [], left)[0]:
            try:
                if not connection.recv(1, socket.MSG_PEEK):
                    return True
            except OSError:
                return True
            time.sleep(0.05)
    return False
