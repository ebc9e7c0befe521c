"""The part of the archive that projections follow: change log, cached vectors, settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.archive import log
from rag.archive.connection import Connections
from rag.archive.log import Position, ToEmbed
from rag.archive.reading import Change


class Following:
    """What ``Archive`` does for projections."""

    _connections: Connections

    def head(self) -> int:
        """Return the number of the newest change, 0 for none."""
        with self._connections.reading() as db:
            return log.head(db)

    def changes_after(self, position: int, *, limit: int) -> list[Change]:
        """Return the next changes in order."""
        with self._connections.reading() as db:
            return log.changes_after(db, position, limit)

    def to_embed(self, ids: Sequence[str]) -> list[ToEmbed]:
        """Return the passages that exist among ``ids``, with the text to embed."""
        with self._connections.reading() as db:
            return log.to_embed(db, ids)

    def passages_after(self, after: str, *, limit: int) -> list[str]:
        """Return passage ids in the order of ids, for walking through all of them."""
        with self._connections.reading() as db:
            return log.passages_after(db, after, limit)

    def sample_passages(self, count: int) -> list[str]:
        """Return some passage ids, spread evenly over the archive."""
        with self._connections.reading() as db:
            return log.sample_passages(db, count)

    def vectors(self, embedder: str, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the cached vectors (float16 bytes) among ``digests``."""
        with self._connections.reading() as db:
            return log.vectors(db, embedder, digests)

    def put_vectors(self, embedder: str, vectors: Mapping[bytes, bytes]) -> None:
        """Cache vectors (float16 bytes)."""
        with self._connections.writing() as db:
            log.put_vectors(db, embedder, vectors)

    def vector_width(self, embedder: str) -> int:
        """Return the length in bytes of an embedder's cached vectors, 0 while there are none."""
        with self._connections.reading() as db:
            return log.vector_width(db, embedder)

    def forget_failed(self, embedder: str) -> None:
        """Forget that an embedder failed on some texts: they will be tried again."""
        with self._connections.writing() as db:
            log.forget_failed(db, embedder)

    def embedded_at_head(self, embedder: str) -> tuple[int, int]:
        """Return the newest change's number and how many rows a collection holds just then."""
        with self._connections.reading() as db:
            return log.head(db), log.embedded_count(db, embedder)

    def position(self, embedder: str) -> Position | None:
        """Return how far the projection for an embedder has come, or None."""
        with self._connections.reading() as db:
            return log.position(db, embedder)

    def put_position(self, position: Position) -> None:
        """Record how far a projection has come."""
        with self._connections.writing() as db:
            log.put_position(db, position)

    def setting(self, name: str) -> str | None:
        """Return a stored setting, or None."""
        with self._connections.reading() as db:
            return log.setting(db, name)

    def put_setting(self, name: str, value: str) -> None:
        """Store a setting."""
        self.put_settings({name: value})

    def put_settings(self, settings: Mapping[str, str]) -> None:
        """Store settings, all or none."""
        with self._connections.writing() as db:
            log.put_settings(db, settings)
