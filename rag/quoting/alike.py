"""Names that an article says in another way: by ear, run together, shortened, in part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.evidence.names import UPPER, is_proper, roles_of
from rag.language import fold
from rag.language.roots import PLACES
from rag.quoting.scope import Scope
from rag.spelling.edits import sound

_HEARD = 4  # letters from which on a name that sounds alike is the same
_SYLLABLE = 2  # letters that a word lends to a name run together of several
_LONGEST_SYLLABLE = 5
_WORD = re.compile(r"[^\W\d_]+")
_NUMERAL = re.compile(r"(?<=\w\s)[IVX]+\b")  # of an edition: "Kongres XVI"
_HOME = frozenset(("indonesia",))
"""Reports from Indonesia leave its name out: "pemerintah" is the government of Indonesia."""


def said_alike(word: str, scope: Scope) -> bool:
    """Tell whether an article has a name in another form.

    "Depkeu" is made of "Departemen Keuangan", "TNI-AL" of words that stand apart, and the
    archive's own country is meant everywhere.
    """
    folded = fold(word)
    if folded in _HOME:
        return True
    pieces = folded.split("-")
    if len(pieces) > 1:
        return all(piece in scope.known or piece in _HOME for piece in pieces)
    return folded.isalpha() and run_together(folded, scope)


def heard(word: str, scope: Scope) -> bool:
    """Tell whether an article has a name that sounds the same: "Irak" for "Iraq"."""
    folded = fold(word)
    if len(folded) < _HEARD or not folded.isalpha():
        return False
    key = sound(folded)
    return any(
        other[0] == folded[0] and abs(len(other) - len(folded)) <= 1 and sound(other) == key
        for other, written in scope.raw.items()
        if any(form[0].isupper() for form in written)
    )


def run_together(folded: str, scope: Scope) -> bool:
    """Tell whether capitalised words in a row begin with the syllables of a name."""
    said = [match[0] for match in _WORD.finditer(scope.text)]
    return any(
        first[0].isupper() and second[0].isupper() and _made_of(folded, said[n : n + 4])
        for n, (first, second) in enumerate(pairwise(said))
        if fold(first)[:_SYLLABLE] == folded[:_SYLLABLE]
    )


def _made_of(folded: str, said: Sequence[str]) -> bool:
    if not folded:
        return True
    if not said or not said[0][0].isupper():
        return False
    word = fold(said[0])
    return any(
        folded.startswith(word[:size]) and _made_of(folded[size:], said[1:])
        for size in range(_SYLLABLE, min(_LONGEST_SYLLABLE, len(word) - 1) + 1)
    )


def tells_apart(word: str, scopes: Sequence[Scope]) -> bool:
    """Tell whether a missing word of a question can only be somebody or something else.

    The short word for an office ("Kapolri") may be told by its holder's name, a name be spelled
    as it sounds, and a number of an edition ("XVI") be left out unless another one is given.
    """
    if roles_of((fold(word),)) or any(heard(word, scope) for scope in scopes):
        return False
    if not word.strip("IVX"):
        return any(_NUMERAL.search(scope.text) for scope in scopes)
    return True


def bare(word: str, asked: tuple[str, ...], text: str, scopes: Sequence[Scope]) -> bool:
    """Tell whether articles have the rest of a missing word's name, and never with another.

    "Karadzic" alone may be the Radovan Karadzic that is asked for; where Roswita Mangunsong
    speaks, "Mangunsong" is not Rosalina. Names of places do not count: the "Banda Aceh" of a
    report is no word on "Lamdom Banda Aceh".
    """
    rest = [
        other
        for pair in pairwise(asked)
        if word in pair and f"{pair[0]} {pair[1]}" in text
        for other in pair
        if other != word
    ]
    if not rest or any(fold(other) in PLACES.split() for other in rest):
        return False
    known = frozenset(fold(one) for one in asked)
    found = [_beside(other, scope, known) for other in rest for scope in scopes]
    return True in found and False not in found


def _beside(word: str, scope: Scope, asked: frozenset[str]) -> bool | None:
    """Return whether a name stands without other names each time, None if it stands nowhere."""
    pattern = rf"(?:([{UPPER}]\w+)\s)?\b{re.escape(word)}\b(?:\s([{UPPER}]\w+))?"
    found = [match for match in re.finditer(pattern, scope.text)]
    if not found:
        return None
    return not any(
        other and is_proper(other) and fold(other) not in asked
        for match in found
        for other in match.groups()
    )
