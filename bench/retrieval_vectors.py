"""The vectors of a made-up archive: the project's own index, filled with dates beside the ids.

The dates are there only so that Chroma's own filter can be measured; nobody else reads them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.retrieval_corpus import FIRST
from rag.archive import FILE_NAME, Archive, Position
from rag.embedding import OfflineEmbedder
from rag.projection.filling import ACTIVE
from rag.projection.local_server import LocalServer, Running
from rag.vectors import VectorServer

if TYPE_CHECKING:
    from rag.embedding import Vectors

_NAME = "bench-retrieval"
_BATCH = 2000


class Server:
    """The Chroma server of an archive's vectors, and its collection as chromadb knows it."""

    def __init__(self, data: Path) -> None:
        self._local = LocalServer(data / "vectors")
        self.running: Running = self._local.running()
        self._data = data

    def close(self) -> None:
        """Stop the server."""
        self._local.close()

    def raw(self) -> Any:  # noqa: ANN401  (chromadb's class)
        """Return the collection through chromadb's own client."""
        import chromadb

        client = chromadb.HttpClient(host="127.0.0.1", port=self.running.port)
        return client.get_collection(_NAME, embedding_function=None)

    def filled(self) -> Iterator[int]:
        """Fill the collection from the archive, yielding how many passages are there.

        One that was interrupted goes on where it stopped.
        """
        embedder = OfflineEmbedder()
        archive = Archive(self._data)
        try:
            server = VectorServer(self.running.url)
            if server.open(_NAME) is None:
                server.create(_NAME)
            raw = self.raw()
            rows = passage_dates(self._data)
            for begin in range(raw.count(), len(rows), _BATCH):
                yield begin
                batch = rows[begin : begin + _BATCH]
                texts = {
                    item.passage: item.text for item in archive.to_embed([r[0] for r in batch])
                }
                vectors: Vectors = embedder.embed_passages([texts[row[0]] for row in batch])
                raw.add(
                    ids=[row[0] for row in batch],
                    embeddings=vectors,
                    metadatas=[{"day": row[1]} for row in batch],
                )
            made = server.open(_NAME)
            assert made is not None  # it was made above
            identity = embedder.identity()
            archive.put_setting(ACTIVE, identity)
            archive.put_position(
                Position(embedder=identity, collection=_NAME, uid=made.uid, position=archive.head())
            )
        finally:
            archive.close()


def passage_dates(data: Path) -> list[tuple[str, int]]:
    """Return passage ids with dates as days since the first, in the order of storing."""
    db = sqlite3.connect(data / FILE_NAME)
    rows = db.execute(
        "SELECT p.id, a.published FROM passage p JOIN article a ON a.key = p.article ORDER BY p.key"
    ).fetchall()
    db.close()
    return [(row[0], (date.fromisoformat(row[1]) - FIRST).days) for row in rows]
