"""Vectors of passages: from the archive's cache, else from the embedder, never twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.archive import Archive, ToEmbed
from rag.embedding import Embedder
from rag.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from rag.embedding import Vectors

_EMBED_BATCH = 64


class PassageVectors:
    """What an embedder makes of the archive's passages."""

    def __init__(self, archive: Archive, embedder: Embedder) -> None:
        """Keep both; nothing is embedded yet."""
        self._archive = archive
        self._embedder = embedder

    def rows(self, ids: Sequence[str]) -> tuple[list[str], list[bytes]]:
        """Return ids and float16 vectors of the passages that exist and can be embedded.

        Raises:
            EmbedderUnavailable, ModelError: the embedder does not answer; what it has embedded
                until then is kept.
        """
        wanted = self._archive.to_embed(ids)
        known = self._vectors(wanted)
        rows = [(item.passage, known[item.digest]) for item in wanted if known[item.digest]]
        return [row[0] for row in rows], [row[1] for row in rows]

    def _vectors(self, wanted: Sequence[ToEmbed]) -> dict[bytes, bytes]:
        """Return a vector for each digest, empty for a text that cannot be embedded."""
        embedder = self._embedder.identity()
        known = self._archive.vectors(embedder, [item.digest for item in wanted])
        missing = {item.digest: item.text for item in wanted if item.digest not in known}
        digests = list(missing)
        for begin in range(0, len(digests), _EMBED_BATCH):
            batch = digests[begin : begin + _EMBED_BATCH]
            fresh = self._embed({digest: missing[digest] for digest in batch})
            self._archive.put_vectors(embedder, fresh)
            known.update(fresh)
        return known

    def _embed(self, texts: dict[bytes, str]) -> dict[bytes, bytes]:
        """Embed, halving the batch where it fails, so that one bad text costs only itself."""
        digests = list(texts)
        try:
            vectors = self._embedder.embed_passages([texts[digest] for digest in digests])
        except EmbedderUnavailable:
            if len(digests) == 1:
                return {digests[0]: b""}  # found by full text only
            middle = len(digests) // 2
            first = {digest: texts[digest] for digest in digests[:middle]}
            second = {digest: texts[digest] for digest in digests[middle:]}
            return self._embed(first) | self._embed(second)
        return dict(zip(digests, _pack(vectors), strict=True))


def _pack(vectors: Vectors) -> list[bytes]:
    import numpy as np

    return [vector.astype("<f2").tobytes() for vector in np.asarray(vectors)]


def unpack(rows: Sequence[bytes]) -> Vectors:
    """Return float16 rows as one float32 array of shape (rows, dimension)."""
    import numpy as np

    return np.stack([np.frombuffer(row, dtype="<f2").astype(np.float32) for row in rows])
