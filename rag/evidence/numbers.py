"""Which numbers of a sentence could answer "how many" or "how much"."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.evidence.heads import TIME_UNITS
from rag.evidence.names import stems_of
from rag.evidence.question import AskedQuestion
from rag.language import Number, NumberKind, dates, fold, numbers, stem
from rag.language.stopwords import listed

# A figure after one of these names a law or paragraph and counts nothing.
_IDENTIFIED = re.compile(
    r"\b(?:[Nn]o\.?|[Nn]omor|[Pp]asal|[Aa]yat|UU|PP|[Bb]ab|Kep\w*|Per(?:pres|men|da|gub)\w*)\s\Z"
)
_LEAD = 60  # characters before a number in which what it measures is named
_LEAST_MONEY = 10_000  # nobody asks for less
_RATES = listed("tarif iur premi rate contribution")
"""Stems of sums that are set as a share of the wage: contributions to social security are."""
_RATE_FIT = 0.9
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
_PLACES_IN_ORDER = {
    word: place
    for place, words in enumerate(
        (
            "pertama first", "kedua second", "ketiga third", "keempat fourth", "kelima fifth",
            "keenam sixth", "ketujuh seventh", "kedelapan eighth", "kesembilan ninth",
            "kesepuluh tenth", "kesebelas eleventh", "keduabelas twelfth",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*")
_OLDEST = 125  # years of a person
_AGED = re.compile(r"\b(?:ber)?(?:usia|umur)(?:nya)?\s(?:\w+\s)?\Z|\baged?\s\Z", re.IGNORECASE)
_OLD = re.compile(r"[\s-]years?[\s-]old")
_YEARS = re.compile(r"\s(?:tahun|years)\b")
# Behind a name: "Pekan Olahraga Nasional (PON) XVI". A single letter may be an initial.
_ROMAN = re.compile(r"(?<=[\w)]\s)(?:X{0,3}(?:IX|IV|VI{0,3}|I{1,3})|X{1,3})\b")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_STOP = re.compile(r"[,;:.()–—]\s|[;:()–—]")


def fitting_numbers(asked: AskedQuestion, sentence: str) -> list[Number]:
    """Return the numbers of ``sentence`` that may answer "berapa": new, and no part of a date."""
    if asked.ordinal:
        return [
            *_ordinals(sentence),
            *(n for n in numbers(sentence) if n.kind is NumberKind.ORDINAL),
        ]
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


def _ordinals(sentence: str) -> list[Number]:
    """Return places in an order in one word or in Roman figures: "kongres kelima", "XVI"."""
    roman = [
        Number(value=Decimal(_roman(m[0])), start=m.start(), end=m.end(), kind=NumberKind.ORDINAL)
        for m in _ROMAN.finditer(sentence)
    ]
    return roman + [
        Number(value=Decimal(value), start=m.start(), end=m.end(), kind=NumberKind.ORDINAL)
        for m in _WORD.finditer(sentence)
        if (value := _PLACES_IN_ORDER.get(m[0].lower())) is not None
    ]


def _roman(figures: str) -> int:
    values = [_ROMAN_DIGITS[figure] for figure in figures]
    return sum(
        -one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)
    )


def unit_fit(asked: AskedQuestion, sentence: str, number: Number) -> float:
    """Return how well a number counts what is asked for: percent, money, or the noun beside it."""
    if asked.unit_kind is NumberKind.PERCENT:
        return 1.0 if number.kind is NumberKind.PERCENT else 0.0
    if asked.unit_kind is NumberKind.RUPIAH:
        share = number.kind is NumberKind.PERCENT and bool(asked.money & _RATES)
        return _RATE_FIT if share else _money_fit(number)
    lead = sentence[max(0, number.start - _LEAD) : number.start]
    if asked.ordinal or number.kind in {NumberKind.TIME, NumberKind.ORDINAL}:
        return 1.0 if asked.ordinal and number.kind is NumberKind.ORDINAL else 0.2
    if asked.heads and number.kind is not NumberKind.PLAIN:
        # Money or a share, where things are counted, unless it is just what rose or fell.
        return 0.8 if asked.heads & stems_of(lead) else 0.3
    if asked.age:
        return _age_fit(sentence, number)
    return _count_fit(asked, sentence, number)


def _count_fit(asked: AskedQuestion, sentence: str, number: Number) -> float:
    if _IDENTIFIED.search(sentence[max(0, number.start - 14) : number.start]):
        return 1.0 if "nomor" in asked.heads else 0.1
    measured = bool(asked.measures)
    return (_measure_fit if measured else _noun_fit)(asked, sentence, number)


def _noun_fit(asked: AskedQuestion, sentence: str, number: Number) -> float:
    heads = asked.heads
    after = _meant(asked, _clause_after(sentence, number.end))[:2]
    before = _meant(asked, _clause_before(sentence, number.start))[-2:]
    if not heads:
        return 0.7
    if heads & {*(s for stems in (*after, *before) for s in stems)}:
        return 1.0
    counted = {s for stems in after for s in stems}
    if heads & PEOPLE:
        return 0.9 if PEOPLE & counted else 0.3
    first = {s for stems in after[:1] for s in stems}
    return 0.3 if (PEOPLE | TIME_UNITS) & first else 0.5


def _clause_after(sentence: str, end: int) -> str:
    """Return what follows a number up to the next mark: "30 buruh, 4 pabrik" has 30 workers."""
    return _STOP.split(sentence[end : end + 40], maxsplit=1)[0]


def _clause_before(sentence: str, start: int) -> str:
    return _STOP.split(sentence[max(0, start - 30) : start])[-1]


def _meant(asked: AskedQuestion, text: str) -> list[frozenset[str]]:
    """Return the stems of each word with those of the question that they stand for."""
    singles = asked.wordings.singles
    plain = (stem(fold(word)) for word in _WORD.findall(text))
    return [frozenset((one,)) | singles.get(one, frozenset()) for one in plain]


def _measure_fit(asked: AskedQuestion, sentence: str, number: Number) -> float:
    """Return how well a number tells a length, an area and the like: by its unit."""
    unit = _WORD.search(sentence, number.end, number.end + 24)
    lead = asked.heads & stems_of(sentence[max(0, number.start - _LEAD) : number.start])
    if unit and fold(unit[0]) in asked.measures:
        return 1.0
    return 0.5 if lead else 0.3


def _age_fit(sentence: str, number: Number) -> float:
    """Return how well a number tells an age: "berusia 44 tahun", "Rina Dewi (44)"."""
    if not 0 < number.value <= _OLDEST:
        return 0.0
    before, after = sentence[max(0, number.start - 20) : number.start], sentence[number.end :]
    if _AGED.search(before) or _OLD.match(after):
        return 1.0
    if before.endswith("(") and after.startswith(")"):
        return 0.9
    return 0.5 if _YEARS.match(after) else 0.2


def _money_fit(number: Number) -> float:
    if number.kind in {NumberKind.RUPIAH, NumberKind.CURRENCY}:
        return 1.0
    if number.kind is NumberKind.PLAIN and number.value >= _LEAST_MONEY:
        return 0.7  # a table of wages says "Rp" once, at its head
    return 0.4 if number.kind is NumberKind.PERCENT else 0.2
