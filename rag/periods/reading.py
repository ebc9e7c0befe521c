"""The period that a question asks for, read from its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rag.periods.clauses import Clause, clauses
from rag.periods.line import Line, line_of
from rag.periods.moments import moments
from rag.periods.rules import asks_when, compares, filters, is_listed
from rag.records import Period


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a question says about time.

    - ``period``: the days of publication that it asks for, or None.
    - ``newest``: it asks for recent articles first ("terbaru"), which filters nothing.
    - ``rest``: the question without the words of the period, the question itself if None.
    """

    period: Period | None
    newest: bool
    rest: str


# A question without any of these names no time: most end here.
_HINT = re.compile(
    r"(?:19|20)[0-9]{2}|[0-9] ?[/.-] ?[0-9]"
    r"|\b(?:[0-9]*(?:hari|hr|minggu|mgg|mggu|pekan|bulan|bln|tahun|thn|th)|se(?:pekan|minggu|bulan"
    r"|tahun|hari|dekade)|kemarin|kmrn|kmaren|kemaren|tadi|malam|pagi|siang|sore|yesterday|today"
    r"|tonight|last|past|this|ago|weeks?|months?|years?|jan|feb|peb|mar|mrt|apr|mei|may|jun|jul"
    r"|ag[tsu]|agst|aug|sept?|o[kc]t|no[vp]|de[sc]|kuartal|triwulan|tw|semester|paruh|quarters?|half|dasawarsa|jam|hours?|dekade|decades?"
    r"|(?:januar[iy]|february|[fp]ebruari|maret|march|april|jun[ie]|jul[iy]|agustus|august"
    r"|september|o[kc]tober|no[vp]ember|de[sc]ember))y?\b",
    re.IGNORECASE,
)
_NEWEST = re.compile(
    r" (?:terbaru|terkini|teranyar|paling baru|mutakhir|sekarang|kini|saat ini|dewasa ini"
    r"|barusan|baru saja|baru - baru ini|belakangan ini|akhir - akhir ini|sampai ~day ini"
    r"|hingga ~day ini|terakhir kali|kali terakhir|~[a-z]+ - ~[a-z]+ terakhir"
    r"|beberapa ~[a-z]+ (?:terakhir|belakangan|ini)"
    r"|latest|newest|most recent|recent|recently|currently|current|now|nowadays|these ~day"
    r"|at the moment|at present|presently|so far|to date) "
)
# "kongres terakhir" is the newest of its kind; "presiden terakhir", "upah terakhir" are not.
_LAST_OF = re.compile(
    r" (?:kongres|konferensi|munas|mubes|musyawarah|rapat|pleno|aksi|demo|mogok|unjuk rasa"
    r"|pertemuan|perundingan|mediasi|sidang|putusan|keputusan|berita|kabar|data|survei|laporan"
    r"|pernyataan|perkembangan|kenaikan|kebijakan|revisi|aturan|peraturan|pemilu|pemilihan"
    r"|situasi|kondisi|informasi|info|phk|kasus)(?:nya)?(?: [^ ~]+){0,2} terakhir "
)
_MOST_TIMES = 8  # a text that names more is no question about one of them


def read_period(question: str, today: date, *, oldest: date | None = None) -> Reading:
    """Return the time of publication that a question asks for, by the rules of ADR 0005.

    ``oldest`` is the publication date of the archive's oldest article: a period that ends before
    it is history, told in later articles, and filters nothing. Without it the line is drawn 20
    years before ``today``. Never raises; linear in the length of the question.
    """
    line = line_of(question)
    newest = _wants_newest(line)
    clause = _clause(line, today, oldest) if _HINT.search(question) else None
    if clause is None:
        return Reading(period=None, newest=newest, rest=question)
    start, end = line.places[clause.start][0], line.places[clause.end - 1][1]
    last = None if clause.bind == "range" and _open_ended(clause, line, today) else clause.last
    period = Period(text=question[start:end], first=clause.first, last=last)
    return Reading(period=period, newest=newest, rest=_without(question, start, end))


def _clause(line: Line, today: date, oldest: date | None) -> Clause | None:
    times = moments(line, today)
    if not times or len(times) > _MOST_TIMES or asks_when(line) or compares(line):
        return None
    told = clauses(line, times)
    if any(is_listed(a, b, line) for a, b in pairwise(told)):
        return None
    found = [clause for clause in told if filters(clause, line, today, oldest)]
    # Two periods are a comparison or a list, and one filter cannot hold both.
    return found[0] if len(found) == 1 else None


def _open_ended(clause: Clause, line: Line, today: date) -> bool:
    """Tell "sejak Maret hingga hari ini", which is "sejak Maret"."""
    return line.tokens[clause.start] == "sejak" and (clause.last or today) >= today


def _wants_newest(line: Line) -> bool:
    return bool(_NEWEST.search(line.text) or _LAST_OF.search(line.text))


def _without(question: str, start: int, end: int) -> str:
    kept = re.sub(r"\s+", " ", question[:start] + " " + question[end:]).strip()
    kept = re.sub(r" (?=[,.;:?!)])", "", kept)
    return re.sub(r",(?=[?.!,]|$)", "", kept).lstrip(",;. ")
