"""What the stand-in knows: its models, which are loaded, its faults, and what was asked of it."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stand_in_http import Request
from stand_in_reply import Script, quote

LOAD_OPTIONS = (
    "num_ctx",
    "num_batch",
    "num_gpu",
    "main_gpu",
    "use_mmap",
    "num_thread",
    "draft_num_predict",
)
_DEFAULT_CTX = 4096  # a PC without a big graphics card
_DURATION = re.compile(r"(-?\d+(?:\.\d+)?)(ms|s|m|h)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_FOREVER_S = 292 * 365 * 86400.0


@dataclass(frozen=True, slots=True)
class StandInModel:
    """A model in the store. ``rendered`` models have a Go template: prompts are cut silently."""

    name: str
    capabilities: tuple[str, ...] = ("completion",)
    context_length: int = 131072
    embedding_length: int = 2560
    rendered: bool = True
    prefixes: tuple[str, ...] = ()
    remote_host: str = ""

    @property
    def digest(self) -> str:
        """Another embedding length is another model under the same name."""
        return hashlib.sha256(f"{self.name}/{self.embedding_length}".encode()).hexdigest()


DEFAULT_MODELS = (
    StandInModel("gemma3:4b", ("completion", "vision")),
    StandInModel("qwen3.5:4b", ("completion", "tools", "thinking"), 262144, rendered=False),
    StandInModel("bge-m3:latest", ("embedding",), 8192, 1024),
    StandInModel(
        "embeddinggemma:300m",
        ("embedding",),
        2048,
        768,
        prefixes=("task: search result | query: ", "title: none | text: "),
    ),
)


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A client hung up: ``phase`` is queue, load, prompt, decode or pull; ``tokens`` were sent."""

    path: str
    model: str
    phase: str
    tokens: int

    def __str__(self) -> str:
        return f"cancelled after {self.tokens} tokens"


class Faults:
    """Faults by name, for one request or until cleared, on one path (``*`` is any)."""

    def __init__(self) -> None:
        """Begin without faults."""
        self._set: dict[tuple[str, str], tuple[dict[str, Any], bool]] = {}

    def once(self, name: str, *, path: str = "/api/chat", **details: Any) -> None:
        """Let the next request on ``path`` meet the fault."""
        self._set[name, path] = (details, False)

    def always(self, name: str, *, path: str = "/api/chat", **details: Any) -> None:
        """Let every request on ``path`` meet the fault."""
        self._set[name, path] = (details, True)

    def clear(self) -> None:
        """Behave well from now on."""
        self._set.clear()

    def take(self, name: str, path: str) -> dict[str, Any] | None:
        """Return the details of the fault if it is to happen now."""
        for key in ((name, path), (name, "*")):
            if key in self._set:
                details, stays = self._set[key]
                if not stays:
                    del self._set[key]
                return details
        return None


@dataclass(slots=True)
class Loaded:
    """A model in memory."""

    key: tuple[object, ...]
    num_ctx: int
    keep_s: float
    expires: float


@dataclass(kw_only=True)
class State:
    """Everything that the endpoints share; tests set the switches and read the records."""

    rate: float = 0.0  # tokens written per second; 0 is at once
    prompt_rate: float = 0.0  # tokens read per second; 0 is at once
    load_seconds: float = 0.0
    overflow: str = "as_asked"  # or half_window (silent), refuse (status 400)
    interruptible_prompt: bool = True
    cloud_disabled: bool = False
    ignores_format: bool = False  # writes as if no format had been asked for
    window_limit: int = 0  # the largest window that fits into its memory; 0 is no limit
    pull_rate: float = 0.0  # bytes fetched per second; 0 is at once
    version: str = "0.33.0"
    reply: Callable[[dict[str, Any]], str | Script] = quote
    models: dict[str, StandInModel] = field(default_factory=dict)
    pullable: set[str] = field(default_factory=set)
    fetched: dict[str, dict[str, int]] = field(default_factory=dict)  # by model and part, in bytes
    faults: Faults = field(default_factory=Faults)
    requests: list[Request] = field(default_factory=list)
    cancellations: list[Cancellation] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    reloads: list[str] = field(default_factory=list)
    aborted_loads: list[str] = field(default_factory=list)
    left_the_building: list[str] = field(default_factory=list)
    loaded: dict[str, Loaded] = field(default_factory=dict)
    parallel: int = 1  # answers that one model writes at the same time (OLLAMA_NUM_PARALLEL)
    on_token: Callable[[dict[str, Any], str], None] = lambda body, token: None
    turns: dict[str, asyncio.Semaphore] = field(default_factory=dict)

    def model(self, name: object) -> StandInModel | None:
        """Return the model of this name, as Ollama finds it."""
        wanted = str(name)
        wanted = wanted if ":" in wanted.rpartition("/")[2] else f"{wanted}:latest"
        return self.models.get(wanted.lower())

    def turn(self, name: str) -> asyncio.Semaphore:
        """Return what a request waits for before its model writes."""
        return self.turns.setdefault(name.lower(), asyncio.Semaphore(self.parallel))

    def add(self, model: StandInModel) -> None:
        """Put a model into the store, in place of one of the same name (an update)."""
        self.models[model.name.lower()] = model
        self.loaded.pop(model.name.lower(), None)

    async def load(self, model: StandInModel, body: Mapping[str, Any]) -> tuple[int, float]:
        """Have the model in memory as ``body`` asks; the caller holds its turn.

        Returns the window in tokens and the seconds that loading took. A client that hangs up
        meanwhile aborts the load.
        """
        name, options = model.name.lower(), body.get("options") or {}
        key = (*(options.get(each) for each in LOAD_OPTIONS), body.get("shift", True))
        now = time.monotonic()
        there = self.loaded.get(name)
        if there and there.expires < now:
            self.loaded.pop(name)
            there = None
        took = 0.0
        if there is None or there.key != key:
            (self.loads if there is None else self.reloads).append(model.name)
            self.loaded.pop(name, None)
            try:
                await asyncio.sleep(self.load_seconds)
            except asyncio.CancelledError:
                self.aborted_loads.append(model.name)
                raise
            took = max(self.load_seconds, 1e-6)
            window = min(options.get("num_ctx", _DEFAULT_CTX), model.context_length)
            window = min(window, self.window_limit or window)
            there = self.loaded[name] = Loaded(key, window, 300.0, 0.0)
        if (keep := keep_seconds(body.get("keep_alive"))) is not None:
            there.keep_s = keep
        there.expires = time.monotonic() + there.keep_s
        return there.num_ctx, took


def keep_seconds(value: object) -> float | None:
    """Return a ``keep_alive`` in seconds; None if it was left out.

    Raises:
        ValueError: with Go's text for a bad duration.
    """
    if value is None:
        return None
    if isinstance(value, int | float):
        return _FOREVER_S if value < 0 else float(value)
    text = str(value)
    if text != "0" and re.fullmatch(r"-?[\d.]+", text):
        raise ValueError(f'time: missing unit in duration "{text}"')
    parts = _DURATION.findall(text)
    if "".join(number + unit for number, unit in parts) != text and text != "0":
        raise ValueError(f'time: invalid duration "{text}"')
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    return _FOREVER_S if seconds < 0 else seconds
