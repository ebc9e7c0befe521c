"""Spellings near a word, and how likely a hand or an ear makes one of the other."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from string import ascii_lowercase

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aiueo")

# Spellings of before 1972 that names keep, and letters that the ear does not tell apart.
_OLD = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("ch", "kh"), ("j", "y"),
    ("kh", "h"), ("x", "ks"), ("ph", "f"), ("sy", "s"), ("q", "k"), ("v", "f"), ("z", "s"),
)  # fmt: skip
_SOUNDS = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("ch", "h"), ("kh", "h"), ("sy", "s"), ("x", "ks"),
    ("ph", "p"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("gh", "g"), ("f", "p"), ("v", "p"),
    ("y", "i"), ("w", "u"), ("z", "s"), ("q", "k"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")


# What names of Indonesia and its guests begin and end with, and what stands between their vowels.
_DIGRAPHS = re.compile(r"n[gy]|[kstcpdbg]h|sy|(.)\1|ck")
_BEGINS = re.compile(r"[^aiueo]?[rlywn]?|s[ptkmnc]r?|ps|ts")
_ENDS = re.compile(r"[^aiueo]?|[rlnmksfp][^aiueo]s?|ts|ct|tz|[wy][nd]")
_BETWEEN = re.compile(r"[^aiueo]{0,2}|[^aiueo]{1,2}[rlyw]|[rnlm]st|n[kt]s|[^aiueo]s[tkp][^aiueo]?")


class Likelihood(IntEnum):
    """How a misspelling comes about, the likeliest first."""

    SLIP = 0  # two letters exchanged, one doubled or half a double lost, or written by ear
    NEAR = 1  # the key beside it, one vowel for another, a vowel left out
    OTHER = 2


def edits(word: str) -> set[str]:
    """Return the strings one edit away from a word of the letters a to z, itself left out.

    An edit exchanges two neighbours, or leaves out, replaces or adds one letter: about 53 strings
    for each letter of the word.
    """
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + right[1:] for left, right in halves if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    found |= {left + c + right[1:] for left, right in halves if right for c in ascii_lowercase}
    found |= {left + c + right for left, right in halves for c in ascii_lowercase}
    found.discard(word)
    return found


def respellings(word: str) -> set[str]:
    """Return the word in newer and older spellings ("boeroeh", "buruh"), itself left out."""
    found = set()
    modern = word
    for old, new in _OLD:
        found |= {word.replace(old, new), word.replace(new, old)}
        modern = modern.replace(old, new) if (old, new) != ("kh", "h") else modern
        found.add(modern)
    found.discard(word)
    return found


def sound(word: str) -> str:
    """Return a key that is the same for spellings that sound the same to an Indonesian ear."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _TWICE.sub(r"\1", word)


def likelihood(meant: str, typed: str) -> Likelihood:
    """Return how likely a misspelling ``typed`` is of ``meant``, which is one edit away."""
    begin = 0
    while begin < min(len(meant), len(typed)) and meant[begin] == typed[begin]:
        begin += 1
    end = 0
    while end < min(len(meant), len(typed)) - begin and meant[-1 - end] == typed[-1 - end]:
        end += 1
    lost, put = meant[begin : len(meant) - end], typed[begin : len(typed) - end]
    if lost == put[::-1] and len(lost) == 2:
        return Likelihood.SLIP
    if sound(meant) == sound(typed):
        return Likelihood.SLIP
    if len(lost) + len(put) == 1:
        longer = meant if lost else typed
        around = longer[max(0, begin - 1) : begin] + longer[begin + 1 : begin + 2]
        if (lost or put) in around:
            return Likelihood.SLIP
        near = lost in _VOWELS if lost else any(put in _neighbours()[c] for c in around)
        return Likelihood.NEAR if near else Likelihood.OTHER
    if len(lost) == len(put) == 1:
        near = put in _neighbours()[lost] or {lost, put} <= _VOWELS
        return Likelihood.NEAR if near else Likelihood.OTHER
    return Likelihood.OTHER


def readable(word: str) -> bool:
    """Tell whether a word can be a name, by the consonants that stand together in it.

    "Santosa" can, "Jakrta" and "Wjdodo" cannot: those are no other names, but slips.
    """
    single = _DIGRAPHS.sub(lambda match: match[0][0], word)
    runs = re.split(r"[aiueo]+", re.sub(r"(?<![aiueo])y|y(?![aiueo])", "i", single))
    if len(runs) == 1:
        return False
    first, *middle, last = runs
    return bool(
        _BEGINS.fullmatch(first)
        and _ENDS.fullmatch(last)
        and all(_BETWEEN.fullmatch(run) for run in middle)
    )


@lru_cache(maxsize=1)
def _neighbours() -> dict[str, frozenset[str]]:
    """Return for each letter those on the keys around it (QWERTY, as Indonesia types)."""
    places = {
        letter: (number, column + number * 0.5)
        for number, row in enumerate(_ROWS)
        for column, letter in enumerate(row)
    }
    return {
        letter: frozenset(
            other
            for other, (number, column) in places.items()
            if other != letter
            and abs(number - places[letter][0]) <= 1
            and abs(column - places[letter][1]) <= 1
        )
        for letter in places
    }
