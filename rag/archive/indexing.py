"""Passages in full-text index, vocabulary and change log, in a transaction of the caller."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import sha256

from rag.archive.entries import Entry
from rag.archive.vocabulary import Counts, explained_text
from rag.archive.words import analysed, forms


def embedded_text(title: str, text: str) -> str:
    """Return what is embedded for a passage: the title before it, where it is not there already.

    Small passages without their title lose 10 to 17 points of recall at 1 (measured, labor set).
    """
    return text if not title or text.startswith(title) else f"{title}\n{text}"


def embedded_digest(title: str, text: str) -> bytes:
    """Return the key of a passage's vector in the cache: SHA-256 of the embedded text."""
    return sha256(embedded_text(title, text).encode()).digest()


def add_passages(
    db: sqlite3.Connection, key: int, entry: Entry, together: Counts | None = None
) -> None:
    """Put an article's passages and sentences in, and count their words.

    Args:
        db: inside a transaction of the caller.
        key: the article's.
        entry: the article with its passages.
        together: counts that the caller writes later, for many articles at once.
    """
    article, passages = entry.article, entry.passages
    sentences = {s.ordinal: s for passage in passages for s in passage.sentences}
    db.executemany(
        "INSERT INTO sentence VALUES (?, ?, ?, ?, ?)",
        [(key, s.ordinal, s.start, s.end, s.kind) for s in sentences.values()],
    )
    title = entry.words.get(article.title) or analysed(article.title)
    counts = Counts() if together is None else together
    for passage in passages:
        text = article.text[passage.start : passage.end]
        cursor = db.execute(
            "INSERT INTO passage (id, article, ordinal, start, end, first_sentence,"
            " last_sentence, embedded_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                passage.id,
                key,
                passage.ordinal,
                passage.start,
                passage.end,
                passage.sentences[0].ordinal,
                passage.sentences[-1].ordinal,
                embedded_digest(article.title, text),
            ),
        )
        body = entry.words.get(passage.id) or analysed(text)  # the id is made of the text
        db.execute(
            "INSERT INTO passage_words (rowid, title, body) VALUES (?, ?, ?)",
            (cursor.lastrowid, " ".join(title.tokens), " ".join(body.tokens)),
        )
        counts.add(
            (*title.tokens, *body.tokens),
            title.forms | body.forms,
            explained_text(article.title, text),
        )
    if together is None:
        counts.write(db, +1)
    _log(db, "put", (passage.id for passage in passages))
    _count_passages(db, len(passages))


def drop_passages(db: sqlite3.Connection, key: int) -> None:
    """Take an article's passages out, and what they counted. Its row still holds the old text."""
    rows = db.execute(
        "SELECT p.key, p.id, COALESCE(w.title, ''), COALESCE(w.body, ''), a.title,"
        " substr(a.text, p.start + 1, p.end - p.start) FROM passage p LEFT JOIN passage_words w"
        " ON w.rowid = p.key JOIN article a ON a.key = p.article WHERE p.article = ?",
        (key,),
    ).fetchall()
    counts = Counts()
    for passage_key, _, title_tokens, body_tokens, title, text in rows:
        db.execute("DELETE FROM passage_words WHERE rowid = ?", (passage_key,))
        counts.add(
            (*title_tokens.split(), *body_tokens.split()),
            forms(title) | forms(text),
            explained_text(title, text),
        )
    counts.write(db, -1)
    db.execute("DELETE FROM passage WHERE article = ?", (key,))
    db.execute("DELETE FROM sentence WHERE article = ?", (key,))
    _log(db, "delete", (row[1] for row in rows))
    _count_passages(db, -len(rows))


def _count_passages(db: sqlite3.Connection, step: int) -> None:
    db.execute("UPDATE setting SET value = value + ? WHERE name = 'passages'", (step,))


def _log(db: sqlite3.Connection, op: str, passages: Iterable[str]) -> None:
    db.executemany("INSERT INTO change (op, passage) VALUES (?, ?)", [(op, p) for p in passages])
