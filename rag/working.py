"""Threads for work that computes, few at a time."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """As many threads as there are cores; what comes later waits its turn.

    Python computes in one thread at a time, so more threads finish nothing sooner. They only keep
    everything else waiting, the heartbeat of open pages first of all: with 30 questions in the
    same moment all pages were silent for 2.5 s (``python -m bench.page load``).
    """

    def __init__(self, most: int = 0) -> None:
        """Start no thread yet. ``most`` is 0 for one each core."""
        self._threads = ThreadPoolExecutor(
            max_workers=most or os.cpu_count() or 1, thread_name_prefix="tanya-work"
        )

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in one of the threads and return what it returns; its errors are raised.

        Cancelling gives up waiting, and work that has not begun is not done at all.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(work, *args, **kwargs))

    def close(self) -> None:
        """Begin nothing more; what runs is finished beside."""
        self._threads.shutdown(wait=False, cancel_futures=True)
