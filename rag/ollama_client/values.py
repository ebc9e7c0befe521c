"""What the caller of Ollama chooses, and what Ollama says about a model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """How long to wait, in seconds.

    ``load_s`` runs from the request to the first token: Ollama sends nothing, not even
    headers, while it queues, loads the model from disk and reads the prompt, and giving up
    early aborts the load, so that a short value can never succeed. ``idle_s`` is the longest
    silence between tokens after that. ``total_s`` bounds everything, a slow trickle too.
    """

    connect_s: float = 3.0
    load_s: float = 300.0
    idle_s: float = 60.0
    total_s: float = 600.0

    def __post_init__(self) -> None:
        """Refuse a wait of nothing."""
        if min(self.connect_s, self.load_s, self.idle_s, self.total_s) <= 0:
            raise ValueError("a timeout is a positive number of seconds")


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatOptions:
    """How a chat model is run. ``num_ctx`` and ``num_predict`` are tokens.

    ``num_ctx`` is always sent: an office PC gets 4096 by default, which is about 2,180
    Indonesian words, answer included. Keep one value per model: Ollama loads the model again
    when it changes.
    """

    model: str
    num_ctx: int = 8192
    num_predict: int = 768
    temperature: float = 0.1
    seed: int = 7
    keep_alive: str = "30m"

    def __post_init__(self) -> None:
        """Refuse options that leave no room for a prompt."""
        if not self.model.strip():
            raise ValueError("a model has a name")
        if not 0 < self.num_predict < self.num_ctx:
            raise ValueError("num_predict must be positive and smaller than num_ctx")
        if self.temperature < 0:
            raise ValueError("a temperature is not negative")

    def load_options(self) -> dict[str, int]:
        """Return the options that decide how the model is loaded.

        Ollama loads a model again when one of them differs from the request before, so
        warm-up and chat both start from this.
        """
        return {"num_ctx": self.num_ctx}

    def all_options(self) -> dict[str, int | float]:
        """Return the ``options`` of a chat request: those of loading, then those of writing."""
        return {
            **self.load_options(),
            "num_predict": self.num_predict,
            "temperature": self.temperature,
            "seed": self.seed,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelInfo:
    """A model as Ollama describes it.

    ``name`` always has a tag. The lengths (context in tokens, embedding in dimensions) are 0
    and ``capabilities`` empty where Ollama does not say. ``remote`` models run on somebody
    else's machine. ``size`` is bytes on disk, ``parameters`` such as ``4.3B``, ``quantization``
    such as ``Q4_K_M``.
    """

    name: str
    digest: str
    capabilities: tuple[str, ...] = ()
    context_length: int = 0
    embedding_length: int = 0
    remote: bool = False
    size: int = 0
    parameters: str = ""
    quantization: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A model in memory: its window as really allocated in tokens, and its bytes.

    ``vram`` is how many of them lie in graphics memory; ``context_length`` is 0 where Ollama does
    not say.
    """

    name: str
    digest: str
    context_length: int = 0
    size: int = 0
    vram: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """What a server says of itself and of one model; ``running`` is None where it is not loaded.

    ``version`` is empty where the server does not say it.
    """

    version: str
    info: ModelInfo
    running: Running | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pulled:
    """A line of progress: bytes of one part of a model, named by its digest.

    ``digest`` is empty for the steps before and after the parts; the last ``status`` is
    ``success``.
    """

    status: str
    digest: str = ""
    total: int = 0
    completed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """A short reply and what it took: tokens read and written, and the seconds for each.

    Seconds are 0 where Ollama does not say. ``whole`` is False where the reply was cut at its
    bound.
    """

    text: str
    read: int
    read_s: float
    written: int
    written_s: float
    whole: bool
