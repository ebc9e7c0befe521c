"""Dates in text, Indonesian and English, day before month."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DateMention:
    """A date, month or year in a text: the days from ``first`` to ``last``, both included.

    Both are None where the text leaves the year out and no anchor was given.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    precision: Precision


_MONTHS = {
    "januari": 1, "january": 1, "februari": 2, "pebruari": 2, "february": 2, "maret": 3,
    "march": 3, "april": 4, "mei": 5, "may": 5, "juni": 6, "june": 6, "juli": 7, "july": 7,
    "agustus": 8, "august": 8, "september": 9, "oktober": 10, "october": 10, "november": 11,
    "nopember": 11, "desember": 12, "december": 12,
}  # fmt: skip
_SHORT = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "agt": 8, "agu": 8, "ags": 8,
    "aug": 8, "sep": 9, "sept": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12,
}  # fmt: skip
_ALL = _MONTHS | _SHORT
_AMBIGUOUS = frozenset(("may", "march"))  # a verb and a noun unless written with a capital

_FULL = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ANY = "|".join(sorted(_ALL, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_PATTERNS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d./-])(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-])",
        rf"(?<![\d./-])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:[-–]|sampai|hingga|to)\s?"
        rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<mon>{_ANY})\b\.?(?:,?\s(?P<y>{_YEAR})(?!\d))?",
        rf"(?<![\d./-])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?:of\s)?(?P<mon>{_ANY})\b\.?"
        rf"(?:[\s,-]{{1,2}}(?P<y>{_YEAR})(?!\d))?",
        rf"\b(?P<mon>{_ANY})\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<y>{_YEAR})(?!\d))?",
        rf"(?<![\d./-])(?P<d>\d{{1,2}})(?P<sep>[/.-])(?P<m>\d{{1,2}})(?P=sep)"
        rf"(?P<y>{_YEAR}|\d\d)(?![\d/]|[.-]\d)",
        r"(?<=\()(?P<d>\d{1,2})/(?P<m>\d{1,2})(?=\))",
        rf"\b(?P<mon>{_ANY})\b\.?,?\s(?P<y>{_YEAR})(?!\d)",
        rf"\b(?P<mon>{_FULL})\b",
        rf"(?<![\w.,/-])(?P<y>{_YEAR})(?![\w/-]|[.,]\d)",
    )
)
_NO_YEAR_BEFORE = re.compile(r"(?:rp|usd|idr|no|nomor|\$)\.?\s?\Z", re.IGNORECASE)
_NO_YEAR_AFTER = re.compile(
    r"\s(?:orang|pekerja|buruh|karyawan|pegawai|anggota|massa|peserta|unit|ribu|juta|miliar|triliun"
    r"|persen|%|rupiah|dollar|dolar|km|meter|kilometer|ton|hektar|perusahaan|pabrik|people|workers"
    r"|members|employees|million|thousand)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?P<day>hari ini|kemarin lusa|kemarin|besok|lusa|today|yesterday|tomorrow)\b"
    r"|\b(?P<unit>minggu|pekan|bulan|tahun) (?P<which>ini|lalu|depan|kemarin)\b"
    r"|\b(?P<ewhich>this|last|next) (?P<eunit>week|month|year)\b",
    re.IGNORECASE,
)
_DAYS = {
    "hari ini": 0, "today": 0, "kemarin": -1, "yesterday": -1, "kemarin lusa": -2, "besok": 1,
    "tomorrow": 1, "lusa": 2,
}  # fmt: skip
_STEP = {"ini": 0, "this": 0, "lalu": -1, "last": -1, "kemarin": -1, "depan": 1, "next": 1}
_DECEMBER = 12
_FEW_YEARS = 50  # two-digit years below this are of this century


def dates(text: str, anchor: date | None = None) -> list[DateMention]:
    """Return the dates, months and years of ``text`` in order.

    ``anchor`` (the publication date, or today for a question) supplies a missing year, choosing
    the one that brings the date nearest, and the meaning of relative words ("kemarin", "bulan
    lalu"), which are left out without it. A date that does not exist is left out.
    """
    found: list[DateMention] = []
    for pattern in _PATTERNS:
        fresh: list[tuple[int, int]] = []
        for match in pattern.finditer(text):
            mention = _mention(text, match, anchor)
            if mention is not None:
                found.append(mention)
                fresh.append(match.span())
        if fresh:
            # Longer patterns come first; what they covered is not read again as a part.
            text = _blank(text, fresh)
    if anchor is not None:
        found.extend(_relative(text, anchor))
    return sorted(found, key=lambda mention: mention.start)


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], "\x00" * (end - start)]
        position = end
    return "".join([*parts, text[position:]])


