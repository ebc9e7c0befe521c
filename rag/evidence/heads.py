"""What kind of thing a question asks for: its noun, its measure, its point in time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from rag.language import NumberKind, index_words
from rag.language.stopwords import listed

_MONEY_WORDS = listed("""
    upah gaji ump umk umr ums umsk harga tarif biaya dana denda iur tunjang pesangon bayar
    anggar rugi utang thr salary wage minimum rupiah nilai subsidi bantu bonus insentif premi
""")
_UNITS_OF_MONEY = frozenset(("rupiah", "bayar", "nilai"))
_UNIT = re.compile(r"\bberapa(?:kah)?\s+(?:(?:jumlah|banyak|besar|total)\s+)?([^\W\d_]+)")
_UNIT_ENGLISH = re.compile(r"\bhow many\s+(?:of\s+)?([^\W\d_]+)")
_SUM = re.compile(r"\b(?:jumlah(?:nya)?|banyaknya)\s+([^\W\d_]+)")
_UNIT_BEFORE = re.compile(r"([^\W\d_]+)\s+(?:ke)?berapa(?:kah)?\b")
_KINDS_OF = (
    r"(?:(?:nama|jenis|macam|bentuk|istilah|sebutan|julukan|judul|merek|gelar)\s+(?:dari\s+)?)"
)
_HEAD = re.compile(
    r"([^\W\d_]+) (?:apa|mana)(?:kah)?\b"
    rf"|\bapa(?:kah)? {_KINDS_OF}([^\W\d_]+)|\b(?:which|what) ([^\W\d_]+)"
)
_NO_HEAD = frozenset(
    ("di", "ke", "dari", "pada", "dengan", "yang", "oleh", "untuk", "itu", "lawan")
)
_DURATION = re.compile(r"\bberapa lama|\bhow long")
_AGE = re.compile(r"\b(?:usia|umur)|\bhow old|\bage\b")
TIME_UNITS = listed("""
    tahun bulan minggu pekan hari jam menit detik abad dekade year month week day hour minute
""")
# What a measure is told in; the left words are stems of nouns that are asked for.
_MEASURES = (
    (
        "panjang tinggi jarak lebar dalam jauh length height distance high far",
        "kilometer km meter m cm mdpl mil kaki senti sentimeter metres meters miles feet",
    ),
    ("luas lahan area areal", "hektar hektare ha meter m2 km2 persegi kilometer are hectares"),
    ("berat bobot weight", "kilogram kg gram ton kuintal tonnes tons kilo"),
    ("suhu temperatur temperature", "derajat celsius celcius degrees"),
    ("kecepatan cepat speed", "km kilometer knot mil meter"),
    ("kapasitas volume capacity", "ton liter meter kubik kiloliter megawatt mw unit barrel barel"),
)
ASKS_WHAT = re.compile(
    r"^\W*apakah (?:nama|istilah|sebutan|judul|jenis|julukan|arti|gelar|merek|(?:saja )?yang\b"
    r"(?! (?:tidak|sudah|belum|akan|telah|bisa|boleh|dapat)\b.*\batau\b))"
)
"""A question for a thing in the form of one for yes or no: "Apakah nama ...", "Apakah yang ..."."""


ASKS_VIEW = re.compile(
    r"\bbagaimana(?:kah)? .{1,60}\b(?:menanggapi|mengomentari|menyikapi|merespons?|memandang"
    r"|menilai|berkomentar|berpendapat)\b"
    r"|\bhow (?:did|does|do|has) .{1,60}\b(?:respond|react|comment)"
)
"""A question for somebody's words: "Bagaimana Rina menanggapi ...?"."""


class Edge(StrEnum):
    """Which end of a period is asked for, where a day or year is."""

    NONE = ""
    BEGIN = "begin"
    END = "end"


_BEGIN = re.compile(r"\b(?:sejak|mulai|dimulai|since|starting|start|begin)\b")
_END = re.compile(
    r"\b(?:sampai|hingga|batas|tenggat|berakhir|akhir|habis|kedaluwarsa|kadaluarsa|terakhir"
    r"|paling lambat|selambat\w*|ditutup|until|deadline|expires?|ends?|latest|due)\b"
)


def edge_of(folded: str) -> Edge:
    """Return which end of a period a question for a time asks for."""
    if _END.search(folded):
        return Edge.END
    return Edge.BEGIN if _BEGIN.search(folded) else Edge.NONE


def asks_age(folded: str) -> bool:
    """Tell whether a question is about somebody's age."""
    return bool(_AGE.search(folded))


def heads_of(folded: str) -> frozenset[str]:
    """Return the stems of the noun asked for: "kota mana", "apa nama bakteri"."""
    found = [m[1] or m[2] or m[3] for m in _HEAD.finditer(folded)]
    return frozenset(s for word in found if word not in _NO_HEAD for s in index_words(word))


def counted(folded: str) -> frozenset[str]:
    """Return the stems of what "berapa" counts."""
    after = [m[1] for p in (_UNIT, _UNIT_ENGLISH) for m in p.finditer(folded)]
    # "jumlah peserta mogok hari pertama berapa": not the word that happens to stand before.
    named = [] if after else [m[1] for m in _SUM.finditer(folded)]
    found = named or [*after, *(m[1] for m in _UNIT_BEFORE.finditer(folded))]
    return frozenset(s for word in found if word not in _NO_HEAD for s in index_words(word))


def money_of(folded: str, stems: Iterable[str]) -> frozenset[str]:
    """Return the stems of the sum asked for: "berapa denda", or "denda ... berapa rupiah"."""
    named = counted(folded) & _MONEY_WORDS - _UNITS_OF_MONEY
    return named or (_MONEY_WORDS - _UNITS_OF_MONEY).intersection(stems)


def unit_of(folded: str) -> tuple[NumberKind | None, frozenset[str]]:
    """Return what kind of number is asked for, and the stems of what it counts."""
    if _DURATION.search(folded) or _AGE.search(folded):
        return None, TIME_UNITS
    stems = counted(folded)
    if "persen" in stems:
        return NumberKind.PERCENT, frozenset()
    if stems & _MONEY_WORDS:
        return NumberKind.RUPIAH, frozenset()
    return None, stems


def measures_of(heads: frozenset[str]) -> frozenset[str]:
    """Return the folded words for units that a measure asked for is told in: none if no measure."""
    return frozenset(
        unit for asked, units in _MEASURES if heads & listed(asked) for unit in units.split()
    )
