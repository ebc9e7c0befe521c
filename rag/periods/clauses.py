"""Times joined with the words that bind them: since, before, between, during."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.periods.line import Line
from rag.periods.moments import Kind, Moment
from rag.periods.spans import Span, day_in, days_after

Bind = Literal["in", "since", "after", "before", "until", "range", "start", "other", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """One time of the question with its binding word; tokens ``start`` to ``end`` (excluded).

    - ``bind``: "none" without a binding word, "other" for one that names a subject ("untuk",
      "per", "by", "about"), "start" for what takes effect then ("mulai").
    - ``first`` and ``last``: the days of publication that it means, if it means any.
    """

    start: int
    end: int
    bind: Bind
    kind: Kind
    first: date | None
    last: date | None
    moment: Moment


_BINDS: dict[str, Bind] = {
    **dict.fromkeys("sejak since".split(), "since"),
    **dict.fromkeys("setelah sesudah after".split(), "after"),
    **dict.fromkeys("sebelum before".split(), "before"),
    **dict.fromkeys("sampai hingga sd until till".split(), "until"),
    **dict.fromkeys(
        "pada di dalam selama sepanjang in during throughout over within".split(), "in"
    ),
    **dict.fromkeys("mulai terhitung starting beginning".split(), "start"),
    **dict.fromkeys(
        "untuk per by for tentang soal mengenai about ke menuju jelang menjelang dari from sekitar"
        " around of seperti like than as buat menyambut towards".split(),
        "other",
    ),
}  # fmt: skip
LOOSE = frozenset("of from dari".split())  # "last week's rally", "increase from last year"
_OPENERS = frozenset("antara between dari from sejak mulai".split())
_JOINERS = frozenset("- sampai hingga to until till through".split())
_SKIPPED = frozenset("the tanggal kurun waktu".split())  # between the binding word and the time


def clauses(line: Line, times: list[Moment]) -> list[Clause]:
    """Return the times of a line with their binding words; two joined as a range are one."""
    found: list[Clause] = []
    n = 0
    while n < len(times):
        pair = _range(line, times[n], times[n + 1]) if n + 1 < len(times) else None
        found.append(pair or _single(line, times[n]))
        n += 2 if pair else 1
    return found


def _before(line: Line, position: int) -> tuple[str, int]:
    """Return the word that stands before a time, and its place; skips an article."""
    place = position - 1
    while place >= 0 and line.tokens[place] in _SKIPPED and position - place < 3:
        place -= 1
    return (line.tokens[place], place) if place >= 0 else ("", position)


def _range(line: Line, a: Moment, b: Moment) -> Clause | None:
    between = list(line.tokens[a.end : b.start])
    opener, start = _before(line, a.start)
    joined = bool(between) and (
        between[0] in _JOINERS
        or (between[0] == "s" and between[1:] == ["/", "d"])
        or between[0] == "sd"
        or (opener in {"antara", "between"} and between[0] in {"dan", "and"})
    )
    if not joined or (len(between) > 1 and between[1:] not in (["dengan"], ["ke"], ["/", "d"])):
        return None
    a = _in_the_same_year(a, b)
    if a.first > b.last:
        return None
    # "10 Mei - 3 Juni", "pengurus 2020 - 2025" are the days of a thing, not of the news about it.
    own = "day" in (a.kind, b.kind) or (b.kind == "year" and between == ["-"])
    if opener not in _OPENERS and _BINDS.get(opener) != "in":
        start = a.start
    named = own or _BINDS.get(opener) == "other"
    bind: Bind = "other" if named and opener not in _OPENERS else "range"
    return Clause(
        start=start, end=b.end, bind=bind, kind=b.kind, first=a.first, last=b.last, moment=b
    )


def _in_the_same_year(a: Moment, b: Moment) -> Moment:
    """Return ``a`` in the year that the end of its range gives: "Maret-Mei 2026"."""
    if a.dated:
        return a
    year = b.first.year
    if (a.first.month, a.first.day) > (b.last.month, b.last.day):
        year -= 1
    first = day_in(year, a.first.month, a.first.day)
    # Only the beginning of a range's first time is ever used.
    return Moment(start=a.start, end=a.end, kind=a.kind, first=first, last=first)


def _single(line: Line, moment: Moment) -> Clause:
    word, place = _before(line, moment.start)
    bind = _BINDS.get(word, "none")
    if word == "dengan" and place and line.tokens[place - 1] == "sampai":
        bind, place = "until", place - 1
    if word == "d" and line.tokens[max(0, place - 2) : place] == ("s", "/"):
        bind, place = "until", place - 2
    first, last = _bounds(bind, moment)
    alone = bind in {"none", "other"} and word not in LOOSE
    return Clause(
        start=moment.start if alone else place, end=moment.end, bind=bind,
        kind=moment.kind, first=first, last=last, moment=moment,
    )  # fmt: skip


def _bounds(bind: Bind, moment: Moment) -> tuple[date | None, date | None]:
    whole: Span = moment.first, moment.last
    if bind in {"since", "start"}:
        return whole[0], None
    if bind == "after":
        return days_after(whole[1], 1), None
    if bind == "before":
        return None, days_after(whole[0], -1)
    if bind == "until":
        return None, whole[1]
    return whole
