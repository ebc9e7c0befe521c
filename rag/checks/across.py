"""A claim in one language over evidence in the other.

Words cannot be compared one by one, so the glossary says which content words of the claim stand
in the evidence in the other language. What stays comparable is checked: numbers, dates, names
and offices (their own checks), and here negation, plans, direction words and quantities. A claim
is passed without a second look only when it is strongly anchored: at least two different names,
numbers or dates of it stand in the evidence with half or more of its other content words, or
three quarters of these stand there where it has fewer names and numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.checks.lists import MONTHS_AND_DAYS, NEGATIONS, PLANNED, UNSURE
from rag.checks.opposites import opposites
from rag.checks.quantities import quantity_class
from rag.checks.reading import Token, stems
from rag.language.stopwords import listed

STRONG_ANCHORS = 2
STRONG_SHARE = 0.5
STRONGER_SHARE = 0.75
_LEAST_SHARE = 0.2
_TURNS = listed(
    """
    gagal batal menolak enggan ditolak dibatalkan fail failed fails refuse refuses refused reject
    rejected cancelled canceled out lack lacks lacked
    """
)
_FORMS = listed("rp idr rupiah juta ribu miliar triliun million thousand billion persen percent")
_DENYING = NEGATIONS - _TURNS


@dataclass(frozen=True, slots=True)
class Crossed:
    """How a claim holds on to evidence in another language; ``share`` is 0 to 1."""

    share: float
    anchors: int
    problems: tuple[str, ...]

    @property
    def strong(self) -> bool:
        """Whether no second look is needed."""
        least = STRONG_SHARE if self.anchors >= STRONG_ANCHORS else STRONGER_SHARE
        return self.share >= least and not self.problems

    @property
    def unfounded(self) -> bool:
        """Whether nothing of the claim, or nearly nothing, stands in the evidence."""
        return not self.anchors and self.share < _LEAST_SHARE


def across(
    claim: Sequence[Token], source: Sequence[Token], otherwise: frozenset[str], agreed: int = 0
) -> Crossed:
    """Compare a claim with evidence in another language.

    ``otherwise`` are stems of the claim that the evidence has in another wording, ``agreed``
    counts
    """
    known = stems(source)
    words = {token.word for token in source}
    anchors: set[str] = set()
    wanted = stood = 0
    for token in claim:
        there = token.stem in known or token.word in words
        named = token.figure or token.acronym or (token.capital and not token.opens)
        if there and named and not token.figure and token.word not in _FORMS:
            anchors.add(token.word)
        elif token.content and not named and token.word not in _FORMS | MONTHS_AND_DAYS:
            wanted += 1
            stood += there or token.stem in otherwise
    share = stood / wanted if wanted else 1.0
    return Crossed(share, len(anchors) + agreed, _turns(claim, source))


def _said(tokens: Sequence[Token]) -> set[str]:
    """Return the words of a text without the month of May, which is no doubt."""
    return {token.word for token in tokens if not (token.word == "may" and token.capital)}


def _turns(claim: Sequence[Token], source: Sequence[Token]) -> tuple[str, ...]:
    ours, theirs = _said(claim), _said(source)
    problems = []
    denied, their_denied = bool(ours & _DENYING), bool(theirs & _DENYING)
    if denied != their_denied and not (theirs if denied else ours) & _TURNS:
        problems.append("negation")
    if bool(ours & PLANNED) != bool(theirs & PLANNED):
        problems.append("tense")
    if theirs & UNSURE and not ours & UNSURE:
        problems.append("certainty")
    problems += [
        f"antonym: {word}"
        for word in sorted(ours)
        if opposites(word) & theirs and not _same_side(word, theirs)
    ]
    kinds = {quantity_class(word) for word in ours} - {"", "many"}
    problems += [
        f"quantity: {kind}" for kind in sorted(kinds - {quantity_class(word) for word in theirs})
    ]
    return tuple(problems)


def _same_side(word: str, theirs: set[str]) -> bool:
    """Whether the evidence also has a word that is opposed to what this word is opposed to."""
    against = opposites(word)
    return word in theirs or any(opposites(other) & against for other in theirs - against)
