"""What the found passages of one article say, for looking up the names of a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from rag.evidence.question import AskedQuestion
from rag.evidence.ranking import Ranked
from rag.language import dates, is_common_word, numbers, stem, words
from rag.records import StoredPassage

_ACRONYM = re.compile(r"\b[A-Z]{3,8}\b")
_RAW = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The words, figures and years of one article's found passages."""

    published: date | None
    text: str
    known: frozenset[str]  # words and stems
    acronyms: frozenset[str]
    raw: dict[str, set[str]]  # each word in lower case, as it is written
    initials: str  # of all words in a row

    @cached_property
    def values(self) -> frozenset[Decimal]:
        """Return every number of the text."""
        return frozenset(number.value for number in numbers(self.text))

    @cached_property
    def years(self) -> frozenset[int]:
        """Return every year that the text speaks of, reading "tahun lalu" by its publication."""
        spans = [
            (mention.first.year, mention.last.year)
            for mention in dates(self.text, self.published)
            if mention.first is not None and mention.last is not None
        ]
        return frozenset(year for first, last in spans for year in range(first, last + 1))


def scopes(ranked: Sequence[Ranked]) -> dict[str, Scope]:
    """Return the scope of each article among ``ranked``, by article id."""
    passages: dict[str, dict[str, StoredPassage]] = {}
    for sentence in ranked:
        stored = sentence.stored
        passages.setdefault(stored.article.id, {})[stored.passage.id] = stored
    return {article: _scope(list(found.values())) for article, found in passages.items()}


def _scope(passages: Sequence[StoredPassage]) -> Scope:
    article = passages[0].article
    text = "\n".join([article.title, article.outlet, *(stored.text for stored in passages)])
    said = words(text)
    raw: dict[str, set[str]] = {}
    for word in _RAW.findall(text):
        raw.setdefault(word.lower(), set()).add(word)
    return Scope(
        published=article.published,
        text=text,
        known=frozenset(said).union(map(stem, set(said))),
        initials="".join(word[0] for word in said),
        acronyms=frozenset(_ACRONYM.findall(text)),
        raw=raw,
    )


def shortened(asked: AskedQuestion, scope: Scope) -> frozenset[str]:
    """Return words of the question whose initials, in a row, are an acronym of the article."""
    spoken = words(asked.text)
    initials = "".join(word[0] for word in spoken)
    found: set[str] = set()
    for acronym in scope.acronyms:
        at = initials.find(acronym.lower())
        if at >= 0:
            found.update(spoken[at : at + len(acronym)])
    return frozenset(found) | frozenset(stem(word) for word in found)


def mentions(scope: Scope, acronym: str) -> bool:
    """Tell whether an acronym is there: "aspek" and "Kopi" are words, ASPEK and KOPI unions.

    A long one may be written like a name ("Apindo" for APINDO) if it is no word otherwise.
    """
    written = scope.raw.get(acronym.lower(), set())
    if acronym in written or any(word.isupper() for word in written):
        return True
    named = len(acronym) > 4 and bool(written) and acronym.lower() not in written
    if named and not is_common_word(acronym.lower()):
        return True
    return spelled_out(acronym, scope)


def spelled_out(acronym: str, scope: Scope) -> bool:
    """Tell whether words in a row begin with the letters of ``acronym``.

    Two letters are too few to go by, unless the words are written with capitals ("Serikat
    Pekerja" for SP).
    """
    letters = re.sub(r"[^A-Za-z]", "", acronym)
    if len(letters) > 2:
        return letters.lower() in scope.initials
    pattern = r"\s".join(rf"{letter}[a-z]{{2,}}" for letter in letters.upper())
    return len(letters) == 2 and re.search(rf"\b{pattern}\b", scope.text) is not None


def covers_year(scope: Scope, year: int) -> bool:
    """Tell whether the article speaks of ``year``; one without any year is not held to it."""
    if scope.published is not None and scope.published.year == year:
        return True
    return year in scope.years or (not scope.years and scope.published is None)
