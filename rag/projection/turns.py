"""Who may write vectors: one thread of one process at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import VectorsUnavailable
from rag.projection.places import plain_errors

if TYPE_CHECKING:
    from filelock import BaseFileLock

_POLL_SECONDS = 0.05


class Turns:
    """A lock among threads and processes that may be taken again by who has it."""

    def __init__(self, path: Path) -> None:
        """Use this file; the operating system frees the lock when its holder dies."""
        self._path = path
        self._threads = threading.RLock()
        self._depth = 0
        self._ending = threading.Event()
        self._processes: BaseFileLock | None = None

    def end(self) -> None:
        """Let nobody wait any longer; ``keep_on`` raises from now on."""
        self._ending.set()

    def settle(self, seconds: float) -> None:
        """Wait until no other thread of this process has the lock, at most so long."""
        if self._threads.acquire(timeout=seconds):
            self._threads.release()

    def keep_on(self) -> None:
        """Raise VectorsUnavailable once the projector is being closed: call it in long work."""
        if self._ending.is_set():
            raise VectorsUnavailable(
                "The work on the vector index was interrupted.",
                remedy="It goes on from there the next time.",
            )

    def pause(self, seconds: float) -> None:
        """Wait, but not longer than until the end."""
        self._ending.wait(seconds)

    @contextmanager
    def taken(self, *, wait: bool = True) -> Iterator[bool]:
        """Hold the lock; False, without it, if not waiting and somebody else has it.

        Raises:
            VectorsUnavailable: the folder cannot be written, or ``end`` was called.
        """
        if not self._take_threads(wait):
            yield False
            return
        try:
            if self._depth == 0 and not self._take_processes(wait):
                yield False
                return
            self._depth += 1
            try:
                yield True
            finally:
                self._depth -= 1
                if self._depth == 0 and self._processes is not None:
                    self._processes.release()
        finally:
            self._threads.release()

    def _take_threads(self, wait: bool) -> bool:
        while not self._threads.acquire(timeout=_POLL_SECONDS):
            if not wait:
                return False
            self.keep_on()
        return True

    def _take_processes(self, wait: bool) -> bool:
        from filelock import FileLock, Timeout

        while True:
            self.keep_on()
            with plain_errors(self._path.parent):
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                # A new one each time: the folder may have been deleted and made again.
                lock = FileLock(self._path, is_singleton=False, thread_local=False)
                try:
                    lock.acquire(timeout=0)
                except Timeout:
                    if not wait:
                        return False
                else:
                    self._processes = lock
                    return True
            self._ending.wait(_POLL_SECONDS)
