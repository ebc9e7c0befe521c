"""The hybrid search as a llama-index retriever, so that its users can build on it."""

from __future__ import annotations

from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pydantic import Field

from rag.records import Filters, Hit
from rag.retrieval import Found, Retriever


class PassageNode(TextNode):
    """A passage as a node; ``hit`` is the whole of what was found."""

    hit: Any = Field(default=None, exclude=True, repr=False)


class HybridRetriever(BaseRetriever):
    """Full text and vectors over the archive, fused; one node a passage."""

    def __init__(
        self,
        retriever: Retriever,
        filters: Filters | None = None,
        *,
        exactly: bool = False,
        any_time: bool = False,
    ) -> None:
        """Wrap a retriever; ``filters`` narrow every search.

        Args:
            retriever: what searches.
            filters: the person's own.
            exactly: search the words as they are written.
            any_time: do not let a time that the question names filter.
        """
        self._retriever = retriever
        self._filters = filters
        self._exactly = exactly
        self._any_time = any_time
        self.found: Found | None = None
        """The last search, with what was searched for and what went wrong."""
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        understood = self._retriever.understand(
            query_bundle.query_str, exactly=self._exactly, any_time=self._any_time
        )
        self.found = self._retriever.search(understood, self._filters)
        return [as_node(hit) for hit in self.found.hits]


def as_node(hit: Hit) -> NodeWithScore:
    """Return a hit as llama-index wants it, with exact character offsets."""
    stored = hit.stored
    node = PassageNode(
        id_=stored.passage.id,
        text=stored.text,
        start_char_idx=stored.passage.start,
        end_char_idx=stored.passage.end,
        hit=hit,
    )
    article = stored.article
    node.metadata = {
        "article": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else "",
        "url": article.url,
    }
    return NodeWithScore(node=node, score=hit.score)


def hits_of(nodes: list[NodeWithScore]) -> tuple[Hit, ...]:
    """Return the hits behind nodes of this retriever, in their order."""
    return tuple(
        node.node.hit
        for node in nodes
        if isinstance(node.node, PassageNode) and isinstance(node.node.hit, Hit)
    )
