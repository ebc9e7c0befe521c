"""One turn at a model: the wait, the host, and giving it back."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncGenerator
from contextlib import aclosing
from types import TracebackType
from typing import TYPE_CHECKING

from rag.errors import TanyaError
from rag.hosts.queue import Queue, Ticket
from rag.ollama_client import OllamaClient

if TYPE_CHECKING:
    from rag.hosts.hosts import Hosts

_LOOK_S = 5.0
"""A waiting turn looks for itself this often, should a word to it ever be lost."""


class Turn:
    """A turn at one of the hosts; made by :meth:`rag.hosts.Hosts.join`.

    Leaving the ``async with`` block gives the turn back without waiting for anything, so also when
    the task is cancelled or its event loop is closed; a turn that is lost is given back too.
    """

    def __init__(self, hosts: Hosts, queue: Queue, asker: str) -> None:
        """Stand nowhere yet."""
        self._hosts = hosts
        self._queue = queue
        self._asker = asker
        self._ticket: Ticket | None = None
        self._changed = asyncio.Event()
        self._host = ""
        self._failed = False

    async def __aenter__(self) -> Turn:
        await asyncio.to_thread(self._hosts.look)  # free where it was asked a moment ago
        loop, changed = asyncio.get_running_loop(), self._changed
        self._ticket = self._queue.join(self._asker, lambda: _set(loop, changed))
        weakref.finalize(self, self._queue.lose, self._ticket).atexit = False
        self._settle()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        if kind is None and self._host and not self._failed:
            self._hosts.worked(self._host)
        self._queue.leave(self._held)

    async def waiting(self) -> AsyncGenerator[int, None]:
        """Yield the place in the queue (1: next) when it changes; end when it is our turn.

        Yields nothing where a host is free. A place that was told never rises: where somebody
        comes in between, who had asked less, the lower number stays until it is true again.
        """
        told = 0
        while not self._settle():
            self._changed.clear()
            place = self._queue.place(self._held)
            if place and (not told or place < told):
                told = place
                yield place
            elif place:
                await self._change()

    async def elsewhere(self) -> bool:
        """Move to another healthy host that this turn has not used; False: there is none.

        Waits, in front of everybody who has not begun, where all of those are taken.
        """
        if not self._queue.move(self._held):
            return False
        async with aclosing(self.waiting()) as places:
            async for _ in places:
                pass
        return bool(self._held.host)

    def failed(self, error: TanyaError) -> None:
        """Say that this host failed: it is avoided for a while, longer each time in a row."""
        self._failed = True
        self._hosts.failed(self.host, error)

    @property
    def host(self) -> str:
        """The host's address.

        Raises:
            RuntimeError: it is not our turn yet.
        """
        if not self._host:
            raise RuntimeError("it is not this turn's time yet: iterate over waiting() first")
        return self._host

    @property
    def client(self) -> OllamaClient:
        """The client of that host."""
        return self._hosts.client(self.host)

    @property
    def digest(self) -> str:
        """The digest of the model on that host; empty where it is not known."""
        return self._hosts.digest(self.host)

    @property
    def _held(self) -> Ticket:
        if self._ticket is None:
            raise RuntimeError("a turn is used inside “async with”")
        return self._ticket

    def _settle(self) -> bool:
        """Take over the host that the queue gave; whether there is nothing to wait for."""
        ticket = self._held
        if ticket.host and ticket.host != self._host:
            self._host, self._failed = ticket.host, False
        return bool(ticket.host) or self._queue.stranded(ticket)

    async def _change(self) -> None:
        """Wait until the place may have changed, or an avoided host is to be tried again."""
        try:
            async with asyncio.timeout(min(self._queue.next_trial() or _LOOK_S, _LOOK_S)):
                await self._changed.wait()
        except TimeoutError:
            self._queue.serve()


def _set(loop: asyncio.AbstractEventLoop, changed: asyncio.Event) -> None:
    loop.call_soon_threadsafe(changed.set)
