"""A question as the quoting engine reads it: its words, its names and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from rag.evidence.heads import (
    ASKS_VIEW,
    ASKS_WHAT,
    Edge,
    asks_age,
    edge_of,
    heads_of,
    measures_of,
    money_of,
    unit_of,
)
from rag.evidence.mentions import acronyms_in, figures_in, names_in, strange_names
from rag.evidence.names import UPPER, roles_of
from rag.evidence.wordings import SURE, Wordings, weighted_by_meaning, wordings_of
from rag.language import (
    NumberKind,
    QuestionType,
    dates,
    detect_language,
    fold,
    index_words,
    numbers,
    question_type,
    question_words,
    spelled,
    words,
)
from rag.language.stopwords import listed
from rag.records import Concept

_LONG_FORM = re.compile(
    r"\b(?:kepanjangan|singkatan|akronim)|\bstands? for|\bapa (?:arti|itu|maksud)"
    r"|\bwhat does .{1,30} mean"
)
_ORDINAL = re.compile(r"\bke-? ?berapa(?:kah)?\b")
_CLOCK = re.compile(r"\b(?:pukul|jam) berapa|\bwhat time")
_YEAR_ASKED = re.compile(r"\btahun (?:ke)?(?:berapa|apa|mana|kapan)|\b(?:what|which) year")
_ASKS_NAME = re.compile(
    r"\b(?:mana|apa)(?:kah)?\b(?! (?:yang )?(?:dimaksud|penyebab|alasan|arti|kata))|\bwhich\b"
)
_WHO = re.compile(r"\b(?:siapa(?:kah)?|who(?: is| was| are| were|'s)?)((?:\s[^\W\d_]+){1,3})")
_WHO_SORT = re.compile(
    r"\b(?:siapa(?:kah)?|who(?: is| was| are| were|'s)?)\s"
    r"(?:(?:nama|yang|the|yg|saja|telah|akan|sudah)\s)*([^\W\d_]+)"
)
_UNDERGONE = re.compile(r"\bsiapa(?:kah)?\s(?:saja\s)?(?:yang|yg)\s(?:\w+\s)?di\w{3}")
_MANY = re.compile(r"\b(?:apa|mana|siapa) saja\b|\bwhat (?:are|were)\b|\bapa-apa\b")
_CAPITALS = re.compile(rf"\b[{UPPER}][^\W\d_]+(?:\s[{UPPER}][^\W\d_]+){{2,6}}")
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")
# Words that say little of the subject: reports leave them out or use another one.
_LIGHT = listed("""
    ada adakan gelar selenggara langsung laksana jadi jabat jenis asal letak lokasi
    tempat sekarang kini dulu baru soal bilang kasih sebut nama julukan kira dapat bikin punya
    mulai akhir mau ingin pakai bagai turut saat selenggarakan seluruhnya semuanya total akan
