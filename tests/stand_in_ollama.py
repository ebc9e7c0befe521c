"""A stand-in for an Ollama server, over real HTTP, for tests and for trying the product by hand.

It follows the behaviour of Ollama 0.33 that the product depends on: streaming, loading and
reloading, queueing, prompts that are cut in silence, errors and their exact texts. Its model
quotes labelled sentences; its embeddings are hashed character n-grams. By hand::

    python tests/stand_in_ollama.py --port 11434 --rate 20 --model gemma3:4b

Faults (``server.faults.once(name)`` or ``.always(name)``), for any ``path=``: hang, busy,
status (``status``, ``text``), redirect (``to``), forbidden, garbage, reset_before, slow_first_byte
(``seconds``). For chat: thinking, empty, length, load, slow_chunks, no_counts, and after two
tokens (``after``) error_mid_stream, no_done, reset, hang_mid_stream, malformed_line,
endless_line, drip; split_bytes. For ``path="/api/embed"``: nan (``text``), nan_values,
wrong_count, mixed_dimensions, zeros, empty_400. For ``path="/api/pull"``, in the middle of the
largest part: error_mid_stream (``text``), no_done, hang_mid_stream.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from stand_in_chat import Chat, now
from stand_in_embed import embed
from stand_in_http import Exchange, HttpServer, Request
from stand_in_pull import pull
from stand_in_state import DEFAULT_MODELS, StandInModel, State

_LOCAL = re.compile(
    r"localhost|.*\.(localhost|local|internal)|127\..*|10\..*|192\.168\..*"
    r"|172\.(1[6-9]|2\d|3[01])\..*|\[::1\]"
)
_ROUTES: dict[str, tuple[str, ...]] = {
    "/": ("GET", "HEAD"),
    "/api/version": ("GET", "HEAD"),
    "/api/tags": ("GET", "HEAD"),
    "/api/ps": ("GET",),
    "/api/status": ("GET",),
    "/api/show": ("POST",),
    "/api/chat": ("POST",),
    "/api/embed": ("POST",),
    "/api/pull": ("POST",),
}


class StandInOllama(State):
    """The server: ``with StandInOllama(rate=20) as server: server.url``.

    Keywords are the switches of :class:`State`. ``requests``, ``cancellations``, ``loads``,
    ``reloads``, ``aborted_loads`` and ``left_the_building`` are its records.
    """

    def __init__(
        self, *, port: int = 0, store: Sequence[StandInModel] = DEFAULT_MODELS, **switches: Any
    ):
        """Serve the models of ``store`` on ``port`` (0: any free one), once started."""
        super().__init__(**switches)
        for model in store:
            self.add(model)
        self._http = HttpServer(self._handle, port)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.port}"

    def __enter__(self) -> StandInOllama:
        self._http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.stop()

    def asked(self, path: str) -> list[dict[str, Any]]:
        """Return the bodies of all requests to ``path``, in order."""
        return [request.body for request in self.requests if request.path == path]

    def update_model(self, name: str, **changes: Any) -> None:
        """Give a model other properties, as pulling a new version of it would."""
        model = self.model(name)
        assert model is not None, name
        self.add(replace(model, **changes))

    @staticmethod
    def wait_until(true: Callable[[], object], seconds: float = 60.0) -> bool:
        """Wait for a record to appear; whether it did."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True

    async def _handle(self, request: Request, exchange: Exchange) -> None:
        self.requests.append(request)
        host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
        if not _LOCAL.fullmatch(host):
            await exchange.send(403, b"")
        elif request.path not in _ROUTES:
            await exchange.send(404, "404 page not found")
        elif request.method not in _ROUTES[request.path]:
            await exchange.send(405, "405 method not allowed")
        elif not await self._fault(request, exchange):
            await self._route(request, exchange)

    async def _fault(self, request: Request, exchange: Exchange) -> bool:
        """Whether a fault has answered instead."""
        take, path = self.faults.take, request.path
        if take("hang", path) is not None:
            await asyncio.Event().wait()
        if (slow := take("slow_first_byte", path)) is not None:
            await asyncio.sleep(slow["seconds"])
        if take("busy", path) is not None:
            text = "server busy, please try again.  maximum pending requests exceeded"
            await exchange.error(503, text)
        elif (status := take("status", path)) is not None:
            await exchange.error(status["status"], status["text"])
        elif (redirect := take("redirect", path)) is not None:
            await exchange.send(307, b"", headers={"Location": redirect["to"]})
        elif take("forbidden", path) is not None:
            await exchange.send(403, b"")
        elif take("garbage", path) is not None:
            await exchange.send(200, "<html>a router's page</html>", kind="text/html")
        elif take("reset_before", path) is not None:
            exchange.reset()
        else:
            return False
        return True

    async def _route(self, request: Request, exchange: Exchange) -> None:
        path, body = request.path, request.body
        if request.method == "POST" and not request.content:
            await exchange.error(400, "missing request body")
        elif request.method == "POST" and not body:
            await exchange.error(400, "invalid character in the request body")
        elif path in ("/api/chat", "/api/embed") and self._is_remote(body.get("model")):
            await self._remote(str(body["model"]), exchange)
        elif path == "/api/chat":
            await Chat(self, self._as_understood(request), exchange).serve()
        elif path == "/api/embed":
            await embed(self, request, exchange)
        elif path == "/api/show":
            await self._show(body, exchange)
        elif path == "/api/pull":
            await pull(self, body, exchange)
        else:
            await exchange.send(200, self._simple(path))

    def _as_understood(self, request: Request) -> Request:
        """Return the request as a server understands it that knows no ``format``."""
        if not self.ignores_format:
            return request
        body = {key: value for key, value in request.body.items() if key != "format"}
        return replace(request, content=json.dumps(body).encode())

    def _simple(self, path: str) -> str | dict[str, Any]:
        if path == "/api/version":
            return {"version": self.version}
        if path == "/api/tags":
            return {"models": [_entry(model) for model in self.models.values()]}
        if path == "/api/ps":
            return {"models": self._running()}
        if path == "/api/status":
            source = "env" if self.cloud_disabled else "none"
            return {"cloud": {"disabled": self.cloud_disabled, "source": source}}
        return "Ollama is running"

    def _running(self) -> list[dict[str, Any]]:
        left = {name: each.expires - time.monotonic() for name, each in self.loaded.items()}
        running = sorted((name for name in left if left[name] > 0), key=lambda name: -left[name])
        return [
            _entry(self.models[name])
            | {
                "expires_at": (datetime.now(UTC) + timedelta(seconds=left[name])).isoformat(),
                "size_vram": 0,
                "context_length": self.loaded[name].num_ctx,
            }
            for name in running
        ]

    def _is_remote(self, name: object) -> bool:
        model = self.model(name)
        return str(name).lower().endswith((":cloud", "-cloud")) or bool(model and model.remote_host)

    async def _remote(self, name: str, exchange: Exchange) -> None:
        if self.cloud_disabled:
            text = "ollama cloud is disabled: remote model is unavailable"
            await exchange.error(403, text)
            return
        self.left_the_building.append(name)
        await exchange.error(401, "unauthorized")

    async def _show(self, body: dict[str, Any], exchange: Exchange) -> None:
        name = body.get("model")
        model = self.model(name)
        if not name:
            await exchange.error(400, "model is required")
        elif model is None:
            await exchange.error(404, f"model '{name}' not found")
        else:
            await exchange.send(200, _shown(model))


