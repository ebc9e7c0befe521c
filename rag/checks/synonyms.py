"""Everyday words of news that say the same, within and across Indonesian and English.

Written from general knowledge of both languages, from the subject of labor news outwards; the
glossary (``rag.checks.wordings``) has its terms and organisations, this has the common verbs,
nouns and adjectives that any retelling exchanges ("menghimpun" for "mengumpulkan", "ruling" for
"putusan"). A word may stand in several groups. No group holds opposites of each other; a test
guards that. Words are compared by their stems, so that one form stands for its derivations.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rag.checks.synonym_groups import GROUPS
from rag.glossary.comparing import english_stems
from rag.language import stem

_LONG = 5  # letters; shorter words of the two languages share stems by chance


def same_sense(lacking: Iterable[str], evidence: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return which words of a claim its evidence has in another everyday wording.

    Args:
        lacking: folded content words of the claim that the evidence does not have.
        evidence: folded words of the evidence.

    Returns:
        the stems (``rag.language.stem``) of the claim's words, each with the stems of the words
        of the evidence that say the same.
    """
    theirs: dict[int, set[str]] = {}
    inflected: dict[str, set[str]] = {}
    for word in evidence:
        inflected.setdefault(_inflected(word), set()).add(stem(word))
        for group in _groups(word):
            theirs.setdefault(group, set()).add(stem(word))
    found: dict[str, frozenset[str]] = {}
    for word in lacking:
        said = frozenset(other for group in _groups(word) for other in theirs.get(group, ()))
        said |= inflected.get(_inflected(word) or "-", frozenset())
        if said:
            found[stem(word)] = found.get(stem(word), frozenset()) | said
    return found


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(GROUPS.split("|")):
        for word in group.split():
            for key in _keys(word):
                found.setdefault(key, set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def _keys(word: str) -> frozenset[str]:
    return frozenset({word, stem(word), *english_stems((word,))})


@lru_cache(maxsize=16_384)
def _groups(word: str) -> frozenset[int]:
    table = _table()
    return frozenset().union(*(table.get(key, frozenset()) for key in _keys(word)))


@lru_cache(maxsize=16_384)
def _inflected(word: str) -> str:
    """Return the English stem of a word that is long enough to say something."""
    return english_stems((word,))[0] if len(word) >= _LONG else ""
