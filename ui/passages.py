"""What the evidence panel shows: the passages of an answer, cut exactly at the evidence.

Spans come from the archive (half-open, code points of the article's text), so a highlight is a
slice and never a search. Pure values: no page, no markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from rag.records import (
    Answer,
    ArticleKind,
    Check,
    Claim,
    Evidence,
    Origin,
    Source,
    StoredPassage,
)
from ui.evidence.cards import Card, Excerpt, Panel, Segment

__all__ = [
    "Card",
    "Excerpt",
    "Panel",
    "Segment",
    "citations",
    "panel",
    "panel_so_far",
    "resting",
    "safe_link",
    "segments",
]


_GAP = 3
"""Code points between passages (line breaks), or behind the last, that hold no sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Mark:
    """An evidence span of the article and the claim (from 1) that rests on it."""

    start: int
    end: int
    claim: int


def safe_link(url: str) -> str:
    """Return ``url`` if it is a plain web address, else "" (no script, data or file addresses).

    Addresses with a user part are refused too: they make one host look like another.
    """
    if any(ord(char) <= 0x20 or char == "\\" for char in url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    return url


def citations(claim: Claim, sources: Sequence[Source]) -> tuple[int, ...]:
    """Return the source numbers that a claim cites, in order of its evidence, without repeats."""
    numbers = {source.article: source.number for source in sources}
    found = (numbers[item.article] for item in claim.evidence if item.article in numbers)
    return tuple(dict.fromkeys(found))


def segments(stored: StoredPassage, marks: Iterable[tuple[int, int, int]]) -> tuple[Segment, ...]:
    """Cut a passage at its evidence.

    Args:
        stored: the passage with its text.
        marks: ``(start, end, claim)``: spans of the article, and the claim resting on each.

    Returns:
        Stretches that join to exactly the passage's text; spans may overlap.
    """
    base, text = stored.passage.start, stored.text
    inside = [
        _Mark(start=start - base, end=end - base, claim=claim)
        for start, end, claim in marks
        if base <= start and end <= base + len(text)
    ]
    cuts = sorted({0, len(text), *(m.start for m in inside), *(m.end for m in inside)})
    found = []
    for left, right in zip(cuts, cuts[1:], strict=False):
        claims = {mark.claim for mark in inside if mark.start <= left and right <= mark.end}
        found.append(Segment(text=text[left:right], claims=tuple(sorted(claims))))
    return tuple(found)


def panel(answer: Answer) -> Panel:
    """Arrange the passages of a finished answer by article, cited ones first."""
    numbers = {source.article: source.number for source in answer.sources}
    claims = resting(answer)
    wanted = _evidence_by_passage(claims)
    cited: dict[str, list[StoredPassage]] = {}
    others: dict[str, list[StoredPassage]] = {}
    placed: set[str] = set()
    for stored in answer.passages:
        marks = wanted.get(stored.passage.id, ())
        exact = marks and all(_stands_in(stored, item) for _, item in marks)
        side = cited if exact and stored.article.id in numbers else others
        if side is cited:
            placed.add(stored.passage.id)
        side.setdefault(stored.article.id, []).append(stored)
    by_passage = {
        key: tuple((item.start, item.end, claim) for claim, item in marks)
        for key, marks in wanted.items()
    }
    cards = {numbers[key]: _card(numbers[key], group, by_passage) for key, group in cited.items()}
    _add_missing(cards, claims, answer.sources, placed)
    return Panel(
        cited=_in_order(cards, claims),
        others=tuple(_card(None, group, {}) for group in others.values()),
    )


def resting(answer: Answer) -> tuple[Claim, ...]:
    """Return everything shown that rests on evidence: the claims, then the versions of conflicts.

    Their places (from 1) are what citations and marks are linked by.
    """
    versions = (
        Claim(text=version.value, check=Check.QUOTED, evidence=(version.evidence,))
        for conflict in answer.conflicts
        for version in conflict.versions
    )
    return (*answer.claims, *versions)


def panel_so_far(claims: Sequence[Claim], sources: Sequence[Source]) -> Panel:
    """Arrange what is known while an answer is being written: the evidence sentences alone."""
    cards: dict[int, Card] = {}
    _add_missing(cards, claims, sources, frozenset())
    return Panel(cited=_in_order(cards, claims))


def _in_order(cards: dict[int, Card], claims: Sequence[Claim]) -> tuple[Card, ...]:
    """Return cards by their numbers, each with the evidence that it holds."""
    quoted = _quoted(claims)
    ordered = (cards[number] for number in sorted(cards))
    return tuple(replace(card, quoted=quoted.get(card.article, ())) for card in ordered)


def _quoted(claims: Sequence[Claim]) -> dict[str, tuple[Evidence, ...]]:
    """Return the evidence by article, each span once, in the article's order."""
    found: dict[str, dict[tuple[int, int], Evidence]] = {}
    for claim in claims:
        for item in claim.evidence:
            found.setdefault(item.article, {}).setdefault((item.start, item.end), item)
    return {article: tuple(spans[key] for key in sorted(spans)) for article, spans in found.items()}


def _evidence_by_passage(claims: Sequence[Claim]) -> dict[str, list[tuple[int, Evidence]]]:
    found: dict[str, list[tuple[int, Evidence]]] = {}
    for position, claim in enumerate(claims, start=1):
        for item in claim.evidence:
            found.setdefault(item.passage, []).append((position, item))
    return found


def _stands_in(stored: StoredPassage, item: Evidence) -> bool:
    base = stored.passage.start
    return item.start >= base and stored.text[item.start - base : item.end - base] == item.text


def _card(
    number: int | None,
    group: Sequence[StoredPassage],
    marks: dict[str, tuple[tuple[int, int, int], ...]],
) -> Card:
    article = group[0].article
    ordered = sorted(group, key=lambda stored: stored.passage.start) if number else group
    return Card(
        number=number,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        published_inferred=article.published_origin is Origin.INFERRED,
        url=safe_link(article.url),
        kind=article.kind,
        excerpts=tuple(_excerpt(stored, marks.get(stored.passage.id, ())) for stored in ordered),
        article=article.id,
        author=article.author,
        whole=_whole(group),
    )


def _whole(group: Sequence[StoredPassage]) -> bool:
    """Whether passages of one article hold all of its text but the title."""
    article = group[0].article
    ordered = sorted(group, key=lambda stored: stored.passage.start)
    first = ordered[0].passage
    behind_title = first.sentences[0].ordinal == 1 and first.start <= len(article.title) + _GAP
    at = first.start if first.sentences[0].ordinal == 0 or behind_title else -1
    for stored in ordered if at >= 0 else ():
        if stored.passage.start > at + _GAP:
            return False
        at = max(at, stored.passage.end)
    return at >= 0 and 0 < article.length <= at + _GAP


def _excerpt(stored: StoredPassage, marks: tuple[tuple[int, int, int], ...]) -> Excerpt:
    whole = segments(stored, marks)
    shown = _without_title(whole, stored.article.title)
    passage = stored.passage
    return Excerpt(
        start=passage.start,
        end=passage.end,
        segments=shown,
        sentences=tuple((sentence.start, sentence.end) for sentence in passage.sentences),
        skipped=len(stored.text) - sum(len(piece.text) for piece in shown),
    )


def _without_title(pieces: tuple[Segment, ...], title: str) -> tuple[Segment, ...]:
    """Leave out an opening line that repeats the card's heading, unless it is evidence."""
    first = pieces[0]
    opening = title + "\n"
    if first.claims or not title or not first.text.startswith(opening):
        return pieces
    rest = first.text[len(opening) :].lstrip("\n")
    return (Segment(text=rest), *pieces[1:]) if rest else pieces[1:] or pieces


def _add_missing(
    cards: dict[int, Card],
    claims: Sequence[Claim],
    sources: Sequence[Source],
    placed: Iterable[str],
) -> None:
    """Add the evidence whose passage is not at hand as sentences of their own.

    While an answer is being written no passage is; afterwards every one should be, and a
    citation that leads nowhere would be worse than a sentence without its neighbours.
    """
    done = set(placed)
    by_article = {source.article: source for source in sources}
    lonely: dict[str, dict[tuple[int, int], Segment]] = {}
    for position, claim in enumerate(claims, start=1):
        for item in claim.evidence:
            if item.passage in done or item.article not in by_article:
                continue
            spans = lonely.setdefault(item.article, {})
            earlier = spans.get((item.start, item.end))
            resting = (*earlier.claims, position) if earlier else (position,)
            spans[item.start, item.end] = Segment(
                text=item.text, claims=tuple(sorted(set(resting)))
            )
    for article, spans in lonely.items():
        source = by_article[article]
        own = tuple(_alone(start, spans[start, end]) for start, end in sorted(spans))
        known = cards.get(source.number)
        cards[source.number] = Card(
            number=source.number,
            title=known.title if known else source.title,
            outlet=known.outlet if known else source.outlet,
            published=known.published if known else source.published,
            published_inferred=known.published_inferred if known else False,
            url=known.url if known else safe_link(source.url),
            kind=known.kind if known else ArticleKind.NEWS,
            excerpts=(*known.excerpts, *own) if known else own,
            article=article,
            author=known.author if known else "",
            whole=known.whole if known else False,
        )


def _alone(start: int, sentence: Segment) -> Excerpt:
    end = start + len(sentence.text)
    return Excerpt(start=start, end=end, segments=(sentence,), sentences=((start, end),))
