"""Checks of numbers: the value, what it counts, and the bound set to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from types import MappingProxyType

from rag.checks.amounts import FIRM, Amount, amounts, same_amount
from rag.checks.places import Bridge, Place, bridged, moved, pairs, place_of
from rag.language import NumberKind, dates, numbers

_CODE = re.compile(r"[^\W_]*\d+(?:[./:-]?[^\W_]+)*")
_UPPER, _LOWER = {"over", "least"}, {"under", "most", "almost"}
# How far a number with a bound may stand from the evidence's and still be an honest rounding.
_ROUNDING = Decimal("0.1")
_BOUNDED = Decimal("0.25")
_LIMITING = frozenset(("most", "under", "least"))
# Words of the evidence that set a limit: "membatasi beban: 40 kilogram".
_LIMITS = re.compile(r"batas|maks|minim|lambat|\blimit|\bcap(?:s|ped)?\b", re.IGNORECASE)
_EXACT = re.compile(r"\b(?:tepat|persis|exactly|precisely)\s(?:rp\.?\s?)?\Z", re.IGNORECASE)


def strange_numbers(
    claim: str, evidence: Sequence[str], bridge: Bridge = MappingProxyType({})
) -> tuple[str, ...]:
    """Return what is wrong with a claim's numbers: a code with the number.

    A number must stand in the evidence with the same value ("number"), and not more often than
    there. Where the evidence has several, it must also keep the words beside it and its place in
    a range ("number_place"), which catches numbers that have changed places. "number_bound"
    tells of another bound ("lebih dari" for "kurang dari"), "number_rounded" of a round number
    under a bound that agrees with the evidence. Digits of dates are left to ``strange_dates``;
    digits in codes and clock times must be the same character by character.
    """
    theirs = [(text, amount) for text in evidence for amount in amounts(text)]
    ours = amounts(claim)
    problems = []
    for amount in ours:
        beside = bridged(place_of(claim, amount.span), bridge)
        code = _judge(claim, beside, amount, ours, theirs)
        if code:
            problems.append(f"{code}: {claim[amount.start : amount.end].strip()}")
    problems += [f"number_place: {shown}" for shown in _turned(claim, ours, evidence)]
    return (*problems, *_strange_codes(claim, evidence))


def _judge(
    claim: str,
    beside: Place,
    amount: Amount,
    ours: Sequence[Amount],
    theirs: Sequence[tuple[str, Amount]],
) -> str:
    same = [(text, other) for text, other in theirs if same_amount(amount, other)]
    others = [(text, other) for text, other in theirs if not same_amount(amount, other)]
    if amount.one:
        if same and not any(_boundssame_amount(amount, other) for _, other in same):
            return "number_bound"
        rivals = [place_of(text, other.span) for text, other in others if not other.vague]
        replaced = not same and any(beside.units & rival.units for rival in rivals)
        return "number" if replaced else ""
    if not same:
        return _missing(amount, [other for _, other in theirs])
    others = [(text, other) for text, other in others if other.kind is amount.kind]
    often = sum(same_amount(amount, other) for other in ours if not other.one) > len(same)
    if not amount.vague and (often or (others and _displaced(beside, same, others))):
        return "number_place"
    kept = any(
        _boundssame_amount(amount, other)
        or (amount.bound in _LIMITING and not other.bound and _LIMITS.search(text))
        for text, other in same
    )
    return "" if kept and not _made_exact(claim, amount, same) else "number_bound"


def _made_exact(claim: str, amount: Amount, same: Sequence[tuple[str, Amount]]) -> bool:
    """Whether a claim is sure of a number ("tepat 40") that the evidence gives about."""
    sure = _EXACT.search(claim, max(0, amount.start - 20), amount.start)
    return bool(sure) and all(other.bound for _, other in same)


def _missing(amount: Amount, theirs: Sequence[Amount]) -> str:
    """Judge a number whose value the evidence does not have."""
    if any(_rounds(amount, other) for other in theirs):
        return "number_rounded"
    if amount.kind is NumberKind.ORDINAL and not any(
        other.kind is NumberKind.ORDINAL for other in theirs
    ):
        return "number_order"  # "kedua pihak", "pertama kali": it may be no figure at all
    return "number"


def _displaced(
    beside: Place,
    same: Sequence[tuple[str, Amount]],
    others: Sequence[tuple[str, Amount]],
) -> bool:
    return moved(
        beside,
        [place_of(text, other.span) for text, other in same],
        [place_of(text, other.span) for text, other in others if not other.one],
    )


def _boundssame_amount(one: Amount, other: Amount) -> bool:
    """Whether a bound is kept; one that is left out or merely vague is no contradiction."""
    ours, theirs = one.bound, other.bound
    if ours in {"", "about"} or ours == theirs:
        return not (ours == "" and theirs in {"under", "almost"})
    if not theirs:
        return False
    return any({ours, theirs} <= side for side in (_UPPER, _LOWER))


def _rounds(one: Amount, other: Amount) -> bool:
    kinds = {one.kind, other.kind}
    if not one.bound or other.vague or (len(kinds) > 1 and kinds & FIRM):
        return False
    low, high = other.first, one.first
    if one.bound in _UPPER:
        low, high = high, low
        return low < high <= low * (1 + _BOUNDED)
    if one.bound in {"under", "most"}:
        return low < high <= low * (1 + _BOUNDED)
    if one.bound == "almost":
        return low < high <= low * (1 + _ROUNDING)
    return abs(high - low) <= low * _ROUNDING


def _turned(claim: str, ours: Sequence[Amount], evidence: Sequence[str]) -> Iterator[str]:
    """Yield ranges that the evidence has the other way round ("dari 5 menjadi 3")."""
    mine = _ranges(claim, ours)
    if not mine:
        return
    theirs = {pair for text in evidence for pair in _ranges(text, amounts(text))}
    for one, two, tie in sorted(mine):
        if (two, one, tie) in theirs and (one, two, tie) not in theirs:
            yield f"{one:f}-{two:f}"


def _ranges(text: str, found: Sequence[Amount]) -> set[tuple[Decimal, Decimal, str]]:
    return {
        (found[one].first, found[two].first, tie)
        for one, two, tie in pairs(text, [amount.span for amount in found])
        if found[one].first != found[two].first
    }


def _strange_codes(claim: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Return words with digits that are no numbers or dates and that the evidence lacks."""
    codes = list(_CODE.finditer(claim))
    if not codes:
        return ()
    known = {code.casefold() for text in evidence for code in _CODE.findall(text)}
    spans = [(number.start, number.end) for number in numbers(claim)]
    spans += [(mention.start, mention.end) for mention in dates(claim)]
    return tuple(
        f"number: {match[0]}"
        for match in codes
        if match[0].casefold() not in known
        and not any(start < match.end() and match.start() < end for start, end in spans)
    )
