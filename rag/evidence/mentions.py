"""What a question mentions: names, acronyms and figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from rag.evidence.names import SORTS_OF_MEMBERS, is_proper, names_a_body
from rag.language import dates, fold, index_words, is_common_word, numbers

_RAW = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*")


def names_in(question: str) -> Iterator[str]:
    """Yield capitalised words, the first word of the question and roles left out.

    Where every word has a capital, words of the language are left out too.
    """
    found = list(_RAW.finditer(question))
    headline = len(found) > 3 and not any(match[0][0].islower() for match in found)
    in_body = False
    for match in found[1:]:
        word = match[0]
        if not word[0].isupper() or word.isupper():
            in_body = False
            continue
        # "Guru" is a role, but a name in "Federasi Guru": it tells bodies apart.
        named = is_proper(word) or (in_body and fold(word) in SORTS_OF_MEMBERS)
        in_body = in_body or names_a_body(word)
        if named and not (headline and is_common_word(fold(word))):
            yield word


def strange_names(
    question: str, names: Sequence[str], frequency: Callable[[str], float]
) -> frozenset[str]:
    """Return words of longer names that stand nowhere in the archive.

    "Rosalina Mangunsong" is not the Roswita Mangunsong that the archive knows.
    """
    never = frequency("")  # no text has the empty stem
    found: set[str] = set()
    for one, next_one in pairwise(names):
        if f"{one} {next_one}" in question:
            found.update((one, next_one))
    return frozenset(
        name
        for name in found
        if (stems := index_words(name)) and all(frequency(stem) >= never for stem in stems)
    )


_OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR", "DAN", "ATAU", "BUKAN"})
"""Typed out of habit from search boxes, and no abbreviations."""


def acronyms_in(question: str) -> Iterator[str]:
    """Yield words of capitals alone; none where the whole question is written so."""
    if question.isupper():
        return
    for word in _RAW.findall(question):
        letters = word.replace("-", "").replace(".", "")
        if word in _OPERATORS:
            continue
        if 2 <= len(letters) <= 12 and letters.isalnum() and letters.isupper():
            yield word


def figures_in(question: str, years: tuple[int, ...]) -> tuple[Decimal, ...]:
    """Return the numbers in digits, those of dates and years left out."""
    dated = [(m.start, m.end) for m in dates(question)]
    return tuple(
        n.value
        for n in numbers(question)
        if any(c.isdecimal() for c in question[n.start : n.end])
        and int(n.value) not in years
        and not any(start <= n.start < end for start, end in dated)
    )
