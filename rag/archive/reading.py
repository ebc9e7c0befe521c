"""Reading articles, passages, changes and cached vectors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.archive.entries import read_article
from rag.archive.searching import conditions
from rag.archive.statements import batches, marks
from rag.records import (
    Article,
    ArticleKind,
    ArticleSummary,
    Filters,
    Origin,
    Passage,
    Sentence,
    SentenceKind,
    StoredPassage,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownSource:
    """What the archive remembers of an address."""

    source: str
    article_id: str
    digest: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Statistics:
    """How much the archive holds, and from when."""

    articles: int
    passages: int
    oldest: date | None
    newest: date | None
    undated: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One line of the change log; ``passage`` is a passage's id."""

    seq: int
    put: bool
    passage: str


def known_source(db: sqlite3.Connection, source: str) -> KnownSource | None:
    """Return what is remembered of an address, or None."""
    row = db.execute(
        "SELECT s.source, a.id, s.digest, s.fingerprint FROM source s JOIN article a"
        " ON a.key = s.article WHERE s.source = ?",
        (source,),
    ).fetchone()
    if row is None:
        return None
    return KnownSource(source=row[0], article_id=row[1], digest=row[2], fingerprint=row[3] or "")


def known_sources(db: sqlite3.Connection, sources: Sequence[str]) -> dict[str, KnownSource]:
    """Return what is remembered of these addresses, by address; unknown ones are left out."""
    found: dict[str, KnownSource] = {}
    for batch in batches(sources):
        places = marks(batch)
        for row in db.execute(
            "SELECT s.source, a.id, s.digest, s.fingerprint FROM source s JOIN article a"
            f" ON a.key = s.article WHERE s.source IN ({places})",
            list(batch),
        ):
            found[row[0]] = KnownSource(
                source=row[0], article_id=row[1], digest=row[2], fingerprint=row[3] or ""
            )
    return found


def article(db: sqlite3.Connection, article_id: str) -> Article | None:
    """Return an article with its text, or None."""
    return read_article(db, "id", article_id)


SUMMARY = (
    "a.id, a.source, a.title, a.outlet, a.author, a.published, a.published_origin, a.url,"
    " a.language, a.kind, a.concerns, a.length, COALESCE(a.story, '')"
)
"""What ``summary_of_row`` reads, of the table ``article`` as ``a``."""


def summaries(db: sqlite3.Connection, limit: int, offset: int = 0) -> list[ArticleSummary]:
    """Return articles, newest first, undated ones last."""
    rows = db.execute(
        f"SELECT {SUMMARY} FROM article a ORDER BY a.published DESC, a.key LIMIT ? OFFSET ?",
        (limit, offset),
    )
    return [summary_of_row(row) for row in rows]


def unsure_dates(db: sqlite3.Connection, limit: int, offset: int = 0) -> list[ArticleSummary]:
    """Return articles without a date or with an inferred one; the undated last, by address."""
    rows = db.execute(
        f"SELECT {SUMMARY} FROM article a WHERE a.published IS NULL OR a.published_origin = ?"
        " ORDER BY a.published IS NULL, a.source LIMIT ? OFFSET ?",
        (Origin.INFERRED, limit, offset),
    )
    return [summary_of_row(row) for row in rows]


def unsure_count(db: sqlite3.Connection) -> int:
    """Return how many articles have no date or an inferred one."""
    row = db.execute(
        "SELECT COUNT(*) FROM article WHERE published IS NULL OR published_origin = ?",
        (Origin.INFERRED,),
    ).fetchone()
    return int(row[0])


def sources_below(db: sqlite3.Connection, prefix: str, after: str, limit: int) -> list[KnownSource]:
    """Return the addresses that begin so and come after one, in the order of addresses.

    In a range of the key and not by LIKE, which would read every address.
    """
    found: list[KnownSource] = []
    for row in db.execute(
        "SELECT s.source, a.id, s.digest, s.fingerprint FROM source s JOIN article a"
        " ON a.key = s.article WHERE s.source >= ? AND s.source > ? ORDER BY s.source LIMIT ?",
        (prefix, after, limit),
    ):
        if not row[0].startswith(prefix):
            break
        found.append(
            KnownSource(source=row[0], article_id=row[1], digest=row[2], fingerprint=row[3] or "")
        )
    return found


