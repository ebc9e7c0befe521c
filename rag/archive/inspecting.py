"""Holding the archive against itself, and making anew what follows from its texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from rag.archive import recounting
from rag.archive.connection import Connections
from rag.archive.entries import READ, article_of_row, concerning, fields_digest
from rag.archive.indexing import embedded_digest
from rag.archive.snapshots import of_version
from rag.archive.vocabulary import Counts

_KEPT = 20  # problems of each part that are kept: who has more needs no list


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something in the archive that does not fit.

    ``part`` is file, words, counts, vocabulary, spans, texts, sources, versions or log; ``item``
    the article, passage or version it is about, where there is one. ``repairable`` where
    ``repair_words`` sets it right.
    """

    part: str
    what: str
    item: str = ""
    repairable: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Inspection:
    """What was looked at, and what did not fit; at most 20 problems of each part are kept."""

    articles: int
    passages: int
    thorough: bool
    problems: tuple[Problem, ...]

    @property
    def clean(self) -> bool:
        """Whether everything fits."""
        return not self.problems

    @property
    def repairable(self) -> bool:
        """Whether ``repair_words`` would set everything right that does not fit."""
        return all(problem.repairable for problem in self.problems)


def inspect(connections: Connections, *, thorough: bool) -> Inspection:
    """Look for what does not fit. Reads every text once; ``thorough`` analyses them, too."""
    found = _file(connections)
    if found:  # what could be said of the rest would not be reliable
        return Inspection(articles=0, passages=0, thorough=thorough, problems=tuple(found))
    with connections.writing() as db:  # the full-text index checks itself by a command
        found += _full_text(db)
    with connections.reading() as db:
        checks: list[Callable[[sqlite3.Connection], Iterator[Problem]]] = [
            _rows_of_words,
            _counts,
            _texts,
            _spans,
            _sources,
            _versions,
        ]
        if thorough:
            checks += [_log, _vocabulary]
        for check in checks:
            found += islice(check(db), _KEPT)
        counts = [
            db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
            for table in ("article", "passage")
        ]
    return Inspection(
        articles=counts[0], passages=counts[1], thorough=thorough, problems=tuple(found)
    )


_STRAY_BANDS = (
    "SELECT 'signature_band', b.article FROM signature_band b"
    " WHERE NOT EXISTS (SELECT 1 FROM signature s WHERE s.article = b.article)"
)


def _file(connections: Connections) -> list[Problem]:
    """Let SQLite look at its file: every page, every index, every reference."""
    with connections.reading() as db:
        try:
            said = [str(row[0]) for row in db.execute(f"PRAGMA quick_check({_KEPT})")]
            strays = db.execute("PRAGMA foreign_key_check").fetchmany(_KEPT)
            strays += db.execute(_STRAY_BANDS).fetchmany(_KEPT)
        except sqlite3.DatabaseError as error:
            said, strays = [str(error)], []
    # FTS5 has its own say in this; then only the index is damaged, and can be made anew.
    found = [
        Problem(part="file", what=line)
        for line in said
        if line != "ok" and "passage_words" not in line
    ]
    found += [
        Problem(part="file", what=f"a row of {row[0]} belongs to nothing", item=str(row[1]))
        for row in strays
    ]
    return found


def _full_text(db: sqlite3.Connection) -> list[Problem]:
    try:
        db.execute("INSERT INTO passage_words (passage_words) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        return [
            Problem(part="words", what=f"the full-text index is damaged ({error})", repairable=True)
        ]
    return []


def _rows_of_words(db: sqlite3.Connection) -> Iterator[Problem]:
    for select, what in (
        ("SELECT key FROM passage EXCEPT SELECT id FROM passage_words_content", "is not in"),
        ("SELECT id FROM passage_words_content EXCEPT SELECT key FROM passage", "is only in"),
    ):
        for (key,) in db.execute(select):
            row = db.execute("SELECT id FROM passage WHERE key = ?", (key,)).fetchone()
            yield Problem(
                part="words",
                what=f"a passage {what} the full-text index",
                item=row[0] if row else str(key),
                repairable=True,
            )


def _counts(db: sqlite3.Connection) -> Iterator[Problem]:
    row = db.execute("SELECT value FROM setting WHERE name = 'passages'").fetchone()
    real = db.execute("SELECT COUNT(*) FROM passage").fetchone()[0]
    if row is None or str(row[0]) != str(real):
        kept = row[0] if row else "nothing"
        what = f"the kept number of passages is {kept}, really there are {real}"
        yield Problem(part="counts", what=what, repairable=True)


