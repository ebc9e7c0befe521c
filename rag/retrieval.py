"""From a question to passages: full text and vectors, fused by reciprocal rank.

The llama-index shell around it is ``rag/retrieval_joint.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from math import log

from rag.archive import Archive, index_token
from rag.arranging import arranged
from rag.errors import TanyaError
from rag.querying import pruned, searched, shown_terms, stems_of, within
from rag.records import Filters, Hit, Understood
from rag.scoring import Ordered, Part, completing, ordered, parts_of
from rag.understanding import Time, understand

VectorSearch = Callable[[str, int], list[str]]
"""Returns passage ids nearest to a question; raises TanyaError where it cannot."""

RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""

OFFLINE_WEIGHT = 0.0
"""The offline embedder's passages come behind those that words find. ``evals calibrate`` measured
0 on facqa, idkmrc and labor, and on facqa among the passages of labor, where a weight of 0.1 loses
7 points of recall at 1: what looks alike grows with the archive."""

NEURAL_WEIGHT = 1.0
"""The same for a multilingual Ollama model, until a calibration says otherwise: published
hybrids with bge-m3 gain at equal weight."""

_COMPLETED = 2  # of the best hits, whose neighbours are looked at
_COMPLETE = 0.8  # of the question's weight: what has more needs no neighbour
_LEG = 50
_LEG_FILTERED = 500
"""Vectors are fetched unfiltered and filtered in the archive: 500 ids cost 4 ms, Chroma's own
range filter hundreds (measured at 100,000 passages)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a search brought: hits, best first, the words searched, and what went wrong.

    ``filters`` are those that held: the person's own, or the period that the question names.
    ``undated`` where nothing of that period was found and articles without a date are shown.
    """

    hits: tuple[Hit, ...]
    terms: tuple[str, ...]
    understood: Understood | None = None
    filters: Filters = field(default_factory=Filters)
    undated: bool = False
    trouble: TanyaError | None = None
    searched: bool = True
    """False where the only search that was wanted failed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retriever:
    """Searches one archive.

    ``vectors`` is None to search words only; ``words`` False to search vectors only. ``weigh``
    gives the weight of the vectors where it is known only after a search.
    """

    archive: Archive
    vectors: VectorSearch | None = None
    vectors_weight: float = OFFLINE_WEIGHT
    weigh: Callable[[], float] | None = None
    words: bool = True
    limit: int = 8
    filters: Filters = field(default_factory=Filters)
    today: Callable[[], date] = date.today

    def understand(
        self, question: str, *, exactly: bool = False, any_time: bool = False
    ) -> Understood:
        """Take a question apart by what the archive knows of words.

        Args:
            question: as the person asked it.
            exactly: without correcting its words.
            any_time: without letting the time that it names filter.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        time = Time(today=self.today(), oldest=self.archive.oldest(), filters=not any_time)
        return understand(question, self.archive, time, exactly=exactly)

    def search(self, question: str | Understood, filters: Filters | None = None) -> Found:
        """Return the best passages for a question.

        A vector search that fails is no error: words are searched alone and ``trouble`` says why.
        A period that the question names filters, unless ``filters`` say something of time
        themselves; where an article without a date says clearly more to the question than any of
        that time, such articles are shown instead.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        understood = self.understand(question) if isinstance(question, str) else question
        own = filters or self.filters
        wanted = within(own, understood.period)
        found = self._search(understood, wanted)
        if wanted != own and self.archive.has_undated():
            undated = self._search(understood, replace(own, undated=True))
            if _fit(undated) > _fit(found) + _CLEARLY:
                return replace(undated, filters=wanted, undated=True)
        return found

    def _search(self, understood: Understood, filters: Filters) -> Found:
        frequency = rarity(self.archive, stems_of(understood))
        by_words = self._by_words(understood, filters, frequency) if self.words else Ordered()
        by_vectors, trouble = self._by_vectors(understood.text, filters)
        weight = self.weigh() if self.weigh and by_vectors else self.vectors_weight
        fused = fuse([(1.0, by_words.ids), (weight, by_vectors)])
        if not weight and by_words.ids:
            fused = behind(fused, by_words.ids, by_vectors)
        return Found(
            hits=self._hits(understood, fused, by_words, by_vectors),
            terms=shown_terms(understood),
            understood=understood,
            filters=filters,
            trouble=trouble,
            searched=self.words or trouble is None,
        )

    def _by_words(
        self, understood: Understood, filters: Filters, frequency: Callable[[str], float]
    ) -> Ordered:
        parts = parts_of(understood, frequency)
        query = self._query(parts)
        matches = self.archive.matches(query, limit=_LEG, filters=filters)
        return ordered(understood, parts, matches, self.archive, frequency)

    def _query(self, parts: Sequence[Part]) -> list[str]:
        """Return what the index is asked for: the rarest wordings, up to a number of postings."""
        tokens = {token for part in parts for phrase in part.phrases for token in phrase.split()}
        known = self.archive.document_frequency(sorted(tokens))
        return pruned(
            {
                phrase: min(known[token] for token in phrase.split())
                for part in parts
                for phrase in searched(part, known)
            }
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
        self,
        understood: Understood,
        fused: Sequence[tuple[str, float]],
        words: Ordered,
        vectors: Sequence[str],
    ) -> tuple[Hit, ...]:
        """Fetch the best passages; a text that is there twice, or nearly, is shown once."""
        more = [i for i, _ in fused[: 3 * self.limit] if i not in words.stored]
        stored = {**words.stored, **self.archive.passages(more)}
        words_rank = {identity: rank for rank, identity in enumerate(words.ids, 1)}
        vectors_rank = {identity: rank for rank, identity in enumerate(vectors, 1)}
        hits = [
            Hit(
                stored=passage,
                score=score,
                fit=words.fit.get(identity, 0.0),
                words_rank=words_rank.get(identity),
                vectors_rank=vectors_rank.get(identity),
            )
            for identity, score in fused
            if (passage := stored.get(identity)) is not None
        ]
        taken_back = self._withdrawn(hits)
        standing = [hit for hit in hits if hit.stored.article.id not in taken_back]
        kept = arranged(understood, standing, limit=self.limit, stems=words.stems)
        least = _TO_THE_POINT * max((hit.fit for hit in standing), default=0.0)
        behind_them = [
            hit
            for hit in hits[: self.limit]
            if hit.stored.article.id in taken_back and hit.fit >= least
        ]
        shown = behind_them[: self.limit if not kept else _WITHDRAWN]
        joined = self._joined(kept, words)[: self.limit - len(shown)]
        return (*joined, *shown)

    def _withdrawn(self, hits: Sequence[Hit]) -> set[str]:
        """Return the articles among hits that their newsroom took back, by id.

        They come last, and before near-duplicates are looked for: a report that stands is never
        left out for one that was withdrawn.
        """
        articles = {hit.stored.article.id: hit.stored.article for hit in hits}
        return self.archive.withdrawn(list(articles.values())) if articles else set()

    def _joined(self, hits: list[Hit], words: Ordered) -> list[Hit]:
        """Put after the best passages the neighbour that completes them, where one does."""
        joined = list(hits)
        for hit in hits[:_COMPLETED]:
            match = words.matches.get(hit.stored.passage.id)
            if match is None or hit.fit > _COMPLETE:
                continue
            wanted = completing(words.parts, match, self.archive.beside(match.id))
            own = hit.stored.passage.id  # where it came as a neighbour, it is another hit by now
            before = [one.stored.passage.id for one in joined]
            before = before[: before.index(own) + 1]
            if wanted is None or wanted in before:
                continue
            stored = self.archive.passages([wanted])
            joined = [one for one in joined if one.stored.passage.id != wanted]
            place = len(before)  # what was taken out stood behind
            joined[place:place] = [replace(hit, stored=each) for each in stored.values()]
        return joined


