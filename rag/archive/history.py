"""What articles said before they changed or were removed, and putting that back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rag.archive import rows, snapshots, writing
from rag.archive.connection import Connections
from rag.archive.entries import read_article
from rag.records import Article


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """What an article was until it was replaced; ``key`` names the version.

    ``reason`` is why: ``changed`` (its document said something else), ``removed``, or ``restored``
    (a person put an older version back). ``restorable`` is False for versions that a program
    before schema 3 kept: they have their text, but not their passages.
    """

    key: int
    article_id: str
    source: str
    title: str
    digest: str
    outlet: str
    published: date | None
    replaced_at: datetime
    reason: str
    restorable: bool


class Restored(StrEnum):
    """What came of putting a version back."""

    RESTORED = "restored"
    ALREADY = "already"  # the article is just like this now
    ELSEWHERE = "elsewhere"  # the same text stands in the archive under another address
    INCOMPLETE = "incomplete"  # it was kept without its passages: by an older program, or damaged
    UNKNOWN = "unknown"  # there is no such version


@dataclass(frozen=True, kw_only=True, slots=True)
class RestoreOutcome:
    """What came of putting a version back; only RESTORED changed anything.

    ``article_id`` is the article of the version; ``other`` the article that has its text
    (ELSEWHERE).
    """

    outcome: Restored
    article_id: str = ""
    other: str = ""


class History:
    """The versions of articles. They belong to an address and go with it.

    When the text of an address becomes that of another article, its versions are found under that
    article; when it becomes an article of its own again, they go back with it.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def versions(self, article_id: str) -> list[Version]:
        """Return what an article said before, the newest last; also of a removed article."""
        return self._select("WHERE article_id = ? ORDER BY key", article_id)

    def find(self, key: int) -> Version | None:
        """Return the description of a version, or None."""
        found = self._select("WHERE key = ?", key)
        return found[0] if found else None

    def version(self, key: int) -> Article | None:
        """Return the article as it was, with its text, or None.

        Of a version that an older program kept only id, source, title, text, outlet and date are
        known.
        """
        with self._connections.reading() as db:
            return snapshots.article_of_version(db, key)

    def removed(self, limit: int = 100, offset: int = 0) -> list[Version]:
        """Return the last versions of removed articles that are not there now, latest first."""
        return self._select(
            "AS v WHERE reason = 'removed' AND NOT EXISTS"
            " (SELECT 1 FROM article a WHERE a.id = v.article_id) AND NOT EXISTS"
            " (SELECT 1 FROM version w WHERE w.article_id = v.article_id AND w.key > v.key)"
            " ORDER BY key DESC LIMIT ? OFFSET ?",
            limit,
            offset,
        )

    def restore(self, key: int) -> RestoreOutcome:
        """Make a version the current one again, in one transaction.

        The article has its old id, text, fields, passages and addresses again; what was current
        becomes a version (``restored``). An alias that belongs to another article by now, or was
        one of its own since, stays as it is.

        What the next run of its file does: a removed article has its fingerprint again, so a file
        that is unchanged is skipped. An older version keeps the fingerprint of the file as it is
        now, and the text (or, where only fields differ, the fields) that it took the place of is
        remembered as rejected: storing it again is *unchanged*. Only a document that says
        something else again replaces what a person put back.

        Raises:
            DiskFull, ArchiveError: the archive cannot be written; nothing changed.
        """
        with self._connections.writing() as db:
            writing.refuse_unfinished(db)
            return _restore(db, key)

    def _select(self, rest: str, *values: object) -> list[Version]:
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT key, article_id, source, title, digest, outlet, published, replaced_at,"
                f" reason, record <> '' FROM version {rest}",
                values,
            ).fetchall()
        return [_version(row) for row in rows]


def _version(row: Sequence[object]) -> Version:
    return Version(
        key=int(str(row[0])),
        article_id=str(row[1]),
        source=str(row[2]),
        title=str(row[3]),
        digest=str(row[4]),
        outlet=str(row[5]),
        published=date.fromisoformat(str(row[6])) if row[6] else None,
        replaced_at=datetime.fromisoformat(str(row[7])),
        reason=str(row[8]),
        restorable=bool(row[9]),
    )


def _restore(db: sqlite3.Connection, key: int) -> RestoreOutcome:
    row = db.execute(
        "SELECT article_id, text, record FROM version WHERE key = ?", (key,)
    ).fetchone()
    if row is None:
        return RestoreOutcome(outcome=Restored.UNKNOWN)
    snapshot = snapshots.of_version(row[2], row[1])
    if snapshot is None:
        return RestoreOutcome(outcome=Restored.INCOMPLETE, article_id=row[0])
    article = snapshot.entry.article
    owner = rows.owner(db, article.source)
    if owner is not None and read_article(db, "key", owner) == article:
        return RestoreOutcome(outcome=Restored.ALREADY, article_id=article.id)
    twin = rows.twin(db, article, other_than=owner)
    if twin is not None:
        return RestoreOutcome(
            outcome=Restored.ELSEWHERE,
            article_id=article.id,
            other=rows.identity(db, twin),
        )
    writing.put_back(db, snapshot, key, owner)
    return RestoreOutcome(outcome=Restored.RESTORED, article_id=article.id)