def summaries_of(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, ArticleSummary]:
    """Return the articles that exist among ``ids``, without their texts, by id."""
    wanted = sorted(set(ids))
    found: dict[str, ArticleSummary] = {}
    for batch in batches(wanted):
        places = marks(batch)
        rows = db.execute(f"SELECT {SUMMARY} FROM article a WHERE a.id IN ({places})", batch)
        found.update((str(row[0]), summary_of_row(row)) for row in rows)
    return found


def stored_passages(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, StoredPassage]:
    """Return the passages that exist among ``ids``, by id, with text and sentences."""
    found: dict[str, StoredPassage] = {}
    for batch in batches(ids):
        places = marks(batch)
        rows = db.execute(
            "SELECT p.id, p.ordinal, p.start, p.end, p.first_sentence, p.last_sentence, a.key,"
            " substr(a.text, p.start + 1, p.end - p.start),"
            f" {SUMMARY} FROM passage p JOIN article a ON a.key = p.article"
            f" WHERE p.id IN ({places})",
            list(batch),
        ).fetchall()
        for row in rows:
            found[row[0]] = _stored(db, row)
    return found


def _stored(db: sqlite3.Connection, row: Sequence[object]) -> StoredPassage:
    identity, ordinal, start, end, first, last, key, text = row[:8]
    summary = summary_of_row(row[8:])
    sentences = tuple(
        Sentence(ordinal=s[0], start=s[1], end=s[2], kind=SentenceKind(s[3]))
        for s in db.execute(
            "SELECT ordinal, start, end, kind FROM sentence WHERE article = ?"
            " AND ordinal BETWEEN ? AND ? ORDER BY ordinal",
            (key, first, last),
        )
    )
    passage = Passage(
        id=str(identity),
        article_id=summary.id,
        ordinal=int(str(ordinal)),
        start=int(str(start)),
        end=int(str(end)),
        sentences=sentences,
    )
    return StoredPassage(passage=passage, text=str(text), article=summary)


def keep_matching(db: sqlite3.Connection, ids: Sequence[str], filters: Filters) -> list[str]:
    """Return those of ``ids`` that exist and pass the filters, in the same order."""
    condition, values = conditions(filters)
    passing: set[str] = set()
    for batch in batches(ids):
        places = marks(batch)
        passing.update(
            row[0]
            for row in db.execute(
                "SELECT p.id FROM passage p JOIN article a ON a.key = p.article"
                f" WHERE p.id IN ({places}){condition}",
                (*batch, *values),
            )
        )
    return [identity for identity in ids if identity in passing]


def passage_count(db: sqlite3.Connection) -> int:
    """Return the number of passages, from a kept count."""
    return int(db.execute("SELECT value FROM setting WHERE name = 'passages'").fetchone()[0])


def oldest(db: sqlite3.Connection) -> date | None:
    """Return the publication date of the oldest article that has one."""
    return _date(db.execute("SELECT MIN(published) FROM article").fetchone()[0])


def newest(db: sqlite3.Connection) -> date | None:
    """Return the publication date of the newest article that has one."""
    return _date(db.execute("SELECT MAX(published) FROM article").fetchone()[0])


def has_undated(db: sqlite3.Connection) -> bool:
    """Tell whether there is an article without a publication date."""
    row = db.execute("SELECT 1 FROM article WHERE published IS NULL LIMIT 1").fetchone()
    return row is not None


def statistics(db: sqlite3.Connection) -> Statistics:
    """Return how much there is, and from when."""
    row = db.execute(
        "SELECT COUNT(*), MIN(published), MAX(published), SUM(published IS NULL) FROM article"
    ).fetchone()
    return Statistics(
        articles=row[0],
        passages=passage_count(db),
        oldest=_date(row[1]),
        newest=_date(row[2]),
        undated=row[3] or 0,
    )


def summary_of_row(row: Sequence[object]) -> ArticleSummary:
    """Make the summary that stands in a row of ``SUMMARY``."""
    return ArticleSummary(
        id=str(row[0]),
        source=str(row[1]),
        title=str(row[2]),
        outlet=str(row[3]),
        author=str(row[4]),
        published=_date(row[5]),
        published_origin=Origin(str(row[6])),
        url=str(row[7]),
        language=str(row[8]),
        kind=ArticleKind(str(row[9])),
        concerns=str(row[10]),
        length=int(str(row[11])),
        story=str(row[12]),
    )


def _date(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None
