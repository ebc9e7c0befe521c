"""Statements that a person should compare with their sources, and those that are not shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.notices import reasons
from rag.records import Answer, Check, Claim, LeftOut

Piece = tuple[str, bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A claim beside its evidence. ``place`` is its place in the answer, from 1.

    ``pieces`` join to the claim; those that the checks named are True. ``evidence`` are the
    sentences with the number of their source.
    """

    place: int
    pieces: tuple[Piece, ...]
    evidence: tuple[tuple[str, int], ...]
    reasons: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubts:
    """All of one answer; ``left_out`` are reasons, each with how many statements it kept back."""

    review: tuple[Doubt, ...] = ()
    repaired: tuple[Doubt, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def dropped(self) -> int:
        """How many statements are not shown."""
        return sum(count for _, count in self.left_out)


NO_DOUBTS = Doubts()


def doubts(answer: Answer, language: str) -> Doubts:
    """Return what of an answer is to be compared with its sources, in the answer's order."""
    numbers = {source.article: source.number for source in answer.sources}
    by_check: dict[Check, list[Doubt]] = {Check.REVIEW: [], Check.REPAIRED: []}
    for place, claim in enumerate(answer.claims, start=1):
        if claim.check in by_check:
            by_check[claim.check].append(_doubt(place, claim, numbers, language))
    return Doubts(
        review=tuple(by_check[Check.REVIEW]),
        repaired=tuple(by_check[Check.REPAIRED]),
        left_out=_left_out(answer.left_out, language),
    )


def _doubt(place: int, claim: Claim, numbers: dict[str, int], language: str) -> Doubt:
    named = [problem.partition(":")[2].strip() for problem in claim.problems]
    return Doubt(
        place=place,
        pieces=_pieces(claim.text, named if claim.check is Check.REVIEW else ()),
        evidence=tuple((item.text, numbers.get(item.article, 0)) for item in claim.evidence),
        reasons=reasons(claim.problems, language),
    )


def _pieces(text: str, named: Sequence[str]) -> tuple[Piece, ...]:
    """Cut a claim at the words that its checks named; whole words only."""
    wanted = [re.escape(each) for each in sorted(named, key=len, reverse=True) if each]
    if not wanted:
        return ((text, False),)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(wanted)})(?!\w)", re.IGNORECASE)
    found: list[Piece] = []
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            found.append((text[at : match.start()], False))
        found.append((match[0], True))
        at = match.end()
    if at < len(text):
        found.append((text[at:], False))
    return tuple(found)


def _left_out(items: Sequence[LeftOut], language: str) -> tuple[tuple[str, int], ...]:
    """Return the reasons in words, each once, the commonest first."""
    counted: dict[str, int] = {}
    for item in items:
        problems = item.problems or ({"no_evidence": "evidence"}.get(item.reason, item.reason),)
        # Only what kind of objection it is: its words are those of a statement that is not shown.
        told = reasons([problem.partition(":")[0] for problem in problems], language)
        counted[told] = counted.get(told, 0) + 1
    return tuple(sorted(counted.items(), key=lambda each: -each[1]))
