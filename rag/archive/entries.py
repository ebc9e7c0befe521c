"""What is stored of an article, and its fields as values that JSON can hold."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from rag.archive.words import Analysed
from rag.likeness import Signature
from rag.records import Article, ArticleKind, FieldOrigin, Origin, Passage


class Outcome(StrEnum):
    """What happened to a document."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"  # the same text is already there under another address


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An article with its passages, ready to be stored.

    ``fingerprint`` is whatever lets the source be recognised as unchanged without reading it.
    ``words`` are those of its passages (by their ids) and of its title (by itself) where they have
    been found already, in a process of their own: finding them is half of what storing costs. So
    is ``signature``, that of its text.
    ValueError where the article cannot be kept exactly as it is.
    """

    article: Article
    passages: tuple[Passage, ...]
    fingerprint: str = ""
    words: Mapping[str, Analysed] = field(default_factory=dict, compare=False, repr=False)
    signature: Signature | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.passages:
            raise ValueError("an article has at least one passage")
        if any(passage.article_id != self.article.id for passage in self.passages):
            raise ValueError("the passages are those of the article")
        if max(passage.end for passage in self.passages) > len(self.article.text):
            raise ValueError("a passage ends after its article")
        # SQLite cuts texts at NUL, and cannot store half a character.
        if "\0" in self.article.text or not _storable(self.article):
            raise ValueError("the article holds characters that cannot be stored")


def _storable(article: Article) -> bool:
    try:
        (article.text + json.dumps(fields_of(article), ensure_ascii=False)).encode()
    except UnicodeEncodeError:
        return False
    return True


READ = (
    "id, source, title, text, digest, outlet, author, published, url, language, section, tags,"
    " kind, concerns, title_origin, outlet_origin, published_origin, origins"
)
"""The columns that ``article_of_row`` reads, in order."""

COLUMNS = f"{READ}, length, fields_digest"
"""The columns that ``values`` fills."""


def values(article: Article) -> tuple[object, ...]:
    """Return what stands in ``COLUMNS`` for an article."""
    return (
        article.id,
        article.source,
        article.title,
        article.text,
        article.digest,
        article.outlet,
        article.author,
        article.published.isoformat() if article.published else None,
        article.url,
        article.language,
        article.section,
        json.dumps(article.tags, ensure_ascii=False),
        article.kind,
        article.concerns,
        article.title_origin,
        article.outlet_origin,
        article.published_origin,
        origins_text(article),
        len(article.text),
        fields_digest(article),
    )


def read_article(db: sqlite3.Connection, where: str, value: object) -> Article | None:
    """Return the article for which a column (``id`` or ``key``) has this value, or None."""
    row = db.execute(f"SELECT key, {READ} FROM article WHERE {where} = ?", (value,)).fetchone()
    return None if row is None else article_of_row(row[1:], concerning(db, row[0]))


def concerning(db: sqlite3.Connection, key: int) -> tuple[str, ...]:
    """Return by which names an article calls what it concerns, in the order of the names."""
    found = db.execute("SELECT name FROM concern WHERE article = ? ORDER BY name", (key,))
    return tuple(row[0] for row in found)


def article_of_row(row: Sequence[Any], names: tuple[str, ...]) -> Article:
    """Make the article that stands in a row of the columns that are read."""
    return Article(
        id=row[0],
        source=row[1],
        title=row[2],
        text=row[3],
        digest=row[4],
        outlet=row[5],
        author=row[6],
        published=date.fromisoformat(row[7]) if row[7] else None,
        url=row[8],
        language=row[9],
        section=row[10],
        tags=tuple(json.loads(row[11])),
        kind=ArticleKind(row[12]),
        concerns=row[13],
        title_origin=Origin(row[14]),
        outlet_origin=Origin(row[15]),
        published_origin=Origin(row[16]),
        concerning=names,
        origins=_origins(json.loads(row[17])),
    )


def fields_digest(article: Article) -> str:
    """Return a digest of what is known about an article beside its text.

    ``origins`` are left out: learning more about where a field came from changes no field.
    """
    known: list[object] = [
        article.title,
        article.outlet,
        article.author,
        str(article.published),
        article.url,
        article.language,
        article.section,
        list(article.tags),
        article.kind,
        article.concerns,
        article.title_origin,
        article.outlet_origin,
        article.published_origin,
    ]
    if article.concerning:  # so that digests of before there was this field stay right
        known.append(sorted(set(article.concerning)))
    return sha256(json.dumps(known, ensure_ascii=False).encode()).hexdigest()


def name_concerns(db: sqlite3.Connection) -> None:
    """Let what an older program stored be found by the one name it kept of what is concerned.

    A migration does this.
    """
    db.execute("INSERT INTO concern SELECT concerns, key FROM article WHERE concerns <> ''")
    for (key,) in db.execute("SELECT article FROM concern").fetchall():
        article = read_article(db, "key", key)
        assert article is not None  # the reference says so
        digest = fields_digest(article)
        db.execute("UPDATE article SET fields_digest = ? WHERE key = ?", (digest, key))


def origins_text(article: Article) -> str:
    """Return the origins of an article's fields as they are stored."""
    rows = [[each.field, each.origin, each.detail] for each in article.origins]
    return json.dumps(rows, ensure_ascii=False)


def fields_of(article: Article) -> dict[str, Any]:
    """Return all fields of an article but its text, as JSON can hold them."""
    found = {each.name: getattr(article, each.name) for each in fields(article)}
    del found["text"]
    found["published"] = article.published.isoformat() if article.published else None
    found["tags"] = list(article.tags)
    found["concerning"] = sorted(set(article.concerning))
    found["origins"] = [[each.field, each.origin, each.detail] for each in article.origins]
    return found


def article_of(known: Mapping[str, Any], text: str) -> Article:
    """Make the article of what ``fields_of`` returned, and its text.

    Raises:
        ValueError, KeyError, TypeError: these are no fields of an article.
    """
    return Article(
        **{
            **known,
            "text": text,
            "published": date.fromisoformat(known["published"]) if known["published"] else None,
            "tags": tuple(known["tags"]),
            "kind": ArticleKind(known["kind"]),
            "title_origin": Origin(known["title_origin"]),
            "outlet_origin": Origin(known["outlet_origin"]),
            "published_origin": Origin(known["published_origin"]),
            "concerning": tuple(known["concerning"]),
            "origins": _origins(known["origins"]),
        }
    )


def _origins(rows: Sequence[Sequence[str]]) -> tuple[FieldOrigin, ...]:
    return tuple(FieldOrigin(field=row[0], origin=Origin(row[1]), detail=row[2]) for row in rows)
