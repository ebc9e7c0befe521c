"""What an archive holds, as the people who keep it look at it: filtered lists and counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.archive.connection import Connections
from rag.archive.listing import Listed, Order, Wanted, condition, listed, ordered
from rag.archive.subjects import subjects
from rag.records import Article, ArticleSummary

__all__ = ["Choices", "Counts", "Listed", "Order", "Overview", "Wanted"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What the filters of a list can be set to, with the number of articles of each.

    The most frequent first; an empty name stands for what is not known. Outlets and tags that
    differ only in their capitals are one.
    """

    outlets: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many articles there are of everything.

    ``months`` counts by YYYY-MM in order of time; the other groups by frequency, the most
    frequent first; an empty name stands for what is not known. ``characters`` are the code points
    of all texts. ``stories`` are groups of near-duplicates, ``in_stories`` the articles in them.
    ``versions`` are earlier texts that are kept; ``addresses`` count aliases too. ``by_outlet``
    counts by month and then by outlet.
    """

    articles: int = 0
    undated: int = 0
    characters: int = 0
    stories: int = 0
    in_stories: int = 0
    versions: int = 0
    addresses: int = 0
    sentences: int = 0
    months: Mapping[str, int] = field(default_factory=dict)
    outlets: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    by_outlet: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


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
        rows, total = self.page(wanted, limit=limit, offset=offset)
        return [row.article for row in rows], total

    def page(
        self,
        wanted: Wanted,
        *,
        order: Order = Order.DATE,
        descending: bool = True,
        limit: int,
        offset: int = 0,
    ) -> tuple[list[Listed], int]:
        """Return a page of the articles wanted, and how many there are on all pages.

        What has no date, title or outlet comes last in either direction; what is equal is
        ordered by date, the newest first.
        """
        with self._connections.reading() as db:
            which, values = condition(wanted)
            total = _number(db, f"SELECT COUNT(*) FROM article a WHERE {which}", values)
            # The keys first: long rows need not be carried through the sorting.
            keys = db.execute(
                f"SELECT a.key FROM article a WHERE {which}"
                f" ORDER BY {ordered(order, descending=descending)} LIMIT ? OFFSET ?",
                (*values, limit, offset),
            )
            rows: list[Listed] = []
            while batch := [key for (key,) in keys.fetchmany(400)]:
                rows += listed(db, batch)
            return rows, total

    def count(self, wanted: Wanted) -> int:
        """Return how many articles are wanted."""
        with self._connections.reading() as db:
            which, values = condition(wanted)
            return _number(db, f"SELECT COUNT(*) FROM article a WHERE {which}", values)

    def stamp(self) -> tuple[int, ...]:
        """Return numbers that are others after any article was put in, taken out or replaced."""
        with self._connections.reading() as db:
            return (
                _number(db, "SELECT COUNT(*) FROM article"),
                _number(db, "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence"),
                _number(db, "SELECT COALESCE(MAX(key), 0) FROM version"),
            )

    def choices(self, tags: int = 200) -> Choices:
        """Return what filters can be set to; of the tags only the ``tags`` most frequent."""
        with self._connections.reading() as db:
            # Once through the articles instead of once for each column.
            rows = db.execute(
                "SELECT outlet, language, kind, COUNT(*) FROM article"
                " GROUP BY outlet COLLATE NOCASE, language, kind"
            ).fetchall()
            return Choices(
                outlets=_summed((row[0], row[3]) for row in rows),
                languages=_summed((row[1], row[3]) for row in rows),
                kinds=_summed((row[2], row[3]) for row in rows),
                tags=_groups(
                    db,
                    "SELECT t.value, COUNT(*) AS n FROM article a, json_each(a.tags) t"
                    " WHERE a.tags <> '[]' GROUP BY t.value COLLATE NOCASE"
                    " ORDER BY n DESC, t.value LIMIT ?",
                    (tags,),
                ),
            )

    def counts(self) -> Counts:
        """Count everything, in one consistent view."""
        with self._connections.reading() as db:
            row = db.execute(
                "SELECT COUNT(*), SUM(published IS NULL), SUM(length),"
                " COUNT(DISTINCT story), COUNT(story) FROM article"
            ).fetchone()
            by_outlet = _by_outlet(db)
            return Counts(
                articles=row[0],
                undated=row[1] or 0,
                characters=row[2] or 0,
                stories=row[3],
                in_stories=row[4],
                versions=_number(db, "SELECT COUNT(*) FROM version"),
                addresses=_number(db, "SELECT COUNT(*) FROM source"),
                sentences=_number(db, "SELECT COUNT(*) FROM sentence"),
                months={month: sum(outlets.values()) for month, outlets in by_outlet.items()},
                outlets=_groups(db, _BY.format("outlet", "outlet")),
                languages=_groups(db, _BY.format("language", "language")),
                kinds=_groups(db, _BY.format("kind", "kind")),
                by_outlet=by_outlet,
            )

    def addresses(self, article_id: str) -> list[str]:
        """Return all addresses at which an article's text was seen, in their order."""
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT s.source FROM source s JOIN article a ON a.key = s.article"
                " WHERE a.id = ? ORDER BY s.source",
                (article_id,),
            )
            return [str(row[0]) for row in rows]

    def subjects(self, article: Article) -> list[ArticleSummary]:
        """Return what a correction, reply or retraction is about, as far as the archive has it."""
        with self._connections.reading() as db:
            return subjects(db, article)


_BY = "SELECT {0}, COUNT(*) AS n FROM article GROUP BY {1} ORDER BY n DESC, {0}"


def _by_outlet(db: sqlite3.Connection) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for month, outlet, count in db.execute(
        "SELECT substr(published, 1, 7) AS month, outlet, COUNT(*) FROM article"
        " WHERE published IS NOT NULL GROUP BY month, outlet ORDER BY month"
    ):
        found.setdefault(str(month), {})[str(outlet)] = int(count)
    return found


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Add up numbers by name, the greatest first; names that differ in capitals alone are one."""
    names: dict[str, str] = {}
    found: dict[str, int] = {}
    for name, count in pairs:
        known = names.setdefault(name.casefold(), name)
        found[known] = found.get(known, 0) + count
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _groups(db: sqlite3.Connection, query: str, values: Sequence[object] = ()) -> dict[str, int]:
    return {str(row[0]): int(row[1]) for row in db.execute(query, values)}


def _number(db: sqlite3.Connection, query: str, values: Sequence[object] = ()) -> int:
    return int(db.execute(query, values).fetchone()[0])
