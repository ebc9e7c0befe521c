"""Something that is dear to count, kept until the archive has changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")
PATIENCE = 20
"""While an import runs, the archive changes with every article; what took a second to count is
then counted again after 20, so that at most a twentieth of the time goes into counting."""


class Remembered(Generic[_T]):
    """A value counted by ``count``, counted again when ``stamp`` says something else."""

    def __init__(
        self,
        count: Callable[[], _T],
        stamp: Callable[[], tuple[int, ...]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Count nothing yet; ``clock`` tells seconds."""
        self._count, self._stamp, self._clock = count, stamp, clock
        self._lock = threading.Lock()
        self._value: _T | None = None
        self._of: tuple[int, ...] = ()
        self._until = 0.0

    def get(self) -> _T:
        """Return the value; only one thread counts at a time, the others wait for it."""
        with self._lock:
            stamp, begun = self._stamp(), self._clock()
            if self._value is None or (stamp != self._of and begun >= self._until):
                self._value, self._of = self._count(), stamp
                now = self._clock()
                self._until = now + PATIENCE * (now - begun)
            return self._value
