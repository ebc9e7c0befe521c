"""From a question to passages: full text and vectors, fused by reciprocal rank.

The llama-index shell around it is ``rag/retrieval_joint.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log

from rag.archive import Archive, index_token
from rag.errors import TanyaError
from rag.language import index_words, question_words, stem, words
from rag.records import Filters, Hit

VectorSearch = Callable[[str, int], list[str]]
"""Returns passage ids nearest to a question; raises TanyaError where it cannot."""

RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""

OFFLINE_WEIGHT = 0.1
"""What the offline embedder's rank counts beside BM25's 1. On facqa (n = 1,271) 0.1 moves recall
at 1 / 5 from 85.5 / 95.3 to 85.8 / 95.6%; 0.5 loses at both, and 1 loses 3 points at 1."""

NEURAL_WEIGHT = 1.0
"""The same for a multilingual Ollama model, until a calibration says otherwise: published
hybrids with bge-m3 gain at equal weight."""

_LEG = 50
_LEG_FILTERED = 500
"""Vectors are fetched unfiltered and filtered in the archive: 500 ids cost 4 ms, Chroma's own
range filter hundreds (measured at 100,000 passages)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a search brought: hits, best first, the words searched, and what went wrong."""

    hits: tuple[Hit, ...]
    terms: tuple[str, ...]
    trouble: TanyaError | None = None
    searched: bool = True
    """False where the only search that was wanted failed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retriever:
    """Searches one archive.

    ``vectors`` is None to search words only; ``words`` False to search vectors only.
    """

    archive: Archive
    vectors: VectorSearch | None = None
    vectors_weight: float = OFFLINE_WEIGHT
    words: bool = True
    limit: int = 8
    filters: Filters = field(default_factory=Filters)

    def search(self, question: str, filters: Filters | None = None) -> Found:
        """Return the best passages for a question.

        A vector search that fails is no error: words are searched alone and ``trouble`` says why.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        wanted = filters or self.filters
        terms = query_terms(question)
        by_words: list[str] = []
        if self.words:
            by_words = self.archive.search_words(terms, limit=_LEG, filters=wanted)
        by_vectors, trouble = self._by_vectors(question, wanted)
        fused = fuse([(1.0, by_words), (self.vectors_weight, by_vectors)])
        return Found(
            hits=self._hits(fused, by_words, by_vectors),
            terms=shown_terms(question, terms),
            trouble=trouble,
            searched=self.words or trouble is None,
        )

    def _by_vectors(self, question: str, filters: Filters) -> tuple[list[str], TanyaError | None]:
        if self.vectors is None:
            return [], None
        narrowed = filters != Filters()
        try:
            ids = self.vectors(question, _LEG_FILTERED if narrowed else _LEG)
        except TanyaError as error:
            return [], error
        return self.archive.keep_matching(ids, filters)[:_LEG], None

    def _hits(
        self, fused: Sequence[tuple[str, float]], words: Sequence[str], vectors: Sequence[str]
    ) -> tuple[Hit, ...]:
        """Fetch the best passages; a text that is there twice is shown once."""
        stored = self.archive.passages([identity for identity, _ in fused[: 2 * self.limit]])
        words_rank = {identity: rank for rank, identity in enumerate(words, 1)}
        vectors_rank = {identity: rank for rank, identity in enumerate(vectors, 1)}
        hits: dict[str, Hit] = {}
        for identity, score in fused:
            passage = stored.get(identity)
            if passage is not None:
                hits.setdefault(
                    passage.text,
                    Hit(
                        stored=passage,
                        score=score,
                        words_rank=words_rank.get(identity),
                        vectors_rank=vectors_rank.get(identity),
                    ),
                )
        return tuple(list(hits.values())[: self.limit])


def query_terms(question: str) -> list[str]:
    """Return the index tokens to search for: content words, else whatever words there are."""
    stems = question_words(question) or index_words(question)
    return list(dict.fromkeys(token for stem in stems if (token := index_token(stem))))


def shown_terms(question: str, terms: Sequence[str]) -> tuple[str, ...]:
    """Return the question's own words behind the index tokens, for people."""
    wanted = set(terms)
    return tuple(
        dict.fromkeys(word for word in words(question) if index_token(stem(word)) in wanted)
    )


def rarity(archive: Archive) -> Callable[[str], float]:
    """Return a function that gives the inverse document frequency of a stem, kept as it asks.

    The form of BM25 (Robertson and Zaragoza 2009), never negative.
    """
    total = archive.passage_count()

    @cache
    def idf(word: str) -> float:
        token = index_token(word)
        among = archive.document_frequency([token])[token] if token else 0
        return log(1 + (total - among + 0.5) / (among + 0.5))

    return idf


def fuse(legs: Sequence[tuple[float, Sequence[str]]]) -> list[tuple[str, float]]:
    """Return ids with their reciprocal rank fusion scores, best first.

    ``score(d) = sum over legs of weight / (60 + rank of d in the leg)``; ties keep the order of
    the first leg that names them.
    """
    scores: dict[str, float] = {}
    for weight, ids in legs:
        for rank, identity in enumerate(ids, 1):
            scores[identity] = scores.get(identity, 0.0) + weight / (RRF_K + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
