"""Small edits of a sentence that a claim otherwise repeats.

Most wrong claims of a small model are a right sentence with one word exchanged, dropped or
added. Where a claim follows a sentence of its evidence closely, each such edit is looked at; a
claim in words of its own is left to the other checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.checks.lists import DONE, NEGATIONS, PLANNED, UNSURE
from rag.checks.quantities import quantity_class
from rag.checks.reading import Token

_CLOSE = 0.6  # share of the claim's words that stand in the evidence in the same order
_SMALL = 3  # words: a longer edit is a wording of its own
_LONGEST = 150  # words that are compared
_LOOSE = frozenset(("ini", "itu", "tersebut", "nya", "pun", "juga", "the", "a", "an"))

_Meaning = Callable[[Token], bool]


@dataclass(frozen=True, slots=True)
class _Edit:
    """Words of the evidence that the claim has replaced by others; either may be empty."""

    removed: tuple[Token, ...]
    added: tuple[Token, ...]
    around: frozenset[str]
    enclosed: bool  # whether the words before and after are the same in both


def changes(
    claim: Sequence[Token], source: Sequence[Token], borne_out: _Meaning
) -> tuple[str, ...]:
    """Return what a claim's small edits of its evidence sentence change.

    Args:
        claim: tokens of one sentence of the claim.
        source: tokens of the evidence sentence that it follows most closely.
        borne_out: whether a content word of the claim stands in the evidence in any wording.

    Returns:
        negation, tense, certainty, "quantity: ..." and "wording: ..." for a word that stands in
        the place of another, or for words that were added.
    """
    problems: list[str] = []
    for edit in _edits(claim[:_LONGEST], source[:_LONGEST]):
        problems += _markers(edit)
        problems += _words(edit, borne_out)
    return tuple(dict.fromkeys(problems))


def _edits(claim: Sequence[Token], source: Sequence[Token]) -> Iterator[_Edit]:
    ours, theirs = [token.word for token in claim], [token.word for token in source]
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    codes = matcher.get_opcodes()
    kept = sum(j2 - j1 for tag, _, _, j1, j2 in codes if tag == "equal")
    if not ours or kept < _CLOSE * len(ours):
        return
    for place, (tag, i1, i2, j1, j2) in enumerate(codes):
        if tag == "equal" or i2 - i1 > _SMALL or j2 - j1 > 2 * _SMALL:
            continue
        around = frozenset(theirs[max(0, i1 - 2) : i1] + theirs[i2 : i2 + 2])
        enclosed = 0 < place < len(codes) - 1
        yield _Edit(tuple(source[i1:i2]), tuple(claim[j1:j2]), around, enclosed)


def _markers(edit: _Edit) -> Iterator[str]:
    removed = {token.word for token in edit.removed}
    added = {token.word for token in edit.added}
    if bool(removed & NEGATIONS) != bool(added & NEGATIONS) and (edit.enclosed or added):
        yield "negation"
    if not edit.enclosed:
        return
    if removed & PLANNED and not (added | edit.around) & PLANNED:
        yield "tense"
    elif added & PLANNED and not (removed | edit.around) & PLANNED:
        yield "tense"
    elif added & DONE and removed & PLANNED:
        yield "tense"
    if bool(removed & UNSURE) != bool(added & UNSURE) and not edit.around & UNSURE:
        yield "certainty"
    kinds = {quantity_class(word) for word in removed}, {quantity_class(word) for word in added}
    if kinds[0] != kinds[1] and (kinds[1] - {""} or kinds[0] & {"part", "near", "only", "all"}):
        yield "quantity: " + " ".join(sorted(kinds[0] ^ kinds[1] - {""})).strip()


def _words(edit: _Edit, borne_out: _Meaning) -> Iterator[str]:
    fresh = [token for token in edit.added if token.content and not borne_out(token)]
    if not fresh:
        return
    gone = [token for token in edit.removed if token.content]
    if edit.enclosed and gone and len(edit.added) <= _SMALL:
        yield "wording: " + " ".join(token.text for token in fresh)
    elif len(fresh) > 1:
        yield "wording: " + " ".join(token.text for token in fresh)
