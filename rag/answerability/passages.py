"""A found passage taken apart: its sentences as stems and as words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.language import stem, words
from rag.language.stopwords import ENGLISH, INDONESIAN
from rag.records import StoredPassage


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A sentence: content stems with their counts, and words as written."""

    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]  # of stems beside each other
    counts: tuple[tuple[str, int], ...]  # of stems that are there more than once
    forms: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A passage: its sentences, and the stems of its title and of everything.

    The title's stems hold the year of publication: reports leave it out.
    """

    lines: tuple[Line, ...]
    title: frozenset[str]
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    titled: frozenset[tuple[str, str]]  # pairs of the title

    def count(self, one: str) -> int:
        """Return how often a stem stands in the sentences."""
        found = sum(one in line.stems for line in self.lines)
        return found + sum(n - 1 for line in self.lines for s, n in line.counts if s == one)

    def forms(self, first: int = 0, last: int | None = None) -> frozenset[str]:
        """Return the words, as written, of the sentences from ``first`` up to ``last``."""
        return frozenset().union(*(line.forms for line in self.lines[max(0, first) : last]))


def read_passage(stored: StoredPassage) -> Read:
    """Take a stored passage apart; sentences and titles are kept by their text."""
    lines = tuple(read_line(stored.sentence_text(s)) for s in stored.passage.sentences)
    titled = read_line(stored.article.title)
    title = titled.stems
    if stored.article.published is not None:
        title |= {str(stored.article.published.year)}
    return Read(
        lines=lines,
        title=title,
        stems=title.union(*(line.stems for line in lines)),
        pairs=titled.pairs.union(*(line.pairs for line in lines)),
        titled=titled.pairs,
    )


@lru_cache(maxsize=8192)
def read_line(text: str) -> Line:
    """Return a sentence's stems, as ``rag.language.index_words`` has them, and its words."""
    said = words(text)
    order = [stem(w) for w in said if w not in INDONESIAN and w not in ENGLISH]
    stems = frozenset(order)
    repeated: Mapping[str, int] = Counter(order) if len(stems) < len(order) else {}
    return Line(
        stems=stems,
        pairs=frozenset(pairwise(order)),
        counts=tuple((s, n) for s, n in repeated.items() if n > 1),
        forms=frozenset(said),
    )
