"""What could not be taken in, why, and when to try again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rag.archive.connection import Connections
from rag.archive.statements import time_text

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)
"""A transient failure is tried again after 5, 10, 20, 40 ... minutes, at most a day.

Doubling is what RFC 9110 (10.2.3) and TCP leave to the client; 5 minutes outlast a restart of a
server, and a day is how often an office looks at its archive.
"""

_GIVEN = "given:"  # before an address: the setting that holds what was given with what failed there


@dataclass(frozen=True, kw_only=True, slots=True)
class NewFailure:
    """An item that could not be taken in.

    ``source`` is its address in the archive, ``shown`` how a person knows it. ``transient`` where
    trying again later may help. ``given`` is what was said of it on the command line, in a form
    that its reader knows; kept for the next try.
    """

    source: str
    shown: str
    reason: str
    remedy: str = ""
    transient: bool = False
    given: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A noted failure: ``attempts`` in a row, and when the next one is due (None: not by itself).

    Times are in UTC, to the second.
    """

    source: str
    shown: str
    reason: str
    remedy: str
    transient: bool
    attempts: int
    first_at: datetime
    last_at: datetime
    next_at: datetime | None
    given: str = ""


class Failures:
    """The list of failed items. An item is on it once; each further failure counts up."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def note(self, failures: Sequence[NewFailure], *, now: datetime | None = None) -> None:
        """Note failures, all or none; ``now`` is the present time unless given."""
        with self._connections.writing() as db:
            for failure in failures:
                _note(db, failure, now or datetime.now(UTC))

    def clear(self, sources: Iterable[str]) -> None:
        """Take items off the list, because they were taken in after all."""
        with self._connections.writing() as db:
            for source in sources:
                _forget(db, source)

    def forget(self, source: str) -> bool:
        """Take one item off the list because a person says so; False if it is not there."""
        with self._connections.writing() as db:
            return _forget(db, source)

    def get(self, source: str) -> Failure | None:
        """Return what is noted of an address, or None."""
        found = self._select("WHERE source = ?", source)
        return found[0] if found else None

    def all(self, limit: int = 100, offset: int = 0) -> list[Failure]:
        """Return failures, the latest first."""
        return self._select("ORDER BY last_at DESC, source LIMIT ? OFFSET ?", limit, offset)

    def due(self, now: datetime | None = None) -> list[Failure]:
        """Return the transient failures whose time to try again has come, the longest due first."""
        return self._select(
            "WHERE next_at <= ? ORDER BY next_at, source", time_text(now or datetime.now(UTC))
        )

    def count(self) -> int:
        """Return how many items are on the list."""
        with self._connections.reading() as db:
            return int(db.execute("SELECT COUNT(*) FROM failure").fetchone()[0])

    def _select(self, rest: str, *values: object) -> list[Failure]:
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT source, shown, reason, remedy, transient, attempts, first_at, last_at,"
                " next_at, COALESCE((SELECT value FROM setting WHERE name = ? || source), '')"
                f" FROM failure {rest}",
                (_GIVEN, *values),
            ).fetchall()
        return [_failure(row) for row in rows]


def _note(db: sqlite3.Connection, failure: NewFailure, now: datetime) -> None:
    row = db.execute("SELECT attempts FROM failure WHERE source = ?", (failure.source,)).fetchone()
    attempts = (row[0] if row else 0) + 1
    next_at = time_text(now + backoff(attempts)) if failure.transient else None
    db.execute(
        "INSERT INTO failure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
        " shown = excluded.shown, reason = excluded.reason, remedy = excluded.remedy,"
        " transient = excluded.transient, attempts = excluded.attempts,"
        " last_at = excluded.last_at, next_at = excluded.next_at",
        (
            failure.source,
            failure.shown,
            failure.reason,
            failure.remedy,
            failure.transient,
            attempts,
            time_text(now),
            time_text(now),
            next_at,
        ),
    )
    db.execute("DELETE FROM setting WHERE name = ?", (_GIVEN + failure.source,))
    if failure.given:
        db.execute("INSERT INTO setting VALUES (?, ?)", (_GIVEN + failure.source, failure.given))


def _forget(db: sqlite3.Connection, source: str) -> bool:
    db.execute("DELETE FROM setting WHERE name = ?", (_GIVEN + source,))
    return db.execute("DELETE FROM failure WHERE source = ?", (source,)).rowcount > 0


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many failures in a row (1 or more)."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _failure(row: Sequence[object]) -> Failure:
    source, shown, reason, remedy, transient, attempts, first_at, last_at, next_at, given = row
    return Failure(
        source=str(source),
        shown=str(shown),
        reason=str(reason),
        remedy=str(remedy),
        transient=bool(transient),
        attempts=int(str(attempts)),
        first_at=datetime.fromisoformat(str(first_at)),
        last_at=datetime.fromisoformat(str(last_at)),
        next_at=datetime.fromisoformat(str(next_at)) if next_at else None,
        given=str(given),
    )
