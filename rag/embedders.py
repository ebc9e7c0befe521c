"""Embedders asked through llama-index, which is loaded only when a text must be embedded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.embedding import Embedder

if TYPE_CHECKING:
    from rag.embedding import Vectors
    from rag.embedding_joint import ArchiveEmbedding


class ThroughLlamaIndex:
    """An embedder asked through llama-index's interface, which is loaded at the first text."""

    def __init__(self, inner: Embedder) -> None:
        """Wrap an embedder; nothing is loaded yet."""
        self.spec = inner.spec
        self._inner = inner
        self._embedding: ArchiveEmbedding | None = None

    def identity(self) -> str:
        """Return the identity of what is wrapped."""
        return self._inner.identity()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (texts, dimension)."""
        from rag.embedding_joint import embed_passages

        return embed_passages(self._through(), texts)

    def embed_question(self, text: str) -> Vectors:
        """Return one unit vector of shape (dimension,)."""
        from rag.embedding_joint import embed_question

        return embed_question(self._through(), text)

    def _through(self) -> ArchiveEmbedding:
        if self._embedding is None:
            from rag.embedding_joint import ArchiveEmbedding

            self._embedding = ArchiveEmbedding.over(self._inner)
        return self._embedding
