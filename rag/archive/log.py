"""What projections need: the change log, their positions, and cached vectors."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.archive.indexing import embedded_text
from rag.archive.reading import Change, passage_count
from rag.archive.statements import batches, marks


@dataclass(frozen=True, kw_only=True, slots=True)
class ToEmbed:
    """A passage that a projection wants: its id, the cache key, and the text to embed."""

    passage: str
    digest: bytes
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """How far a projection has followed the change log.

    ``collection`` and ``uid`` name the very collection that was written: another one under the
    same name is not it.
    """

    embedder: str
    collection: str
    uid: str
    position: int


def head(db: sqlite3.Connection) -> int:
    """Return the number of the newest change, 0 for none."""
    return int(db.execute("SELECT COALESCE(MAX(seq), 0) FROM change").fetchone()[0])


def changes_after(db: sqlite3.Connection, position: int, limit: int) -> list[Change]:
    """Return the next changes in order."""
    return [
        Change(seq=row[0], put=row[1] == "put", passage=row[2])
        for row in db.execute(
            "SELECT seq, op, passage FROM change WHERE seq > ? ORDER BY seq LIMIT ?",
            (position, limit),
        )
    ]


def to_embed(db: sqlite3.Connection, ids: Sequence[str]) -> list[ToEmbed]:
    """Return the passages that still exist among ``ids``, with the text to embed."""
    found: list[ToEmbed] = []
    for batch in batches(ids):
        places = marks(batch)
        found.extend(
            ToEmbed(passage=row[0], digest=row[1], text=embedded_text(row[2], row[3]))
            for row in db.execute(
                "SELECT p.id, p.embedded_digest, a.title,"
                " substr(a.text, p.start + 1, p.end - p.start)"
                " FROM passage p JOIN article a ON a.key = p.article"
                f" WHERE p.id IN ({places})",
                list(batch),
            )
        )
    return found


def passages_after(db: sqlite3.Connection, after: str, limit: int) -> list[str]:
    """Return passage ids in the order of ids, for walking through all of them."""
    return [
        row[0]
        for row in db.execute(
            "SELECT id FROM passage WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
        )
    ]


def sample_passages(db: sqlite3.Connection, count: int) -> list[str]:
    """Return some passage ids, spread evenly over the archive."""
    top = db.execute("SELECT COALESCE(MAX(key), 0) FROM passage").fetchone()[0]
    step = max(1, top // max(1, count))
    ids: list[str] = []
    for key in range(1, top + 1, step):
        row = db.execute("SELECT id FROM passage WHERE key >= ? LIMIT 1", (key,)).fetchone()
        if row is not None:
            ids.append(row[0])
    return list(dict.fromkeys(ids))[:count]


def vectors(db: sqlite3.Connection, embedder: str, digests: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the cached vectors (float16 bytes) among ``digests``."""
    found: dict[bytes, bytes] = {}
    for batch in batches(digests):
        places = marks(batch)
        found.update(
            db.execute(
                f"SELECT digest, vector FROM embedding WHERE embedder = ? AND digest IN ({places})",
                (embedder, *batch),
            )
        )
    return found


def put_vectors(db: sqlite3.Connection, embedder: str, vectors: Mapping[bytes, bytes]) -> None:
    """Cache vectors (float16 bytes); those already there stay."""
    db.executemany(
        "INSERT OR IGNORE INTO embedding VALUES (?, ?, ?)",
        [(embedder, digest, vector) for digest, vector in vectors.items()],
    )


def vector_width(db: sqlite3.Connection, embedder: str) -> int:
    """Return the length in bytes of an embedder's vectors, 0 while there are none."""
    row = db.execute(
        "SELECT length(vector) FROM embedding WHERE embedder = ? AND length(vector) > 0 LIMIT 1",
        (embedder,),
    ).fetchone()
    return int(row[0]) if row else 0


def forget_failed(db: sqlite3.Connection, embedder: str) -> None:
    """Forget which texts an embedder failed on."""
    db.execute("DELETE FROM embedding WHERE embedder = ? AND length(vector) = 0", (embedder,))


def embedded_count(db: sqlite3.Connection, embedder: str) -> int:
    """Return how many passages have a vector, those that cannot be embedded left out."""
    failed = db.execute(
        "SELECT COUNT(*) FROM embedding e JOIN passage p ON p.embedded_digest = e.digest"
        " WHERE e.embedder = ? AND length(e.vector) = 0",
        (embedder,),
    ).fetchone()[0]
    return passage_count(db) - int(failed)


def position(db: sqlite3.Connection, embedder: str) -> Position | None:
    """Return how far the projection for an embedder has come, or None."""
    row = db.execute(
        "SELECT embedder, collection, uid, position FROM projection WHERE embedder = ?",
        (embedder,),
    ).fetchone()
    if row is None:
        return None
    return Position(embedder=row[0], collection=row[1], uid=row[2], position=row[3])


def put_position(db: sqlite3.Connection, new: Position) -> None:
    """Record how far a projection has come."""
    db.execute(
        "INSERT INTO projection VALUES (?, ?, ?, ?) ON CONFLICT (embedder) DO UPDATE SET"
        " collection = excluded.collection, uid = excluded.uid, position = excluded.position",
        (new.embedder, new.collection, new.uid, new.position),
    )


def setting(db: sqlite3.Connection, name: str) -> str | None:
    """Return a stored setting, or None."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def put_settings(db: sqlite3.Connection, settings: Mapping[str, str]) -> None:
    """Store settings."""
    db.executemany(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        settings.items(),
    )