def rarity(archive: Archive, ahead: Iterable[str] = ()) -> Callable[[str], float]:
    """Return a function that gives the inverse document frequency of a stem, kept as it asks.

    The form of BM25 (Robertson and Zaragoza 2009), never negative. Stems of ``ahead`` are looked
    up at once.
    """
    total = archive.passage_count()
    known = archive.document_frequency(sorted({index_token(word) for word in ahead} - {""}))

    @cache
    def idf(word: str) -> float:
        token = index_token(word)
        if token not in known:
            known[token] = archive.document_frequency([token])[token] if token else 0
        among = known[token]
        return log(1 + (total - among + 0.5) / (among + 0.5))

    return idf


def _fit(found: Found) -> float:
    return max((hit.fit for hit in found.hits), default=0.0)


_CLEARLY = 0.2  # of the question's weight


def behind(
    fused: Sequence[tuple[str, float]], words: Sequence[str], vectors: Sequence[str]
) -> list[tuple[str, float]]:
    """Return the order with two that only vectors found after the first eight, scores unchanged.

    Vectors that deserve no weight cannot harm there, and know spellings that words miss: recall
    at 10 on idkmrc goes from 95.0 to 95.3 (n = 957).
    """
    scores = dict(fused)
    first = list(words[:_FIRST])
    known = set(first)
    new = [identity for identity in vectors if identity not in known][:_ADDED]
    known.update(new)
    rest = [identity for identity, _ in fused if identity not in known]
    return [(identity, scores[identity]) for identity in (*first, *new, *rest)]


_FIRST, _ADDED = 8, 2
_WITHDRAWN = 2  # withdrawn passages that are shown behind others, so that a person is warned
_TO_THE_POINT = 0.6
"""Of the best standing passage's fit: what is less about the question warns of nothing."""


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
