"""Checks of meaning: is all of the claim in the evidence, and does it say the same way round?

Negation and tense are compared where they belong: a marker is joined with the content word
that follows it, and that pair must stand in the evidence. A sentence that leaves out another,
negated part of its evidence is therefore not suspicious.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.checks.lists import DONE, FRAME, HELPERS, NEGATIONS, PLANNED, UNSURE
from rag.checks.opposites import opposite_stems, opposites
from rag.checks.reading import Token, stems
from rag.language.stopwords import listed

_JOINS = listed("maupun atau ataupun or nor")
_REACH = 4  # tokens after a marker in which the word that it belongs to stands
_SPEECH_FRAME = listed(
    """
    kata ujar ucap tutur ungkap jelas tegas sebut nyata nilai sampai lapor turut said say state
    according menurut bahwa
    """
)  # stems that only frame reported speech: every honest summary adds some
_LOW_SHARE = 0.5
_REVIEW_SHARE = 0.75
_LONG_GAP = 4
_REVIEW_GAP = 3


def support(
    claim: Sequence[Token],
    evidence: Sequence[Token],
    otherwise: frozenset[str] = frozenset(),
    counted: frozenset[str] = frozenset(),
) -> tuple[str, float]:
    """Judge how much of a claim's content stands in its evidence.

    ``otherwise`` are stems of the claim that stand in the evidence in another wording,
    ``counted`` words that belong to numbers, which are compared elsewhere.

    Returns:
        ("unsupported", share) when less than half of the content words, or a run of them,
        stands nowhere in the evidence; ("wording", share) when it is a good part but not
        all; else ("", share).
    """
    known = stems(evidence) | initials(evidence) | otherwise
    content = [
        token
        for token in claim
        if token.content and token.stem not in _SPEECH_FRAME and token.word not in FRAME | counted
    ]
    if not content:
        return "", 1.0
    found = [_stands(token, known) for token in content]
    share = sum(found) / len(found)
    gap = longest = 0
    for hit in found:
        gap = 0 if hit else gap + 1
        longest = max(longest, gap)
    if share < _LOW_SHARE or longest > _LONG_GAP:
        return "unsupported", share
    if share < _REVIEW_SHARE or longest >= _REVIEW_GAP:
        return "wording", share
    return "", share


def polarity(claim: Sequence[Token], evidence: Sequence[Token]) -> tuple[str, ...]:
    """Return which of negation, tense and certainty differ between claim and evidence."""
    problems = []
    if _differs(claim, evidence, NEGATIONS):
        problems.append("negation")
    if _differs(claim, evidence, PLANNED) or _turned(claim, evidence):
        problems.append("tense")
    if _differs(claim, evidence, UNSURE, only_lost=True):
        problems.append("certainty")
    return tuple(problems)


def antonyms(claim: Sequence[Token], evidence: Sequence[Token]) -> tuple[str, ...]:
    """Return words of the claim whose opposite stands in the evidence instead of them."""
    theirs = {token.word for token in evidence}
    their_stems = stems(evidence)
    return tuple(
        token.text
        for token in claim
        if opposites(token.word)
        and token.word not in theirs
        and token.stem not in their_stems
        and (opposites(token.word) & theirs or opposite_stems(token.word) & their_stems)
    )


def _stands(token: Token, known: frozenset[str]) -> bool:
    return token.stem in known or token.word in known


def initials(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the initials of every run of 2 to 6 words: a claim may abbreviate."""
    letters = "".join(token.word[0] for token in tokens)
    return frozenset(
        letters[start : start + size]
        for size in range(2, 7)
        for start in range(len(letters) - size + 1)
    )


def _marked(tokens: Sequence[Token], markers: frozenset[str]) -> set[str]:
    """Return the stems of the content words that follow a marker."""
    found = set()
    for index, token in enumerate(tokens):
        if token.word in markers:
            for after in tokens[index + 1 : index + 1 + _REACH]:
                if any(mark in after.before for mark in ",.;:"):
                    break
                if after.word not in HELPERS and after.word not in markers:
                    found.add(after.stem)
                    break
    return found


def _scope(tokens: Sequence[Token], markers: frozenset[str]) -> set[str]:
    """Return the stems of all words that follow a marker closely."""
    found: set[str] = set()
    for index, token in enumerate(tokens):
        if token.word in markers:
            after = tokens[index + 1 : index + 1 + _REACH]
            if any(other.word in _JOINS for other in after):
                after = tokens[index + 1 : index + 1 + 2 * _REACH]
            found.update(other.stem for other in after)
    return found


def _unmarked(tokens: Sequence[Token], markers: frozenset[str]) -> set[str]:
    """Return the stems of words that stand without the marker at least once."""
    bare = set()
    pending = 0
    for token in tokens:
        if token.word in markers:
            pending = _REACH
        elif pending and token.word in HELPERS:
            pending -= 1
        elif pending:
            pending = 0
        else:
            bare.add(token.stem)
    return bare


def _differs(
    claim: Sequence[Token],
    evidence: Sequence[Token],
    markers: frozenset[str],
    *,
    only_lost: bool = False,
) -> bool:
    theirs, ours = _marked(evidence, markers), _marked(claim, markers)
    their_bare, our_bare = _unmarked(evidence, markers), _unmarked(claim, markers)
    scope, their_scope = _scope(claim, markers), _scope(evidence, markers)
    lost = {word for word in theirs & our_bare if word not in scope and word not in their_bare}
    if lost:
        return True
    if only_lost:
        return False
    gained = {word for word in ours - their_scope if word in their_bare or not theirs}
    return bool(gained)


def _turned(claim: Sequence[Token], evidence: Sequence[Token]) -> bool:
    """Whether something planned is told as done."""
    planned = _marked(evidence, PLANNED) - _marked(evidence, DONE)
    return bool(planned & _marked(claim, DONE))
