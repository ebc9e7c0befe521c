"""Whether a figure or date stands beside the words that it stands beside in the evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.checks.lists import MONTHS_AND_DAYS
from rag.checks.reading import Token, read
from rag.language.stopwords import listed

# A number and a word beside it belong together within this many content words.
_REACH = 2
_SCALE_WORDS = MONTHS_AND_DAYS | listed(
    """
    rp idr usd rupiah persen percent ribu juta miliar milyar triliun thousand million billion
    trillion rb jt wib wita wit pukul jam tahun year tanggal bulan
    """
)
_STOPS = re.compile(r"[,;:.!?()\n–—]")
_ORDERED = re.compile(
    r"\s*(?:[-–—]|(?:[^,;.()]{0,25}\b)?(?:hingga|sampai|s\.?/?d\.?|menjadi|ke|to|until)"
    r"(?: dengan| ke)?\b)\s*(?:(?:sebesar|sekitar|rp|tahun|tanggal)\.?\s?)?",
    re.IGNORECASE,
)

Span = tuple[int, int]


def company(text: str, span: Span) -> frozenset[str]:
    """Return the stems of the content words beside a span, within its clause if it has any."""
    tokens = read(text)
    start, end = span
    left = [token for token in tokens if token.end <= start]
    right = [token for token in tokens if token.start >= end]
    near = _content(_until_stop(text, left[::-1], start, backwards=True))
    near += _content(_until_stop(text, right, end, backwards=False))
    if not near:
        near = _content(left[::-1]) + _content(right)
    return frozenset(near)


def moved(
    ours: frozenset[str], same: Sequence[frozenset[str]], others: Sequence[frozenset[str]]
) -> bool:
    """Whether the words beside a number are those of another number of the evidence.

    Words beside both say nothing ("9 orang korban, 3 orang meninggal").
    """
    if not ours or not others:
        return False
    own, foreign = frozenset().union(*same), frozenset().union(*others)
    if not ours & own:
        return True
    return not ours & (own - foreign) and bool(ours & (foreign - own))


def pairs(text: str, spans: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """Return which spans are followed by which as "from this to that", by their places."""
    return tuple(
        (number, number + 1)
        for number, (one, two) in enumerate(zip(spans, spans[1:], strict=False))
        if two[0] - one[1] <= 45 and _ORDERED.fullmatch(text, one[1], two[0])  # noqa: PLR2004
    )


def _until_stop(text: str, tokens: Sequence[Token], place: int, *, backwards: bool) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        between = text[token.end : place] if backwards else text[place : token.start]
        if _STOPS.search(between) or len(kept) > 4 * _REACH:
            break
        kept.append(token)
        place = token.start if backwards else token.end
    return kept


def _content(tokens: Sequence[Token]) -> list[str]:
    kept = []
    for token in tokens:
        if token.content and token.word not in _SCALE_WORDS:
            kept.append(token.stem)
            if len(kept) == _REACH:
                break
    return kept
