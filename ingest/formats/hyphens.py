"""Words that were broken at the end of a line, put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LAST = re.compile(r"([^\W_]+(?:-[^\W_]+)*)$")
_FIRST = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HYPHENATED_PREFIXES = frozenset("eks ex ko non anti pro wakil".split())
_ECHO = 3  # letters that two halves of a doubled word share at least


def known_words(lines: Iterable[str]) -> frozenset[str]:
    """Return the words that stand unbroken inside lines, casefolded, hyphened ones as they are."""
    return frozenset(word for line in lines for word in _WORDS.findall(line.casefold())[1:-1])


def joined(before: str, after: str, known: frozenset[str]) -> str:
    """Join two lines, the first of which ended with a hyphen (given without it).

    How the document writes the word elsewhere decides. Else the hyphen stays in doubled words
    (*buruh-buruh*, *tarik-menarik*), before and after figures, names and abbreviations, and after
    prefixes that are usually written with one; in all other words it only marked the break.
    """
    left, right = _LAST.search(before), _FIRST.match(after)
    if left is None or right is None:
        return f"{before}- {after}" if after[:1].isspace() else f"{before}-{after}"
    whole, parted = (left[1] + right[0]).casefold(), f"{left[1]}-{right[0]}".casefold()
    if parted in known:
        return f"{before}-{after}"
    if whole in known:
        return before + after
    return f"{before}-{after}" if _keeps(left[1], right[0]) else before + after


def _keeps(left: str, right: str) -> bool:
    if not (left[-1].islower() and right[0].islower()):
        return True
    last = left.rsplit("-", 1)[-1].casefold()
    first = right.split("-", 1)[0].casefold()
    if last in _HYPHENATED_PREFIXES:
        return True
    if len(last) >= _ECHO and (first.startswith(last) or last.endswith(first)):
        return len(first) >= _ECHO
    return len(last) > _ECHO and len(first) > _ECHO and first.endswith(last[1:])
