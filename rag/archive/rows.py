"""The rows of one article: putting them in, exchanging them, taking them out, finding them.

Every function runs inside one transaction of the caller.
"""

from __future__ import annotations

import sqlite3

from rag.archive import marks, snapshots, stories
from rag.archive.entries import (
    COLUMNS,
    Entry,
    fields_digest,
    fields_of,
    read_article,
    values,
)
from rag.archive.indexing import add_passages, drop_passages
from rag.archive.snapshots import SourceRow
from rag.archive.statements import time_text
from rag.archive.vocabulary import Counts
from rag.records import Article


def owner(db: sqlite3.Connection, source: str) -> int | None:
    """Return the key of the article whose own address this is, or None."""
    row = db.execute("SELECT key FROM article WHERE source = ?", (source,)).fetchone()
    return None if row is None else int(row[0])


def twin(db: sqlite3.Connection, article: Article, *, other_than: int | None = None) -> int | None:
    """Return the key of an article with the same text, unless both name different outlets.

    The one that this address belongs to already, else one that names the same outlet, else the
    one with the least address.
    """
    found: list[tuple[bool, bool, str, int]] = []
    held_by = holder(db, article.source)
    for key, outlet, source in db.execute(
        "SELECT key, outlet, source FROM article WHERE digest = ?", (article.digest,)
    ):
        if key != other_than and (not outlet or not article.outlet or outlet == article.outlet):
            found.append((key != held_by, outlet != article.outlet, source, key))
    return min(found)[3] if found else None


def identity(db: sqlite3.Connection, key: int) -> str:
    """Return the id of an article that is there."""
    return str(db.execute("SELECT id FROM article WHERE key = ?", (key,)).fetchone()[0])


def insert(
    db: sqlite3.Connection, entry: Entry, *, link: bool = True, together: Counts | None = None
) -> int:
    """Put a new article in and return its key; its address is remembered separately.

    ``together`` gathers its words for the caller to write; else they are written now.
    """
    marks = ", ".join("?" * (len(COLUMNS.split(",")) + 2))
    now = time_text()
    cursor = db.execute(
        f"INSERT INTO article ({COLUMNS}, added_at, changed_at) VALUES ({marks})",
        (*values(entry.article), now, now),
    )
    key = cursor.lastrowid
    assert key is not None  # an INSERT that did not raise has one
    _fill(db, key, entry, together)
    if link:
        stories.link(db, key, entry.article.text, entry.signature)
    return key


def replace(db: sqlite3.Connection, entry: Entry, key: int, reason: str) -> None:
    """Put an article in the place of another one, which stays as a version if there is a reason."""
    if reason:
        _keep_version(db, key, reason)
    stories.unlink(db, key)
    drop_passages(db, key)
    pairs = ", ".join(f"{name.strip()} = ?" for name in COLUMNS.split(","))
    db.execute(
        f"UPDATE article SET {pairs}, changed_at = ? WHERE key = ?",
        (*values(entry.article), time_text(), key),
    )
    db.execute("DELETE FROM concern WHERE article = ?", (key,))
    _fill(db, key, entry)
    stories.link(db, key, entry.article.text, entry.signature)


def _fill(db: sqlite3.Connection, key: int, entry: Entry, together: Counts | None = None) -> None:
    names = sorted(set(entry.article.concerning))
    db.executemany("INSERT INTO concern VALUES (?, ?)", [(name, key) for name in names])
    add_passages(db, key, entry, together)


def delete(db: sqlite3.Connection, key: int, reason: str) -> None:
    """Take an article out of every table; it stays as a version."""
    _keep_version(db, key, reason)
    stories.unlink(db, key)
    drop_passages(db, key)
    db.execute("DELETE FROM article WHERE key = ?", (key,))


def _keep_version(db: sqlite3.Connection, key: int, reason: str) -> None:
    record = snapshots.record_of(db, key)
    db.execute(
        "INSERT INTO version (article_id, source, title, text, digest, outlet, published,"
        " replaced_at, record, reason)"
        " SELECT id, source, title, text, digest, outlet, published, ?, ?, ?"
        " FROM article WHERE key = ?",
        (time_text(), record, reason, key),
    )


def adopt_versions(db: sqlite3.Connection, source: str, article_id: str) -> None:
    """Let the versions of an address be found under the article it belongs to now."""
    db.execute(
        "UPDATE version SET article_id = ? WHERE source = ? AND article_id <> ?",
        (article_id, source, article_id),
    )


def let_find(db: sqlite3.Connection, old: str, new: str) -> None:
    """Let corrections and the like that name an article by its id find it under its new one."""
    keys = db.execute("SELECT article FROM concern WHERE name = ?", (old,)).fetchall()
    for (key,) in keys:
        db.execute("INSERT OR IGNORE INTO concern VALUES (?, ?)", (new, key))
        db.execute("DELETE FROM concern WHERE name = ? AND article = ?", (old, key))
        db.execute(
            "UPDATE article SET concerns = ? WHERE key = ? AND concerns = ?", (new, key, old)
        )
        article = read_article(db, "key", key)
        assert article is not None  # the reference says so
        db.execute(
            "UPDATE article SET fields_digest = ? WHERE key = ?", (fields_digest(article), key)
        )
    if keys:
        marks.rename(db, "concerns", old, new)


def holder(db: sqlite3.Connection, source: str) -> int | None:
    """Return the key of the article that an address belongs to, or None."""
    row = db.execute("SELECT article FROM source WHERE source = ?", (source,)).fetchone()
    return None if row is None else int(row[0])


def remember_source(db: sqlite3.Connection, entry: Entry, key: int) -> None:
    """Remember an address, and what its document says, as belonging to an article."""
    article = entry.article
    own = owner(db, article.source) == key
    row = SourceRow(
        source=article.source,
        digest=article.digest,
        fingerprint=entry.fingerprint,
        fields="" if own else snapshots.alias_fields(fields_of(article)),
    )
    write_source(db, row, key)


def write_source(db: sqlite3.Connection, row: SourceRow, key: int) -> None:
    """Put an address in, or give it to another article."""
    db.execute(
        "INSERT INTO source (source, article, digest, fingerprint, fields, seen_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
        " article = excluded.article, digest = excluded.digest,"
        " fingerprint = excluded.fingerprint, fields = excluded.fields,"
        " seen_at = excluded.seen_at",
        (row.source, key, row.digest, row.fingerprint, row.fields, time_text()),
    )