""")
_LIGHT_SHARE = 0.3
"""Such a word, and the kind of thing asked for ("negara mana"), weighs this share of its rarity."""
# Words that shape a question and say nothing about its subject.
_SHAPE = {
    QuestionType.WHEN: listed("tahun tanggal bulan hari pukul jam year date day month time"),
    QuestionType.WHERE: listed("kota tempat letak lokasi where place city"),
    QuestionType.HOW_MANY: listed("besar total orang tinggi lama persen banyak"),
    QuestionType.WHO: listed("orang sosok tokoh"),
    QuestionType.WHAT_SAID: frozenset(
        "kata dapat komentar tanggap respons jelas sampai sebut tegas ungkap sikap say said think"
        " opinion response comment".split()
    ),
}

_FORMS = frozenset(
    (
        QuestionType.WHO,
        QuestionType.WHEN,
        QuestionType.WHERE,
        QuestionType.HOW_MANY,
        QuestionType.WHAT_SAID,
    )
)
_LONG_FORM_SHAPE = listed("panjang singkat akronim arti maksud stand mean short")


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """A question taken apart once, for all sentences."""

    text: str
    type: QuestionType
    weights: dict[str, float]  # content stems with their weight
    all_stems: frozenset[str]
    values: frozenset[Decimal]  # numbers that the question itself states
    asks_name: bool
    clock: bool
    year_asked: bool  # "tahun berapa"
    ordinal: bool  # "yang keberapa"
    long_form: bool  # "kepanjangan FBCR"
    heads: frozenset[str]  # stems of the noun asked about: "berapa pabrik", "kota mana"
    unit_kind: NumberKind | None
    names: tuple[str, ...]  # words of names, as written
    strange: frozenset[str]  # those beside another one that the archive never mentions
    acronyms: tuple[str, ...]
    figures: tuple[Decimal, ...]  # numbers in digits, years left out
    years: tuple[int, ...]
    own_acronyms: frozenset[str]  # initials of two to six of its words in a row
    roles: frozenset[str]  # words for the role that "siapa ketua …" asks for
    money: frozenset[str] = frozenset()  # stems of the sum asked for: "berapa denda"
    sort: frozenset[str] = frozenset()  # stems: "siapa pilot", "siapa yang memimpin"
    undergone: bool = False  # "siapa yang dipecat"
    age: bool = False
    many: bool = False  # "apa saja": a list
    measures: frozenset[str] = frozenset()  # units of the measure asked for: "berapa panjang"
    edge: Edge = Edge.NONE  # "sejak kapan", "sampai kapan"
    wordings: Wordings = Wordings()  # what texts may say for it

    @cached_property
    def entity_stems(self) -> frozenset[str]:
        """Return the stems of the names and acronyms."""
        return frozenset(s for word in (*self.names, *self.acronyms) for s in index_words(word))

    @cached_property
    def spelled(self) -> dict[str, frozenset[str]]:
        """Return the initials of names of three words or more, with the stems of their words.

        A report of "PT PIM" answers a question for "PT Pupuk Iskandar Muda".
        """
        found: dict[str, frozenset[str]] = {}
        for run in _CAPITALS.findall(self.text):
            named = run.split()
            for first in range(max(0, len(named) - 2)):
                for stem in index_words("".join(word[0] for word in named[first:])):
                    found[stem] = frozenset(index_words(" ".join(named[first:])))
        return found

    @cached_property
    def subject(self) -> dict[str, float]:
        """Return the weights of the words that are no names: what is said of them."""
        unsaid = self.entity_stems | _LIGHT
        if self.type is not QuestionType.HOW_MANY:
            unsaid |= self.heads
        return {
            stem: weight
            for stem, weight in self.weights.items()
            if stem not in unsaid and not stem.isdecimal()
        }

    @property
    def has_form(self) -> bool:
        """Tell whether an answer shows by its form: a name, date, place, number or saying."""
        return self.long_form or self.type in _FORMS

    @property
    def is_who_is(self) -> bool:
        """Tell whether somebody is named and asked about: "Siapa Rina Dewi?"."""
        return self.type is QuestionType.WHO and bool(self.names) and not self.subject

    @cached_property
    def mass(self) -> float:
        """Return the sum of the weights."""
        return sum(self.weights.values())


def read_question(
    question: str,
    frequency: Callable[[str], float],
    concepts: Sequence[Concept] = (),
    *,
    least: float = SURE,
) -> AskedQuestion:
    """Take a question apart.

    ``frequency`` gives a stem's inverse document frequency, ``concepts`` other wordings of its
    words, of which those with at least the weight ``least`` stand for them.
    """
    if concepts:
        foreign = detect_language(question) != "id"
        frequency = weighted_by_meaning(frequency, concepts, foreign=foreign, least=least)
    folded = spelled(question)
    kind = _kind(question, folded)
    shape = _SHAPE.get(kind, frozenset())
    stems = dict.fromkeys(question_words(question))
    acronyms = tuple(acronyms_in(question))
    long_form = bool(acronyms) and bool(_LONG_FORM.search(fold(question)))
    if long_form:
        shape = _LONG_FORM_SHAPE
    content = [s for s in stems if s not in shape] or list(stems)
    counts = kind is QuestionType.HOW_MANY
    unit_kind, heads = unit_of(folded) if counts else (None, heads_of(folded))
    money = money_of(folded, stems) if unit_kind is NumberKind.RUPIAH else frozenset()
    names = tuple(names_in(question))
    years = tuple(m.first.year for m in dates(question) if m.first and _HAS_YEAR.search(question))
    return AskedQuestion(
        text=question,
        type=kind,
        weights=_weights(content, frozenset() if counts else heads, frequency),
        all_stems=frozenset(stems) | frozenset(index_words(question)),
        values=frozenset(n.value for n in numbers(question)),
        asks_name=kind is QuestionType.OTHER and bool(_ASKS_NAME.search(folded)),
        clock=bool(_CLOCK.search(folded)),
        ordinal=bool(_ORDINAL.search(folded)),
        long_form=long_form,
        year_asked=bool(_YEAR_ASKED.search(folded)),
        unit_kind=unit_kind,
        heads=heads,
        names=names,
        strange=strange_names(question, names, frequency),
        acronyms=acronyms,
        figures=figures_in(question, years),
        years=years,
        own_acronyms=_initials(folded),
        roles=_roles(folded) if kind is QuestionType.WHO else frozenset(),
        money=money,
        sort=_sort(folded) if kind is QuestionType.WHO else frozenset(),
        undergone=bool(_UNDERGONE.search(folded)),
        age=counts and asks_age(folded),
        many=bool(_MANY.search(folded)),
        measures=measures_of(heads) if counts else frozenset(),
        edge=edge_of(folded) if kind is QuestionType.WHEN else Edge.NONE,
        wordings=wordings_of(concepts, least),
    )


def _kind(question: str, folded: str) -> QuestionType:
    kind = question_type(question)
    if kind is QuestionType.YES_NO and ASKS_WHAT.search(folded):
        return QuestionType.OTHER
    if kind is QuestionType.OTHER and ASKS_VIEW.search(folded):
        return QuestionType.WHAT_SAID
    return kind


def _weights(
    content: Iterable[str], heads: frozenset[str], frequency: Callable[[str], float]
) -> dict[str, float]:
    light = _LIGHT | heads
    return {s: max(0.0, frequency(s)) * (_LIGHT_SHARE if s in light else 1) for s in content}


def _initials(folded: str) -> frozenset[str]:
    letters = "".join(word[0] for word in words(folded)[:80])
    return frozenset(letters[n : n + size] for size in range(2, 7) for n in range(len(letters)))


def _sort(folded: str) -> frozenset[str]:
    asked = _WHO_SORT.search(folded)
    return frozenset(index_words(asked[1])) if asked else frozenset()


def _roles(folded: str) -> frozenset[str]:
    asking = _WHO.search(folded)
    return roles_of(asking[1].split()) if asking else frozenset()
