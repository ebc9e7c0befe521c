"""The logical digest: what two archives must have in common to hold the same.

Each part is a SHA-256 over lines, each a JSON array in UTF-8 and a line feed, in an order that
follows from the contents:

- ``articles``, by id: id, length in code points and SHA-256 of the text, and all fields with their
  origins, tags in order;
- ``spans``, by article and ordinal: sentences (ordinal, start, end, kind), then passages (id,
  ordinal, start, end, first and last sentence);
- ``sources``, by address: address, article, digest of its text, what an alias says of itself;
- ``concerns``, by name and article: name, article;
- ``versions``, by address, of each in the order they were kept: article, address, reason, length
  and SHA-256 of the text, title, outlet, date, and all that would be put back;
- ``marks``, by address: address, fields;
- ``stories``: articles with their story, by id; then the linked pairs of ids, the lesser first;
- ``vectors``: embedder and passage id for each passage that has a vector in the cache.

Left out are row ids, times, fingerprints (they hold times of files), and what follows from the
rest: full text, vocabulary, change log, signatures. So it does not matter in which order different
texts are stored. Which of several addresses with the very same text comes first does matter: the
article is named after it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from rag.archive.entries import READ, article_of_row, fields_of

Line = tuple[Any, ...]

PARTS: Mapping[str, Callable[[sqlite3.Connection], Iterator[Line]]]


def parts(db: sqlite3.Connection, *, without: Iterable[str] = ()) -> dict[str, str]:
    """Return the digest of each part, in hexadecimal, but for those left out.

    Memory does not grow with the archive.
    """
    return {name: _digest(lines(db)) for name, lines in PARTS.items() if name not in without}


def whole(parts: Mapping[str, str]) -> str:
    """Return the digest over parts: SHA-256 of lines "name digest" in the order of names."""
    text = "".join(f"{name} {digest}\n" for name, digest in sorted(parts.items()))
    return sha256(text.encode()).hexdigest()


def _digest(lines: Iterator[Line]) -> str:
    found = sha256()
    for line in lines:
        found.update(json.dumps(line, ensure_ascii=False, sort_keys=True).encode())
        found.update(b"\n")
    return found.hexdigest()


def _text(text: str) -> tuple[int, str]:
    return len(text), sha256(text.encode()).hexdigest()


def _articles(db: sqlite3.Connection) -> Iterator[Line]:
    for row in db.execute(f"SELECT {READ} FROM article ORDER BY id"):
        known = fields_of(article_of_row(row, ()))
        del known["concerning"]  # a part of its own
        yield (*_text(row[3]), known)


def _spans(db: sqlite3.Connection) -> Iterator[Line]:
    for key, identity in db.execute("SELECT key, id FROM article ORDER BY id"):
        yield ("article", identity)
        yield from db.execute(
            "SELECT ordinal, start, end, kind FROM sentence WHERE article = ? ORDER BY ordinal",
            (key,),
        )
        yield from db.execute(
            "SELECT id, ordinal, start, end, first_sentence, last_sentence FROM passage"
            " WHERE article = ? ORDER BY ordinal, id",
            (key,),
        )


def _sources(db: sqlite3.Connection) -> Iterator[Line]:
    for source, article, digest, fields in db.execute(
        "SELECT s.source, a.id, s.digest, s.fields FROM source s JOIN article a"
        " ON a.key = s.article ORDER BY s.source"
    ):
        yield source, article, digest, json.loads(fields) if fields else None


def _concerns(db: sqlite3.Connection) -> Iterator[Line]:
    yield from db.execute(
        "SELECT c.name, a.id FROM concern c JOIN article a ON a.key = c.article"
        " ORDER BY c.name, a.id"
    )


def _versions(db: sqlite3.Connection) -> Iterator[Line]:
    for *known, text, record in db.execute(
        "SELECT article_id, source, reason, title, digest, outlet, published, text, record"
        " FROM version ORDER BY source, key"
    ):
        kept = json.loads(record) if record else None
        if kept is not None:  # without the fingerprints
            kept["sources"] = sorted([s[0], s[1], s[3]] for s in kept["sources"])
        yield (*known, *_text(text), kept)


def _marks(db: sqlite3.Connection) -> Iterator[Line]:
    for source, fields in db.execute("SELECT source, fields FROM mark ORDER BY source"):
        yield source, json.loads(fields)


def _stories(db: sqlite3.Connection) -> Iterator[Line]:
    yield from db.execute("SELECT id, story FROM article WHERE story IS NOT NULL ORDER BY id")
    yield from db.execute(
        "SELECT MIN(a.id, b.id) AS lesser, MAX(a.id, b.id) AS greater FROM story_pair p"
        " JOIN article a ON a.key = p.one JOIN article b ON b.key = p.other"
        " ORDER BY lesser, greater"
    )


def _vectors(db: sqlite3.Connection) -> Iterator[Line]:
    for embedder in embedders(db):
        for row in db.execute(
            "SELECT p.id FROM passage p CROSS JOIN embedding e ON e.digest = p.embedded_digest"
            " AND e.embedder = ? WHERE length(e.vector) > 0 ORDER BY p.id",
            (embedder,),
        ):
            yield embedder, row[0]


def embedders(db: sqlite3.Connection) -> Iterator[str]:
    """Yield the embedders that have cached vectors, by steps in the key and not by reading all."""
    query = "SELECT MIN(embedder) FROM embedding WHERE embedder > ?"
    found = db.execute(query, ("",)).fetchone()[0]
    while found is not None:
        yield found
        found = db.execute(query, (found,)).fetchone()[0]


PARTS = {
    "articles": _articles,
    "spans": _spans,
    "sources": _sources,
    "concerns": _concerns,
    "versions": _versions,
    "marks": _marks,
    "stories": _stories,
    "vectors": _vectors,
}
