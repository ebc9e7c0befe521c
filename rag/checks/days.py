"""Checks of dates: days, months, years, weekdays, and "awal" or "akhir" of a month or year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from rag.checks.places import moved, pairs, place_of
from rag.checks.reading import read
from rag.language import DateMention
from rag.language import dates as _read_dates
from rag.records import Evidence

_BEFORE_YEAR = re.compile(
    r"(?:\b(?:tahun|pada|sejak|hingga|sampai|di|akhir|awal|pertengahan|in|since|until|of|by|year)"
    r"|\()\s*\Z",
    re.I,
)
_DAYS = {
    "senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "minggu": 6, "ahad": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6,
}  # fmt: skip
# Without a publication date, days and months without a year can still be told apart.
_ANY_YEAR = date(2000, 7, 1)
_PART = re.compile(
    r"\b(?P<part>awal|permulaan|early|beginning of|start of|pertengahan|tengah|mid|middle of|akhir"
    r"|penghujung|late|end of)[ -](?:(?:bulan|tahun|tanggal|the) ){0,2}\Z",
    re.IGNORECASE,
)
_PARTS = {
    "awal": 0, "permulaan": 0, "early": 0, "beginning of": 0, "start of": 0, "pertengahan": 1,
    "tengah": 1, "mid": 1, "middle of": 1, "akhir": 2, "penghujung": 2, "late": 2, "end of": 2,
}  # fmt: skip
_THIRDS = {0: (1, 12), 1: (9, 22), 2: (19, 31)}  # days of a month that may be called so
_MONTH_THIRDS = {0: (1, 5), 1: (4, 9), 2: (8, 12)}
_LISTED = re.compile(
    r"(?<!\d)(\d{1,2})(\s?(?:,|dan|serta|and|&)\s?)(\d{1,2}) ([A-Za-z]{3,9}(?: \d{4})?)\b"
)
_YEARS_AWAY = 40  # characters before a date in which "awal" may stand


@lru_cache(maxsize=1024)
def dates(text: str, anchor: date | None = None) -> tuple[DateMention, ...]:
    """Return the dates of a text as ``rag.language.dates`` does; recent texts are remembered."""
    return tuple(_read_dates(text, anchor))


def strange_dates(
    claim: str, evidence: Sequence[Evidence], published: Mapping[str, date | None]
) -> tuple[str, ...]:
    """Return the claim's dates and weekdays that the evidence does not have.

    Relative dates ("kemarin", a date without its year) are read against the publication date
    of the article they stand in. A claim may be coarser than its evidence ("November 2025" for
    13 November 2025), never finer. "date" is a date that is not there, "date_place" one that
    stands beside the words of another date.
    """
    problems = []
    for mention in dates(claim, _ANY_YEAR):
        shown = claim[mention.start : mention.end]
        if not _placed(claim, mention, evidence) or not any(
            _found(claim, mention, item, published) for item in evidence
        ):
            problems.append(f"date: {shown}")
    if not problems:
        problems += _displaced(claim, evidence, published)
    return (*problems, *_strange_weekdays(claim, evidence, published))


def _placed(claim: str, mention: DateMention, evidence: Sequence[Evidence]) -> bool:
    """Whether digits are a year and no figure: by the word before or as the evidence has them."""
    shown = claim[mention.start : mention.end]
    written = not shown.isdigit() or any(shown in item.text for item in evidence)
    return written or _BEFORE_YEAR.search(claim[: mention.start]) is not None


def _found(
    claim: str, mention: DateMention, item: Evidence, published: Mapping[str, date | None]
) -> bool:
    anchor = published.get(item.article)
    ours = _at(claim, mention.start, anchor or _ANY_YEAR)
    if ours is None:
        return False
    theirs = [*dates(item.text, anchor or ours.first or _ANY_YEAR), *_implied(item.text, anchor)]
    return any(
        _covers(ours, other) and _same_part(claim, ours, item.text, other) for other in theirs
    )


def _implied(text: str, anchor: date | None) -> list[DateMention]:
    """Return dates that a text has only in part: "7 dan 10 Maret", "Selasa" in the news."""
    spread = _LISTED.sub(r"\1 \4\2\3 \4", text)
    found = list(dates(spread, anchor or _ANY_YEAR)) if spread != text else []
    if anchor is None:
        return found
    for token in read(text):
        day = _DAYS.get(token.word)
        if day is not None:
            back = (anchor.weekday() - day) % 7
            when = anchor - timedelta(days=back)
            found.append(
                DateMention(
                    start=token.start, end=token.end, first=when, last=when, precision="day"
                )
            )
    return found


def _at(text: str, start: int, anchor: date) -> DateMention | None:
    return next((found for found in dates(text, anchor) if found.start == start), None)


def _covers(mention: DateMention, other: DateMention) -> bool:
    """Whether the claim's date is the evidence's, or a coarser one that holds it."""
    if mention.first is None or other.first is None or mention.last is None or other.last is None:
        return mention.precision == other.precision and mention.first == other.first
    if mention.precision == other.precision == "day":
        return mention.first >= other.first and mention.last <= other.last
    return mention.first <= other.first and other.last <= mention.last


def _same_part(claim: str, ours: DateMention, text: str, theirs: DateMention) -> bool:
    """Whether "awal", "pertengahan" or "akhir" before a date fits the evidence."""
    part, other = _part(claim, ours.start), _part(text, theirs.start)
    if part is None or part == other:
        return True
    if theirs.precision == ours.precision:
        return False  # the evidence has another part, or none that would say so
    if theirs.first is None or theirs.last is None:
        return True
    if ours.precision == "month":
        low, high = _THIRDS[part]
        return low <= theirs.first.day <= high
    low, high = _MONTH_THIRDS[part]
    return low <= theirs.first.month <= high


def _part(text: str, start: int) -> int | None:
    match = _PART.search(text, max(0, start - _YEARS_AWAY), start)
    return _PARTS[match["part"].lower()] if match else None


def _displaced(
    claim: str, evidence: Sequence[Evidence], published: Mapping[str, date | None]
) -> list[str]:
    """Return dates that have changed places with another date of the evidence."""
    ours = dates(claim, _ANY_YEAR)
    theirs = [
        (item.text, other)
        for item in evidence
        for other in dates(item.text, published.get(item.article) or _ANY_YEAR)
    ]
    if not ours or len(theirs) < 2:
        return []
    anchor = next((day for day in (published.get(item.article) for item in evidence) if day), None)
    ours = dates(claim, anchor or _ANY_YEAR)
    problems = []
    for mention in ours:
        same = [(text, other) for text, other in theirs if _covers(mention, other)]
        others = [(text, other) for text, other in theirs if not _covers(mention, other)]
        again = sum(_covers(mention, other) for other in ours) > len(same)
        if same and others and (again or _moved(claim, mention, same, others)):
            problems.append(f"date_place: {claim[mention.start : mention.end]}")
    if not problems:
        mine = _ranges(claim, ours)
        known = {
            pair
            for item in evidence
            for pair in _ranges(item.text, dates(item.text, anchor or _ANY_YEAR))
        }
        problems += [
            f"date_place: {one} - {two}"
            for one, two in sorted(mine)
            if (two, one) in known and (one, two) not in known
        ]
    return problems


def _moved(
    claim: str,
    mention: DateMention,
    same: Sequence[tuple[str, DateMention]],
    others: Sequence[tuple[str, DateMention]],
) -> bool:
    ours = place_of(claim, (mention.start, mention.end))
    own = [place_of(text, (other.start, other.end)) for text, other in same]
    foreign = [place_of(text, (other.start, other.end)) for text, other in others]
    shared = frozenset().union(*(place.near for place in own))
    # A date is more loosely tied to its words than a number: only clear exchanges count.
    return not ours.near & shared and moved(ours, own, foreign)


def _ranges(text: str, found: Sequence[DateMention]) -> set[tuple[date, date]]:
    spans = [(mention.start, mention.end) for mention in found]
    result = set()
    for one, two, _ in pairs(text, spans):
        first, second = found[one].first, found[two].first
        if first is not None and second is not None and first != second:
            result.add((first, second))
    return result


def _strange_weekdays(
    claim: str, evidence: Sequence[Evidence], published: Mapping[str, date | None]
) -> tuple[str, ...]:
    ours = {_DAYS[token.word]: token.text for token in read(claim) if token.word in _DAYS}
    if not ours:
        return ()
    known = set()
    for item in evidence:
        known |= {_DAYS[token.word] for token in read(item.text) if token.word in _DAYS}
        known |= {
            mention.first.weekday()
            for mention in dates(item.text, published.get(item.article))
            if mention.first is not None and mention.first == mention.last
        }
    return tuple(f"date: {text}" for day, text in ours.items() if day not in known)
