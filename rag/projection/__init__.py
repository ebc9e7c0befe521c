"""The vectors as a projection of the archive's change log: followed, checked, rebuilt.

Every step is idempotent and the position reached is recorded after the rows are written, so
replaying after a crash is harmless. An index that is lost, damaged or another one is noticed (its
uid, the number of rows, passages that do not find themselves) and rebuilt from cached vectors.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.archive import Archive
from rag.embedding import Embedder
from rag.errors import EmbedderMismatch, TanyaError, VectorsUnavailable
from rag.projection.checking import Health
from rag.projection.filling import ACTIVE, Filler, Progress
from rag.projection.link import Link, being_built
from rag.projection.mending import Mender
from rag.projection.places import Places
from rag.projection.turns import Turns
from rag.vectors import VectorsSlow

if TYPE_CHECKING:
    from rag.embedding import Vectors

__all__ = ["ACTIVE", "Health", "Progress", "Projector"]

_LOG = logging.getLogger(__name__)

_FOLLOW_SECONDS = 1.0
_LONGEST_PAUSE = 15.0
_RECHECK_SECONDS = 600.0
_SEARCH_SECONDS = 4.0
"""How long a question waits for a server that has to be started first (0.2 to 6 s)."""

_REST_SECONDS = 5.0
"""After an answer that did not come, questions go on without vectors for so long."""

_QUICK_REBUILD = 5000
"""So many passages are built anew before a single question; with more it is left to others."""


class Projector:
    """Keeps one embedder's collection in step with the archive, and searches it."""

    def __init__(self, archive: Archive, embedder: Embedder, *, chroma_url: str = "") -> None:
        """Connect nothing yet.

        Args:
            archive: the truth to follow.
            embedder: whose vectors to keep.
            chroma_url: an operator's server; empty for the archive's own.
        """
        self._archive = archive
        self._embedder = embedder
        self._link = Link(archive, chroma_url)
        self._turns = Turns(Places(archive.folder / "vectors").projecting)
        self._filler = Filler(archive, embedder, self._link, self._turns.keep_on)
        self._mender = Mender(archive, self._link, self._filler, self._turns)
        self._swept: str | None = None  # the epoch of the last thorough check
        self._trouble = False
        self._resting_until = 0.0
        self._ending = threading.Event()
        self._follower: threading.Thread | None = None

    # --- searching ------------------------------------------------------------------------------

    def search(self, question: str, limit: int) -> list[str]:
        """Return the ids of the passages nearest to a question, nearest first.

        Waits a few seconds at most for the index.

        Raises:
            VectorsUnavailable: the index does not answer, or is being built.
            EmbedderMismatch: the archive's vectors are another embedder's.
            EmbedderUnavailable, ModelError: the question cannot be embedded.
        """
        identity = self._require_active()
        if self._archive.passage_count() == 0:
            return []
        if self._filler.rebuilding.is_set():
            raise being_built()
        if time.monotonic() < self._resting_until:
            raise VectorsUnavailable(
                "The vector index does not answer.",
                remedy="Questions are answered from full text meanwhile.",
            )
        vector = self._embedder.embed_question(question)[None, :]
        deadline = time.monotonic() + _SEARCH_SECONDS
        try:
            return self._nearest(identity, vector, limit, deadline)
        except VectorsSlow:
            self._resting_until = time.monotonic() + _REST_SECONDS
            self._mender.checked = None  # the follower shall have a look
            raise
        except VectorsUnavailable:  # perhaps the server has been replaced
            self._link.look_again()
        try:
            return self._nearest(identity, vector, limit, deadline)
        except VectorsUnavailable:
            self._link.look_again()
            if time.monotonic() >= deadline:
                self._resting_until = time.monotonic() + _REST_SECONDS
            raise

    def state(self) -> str:
        """Return ready, catching_up or unavailable, without waiting for anything."""
        if self._filler.rebuilding.is_set():
            return "catching_up"
        if self._trouble or time.monotonic() < self._resting_until:
            return "unavailable"
        return "catching_up" if self.waiting() else "ready"

    # --- following ------------------------------------------------------------------------------

    def waiting(self) -> int:
        """Return how many changes have not reached the vectors."""
        active = self._archive.setting(ACTIVE)
        position = self._archive.position(active) if active else None
        return self._archive.head() - (position.position if position else 0)

    def catch_up(self, progress: Progress | None = None) -> int:
        """Bring the collection in step; waits for other processes that do the same.

        Returns:
            The number of changes followed.

        Raises:
            EmbedderMismatch: the archive's vectors are another embedder's; rebuild first.
            EmbedderUnavailable, ModelError, VectorsUnavailable: the next call goes on from here.
        """
        with self._turns.taken():
            identity = self._require_active(adopt=True)
            return self._mender.healing(identity, lambda: self._filler.catch_up(identity, progress))

    def prepare(self, *, at_most: int = 1000) -> None:
        """Get ready for questions: follow a few changes, look at a server that is new to us.

        Args:
            at_most: with more changes waiting than this, leave them to ``catch_up``.

        Raises:
            TanyaError: as for ``catch_up``; full text can be searched all the same.
        """
        if not self._archive.setting(ACTIVE) or self.waiting() > at_most:
            return
        with self._turns.taken(wait=False) as free:
            if free:  # else another process is at it
                identity = self._require_active()
                if self._archive.position(identity):
                    self._link.connect(quick=True).names()  # does it answer at all?
                self._mender.check(identity, _QUICK_REBUILD)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Fill a new collection beside the old one, then switch to it and drop the old one.

        Also makes this projector's embedder the one that the archive is searched with, and
        gives texts that it failed on another chance.
        Errors as for ``catch_up``; then the old collection stays in use.
        """
        identity = self._embedder.identity()
        with self._turns.taken():
            self._archive.forget_failed(identity)
            self._mender.rebuild(identity, progress)

    def check(self, *, thorough: bool = False) -> Health:
        """Compare the collection with the archive and rebuild it where they differ.

        Args:
            thorough: test every passage, not only a sample of 64. Others may write meanwhile.

        Returns:
            What was found, and whether it was healed.

        Raises:
            TanyaError: as for ``catch_up``: it could not be healed now.
        """
        identity = self._require_active(adopt=True)
        before = self._filler.rebuilt
        health = self._mender.check(identity, None)
        if thorough and health.sound:
            tested, lost = self._mender.sweep(identity, gently=False)
            health = replace(health, tested=tested, lost=lost)
        return replace(health, rebuilt=self._filler.rebuilt > before)

    def follow(self) -> None:
        """Keep in step from a background thread: heal after restarts, finish others' work."""
        if self._follower is None:
            self._follower = threading.Thread(target=self._run, name="projector", daemon=True)
            self._follower.start()

    def close(self) -> None:
        """Stop following, and stop the server if this process started it."""
        self._ending.set()
        self._turns.end()
        if self._follower is not None:
            self._follower.join(timeout=10)
        self._turns.settle(10)  # of a run that was interrupted: its thread may be writing
        self._link.close()

    # --- inside ---------------------------------------------------------------------------------

    def _nearest(self, identity: str, vector: Vectors, limit: int, deadline: float) -> list[str]:
        patience = max(0.1, deadline - time.monotonic())
        collection = self._link.open(identity, quick=True, patience=patience)
        return [passage for passage, _ in collection.nearest(vector, limit)[0]]

    def _run(self) -> None:
        pause = 0.0
        while not self._ending.wait(pause):
            try:
                self._look_after()
            except TanyaError:
                # Not to be mended now (no embedder, no server): tried again, and state() says so.
                self._trouble, pause = True, min(_LONGEST_PAUSE, max(_FOLLOW_SECONDS, 2 * pause))
            except Exception:  # noqa: BLE001  (the thread must outlive what nobody thought of)
                _LOG.exception("The vectors could not be looked after.")
                self._trouble, pause = True, _LONGEST_PAUSE
            else:
                self._trouble, pause = False, _FOLLOW_SECONDS

    def _look_after(self) -> None:
        if not self._archive.head():
            return
        self._link.connect()
        epoch, checked = self._link.epoch, self._mender.checked
        due = checked is None or time.monotonic() - checked[1] > _RECHECK_SECONDS
        if due or checked is None or checked[0] != epoch:
            self._mender.check(self._require_active(adopt=True), None)
        if self._swept != epoch:
            self._mender.sweep(self._require_active(), gently=True)
            self._swept = epoch
        if self.waiting():
            self.catch_up()

    def _require_active(self, *, adopt: bool = False) -> str:
        """Return this embedder's identity if the archive is searched with it."""
        mine = self._embedder.identity()
        active = self._archive.setting(ACTIVE)
        if active == mine:
            return mine
        if active is None:
            if adopt:
                self._filler.adopt(mine)
            return mine
        raise EmbedderMismatch(
            f"The archive's vectors were made by “{active}”, the embedder now is “{mine}”.",
            remedy=f"Run “ingest rebuild --embedder {self._embedder.spec}” to change over, or "
            "set TANYA_EMBEDDER back. Full text is searched meanwhile.",
            item=self._embedder.spec,
        )
