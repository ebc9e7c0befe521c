"""The times that a question names, whatever they are there for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

from rag.language import numbers
from rag.periods.line import Line
from rag.periods.spans import (
    Part,
    Span,
    Unit,
    around,
    day_in,
    days_after,
    latest_day,
    latest_month,
    months_of,
    part_of,
    shifted,
)

Kind = Literal["day", "week", "month", "quarter", "half", "year", "rolling"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A time that tokens ``start`` to ``end`` (excluded) name, as the days it covers.

    - ``relative``: told from today ("bulan lalu"), so it can only be the time of what happened.
    - ``dated``: says its year or is relative; otherwise the latest that has begun was taken.
    - ``weak``: counts only with more beside it: a short or doubtful name, "awal tahun" alone.
    - ``past``: says itself that it is over ("Maret lalu", "2025 silam").
    """

    start: int
    end: int
    kind: Kind
    first: date
    last: date
    relative: bool = False
    dated: bool = True
    weak: bool = False
    past: bool = False


_PART = (
    r"(?:(?P<part>awal|pertengahan|tengah|akhir|penghujung|early|mid|late"
    r"|(?:beginning|start|middle|end) of|~week (?:pertama|kedua|ketiga|keempat|terakhir)"
    r"|(?:first|second|third|last) ~week of) (?:- )?(?:the )?)?"
)
_PARTS: dict[str, Part] = {
    "awal": "early", "early": "early", "beginning of": "early", "start of": "early",
    "pertengahan": "mid", "tengah": "mid", "mid": "mid", "middle of": "mid",
    "akhir": "late", "penghujung": "late", "late": "late", "end of": "late",
}  # fmt: skip
_WORD_NUMBER = (
    r"satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|one|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve"
)
_COUNT = rf"(?P<n>[0-9]{{1,3}}|(?:{_WORD_NUMBER})(?: (?:belas|puluh))?)"
_SPAN = r"~(?P<unit>day|hour|week|month|quarter|half|year|decade)"
_GONE = r"(?:yang )?(?:lalu(?! lintas)|silam|kemarin)"
_STEP = rf"(?P<step>ini|{_GONE}|depan|yang akan datang|mendatang)"
_FORE = r"(?P<fore>this|last|next|coming)"
_OF_YEAR = (
    r"(?: (?:of )?(?:~year )?#(?P<y>[0-9]{4})"
    rf"| ~year (?P<ystep>ini|{_GONE}|depan)| (?:of )?(?P<yfore>this|last|next) ~year)"
)
_ORDER = (
    r"(?P<order>i{1,3}|iv|[1-4]|pertama|kedua|ketiga|keempat|satu|dua|tiga|empat"
    r"|first|second|third|fourth)"
)
_ORDERS = {
    "i": 1, "1": 1, "pertama": 1, "satu": 1, "first": 1, "ii": 2, "2": 2, "kedua": 2, "dua": 2,
    "second": 2, "iii": 3, "3": 3, "ketiga": 3, "tiga": 3, "third": 3, "iv": 4, "4": 4,
    "keempat": 4, "empat": 4, "fourth": 4,
}  # fmt: skip
_MONTH = r"(?P<strong>[§$])(?P<m>[0-9]{2})"
# "Desember 1799", "Agustus 20": a year that is none, or a day.
_NO_FIGURE = r"(?! (?:1[0-8][0-9]{2}|[0-9]{1,2}) )"
_DAY = r"(?:tanggal )?(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?"


def moments(line: Line, today: date) -> list[Moment]:
    """Return the times of a line in order. Longer readings win; no two overlap."""
    text = line.text
    found: list[Moment] = []
    for pattern, read in _READERS:
        spans = []
        for match in pattern.finditer(text):
            moment = read(match, today)
            if moment is None:
                continue
            start, end = line.index(match.start()), line.index(match.end() - 1) + 1
            found.append(replace(moment, start=start, end=end))
            spans.append(match.span())
        if spans:
            # What a longer pattern covered is not read again as a part of it.
            text = _blanked(text, spans)
    return sorted(found, key=lambda moment: moment.start)


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], "\x00" * (end - start)]
        position = end
    return "".join([*parts, text[position:]])


