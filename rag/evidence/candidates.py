"""Which spans of a sentence could be the answer to a question, and how well they fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.evidence.aliases import spelled_names
from rag.evidence.names import Span, descriptions, name_spans, person_likeness, stems_of
from rag.evidence.numbers import fitting_numbers, unit_fit
from rag.evidence.places import BUILDINGS, PLACES, fitting_places
from rag.evidence.question import AskedQuestion
from rag.evidence.times import fitting_times
from rag.language import QuestionType, fold


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A span that answers by its form; ``fit`` is from 0 (hardly) to 1 (just what is asked)."""

    start: int
    end: int
    fit: float


_WORD = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*")
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
    r"\b[^\W\d_][^,.;:]{1,40}(?:,\s(?!dan |and )[^,.;:]{1,40}){1,8},?\s(?:dan|serta|and)\s\w+"
)
_LIST_FIT = 0.7
_HIS = re.compile(
    r"\b(?:kata|ujar|tutur|ucap|tegas|jelas|ungkap|imbuh|papar|tambah|sebut|lanjut)(?:nya\b|\s(?:dia|ia"
    r"|beliau)\b)|^\W*(?:[Ii]a|[Dd]ia|[Bb]eliau|[Hh]e|[Ss]he)\b|\b(?:he|she) (?:said|added)"
)
_HIS_FIT = 0.7  # of speech by "he" or "she", where somebody's is asked for
_OTHERS_FIT = 0.4  # of speech in a sentence that does not name them
_KIND_FIT = 0.6
_SORT_FIT = 0.95  # of a name beside the word for whom is asked for: "siapa pilot"
_DEED_REACH = 90  # characters before a name in which its deed is told: "dibangun … oleh Rina"
_CLAUSE = re.compile(r"[,;:()–—\"“”]")
_AGENT = frozenset(("oleh", "by"))
_WHERE_BEFORE = frozenset(("di", "ke", "dari", "in", "at", "from"))


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
        fit = _spoken(asked, sentence, stems)
        yield from ((m.span(), fit) for m in _SPEECH.finditer(sentence))
    else:
        for span, fit in _named(asked, sentence, holders, stems):
            inside = stems_of(sentence[span[0] : span[1]])
            if inside and not inside <= asked.all_stems | asked.own_acronyms:
                yield span, fit


def _spoken(asked: AskedQuestion, sentence: str, stems: frozenset[str]) -> float:
    """Return how likely it is that the speech in a sentence is that of whom the question names."""
    if not asked.entity_stems or not asked.entity_stems.isdisjoint(stems):
        return 1.0
    return _HIS_FIT if _HIS.search(sentence) else _OTHERS_FIT


def _named(
    asked: AskedQuestion, sentence: str, holders: frozenset[str], stems: frozenset[str]
) -> Iterator[tuple[Span, float]]:
    if asked.type is QuestionType.WHEN:
        yield from fitting_times(asked, sentence)
    elif asked.type is QuestionType.WHERE:
        yield from fitting_places(asked, sentence)
        if asked.heads and not asked.heads & (BUILDINGS | PLACES):
            yield from _things(asked, sentence)  # "di perusahaan apa": any name may be it
    elif asked.type is QuestionType.WHO:
        # A role counts where the body that it belongs to is mentioned beside it.
        said = not asked.entity_stems or not asked.entity_stems.isdisjoint(stems)
        for whole in name_spans(sentence):
            span = _without_question(asked, sentence, whole)
            fit = person_likeness(sentence, span, asked.roles, holders)
            if asked.roles and _after_role(asked, sentence, span[0]):
                fit = max(fit, 0.9)
            if asked.sort and not asked.roles and _does(asked, sentence, span):
                fit = max(fit, _SORT_FIT)
            yield span, fit if said or not asked.roles or holders else 0.5 * fit
    elif asked.asks_name:
        yield from _things(asked, sentence)
        if asked.many:
            yield from ((m.span(), _LIST_FIT) for m in _LIST.finditer(sentence))


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


def _does(asked: AskedQuestion, sentence: str, span: Span) -> bool:
    """Tell whether a name stands by the word for whom is asked for, as noun or as verb.

    "Kopilot Endargo", "Rina mendirikan …", "… didirikan oleh Rina".
    """
    lead = sentence[max(0, span[0] - _DEED_REACH) : span[0]]
    before = _WORD.findall(lead)
    if before and fold(before[-1]) in _WHERE_BEFORE:
        return False
    if any(fold(word) in _AGENT for word in before[-2:]):
        return any(asked.sort & stems_of(word) for word in before)
    ahead = _WORD.findall(_CLAUSE.split(lead)[-1])[-2:]
    behind = _WORD.findall(_CLAUSE.split(sentence[span[1] : span[1] + 40])[0])[:2]
    # "Rina memilih …" does it, "… memilih Rina" undergoes it.
    wrong = ("di", "me") if asked.undergone else ("me", "di")
    return any(
        asked.sort & stems_of(word) and not fold(word).startswith(prefix)
        for words, prefix in ((ahead, wrong[0]), (behind, wrong[1]))
        for word in words
    )


def _without_question(asked: AskedQuestion, sentence: str, span: Span) -> Span:
    """Take the question's own words off both ends: "Ketua KSPI Said Iqbal" is "Said Iqbal"."""
    start, end = span
    inner = [
        (start + word.start(), start + word.end())
        for word in _WORD.finditer(sentence[start:end])
        if not stems_of(word[0]) <= asked.all_stems
    ]
    return (inner[0][0], inner[-1][1]) if inner else span
