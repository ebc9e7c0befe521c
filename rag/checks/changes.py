"""Small edits of a sentence that a claim otherwise repeats.

Most wrong claims of a small model are a right sentence with one word exchanged, dropped or
added. Where a claim follows a sentence of its evidence closely, each such edit is looked at; a
claim in words of its own is left to the other checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.checks.amounts import Amount, amounts, same_amount
from rag.checks.lists import DONE, FRAME, INTENDED, NEGATIONS, PLANNED, UNSURE
from rag.checks.quantities import APIECE, quantity_class
from rag.checks.reading import Token, read

_CLOSE = 0.6  # share of the claim's words that stand in the evidence in the same order
_SMALL = 3  # words: a longer edit is a wording of its own
_LONGEST = 150  # words that are compared
_JOINS = frozenset(("maupun", "atau", "ataupun", "dan", "or", "nor"))  # "tidak A, tidak B"

_DUE = frozenset(("lambat", "selambat"))  # a deadline makes a plan of a plain verb

_Meaning = Callable[[Token], bool]


@dataclass(frozen=True, slots=True)
class _Edit:
    """Words of the evidence that the claim has replaced by others; either may be empty."""

    removed: tuple[Token, ...]
    added: tuple[Token, ...]
    around: frozenset[str]
    enclosed: bool  # whether the words before and after are the same in both


def changes(claim: str, source: str, borne_out: _Meaning) -> tuple[str, ...]:
    """Return what a claim's small edits of its evidence sentence change.

    Args:
        claim: one sentence of the claim.
        source: the evidence sentence that it follows most closely.
        borne_out: whether a content word of the claim stands in the evidence in any wording.

    Returns:
        negation, tense, certainty, "quantity: ..." and "wording: ..." for a word that stands in
        the place of another, or for words that were added.
    """
    problems: list[str] = []
    ours, theirs = read(claim), read(source)
    kept = {
        code
        for code, words in (("negation", NEGATIONS), ("tense", PLANNED | INTENDED))
        if sum(t.word in words for t in ours) == sum(t.word in words for t in theirs)
    }
    for edit in _edits(ours[:_LONGEST], theirs[:_LONGEST]):
        # As many of them as there: they have only moved along with the words.
        problems += [code for code in _markers(edit) if code not in kept]
        problems += _words(edit, borne_out)
        problems += _slots(edit)
        misplaced = list(_figures(edit, amounts(claim), amounts(source)))
        problems += misplaced or _days(edit)
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
    turned = bool(removed & NEGATIONS) != bool(added & NEGATIONS)
    if turned and (edit.enclosed or added) and not added & _JOINS:
        yield "negation"
    if not edit.enclosed:
        return
    if not (removed | added | edit.around) & _DUE and (
        removed & PLANNED
        and not (added | edit.around) & PLANNED
        or added & PLANNED
        and not (removed | edit.around) & PLANNED
        or added & DONE
        and removed & PLANNED
    ):
        yield "tense"
    if bool(removed & UNSURE) != bool(added & UNSURE) and not edit.around & UNSURE:
        yield "certainty"
    kinds = {quantity_class(word) for word in removed}, {quantity_class(word) for word in added}
    apiece = (removed | added | edit.around) & APIECE
    if apiece:  # "per anggota" and "setiap anggota" say the same
        kinds = kinds[0] - {"all"}, kinds[1] - {"all"}
    if kinds[0] != kinds[1] and (kinds[1] - {""} or kinds[0] & {"part", "near", "only", "all"}):
        yield "quantity: " + " ".join(sorted(kinds[0] ^ kinds[1] - {""})).strip()


def _slots(edit: _Edit) -> Iterator[str]:
    """Yield names of the evidence that stand where it has another name."""
    gone = [token for token in edit.removed if token.capital and token.content]
    fresh = [token for token in edit.added if token.capital and token.content]
    if not edit.enclosed or not gone or not fresh:
        return
    if {token.word for token in gone} & {token.word for token in fresh}:
        return
    initials = "".join(token.word[0] for token in gone), "".join(token.word[0] for token in fresh)
    if any(token.acronym and token.word == initials[0] for token in fresh) or any(
        token.acronym and token.word == initials[1] for token in gone
    ):
        return
    yield "name_place: " + " ".join(token.text for token in fresh)


def _figures(edit: _Edit, ours: Sequence[Amount], theirs: Sequence[Amount]) -> Iterator[str]:
    """Yield numbers that stand where the evidence has another number."""
    fresh = [amount for amount in ours if _within(amount, edit.added)]
    gone = [amount for amount in theirs if _within(amount, edit.removed)]
    for amount in fresh:
        if gone and not any(same_amount(amount, other) for other in gone):
            yield "number_place: " + " ".join(token.text for token in edit.added)


def _days(edit: _Edit) -> Iterator[str]:
    """Yield figures of a date that stand where the evidence has other ones."""
    gone, fresh = edit.removed, edit.added
    figures = [token.figure for token in (*gone, *fresh)]
    shared = {token.word for token in gone} & {token.word for token in fresh}
    years = [len(token.word) == 4 and token.figure for token in (*gone, *fresh)]
    alike = all(years) or not any(years)  # a year that was added is compared with the date
    if edit.enclosed and len(gone) == len(fresh) and all(figures) and alike and not shared:
        yield "date_place: " + " ".join(token.text for token in fresh)


def _within(amount: Amount, tokens: Sequence[Token]) -> bool:
    return any(amount.start < token.end and token.start < amount.end for token in tokens)


def _words(edit: _Edit, borne_out: _Meaning) -> Iterator[str]:
    fresh = [
        token
        for token in edit.added
        if token.content and token.word not in FRAME and not borne_out(token)
    ]
    if not fresh:
        return
    gone = [token for token in edit.removed if token.content]
    if edit.enclosed and gone and len(edit.added) <= _SMALL or len(fresh) > 1:
        yield "wording: " + " ".join(token.text for token in fresh)