def _moment(kind: Kind, span: Span, **more: bool) -> Moment:
    return Moment(start=0, end=0, kind=kind, first=span[0], last=span[1], **more)


def _number(words: str | None) -> int:
    read = numbers(words) if words else []
    return int(read[0].value) if read else 1


def _steps(word: str) -> int:
    if word in {"ini", "this"}:
        return 0
    return 1 if word in {"depan", "mendatang", "yang akan datang", "next", "coming"} else -1


def _rolling(match: re.Match[str], today: date) -> Moment | None:
    count = _number(match.groupdict().get("n"))
    if match["unit"] == "hour":
        count = -(-count // 24)
    unit = cast(Unit, match["unit"].replace("hour", "day"))
    if not count:
        return None
    return _moment("rolling", (shifted(today, unit, -count), today), relative=True)


def _ago(match: re.Match[str], today: date) -> Moment | None:
    if match["unit"] == "hour":
        return None
    unit = cast(Unit, match["unit"])
    day = shifted(today, unit, -_number(match.groupdict().get("n")))
    if unit == "day":
        return _moment("day", (day, days_after(day, 1)), relative=True)
    kind: Kind = "rolling" if unit == "decade" else unit
    return _moment(kind, around(day, unit), relative=True)


def _unit(match: re.Match[str], today: date) -> Moment | None:
    parts = match.groupdict()
    unit = cast(Unit, match["unit"])
    if match["unit"] in {"day", "hour", "decade"}:
        return None
    span = around(shifted(today, unit, _steps(parts.get("step") or parts["fore"])), unit)
    span = part_of(span, unit, _PARTS.get(parts.get("part") or ""))
    return _moment(cast(Kind, unit), span, relative=True)


def _day_word(match: re.Match[str], today: date) -> Moment:
    word = match["word"]
    if word in {"kemarin lusa", "kemarin dulu"}:
        return _moment("day", (days_after(today, -2), days_after(today, -1)), relative=True)
    if word in {"kemarin", "yesterday", "tadi malam", "malam tadi", "last night"}:
        # What happened yesterday stands in today's paper too.
        return _moment("day", (days_after(today, -1), today), relative=True)
    return _moment("day", (today, today), relative=True)


def _year_of(match: re.Match[str], today: date) -> int | None:
    parts = match.groupdict()
    if parts.get("y"):
        return int(parts["y"])
    step = parts.get("ystep") or parts.get("yfore")
    return today.year + _steps(step) if step else None


def _numbered(match: re.Match[str], today: date) -> Moment | None:
    year, order = _year_of(match, today), _ORDERS[match["order"]]
    size = 6 if match["unit"] == "half" else 3
    if year is None or order * size > 12:
        return None
    span = months_of(year, order * size - size + 1, order * size)
    return _moment("half" if size == 6 else "quarter", span)


def _short_quarter(match: re.Match[str], today: date) -> Moment | None:
    year, order = _year_of(match, today), int(match["q"])
    size = 6 if match["letter"] == "h" else 3
    if year is None or order * size > 12:
        return None
    span = months_of(year, order * size - size + 1, order * size)
    return _moment("half" if size == 6 else "quarter", span)


def _date(match: re.Match[str], today: date) -> Moment | None:
    parts = match.groupdict()
    month, day = int(match["m"]), int(match["d"])
    until = int(parts.get("d2") or day)
    if not 1 <= month <= 12 or not 1 <= day <= until <= 31:
        return None
    year = _year_of(match, today)
    if year is None:
        first = latest_day(today, month, day)
        return _moment("day", (first, day_in(first.year, month, until)), dated=False)
    return _moment("day", (day_in(year, month, day), day_in(year, month, until)))


def _month(match: re.Match[str], today: date) -> Moment | None:
    parts = match.groupdict()
    month, year = int(match["m"]), _year_of(match, today)
    step = parts.get("step") or parts.get("fore")
    dated, past = year is not None, bool(step) and _steps(step or "") < 0
    if year is None and step and not past:
        year = today.year + _steps(step)
    if year is None:
        year = latest_month(today, month, before=past)
    span = part_of(months_of(year, month, month), "month", _PARTS.get(parts.get("part") or ""))
    weak = match["strong"] == "$" and not dated
    return _moment("month", span, dated=dated or bool(step), weak=weak, past=past)


def _year(match: re.Match[str], today: date) -> Moment:
    span = part_of(months_of(int(match["y"]), 1, 12), "year", _PARTS.get(match["part"] or ""))
    return _moment("year", span, past=bool(match["gone"]) or bool(match["part"]))


def _part_alone(match: re.Match[str], today: date) -> Moment:
    unit = cast(Unit, match["unit"])
    span = part_of(around(today, unit), unit, _PARTS.get(match["part"]))
    return _moment(cast(Kind, unit), span, relative=True, weak=True)


_SPOKEN: tuple[tuple[str, Callable[[re.Match[str], date], Moment | None]], ...] = (
    (
        rf"(?<!tanggal )(?:{_COUNT} |1){_SPAN} (?:yang )?(?:terakhir(?: ini)?|belakangan|ini)",
        _rolling,
    ),
    (rf"(?:past|last|previous) {_COUNT} {_SPAN}", _rolling),
    (rf"past {_SPAN}", _rolling),
    (rf"(?<!tanggal )(?:{_COUNT} |1){_SPAN} {_GONE}", _ago),
    (rf"(?:{_COUNT}|an?) {_SPAN} ago", _ago),
    (r"(?P<y>[0-9]{4}) - (?P<m>[0-9]{2}) - (?P<d>[0-9]{2})", _date),
    (
        rf"{_DAY} (?P<sep>[/.-]) (?P<m>[0-9]{{1,2}}) (?P=sep) (?P<y>[0-9]{{4}})",
        _date,
    ),
    (
        rf"{_DAY} (?:-|sampai|hingga|to) (?P<d2>[0-9]{{1,2}}) (?:of )?{_MONTH}{_OF_YEAR}?",
        _date,
    ),
    (rf"{_DAY} (?:of )?{_MONTH}(?:{_OF_YEAR}|{_NO_FIGURE})", _date),
    (rf"{_MONTH} {_DAY}(?: ,)?{_OF_YEAR}", _date),
    (rf"{_MONTH} {_DAY}", _date),
    (rf"~(?P<unit>quarter|half) (?:ke )?(?:- )?{_ORDER}{_OF_YEAR}", _numbered),
    (rf"{_ORDER} ~(?P<unit>quarter|half){_OF_YEAR}", _numbered),
    (rf"(?P<letter>[qh])(?P<q>[1-4]){_OF_YEAR}", _short_quarter),
    (rf"{_PART}(?:~month )?{_MONTH}(?: ,)?{_OF_YEAR}", _month),
    (rf"{_PART}(?:~month )?{_MONTH} {_STEP}", _month),
    (rf"{_FORE} {_MONTH}", _month),
    (rf"{_PART}(?:~month )?{_MONTH}{_NO_FIGURE}", _month),
    (rf"{_PART}(?:~year )?#(?P<y>[0-9]{{4}})(?: (?P<gone>ini|{_GONE}))?", _year),
    (rf"{_PART}{_SPAN} {_STEP}", _unit),
    (rf"{_PART}{_FORE} {_SPAN}", _unit),
    (
        r"(?P<word>~day ini|today|tonight|kemarin (?:lusa|dulu)|kemarin|yesterday|last night"
        r"|tadi (?:malam|pagi|siang|sore)|(?:malam|pagi|siang|sore) (?:tadi|ini)"
        r"|this (?:morning|afternoon|evening))",
        _day_word,
    ),
    (rf"{_PART[:-1]}{_SPAN}", _part_alone),
)
# "last week's rally": the genitive belongs to the time.
_READERS = tuple((re.compile(rf"(?<= )(?:{body})(?: ' s)?(?= )"), read) for body, read in _SPOKEN)
