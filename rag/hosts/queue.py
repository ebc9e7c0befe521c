"""Whose turn it is at which host: fair between askers, safe between threads and event loops.

Askers take turns, first come first served within one. The order is start-time fair queueing
(Goyal, Vin and Cheng, SIGCOMM 1996) with questions of equal size: the k-th waiting question of an
asker stands k rounds behind the asker's first, and nobody's first stands behind the current round.
So a newcomer is not behind a flood, and neither can newcomers keep a flood waiting for ever.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_LONGEST_PAUSE_S = 300.0


@dataclass(slots=True, eq=False)
class Ticket:
    """A place in the queue; ``host`` is empty until it is this ticket's turn.

    ``wake`` is called, from any thread, when the place may have changed. It raises RuntimeError
    where nobody can be woken any more (the event loop is closed): the ticket is then given up.
    """

    asker: str
    wake: Callable[[], None]
    serial: int = 0
    host: str = ""
    tried: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Place:
    """What the queue keeps of one host."""

    order: int
    running: int = 0
    failures: int = 0
    paused_until: float = 0.0


class Queue:
    """Gives tickets to hosts; every method may be called from any thread and none blocks."""

    def __init__(
        self,
        addresses: Sequence[str],
        *,
        at_once: int,
        pause_s: float,
        fitness: Callable[[str], tuple[bool, bool]],
    ) -> None:
        """Begin empty.

        Args:
            addresses: the hosts, the preferred one first.
            at_once: turns that one host may have at the same time.
            pause_s: how long a host is avoided after its first failure; twice that after the
                next one, five minutes at most.
            fitness: whether a host is thought to be usable, and to have the model in memory.
        """
        self._places = {address: _Place(order) for order, address in enumerate(addresses)}
        self._at_once = at_once
        self._pause_s = pause_s
        self._fitness = fitness
        self._guard = threading.Lock()
        self._lines: dict[str, list[Ticket]] = {}
        self._rounds: dict[str, int] = {}
        self._round = 0
        self._moving: list[Ticket] = []
        self._given: list[Ticket] = []
        self._serial = 0
        self._lost: deque[Ticket] = deque()

    # --- turns --------------------------------------------------------------------------------

    def join(self, asker: str, wake: Callable[[], None]) -> Ticket:
        """Return a ticket, which has a host already where one is free."""
        with self._guard:
            self._serial += 1
            ticket = Ticket(asker, wake, self._serial)
            line = self._lines.setdefault(asker, [])
            if not line:
                self._rounds[asker] = max(self._round, self._rounds.get(asker, 0))
            line.append(ticket)
        self.serve()
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Give the turn or the place back; harmless a second time."""
        with self._guard:
            self._drop(ticket)
        self.serve()

    def lose(self, ticket: Ticket) -> None:
        """Give back the turn of somebody who is no more.

        For a finalizer, which may run in the middle of anything: never waits for the guard.
        """
        self._lost.append(ticket)
        if self._guard.acquire(blocking=False):
            self._guard.release()
            self.serve()

    def move(self, ticket: Ticket) -> bool:
        """Give the host back and go to the front of the queue for a healthy one not tried yet.

        Returns False, and changes nothing, where there is none.
        """
        with self._guard:
            tried = ticket.tried | {ticket.host}
            if not self._healthy(tried):
                return False
            if ticket.host:
                self._places[ticket.host].running -= 1
            ticket.host, ticket.tried = "", tried
            self._moving.append(ticket)
        self.serve()
        return True

    def stranded(self, ticket: Ticket) -> bool:
        """Whether a ticket that moves has no healthy host left to wait for."""
        with self._guard:
            return not ticket.host and bool(ticket.tried) and not self._healthy(ticket.tried)

    def place(self, ticket: Ticket) -> int:
        """Return the place in the queue, 1 for the next; 0 once it is the ticket's turn."""
        with self._guard:
            order = self._order()
            return order.index(ticket) + 1 if ticket in order else 0

    def serve(self) -> None:
        """Give free hosts to whoever is next, and tell everybody that places have changed."""
        while True:
            with self._guard:
                while self._lost:
                    self._drop(self._lost.popleft())
                for ticket in self._order():
                    self._give(ticket)
                told = [*self._order(), *self._given]
                self._given = []
            gone = [ticket for ticket in told if not _woken(ticket)]
            if not gone and not self._lost:
                return
            with self._guard:
                for ticket in gone:
                    self._drop(ticket)

    # --- hosts --------------------------------------------------------------------------------

    def failed(self, address: str) -> None:
        """Avoid a host for a while, longer each time in a row."""
        with self._guard:
            place = self._places[address]
            pause = min(self._pause_s * 2**place.failures, _LONGEST_PAUSE_S)
            place.failures = min(place.failures + 1, 30)
            place.paused_until = time.monotonic() + pause

    def succeeded(self, address: str) -> None:
        """Trust a host again."""
        with self._guard:
            self._places[address].failures = 0
            self._places[address].paused_until = 0.0

    def counts(self, address: str) -> tuple[int, int, float]:
        """Return the turns that wait for any host, those at this one, and its pause in seconds."""
        with self._guard:
            place = self._places[address]
            pause = max(0.0, place.paused_until - time.monotonic())
            return len(self._order()), place.running, pause

    def next_trial(self) -> float | None:
        """Return in how many seconds the next avoided host is tried again, None where none is."""
        with self._guard:
            now = time.monotonic()
            ends = [each.paused_until - now for each in self._places.values()]
            return min((end for end in ends if end > 0), default=None)

    # --- with the guard held ------------------------------------------------------------------

    def _order(self) -> list[Ticket]:
        ranked = [
            (self._rounds[asker] + behind, ticket.serial, ticket)
            for asker, line in self._lines.items()
            for behind, ticket in enumerate(line)
        ]
        ranked.sort(key=lambda each: each[:2])
        return [*self._moving, *(ticket for _, _, ticket in ranked)]

    def _give(self, ticket: Ticket) -> None:
        healthy = self._healthy(ticket.tried)
        # With no healthy host a question still tries one: that is how a host gets its chance, and
        # an error that says what is wrong is better than waiting.
        pool = healthy or ([] if ticket.tried else list(self._places))
        free = [address for address in pool if self._places[address].running < self._at_once]
        if not free:
            return
        ticket.host = min(free, key=self._rank)
        self._places[ticket.host].running += 1
        self._given.append(ticket)
        if ticket in self._moving:
            self._moving.remove(ticket)
            return
        self._round = max(self._round, self._rounds[ticket.asker])
        self._rounds[ticket.asker] += 1
        self._forget_place(ticket)

    def _rank(self, address: str) -> tuple[bool, int, bool, int]:
        usable, loaded = self._fitness(address)
        place = self._places[address]
        return not usable, place.running, not loaded, place.order

    def _healthy(self, tried: set[str]) -> list[str]:
        now = time.monotonic()
        return [
            address
            for address, place in self._places.items()
            if address not in tried and place.paused_until <= now and self._fitness(address)[0]
        ]

    def _drop(self, ticket: Ticket) -> None:
        if ticket.host:
            self._places[ticket.host].running -= 1
            ticket.host = ""
        elif ticket in self._moving:
            self._moving.remove(ticket)
        else:
            self._forget_place(ticket)

    def _forget_place(self, ticket: Ticket) -> None:
        line = self._lines.get(ticket.asker, [])
        if ticket in line:
            line.remove(ticket)
        if not line:
            self._lines.pop(ticket.asker, None)
        idle = [each for each in self._rounds if each not in self._lines]
        for asker in idle:
            if self._rounds[asker] <= self._round:  # the same as somebody new
                del self._rounds[asker]


def _woken(ticket: Ticket) -> bool:
    try:
        ticket.wake()
    except RuntimeError:
        return False
    return True
