"""What mutants are made from, and the small readings of text they share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.language import sentence_spans

_SPACE = re.compile(r"\s+")
_ENGLISH = frozenset(
    "the of and to in is was were has have that by on for with a an from at be not said says only "
    "its will it are".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """A faithful claim with its evidence, its article and texts of other articles."""

    claim: str
    evidence: tuple[str, ...]
    article: str
    others: tuple[str, ...]

    @property
    def sources(self) -> str:
        """The evidence as one text."""
        return " ".join(self.evidence)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A stretch of a text: ``text[start:end]`` is ``found``."""

    start: int
    end: int
    found: str


def places(pattern: re.Pattern[str], text: str) -> list[Place]:
    """Return all matches of a pattern; group 1 where it has groups."""
    group = 1 if pattern.groups else 0
    return [
        Place(start=match.start(group), end=match.end(group), found=match.group(group))
        for match in pattern.finditer(text)
    ]


def replaced(text: str, place: Place, by: str) -> str:
    """Return a text with one place changed; a capital stays a capital."""
    if place.found[:1].isupper() and by[:1].islower():
        by = by[0].upper() + by[1:]
    return text[: place.start] + by + text[place.end :]


def folded(text: str) -> str:
    """Return a text with its white space and quotation marks made alike, in lower case."""
    for mark in "“”„«»":
        text = text.replace(mark, '"')
    return _SPACE.sub(" ", text.replace("’", "'").replace("‘", "'")).strip().casefold()


def is_english(text: str) -> bool:
    """Return whether a sentence is English rather than Indonesian, by its commonest words."""
    words = text.casefold().split()
    return sum(word in _ENGLISH for word in words) * 12 > len(words)


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of an article."""
    return tuple(text[start:end] for start, end in sentence_spans(text))


def words_before(text: str, position: int, count: int) -> list[str]:
    """Return up to ``count`` words before a position, in lower case, nearest last."""
    return [word.casefold() for word in re.findall(r"[\w-]+", text[:position])[-count:]]


def words_after(text: str, position: int, count: int) -> list[str]:
    """Return up to ``count`` words after a position, in lower case."""
    found: Iterator[re.Match[str]] = re.finditer(r"[\w-]+", text[position:])
    return [match.group().casefold() for match, _ in zip(found, range(count), strict=False)]
