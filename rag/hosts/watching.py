"""How each host stands, asked in parallel and remembered for a few seconds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from rag.errors import ModelError, ModelMissing, ModelRefused
from rag.hosts.values import Availability
from rag.ollama_client import OllamaClient, Timeouts
from rag.ollama_client.failures import unreachable, wrong_kind
from rag.records import ModelState

_KEPT_SECONDS = 5.0
"""A question must not wait for an address that does not answer, nor miss a model for long."""

_PROBE = Timeouts(connect_s=2.0, idle_s=2.5)
"""A healthy server lists its models at once, even while one of them writes."""

_GRACE_SECONDS = 0.25
"""After one host is ready the others get this long: a healthy one needs some milliseconds."""

_SILENT_SECONDS = 1.0
"""How long to wait for hosts that did not answer last time, once all others have answered."""

_log = logging.getLogger("rag")

_BEST_FIRST = (
    ModelState.READY,
    ModelState.REFUSED,
    ModelState.MISSING,
    ModelState.UNREACHABLE,
)
"""A model that is refused on one host would be refused on the others too, once pulled there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a host said of itself and of the chat model; ``state`` is None before it was asked."""

    state: ModelState | None = None
    error: ModelError | None = None
    version: str = ""
    digest: str = ""
    loaded: bool = False
    context: int = 0


@dataclass(slots=True)
class _Host:
    client: OllamaClient
    seen: Seen = field(default_factory=Seen)
    until: float = 0.0
    asking: bool = False
    asked_again: bool = False


class Watch:
    """Asks all hosts for one model."""

    def __init__(self, addresses: Sequence[str], model: str) -> None:
        """Ask nothing yet."""
        self._hosts = {address: _Host(OllamaClient(address, _PROBE)) for address in addresses}
        self._model = model
        self._changed = threading.Condition()

    def best(self) -> Availability:
        """Return the state of the best host; waits for the others a moment only."""
        self._ask(lambda: any(host.seen.state is ModelState.READY for host in self._fresh()))
        seen = sorted(
            (host.seen for host in self._hosts.values() if host.seen.state is not None),
            key=lambda each: _BEST_FIRST.index(each.state or ModelState.UNREACHABLE),
        )
        best = seen[0]
        error = best.error
        if best.state is ModelState.UNREACHABLE and len(self._hosts) > 1:
            error = unreachable(", ".join(self._hosts))
        return Availability(state=best.state or ModelState.UNREACHABLE, error=error)

    def all(self) -> dict[str, Seen]:
        """Return what each host said, once all have said it."""
        self._ask(lambda: False)
        return {address: host.seen for address, host in self._hosts.items()}

    def seen(self, address: str) -> Seen:
        """Return what a host said last, without asking."""
        return self._hosts[address].seen

    def fitness(self, address: str) -> tuple[bool, bool]:
        """Return whether a host may be used, as far as is known, and has the model in memory."""
        seen = self._hosts[address].seen
        return seen.state in (None, ModelState.READY), seen.loaded

    def warm(self, address: str) -> None:
        """Note that the model has just written there, so that it is in memory."""
        host = self._hosts[address]
        with self._changed:
            host.seen = replace(host.seen, loaded=True)

    def forget(self, address: str = "") -> None:
        """Ask this host, or all of them, again next time."""
        with self._changed:
            for host in [self._hosts[address]] if address else self._hosts.values():
                host.until = 0.0
                host.asked_again = host.asking  # what is on its way is older than this

    def _fresh(self) -> list[_Host]:
        now = time.monotonic()
        return [host for host in self._hosts.values() if host.until > now]

    def _ask(self, enough: Callable[[], bool]) -> None:
        """Ask the hosts whose word is old, and wait for them, or until it is enough.

        A host that was silent the last time is not waited for to its deadline again: its old word
        holds until it says another.
        """
        with self._changed:
            fresh = self._fresh()
            for host in self._hosts.values():
                if host not in fresh and not host.asking:
                    host.asking = True
                    threading.Thread(target=self._probe, args=(host,), daemon=True).start()
            self._changed.wait_for(lambda: enough() or not self._pending(hopeful=True))
            ready = enough()
            self._changed.wait_for(
                lambda: not self._pending(hopeful=ready),
                timeout=_GRACE_SECONDS if ready else _SILENT_SECONDS,
            )

    def _pending(self, *, hopeful: bool = False) -> bool:
        """Whether a host is still being asked; a ``hopeful`` look leaves out the silent ones."""
        return any(
            host.asking and not (hopeful and host.seen.state is ModelState.UNREACHABLE)
            for host in self._hosts.values()
        )

    def _probe(self, host: _Host) -> None:
        while True:
            try:
                seen = self._look(host.client)
            except Exception:  # noqa: BLE001  (who waits for this thread would wait for ever)
                _log.exception("What a host said of itself could not be read.")
                error = unreachable(host.client.host, "what answers there is not Ollama")
                seen = Seen(state=ModelState.UNREACHABLE, error=error)
            with self._changed:
                host.seen = seen
                host.until = time.monotonic() + _KEPT_SECONDS
                again, host.asked_again = host.asked_again, False
                if not again:
                    host.asking = False
                    self._changed.notify_all()
                    return

    def _look(self, client: OllamaClient) -> Seen:
        try:
            survey = client.survey(self._model)
            found = survey.info
            if found.capabilities and "completion" not in found.capabilities:
                raise wrong_kind(self._model, "chat")
        except ModelMissing as error:
            return Seen(state=ModelState.MISSING, error=error)
        except ModelRefused as error:
            return Seen(state=ModelState.REFUSED, error=error)
        except ModelError as error:
            return Seen(state=ModelState.UNREACHABLE, error=error)
        return Seen(
            state=ModelState.READY,
            version=survey.version,
            digest=found.digest,
            loaded=survey.running is not None,
            context=survey.running.context_length if survey.running else 0,
        )
