"""Hosts: the servers that run the chat model, as one."""

from __future__ import annotations

from collections.abc import Sequence

from rag.errors import TanyaError
from rag.hosts.queue import Queue
from rag.hosts.turn import Turn
from rag.hosts.values import Availability, HostState
from rag.hosts.watching import Watch
from rag.ollama_client import OllamaClient, Timeouts
from rag.records import ModelState

_PAUSE_S = 5.0
"""First pause of a host that failed: a restart of Ollama takes about that long."""


class Hosts:
    """The hosts that may run one chat model; may be shared between threads and event loops."""

    def __init__(
        self,
        addresses: Sequence[str],
        model: str,
        *,
        chosen: bool,
        at_once: int = 1,
        timeouts: Timeouts | None = None,
        pause_s: float = _PAUSE_S,
    ) -> None:
        """Ask nothing yet.

        Args:
            addresses: in any form that ``OLLAMA_HOST`` takes, the preferred one first.
            model: the chat model.
            chosen: False where the operator wants quotes only.
            at_once: turns at one host at the same time, at least 1.
            timeouts: how long a chat may take.
            pause_s: how long a host is avoided after a first failure.

        Raises:
            UsageError: one of ``addresses`` is no address.
            ValueError: no address, or ``at_once`` below 1.
        """
        clients = [OllamaClient(address, timeouts) for address in addresses]
        self._clients = {client.host: client for client in clients}
        if not self._clients or at_once < 1:
            raise ValueError("at least one address and one turn at once are needed")
        self._chosen = chosen
        self._watch = Watch(tuple(self._clients), model)
        self._queue = Queue(
            tuple(self._clients), at_once=at_once, pause_s=pause_s, fitness=self._watch.fitness
        )

    def look(self) -> Availability:
        """Return the state of the best host.

        Remembered for a few seconds. Blocks for a few seconds at most, and only while no host has
        said that it is ready.
        """
        if not self._chosen:
            return Availability(state=ModelState.CHOSEN_OFF)
        return self._watch.best()

    def each(self) -> tuple[HostState, ...]:
        """Return how each host stands, in the order of the addresses; blocks as :meth:`look`."""
        seen = self._watch.all()
        first = next((each.digest for each in seen.values() if each.digest), "")
        states = []
        for address, each in seen.items():
            waiting, running, paused = self._queue.counts(address)
            states.append(
                HostState(
                    address=address,
                    state=each.state or ModelState.UNREACHABLE,
                    error=each.error,
                    version=each.version,
                    digest=each.digest,
                    differs=each.digest not in ("", first),
                    loaded=each.loaded,
                    context=each.context,
                    waiting=waiting,
                    running=running,
                    paused_s=paused,
                )
            )
        return tuple(states)

    def forget(self, address: str = "") -> None:
        """Ask this host (all of them, where none is named) again next time."""
        self._watch.forget(address)

    def join(self, asker: str = "") -> Turn:
        """Return a turn, to be held with ``async with``; ``asker`` is who waits, for fairness."""
        return Turn(self, self._queue, asker)

    def client(self, address: str) -> OllamaClient:
        """Return the client of a host."""
        return self._clients[address]

    def digest(self, address: str) -> str:
        """Return the digest of the model on a host, as last seen."""
        return self._watch.seen(address).digest

    def failed(self, address: str, error: TanyaError) -> None:
        """Avoid a host for a while, and ask how it is before it is used again."""
        del error  # whatever it was, another host is the better choice for now
        self._queue.failed(address)
        self._watch.forget(address)

    def worked(self, address: str) -> None:
        """Trust a host that has just given a whole reply."""
        self._queue.succeeded(address)
        self._watch.warm(address)
