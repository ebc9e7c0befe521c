"""The stories of an archive: articles that are near-duplicates of each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from rag import likeness
from rag.archive import reading
from rag.archive.connection import Connections
from rag.archive.linking import forget_other_schemes, link, unlink
from rag.archive.statements import batches, marks
from rag.records import ArticleSummary

__all__ = ["Stories", "link", "unlink"]

_FILLED = 50  # articles of one transaction: others wait for less than a second


class Stories:
    """Which articles tell the same story."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return the stories of those articles that share theirs with another one, by id.

        A story's name is the least id of its articles.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        with self._connections.reading() as db:
            found: dict[str, str] = {}
            for batch in batches(article_ids):
                found.update(
                    db.execute(
                        "SELECT id, story FROM article WHERE story IS NOT NULL"
                        f" AND id IN ({marks(batch)})",
                        list(batch),
                    )
                )
            return found

    def members(self, story: str) -> list[ArticleSummary]:
        """Return the articles of a story, the first published first, undated ones last.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        with self._connections.reading() as db:
            rows = db.execute(
                f"SELECT {reading.SUMMARY} FROM article a WHERE a.story = ?"
                " ORDER BY a.published IS NULL, a.published, a.id",
                (story,),
            )
            return [reading.summary_of_row(row) for row in rows]

    def pairs(self) -> list[tuple[str, str, float]]:
        """Return all linked pairs as ids, the lesser first, with their similarity, in order.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT MIN(a.id, b.id), MAX(a.id, b.id), p.similarity FROM story_pair p"
                " JOIN article a ON a.key = p.one JOIN article b ON b.key = p.other ORDER BY 1, 2"
            )
            return [(one, other, similarity) for one, other, similarity in rows]

    def missing(self) -> int:
        """Return how many articles have no signature of today's scheme: ``fill`` makes them.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        with self._connections.reading() as db:
            return _missing(db)

    def fill(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Link the articles that an older program stored, and return how many there were.

        Works in small transactions, so that others may write between them; what is done stays
        done when it is stopped. ``progress`` is told how many are done, of how many.

        Raises:
            ArchiveError: the archive cannot be read or written.
            DiskFull: no space is left; the articles so far are linked.
        """
        total, done, after = self.missing(), 0, 0
        with self._connections.writing() as db:
            forget_other_schemes(db)
        while True:
            with self._connections.writing() as db:
                rows = db.execute(
                    "SELECT a.key, a.text, s.article FROM article a LEFT JOIN signature s"
                    " ON s.article = a.key WHERE a.key > ? AND s.scheme IS NOT ?"
                    " ORDER BY a.key LIMIT ?",
                    (after, likeness.scheme(), _FILLED),
                ).fetchall()
                for key, text, signed in rows:
                    if signed is not None:
                        unlink(db, key)
                    link(db, key, text)
            if not rows:
                return done
            after, done = rows[-1][0], done + len(rows)
            if progress is not None:
                progress(done, max(total, done))


def _missing(db: sqlite3.Connection) -> int:
    row = db.execute(
        "SELECT COUNT(*) FROM article a LEFT JOIN signature s ON s.article = a.key"
        " WHERE s.scheme IS NOT ?",
        (likeness.scheme(),),
    ).fetchone()
    return int(row[0])
