"""Numbers in text, in figures and in words, with what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rag.language.figures import SCALES, figure_value


class NumberKind(StrEnum):
    """What a number counts, as far as the text beside it says."""

    PLAIN = "plain"
    PERCENT = "percent"
    RUPIAH = "rupiah"
    CURRENCY = "currency"  # another currency
    ORDINAL = "ordinal"  # ke-62, 3rd
    TIME = "time"  # pukul 10.00; the value is hours and minutes as written


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number in a text; the span covers its currency sign, scale word and percent sign."""

    value: Decimal
    start: int
    end: int
    kind: NumberKind = NumberKind.PLAIN


_UNITS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7,
    "delapan": 8, "sembilan": 9, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "sepuluh": 10, "sebelas": 11,
    "seratus": 100, "seribu": 1000, "sejuta": 10**6, "semiliar": 10**9, "setriliun": 10**12,
}  # fmt: skip
_TIMES = {"puluh": 10, "ratus": 100, "hundred": 100}
# "salah satu", "one of": these say nothing about how many.
_VAGUE_ALONE = frozenset(("satu", "one"))

_MONEY_FIGURE = re.compile(
    r"(?<![^\W\d_])(?P<currency>rp|idr|us\$|usd|rm|sgd|\$|€|£|¥)\.?\s?(?P<figure>\d+(?:[.,]\d+)*+)"
)
_SCALE = re.compile(r"\s?(" + "|".join(sorted(SCALES, key=len, reverse=True)) + r")\b")
_AFTER = re.compile(
    r"\s?(%|persen\b|percent\b|per cent\b|rupiah\b|wib\b|wita\b|wit\b|dollar|dolar)"
)
# What the word after a figure begins with, and what that makes of it.
_KINDS = (
    ("%", NumberKind.PERCENT),
    ("per", NumberKind.PERCENT),
    ("rupiah", NumberKind.RUPIAH),
    ("dol", NumberKind.CURRENCY),
    ("wi", NumberKind.TIME),
)
_BEFORE_TIME = re.compile(r"\b(?:pukul|jam)\s\Z")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*+")
_ENDING = re.compile(r"(?:st|nd|rd|th)\b")
_GLUED = re.compile(r"(?:st|nd|rd|th|rb|jt|ribu|juta|wib)\b")
_WORD = re.compile(r"[^\W\d_]+")


def numbers(text: str) -> list[Number]:
    """Return the numbers of ``text`` in order.

    "Rp4,9 juta" is 4900000 rupiah, "6,5 persen" is 6.5 percent, "dua ratus lima puluh" is 250.
    Figures that are part of a date or a law's name are numbers as well: ``dates`` has the dates.
    """
    low = _same_length_lower(text)
    found = [*_in_figures(low), *_in_words(low)]
    return sorted(found, key=lambda number: number.start)


def _same_length_lower(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _in_figures(low: str) -> Iterator[Number]:
    money = {m.start("figure"): m for m in _MONEY_FIGURE.finditer(low)}
    for match in _FIGURE.finditer(low):
        start, end = match.span()
        signed = money.get(start)
        before = low[max(0, start - 8) : start]
        if signed is None and before[-1:].isalpha():
            continue  # G20, B2B
        if low[end : end + 1].isalpha() and not _GLUED.match(low, end):
            continue  # 4G, 12a
        number = _read(low, match[0], start, end, signed)
        if number is not None:
            yield number


def _read(
    low: str, figure: str, start: int, end: int, signed: re.Match[str] | None
) -> Number | None:
    scale = _SCALE.match(low, end)
    after = _AFTER.match(low, scale.end() if scale else end)
    value = figure_value(figure, decimal_comma=bool(scale) or bool(after and after[1] == "%"))
    if value is None:
        return None
    if scale:
        value *= SCALES[scale[1]]
        end = scale.end()
    kind = _kind(low, start, end, signed, after)
    if after and kind is not NumberKind.TIME:
        end = after.end()
    return Number(value=value, start=signed.start() if signed else start, end=end, kind=kind)


def _kind(
    low: str, start: int, end: int, signed: re.Match[str] | None, after: re.Match[str] | None
) -> NumberKind:
    if signed:
        return NumberKind.RUPIAH if signed[1] in {"rp", "idr"} else NumberKind.CURRENCY
    for beginning, kind in _KINDS:
        if after and after[1].startswith(beginning):
            return kind
    if _BEFORE_TIME.search(low[max(0, start - 8) : start]):
        return NumberKind.TIME
    ordinal = low[max(0, start - 3) : start] == "ke-" or _ENDING.match(low, end)
    return NumberKind.ORDINAL if ordinal else NumberKind.PLAIN


def _in_words(low: str) -> Iterator[Number]:
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(low):
        word = match[0]
        joined = bool(run) and match.start() - run[-1].end() <= 1
        if word in _UNITS or (joined and (word in _TIMES or word in SCALES or word == "belas")):
            if run and not joined:
                yield from _run_value(low, run)
                run = []
            run.append(match)
        elif run:
            yield from _run_value(low, run)
            run = []
    if run:
        yield from _run_value(low, run)


def _run_value(low: str, run: list[re.Match[str]]) -> Iterator[Number]:
    if len(run) == 1 and run[0][0] in _VAGUE_ALONE:
        return
    total, hundreds, unit = 0, 0, 0
    for match in run:
        word = match[0]
        if word in SCALES:
            total += (hundreds + unit or 1) * SCALES[word]
            hundreds, unit = 0, 0
        elif word in _TIMES:
            hundreds, unit = hundreds + (unit or 1) * _TIMES[word], 0
        elif word == "belas":
            unit += 10
        elif _UNITS[word] >= 1000:
            total += _UNITS[word]
        else:
            unit += _UNITS[word]
    start, end = run[0].start(), run[-1].end()
    after = _AFTER.match(low, end)
    kind = _kind(low, start, end, None, after)
    value = Decimal(total + hundreds + unit)
    yield Number(value=value, start=start, end=after.end() if after else end, kind=kind)
