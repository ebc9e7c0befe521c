"""The last step of a search: near-duplicates once, several articles, the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from rag.language import index_words, spelled
from rag.records import Hit, Understood

_SAME = 0.8
"""Shared part of two passages' different stems (Jaccard) from which they are one story twice."""
_FEW = 8  # stems: shorter passages are compared by their text alone
_RELEVANT = 0.6
"""Of the best passage's fit: what is less about the question is no newer answer to it."""

_SEVERAL = re.compile(
    r"\b(?:apa|siapa|mana|dimana|kapan|berapa) (?:saja|aja)\b|\b(?:sebutkan|daftar|bandingkan"
    r"|rangkum|ringkas(?:kan)?|semua|seluruh|berbagai|masing-masing|para|beberapa|antara lain)\b"
    r"|\b(?:list|compare|all|various|several|each|which [a-z]+s|who all|summari[sz]e)\b"
)


def arranged(
    understood: Understood,
    hits: Iterable[Hit],
    *,
    limit: int,
    stems: Mapping[str, frozenset[str]] | None = None,
) -> list[Hit]:
    """Return up to ``limit`` hits in the order in which they are read.

    A passage that says the same as a better one is left out. A question for several things gets
    passages of different articles first. "Terbaru" puts the newest of the relevant ones first.
    ``stems`` are those of passages, by id, where they are known already.
    """
    several = asks_for_several(understood.text)
    wide = several or understood.newest
    kept = list(_once(hits, 2 * limit if wide else limit, stems or {}))
    if several:
        kept = _by_turns(kept)
    if understood.newest:
        kept = _newest_first(kept)
    return kept[:limit]


def asks_for_several(question: str) -> bool:
    """Tell whether a question wants a list, which rarely stands in one article."""
    return _SEVERAL.search(spelled(question)) is not None


def _once(hits: Iterable[Hit], limit: int, known: Mapping[str, frozenset[str]]) -> Iterator[Hit]:
    shown: list[frozenset[str]] = []
    texts: set[str] = set()
    for hit in hits:
        if len(shown) == limit:
            return
        if hit.stored.text in texts:
            continue
        stems = known.get(hit.stored.passage.id) or frozenset(index_words(hit.stored.text))
        if any(_nearly_same(stems, other) for other in shown):
            continue
        shown.append(stems)
        texts.add(hit.stored.text)
        yield hit


def _nearly_same(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    if shorter < _FEW or shorter < _SAME * longer:
        return False
    shared = len(one & other)
    return shared >= _SAME * (shorter + longer - shared)


def _by_turns(hits: Sequence[Hit]) -> list[Hit]:
    """Return the best passage of each article, then the second best, and so on."""
    turns: dict[str, int] = {}
    keyed = []
    for hit in hits:
        article = hit.stored.article.id
        turns[article] = turns.get(article, -1) + 1
        keyed.append((turns[article], hit))
    return [hit for _, hit in sorted(keyed, key=lambda pair: pair[0])]


def _newest_first(hits: Sequence[Hit]) -> list[Hit]:
    """Put the newest first among those that are about as much to the point; undated ones stay."""
    least = _RELEVANT * max((hit.fit for hit in hits), default=0.0)
    places = [n for n, hit in enumerate(hits) if hit.fit >= least and hit.stored.article.published]
    ordered = sorted((hits[n] for n in places), key=_published, reverse=True)
    arranged = list(hits)
    for place, hit in zip(places, ordered, strict=True):
        arranged[place] = hit
    return arranged


def _published(hit: Hit) -> date:
    return hit.stored.article.published or date.min
