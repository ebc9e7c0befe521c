"""Figures that a question takes for granted and a report gives otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rag.checks.lists import MONTHS_AND_DAYS, ROLES
from rag.checks.reading import Token, read
from rag.conflicts.lists import PEOPLE
from rag.language import NumberKind, dates, numbers, question_words
from rag.language.numbers import Number
from rag.records import StoredPassage

Otherwise = tuple[StoredPassage, str, str]
"""A passage, its sentence that says otherwise, and what the question says."""

_COVERED = 0.75
"""Of the question's other content words that the contradicting sentence and its headline have."""
_LEAST = 2
_NAMELESS = 4  # further words that a question without any name must share
_TOUCHED = 0.34  # of a question's words: a sentence with these may have its figure from the same
_NEAR = 3  # content words on each side of a figure that may say what it is
_ROUNDED = 0.05  # figures nearer than this part of the greater are one, rounded
_ANY_DAY = date(2001, 1, 1)  # a day without its year is read all the same
_ABOUT = re.compile(
    r"\b(?:sekitar|kira-kira|kurang lebih|hampir|lebih|setidaknya|minimal|maksimal|about|around"
    r"|almost|nearly|over|least|most|roughly)\b",
    re.IGNORECASE,
)


def another_figure(question: str, lines: Sequence[tuple[StoredPassage, str]]) -> Otherwise | None:
    """Return the sentence of ``lines`` that gives another figure of what a question speaks of.

    With it what the question says. None where any sentence that may be about the same has the
    question's own figure, or the question gives several figures or a rough one.
    """
    asked = _counted(question)
    if len(asked) != 1 or _ABOUT.search(question):
        return None
    ((unit, number),) = asked
    tokens = [t for t in read(question) if not number.start <= t.start < number.end]
    rest = {t.stem for t in tokens if t.content} & set(question_words(question)) - {unit}
    names = {t.word for t in tokens if _is_name(t)}
    near = _beside(question, number, 1) & rest
    if len(rest) < (_LEAST if names else _NAMELESS) or not near:
        return None
    if any(_says(text, number) and _touches(stored, text, rest) for stored, text in lines):
        return None
    years = _years(question)
    for stored, text in lines:
        told = [(u, n) for u, n in _counted(text) if u == unit]
        if len(told) != 1 or _same(told[0][1], number) or _ABOUT.search(text):
            continue
        stems = {token.stem for token in read(text)}
        around = stems | {t.stem for t in read(stored.article.title)}
        words = {t.word for t in read(f"{stored.article.title}\n{text}")}
        close = _beside(text, told[0][1], _NEAR)
        if years and years.isdisjoint(_years(f"{stored.article.title}\n{text}")):
            continue
        enough = len(rest & around) >= _COVERED * len(rest) and len(rest & stems) >= _LEAST
        if enough and names <= words and near & close:
            noun = next((t.end for t in tokens if t.start >= number.end), number.end)
            end = noun if number.kind is NumberKind.PLAIN else number.end
            shown = " ".join(question[number.start : end].split())
            return stored, text, shown
    return None


def _says(text: str, number: Number) -> bool:
    return any(_same(each, number) for each in numbers(text))


def _touches(stored: StoredPassage, text: str, rest: set[str]) -> bool:
    """Tell whether a sentence below its headline may be about what the question is about."""
    stems = {token.stem for token in read(f"{stored.article.title}\n{text}")}
    return len(rest & stems) >= _TOUCHED * len(rest)


def _counted(text: str) -> list[tuple[str, Number]]:
    """Return the figures of a text with what they count; days, years and places in a law not."""
    spans = [(d.start, d.end) for d in dates(text)]
    tokens = read(text)
    found = []
    for number in numbers(text):
        if any(a < number.end and number.start < b for a, b in spans):
            continue
        if number.kind is NumberKind.PERCENT:
            found.append(("%", number))
        elif number.kind is NumberKind.RUPIAH:
            found.append(("rp", number))
        elif number.kind is NumberKind.PLAIN:
            after = next((t for t in tokens if t.start >= number.end), None)
            if after and after.content and text[number.end : after.start].isspace():
                people = not PEOPLE.isdisjoint((after.stem, after.word))
                found.append(("orang" if people else after.stem, number))
    return found


def _years(text: str) -> set[int]:
    return {d.first.year for d in dates(text) if d.first is not None}


def _beside(text: str, number: Number, count: int) -> frozenset[str]:
    """Return the content words next to a figure, ``count`` on each side and the noun counted."""
    tokens = [t for t in read(text) if t.content and not number.start <= t.start < number.end]
    before = [t.stem for t in tokens if t.end <= number.start][-count:]
    after = [t.stem for t in tokens if t.start >= number.end][: count + 1]
    return frozenset(before + after)


def _same(one: Number, other: Number) -> bool:
    """Tell whether two figures are one, perhaps rounded."""
    low, high = sorted((abs(one.value), abs(other.value)))
    return low == high or (high > 0 and (high - low) / high < _ROUNDED)


def values(text: str) -> frozenset[object]:
    """Return the figures of a text, and its days as month and day."""
    days = [
        d
        for d in dates(text, _ANY_DAY)
        if d.precision == "day" and d.first and text[d.start : d.end][:1].isdigit()
    ]
    figures = [
        n.value for n in numbers(text) if not any(d.start < n.end and n.start < d.end for d in days)
    ]
    return frozenset([*figures, *((d.first.month, d.first.day) for d in days if d.first)])


def _is_name(token: Token) -> bool:
    capital = token.capital and not token.opens and token.content
    return (token.acronym or capital) and token.word not in MONTHS_AND_DAYS | ROLES
