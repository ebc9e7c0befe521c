"""Calendar arithmetic for spans of days. Every bound is included; nothing raises."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[date, date]
Unit = Literal["day", "week", "month", "quarter", "half", "year", "decade"]
Part = Literal["early", "mid", "late"]

_MONTHS_IN: dict[Unit, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
# First and last day of a part of a month. They overlap on purpose: nobody means a sharp day.
_DAYS_OF: dict[Part, tuple[int, int]] = {"early": (1, 12), "mid": (8, 23), "late": (18, 31)}
_MONTHS_OF: dict[Part, tuple[int, int]] = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}


def days_after(day: date, count: int) -> date:
    """Return the day ``count`` days later (earlier if negative), within the calendar."""
    return date.fromordinal(min(max(day.toordinal() + count, 1), date.max.toordinal()))


def day_in(year: int, month: int, day: int) -> date:
    """Return that day, or the month's last day where the month is shorter."""
    year = min(max(year, date.min.year), date.max.year)
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def months_of(year: int, first: int, last: int) -> Span:
    """Return the days from the first to the last of these months of a year."""
    return day_in(year, first, 1), day_in(year, last, 31)


def shifted(day: date, unit: Unit, count: int) -> date:
    """Return the day ``count`` units later; 31 March less one month is 28 February."""
    if unit in {"day", "week"}:
        return days_after(day, count * (7 if unit == "week" else 1))
    index = day.year * 12 + day.month - 1 + count * _MONTHS_IN[unit]
    return day_in(index // 12, index % 12 + 1, day.day)


def around(day: date, unit: Unit) -> Span:
    """Return the calendar unit that holds the day; a week begins on Monday."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = days_after(day, -day.weekday())
        return monday, days_after(monday, 6)
    if unit == "decade":
        first = day.year - day.year % 10
        return day_in(first, 1, 1), day_in(first + 9, 12, 31)
    size = _MONTHS_IN[unit]
    first = (day.month - 1) // size * size + 1
    return months_of(day.year, first, first + size - 1)


def part_of(span: Span, unit: Unit, part: Part | None) -> Span:
    """Return the early, middle or late part of a month or a year; of other units the whole."""
    first = span[0]
    if part is None or unit not in {"month", "year"}:
        return span
    if unit == "year":
        return months_of(first.year, *_MONTHS_OF[part])
    begin, end = _DAYS_OF[part]
    return day_in(first.year, first.month, begin), day_in(first.year, first.month, end)


def latest_month(today: date, month: int, *, before: bool = False) -> int:
    """Return the year of the latest such month that has begun by ``today``.

    ``before`` asks for one that is over: "November lalu" said in November is last year's.
    """
    begun = month < today.month or (month == today.month and not before)
    return today.year if begun else today.year - 1


def latest_day(today: date, month: int, day: int) -> date:
    """Return the latest such day that is not after ``today``."""
    here = day_in(today.year, month, day)
    return here if here <= today else day_in(today.year - 1, month, day)
