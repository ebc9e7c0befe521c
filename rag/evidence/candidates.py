"""Which spans of a sentence could be the answer to a question, and how well they fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.evidence.aliases import spelled_names
from rag.evidence.names import UPPER, Span, descriptions, name_spans, person_likeness, stems_of
from rag.evidence.question import TIME_UNITS, AskedQuestion
from rag.language import Number, NumberKind, QuestionType, dates, fold, numbers, stem
from rag.language.stopwords import listed


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A span that answers by its form; ``fit`` is from 0 (hardly) to 1 (just what is asked)."""

    start: int
    end: int
    fit: float


_WORD = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*")
_PLACE_BEFORE = re.compile(
    r"\b(?:di|ke|dari|asal|kota|kabupaten|provinsi|propinsi|kawasan|daerah|wilayah|desa|kecamatan"
    r"|menuju|sekitar|pesisir|bernama"
    rf"|pulau|gedung|hotel|in|at|from|near|to)\s+(?:[a-z]+\s+){{0,2}}(?=[{UPPER}])"
)
_DATELINE = re.compile(
    rf"(?:[^.|]{{1,60}}\|\s)?((?:[{UPPER}][\w'-]{{1,30}}\s?){{1,3}})"
    r"(?:,\s[^.]{2,40}?\s?[-–—]\s|\s?\([\w ./]{2,30}\)\s?[-–—]|\s[-–—]{1,2}\s|,\s\w+\Z)"
)
_WEEKDAY = re.compile(
    r"\b(?:Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b(?:\s(?:pagi|siang|sore|malam))?"
)
_CLOCK = re.compile(r"\b(?:[Pp]ukul|[Jj]am)\s\d{1,2}(?:[.:]\d{2})?|\b\d{1,2}[.:]\d{2}\s?WI[BT]A?\b")
_CENTURY = re.compile(r"\babad\s(?:ke-?\s?)?(?:\d+|[IVX]+)\b|\b\d{2,4}-an\b|\b\d{1,4}\s(?:SM|M)\b")
_DAY_MONTH = re.compile(r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_CAUSE = re.compile(
    r"\b(?:karena|lantaran|sebab|akibat|disebabkan|penyebab|menyebabkan|alasan|alasannya|pemicu"
    r"|dipicu|supaya|agar|demi|mengingat|sehingga|because|due to|since|reason|caused)\b"
)
_SPEECH = re.compile(
    r"[\"“”]|\b(?:kata|ujar|tutur|ucap|tegas|jelas|ungkap|imbuh|papar|tandas|pungkas|menurut|terang"
    r"|mengatakan|menuturkan|mengungkapkan|menjelaskan|menegaskan|menyebut|menyatakan|menilai"
    r"|menyampaikan|menambahkan|menekankan|mengingatkan|berharap|meminta|menyoroti|memaparkan"
    r"|mengaku|said|says|told|added|stressed|warned|argued|stated)\w*\b",
    re.IGNORECASE,
)


# A figure after one of these names a law or paragraph and counts nothing.
_IDENTIFIED = re.compile(
    r"\b(?:[Nn]o\.?|[Nn]omor|[Pp]asal|[Aa]yat|UU|PP|[Bb]ab|Kep\w*|Per(?:pres|men|da|gub)\w*)\s\Z"
)
_BUILDINGS = frozenset(
    stem(word)
    for word in listed("""
    hotel gedung balai aula stadion kantor lapangan wisma graha auditorium building hall stadium
    """)
)
_YEAR_FIT = 0.5  # of a year alone where "kapan" asks for the day
_LEAD = 60  # characters before a number in which what it measures is named
_LEAST_MONEY = 10_000  # nobody asks for less
# Words for people that reports use for one another when they count.
PEOPLE = frozenset(
    stem(word)
    for word in listed("""
    orang jiwa buruh pekerja karyawan pegawai anggota massa peserta personel warga tki tka pmi
    korban manusia pakar perempuan lelaki laki pria wanita siswa penonton
    guru sopir pengemudi awak petani mahasiswa penumpang trainer honorer penduduk people
    workers members employees participants
    """)
)


def candidates(
    asked: AskedQuestion,
    sentence: str,
    holders: frozenset[str] = frozenset(),
    stems: frozenset[str] | None = None,
) -> list[Candidate]:
    """Return the spans of ``sentence`` that fit the question's type and are not in the question.

    Types without a form of their own (yes or no, "apa") have none. ``holders`` are words of names
    that the passage puts beside the role asked for; ``stems`` are the sentence's, where more is
    known of them than it says itself.
    """
    said = stems_of(sentence) if stems is None else stems
    return [
        Candidate(start=start, end=end, fit=fit)
        for (start, end), fit in _found(asked, sentence, holders, said)
        if fit > 0
    ]


def _found(
    asked: AskedQuestion, sentence: str, holders: frozenset[str], stems: frozenset[str]
) -> Iterator[tuple[Span, float]]:
    if asked.type is QuestionType.HOW_MANY:
        for number in fitting_numbers(asked, sentence):
            yield (number.start, number.end), unit_fit(asked, sentence, number)
    elif asked.long_form:
        for acronym, start, end in spelled_names(sentence):
            if acronym in asked.acronyms:
                yield (start, end), 1.0
    elif asked.is_who_is:
        yield from ((span, 0.9) for span in descriptions(sentence, asked.names))
    elif asked.type is QuestionType.WHY:
        yield from ((m.span(), 0.8) for m in _CAUSE.finditer(sentence))
    elif asked.type is QuestionType.WHAT_SAID:
        yield from ((m.span(), 1.0) for m in _SPEECH.finditer(sentence))
    else:
        for span, fit in _named(asked, sentence, holders, stems):
            inside = stems_of(sentence[span[0] : span[1]])
            if inside and not inside <= asked.all_stems | asked.own_acronyms:
                yield span, fit


def _named(
    asked: AskedQuestion, sentence: str, holders: frozenset[str], stems: frozenset[str]
) -> Iterator[tuple[Span, float]]:
    if asked.type is QuestionType.WHEN:
        yield from _times(asked, sentence)
    elif asked.type is QuestionType.WHERE:
        yield from _places(asked, sentence)
    elif asked.type is QuestionType.WHO:
        # A role counts where the body that it belongs to is mentioned beside it.
        said = not asked.entity_stems or not asked.entity_stems.isdisjoint(stems)
        for whole in name_spans(sentence):
            span = _without_question(asked, sentence, whole)
            fit = person_likeness(sentence, span, asked.roles, holders)
            if asked.roles and _after_role(asked, sentence, span[0]):
                fit = max(fit, 0.9)
            yield span, fit if said or not asked.roles or holders else 0.5 * fit
    elif asked.asks_name:
        for span in name_spans(sentence):
            headed = asked.heads & stems_of(sentence[max(0, span[0] - 15) : span[1]])
            yield span, 1.0 if headed else 0.4


def _after_role(asked: AskedQuestion, sentence: str, start: int) -> bool:
    """Tell whether the role leads up to ``start`` through the question's own words alone.

    So it does over a long name: "Ketua Serikat … Wilayah … , NAME".
    """
    for word in reversed(_WORD.findall(sentence[:start])):
        if fold(word) in asked.roles:
            return True
        if not stems_of(word) <= asked.all_stems | asked.own_acronyms:
            return False
    return False


def _without_question(asked: AskedQuestion, sentence: str, span: Span) -> Span:
    """Take the question's own words off both ends: "Ketua KSPI Said Iqbal" is "Said Iqbal"."""
    start, end = span
    inner = [
        (start + word.start(), start + word.end())
        for word in _WORD.finditer(sentence[start:end])
        if not stems_of(word[0]) <= asked.all_stems
    ]
    return (inner[0][0], inner[-1][1]) if inner else span


def _times(asked: AskedQuestion, sentence: str) -> Iterator[tuple[Span, float]]:
    if asked.clock:
        yield from ((m.span(), 1.0) for m in _CLOCK.finditer(sentence))
        return
    year = 1.0 if asked.year_asked else _YEAR_FIT
    for mention in dates(sentence):
        yield (mention.start, mention.end), year if mention.precision == "year" else 1.0
    patterns = ((_WEEKDAY, 0.8), (_DAY_MONTH, 1.0), (_CENTURY, 1.0), (_YEAR, year), (_CLOCK, 0.5))
    for pattern, fit in patterns:
        yield from ((m.span(), fit) for m in pattern.finditer(sentence))


def _places(asked: AskedQuestion, sentence: str) -> Iterator[tuple[Span, float]]:
    named = dict(name_spans(sentence, inside=True))
    for match in _PLACE_BEFORE.finditer(sentence):
        end = named.get(match.end())
        if end is not None:
            said = stems_of(sentence[match.start() : end])
            yield (match.end(), end), 1.0 if asked.heads & said else _place_fit(asked, said)
    if asked.heads and not asked.heads & _BUILDINGS:  # "di perusahaan apa": any name may be it
        yield from ((span, 0.4) for span in name_spans(sentence))
    dateline = _DATELINE.match(sentence)
    if dateline:
        # Where a report was written is seldom where it happened: never enough by itself.
        yield dateline.span(1), 0.3


def _place_fit(asked: AskedQuestion, said: frozenset[str]) -> float:
    """Return how well a place fits: a building has its kind in its name, a town has not."""
    if not asked.heads & _BUILDINGS:
        return 0.9
    return 0.8 if said & _BUILDINGS and "hotel" not in asked.heads else 0.3


def fitting_numbers(asked: AskedQuestion, sentence: str) -> list[Number]:
    """Return the numbers of ``sentence`` that may answer "berapa": new, and no part of a date."""
    dated = [(m.start, m.end) for m in dates(sentence)]
    years = bool(asked.heads & {"tahun", "nomor"})
    return [
        number
        for number in numbers(sentence)
        if number.value not in asked.values
        and (
            years
            or number.kind is not NumberKind.PLAIN
            or not any(start <= number.start < end for start, end in dated)
        )
    ]


def unit_fit(asked: AskedQuestion, sentence: str, number: Number) -> float:
    """Return how well a number counts what is asked for: percent, money, or the noun beside it."""
    if asked.unit_kind is NumberKind.PERCENT:
        return 1.0 if number.kind is NumberKind.PERCENT else 0.0
    if asked.unit_kind is NumberKind.RUPIAH:
        return _money_fit(number)
    lead = sentence[max(0, number.start - _LEAD) : number.start]
    if asked.ordinal or number.kind in {NumberKind.TIME, NumberKind.ORDINAL}:
        return 1.0 if asked.ordinal and number.kind is NumberKind.ORDINAL else 0.2
    if asked.heads and number.kind is not NumberKind.PLAIN:
        # Money or a share, where things are counted, unless it is just what rose or fell.
        return 0.8 if asked.heads & stems_of(lead) else 0.3
    return _noun_fit(asked.heads, sentence, number)


def _noun_fit(heads: frozenset[str], sentence: str, number: Number) -> float:
    after = [stem(fold(word)) for word in _WORD.findall(sentence[number.end : number.end + 40])[:2]]
    before = _WORD.findall(sentence[max(0, number.start - 30) : number.start])[-2:]
    if _IDENTIFIED.search(sentence[max(0, number.start - 14) : number.start]):
        return 1.0 if "nomor" in heads else 0.1
    if not heads:
        return 0.7
    if heads & {*after, *(stem(fold(word)) for word in before)}:
        return 1.0
    if heads & PEOPLE:
        return 0.9 if PEOPLE.intersection(after) else 0.3
    return 0.3 if (PEOPLE | TIME_UNITS).intersection(after[:1]) else 0.5


def _money_fit(number: Number) -> float:
    if number.kind in {NumberKind.RUPIAH, NumberKind.CURRENCY}:
        return 1.0
    if number.kind is NumberKind.PLAIN and number.value >= _LEAST_MONEY:
        return 0.7  # a table of wages says "Rp" once, at its head
    return 0.4 if number.kind is NumberKind.PERCENT else 0.2
