"""The embedders as a llama-index ``BaseEmbedding``, so that its users can build on them.

The library's own Ollama embedding is not used: it never says how long a text may be, so long
passages are cut without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr

from rag.embedding import Embedder

if TYPE_CHECKING:
    from rag.embedding import Vectors

BATCH = 64
"""Texts a request: an embedding model takes them one by one, so more only saves HTTP."""


class ArchiveEmbedding(BaseEmbedding):
    """An embedder of ours as llama-index wants it; errors come through as they are."""

    _embedder: Embedder = PrivateAttr()

    @classmethod
    def over(cls, embedder: Embedder) -> ArchiveEmbedding:
        """Wrap an embedder."""
        made = cls(model_name=embedder.spec, embed_batch_size=BATCH)
        made._embedder = embedder
        return made

    @classmethod
    def class_name(cls) -> str:
        """Return the name that llama-index records."""
        return "archive_embedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return _floats(self._embedder.embed_question(query))

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [_floats(vector) for vector in self._embedder.embed_passages(texts)]


def embed_passages(embedding: BaseEmbedding, texts: Sequence[str]) -> Vectors:
    """Return what any llama-index embedding makes of passages, shape (texts, dimension)."""
    import numpy as np

    return np.asarray(embedding.get_text_embedding_batch(list(texts)), dtype=np.float32)


def embed_question(embedding: BaseEmbedding, text: str) -> Vectors:
    """Return what any llama-index embedding makes of a question, shape (dimension,)."""
    import numpy as np

    return np.asarray(embedding.get_query_embedding(text), dtype=np.float32)


def _floats(vector: Vectors) -> list[float]:
    values: list[float] = vector.tolist()
    return values
