"""Searching the full-text index."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from rag.records import Filters

_RANK = "bm25(2.0, 1.0)"
"""BM25 with the title counting twice, which is what the labor set rewards (75.9 to 81.5 recall at
1; five times is worse). FTS5 has k1 = 1.2 and b = 0.75 built in."""
_OVERFETCH = 2000
"""Passages ranked before a filter is applied: fetching them costs less than joining every match
with its article, and a filter that leaves too few of them is searched in full."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A passage that has words of the query, with its index tokens in order."""

    id: str
    title: str
    body: str


def search(
    db: sqlite3.Connection, phrases: Sequence[str], limit: int, filters: Filters
) -> list[Match]:
    """Return the best passages by BM25, best first.

    Args:
        db: a connection with a read transaction.
        phrases: index tokens; several in one string must stand in a row.
        limit: the most passages returned.
        filters: what they must satisfy.
    """
    if not phrases:
        return []
    query = " OR ".join(f'"{phrase}"' for phrase in phrases)
    if filters == Filters():
        return _ranked(db, query, (limit, limit), filters)
    found = _ranked(db, query, (_OVERFETCH, limit), filters)
    if len(found) == limit or not _more_than(db, query, _OVERFETCH):
        return found
    return _within(db, query, limit, filters)


def _ranked(
    db: sqlite3.Connection, query: str, limits: tuple[int, int], filters: Filters
) -> list[Match]:
    """Rank first, filter then. The index sorts row ids alone, which is what makes it cheap."""
    condition, values = conditions(filters)
    rows = db.execute(
        "SELECT p.id, w.title, w.body FROM (SELECT rowid AS key, rank AS score FROM passage_words"
        f" WHERE passage_words MATCH ? AND rank MATCH '{_RANK}' ORDER BY rank LIMIT ?) f"
        " JOIN passage p ON p.key = f.key JOIN passage_words w ON w.rowid = f.key"
        f"{_with_article(condition)} ORDER BY f.score, p.key LIMIT ?",
        (query, limits[0], *values, limits[1]),
    )
    return [Match(id=row[0], title=row[1], body=row[2]) for row in rows]


def _more_than(db: sqlite3.Connection, query: str, count: int) -> bool:
    row = db.execute(
        "SELECT 1 FROM passage_words WHERE passage_words MATCH ? LIMIT 1 OFFSET ?", (query, count)
    ).fetchone()
    return row is not None


def _within(db: sqlite3.Connection, query: str, limit: int, filters: Filters) -> list[Match]:
    """Filter first, rank then: for filters that few passages satisfy."""
    condition, values = conditions(filters)
    rows = db.execute(
        "SELECT p.id, w.title, w.body FROM passage_words w JOIN passage p ON p.key = w.rowid"
        f"{_with_article(condition, 'w.passage_words MATCH ?')}"
        f" ORDER BY bm25(passage_words, 2.0, 1.0), p.key LIMIT ?",
        (query, *values, limit),
    )
    return [Match(id=row[0], title=row[1], body=row[2]) for row in rows]


def _with_article(condition: str, matching: str = "1") -> str:
    if not condition:
        return f" WHERE {matching}"
    return f" JOIN article a ON a.key = p.article WHERE {matching}{condition}"


def beside(db: sqlite3.Connection, passage: str) -> list[Match]:
    """Return the passages before and after one, as far as its article has them."""
    rows = db.execute(
        "SELECT n.id, w.title, w.body FROM passage p JOIN passage n ON n.article = p.article"
        " AND n.ordinal IN (p.ordinal - 1, p.ordinal + 1)"
        " JOIN passage_words w ON w.rowid = n.key WHERE p.id = ? ORDER BY n.ordinal",
        (passage,),
    )
    return [Match(id=row[0], title=row[1], body=row[2]) for row in rows]


def conditions(filters: Filters) -> tuple[str, list[str]]:
    """Return the filters as SQL about an article ``a``, and its values."""
    parts: list[str] = []
    values: list[str] = []
    if filters.undated:
        parts.append("a.published IS NULL")
    elif filters.published_from is not None:
        parts.append("a.published >= ?")
        values.append(filters.published_from.isoformat())
    if filters.published_to is not None and not filters.undated:
        parts.append("a.published <= ?")
        values.append(filters.published_to.isoformat())
    if filters.outlet is not None:
        parts.append("a.outlet = ? COLLATE NOCASE")
        values.append(filters.outlet)
    return "".join(f" AND {part}" for part in parts), values
