"""When an article was published: what its sources say, which of it can be, and what is worked out.

A date that cannot be (of the future, or older than the press it would come from) is never stored;
it is named in the field's detail, so that a person can look. Relative dates count from a day that
is known (that of a feed's item or a download), and are only inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ingest.documents import Line
from ingest.fields.datelines import JAKARTA, dateline, front_line
from rag.language import dates
from rag.records import Origin, SentenceKind

FIRST_DAY = date(1945, 1, 1)
"""Before the republic; an older date in an archive of its labor news is a slip (1925 for 2025)."""
AHEAD = timedelta(days=2)
"""How far a date may lie in the future: clocks of other time zones, and tomorrow's paper."""
APART = timedelta(days=3)
"""Sources that differ by more are told: a report is often dated a day after it went online."""

_FRONT = 8  # lines in which a relative date is looked for
_MAX_LINE = 80  # code points
_WEEKDAY = r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)"
_NUMBERS = {
    "se": 1, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7,
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
}  # fmt: skip
_AGO = re.compile(
    rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\s*"
    r"(?P<unit>detik|menit|jam|hari|seconds?|minutes?|hours?|days?|min|mins|hr|hrs)\s+"
    r"(?:yang\s+)?(?:lalu|ago)",
    re.I,
)
_DAYS_AGO = (
    (0, re.compile(r"hari ini|today|baru saja|just now|tadi (?:pagi|siang|sore)", re.I)),
    (1, re.compile(r"kemarin|yesterday|tadi malam|semalam|last night", re.I)),
    (2, re.compile(r"kemarin lusa|dua hari lalu", re.I)),
)
_LABEL = re.compile(
    r"^(?:(?:terbit|diterbitkan|dipublikasikan|tayang|dimuat|published|posted)(?:\s+(?:pada|on))?"
    rf"\s*:?\s*)?(?:{_WEEKDAY}\b,?\s*)?\(?",
    re.I,
)
_CLOCK = re.compile(
    r"\)?(?:\s*[,|–-]?\s*(?:pukul|pkl\.?|jam|at)?\s*\d{1,2}[.:]\d{2}(?:[.:]\d{2})?)?"
    r"(?:\s*(?:wib|wita|wit))?\W*$",
    re.I,
)
_IN_PATH = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?=/|$)"),  # "/2019/09/5-kiat" is none
    re.compile(r"(?<!\d)((?:19|20)\d\d)[_-](\d\d)[_-](\d\d)(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{6})?(?!\d)"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A date, where it was found, and how sure that is."""

    day: date
    origin: Origin
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """The date of publication, None where none is known, with what is to be said of it."""

    day: date | None = None
    origin: Origin = Origin.UNKNOWN
    detail: str = ""


def today() -> date:
    """Return the day in Jakarta."""
    return datetime.now(JAKARTA).date()


def impossible(day: date, now: date) -> str:
    """Return why a date cannot be one of publication, or ""."""
    if day > now + AHEAD:
        return "in the future"
    return f"before {FIRST_DAY.year}" if day < FIRST_DAY else ""


def decided(claims: Sequence[Claimed], now: date) -> Decided:
    """Return the first date that can be, and say what contradicts it.

    Args:
        claims: from the surest source to the least sure.
        now: today.
    """
    notes: list[str] = []
    chosen: Claimed | None = None
    for claim in claims:
        if why := impossible(claim.day, now):
            notes.append(f"{claim.detail} says {claim.day}, which is {why}")
        elif chosen is None:
            chosen = claim
        elif abs(claim.day - chosen.day) > APART:
            notes.append(f"but {claim.detail} says {claim.day}")
    notes = list(dict.fromkeys(notes))
    if chosen is None:
        return Decided(detail="; ".join(f"{note}: not used" for note in notes))
    return Decided(day=chosen.day, origin=chosen.origin, detail="; ".join([chosen.detail, *notes]))


def worked_out(
    lines: Sequence[Line], url: str, source: str, known: date | None
) -> Iterator[Claimed]:
    """Yield what a text's relative dates, its URL and its file's name let infer of its date."""
    if known is not None:
        yield from _relative(lines, known)
    if (day := of_path(urlsplit(url).path if "://" in url else "")) is not None:
        yield Claimed(day=day, origin=Origin.INFERRED, detail="the address")
    if source.startswith(("file:", "sample:")):
        path = PurePosixPath(unquote(source.partition(":")[2]))
        names = ("the file's name", path.stem), ("the file's folder", path.parent.as_posix())
        for words, name in names:
            if (day := of_path(name)) is not None:
                yield Claimed(day=day, origin=Origin.INFERRED, detail=words)
                break
    elif "://" in source and source != url and (day := of_path(urlsplit(source).path)) is not None:
        yield Claimed(day=day, origin=Origin.INFERRED, detail="the address")


def of_path(path: str) -> date | None:
    """Return the day in a path or name ("/2025/11/19/", "2025-11-19-judul"), if just one."""
    for pattern in _IN_PATH:
        found = set()
        for match in pattern.finditer(path):
            try:
                found.add(date(*map(int, match.groups())))
            except ValueError:
                continue
        if len(found) == 1:
            return found.pop()
    return None


def relative_day(text: str, known: date) -> date | None:
    """Read a line that is a relative date and nothing else, counted from a known day.

    "2 jam lalu", "kemarin, 10:22 WIB", "tadi malam", "Rabu (19/11)"; None for any other line, and
    for weeks and months, whose day they leave open.
    """
    if len(text) > _MAX_LINE:
        return None
    core = text[_LABEL.match(text).end() :]  # type: ignore[union-attr]  # it may match nothing
    if (ago := _AGO.match(core)) is not None and _CLOCK.match(core, ago.end()):
        number = ago["n"].casefold()
        count = int(number) if number.isdigit() else _NUMBERS[number]
        return known - timedelta(days=count) if ago["unit"][0].lower() in "hd" and ago[
            "unit"].casefold() in ("hari", "day", "days") else known  # fmt: skip
    for days, pattern in reversed(_DAYS_AGO):
        if (named := pattern.match(core)) is not None and _CLOCK.match(core, named.end()):
            return known - timedelta(days=days)
    mentions = dates(text, known)
    if len(mentions) == 1 and mentions[0].precision == "day" and mentions[0].first is not None:
        before, after = text[: mentions[0].start], text[mentions[0].end :]
        if _LABEL.fullmatch(before) and _CLOCK.match(after):
            return mentions[0].first
    return None


def _relative(lines: Sequence[Line], known: date) -> Iterator[Claimed]:
    body = [line.text for line in lines if line.kind is SentenceKind.BODY][:_FRONT]
    detail = f"a relative date, counted from {known}"
    for text in body:
        day = relative_day(text, known)
        if day is None and front_line(text) is None and (found := dateline(text, known)):
            day = found.published
        if day is not None:
            yield Claimed(day=day, origin=Origin.INFERRED, detail=detail)
            return
