"""How much of a conversation later questions may lean on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.records import Exchange

TURNS = 6
"""Exchanges that are remembered: a follow-up leans on the last one or two."""
_CLAIMS = 3
_CHARS = 300  # of a question, a claim, a title
_TOTAL = 4_000  # characters of all together: some 1,300 tokens of Indonesian


def remembered(history: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """Return the last exchanges, oldest first, at most 6 and at most 4,000 characters in all.

    Of each, questions, the first three claims and titles are kept, cut to 300 characters. What
    does not fit is left out from the oldest on.
    """
    kept: list[Exchange] = []
    room = _TOTAL
    for turn in reversed(history[-TURNS:]):
        short = _short(turn)
        room -= sum(map(len, (short.asked, short.standalone, *short.claims, *short.titles)))
        if room < 0:
            break
        kept.append(short)
    return tuple(reversed(kept))


def _short(turn: Exchange) -> Exchange:
    return replace(
        turn,
        asked=_cut(turn.asked),
        standalone=_cut(turn.standalone),
        claims=tuple(map(_cut, turn.claims[:_CLAIMS])),
        titles=tuple(map(_cut, turn.titles[:_CLAIMS])),
        articles=turn.articles[:_CLAIMS],
    )


def _cut(text: str) -> str:
    if len(text) <= _CHARS:
        return text
    words = text[:_CHARS].rsplit(maxsplit=1)
    return words[0] if words else ""  # nothing but white space, from a program
