"""What is known of the machines that run the model, and what to do where none does."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import ModelError
from rag.records import ModelState


@dataclass(frozen=True, kw_only=True, slots=True)
class Availability:
    """The state of the model, and the error that says why it is not ready."""

    state: ModelState
    error: ModelError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HostState:
    """How one host stands.

    ``digest`` is of the chat model there, ``differs`` whether it is another one than on the first
    host that has the model: the same name then stands for two models, and answers may depend on
    where they were written. ``loaded`` says that the model is in memory, with a window of
    ``context`` tokens (0 where that is not told). ``running`` turns use this host, ``waiting``
    ones wait for any. ``paused_s`` is how long a host that failed is still avoided.
    """

    address: str
    state: ModelState
    error: ModelError | None = None
    version: str = ""
    digest: str = ""
    differs: bool = False
    loaded: bool = False
    context: int = 0
    waiting: int = 0
    running: int = 0
    paused_s: float = 0.0


def commands(state: ModelState, model: str) -> tuple[str, ...]:
    """Return the commands that switch generation on, in order."""
    return {
        ModelState.READY: (),
        ModelState.CHOSEN_OFF: ("unset TANYA_ENGINE",),
        ModelState.UNREACHABLE: ("ollama serve", f"ollama pull {model}"),
        ModelState.MISSING: (f"ollama pull {model}",),
        ModelState.REFUSED: ("unset TANYA_MODEL",),
    }[state]
