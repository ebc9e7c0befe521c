"""Checking the index and putting it right: again if the server went away, anew if it is broken."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from rag.archive import Archive
from rag.errors import VectorsUnavailable
from rag.projection.checking import SWEEP_BATCH, Health
from rag.projection.filling import Filler, Progress
from rag.projection.link import Link, being_built
from rag.projection.turns import Turns
from rag.vectors import IndexFailed, ServerGone, VectorsSlow

_T = TypeVar("_T")

_SWEEP_PAUSE = 0.1  # so that another process gets its turn: it looks every 0.05 s
_RETRY_SECONDS = 0.2
_TRIES = 3
"""An index on which the server failed so often in a row is taken for broken."""


class Mender:
    """Keeps the index sound. Takes its turn among the writers by itself."""

    def __init__(self, archive: Archive, link: Link, filler: Filler, turns: Turns) -> None:
        """Do nothing yet."""
        self._archive = archive
        self._link = link
        self._filler = filler
        self._turns = turns
        self._replaced: str | None = None  # the epoch in which a collection was built anew
        self.checked: tuple[str, float] | None = None
        """Epoch and time (``time.monotonic``) of the last quick check."""

    def check(self, identity: str, most: int | None) -> Health:
        """Check quickly and heal; raise instead where that means building more than ``most``."""
        with self._turns.taken():
            health = self.healing(identity, lambda: self._filler.examine(identity, most))
            if not health.sound:
                if most is not None and health.expected > most:
                    raise being_built()
                self._replace(identity, counted=health.expected == health.found)
            self.checked = (self._link.epoch, time.monotonic())
        return health

    def sweep(self, identity: str, *, gently: bool) -> tuple[int, int]:
        """Let every passage look for itself; return how many were tested and how many lost."""
        tested = lost = 0
        after = ""
        while ids := self._archive.passages_after(after, limit=SWEEP_BATCH):
            began = time.monotonic()
            with self._turns.taken():
                look = partial(self._filler.sweep, ids, identity)
                lost += self.healing(identity, look)
            tested, after = tested + len(ids), ids[-1]
            took = time.monotonic() - began
            self._turns.pause(max(_SWEEP_PAUSE, 2 * took) if gently else _SWEEP_PAUSE)
        if lost:
            with self._turns.taken():
                self._replace(identity, counted=True)
        return tested, lost

    def _replace(self, identity: str, *, counted: bool) -> None:
        """Build the collection anew, but not for ever where a new one is no better."""
        if counted and self._replaced == self._link.epoch:
            return
        self.rebuild(identity, None)
        self._replaced = self._link.epoch

    def rebuild(self, identity: str, progress: Progress | None) -> None:
        """Fill a new collection and switch to it, whatever the present one is like."""
        self.healing(identity, lambda: self._filler.rebuild(identity, progress))
        self.healing(identity, lambda: self._filler.catch_up(identity, None))

    def healing(self, identity: str, action: Callable[[], _T]) -> _T:
        """Do something with the index; again if the server went away or is stuck.

        An index on which the server crashes, or that refuses its own rows, is given up: it has
        nothing that the archive has not.
        """
        failure: VectorsUnavailable | None = None
        for _ in range(_TRIES):
            try:
                return action()
            except VectorsSlow as error:
                if isinstance(failure, VectorsSlow) or not self._link.restart():
                    raise
                failure = error
            except (IndexFailed, ServerGone) as error:
                failure = error
                self._link.look_again()
                self._turns.pause(_RETRY_SECONDS)
        if failure is not None and not isinstance(failure, IndexFailed):
            raise failure
        if not self._link.discard():  # an operator's server: leave its broken collection
            position = self._archive.position(identity)
            if position is not None:
                self._archive.put_position(replace(position, uid=""))
        return action()
