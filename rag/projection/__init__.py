"""The vectors as a projection of the archive's change log: followed, checked, rebuilt.

Every step is idempotent and the position reached is recorded after the rows are written, so
replaying after a crash is harmless. An index that is lost, damaged or another one is noticed (its
uid, the number of rows, passages that do not find themselves) and rebuilt from cached vectors.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar
from uuid import uuid4

from rag.archive import Archive, Position
from rag.embedding import Embedder
from rag.errors import EmbedderMismatch, TanyaError, VectorsUnavailable
from rag.projection.checking import Health, examine
from rag.projection.link import Link, being_built
from rag.projection.rows import PassageVectors, unpack
from rag.vectors import Collection

__all__ = ["Health", "Progress", "Projector"]

_T = TypeVar("_T")

Progress = Callable[[int, int], None]
"""Called with the number of passages done and of all to do."""

_LOG_BATCH = 2000
_WRITE_BATCH = 512
_FOLLOW_SECONDS = 1.0
_ACTIVE = "embedder"  # the setting that names the embedder whose vectors are searched
_ACTIVE_SPEC = "embedder_spec"


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
        self._vectors = PassageVectors(archive, embedder)
        self._link = Link(archive, chroma_url)
        self._folder = archive.folder / "vectors"
        self._writer = threading.RLock()  # held for a whole rebuild: never needed by a search
        self._checked: str | None = None  # the epoch that was last checked
        self._trouble = False
        self._busy = threading.Event()
        self._ending = threading.Event()
        self._follower: threading.Thread | None = None

    # --- searching --------------------------------------------------------------------------------

    def search(self, question: str, limit: int) -> list[str]:
        """Return the ids of the passages nearest to a question, nearest first.

        Raises:
            VectorsUnavailable: the index does not answer, or is being built.
            EmbedderMismatch: the archive's vectors are another embedder's.
            EmbedderUnavailable, ModelError: the question cannot be embedded.
        """
        self._require_active()
        if self._archive.passage_count() == 0:
            return []
        if self._busy.is_set():
            raise being_built()
        vector = self._embedder.embed_question(question)[None, :]
        for last in (False, True):
            try:
                found = self._link.open(self._embedder.identity()).nearest(vector, limit)[0]
                return [identity for identity, _ in found]
            except VectorsUnavailable:
                self._link.disconnect()
                if last:
                    raise
        raise AssertionError("the loop returns or raises")

    def state(self) -> str:
        """Return ready, catching_up or unavailable, without waiting for anything."""
        if self._trouble:
            return "unavailable"
        return "catching_up" if self._busy.is_set() or self.waiting() else "ready"

    # --- following ------------------------------------------------------------------------------

    def waiting(self) -> int:
        """Return how many changes have not reached the vectors."""
        active = self._archive.setting(_ACTIVE)
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
        self._require_active(adopt=True)
        with self._writing():
            return self._healing(lambda: self._catch_up(progress))

    def prepare(self, *, at_most: int = 1000) -> None:
        """Get ready for questions: follow a few changes, look at a server that is new to us.

        Args:
            at_most: with more changes waiting than this, leave them to ``catch_up``.

        Raises:
            TanyaError: as for ``catch_up``; full text can be searched all the same.
        """
        if not self._archive.passage_count():
            return
        if self._archive.setting(_ACTIVE) and self.waiting() <= at_most:
            self._require_active()
            with self._writing(wait=False) as free:
                if free:  # else another process is at it
                    self.check()

    def rebuild(self, progress: Progress | None = None) -> None:
        """Fill a new collection beside the old one, then switch to it and drop the old one.

        Also makes this projector's embedder the one that the archive is searched with.
        Errors as for ``catch_up``; then the old collection stays in use.
        """
        with self._writing():
            self._healing(lambda: self._rebuild(progress))
            self._catch_up(None)

    def check(self, *, thorough: bool = False) -> Health:
        """Compare the collection with the archive and rebuild it where they differ.

        Args:
            thorough: test every passage, not only a sample of 64.

        Returns:
            What was found, before it was healed.

        Raises:
            TanyaError: as for ``catch_up``: it could not be healed now.
        """
        self._require_active(adopt=True)
        with self._writing():
            health = self._healing(lambda: self._examine(thorough))
            if not health.sound:
                self._rebuild(None)
                self._catch_up(None)
            self._checked = self._link.epoch
        return health

    def follow(self) -> None:
        """Keep in step from a background thread: heal after restarts, finish others' work."""
        if self._follower is None:
            self._follower = threading.Thread(target=self._run, name="projector", daemon=True)
            self._follower.start()

    def close(self) -> None:
        """Stop following, and stop the server if this process started it."""
        self._ending.set()
        if self._follower is not None:
            self._follower.join(timeout=10)
        self._link.close()

    # --- inside -------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            try:
                if self._archive.passage_count():
                    self._look_after()
                self._trouble = False
            except TanyaError:
                # Not to be mended now (no embedder, no server): tried again, and state() says so.
                self._trouble = True
            if self._ending.wait(_FOLLOW_SECONDS):
                return

    def _look_after(self) -> None:
        self._link.connect()
        if self._checked is None or self._checked != self._link.epoch:
            self.check()
            self.check(thorough=True)
        if self.waiting():
            self.catch_up()

    def _healing(self, action: Callable[[], _T]) -> _T:
        """Do something with the index; again if the server went away; anew if it is broken.

        An index on which the server crashes, or that refuses its own rows, is thrown away: it
        has nothing that the archive has not.
        """
        try:
            return action()
        except VectorsUnavailable:
            self._link.disconnect()
        try:
            return action()
        except VectorsUnavailable:
            if not self._link.discard():
                raise
        return action()

    def _require_active(self, *, adopt: bool = False) -> None:
        active = self._archive.setting(_ACTIVE)
        mine = self._embedder.identity()
        if active == mine:
            return
        if active is None:
            if adopt:
                self._adopt()
            return
        raise EmbedderMismatch(
            f"The archive's vectors were made by “{active}”, the embedder now is “{mine}”.",
            remedy=f"Run “ingest rebuild --embedder {self._embedder.spec}” to change over, or "
            "set TANYA_EMBEDDER back. Full text is searched meanwhile.",
            item=self._embedder.spec,
        )

    def _adopt(self) -> None:
        self._archive.put_setting(_ACTIVE_SPEC, self._embedder.spec)
        self._archive.put_setting(_ACTIVE, self._embedder.identity())

    @contextmanager
    def _writing(self, *, wait: bool = True) -> Iterator[bool]:
        """One writer at a time, among threads and processes; False if not waiting and busy."""
        from filelock import FileLock, Timeout

        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._writer.acquire(blocking=wait):
            yield False
            return
        try:
            lock = FileLock(self._folder / "projecting.lock", is_singleton=False)
            try:
                lock.acquire(timeout=-1 if wait else 0)
            except Timeout:
                yield False
                return
            try:
                yield True
            finally:
                lock.release()
        finally:
            self._writer.release()

    def _catch_up(self, progress: Progress | None) -> int:
        position = self._archive.position(self._embedder.identity())
        if position is None or self._link.lost(position):
            self._rebuild(progress)
            position = self._archive.position(self._embedder.identity())
            assert position is not None  # _rebuild has just recorded it
        collection = self._link.open(self._embedder.identity())
        begin, head = position.position, self._archive.head()
        reached = begin
        while changes := self._archive.changes_after(reached, limit=_LOG_BATCH):
            last = {change.passage: change.put for change in changes}
            gone = [passage for passage, put in last.items() if not put]
            if gone:
                collection.delete(gone)
            self._write(collection, [passage for passage, put in last.items() if put])
            reached = changes[-1].seq
            self._record(collection, reached)
            if progress is not None:
                progress(reached - begin, max(head, reached) - begin)
        return reached - begin

    def _rebuild(self, progress: Progress | None) -> None:
        server = self._link.connect()
        old = self._archive.position(self._archive.setting(_ACTIVE) or "")
        head = self._archive.head()
        collection = server.create(self._prefix() + uuid4().hex[:12])
        if old is None or old.embedder == self._embedder.identity():
            self._busy.set()  # the present collection is no good: search full text meanwhile
        try:
            total, done, after = self._archive.passage_count(), 0, ""
            while ids := self._archive.passages_after(after, limit=_LOG_BATCH):
                self._write(collection, ids)
                done, after = done + len(ids), ids[-1]
                if progress is not None:
                    progress(done, max(total, done))
            self._record(collection, head)
            self._adopt()
        finally:
            self._busy.clear()
        with suppress(VectorsUnavailable):  # a left-over collection only costs disk
            for name in server.names():
                if name.startswith(self._prefix()) and name != collection.name:
                    server.remove(name)

    def _prefix(self) -> str:
        """Name this archive's collections: several archives may share an operator's server."""
        archive = self._archive.setting("archive")
        if archive is None:
            archive = uuid4().hex[:12]
            self._archive.put_setting("archive", archive)
        return f"tanya-{archive}-"

    def _record(self, collection: Collection, reached: int) -> None:
        self._archive.put_position(
            Position(
                embedder=self._embedder.identity(),
                collection=collection.name,
                uid=collection.uid,
                position=reached,
            )
        )

    def _write(self, collection: Collection, ids: Sequence[str]) -> None:
        for begin in range(0, len(ids), _WRITE_BATCH):
            found, vectors = self._vectors.rows(ids[begin : begin + _WRITE_BATCH])
            if found:
                collection.upsert(found, unpack(vectors))

    def _examine(self, thorough: bool) -> Health:
        identity = self._embedder.identity()
        while True:
            self._catch_up(None)
            collection = self._link.open(identity)
            health = examine(self._archive, self._vectors, collection, identity, thorough=thorough)
            position = self._archive.position(identity)
            if position is not None and position.position == self._archive.head():
                return health
            # an article came in between: the counts compare two different moments
