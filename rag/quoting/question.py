"""A question as the quoting engine reads it: its words, its names and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from rag.language import (
    NumberKind,
    QuestionType,
    fold,
    index_words,
    numbers,
    question_type,
    question_words,
)

_RAW = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*")
_CLOCK = re.compile(r"\b(?:pukul|jam) berapa|\bwhat time")
_ASKS_NAME = re.compile(
    r"\b(?:mana|apa)(?:kah)?\b(?! (?:yang )?(?:dimaksud|penyebab|alasan|arti|kata))|\bapa nama|\bwhich\b"
)
_MONEY_WORDS = frozenset(
    "upah gaji ump umk umr ums umsk harga tarif biaya dana denda iur tunjang pesangon bayar anggar "
    "rugi utang thr salary wage minimum rupiah nilai subsidi bantu bonus insentif premi".split()
)
_UNIT = re.compile(r"\bberapa(?:kah)?\s+(?:(?:jumlah|banyak|besar|total)\s+)?([^\W\d_]+)")
_UNIT_ENGLISH = re.compile(r"\bhow many\s+(?:of\s+)?([^\W\d_]+)")
_UNIT_BEFORE = re.compile(r"([^\W\d_]+)\s+(?:ke)?berapa(?:kah)?\b")
_HEAD = re.compile(
    r"([^\W\d_]+) (?:apa|mana)(?:kah)?\b|\bapa nama ([^\W\d_]+)|\b(?:which|what) ([^\W\d_]+)"
)
_DURATION = re.compile(r"\bberapa lama|\bhow long")
_AGE = re.compile(r"\b(?:usia|umur)|\bhow old|\bage\b")
_TIME_UNITS = frozenset(
    "tahun bulan minggu pekan hari jam menit detik abad dekade year month week day hour minute".split()
)
# Words that shape a question and say nothing about its subject.
_SHAPE = {
    QuestionType.WHEN: frozenset("tahun tanggal bulan hari pukul jam year date day month time".split()),
    QuestionType.WHERE: frozenset("kota tempat letak lokasi where place city".split()),
    QuestionType.HOW_MANY: frozenset("besar total orang tinggi lama persen banyak".split()),
    QuestionType.WHO: frozenset("orang sosok tokoh".split()),
    QuestionType.WHAT_SAID: frozenset(
        "kata dapat komentar tanggap respons jelas sampai sebut tegas ungkap sikap say said think"
        " opinion response comment".split()
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedQuestion:
    """A question taken apart once, for all sentences."""

    text: str
    type: QuestionType
    weights: dict[str, float]  # content stems with their weight
    all_stems: frozenset[str]
    values: frozenset[Decimal]  # numbers that the question itself states
    asks_name: bool
    clock: bool
    heads: frozenset[str]  # stems of the noun asked about: "berapa pabrik", "kota mana"
    unit_kind: NumberKind | None

    @property
    def mass(self) -> float:
        """Return the sum of the weights."""
        return sum(self.weights.values())


def read_question(question: str, frequency: Callable[[str], float]) -> AskedQuestion:
    """Take a question apart; ``frequency`` gives a stem's inverse document frequency."""
    kind = question_type(question)
    shape = _SHAPE.get(kind, frozenset())
    stems = dict.fromkeys(question_words(question))
    content = [s for s in stems if s not in shape] or list(stems)
    folded = fold(question)
    unit_kind, heads = _unit(folded) if kind is QuestionType.HOW_MANY else (None, _heads(folded))
    return AskedQuestion(
        text=question,
        type=kind,
        weights={s: max(0.0, frequency(s)) for s in content},
        all_stems=frozenset(stems) | frozenset(index_words(question)),
        values=frozenset(n.value for n in numbers(question)),
        asks_name=kind is QuestionType.OTHER and bool(_ASKS_NAME.search(folded)),
        clock=bool(_CLOCK.search(folded)),
        unit_kind=unit_kind,
        heads=heads,
    )


def _heads(folded: str) -> frozenset[str]:
    return frozenset(s for m in _HEAD.finditer(folded) for s in index_words(m[1] or m[2] or m[3]))


def _unit(folded: str) -> tuple[NumberKind | None, frozenset[str]]:
    if _DURATION.search(folded) or _AGE.search(folded):
        return None, _TIME_UNITS
    found = [m[1] for p in (_UNIT, _UNIT_ENGLISH, _UNIT_BEFORE) for m in p.finditer(folded)]
    stems = frozenset(s for word in found for s in index_words(word))
    if "persen" in stems:
        return NumberKind.PERCENT, frozenset()
    if stems & _MONEY_WORDS:
        return NumberKind.RUPIAH, frozenset()
    return None, stems
