"""Answers as they were given, and which articles they cited."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rag.archive.connection import Connections
from rag.archive.statements import batches, marks, time_text

_LISTED = "id, asked_at, question, language, refused, engine, model, claims"


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerRow:
    """What a list of answers shows. ``asked_at`` is UTC in ISO form; ``claims`` counts them."""

    id: str
    asked_at: str
    question: str
    language: str
    refused: bool
    engine: str
    model: str
    claims: int


class Answers:
    """The stored answers of an archive; what a record holds is the caller's business."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def keep(self, row: AnswerRow, record: str, cited: Mapping[str, str]) -> None:
        """Store an answer in one transaction.

        Args:
            row: what lists show.
            record: everything, as text.
            cited: the digest of the text of each cited article, by its id.

        Raises:
            DiskFull: no space is left; nothing was stored.
            ArchiveError: the archive cannot be written; nothing was stored.
        """
        with self._connections.writing() as db:
            db.execute(
                f"INSERT INTO answer ({_LISTED}, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    row.id,
                    row.asked_at,
                    row.question,
                    row.language,
                    row.refused,
                    row.engine,
                    row.model,
                    row.claims,
                    record,
                ),
            )
            db.executemany(
                "INSERT INTO answer_source VALUES (?, ?, ?)",
                [(row.id, article, digest) for article, digest in cited.items()],
            )

    def record(self, identity: str) -> str | None:
        """Return an answer's record, or None where there is no such answer."""
        with self._connections.reading() as db:
            row = db.execute("SELECT record FROM answer WHERE id = ?", (identity,)).fetchone()
        return str(row[0]) if row else None

    def has(self, identity: str) -> bool:
        """Say whether there is such an answer, without reading its record."""
        with self._connections.reading() as db:
            found = db.execute("SELECT 1 FROM answer WHERE id = ?", (identity,)).fetchone()
        return found is not None

    def beginning(self, prefix: str, limit: int = 9) -> list[str]:
        """Return the ids that begin so, or end so: people copy a part."""
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT id FROM answer WHERE substr(id, 1, ?) = ? OR substr(id, ?) = ?"
                " ORDER BY id DESC LIMIT ?",
                (len(prefix), prefix, -len(prefix), prefix, limit),
            ).fetchall()
        return [str(identity) for (identity,) in rows]

    def page(self, limit: int, offset: int = 0, *, words: str = "") -> list[AnswerRow]:
        """Return stored answers, newest first; with ``words`` only those whose question has them.

        Case does not matter for letters of the English alphabet.
        """
        with self._connections.reading() as db:
            rows = db.execute(
                f"SELECT {_LISTED} FROM answer WHERE instr(lower(question), lower(?)) OR ? = ''"
                " ORDER BY asked_at DESC, id DESC LIMIT ? OFFSET ?",
                (words, words, limit, offset),
            ).fetchall()
        return [_row(row) for row in rows]

    def count(self) -> int:
        """Return how many answers are stored."""
        with self._connections.reading() as db:
            return int(db.execute("SELECT COUNT(*) FROM answer").fetchone()[0])

    def cited(self, identity: str) -> dict[str, str]:
        """Return the digests that the cited articles' texts had, by the articles' ids."""
        with self._connections.reading() as db:
            return dict(
                db.execute(
                    "SELECT article, digest FROM answer_source WHERE answer = ?", (identity,)
                ).fetchall()
            )

    def citing(self, articles: Sequence[str]) -> list[str]:
        """Return the answers that cite any of these articles, by id, newest first."""
        found: set[str] = set()
        with self._connections.reading() as db:
            for part in batches(articles):
                found.update(
                    answer
                    for (answer,) in db.execute(
                        f"SELECT answer FROM answer_source WHERE article IN ({marks(part)})", part
                    )
                )
        return sorted(found, reverse=True)

    def digests(self, articles: Sequence[str]) -> dict[str, str]:
        """Return the digests of these articles' texts today; those that are gone are missing."""
        found: dict[str, str] = {}
        with self._connections.reading() as db:
            for part in batches(articles):
                found |= dict(
                    db.execute(
                        f"SELECT id, digest FROM article WHERE id IN ({marks(part)})", part
                    ).fetchall()
                )
        return found

    def remove(self, identities: Sequence[str]) -> int:
        """Remove answers for good; return how many there were."""
        removed = 0
        with self._connections.writing() as db:
            for part in batches(identities):
                removed += db.execute(
                    f"DELETE FROM answer WHERE id IN ({marks(part)})", part
                ).rowcount
        return removed

    def remove_before(self, moment: datetime) -> int:
        """Remove answers given before a moment; return how many there were."""
        before = time_text(moment)
        with self._connections.reading() as db:
            old = db.execute("SELECT 1 FROM answer WHERE asked_at < ?", (before,)).fetchone()
        if old is None:
            return 0  # the usual case takes no write lock
        with self._connections.writing() as db:
            return db.execute("DELETE FROM answer WHERE asked_at < ?", (before,)).rowcount


def _row(row: sqlite3.Row | tuple[object, ...]) -> AnswerRow:
    identity, asked_at, question, language, refused, engine, model, claims = row
    return AnswerRow(
        id=str(identity),
        asked_at=str(asked_at),
        question=str(question),
        language=str(language),
        refused=bool(refused),
        engine=str(engine),
        model=str(model),
        claims=int(str(claims)),
    )
