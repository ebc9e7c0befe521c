"""Whether a local model writes the answers, and what to do where none does."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from rag.errors import ModelError, ModelMissing, ModelRefused
from rag.ollama_client import OllamaClient, Timeouts
from rag.ollama_client.failures import wrong_kind
from rag.records import ModelState

_KEPT_SECONDS = 5.0
"""A question must not wait for an address that does not answer, nor miss a model for long."""


_PROBE = Timeouts(connect_s=2.0, idle_s=2.5)
"""A healthy server lists its models at once, even while one of them writes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Availability:
    """The state of the model, and the error that says why it is not ready."""

    state: ModelState
    error: ModelError | None = None


class ModelWatch:
    """Asks Ollama for the chat model, and remembers the reply for a few seconds."""

    def __init__(self, host: str, model: str, *, chosen: bool) -> None:
        """Ask nothing yet; ``chosen`` is False where the operator wants quotes only."""
        self._client = OllamaClient(host, _PROBE)
        self._model = model
        self._chosen = chosen
        self._guard = threading.Lock()
        self._seen = Availability(state=ModelState.CHOSEN_OFF)
        self._until = 0.0

    def look(self) -> Availability:
        """Return the state; blocks for a few seconds at most, where Ollama is silent."""
        if not self._chosen:
            return Availability(state=ModelState.CHOSEN_OFF)
        with self._guard:
            if time.monotonic() >= self._until:
                self._seen = self._ask()
                self._until = time.monotonic() + _KEPT_SECONDS
            return self._seen

    def forget(self) -> None:
        """Ask again next time: the model has just failed."""
        self._until = 0.0

    def _ask(self) -> Availability:
        try:
            found = self._client.find(self._model)
            if found.capabilities and "completion" not in found.capabilities:
                raise wrong_kind(self._model, "chat")
        except ModelMissing as error:
            return Availability(state=ModelState.MISSING, error=error)
        except ModelRefused as error:
            return Availability(state=ModelState.REFUSED, error=error)
        except ModelError as error:
            return Availability(state=ModelState.UNREACHABLE, error=error)
        return Availability(state=ModelState.READY)


def commands(state: ModelState, model: str) -> tuple[str, ...]:
    """Return the commands that switch generation on, in order."""
    return {
        ModelState.READY: (),
        ModelState.CHOSEN_OFF: ("unset TANYA_ENGINE",),
        ModelState.UNREACHABLE: ("ollama serve", f"ollama pull {model}"),
        ModelState.MISSING: (f"ollama pull {model}",),
        ModelState.REFUSED: ("unset TANYA_MODEL",),
    }[state]
