"""Whether two figures may be one, and whether two sentences say opposite things."""

from __future__ import annotations

from decimal import Decimal

from rag.checks.lists import OPPOSITES
from rag.conflicts.statements import Said

_ROUNDED = Decimal("0.02")  # "4,9 juta" for 4.901.798
_ROUGH = Decimal("0.15")  # "sekitar 500" for 540


def near(one: Said, other: Said) -> bool:
    """Tell whether two figures may be one, rounded, roughly given or within a bound."""
    if not isinstance(one.value, Decimal) or not isinstance(other.value, Decimal):
        return False
    for bounded, free in ((one, other), (other, one)):
        assert isinstance(bounded.value, Decimal) and isinstance(free.value, Decimal)
        above, below = free.value >= bounded.value, free.value <= bounded.value
        if bounded.marks.least and above or bounded.marks.most and below:
            return True
    low, high = sorted((abs(one.value), abs(other.value)))
    if not high:
        return True
    apart = (high - low) / high
    rough = not (one.exact and other.exact)
    if apart <= (_ROUGH if rough else 0):
        return True
    digits = [len(str(value.normalize().as_tuple().digits)) for value in (one.value, other.value)]
    return apart <= _ROUNDED and digits[0] != digits[1]


def opposed(one: Said, other: Said) -> bool:
    """Tell whether one sentence says what the other says the opposite of: "naik" and "turun"."""
    theirs = {token.word for token in other.line.tokens}
    ours = {token.word for token in one.line.tokens}
    return any(
        OPPOSITES[word] & theirs and word not in theirs for word in ours if word in OPPOSITES
    ) or any(OPPOSITES[word] & ours and word not in ours for word in theirs if word in OPPOSITES)
