"""What a question names, each thing weighed by how rare it is and by what it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.language import (
    QuestionType,
    fold,
    is_common_word,
    question_type,
    spelled,
    stem,
    words,
)
from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION, listed
from rag.records import Concept, Understood

_RAW = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*")
# The noun that the question word goes with names the kind of answer: "kota mana", "which city".
_KIND = re.compile(r"([^\W\d_]+) (?:apa|mana|berapa|siapa)(?:kah)?\b|\b(?:what|which) ([^\W\d_]+)")
_COUNTED = re.compile(r"\bberapa(?:kah)?\s(?:jumlah\s|banyak\s)?([^\W\d_]+)|\bhow many ([^\W\d_]+)")
_TIMES = listed("tahun tanggal bulan hari pukul jam year date day month time")
# Words that shape a question and that a text seldom repeats, by their stems.
_LIGHT = listed("""
    ada letak lokasi tempat asal arti maksud definisi erti istilah sebut nama julukan jenis macam
    bentuk contoh jumlah banyak total orang sosok tokoh pihak laku adakan gelar selenggara laksana
    langsung jadi kenal jadwal rencana sekarang kini dulu mulai baru soal bilang kata sampai kira
    dapat bikin punya milik turut ikut saat waktu masuk rupa guna pakai kasih alas sebab
    mean called located happen kind type sort
""")
_LIGHT_WEIGHT = 0.3
"""What is left of the weight of such a word, and of the kind of thing asked for: the same share
as in ``rag.evidence``."""
_CAP = 0.5
"""Most that a word weighs that is no name or number: a rare word of the language may be said in
another. At 0.7 two points more of the removed stories are caught and two near misses of 12 fewer
(product's search, facqa n = 1,271, labor n = 54 + 12)."""
_LONGEST = 4_000  # characters of a question that are looked at
_MOST_TERMS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A concept of the question.

    ``weight`` is 1 for one word that the archive never saw, and less the commoner it is;
    ``trust`` is the same, less for words that a text may leave out or say in another way.
    ``wordings`` are its own stems, then other wordings with what each counts for. ``forms`` are
    its words in the question, folded; ``named`` are its words as written if it is a name or
    number, else none.
    """

    wordings: tuple[tuple[tuple[str, ...], float], ...]
    forms: frozenset[str]
    weight: float
    trust: float
    named: tuple[str, ...]

    def presence(self, stems: frozenset[str], pairs: frozenset[tuple[str, str]]) -> float:
        """Return how much of the term is among ``stems``, from 0 to 1: by its best wording.

        Of its own words each counts; another wording is there as a whole, its words beside each
        other (``pairs``), or not at all: where Konfederasi ASPEK Indonesia meets a Serikat Pekerja
        there is no Konfederasi Serikat Pekerja Indonesia.
        """
        own = self.wordings[0][0]
        if len(self.wordings) == len(own) == 1:  # nearly always; this is called most
            return 1.0 if own[0] in stems else 0.0
        best = sum(s in stems for s in own) / len(own)
        for other, weight in self.wordings[1:]:
            if weight > best and stems.issuperset(other) and pairs.issuperset(pairwise(other)):
                best = weight
        return best


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as the score sees it."""

    terms: tuple[Term, ...]


def read_asked(understood: Understood, frequency: Callable[[str], float]) -> Asked:
    """Take an understood question apart; ``frequency`` is a stem's inverse document frequency."""
    text = understood.text[:_LONGEST]
    concepts = (understood.concepts or plain_concepts(text))[:_MOST_TERMS]
    reading = _Reading.of(text, understood.language)
    unseen = max(frequency(""), 1e-9)  # no text has the empty stem
    return Asked(
        terms=tuple(_term(concept, reading, frequency, unseen) for concept in concepts),
    )


def plain_concepts(text: str) -> tuple[Concept, ...]:
    """Return one concept for each content word, else each word, no other wordings known."""
    said = words(text)
    content = [w for w in said if w not in INDONESIAN | ENGLISH | QUESTION] or said
    first = {stem(word): word for word in reversed(content)}
    return tuple(Concept(text=word, stems=(one,)) for one, word in reversed(first.items()))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """The question's words as written, by stem, and which of them are names or ask."""

    written: dict[str, str]
    forms: dict[str, frozenset[str]]
    names: frozenset[str]  # stems
    kinds: frozenset[str]  # stems

    @classmethod
    def of(cls, text: str, language: str) -> _Reading:
        raw = _RAW.findall(text)
        written: dict[str, str] = {}
        forms: dict[str, set[str]] = {}
        for word in raw:
            for form in words(word):
                written.setdefault(stem(form), word)
                forms.setdefault(stem(form), set()).add(form)
        return cls(
            written=written,
            forms={one: frozenset(found) for one, found in forms.items()},
            names=_names(raw, language),
            kinds=_kinds(text),
        )


def _names(raw: Sequence[str], language: str) -> frozenset[str]:
    """Return stems of capitalised words, the first left out unless it is an acronym.

    Where capitals say nothing, words that are none of Indonesian's common ones; in English none.
    """
    rest = raw[1:]
    if any(w[0].isupper() for w in rest) and any(w[0].islower() for w in rest):
        capital = [word for word in rest if word[0].isupper()]
        capital += [word for word in raw[:1] if len(word) > 1 and word.isupper()]
        return frozenset(stem(form) for word in capital for form in words(word))
    if language == "en":
        return frozenset()
    # One or two letters are shorthand ("n" for "dan"), not names.
    said = [form for word in raw for form in words(word) if len(form) > 2]
    return frozenset(stem(w) for w in said if w.isalpha() and not is_common_word(w))


def _kinds(text: str) -> frozenset[str]:
    folded, kind = spelled(text), question_type(text)
    found = {stem(fold(m[1] or m[2])) for m in _KIND.finditer(folded)}
    if kind is QuestionType.HOW_MANY:
        found -= {stem(fold(m[1] or m[2])) for m in _COUNTED.finditer(folded)}
    if kind is QuestionType.WHEN:
        found |= _TIMES
    return frozenset(found)


def _term(
    concept: Concept, reading: _Reading, frequency: Callable[[str], float], unseen: float
) -> Term:
    wordings = ((concept.stems, 1.0), *((w.stems, w.weight) for w in concept.others))
    # Said in several ways, a thing is as common as its commonest way.
    weight = min(
        sum(max(0.0, frequency(s)) for s in stems) / unseen
        for stems, share in wordings
        if share == 1.0
    )
    kind = reading.kinds.issuperset(concept.stems)
    number = all(s[0].isdecimal() for s in concept.stems)
    named = number or (not kind and not reading.names.isdisjoint(concept.stems))
    light = kind or _LIGHT.issuperset(concept.stems)
    trust = weight if named else min(weight, _CAP)
    as_written = (reading.written.get(s, "") for s in concept.stems) if named else ()
    return Term(
        wordings=wordings,
        forms=frozenset().union(*(reading.forms.get(s, frozenset()) for s in concept.stems)),
        weight=weight * (_LIGHT_WEIGHT if kind else 1.0),
        trust=trust * (_LIGHT_WEIGHT if light else 1.0),
        named=tuple(dict.fromkeys(word for word in as_written if word)),
    )
