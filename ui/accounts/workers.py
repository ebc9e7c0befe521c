"""A few threads for hashing, so that the event loop goes on and memory has a bound."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from rag.errors import TanyaError

AT_ONCE = 2
"""Hashes at the same time: 64 MiB and up to four threads each."""
WAITING = 32
"""Callers that may wait; at 0.2 s a hash the last one waits about three seconds."""

T = TypeVar("T")


class Busy(TanyaError):
    """Too many sign-ins at the same time."""

    exit_code = 4


class Workers:
    """Runs blocking work beside the event loop, a bounded number at a time."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="accounts")
        self._most = at_once + waiting
        self._taken = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, run in one of the threads.

        Raises:
            Busy: too many are waiting already; nothing was done.
        """
        if self._taken >= self._most:
            raise Busy("Many people are signing in just now.", remedy="Try again in a moment.")
        self._taken += 1
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        # Freed when the work ends, not when its caller leaves: the memory is in use until then.
        running.add_done_callback(self._free)
        return await asyncio.shield(running)

    def _free(self, done: asyncio.Future[T]) -> None:
        self._taken -= 1
        if not done.cancelled():
            done.exception()  # looked at, also where the caller has left
