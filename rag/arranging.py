"""The last step of a search: stories told once, several articles, the newest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from rag.language import index_words, spelled
from rag.records import ArticleSummary, Hit, Origin, Understood

_SAME = 0.8
"""Shared part of two passages' different stems (Jaccard) from which they are one story twice."""
_FEW = 8  # stems: shorter passages are compared by their text alone
_RELEVANT = 0.6
"""Of the best passage's fit: what is less about the question is no newer answer to it."""

_SEVERAL = re.compile(
    r"\b(?:apa|siapa|mana|dimana|kapan|berapa) (?:saja|aja)\b|\b(?:sebutkan|daftar|bandingkan"
    r"|perbedaan|bedanya|dibanding(?:kan)?|versus|vs|rangkum|ringkas(?:kan)?"
    r"|semua|seluruh|berbagai|masing-masing|para|beberapa|antara lain)\b"
    r"|\b(?:list|compare|compared|difference|versus|all|various|several|each"
    r"|which [a-z]+s|who all|summari[sz]e)\b"
)


def arranged(
    understood: Understood,
    hits: Iterable[Hit],
    *,
    limit: int,
    stems: Mapping[str, frozenset[str]] | None = None,
) -> list[Hit]:
    """Return up to ``limit`` hits in the order in which they are read.

    A passage that says the same as a better one is left out, and a story that several articles
    tell is shown from one of them. A question for several things gets passages of different
    articles first. "Terbaru" puts the newest of the relevant ones first. ``stems`` are those of
    passages, by id, where they are known already.
    """
    known = stems or {}

    def stems_of(hit: Hit) -> frozenset[str]:
        return known.get(hit.stored.passage.id) or frozenset(index_words(hit.stored.text))

    several = asks_for_several(understood.text)
    wide = several or understood.newest
    told = _told_once(list(hits), stems_of, newest=understood.newest)
    kept = list(_once(told, 2 * limit if wide else limit, stems_of))
    if several:
        kept = _by_turns(kept)
    if understood.newest:
        kept = _newest_first(kept)
    return kept[:limit]


def asks_for_several(question: str) -> bool:
    """Tell whether a question wants a list, which rarely stands in one article."""
    return _SEVERAL.search(spelled(question)) is not None


def _told_once(
    hits: Sequence[Hit], stems_of: Callable[[Hit], frozenset[str]], *, newest: bool
) -> list[Hit]:
    """Show each story from one article: the surest dated, first published, most complete one.

    It takes the place of the story's best passage, which its own passages must cover; the others
    are named on it. A passage of another article that says more than they do stays.
    """
    stories: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.stored.article.story:
            stories.setdefault(hit.stored.article.story, []).append(hit)
    shown: dict[str, list[Hit]] = {}
    left_out: set[str] = set()
    for story, told in stories.items():
        own, covered = _one_of(told, stems_of, newest=newest)
        others = {
            hit.stored.article.id: hit.stored.article
            for hit in told
            if hit.stored.article.id != own.stored.article.id
        }
        if others:
            shown[story] = [replace(own, also=tuple(others.values()))]
            left_out.update(hit.stored.passage.id for hit in (own, *covered))
    kept: list[Hit] = []
    for hit in hits:
        kept.extend(shown.pop(hit.stored.article.story, ()))
        if hit.stored.passage.id not in left_out:
            kept.append(hit)
    return kept


def _one_of(
    told: Sequence[Hit], stems_of: Callable[[Hit], frozenset[str]], *, newest: bool
) -> tuple[Hit, list[Hit]]:
    """Return the passage that a story is shown from, and those of other articles it covers."""
    own: dict[str, list[Hit]] = {}
    for hit in told:
        own.setdefault(hit.stored.article.id, []).append(hit)
    said = {
        identity: frozenset[str]().union(*map(stems_of, passages))
        for identity, passages in own.items()
    }
    covering = [i for i in own if _covers(said[i], stems_of(told[0]))]
    articles = [own[identity][0].stored.article for identity in covering]
    best = min(articles, key=lambda article: _preference(article, newest=newest)).id
    others = [hit for hit in told if hit.stored.article.id != best]
    return own[best][0], [hit for hit in others if _covers(said[best], stems_of(hit))]


def _preference(article: ArticleSummary, *, newest: bool) -> tuple[bool, bool, int, int, str]:
    day = article.published.toordinal() if article.published else 0
    return (
        article.published is None,
        article.published_origin is Origin.INFERRED,
        -day if newest else day,
        -article.length,
        article.id,
    )


def _covers(said: frozenset[str], stems: frozenset[str]) -> bool:
    """Tell whether a passage's figures, and nearly all its words, are said elsewhere."""
    return _figures(stems) <= said and len(stems & said) >= _SAME * len(stems)


def _figures(stems: frozenset[str]) -> frozenset[str]:
    return frozenset(stem for stem in stems if stem[:1].isdecimal())


def _once(
    hits: Iterable[Hit], limit: int, stems_of: Callable[[Hit], frozenset[str]]
) -> Iterator[Hit]:
    shown: list[frozenset[str]] = []
    texts: set[str] = set()
    for hit in hits:
        if len(shown) == limit:
            return
        if hit.stored.text in texts:
            continue
        stems = stems_of(hit)
        if any(_nearly_same(stems, other) for other in shown):
            continue
        shown.append(stems)
        texts.add(hit.stored.text)
        yield hit


def _nearly_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two passages say the same; each with a figure of its own, they do not."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < _FEW or shorter < _SAME * longer:
        return False
    shared = len(one & other)
    if shared < _SAME * (shorter + longer - shared):
        return False
    return not (_figures(one - other) and _figures(other - one))


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
