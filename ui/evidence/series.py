"""One kind of figure over several dates, or events in order of time: strict, or nothing at all.

A wrong line through right points would be worse than none. So a series has one unit, one subject
that every sentence names in the same words, no further names in any of them, one value for each
date, and at least three dates. In doubt there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rag.language import dates
from rag.records import Answer, Claim, Evidence
from rag.wording import day
from ui.evidence.figures import Figure, figure_of
from ui.passages import resting

LEAST = 3
"""Points of a series or timeline: two are a comparison that a sentence makes better."""

_ORDER = re.compile(
    r"\b(?:kronologi\w*|perkembangan|riwayat|sejarah|urutan|linimasa|dari waktu ke waktu|setiap"
    r"|sejak kapan|timeline|chronolog\w*|history|develop\w*|over time|sequence)\b",
    re.IGNORECASE,
)
_LONGEST = 8  # words of a subject


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A figure at a date, ``when`` in words. ``place`` (from 1) is that of ``passages.resting``."""

    first: date
    when: str
    value: Decimal
    told: str
    place: int
    source: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Points in order of time, all of one ``unit`` and about one ``subject``."""

    subject: str
    unit: str
    points: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A claim at its date; ``published`` where that is only when its source was published."""

    first: date
    when: str
    text: str
    published: bool
    place: int
    source: int


def series(answer: Answer, language: str) -> Series | None:
    """Return the figures of an answer as one series, or None."""
    found: dict[tuple[date, date], tuple[Figure, Evidence, int, int]] = {}
    for claim, place, source in _placed(answer):
        item = claim.evidence[0]
        speaker = "" if claim.speaker is None else claim.speaker.name
        figure = figure_of(item.text, speaker)
        if figure is None:
            continue
        earlier = found.setdefault((figure.first, figure.last), (figure, item, place, source))
        if (earlier[0].value, earlier[0].unit) != (figure.value, figure.unit):
            return None  # the table of versions is for that
    figures = [each for each, *_ in found.values()]
    subject = _subject(figures)
    if len(figures) < LEAST or not subject or len({each.unit for each in figures}) != 1:
        return None
    if len({each.precision for each in figures}) != 1:
        return None  # a year beside a day of it: which comes first?
    ordered = sorted(found.values(), key=lambda each: each[0].first)
    return Series(
        subject=_as_written(ordered[-1][1].text, subject),
        unit=figures[0].unit,
        points=tuple(
            Point(
                first=figure.first,
                when=_when(figure.first, figure.precision, language),
                value=figure.value,
                told=value_told(figure.value, figure.unit, language),
                place=place,
                source=source,
            )
            for figure, _, place, source in ordered
        ),
    )


def timeline(answer: Answer, language: str) -> tuple[Moment, ...]:
    """Return an answer's claims in order of time: at least three dates, or nothing.

    A claim stands at the one day that its evidence names with its year, or else where its source
    was published, which only counts for a question about an order of time.
    """
    asked = bool(_ORDER.search(answer.question))
    published = {source.article: source.published for source in answer.sources}
    found: list[Moment] = []
    for claim, place, source in _placed(answer):
        if place > len(answer.claims):
            break
        item = claim.evidence[0]
        named = {m.first for m in dates(item.text) if m.precision == "day" and m.first == m.last}
        event = next(iter(named)) if len(named) == 1 else None
        moment = event or (published.get(item.article) if asked else None)
        if moment is not None and (event is not None or not named):
            found.append(
                Moment(
                    first=moment,
                    when=day(moment, language),
                    text=claim.text,
                    published=event is None,
                    place=place,
                    source=source,
                )
            )
    if len({each.first for each in found}) < LEAST:
        return ()
    return tuple(sorted(found, key=lambda each: (each.first, each.place)))


def value_told(value: Decimal, unit: str, language: str) -> str:
    """Return a figure as it is read: "Rp 5.396.761", "6,5%", "1.200 orang"."""
    whole = value == value.to_integral_value()
    shown = f"{value:,.0f}" if whole else f"{value.normalize():,f}"
    if language != "en":
        shown = shown.translate(str.maketrans(",.", ".,"))
    people = "people" if language == "en" else "orang"
    unit, _, rate = unit.partition("/")
    forms = {"rupiah": f"Rp {shown}", "percent": f"{shown}%", "people": f"{shown} {people}"}
    told = forms.get(unit, f"{shown} {unit}")
    return f"{told} per {rate}" if rate else told


def _placed(answer: Answer) -> list[tuple[Claim, int, int]]:
    """Return what rests on evidence, with its place (from 1) and its first source's number."""
    numbers = {source.article: source.number for source in answer.sources}
    return [
        (claim, place, numbers[claim.evidence[0].article])
        for place, claim in enumerate(resting(answer), start=1)
        if claim.evidence[0].article in numbers
    ]


def _when(first: date, precision: str, language: str) -> str:
    if precision == "year":
        return str(first.year)
    told = day(first, language)
    return told.split(" ", 1)[1] if precision == "month" else told


def _subject(figures: Sequence[Figure]) -> tuple[str, ...]:
    """Return the longest run of words that all sentences have before their number.

    It holds every word by which any of them says what it is about: then none is about another
    place, company, kind or body than the others.
    """
    if not figures:
        return ()
    first = figures[0].subject
    for length in range(min(_LONGEST, len(first)), 0, -1):
        for start in range(len(first) - length + 1):
            run = first[start : start + length]
            if all(_has(each.subject, run) for each in figures):
                telling = frozenset().union(*(each.telling for each in figures))
                return run if telling and telling <= set(run) else ()
    return ()


def _has(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    return any(words[at : at + len(run)] == run for at in range(len(words) - len(run) + 1))


def _as_written(text: str, run: tuple[str, ...]) -> str:
    """Return a run of folded words as a sentence writes them."""
    pattern = re.compile(r"\W+(?:\d+\W+)*".join(map(re.escape, run)), re.IGNORECASE)
    match = pattern.search(text)
    words = re.findall(r"[^\W\d_][\w-]*", match[0]) if match else list(run)
    return " ".join(words)