def _texts(db: sqlite3.Connection) -> Iterator[Problem]:
    for key, length, kept, *row in db.execute(
        f"SELECT key, length, fields_digest, {READ} FROM article ORDER BY key"
    ):
        article = article_of_row(row, concerning(db, key))
        if len(article.text) != length:
            yield Problem(part="texts", what="the kept length is another", item=article.id)
        if sha256(article.text.encode()).hexdigest() != article.digest:
            yield Problem(part="texts", what="the text is not that of its digest", item=article.id)
        if fields_digest(article) != kept:
            yield Problem(
                part="texts", what="the fields are not those of their digest", item=article.id
            )


_FITTING = {
    "SELECT a.id FROM article a WHERE NOT EXISTS"
    " (SELECT 1 FROM passage p WHERE p.article = a.key)": "an article has no passages",
    "SELECT p.id FROM passage p JOIN article a ON a.key = p.article"
    " WHERE p.start < 0 OR p.start >= p.end OR p.end > a.length": "a passage leaves its text",
    "SELECT a.id FROM sentence s JOIN article a ON a.key = s.article"
    " WHERE s.start < 0 OR s.start >= s.end OR s.end > a.length": "a sentence leaves its text",
    "SELECT p.id FROM passage p LEFT JOIN sentence f ON f.article = p.article"
    " AND f.ordinal = p.first_sentence LEFT JOIN sentence l ON l.article = p.article"
    " AND l.ordinal = p.last_sentence WHERE p.start IS NOT f.start OR p.end IS NOT l.end": (
        "a passage does not begin and end with its sentences"
    ),
}


def _spans(db: sqlite3.Connection) -> Iterator[Problem]:
    for query, what in _FITTING.items():
        for row in db.execute(query):
            yield Problem(part="spans", what=what, item=row[0])
    for identity, digest, title, text in db.execute(
        "SELECT p.id, p.embedded_digest, a.title, substr(a.text, p.start + 1, p.end - p.start)"
        " FROM article a JOIN passage p ON p.article = a.key ORDER BY a.key"
    ):
        if embedded_digest(title, text) != digest:
            yield Problem(
                part="spans", what="a passage is not the text that its vector is of", item=identity
            )


def _sources(db: sqlite3.Connection) -> Iterator[Problem]:
    for row in db.execute(
        "SELECT a.id FROM article a LEFT JOIN source s ON s.source = a.source"
        " WHERE s.article IS NOT a.key OR s.fields <> ''"
    ):
        yield Problem(part="sources", what="an article's address is not its own", item=row[0])


def _versions(db: sqlite3.Connection) -> Iterator[Problem]:
    for key, source, text, digest, record in db.execute(
        "SELECT key, source, text, digest, record FROM version ORDER BY key"
    ):
        if sha256(text.encode()).hexdigest() != digest:
            what = "the text of a version is not that of its digest"
            yield Problem(part="versions", what=what, item=str(key))
        snapshot = of_version(record, text)
        fits = not record or (snapshot is not None and snapshot.entry.article.source == source)
        if not fits:
            yield Problem(part="versions", what="a version cannot be put back", item=str(key))


def _log(db: sqlite3.Connection) -> Iterator[Problem]:
    """Compare what is there after all changes, in order, with what is there."""
    for select, what in (
        (recounting.UNLOGGED, "a passage is missing in the change log"),
        (recounting.LEFT_IN_LOG, "the change log has a passage that is gone"),
    ):
        for row in db.execute(select):
            yield Problem(part="log", what=what, item=row[0], repairable=True)


def _vocabulary(db: sqlite3.Connection) -> Iterator[Problem]:
    counts = Counts()
    for key, passage, title, body in recounting.passages(db, counts):
        row = db.execute("SELECT title, body FROM passage_words WHERE rowid = ?", (key,)).fetchone()
        if row is not None and row != (title, body):
            what = "a passage has other words in the full-text index"
            yield Problem(part="words", what=what, item=passage, repairable=True)
    for table, real in recounting.counted(counts).items():
        kept = {row[:-1]: row[-1] for row in db.execute(recounting.TABLES[table])}
        different = sorted(real.items() ^ kept.items())
        if different:
            what = f"counts of the table {table} are wrong, such as that of {different[0][0]}"
            yield Problem(part="vocabulary", what=what, repairable=True)
