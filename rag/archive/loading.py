"""Making an archive of the records that ``rag.archive.copying`` made of another one.

In several transactions, so that a big import can be interrupted and go on: each one stores a batch
together with how many records are done, under a name that follows from the header. While an import
is unfinished the archive refuses to store anything else; running the same import again goes on
behind the last batch; another export is refused.
"""

from __future__ import annotations

import json
import sqlite3
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rag.archive import digesting, rows, snapshots
from rag.archive.connection import Connections
from rag.archive.copying import FORMAT, ORDER, OWN_SETTINGS
from rag.archive.log import put_vectors
from rag.archive.writing import IMPORTING
from rag.errors import ArchiveError

_BATCH = 200
"""Records a transaction. Its write to the disk is then a small part of what storing them costs."""
_DAMAGED = (KeyError, IndexError, TypeError, ValueError, AttributeError, sqlite3.IntegrityError)
"""What records that were not made by ``dump`` lead to."""
_CONTENT = (
    *("article", "version", "mark", "failure", "feed", "answer"),
    *("conversation", "feedback"),
)
"""Tables that must be empty before. People may be there already: no export holds any."""
_REMEDY = "Export the old archive again, and import that into a new folder."

Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What a finished import brought; ``continued`` if it went on after an interruption."""

    articles: int
    passages: int
    versions: int
    continued: bool


def load(connections: Connections, records: Iterator[Record]) -> Loaded:
    """Fill an empty archive with the records of another one, or go on where that stopped.

    When all are stored, the digests are held against those in the header.

    Raises:
        ArchiveError: the archive is not empty; or the records are damaged, not whole, of a newer
            program or of another export than the unfinished one; or the digests differ. The import
            is unfinished then.
    """
    parts = _parts(next(records, None))
    name = digesting.whole(parts)
    with connections.writing() as db:
        done = _begin(db, name)
    continued = done > 0
    for _ in islice(records, done):
        pass
    ended = False
    while not ended and (batch := list(islice(records, _BATCH))):
        with connections.writing() as db:
            if _done(db, name) != done:
                raise ArchiveError(
                    "Another program is importing into this archive.",
                    remedy="Wait until it has finished.",
                )
            for record in batch:
                ended = _store(db, record, done)
                done += not ended
            _note(db, name, done)
    if not ended:
        raise ArchiveError("The export is not whole: its end is missing.", remedy=_REMEDY)
    with connections.writing() as db:
        return _finish(db, parts, continued)


def unfinished(db: sqlite3.Connection) -> str | None:
    """Return the name of an import that has begun and is not done, or None."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (IMPORTING,)).fetchone()
    return None if row is None else str(json.loads(row[0])["name"])


def _parts(header: Record | None) -> dict[str, str]:
    try:
        if header is None or header["record"] != "header":
            raise ValueError
        if header["format"] > FORMAT:
            raise ArchiveError(
                "The export was written by a newer version of the program.",
                remedy="Update the program, then import it again.",
            )
        return {str(name): str(digest) for name, digest in header["parts"].items()}
    except _DAMAGED as error:
        raise ArchiveError(
            "This is not an export of an archive.", remedy="Name a folder that export wrote."
        ) from error


def _begin(db: sqlite3.Connection, name: str) -> int:
    """Return how many records of this export are done; 0 also when it begins now."""
    done = _done(db, name)
    if done is not None:
        return done
    if unfinished(db) is not None:
        raise ArchiveError(
            "The import of another export into this archive was interrupted.",
            remedy="Import that one again, or import this one into a new folder.",
        )
    for table in _CONTENT:
        if db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
            raise ArchiveError(
                "An export can only be imported into an empty archive; this one holds something.",
                remedy="Name a new folder for the archive with --data-dir.",
            )
    _note(db, name, 0)
    return 0


