"""The sources of a memo: where each was published, its evidence, and the passage around it."""

from __future__ import annotations

from datetime import date

from rag.answer_log import StoredAnswer
from rag.records import Answer, ArticleSummary, Evidence, Origin, Source, StoredPassage
from rag.wording import day
from ui.evidence.view import independent_sources
from ui.memo.cleaning import clean, line, paragraphs, shortened
from ui.memo.values import MemoSource, Near, Stretch
from ui.memo.words import words_of
from ui.passages import Segment, resting, safe_link, segments

_NEAREST = 3
"""Passages that a refusal shows where it has no nearest sentences."""

_LONGEST = 600
"""Characters of such a passage."""


def link(url: str) -> str:
    """Return an address that a memo may link to and show, else ""."""
    safe = safe_link(url)
    return safe if line(safe) == safe else ""


def where(outlet: str, published: date | None, language: str) -> str:
    """Return outlet and date in words."""
    return f"{line(outlet) or words_of(language).no_outlet}, {day(published, language)}"


def counted(stored: StoredAnswer, language: str) -> str:
    """Return "3 sources, 2 independent": counted as beside the chat, with the stories of then."""
    words, count = words_of(language), len(stored.answer.sources)
    if count < 2:
        return words.counted_one if count else ""
    return words.counted.format(count=count, independent=independent_sources(stored.answer))


def sources_of(stored: StoredAnswer, language: str) -> tuple[MemoSource, ...]:
    """Return the cited articles in order of their numbers."""
    articles = _articles(stored)
    by_source: dict[str, dict[tuple[int, int], Evidence]] = {}
    for claim in resting(stored.answer):
        for item in claim.evidence:
            by_source.setdefault(item.article, {})[item.start, item.end] = item
    found = []
    for source in sorted(stored.answer.sources, key=lambda each: each.number):
        spans = by_source.get(source.article, {})
        evidence = [spans[key] for key in sorted(spans)]
        found.append(_source(source, articles.get(source.article), evidence, stored, language))
    return tuple(found)


def _source(
    source: Source,
    article: ArticleSummary | None,
    evidence: list[Evidence],
    stored: StoredAnswer,
    language: str,
) -> MemoSource:
    words = words_of(language)
    when = day(source.published, language)
    if article is not None and article.published_origin is Origin.INFERRED and source.published:
        when = words.about.format(date=when)
    return MemoSource(
        number=source.number,
        title=line(source.title) or words.untitled,
        outlet=line(source.outlet) or words.no_outlet,
        author=line(article.author) if article is not None else "",
        when=when,
        kind=words.kinds.get(article.kind.value, "") if article is not None else "",
        url=link(source.url),
        quotes=tuple(dict.fromkeys(line(item.text) for item in evidence)),
        around=_around(stored, evidence, source.title),
    )


def _around(
    stored: StoredAnswer, evidence: list[Evidence], title: str
) -> tuple[tuple[Stretch, ...], ...]:
    """Cut the passages that hold the evidence at it; those that are nothing else are left out."""
    wanted: dict[str, list[Evidence]] = {}
    for item in evidence:
        wanted.setdefault(item.passage, []).append(item)
    places = _passages(stored)
    found = []
    for passage in sorted(
        (places[key] for key in wanted if key in places), key=lambda each: each.passage.start
    ):
        marks = [(item.start, item.end, 1) for item in wanted[passage.passage.id]]
        cut = tuple(
            Stretch(text=clean(piece.text), evidence=bool(piece.claims))
            for piece in _untitled(segments(passage, marks), title)
        )
        told = line("".join(piece.text for piece in cut if not piece.evidence))
        if told:
            found.append(cut)
    return tuple(found)


def _untitled(pieces: tuple[Segment, ...], title: str) -> tuple[Segment, ...]:
    """Leave out an opening line that repeats the title, unless the answer rests on it."""
    first, found, rest = pieces[0], *pieces[0].text.partition("\n")[::2]
    if first.claims or not title or line(found) != line(title):
        return pieces
    return (Segment(text=rest.lstrip("\n")), *pieces[1:])


def near_of(answer: Answer, language: str) -> tuple[Near, ...]:
    """Return what a refusal shows: the nearest sentences, or else the nearest passages."""
    if not answer.refused:
        return ()
    articles = {each.article.id: each.article for each in answer.passages}
    if not answer.nearest:
        return tuple(_near(each, language) for each in answer.passages[:_NEAREST])
    found = []
    for claim in answer.nearest:
        article = articles.get(claim.evidence[0].article)
        place, url = "", ""
        if article is not None:
            place, url = _place(article, language), link(article.url)
        found.append(Near(text=line(claim.text), where=place, url=url))
    return tuple(found)


def _near(stored: StoredPassage, language: str) -> Near:
    article = stored.article
    told = paragraphs(stored.text)
    if len(told) > 1 and told[0] == line(article.title):
        told = told[1:]
    return Near(
        text=shortened(" ".join(told), _LONGEST),
        where=_place(article, language),
        url=link(article.url),
    )


def _place(article: ArticleSummary, language: str) -> str:
    words = words_of(language)
    title = line(article.title) or words.untitled
    kind = words.kinds.get(article.kind.value, "")
    told = f"{title} — {where(article.outlet, article.published, language)}"
    return f"{told} ({kind})" if kind else told


def _articles(stored: StoredAnswer) -> dict[str, ArticleSummary]:
    places = (*(hit.stored for hit in stored.hits), *stored.answer.passages)
    return {each.article.id: each.article for each in places}


def _passages(stored: StoredAnswer) -> dict[str, StoredPassage]:
    places = (*(hit.stored for hit in stored.hits), *stored.answer.passages)
    return {each.passage.id: each for each in places}
