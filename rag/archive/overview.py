"""What an archive holds, as the people who keep it look at it: filtered lists and counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rag.archive import reading
from rag.archive.connection import Connections
from rag.archive.words import full_text
from rag.records import ArticleKind, ArticleSummary


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which articles a list shows; what is None or empty narrows nothing.

    ``outlet`` is compared without regard to capitals. Of a range of dates both ends belong to it,
    and undated articles are in none. ``words`` are words of title or text, all of them in one
    passage, found as a search finds them (in any form of the word).
    """

    outlet: str = ""
    first: date | None = None
    last: date | None = None
    kind: ArticleKind | None = None
    language: str = ""
    undated: bool = False
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many articles there are of everything.

    ``months`` counts by YYYY-MM in order of time; the other groups by frequency, the most
    frequent first; an empty name stands for what is not known. ``characters`` are the code points
    of all texts. ``stories`` are groups of near-duplicates, ``in_stories`` the articles in them.
    ``versions`` are earlier texts that are kept; ``addresses`` count aliases too.
    """

    articles: int = 0
    undated: int = 0
    characters: int = 0
    stories: int = 0
    in_stories: int = 0
    versions: int = 0
    addresses: int = 0
    months: Mapping[str, int] = field(default_factory=dict)
    outlets: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)


class Overview:
    """Lists and counts of the articles in an archive."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def listed(
        self, wanted: Wanted, *, limit: int, offset: int = 0
    ) -> tuple[list[ArticleSummary], int]:
        """Return the articles wanted, newest first and undated ones last, and how many there are.

        Args:
            wanted: which articles.
            limit: the most that are returned.
            offset: how many are left out before them.
        """
        with self._connections.reading() as db:
            condition, values = _condition(wanted)
            total = db.execute(
                f"SELECT COUNT(*) FROM article a WHERE {condition}", values
            ).fetchone()[0]
            rows = db.execute(
                f"SELECT {reading.SUMMARY} FROM article a WHERE {condition}"
                " ORDER BY a.published DESC, a.key LIMIT ? OFFSET ?",
                (*values, limit, offset),
            )
            return [reading.summary_of_row(row) for row in rows], int(total)

    def counts(self) -> Counts:
        """Count everything, in one consistent view."""
        with self._connections.reading() as db:
            row = db.execute(
                "SELECT COUNT(*), SUM(published IS NULL), SUM(length),"
                " COUNT(DISTINCT story), COUNT(story) FROM article"
            ).fetchone()
            return Counts(
                articles=row[0],
                undated=row[1] or 0,
                characters=row[2] or 0,
                stories=row[3],
                in_stories=row[4],
                versions=_number(db, "SELECT COUNT(*) FROM version"),
                addresses=_number(db, "SELECT COUNT(*) FROM source"),
                months=_groups(
                    db,
                    "SELECT substr(published, 1, 7) AS month, COUNT(*) FROM article"
                    " WHERE published IS NOT NULL GROUP BY month ORDER BY month",
                ),
                outlets=_groups(db, _BY.format("outlet")),
                languages=_groups(db, _BY.format("language")),
                kinds=_groups(db, _BY.format("kind")),
            )


_BY = "SELECT {0}, COUNT(*) AS n FROM article GROUP BY {0} ORDER BY n DESC, {0}"


def _condition(wanted: Wanted) -> tuple[str, list[str]]:
    parts, values = ["1"], []
    for part, value in (
        ("a.outlet = ? COLLATE NOCASE", wanted.outlet),
        ("a.published >= ?", wanted.first and wanted.first.isoformat()),
        ("a.published <= ?", wanted.last and wanted.last.isoformat()),
        ("a.kind = ?", wanted.kind and wanted.kind.value),
        ("a.language = ?", wanted.language),
    ):
        if value:
            parts.append(part)
            values.append(value)
    if wanted.undated:
        parts.append("a.published IS NULL")
    if wanted.words:
        parts.append(
            "a.key IN (SELECT p.article FROM passage_words w JOIN passage p ON p.key = w.rowid"
            " WHERE w.passage_words MATCH ?)"
        )
        values.append(_match(full_text(wanted.words)))
    return " AND ".join(parts), values


def _match(tokens: Sequence[str]) -> str:
    """Return an FTS5 query for all of the tokens; one that nothing answers where there are none."""
    return " AND ".join(f'"{token}"' for token in tokens) or '""'


def _groups(db: sqlite3.Connection, query: str) -> dict[str, int]:
    return {str(row[0]): int(row[1]) for row in db.execute(query)}


def _number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
