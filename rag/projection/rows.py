"""Vectors of passages: from the archive's cache, else from the embedder, never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rag.archive import Archive, ToEmbed
from rag.embedding import Embedder
from rag.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from rag.embedding import Vectors

_EMBED_BATCH = 64
_HARMLESS = "Serikat pekerja dan pengusaha berunding tentang upah."


class PassageVectors:
    """What an embedder makes of the archive's passages."""

    def __init__(self, archive: Archive, embedder: Embedder, keep_on: Callable[[], None]) -> None:
        """Embed nothing yet; ``keep_on`` is called between batches and may raise."""
        self._archive = archive
        self._embedder = embedder
        self._keep_on = keep_on

    def rows(self, ids: Sequence[str], identity: str) -> tuple[list[str], list[bytes]]:
        """Return ids and float16 vectors of the passages that exist and can be embedded.

        Args:
            ids: the passages wanted.
            identity: the embedder's identity that these vectors belong to.

        Raises:
            EmbedderUnavailable, ModelError: the embedder does not answer, or became another
                one; what it has embedded until then is kept.
        """
        wanted = self._archive.to_embed(ids)
        known = self._vectors(wanted, identity)
        rows = [(item.passage, known[item.digest]) for item in wanted if known[item.digest]]
        return [row[0] for row in rows], [row[1] for row in rows]

    def _vectors(self, wanted: Sequence[ToEmbed], identity: str) -> dict[bytes, bytes]:
        """Return a vector for each digest, empty for a text that cannot be embedded."""
        known = self._archive.vectors(identity, [item.digest for item in wanted])
        missing = {item.digest: item.text for item in wanted if item.digest not in known}
        digests = list(missing)
        for begin in range(0, len(digests), _EMBED_BATCH):
            self._keep_on()
            batch = {digest: missing[digest] for digest in digests[begin : begin + _EMBED_BATCH]}
            for fresh in self._embed(batch):
                self._require_same(identity, fresh)
                self._archive.put_vectors(identity, fresh)
                known.update(fresh)
        return known

    def _embed(self, texts: dict[bytes, str]) -> Iterator[dict[bytes, bytes]]:
        """Embed, halving the batch where it fails, so that one bad text costs only itself."""
        digests = list(texts)
        try:
            vectors = self._embedder.embed_passages([texts[digest] for digest in digests])
        except EmbedderUnavailable:
            if len(digests) == 1:
                # Is it the text, or does the embedder fail on everything now? Then it raises.
                self._embedder.embed_passages([_HARMLESS])
                yield {digests[0]: b""}  # found by full text only
                return
            middle = len(digests) // 2
            yield from self._embed({digest: texts[digest] for digest in digests[:middle]})
            yield from self._embed({digest: texts[digest] for digest in digests[middle:]})
        else:
            yield dict(zip(digests, _pack(vectors), strict=True))

    def _require_same(self, identity: str, fresh: dict[bytes, bytes]) -> None:
        """Refuse vectors that may not stand beside the others."""
        spec = self._embedder.spec
        if self._embedder.identity() != identity:
            raise EmbedderUnavailable(
                f"The embedder {spec} was replaced by another version meanwhile.",
                remedy=f"Run “ingest rebuild --embedder {spec}” to change over to it.",
                item=spec,
            )
        widths = {len(vector) for vector in fresh.values()} | {self._archive.vector_width(identity)}
        widths.discard(0)  # a text that failed, a cache that is empty
        if len(widths) > 1:
            said = " and ".join(str(width // 2) for width in sorted(widths))
            raise EmbedderUnavailable(
                f"The embedder {spec} gives vectors of different lengths ({said} numbers).",
                remedy="Choose another one with “ingest rebuild --embedder ollama:MODEL”.",
                item=spec,
            )


def _pack(vectors: Vectors) -> list[bytes]:
    import numpy as np

    return [vector.astype("<f2").tobytes() for vector in np.asarray(vectors)]


def unpack(rows: Sequence[bytes]) -> Vectors:
    """Return float16 rows as one float32 array of shape (rows, dimension)."""
    import numpy as np

    return np.stack([np.frombuffer(row, dtype="<f2").astype(np.float32) for row in rows])
