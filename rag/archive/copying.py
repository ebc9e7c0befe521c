"""The whole archive as records that JSON can hold; ``rag.archive.loading`` reads them.

The first record is the header: ``{"record": "header", "format": 1, "parts": {...}}`` with the
digests of all parts but the vectors. Then come the articles in the order they were stored (fields,
text, spans, addresses with fingerprints, times, story, signature), the pairs of near-duplicates,
the versions, and the rows of the plain tables (marks, failures, feeds and their items, settings,
answers and what they cited, conversations, feedback).
The last is ``{"record": "end"}``: without it the records are not whole.

An export lies around in folders, so it holds nothing to sign in with: neither people with the
hashes of their passwords nor sessions. Conversations and feedback keep the ids of the people whose
they are. They are theirs again where the same people are, as in a backup of the whole file; people
who are added anew have new ids. Conversations that were deleted are left out.

Not copied, because it follows from the rest or belongs to the one file: row ids, full text and
vocabulary, the change log, the positions of projections, and the settings in ``OWN_SETTINGS``.
"""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from rag.archive import digesting, linking, snapshots

FORMAT = 3
"""Of the records. A reader refuses a greater number: 2 may hold answers, 3 conversations too."""

ORDER = {
    "mark": "source",
    "failure": "source",
    "feed": "url",
    "feed_item": "feed, guid",
    "setting": "name",
    "answer": "id",
    "answer_source": "answer, article",
    "conversation": "id",
    "turn": "conversation, number",
    "feedback": "answer, person",
}
"""Tables that are copied row by row, and in which order."""

_LEFT_OUT = {
    "conversation": "deleted_at IS NOT NULL",
    "turn": "conversation IN (SELECT id FROM conversation WHERE deleted_at IS NOT NULL)",
}
"""Rows of those tables that are not copied."""
_DROPPED = {"conversation": ["key"]}

OWN_SETTINGS = ("passages", "importing", "archive", "embedder")
"""Settings that belong to one file: a kept count, an import that has begun, the name by which a
server of vectors knows it, and which collection there is in use."""


def dump(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield the records of an archive. Memory does not grow with it."""
    parts = digesting.parts(db, without=["vectors"])
    yield {"record": "header", "format": FORMAT, "parts": parts}
    yield from _articles(db)
    yield from _pairs(db)
    yield from _rows(db, "version", "SELECT * FROM version ORDER BY key", drop=["key"])
    for table, order in ORDER.items():
        query = f"SELECT * FROM {table} WHERE NOT ({_LEFT_OUT.get(table, '0')}) ORDER BY {order}"
        for record in _rows(db, table, query, drop=_DROPPED.get(table)):
            if table != "setting" or record["row"]["name"] not in OWN_SETTINGS:
                yield record
    yield {"record": "end"}


def _articles(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    for key, text, story, added_at, changed_at in db.execute(
        "SELECT key, text, story, added_at, changed_at FROM article ORDER BY key"
    ):
        signature = db.execute(
            "SELECT scheme, hashes FROM signature WHERE article = ?", (key,)
        ).fetchone()
        bands = linking.bands_of(db, key)
        yield {
            "record": "article",
            **snapshots.packed(snapshots.take(db, key)),
            "text": text,
            "story": story,
            "added_at": added_at,
            "changed_at": changed_at,
            "signature": [signature[0], _base64(signature[1]), bands] if signature else None,
        }


def _pairs(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    for one, other, similarity in db.execute(
        "SELECT a.id, b.id, p.similarity FROM story_pair p JOIN article a ON a.key = p.one"
        " JOIN article b ON b.key = p.other ORDER BY p.one, p.other"
    ):
        yield {"record": "pair", "articles": [one, other], "similarity": similarity}


def _rows(
    db: sqlite3.Connection, table: str, query: str, drop: list[str] | None = None
) -> Iterator[dict[str, Any]]:
    cursor = db.execute(query)
    names = [column[0] for column in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        for name in drop or ():
            del row[name]
        yield {"record": "row", "table": table, "row": row}


def dump_vectors(db: sqlite3.Connection) -> Iterator[dict[str, str]]:
    """Yield all cached vectors, by embedder and digest."""
    for embedder, digest, vector in db.execute(
        "SELECT embedder, digest, vector FROM embedding ORDER BY embedder, digest"
    ):
        yield {"embedder": embedder, "digest": digest.hex(), "vector": _base64(vector)}


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
