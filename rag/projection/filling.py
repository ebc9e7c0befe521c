"""Filling a collection: following the change log, and building a new one beside the old."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

from rag.archive import Archive, Position
from rag.embedding import Embedder
from rag.errors import VectorsUnavailable
from rag.projection.checking import SAMPLE, Health, lost_among
from rag.projection.link import Link, being_built
from rag.projection.rows import PassageVectors, unpack
from rag.vectors import Collection, VectorServer

Progress = Callable[[int, int], None]
"""Called with the number of passages done and of all to do."""

ACTIVE = "embedder"
"""The setting that names the embedder (its identity) whose vectors are searched."""

ACTIVE_SPEC = "embedder_spec"
"""The setting that holds what an operator writes to choose that embedder."""

_ARCHIVE = "archive"
_LOG_BATCH = 2000
_WRITE_BATCH = 512
"""Passages written at once: Chroma writes its index anew about every 100 rows, once a request, so
smaller requests keep it busier than an embedder (128: 10 ms a row with 3,600 rows)."""
_FIRST_BATCH = 64
"""The first are few: who waits for an embedder that went away has to see that it worked."""


@dataclass(kw_only=True, slots=True)
class _Changes:
    """A piece of the change log: its passages, its last number, how many groups are unwritten."""

    passages: list[str]
    last: int
    groups: int


class Filler:
    """Writes one embedder's collection. Its caller sees to it that nobody else does."""

    def __init__(
        self, archive: Archive, embedder: Embedder, link: Link, keep_on: Callable[[], None]
    ) -> None:
        """Write nothing yet; ``keep_on`` is called between batches and may raise."""
        self._archive = archive
        self._embedder = embedder
        self._link = link
        self._keep_on = keep_on
        self._vectors = PassageVectors(archive, embedder, keep_on)
        self.rebuilding = threading.Event()
        """Set while the collection in use is no good and its replacement is being made."""
        self.rebuilt = 0
        """How many collections were built."""

    def catch_up(self, identity: str, progress: Progress | None, most: int | None = None) -> int:
        """Write everything after the recorded position; return the number of changes.

        Args:
            identity: the embedder's.
            progress: told how far it is.
            most: with more passages than this do not build a lost collection anew but raise.

        Raises:
            VectorsUnavailable, EmbedderUnavailable, ModelError: the next call goes on from here.
        """
        position = self._archive.position(identity)
        if position is None and self._archive.head() == 0:
            return 0
        if position is None or self._link.lost(position):
            if most is not None and self._archive.passage_count() > most:
                raise being_built()
            self.rebuild(identity, progress)
            position = self._archive.position(identity)
            assert position is not None  # rebuild has just recorded it
        collection = self._link.open(identity)
        begin = reached = position.position
        head = self._archive.head()
        read: deque[_Changes] = deque()
        groups = self._groups(begin, read)
        there: set[str] = set()
        for _, found in self._upserted(collection, groups, identity):
            there |= found
            first = read[0]
            first.groups -= 1
            if not first.groups:  # all of them are written: what has no vector goes
                read.popleft()
                collection.delete([passage for passage in first.passages if passage not in there])
                reached, there = first.last, set()
                self._record(collection, identity, reached)
            if progress is not None:
                head = max(head, reached)
                progress(min(head, reached + len(there)) - begin, head - begin)
        return reached - begin

    def _groups(self, begin: int, read: deque[_Changes]) -> Iterator[Sequence[str]]:
        """Yield the passages to write, group after group, while the change log goes on.

        What is read of the log is put into ``read``, to be recorded when its groups are written.
        """
        while changes := self._archive.changes_after(begin, limit=_LOG_BATCH):
            begin = changes[-1].seq
            last = {change.passage: change.put for change in changes}
            puts = [passage for passage, put in last.items() if put]
            groups = [puts[:_FIRST_BATCH]]  # empty where there are nothing but deletions
            rest = range(_FIRST_BATCH, len(puts), _WRITE_BATCH)
            groups += [puts[at : at + _WRITE_BATCH] for at in rest]
            read.append(_Changes(passages=list(last), last=begin, groups=len(groups)))
            yield from groups

    def rebuild(self, identity: str, progress: Progress | None) -> None:
        """Fill a new collection, switch to it, then drop the others of this archive.

        Errors as for ``catch_up``; then the old collection stays in use.
        """
        server = self._link.connect()
        active = self._archive.setting(ACTIVE)
        in_use = self._archive.position(active) if active else None
        self._remove_others(server, in_use.collection if in_use else "")  # of broken-off rebuilds
        head = self._archive.head()
        collection = server.create(self._prefix() + uuid4().hex[:12])
        if active is None or active == identity:
            self.rebuilding.set()  # the present collection is no good: search full text meanwhile
        try:
            total = self._archive.passage_count()
            for done, _ in self._upserted(collection, self._all_passages(), identity):
                if progress is not None:
                    progress(done, max(total, done))
            self._record(collection, identity, head)
            self.adopt(identity)
            self.rebuilt += 1
        finally:
            self.rebuilding.clear()
        with suppress(VectorsUnavailable):  # a left-over collection only costs disk
            self._remove_others(server, collection.name)

    def adopt(self, identity: str) -> None:
        """Make this embedder the one whose vectors are searched."""
        self._archive.put_settings({ACTIVE_SPEC: self._embedder.spec, ACTIVE: identity})

    def examine(self, identity: str, most: int | None = None) -> Health:
        """Catch up, count the rows, and let a sample of passages look for themselves."""
        self.catch_up(identity, None, most)
        position = self._archive.position(identity)
        if position is None:
            return Health(expected=0, found=0, tested=0, lost=0)
        head, expected = self._archive.embedded_at_head(identity)
        found = self._link.open(identity).count()
        if abs(expected - found) <= head - position.position:
            expected = found  # others write: that many rows may be on their way
        ids = self._archive.sample_passages(SAMPLE)
        return Health(
            expected=expected, found=found, tested=len(ids), lost=self._lost_among(ids, identity)
        )

    def sweep(self, ids: Sequence[str], identity: str) -> int:
        """Return how many of these passages do not find themselves, though they should.

        Catches up first, for where the collection was lost in between.
        """
        self.catch_up(identity, None)
        return self._lost_among(ids, identity)

    def _lost_among(self, ids: Sequence[str], identity: str) -> int:
        self._keep_on()
        lost = lost_among(self._link.open(identity), self._vectors, ids, identity)
        position = self._archive.position(identity)
        if lost and position is not None:
            behind = self._archive.head() - position.position
            changes = self._archive.changes_after(position.position, limit=behind)
            lost -= {change.passage for change in changes}  # on their way
        return len(lost)

    def _upserted(
        self, collection: Collection, groups: Iterable[Sequence[str]], identity: str
    ) -> Iterator[tuple[int, set[str]]]:
        """Write the vectors of groups of passages, while the next ones are embedded.

        Yields how many passages are done so far, and the ids of the group that have a vector.
        """
        sizes: deque[int] = deque()

        def counted() -> Iterator[Sequence[str]]:
            for group in groups:
                sizes.append(len(group))
                yield group

        done = 0
        for found, vectors in self._vectors.streamed(counted(), identity):
            self._keep_on()
            if found:
                collection.upsert(found, unpack(vectors))
            done += sizes.popleft()
            yield done, set(found)

    def _all_passages(self) -> Iterator[Sequence[str]]:
        after, limit = "", _FIRST_BATCH
        while ids := self._archive.passages_after(after, limit=limit):
            yield ids
            after, limit = ids[-1], _WRITE_BATCH

    def _remove_others(self, server: VectorServer, kept: str) -> None:
        for name in server.names():
            if name.startswith(self._prefix()) and name != kept:
                server.remove(name)

    def _record(self, collection: Collection, identity: str, reached: int) -> None:
        self._archive.put_position(
            Position(
                embedder=identity,
                collection=collection.name,
                uid=collection.uid,
                position=reached,
            )
        )

    def _prefix(self) -> str:
        """Name this archive's collections: several archives may share an operator's server."""
        archive = self._archive.setting(_ARCHIVE)
        if archive is None:
            archive = uuid4().hex[:12]
            self._archive.put_setting(_ARCHIVE, archive)
        return f"tanya-{archive}-"
