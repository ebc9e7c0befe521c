"""What a scorer looks at: one case, what was shown for it, and the archive's own articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from evals.cases import Case
from rag.records import Answer, Article

Score = float | None
"""1 right, 0 wrong, something between for graded measures, None where it does not apply."""
GONE = ("superseded", "retracted")
"""Roles of articles that are no evidence any more."""
CURRENT = ("primary", "supporting", "duplicate")
"""Roles of articles that say what holds."""
LookUp = Callable[[str], Article | None]
"""Gives the stored article of an id, or None."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueSource:
    """What a reader of the article itself finds about it; "" and None where it says nothing."""

    title: str
    outlet: str
    published: date | None
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One answer with everything that it is judged by.

    ``known`` are facts about articles that were written down from the articles, not taken from
    the archive, by file name; empty where nobody wrote them down.
    """

    case: Case
    answer: Answer
    article: LookUp
    known: Mapping[str, TrueSource] = field(default_factory=dict)

    def names(self, article: str) -> tuple[str, ...]:
        """Return by what gold data may call an article of the archive; () for an unknown one."""
        found = self.article(article)
        return () if found is None else names_of(found.source)

    @property
    def cited(self) -> tuple[str, ...]:
        """The articles that the claims rest on, in order of first citation."""
        return tuple(
            dict.fromkeys(item.article for claim in self.answer.claims for item in claim.evidence)
        )


def file_name(source: str) -> str:
    """Return the file's name at the end of an article's source, by which gold data calls it."""
    return PurePosixPath(source.split(":", 1)[-1]).name


def names_of(source: str) -> tuple[str, str]:
    """Return by what gold data may call an article: its file's name, or its whole source."""
    return file_name(source), source
