"""Words that a space has torn apart, and words that lack one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from rag.language import stem
from rag.spelling.asked import Asked, Care
from rag.spelling.vocabulary import Vocabulary

_SHORTEST_PART = 4
"""Letters of each of two words that were written as one; shorter ones are found in any word."""


def joined(
    text: str, asked: Sequence[Asked], unknown: Collection[Asked], vocabulary: Vocabulary
) -> list[tuple[int, int, str]]:
    """Return words that a space has torn apart, "pesa ngon", with their spans in the text.

    One of the two is ``unknown`` and together they stand in two passages or more.
    """
    pairs = [
        (first, second)
        for first, second in pairwise(asked)
        if (first in unknown or second in unknown)
        and second.care is Care.ORDINARY
        and text[first.end : second.start] == " "
    ]
    if not pairs:
        return []
    counts = vocabulary.form_frequency([first.word + second.word for first, second in pairs])
    found: list[tuple[int, int, str]] = []
    for first, second in pairs:
        whole = first.word + second.word
        if counts[whole] > 1 and (not found or found[-1][1] <= first.start):
            found.append((first.start, second.end, whole))
    return found


def parted(word: str, vocabulary: Vocabulary) -> str | None:
    """Return a word that lacks a space with it ("upah minimum"), or None.

    Both words stand in two passages or more, and side by side in one: any two short words make up
    a name. A preposition that is stuck to its place ("dijakarta") is taken off by stemming.
    """
    places = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    pairs = [(word[:place], word[place:]) for place in places]
    if not pairs:
        return None
    counts = vocabulary.form_frequency([part for pair in pairs for part in pair])
    known = [pair for pair in pairs if min(counts[part] for part in pair) > 1]
    for first, second in known:
        if vocabulary.stand_together(stem(first), stem(second)):
            return f"{first} {second}"
    return None
