"""Full-text index and vocabulary counted anew from the passages, to compare and to repair."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from rag.archive.vocabulary import Counts, explained_text
from rag.archive.words import analysed

TABLES = {
    "word": "SELECT stem, passages FROM word",
    "form": "SELECT word, passages FROM form",
    "abbreviation": "SELECT short, long, passages FROM abbreviation",
}
"""The tables of the vocabulary: keys and counts."""


_LOGGED = (
    "SELECT passage FROM (SELECT passage, op, MAX(seq) FROM change GROUP BY passage)"
    " WHERE op = 'put'"
)
UNLOGGED = f"SELECT id FROM passage EXCEPT {_LOGGED}"
"""Passages that are there, but not after all changes of the log."""
LEFT_IN_LOG = f"{_LOGGED} EXCEPT SELECT id FROM passage"
"""Passages that are there after all changes, but not really."""


def counted(counts: Counts) -> dict[str, dict[tuple[str, ...], int]]:
    """Return what should stand in each of the tables, by key."""
    return {
        "word": {(word,): count for word, count in counts.stems.items()},
        "form": {(word,): count for word, count in counts.forms.items()},
        "abbreviation": {(*pair,): count for pair, count in counts.abbreviations.items()},
    }


def passages(db: sqlite3.Connection, counts: Counts) -> Iterator[tuple[int, str, str, str]]:
    """Yield each passage's key, id and index tokens of title and text, and count its words."""
    rows = db.execute(
        "SELECT a.title, p.key, p.id, substr(a.text, p.start + 1, p.end - p.start)"
        " FROM article a JOIN passage p ON p.article = a.key ORDER BY a.key"
    )
    for title, same in groupby(rows, key=lambda row: row[0]):
        titled = analysed(title)
        for _, key, identity, text in same:
            body = analysed(text)
            tokens, forms = (*titled.tokens, *body.tokens), titled.forms | body.forms
            counts.add(tokens, forms, explained_text(title, text))
            yield key, identity, " ".join(titled.tokens), " ".join(body.tokens)


def repair(db: sqlite3.Connection) -> int:
    """Make full-text index, vocabulary and the kept count anew; return how many passages.

    The index is dropped, because one that is damaged cannot be emptied. The change log is carried
    on to where the passages are.
    """
    for op, select in (("put", UNLOGGED), ("delete", LEFT_IN_LOG)):
        db.execute(f"INSERT INTO change (op, passage) SELECT '{op}', * FROM ({select})")
    made = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'passage_words'").fetchone()[0]
    db.execute("DROP TABLE passage_words")
    db.execute(made)
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")
    counts = Counts()
    done = 0
    for key, _, title, body in passages(db, counts):
        db.execute(
            "INSERT INTO passage_words (rowid, title, body) VALUES (?, ?, ?)", (key, title, body)
        )
        done += 1
    # In the order of the keys the tables are written from left to right.
    counts.stems = Counter(dict(sorted(counts.stems.items())))
    counts.forms = Counter(dict(sorted(counts.forms.items())))
    counts.write(db, +1)
    db.execute("INSERT OR REPLACE INTO setting VALUES ('passages', ?)", (str(done),))
    return done
