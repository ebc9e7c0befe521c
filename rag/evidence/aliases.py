"""Short and long forms of one name: "Serikat Pekerja Kopi (SPK)" makes SPK stand for its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rag.language import fold, index_words

_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z]{1,9})\)")
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 9
_UNCOUNTED = frozenset(("dan", "di", "untuk", "of", "the", "and", "for"))


def long_form(text: str, bracket: int, acronym: str) -> tuple[int, int] | None:
    """Return the span of the words before ``bracket`` whose first letters are ``acronym``'s."""
    before = list(_WORD.finditer(text, max(0, bracket - 120), bracket))[-_MOST_WORDS:]
    letters = fold(acronym)
    for first in range(len(before) - 2, -1, -1):
        counted = [w for m in before[first:] if (w := fold(m[0])) not in _UNCOUNTED]
        if "".join(word[0] for word in counted) == letters and before[first][0][0].isupper():
            return before[first].start(), before[-1].end()
    return None


def spelled_names(text: str) -> list[tuple[str, int, int]]:
    """Return each acronym in brackets with the span of its long form before them."""
    return [
        (match[1], *span)
        for match in _IN_BRACKETS.finditer(text)
        if (span := long_form(text, match.start(), match[1])) is not None
    ]


def aliases(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return, for the stem of each acronym that ``texts`` spell out, the stems of its words."""
    found: dict[str, frozenset[str]] = {}
    for text in texts:
        for acronym, start, end in spelled_names(text):
            for stem in index_words(acronym):
                found[stem] = frozenset(index_words(text[start:end]))
    return found


def widened(stems: frozenset[str], known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return ``stems`` with the words behind their acronyms and the acronyms of their words."""
    if not known:
        return stems
    spelled = [long for short, long in known.items() if short in stems]
    shorts = frozenset(short for short, long in known.items() if long <= stems)
    return stems.union(shorts, *spelled)