def _mention(text: str, match: re.Match[str], anchor: date | None) -> DateMention | None:
    parts = match.groupdict()
    if parts.get("mon"):
        name = parts["mon"]
        if name.lower() in _AMBIGUOUS and not name[0].isupper():
            return None
        month = _ALL[name.lower()]
    else:
        month = int(parts["m"]) if parts.get("m") else 0
    year = _year(parts.get("y"))
    start, end = match.span()
    if not month:
        return _year_alone(text, start, end, year)
    if not parts.get("d"):
        return _month(start, end, month, year, anchor)
    return _day(match, month, year, anchor)


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    if len(digits) == 2:
        return int(digits) + (2000 if int(digits) < _FEW_YEARS else 1900)
    return int(digits)


def _year_alone(text: str, start: int, end: int, year: int | None) -> DateMention | None:
    if year is None or _NO_YEAR_BEFORE.search(text[max(0, start - 8) : start]):
        return None
    if _NO_YEAR_AFTER.match(text, end):
        return None
    return DateMention(
        start=start, end=end, first=date(year, 1, 1), last=date(year, 12, 31), precision="year"
    )


def _month(
    start: int, end: int, month: int, year: int | None, anchor: date | None
) -> DateMention | None:
    if year is None and anchor is not None:
        year = _nearest_year(anchor, month, 15)
    if year is None:
        return DateMention(start=start, end=end, first=None, last=None, precision="month")
    last = date(year, month, calendar.monthrange(year, month)[1])
    return DateMention(
        start=start, end=end, first=date(year, month, 1), last=last, precision="month"
    )


def _day(
    match: re.Match[str], month: int, year: int | None, anchor: date | None
) -> DateMention | None:
    parts = match.groupdict()
    day = int(parts["d"])
    until = int(parts["d2"]) if parts.get("d2") else day
    if not parts.get("mon") and month > _DECEMBER >= day:
        day, until, month = month, month, day  # written the American way
    if not (1 <= month <= _DECEMBER):
        return None
    known = year if year is not None else 2000  # a leap year: 29 February may exist
    try:
        first, last = date(known, month, day), date(known, month, until)
        if year is None and anchor is not None:
            near = _nearest_year(anchor, month, day)
            first, last = first.replace(year=near), last.replace(year=near)
    except ValueError:
        return None
    if first > last:
        return None
    dated = year is not None or anchor is not None
    return DateMention(
        start=match.start(), end=match.end(), precision="day",
        first=first if dated else None, last=last if dated else None,
    )  # fmt: skip


def _nearest_year(anchor: date, month: int, day: int) -> int:
    """Return the year in which the day exists that brings it nearest to the anchor."""

    def distance(year: int) -> int:
        exists = day <= calendar.monthrange(year, month)[1]
        return abs((date(year, month, min(day, 28)) - anchor).days) + (0 if exists else 10_000)

    return min(range(anchor.year - 3, anchor.year + 4), key=distance)


def _relative(text: str, anchor: date) -> Iterator[DateMention]:
    for match in _RELATIVE.finditer(text):
        if match["day"]:
            day = anchor + timedelta(days=_DAYS[match["day"].lower()])
            yield DateMention(
                start=match.start(), end=match.end(), first=day, last=day, precision="day"
            )
            continue
        step = _STEP[(match["which"] or match["ewhich"]).lower()]
        unit = (match["unit"] or match["eunit"]).lower()
        first, last, precision = _period(anchor, unit, step)
        yield DateMention(
            start=match.start(), end=match.end(), first=first, last=last, precision=precision
        )


def _period(anchor: date, unit: str, step: int) -> tuple[date, date, Precision]:
    if unit in {"minggu", "pekan", "week"}:
        monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6), "day"
    if unit in {"bulan", "month"}:
        count = anchor.year * 12 + anchor.month - 1 + step
        year, month = count // 12, count % 12 + 1
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month"
    year = anchor.year + step
    return date(year, 1, 1), date(year, 12, 31), "year"
