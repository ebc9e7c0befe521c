"""An article with all that belongs to it, as it is kept in versions and copies.

A snapshot is packed as JSON without the text, which stands beside it:
``article`` are the fields; ``sentences`` [ordinal, start, end, kind]; ``passages`` [id, ordinal,
start, end, first sentence, last sentence]; ``sources`` [address, digest, fingerprint or null,
fields of an alias or null]. Spans count code points of the text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rag.archive.entries import Entry, article_of, fields_of, read_article
from rag.records import Article, Passage, Sentence, SentenceKind

_DAMAGED = (ValueError, KeyError, TypeError, IndexError)
"""What a snapshot that does not fit together leads to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRow:
    """An address of an article. ``fields`` are JSON of what the document there says of itself.

    Empty for the article's own address, whose fields are the article's.
    """

    source: str
    digest: str
    fingerprint: str | None
    fields: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """An article, its passages, and its addresses in their order."""

    entry: Entry
    sources: tuple[SourceRow, ...]


def take(db: sqlite3.Connection, key: int) -> Snapshot:
    """Return an article that is there, with all that belongs to it."""
    article = read_article(db, "key", key)
    assert article is not None  # the caller found it in this transaction
    sentences = {
        row[0]: Sentence(ordinal=row[0], start=row[1], end=row[2], kind=SentenceKind(row[3]))
        for row in db.execute(
            "SELECT ordinal, start, end, kind FROM sentence WHERE article = ? ORDER BY ordinal",
            (key,),
        )
    }
    passages = db.execute(
        "SELECT id, ordinal, start, end, first_sentence, last_sentence FROM passage"
        " WHERE article = ? ORDER BY key",
        (key,),
    )
    entry = Entry(
        article=article,
        passages=tuple(_passage(article.id, row, sentences) for row in passages),
    )
    return Snapshot(entry=entry, sources=sources(db, key))


def entry(db: sqlite3.Connection, article_id: str) -> Entry | None:
    """Return an article that can be put again as it is, or None."""
    row = db.execute(
        "SELECT a.key, s.fingerprint FROM article a JOIN source s ON s.source = a.source"
        " WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    return None if row is None else replace(take(db, row[0]).entry, fingerprint=row[1] or "")


def sources(db: sqlite3.Connection, key: int) -> tuple[SourceRow, ...]:
    """Return an article's addresses, in the order of the addresses."""
    return tuple(
        SourceRow(source=row[0], digest=row[1], fingerprint=row[2], fields=row[3])
        for row in db.execute(
            "SELECT source, digest, fingerprint, fields FROM source WHERE article = ?"
            " ORDER BY source",
            (key,),
        )
    )


def pack(snapshot: Snapshot) -> str:
    """Return a snapshot as JSON, without the text."""
    return json.dumps(packed(snapshot), ensure_ascii=False, separators=(",", ":"))


def record_of(db: sqlite3.Connection, key: int) -> str:
    """Return an article that is there as a version keeps it.

    Empty if its passages do not fit its text, so that a damaged article can be removed or
    replaced like any other; then its text alone is kept.
    """
    try:
        return pack(take(db, key))
    except _DAMAGED:
        return ""


def packed(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot without the text, as JSON can hold it."""
    passages = snapshot.entry.passages
    sentences = {s.ordinal: s for passage in passages for s in passage.sentences}
    return {
        "article": fields_of(snapshot.entry.article),
        "sentences": [[s.ordinal, s.start, s.end, s.kind] for _, s in sorted(sentences.items())],
        "passages": [
            [p.id, p.ordinal, p.start, p.end, p.sentences[0].ordinal, p.sentences[-1].ordinal]
            for p in passages
        ],
        "sources": [
            [s.source, s.digest, s.fingerprint, json.loads(s.fields) if s.fields else None]
            for s in snapshot.sources
        ],
    }


def unpack(record: str, text: str) -> Snapshot:
    """Return the snapshot that was packed."""
    return unpacked(json.loads(record), text)


def of_version(record: str, text: str) -> Snapshot | None:
    """Return the snapshot in a version, or None where there is none or it is damaged."""
    try:
        return unpack(record, text) if record else None
    except _DAMAGED:
        return None


def unpacked(record: Mapping[str, Any], text: str) -> Snapshot:
    """Return the snapshot that was packed.

    Raises:
        ValueError, KeyError, TypeError, IndexError: it is none.
    """
    article = article_of(record["article"], text)
    sentences = {
        row[0]: Sentence(ordinal=row[0], start=row[1], end=row[2], kind=SentenceKind(row[3]))
        for row in record["sentences"]
    }
    passages = tuple(_passage(article.id, row, sentences) for row in record["passages"])
    return Snapshot(
        entry=Entry(article=article, passages=passages),
        sources=tuple(
            SourceRow(source=row[0], digest=row[1], fingerprint=row[2], fields=alias_fields(row[3]))
            for row in record["sources"]
        ),
    )


def alias_fields(known: Mapping[str, Any] | None) -> str:
    """Return what an alias says of itself as it is stored."""
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")) if known else ""


def renamed(entry: Entry, to: Article) -> Entry:
    """Return the same text and passages as another article's: with its id, address and fields."""
    old = f"{entry.article.id}."
    passages = tuple(
        replace(each, id=f"{to.id}.{each.id.removeprefix(old)}", article_id=to.id)
        for each in entry.passages
    )
    return Entry(article=replace(to, text=entry.article.text), passages=passages)


def article_of_version(db: sqlite3.Connection, key: int) -> Article | None:
    """Return an article as it was in a version, or None; of old versions what is known of it."""
    row = db.execute(
        "SELECT article_id, source, title, text, digest, outlet, published, record FROM version"
        " WHERE key = ?",
        (key,),
    ).fetchone()
    if row is None:
        return None
    snapshot = of_version(row[7], row[3])
    if snapshot is not None:
        return snapshot.entry.article
    return Article(
        id=row[0],
        source=row[1],
        title=row[2],
        text=row[3],
        digest=row[4],
        outlet=row[5],
        published=date.fromisoformat(row[6]) if row[6] else None,
    )


def _passage(article_id: str, row: Any, sentences: Mapping[int, Sentence]) -> Passage:
    return Passage(
        id=row[0],
        article_id=article_id,
        ordinal=row[1],
        start=row[2],
        end=row[3],
        sentences=tuple(sentences[ordinal] for ordinal in range(row[4], row[5] + 1)),
    )
