"""Filtered lists of articles, in an order and page by page."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rag.archive import reading
from rag.archive.statements import marks
from rag.archive.words import full_text
from rag.records import ArticleKind, ArticleSummary


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which articles a list shows; what is None or empty narrows nothing.

    ``outlet`` is compared without regard to capitals. Of a range of dates both ends belong to it,
    and undated articles are in none. ``words`` are words of title or text, all of them in one
    passage, found as a search finds them (in any form of the word). ``tag`` is one whole tag,
    without regard to capitals. ``no_outlet`` and ``no_language`` are for what is not known.
    """

    outlet: str = ""
    first: date | None = None
    last: date | None = None
    kind: ArticleKind | None = None
    language: str = ""
    undated: bool = False
    words: str = ""
    tag: str = ""
    no_outlet: bool = False
    no_language: bool = False


class Order(StrEnum):
    """By what a list is ordered. ``TITLE`` and ``OUTLET`` without regard to capitals (ASCII)."""

    DATE = "date"
    TITLE = "title"
    OUTLET = "outlet"
    ADDED = "added"


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """An article of a list, with what its summary leaves out; ``added`` is aware."""

    article: ArticleSummary
    added: datetime
    tags: tuple[str, ...] = ()


_SORTED = {
    Order.DATE: "",
    Order.TITLE: "a.title = '', a.title COLLATE NOCASE {0}, ",
    Order.OUTLET: "a.outlet = '', a.outlet COLLATE NOCASE {0}, ",
    Order.ADDED: "a.added_at {0}, ",
}


def ordered(order: Order, *, descending: bool) -> str:
    """Return the terms of ORDER BY, of the table ``article`` as ``a``."""
    if order is Order.DATE and not descending:
        return "a.published IS NULL, a.published, a.key"
    # Descending, SQLite puts what is NULL last by itself, and can follow the index.
    return _SORTED[order].format("DESC" if descending else "ASC") + "a.published DESC, a.key"


def condition(wanted: Wanted) -> tuple[str, list[str]]:
    """Return a condition on the table ``article`` as ``a``, and the values in it."""
    parts, values = ["1"], []
    for part, value in (
        ("a.outlet = ? COLLATE NOCASE", wanted.outlet),
        ("a.published >= ?", wanted.first and wanted.first.isoformat()),
        ("a.published <= ?", wanted.last and wanted.last.isoformat()),
        ("a.kind = ?", wanted.kind and wanted.kind.value),
        ("a.language = ?", wanted.language),
        (
            "EXISTS (SELECT 1 FROM json_each(a.tags) t WHERE t.value = ? COLLATE NOCASE)",
            wanted.tag,
        ),
    ):
        if value:
            parts.append(part)
            values.append(value)
    for part, narrows in (
        ("a.published IS NULL", wanted.undated),
        ("a.outlet = ''", wanted.no_outlet),
        ("a.language = ''", wanted.no_language),
    ):
        if narrows:
            parts.append(part)
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


def listed(db: sqlite3.Connection, keys: Sequence[int]) -> list[Listed]:
    """Return the articles with these keys, in the order of ``keys``."""
    rows = db.execute(
        f"SELECT a.key, a.added_at, a.tags, {reading.SUMMARY} FROM article a"
        f" WHERE a.key IN ({marks(keys)})",
        list(keys),
    )
    found = {
        row[0]: Listed(
            article=reading.summary_of_row(row[3:]),
            added=datetime.fromisoformat(row[1]),
            tags=tuple(json.loads(row[2])),
        )
        for row in rows
    }
    return [found[key] for key in keys]
