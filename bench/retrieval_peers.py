"""What ``bench.retrieval`` compares the search with: bare queries, and other libraries.

Every function returns an action that takes an ``Asked`` and searches once. All get the same stems
(``rag.language``) and the same vectors.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.retrieval_vectors import passage_dates
from rag.archive import FILE_NAME
from rag.embedding import OfflineEmbedder
from rag.records import StoredPassage

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever

    from rag.embedding import Vectors

LEG = 50
FEW = 8
"""What llama-index's retrievers are asked for: as many as ours returns."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question, its different content stems as index tokens, what ours asks the index, vector."""

    text: str
    tokens: tuple[str, ...]
    phrases: tuple[str, ...]
    vector: Vectors


Action = Callable[[Asked], object]
Days = tuple[int, int]


def bare_words(data: Path, *, pruned: bool = False) -> Action:
    """FTS5 alone: ids of the best passages, in the index's own order."""
    db = sqlite3.connect(data / FILE_NAME)
    db.execute("PRAGMA cache_size = -32000")  # as the archive's own connections

    def search(asked: Asked) -> object:
        query = " OR ".join(f'"{word}"' for word in (asked.phrases if pruned else asked.tokens))
        return db.execute(
            "SELECT rowid FROM passage_words WHERE passage_words MATCH ? ORDER BY rank LIMIT ?",
            (query, LEG),
        ).fetchall()

    return search


def bare_vectors(raw: Any, days: Days | None = None) -> Action:  # noqa: ANN401
    """Chroma alone: ids of the nearest passages to a vector that is there already."""
    where = None
    if days is not None:
        where = {"$and": [{"day": {"$gte": days[0]}}, {"day": {"$lte": days[1]}}]}

    def search(asked: Asked) -> object:
        return raw.query(
            query_embeddings=asked.vector[None, :], n_results=LEG, include=[], where=where
        )

    return search


def stored_words(data: Path) -> list[tuple[str, str]]:
    """Return the titles and bodies of all passages as index tokens, as they were stored."""
    db = sqlite3.connect(data / FILE_NAME)
    rows = db.execute("SELECT title, body FROM passage_words ORDER BY rowid").fetchall()
    db.close()
    return rows


def tantivy_index(data: Path, rows: Sequence[tuple[str, str]]) -> Callable[[Days | None], Action]:
    """Return what makes searches of a new tantivy index, stems split at spaces, title twice."""
    import shutil

    import tantivy

    folder = data / "tantivy"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    build = tantivy.SchemaBuilder()
    build.add_text_field("title")
    build.add_text_field("body")
    build.add_unsigned_field("row", stored=True)
    build.add_integer_field("day", indexed=True, fast=True)
    schema = build.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(128_000_000, 1)
    for row, ((title, body), (_, day)) in enumerate(zip(rows, passage_dates(data), strict=True)):
        writer.add_document(tantivy.Document(title=[title], body=[body], row=row, day=day))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def make(days: Days | None) -> Action:
        within = None
        if days is not None:
            within = tantivy.Query.range_query(schema, "day", tantivy.FieldType.Integer, *days)

        def search(asked: Asked) -> object:
            query = index.parse_query(
                " ".join(asked.tokens), ["title", "body"], field_boosts={"title": 2.0}
            )
            if within is not None:
                must = tantivy.Occur.Must
                query = tantivy.Query.boolean_query([(must, query), (must, within)])
            hits = searcher.search(query, LEG, count=False).hits
            return [searcher.doc(address)["row"][0] for _, address in hits]

        return search

    return make


class Bm25s:
    """bm25s over title and body, kept in memory."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        import bm25s

        self._index = bm25s.BM25()
        tokens = [f"{title} {body}".split() for title, body in rows]
        self._index.index(tokens, show_progress=False)

    def best(self, tokens: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Return row numbers with scores, best first."""
        found, scores = self._index.retrieve([list(tokens)], k=limit, show_progress=False)
        return list(zip(found[0].tolist(), scores[0].tolist(), strict=True))

    def action(self) -> Action:
        """Return the search."""
        return lambda asked: self.best(asked.tokens, LEG)


def fusions(
    stored: Sequence[StoredPassage],
    vectors: Vectors,
    lexical: Bm25s,
    raw: Any,  # noqa: ANN401
) -> dict[str, Action]:
    """llama-index's default retriever, and its QueryFusionRetriever with bm25s beside it.

    ``stored`` and ``vectors`` are in the order of bm25s's rows. The store of vectors is
    llama-index's own in memory, whose queries scan; a second fusion stands over Chroma with ids
    alone and nodes ready in memory, which costs less than its Chroma store could.
    """
    from llama_index.core import VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
    from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

    from rag.embedding_joint import ArchiveEmbedding
    from rag.language import question_words

    embedder = OfflineEmbedder()
    nodes = [
        TextNode(id_=one.passage.id, text=one.text, metadata={"title": one.article.title})
        for one in stored
    ]
    by_id = {node.node_id: node for node in nodes}

    class Words(BaseRetriever):  # what llama-index-retrievers-bm25 does
        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            found = lexical.best(question_words(query_bundle.query_str), FEW)
            return [NodeWithScore(node=nodes[row], score=score) for row, score in found]

    class Nearest(BaseRetriever):
        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            vector = embedder.embed_question(query_bundle.query_str)
            found = raw.query(
                query_embeddings=vector[None, :], n_results=FEW, include=["distances"]
            )
            return [
                NodeWithScore(node=by_id[identity], score=-distance)
                for identity, distance in zip(found["ids"][0], found["distances"][0], strict=True)
            ]

    def fused(retriever: BaseRetriever) -> Action:
        fusion = QueryFusionRetriever(
            [retriever, Words()],
            llm=MockLLM(),
            mode=FUSION_MODES.RECIPROCAL_RANK,
            num_queries=1,
            similarity_top_k=FEW,
            use_async=False,
        )
        return lambda asked: fusion.retrieve(asked.text)

    near = Nearest()
    found: dict[str, Action] = {
        "llama-index fusion: Chroma ids, nodes in memory + bm25s": fused(near),
    }
    for node, vector in zip(nodes, vectors, strict=True):
        node.embedding = vector.tolist()
    index = VectorStoreIndex(nodes, embed_model=ArchiveEmbedding.over(embedder))
    default = index.as_retriever(similarity_top_k=FEW)
    found["llama-index retriever: its store in memory"] = lambda asked: default.retrieve(asked.text)
    found["llama-index fusion: its store in memory + bm25s"] = fused(default)
    return found
