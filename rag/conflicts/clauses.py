"""Where the clause around a figure begins and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language import Number

_CLAUSE_END = re.compile(
    r"[,;:()\n–—|\"“”]|[.!?](?:\s|$)"
    r"|\b(?:setelah|sesudah|sebelum|karena|sebab|sehingga|sementara|sedangkan|ketika|saat|meski"
    r"|meskipun|namun|tetapi|serta|agar|supaya|after|before|because|while|when|although|but"
    r"|whereas)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\b(?:dan|atau|and|or|dari|menjadi|from|to|ke)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r",\s*(?:(?:pada|hari)\s+){0,2}(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu)"
    r"(?:\s+(?:dini\s+hari|pagi|siang|sore|petang|malam))?\s*\([^()]{0,12}\d[^()]{0,12}\)\s*,"
    r"|\((?:(?-i:[A-Z][\w./-]{1,14})|[^()]{0,12}\d{1,4}[/.-]\d{1,2}[^()]{0,12})\)",
    re.IGNORECASE,
)
"""An acronym or date in parentheses, and a day between commas: neither ends a clause."""
OUT_OF = re.compile(
    r"\s+(?:\w+\s+){0,2}(?:dari|of)\s+(?:(?:total|jumlah|sekitar|seluruh|its|the|a)\s+){0,2}", re.I
)
"""Between a count and its total: "870 orang dari 1.480"."""


def total_of(text: str, number: Number, other: Number) -> bool:
    """Tell whether another figure is the total behind a count: "870 dari 1.480 buruh"."""
    between = text[number.end : other.start] if number.end < other.start else ""
    return OUT_OF.fullmatch(between) is not None


def clause_around(text: str, start: int, end: int, places: Sequence[int]) -> tuple[int, int]:
    """Return the clause around a span; joined clauses with figures of their own are cut apart."""
    flat = _ASIDE.sub(lambda match: " " * len(match[0]), text)
    ends = [m.span() for m in _CLAUSE_END.finditer(flat)]
    if sum(1 for at in places if not start <= at < end):
        ends += [m.span() for m in _JOINT.finditer(flat)]
    left = max((right for _, right in ends if right <= start), default=0)
    right = min((at for at, _ in ends if at >= end), default=len(text))
    return left, right


def wider(text: str, left: int) -> int:
    """Return where the clause before the one that begins at ``left`` begins."""
    flat = _ASIDE.sub(lambda match: " " * len(match[0]), text)
    return max((m.end() for m in _CLAUSE_END.finditer(flat, 0, left) if m.end() < left), default=0)