def _entry(model: StandInModel) -> dict[str, Any]:
    remote = {"remote_host": model.remote_host, "remote_model": model.name}
    return {
        "name": model.name,
        "model": model.name,
        **(remote if model.remote_host else {}),
        "modified_at": now(),
        "size": 3_338_801_804,
        "digest": model.digest,
        "details": {
            "parent_model": "",
            "format": "gguf",
            "family": "standin",
            "families": ["standin"],
            "parameter_size": "4.3B",
            "quantization_level": "Q4_K_M",
            "context_length": model.context_length,
            "embedding_length": model.embedding_length,
        },
        "capabilities": list(model.capabilities),
    }


def _shown(model: StandInModel) -> dict[str, Any]:
    entry = _entry(model)
    same = ("details", "modified_at", "capabilities", "remote_host", "remote_model")
    return {
        "license": "",
        "modelfile": f"FROM {model.name}",
        "parameters": "",
        "template": "{{ .Prompt }}" if model.rendered else "",
        "model_info": {
            "general.architecture": "standin",
            "general.parameter_count": 4_300_000_000,
            "standin.context_length": model.context_length,
            "standin.embedding_length": model.embedding_length,
        },
        **{key: entry[key] for key in same if key in entry},
    }


def main() -> None:
    """Serve until interrupted."""
    options = argparse.ArgumentParser(description="A stand-in Ollama that quotes its passages.")
    options.add_argument("--port", type=int, default=11434)
    options.add_argument("--rate", type=float, default=20.0, help="tokens per second, 0: at once")
    options.add_argument("--prompt-rate", type=float, default=0.0, help="tokens read per second")
    options.add_argument("--load-seconds", type=float, default=0.0)
    options.add_argument("--parallel", type=int, default=1, help="answers written at a time")
    options.add_argument("--model", action="append", default=[], help="one more chat model")
    given = options.parse_args()
    store = (*DEFAULT_MODELS, *(StandInModel(name) for name in given.model))
    switches = {"rate": given.rate, "prompt_rate": given.prompt_rate}
    switches["load_seconds"] = given.load_seconds
    switches["parallel"] = given.parallel
    with StandInOllama(port=given.port, store=store, **switches) as server:
        print(f"Stand-in Ollama at {server.url} with {', '.join(server.models)}. Ctrl-C ends it.")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("Ended.")


if __name__ == "__main__":
    main()
