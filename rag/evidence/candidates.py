"""Which spans of a sentence could be the answer to a question, and how well they fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.evidence.aliases import spelled_names
from rag.evidence.names import UPPER, Span, descriptions, name_spans, person_likeness, stems_of
from rag.evidence.numbers import fitting_numbers, unit_fit
from rag.evidence.question import AskedQuestion
from rag.evidence.times import asks_saying, fitting_times, is_of_saying
from rag.language import QuestionType, fold, stem
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


# "A, B, dan C": what "apa saja" asks for.
_LIST = re.compile(
    r"[^\W\d_][^,.;:]{1,40}(?:,\s(?!dan |and )[^,.;:]{1,40}){1,8},?\s(?:dan|serta|and)\s\w+"
)
_LIST_FIT = 0.7
_KIND_FIT = 0.6
_SAYING_FIT = 0.4  # of a place where somebody only spoke
_PLACES = frozenset(
    stem(word)
    for word in listed("""
    negara kota provinsi propinsi kabupaten desa daerah wilayah pulau tempat kecamatan kelurahan
    lokasi kawasan jalan benua city town country province place region district village island
    """)
)
_BUILDINGS = frozenset(
    stem(word)
    for word in listed("""
    hotel gedung balai aula stadion kantor lapangan wisma graha auditorium building hall stadium
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
        yield from fitting_times(asked, sentence)
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
        yield from _things(asked, sentence)
        yield from ((m.span(), _LIST_FIT) for m in _LIST.finditer(sentence) if asked.many)


def _things(asked: AskedQuestion, sentence: str) -> Iterator[tuple[Span, float]]:
    """Yield names, best those of the kind asked for, and words that say which one it is."""
    for span in name_spans(sentence):
        headed = asked.heads & stems_of(sentence[max(0, span[0] - 15) : span[1]])
        yield span, 1.0 if headed else 0.4
    for one, after in pairwise(_WORD.finditer(sentence)) if asked.heads else ():
        # "kapal apa" … "kapal tanker": a new word after the kind of thing
        told = stems_of(after[0])
        new = told and not told & asked.all_stems and after.start() == one.end() + 1
        if new and asked.heads & stems_of(one[0]) and sentence[one.end()] == " ":
            yield after.span(), _KIND_FIT


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


def _places(asked: AskedQuestion, sentence: str) -> Iterator[tuple[Span, float]]:
    named = dict(name_spans(sentence, inside=True))
    most = 1.0 if asks_saying(asked) else _SAYING_FIT
    for match in _PLACE_BEFORE.finditer(sentence):
        end = named.get(match.end())
        if end is not None:
            said = stems_of(sentence[match.start() : end])
            fit = 1.0 if asked.heads & said else _place_fit(asked, said)
            yield (
                (match.end(), end),
                min(fit, most) if is_of_saying(sentence, match.start()) else fit,
            )
    if asked.heads and not asked.heads & _BUILDINGS:  # "di perusahaan apa": any name may be it
        yield from _things(asked, sentence)
    dateline = _DATELINE.match(sentence)
    if dateline:
        # Where a report was written is seldom where it happened: never enough by itself.
        yield dateline.span(1), 0.3


def _place_fit(asked: AskedQuestion, said: frozenset[str]) -> float:
    """Return how well a place fits: a building has its kind in its name, a town has not."""
    if asked.heads and not asked.heads & (_BUILDINGS | _PLACES):
        return 0.4  # "di nomor apa", "ke forum mana": not a place in the first place
    if not asked.heads & _BUILDINGS:
        return 0.9
    return 0.8 if said & _BUILDINGS and "hotel" not in asked.heads else 0.3
