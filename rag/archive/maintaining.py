"""The part of the archive that keeps it right for years: digests, copies, checks and repairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rag.archive import copying, digesting, inspecting, loading, reading, recounting
from rag.archive.connection import Connections
from rag.archive.inspecting import Inspection
from rag.archive.loading import Loaded
from rag.records import ArticleSummary


class Maintaining:
    """What ``Archive`` does for those who look after it."""

    _connections: Connections

    def digest(self) -> str:
        """Return the logical digest: two archives with the same one hold the same.

        SHA-256 over the parts of ``digest_parts``, in the order of their names. It depends neither
        on the order of storing, nor on row ids, times, or fingerprints of files.
        """
        return digesting.whole(self.digest_parts())

    def digest_parts(self) -> dict[str, str]:
        """Return a digest (SHA-256, hexadecimal) for each part of the archive.

        The parts are articles, spans, sources, concerns, versions, marks, stories and vectors;
        ``rag.archive.digesting`` says what each covers. So a difference can be located.
        """
        with self._connections.reading() as db:
            return digesting.parts(db)

    def inspect(self, *, thorough: bool = False) -> Inspection:
        """Hold the archive against itself and say what does not fit; changes nothing.

        ``thorough`` also counts all words anew, which reads and analyses every text (300,000
        passages: 140 s instead of 14 s on a busy machine).
        """
        return inspecting.inspect(self._connections, thorough=thorough)

    def repair_words(self) -> int:
        """Make full-text index, vocabulary and kept counts anew from the passages.

        The change log is carried on to where they are. One transaction. Returns how many passages
        were indexed.
        """
        with self._connections.writing() as db:
            return recounting.repair(db)

    def unsure_dates(self, limit: int = 100, offset: int = 0) -> list[ArticleSummary]:
        """Return articles without a publication date, or with one that was only inferred."""
        with self._connections.reading() as db:
            return reading.unsure_dates(db, limit, offset)

    def unsure_count(self) -> int:
        """Return how many articles have no publication date, or one that was only inferred."""
        with self._connections.reading() as db:
            return reading.unsure_count(db)

    def dump(self) -> Iterator[dict[str, Any]]:
        """Yield everything but vectors, as records that JSON can hold; see ``rag.archive.copying``.

        One consistent view, held until the iterator is at its end or closed: do not write to the
        archive from the same thread meanwhile.
        """
        with self._connections.reading() as db:
            yield from copying.dump(db)

    def load(self, records: Iterator[Mapping[str, Any]]) -> Loaded:
        """Fill this empty archive with what ``dump`` yielded; see ``rag.archive.loading.load``.

        Raises:
            ArchiveError: it is not empty, or the records are damaged, incomplete, or of a newer
                program.
        """
        return loading.load(self._connections, records)

    def unfinished_import(self) -> bool:
        """Tell whether a ``load`` was interrupted: until it is done again nothing is stored."""
        with self._connections.reading() as db:
            return loading.unfinished(db) is not None

    def dump_vectors(self) -> Iterator[dict[str, str]]:
        """Yield the cached vectors: ``embedder``, ``digest`` (hexadecimal), ``vector`` (base64).

        An empty vector marks a text that cannot be embedded. One consistent view, as ``dump``.
        """
        with self._connections.reading() as db:
            yield from copying.dump_vectors(db)

    def load_vectors(self, records: Iterator[Mapping[str, str]]) -> int:
        """Cache vectors that ``dump_vectors`` yielded; those already there stay.

        In batches, so that it may be interrupted and done again. Returns how many were read.

        Raises:
            ArchiveError: a record is damaged; those before it are cached.
        """
        return loading.load_vectors(self._connections, records)
