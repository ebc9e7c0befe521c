"""Proper names of headlines and clauses by which two reports are known to be of one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rag.checks.lists import MONTHS_AND_DAYS, ROLES
from rag.checks.reading import read
from rag.conflicts.lists import NO_ANCHOR, OUTCOMES
from rag.language import fold, is_common_word, words

_PLACE = re.compile(
    r"\b(?:[Dd]i|[Kk]e|[Kk]ota|[Kk]abupaten|[Pp]rovinsi|[Kk]ecamatan|[Ii]n|[Aa]t)\s+"
    r"(?:(?:Kota|Kabupaten|Provinsi|Kecamatan)\s+)?([A-Z][\w'-]+)"
)
_SHORT = re.compile(r"\(([A-Z]{2,8})\)")
_SPELLED = 160  # characters before an acronym in which its words stand
_NO_PLACE = {"pt", "cv", "kawasan", "rumah", "pabrik", "the", "depan", "kantor"}
_YEAR = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?![\d.,/]\d|\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """What a headline or sentence names: words that may be names, places after "di", years."""

    names: frozenset[str]
    places: frozenset[str]
    years: frozenset[int]


def named(text: str) -> Named:
    """Return what a text names; the capitals of a headline say little, so common words are none."""
    capitals = {token.word for token in read(text) if token.capital and not token.figure}
    places = {fold(match[1]) for match in _PLACE.finditer(text)}
    return Named(
        names=specific(capitals),
        places=frozenset(
            place
            for place in places
            if place not in _NO_PLACE | MONTHS_AND_DAYS and words(place) and not _common(place)
        ),
        years=frozenset(int(match[0]) for match in _YEAR.finditer(text)),
    )


def short_names(text: str) -> dict[str, frozenset[str]]:
    """Return the acronyms that a text explains, with the words that they stand for.

    "PT Cempaka Logam Presisi (CLP)" explains "clp": its letters begin the last words before it,
    small words between them left out.
    """
    found: dict[str, frozenset[str]] = {}
    for match in _SHORT.finditer(text):
        letters = match[1].casefold()
        before = text[max(0, match.start() - _SPELLED) : match.start()].split()
        spoken = [fold(word) for word in before if word[:1].isupper()][-len(letters) :]
        if "".join(word[:1] for word in spoken) == letters:
            found[letters] = specific(spoken)
    return found


def shortened(names: frozenset[str], *known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return names with those that are spelled out by their acronym: one name counts once."""
    for short_forms in known:
        for letters, spoken in short_forms.items():
            if spoken and spoken <= names:
                names = names - spoken | {letters}
    return names


def specific(names: Iterable[str]) -> frozenset[str]:
    """Return the words that name somebody or something in particular."""
    return frozenset(name for name in names if not _common(name) and len(name) > 1)


def _common(name: str) -> bool:
    return (
        name in NO_ANCHOR
        or name in ROLES
        or name in MONTHS_AND_DAYS
        or name in OUTCOMES
        or is_common_word(name)
    )
