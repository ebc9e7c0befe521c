"""Storing and removing articles: every function runs inside one transaction of the caller.

An article's id follows from its address, so when an address changes hands so does the id:

- the same text at several addresses is one article, named after the first of them to come; the
  others are *aliases*, of which is kept what their documents say of themselves;
- when the article's own address goes or says something else, the article *continues* under its
  least alias that had just this text, with that document's own fields, and with what a person
  set by hand (``rag.archive.marks``), for that was said of this text;
- an address whose text becomes that of another article becomes an alias of it.

Versions belong to an address and are found under the article that the address belongs to.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from rag.archive import marks, rows, snapshots
from rag.archive.entries import Entry, Outcome, article_of, fields_digest, origins_text
from rag.archive.snapshots import Snapshot, SourceRow
from rag.archive.vocabulary import Counts
from rag.errors import ArchiveError
from rag.records import Article

IMPORTING = "importing"
"""The setting that names an import which has begun and is not done (``rag.archive.loading``)."""


class Gone(StrEnum):
    """What became of an article when an address was taken away."""

    GONE = "gone"  # it was the last address: the article was removed
    ALIAS = "alias"  # the article stays, under another address
    UNKNOWN = "unknown"  # there is no such address


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovedSource:
    """What became of an address that was taken away.

    ``article_id`` and ``title`` are those of the removed article, or of the one that stays (an
    article that continues under another address has the id that goes with that address).
    """

    source: str
    outcome: Gone
    article_id: str = ""
    title: str = ""


def refuse_unfinished(db: sqlite3.Connection) -> None:
    """Refuse to write while an import is unfinished.

    Raises:
        ArchiveError: it is.
    """
    if db.execute("SELECT 1 FROM setting WHERE name = ?", (IMPORTING,)).fetchone():
        raise ArchiveError(
            "An import into this archive was interrupted, so it is not whole.",
            remedy="Run the same import again: it goes on where it stopped.",
        )


def put_all(db: sqlite3.Connection, entries: Sequence[Entry]) -> list[Outcome]:
    """Store articles and say what each was.

    The words of new ones are counted together: a batch of 100 has a quarter of the different
    words that its articles have one by one, and each costs a row.
    """
    together = Counts()
    outcomes = [put(db, entry, together) for entry in entries]
    together.write(db, +1)
    return outcomes


def put(db: sqlite3.Connection, entry: Entry, together: Counts | None = None) -> Outcome:
    """Store an article: new, changed, or known already.

    Same source and same digest of text and fields is unchanged. A changed article keeps its old
    text as a version. A text that is there under another source becomes an alias, unless the
    two name different outlets. ``together`` gathers the words of a new one.
    """
    article = entry.article
    key = rows.owner(db, article.source)
    if key is None:
        return _put_strange(db, entry, together)
    if together is not None:
        together.flush(db)  # before anything is taken away: what falls to nothing is dropped
    known = db.execute(
        "SELECT digest, fields_digest, origins FROM article WHERE key = ?", (key,)
    ).fetchone()
    if known[:2] == (article.digest, fields_digest(article)):
        origins = origins_text(article)
        if known[2] != origins:  # where fields came from is known better; no field changed
            db.execute("UPDATE article SET origins = ? WHERE key = ?", (origins, key))
        rows.remember_source(db, entry, key)
        return Outcome.UNCHANGED
    if _rejected(db, article, known[0]):
        rows.remember_source(db, entry, key)
        return Outcome.UNCHANGED
    other = rows.twin(db, article, other_than=key) if known[0] != article.digest else None
    if other is not None:
        _join(db, entry, key, other)
        return Outcome.DUPLICATE
    heir = _heir(db, key) if known[0] != article.digest else None
    if heir is not None:  # another address still says what this one said
        _continue(db, key, heir, version=True)
        _put_strange(db, entry, together)
        return Outcome.UPDATED
    rows.replace(db, entry, key, "changed")
    # The other addresses held the old text: they are read again, not skipped.
    db.execute("UPDATE source SET fingerprint = NULL WHERE article = ?", (key,))
    rows.remember_source(db, entry, key)
    return Outcome.UPDATED


def remove(db: sqlite3.Connection, article_id: str) -> bool:
    """Remove an article from every table; it stays as a version. False if unknown."""
    row = db.execute("SELECT key FROM article WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return False
    rows.delete(db, row[0], "removed")
    return True


def remove_source(db: sqlite3.Connection, source: str) -> RemovedSource:
    """Take an address away, and its article if no other address has just its text."""
    row = db.execute(
        "SELECT a.key, a.source, a.id, a.title FROM source s JOIN article a ON a.key = s.article"
        " WHERE s.source = ?",
        (source,),
    ).fetchone()
    if row is None:
        return RemovedSource(source=source, outcome=Gone.UNKNOWN)
    key, own, article_id, title = row
    if own != source:
        db.execute("DELETE FROM source WHERE source = ?", (source,))
        return RemovedSource(source=source, outcome=Gone.ALIAS, article_id=article_id, title=title)
    heir = _heir(db, key)
    if heir is None:
        rows.delete(db, key, "removed")
        return RemovedSource(source=source, outcome=Gone.GONE, article_id=article_id, title=title)
    to = _continue(db, key, heir)
    db.execute("DELETE FROM source WHERE source = ?", (source,))
    db.execute("DELETE FROM mark WHERE source = ?", (source,))  # it went along
    rows.let_find(db, article_id, to.id)
    return RemovedSource(source=source, outcome=Gone.ALIAS, article_id=to.id, title=to.title)


def put_back(db: sqlite3.Connection, snapshot: Snapshot, version: int, key: int | None) -> None:
    """Make the snapshot of a version current again, in place of the article ``key`` or as new.

    An alias comes back with it unless it belongs to another article by now, or was an article of
    its own since.
    """
    article = snapshot.entry.article
    own = db.execute(
        "SELECT source, digest, fingerprint FROM source WHERE source = ?", (article.source,)
    ).fetchone()
    if key is None:
        key = rows.insert(db, snapshot.entry)
    else:
        rows.replace(db, snapshot.entry, key, "restored")
        db.execute("UPDATE source SET fingerprint = NULL WHERE article = ?", (key,))
    for row in snapshot.sources:
        if row.source == article.source:
            # Where the document says something else by now, its fingerprint is the one to remember.
            stands = row if own is None else replace(row, digest=own[1], fingerprint=own[2])
            rows.write_source(db, stands, key)
        elif rows.holder(db, row.source) is None and not _versions_since(db, row.source, version):
            rows.write_source(db, row, key)
            rows.adopt_versions(db, row.source, article.id)
    rows.adopt_versions(db, article.source, article.id)


def _put_strange(db: sqlite3.Connection, entry: Entry, together: Counts | None) -> Outcome:
    """Store what comes from an address that no article is named after."""
    article = entry.article
    same = rows.twin(db, article)
    if same is None:
        key = rows.insert(db, entry, together=together)
        rows.remember_source(db, entry, key)
        rows.adopt_versions(db, article.source, article.id)
        return Outcome.NEW
    known = db.execute(
        "SELECT article, digest FROM source WHERE source = ?", (article.source,)
    ).fetchone()
    rows.remember_source(db, entry, same)
    if known == (same, article.digest):
        return Outcome.UNCHANGED
    rows.adopt_versions(db, article.source, rows.identity(db, same))
    return Outcome.DUPLICATE


def _join(db: sqlite3.Connection, entry: Entry, key: int, other: int) -> None:
    """Make an article's own address an alias of another one, whose text it has now.

    Where an alias still has the old text, that stays as an article of its own.
    """
    source, joined = entry.article.source, rows.identity(db, other)
    heir = _heir(db, key)
    if heir is not None:
        _continue(db, key, heir)
        rows.remember_source(db, entry, other)
        rows.adopt_versions(db, source, joined)
        return
    left = rows.identity(db, key)
    rows.delete(db, key, "changed")
    rows.remember_source(db, entry, other)
    db.execute("UPDATE version SET article_id = ? WHERE article_id = ?", (joined, left))


def _continue(
    db: sqlite3.Connection, key: int, heir: SourceRow, *, version: bool = False
) -> Article:
    """Let an article go on under one of its aliases, with what the document there says.

    What it was stays as a version where more than the address is another, or if ``version``.
    """
    old = snapshots.take(db, key).entry
    own = _own_article(old.article, heir)
    to = marks.carried(db, old.article, own)
    # Where only the address is another (a file was moved) there is nothing to go back to.
    moved = replace(old.article, id=to.id, source=to.source, origins=to.origins)
    rows.replace(
        db, snapshots.renamed(old, to), key, "" if moved == to and not version else "changed"
    )
    # With marks that came along, the document is read again: they may bear on its other fields.
    db.execute(
        "UPDATE source SET fields = '', fingerprint = ? WHERE source = ?",
        (heir.fingerprint if to is own else None, heir.source),
    )
    db.execute("UPDATE version SET article_id = ? WHERE article_id = ?", (to.id, old.article.id))
    rows.adopt_versions(db, heir.source, to.id)
    return to


def _own_article(article: Article, alias: SourceRow) -> Article:
    """Return the article that an alias would have been by itself."""
    if alias.fields:
        return article_of(json.loads(alias.fields), article.text)
    # An older program kept only the address; its id is what ``ingest`` makes of it.
    made = sha256(alias.source.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return replace(article, id=made, source=alias.source)


def _heir(db: sqlite3.Connection, key: int) -> SourceRow | None:
    """Return the least alias that had just the article's text when it was last read."""
    own, digest = db.execute("SELECT source, digest FROM article WHERE key = ?", (key,)).fetchone()
    aliases = [row for row in snapshots.sources(db, key) if row.source != own]
    return next((row for row in aliases if row.digest == digest), None)


def _versions_since(db: sqlite3.Connection, source: str, version: int) -> bool:
    query = "SELECT 1 FROM version WHERE source = ? AND key > ? LIMIT 1"
    return db.execute(query, (source, version)).fetchone() is not None


def _rejected(db: sqlite3.Connection, article: Article, digest: str) -> bool:
    """Tell whether a person took back just what this document says, by restoring a version.

    ``digest`` is that of the text that stands there now.
    """
    row = db.execute(
        "SELECT reason, digest, text, record FROM version WHERE source = ?"
        " ORDER BY key DESC LIMIT 1",
        (article.source,),
    ).fetchone()
    if row is None or row[0] != "restored" or row[1] != article.digest:
        return False
    if row[1] != digest:  # the texts differ: it is the text that was rejected
        return True
    rejected = snapshots.of_version(row[3], row[2])
    return rejected is not None and fields_digest(rejected.entry.article) == fields_digest(article)