def _done(db: sqlite3.Connection, name: str) -> int | None:
    """Return how many records of an unfinished import are done, None if it is not that one."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (IMPORTING,)).fetchone()
    begun = {"name": ""} if row is None else json.loads(row[0])
    return int(begun["done"]) if begun["name"] == name else None


def _note(db: sqlite3.Connection, name: str, done: int) -> None:
    value = json.dumps({"name": name, "done": done})
    db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (IMPORTING, value))


def _store(db: sqlite3.Connection, record: Record, number: int) -> bool:
    """Store a record; True if it is the end."""
    try:
        kind = record["record"]
        if kind == "end":
            return True
        if kind not in _STORED:
            raise ValueError(kind)
        _STORED[kind](db, record)
    except _DAMAGED as error:
        raise ArchiveError(
            f"The export is damaged at record {number + 2} ({type(error).__name__}: {error}).",
            remedy=_REMEDY,
        ) from error
    return False


def _store_article(db: sqlite3.Connection, record: Record) -> None:
    snapshot = snapshots.unpacked(record, record["text"])
    key = rows.insert(db, snapshot.entry, link=False)
    for row in snapshot.sources:
        rows.write_source(db, row, key)
    db.execute(
        "UPDATE article SET story = ?, added_at = ?, changed_at = ? WHERE key = ?",
        (record["story"], record["added_at"], record["changed_at"], key),
    )
    if record["signature"] is None:
        return
    scheme, hashes, bands = record["signature"]
    db.execute(
        "INSERT INTO signature (article, scheme, hashes) VALUES (?, ?, ?)",
        (key, scheme, b64decode(hashes, validate=True)),
    )
    db.executemany(
        "INSERT INTO signature_band (band, article) VALUES (?, ?)", [(band, key) for band in bands]
    )


def _store_pair(db: sqlite3.Connection, record: Record) -> None:
    keys = sorted(
        db.execute("SELECT key FROM article WHERE id = ?", (identity,)).fetchone()[0]
        for identity in record["articles"]
    )
    db.execute(
        "INSERT INTO story_pair (one, other, similarity) VALUES (?, ?, ?)",
        (*keys, record["similarity"]),
    )


def _store_row(db: sqlite3.Connection, record: Record) -> None:
    table, row = record["table"], record["row"]
    if table != "version" and table not in ORDER:
        raise ValueError(table)
    if table == "version" and row["record"]:
        snapshots.unpack(row["record"], row["text"])  # ValueError now, not when it is put back
    if table == "setting" and row["name"] in OWN_SETTINGS:
        raise ValueError(row["name"])
    columns = {found[1] for found in db.execute(f"PRAGMA table_info({table})")}
    if not columns.issuperset(row):
        raise ValueError(str(sorted(set(row) - columns)))
    marks = ", ".join("?" * len(row))
    db.execute(
        f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values())
    )


_STORED: Mapping[str, Callable[[sqlite3.Connection, Record], None]] = {
    "article": _store_article,
    "pair": _store_pair,
    "row": _store_row,
}


def _finish(db: sqlite3.Connection, parts: Mapping[str, str], continued: bool) -> Loaded:
    found = digesting.parts(db, without=["vectors"])
    different = sorted(name for name in parts if parts[name] != found.get(name))
    if different:
        raise ArchiveError(
            f"What was imported differs from what was exported: {', '.join(different)}.",
            remedy=_REMEDY,
        )
    db.execute("DELETE FROM setting WHERE name = ?", (IMPORTING,))
    counts = [
        db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        for table in ("article", "passage", "version")
    ]
    return Loaded(articles=counts[0], passages=counts[1], versions=counts[2], continued=continued)


def load_vectors(connections: Connections, records: Iterator[Mapping[str, str]]) -> int:
    """Cache vectors that were copied; those already there stay. Return how many were read.

    Raises:
        ArchiveError: a record is damaged; those of the batches before are cached.
    """
    read = 0
    while batch := list(islice(records, 10 * _BATCH)):
        by_embedder: dict[str, dict[bytes, bytes]] = {}
        try:
            for record in batch:
                vectors = by_embedder.setdefault(str(record["embedder"]), {})
                vector = b64decode(record["vector"], validate=True)
                vectors[bytes.fromhex(record["digest"])] = vector
                read += 1
        except _DAMAGED as error:
            raise ArchiveError(
                f"The copied vectors are damaged at record {read + 1}.",
                remedy="Import without them: they are worked out again.",
            ) from error
        with connections.writing() as db:
            for embedder, vectors in by_embedder.items():
                put_vectors(db, embedder, vectors)
    return read
