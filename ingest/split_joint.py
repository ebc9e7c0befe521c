"""The splitter as llama-index knows it: a ``NodeParser`` around ``ingest.split``.

Importing this module loads llama-index (more than two seconds), so it is imported only when
something new has to be split.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, Document, NodeRelationship, TextNode

from ingest.articles import Prepared, Span
from ingest.split import split
from rag.records import Article, Passage, Sentence, SentenceKind

_LINES = "lines"
_SENTENCES = "sentences"


class PassageNodeParser(NodeParser):
    """Splits documents into passages of whole sentences with exact spans.

    A node's ``id_``, ``start_char_idx`` and ``end_char_idx`` are its passage's; its metadata
    ``sentences`` lists ``[ordinal, start, end, kind]`` for each sentence. A document made by
    ``to_document`` brings the kinds of its lines; any other document is taken as body text.
    """

    include_metadata: bool = False
    _ready: tuple[Passage, ...] = PrivateAttr(default=())

    @classmethod
    def class_name(cls) -> str:
        """Return the name under which llama-index stores it."""
        return "PassageNodeParser"

    def _parse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any
    ) -> list[BaseNode]:
        return [node for document in nodes for node in _nodes(document, self._ready)]

    def _postprocess_parsed_nodes(
        self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]
    ) -> list[BaseNode]:
        # The base class searches for each node's text and would move a passage whose text stands
        # in the document twice; ours know where they begin.
        spans = [(n.start_char_idx, n.end_char_idx) for n in nodes if isinstance(n, TextNode)]
        done = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node, (start, end) in zip(done, spans, strict=True):
            if isinstance(node, TextNode):
                node.start_char_idx, node.end_char_idx = start, end
        return done


def to_document(prepared: Prepared) -> Document:
    """Return an article as a llama-index document, with the kinds of its lines."""
    return Document(
        text=prepared.article.text,
        id_=prepared.article.id,
        metadata={_LINES: [[line.start, line.end, line.kind.value] for line in prepared.lines]},
        excluded_embed_metadata_keys=[_LINES],
        excluded_llm_metadata_keys=[_LINES],
    )


def passages_of(nodes: Sequence[BaseNode], article_id: str) -> tuple[Passage, ...]:
    """Return the passages that nodes of one article describe, in order."""
    found: list[Passage] = []
    for node in nodes:
        if not isinstance(node, TextNode) or not node.metadata.get(_SENTENCES):
            raise TypeError("the nodes are those of a PassageNodeParser")
        sentences = tuple(
            Sentence(ordinal=ordinal, start=start, end=end, kind=SentenceKind(kind))
            for ordinal, start, end, kind in node.metadata[_SENTENCES]
        )
        found.append(
            Passage(
                id=node.id_,
                article_id=article_id,
                ordinal=len(found),
                start=sentences[0].start,
                end=sentences[-1].end,
                sentences=sentences,
            )
        )
    return tuple(found)


def split_through_llama_index(
    prepared: Prepared, ready: tuple[Passage, ...] = ()
) -> tuple[Passage, ...]:
    """Split an article as the pipeline does: document in, nodes out, passages of them.

    Args:
        prepared: the article.
        ready: its passages, where a reading process has found them already by ``ingest.split``.
    """
    parser = PassageNodeParser()
    parser._ready = ready
    nodes = parser.get_nodes_from_documents([to_document(prepared)])
    return passages_of(nodes, prepared.article.id)


def _nodes(document: BaseNode, ready: tuple[Passage, ...] = ()) -> list[BaseNode]:
    text = document.get_content()
    if not text.strip():
        return []
    lines = tuple(
        Span(start=start, end=end, kind=SentenceKind(kind))
        for start, end, kind in document.metadata.get(_LINES, ())
    )
    article = Article(id=document.node_id, source=document.node_id, title="", text=text, digest="")
    source = document.as_related_node_info()
    return [
        TextNode(
            id_=passage.id,
            text=text[passage.start : passage.end],
            start_char_idx=passage.start,
            end_char_idx=passage.end,
            metadata={_SENTENCES: [[s.ordinal, s.start, s.end, s.kind.value]
                                   for s in passage.sentences]},
            excluded_embed_metadata_keys=[_SENTENCES],
            excluded_llm_metadata_keys=[_SENTENCES],
            relationships={NodeRelationship.SOURCE: source},
        )
        for passage in ready or split(article, lines)
    ]  # fmt: skip
