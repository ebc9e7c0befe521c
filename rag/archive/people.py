"""People who may sign in to the page, and their sessions.

What is secret is never kept itself: of a password its hash, of a session's token its digest, both
made by the caller. Neither people nor sessions are part of an export (``rag.archive.copying``).
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import category, normalize

from rag.archive.connection import Connections
from rag.archive.folding import folded, moment_of, moment_text
from rag.errors import UsageError
from rag.records import Person, Role, SignedIn

NAME_LENGTH = 64  # characters
_READ = "p.id, p.name, p.role, p.added_at, p.enabled, p.failures, p.locked_until, p.signed_in_at"
_OVER = timedelta(days=30)
"""How long ago a session must have ended to be cleared away when another one begins."""


class People:
    """The people of an archive. All methods raise ``ArchiveError`` where it cannot be used.

    Those that change something wait ``HASTE_S`` for another writer and raise ``ArchiveBusy`` then.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def add(self, name: str, role: Role, secret: str) -> Person:
        """Add a person and return it, with a new id.

        Args:
            name: what is typed to sign in: at most 64 characters, without case, NFKC.
            role: what they may do.
            secret: the hash of their password.

        Raises:
            UsageError: the name is taken, empty, too long or has characters one cannot see.
        """
        shown = _clean(name)
        person = Person(
            id=secrets.token_urlsafe(12), name=shown, role=role, added_at=datetime.now(UTC)
        )
        with self._writing() as db:
            if db.execute("SELECT 1 FROM person WHERE folded = ?", (folded(shown),)).fetchone():
                raise UsageError(
                    f"There is somebody called “{shown}” already.",
                    remedy="Choose another name.",
                    item=shown,
                )
            db.execute(
                "INSERT INTO person (id, name, folded, role, secret, added_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (person.id, shown, folded(shown), role, secret, moment_text(person.added_at)),
            )
        return person

    def all(self) -> list[Person]:
        """Return everybody, in the order of their names."""
        with self._connections.reading() as db:
            rows = db.execute(f"SELECT {_READ} FROM person p ORDER BY p.folded").fetchall()
        return [_person(row) for row in rows]

    def get(self, identity: str) -> Person | None:
        """Return a person by id, or None."""
        return self._one("p.id = ?", identity)

    def named(self, name: str) -> Person | None:
        """Return the person who signs in with a name, however it is capitalised, or None."""
        return self._one("p.folded = ?", folded(name))

    def _one(self, condition: str, value: str) -> Person | None:
        with self._connections.reading() as db:
            row = db.execute(f"SELECT {_READ} FROM person p WHERE {condition}", (value,)).fetchone()
        return _person(row) if row else None

    def count(self) -> int:
        """Return how many people may sign in; disabled ones do not count."""
        with self._connections.reading() as db:
            return int(db.execute("SELECT COUNT(*) FROM person WHERE enabled").fetchone()[0])

    def secret(self, identity: str) -> str:
        """Return the hash of a person's password, "" for nobody."""
        with self._connections.reading() as db:
            row = db.execute("SELECT secret FROM person WHERE id = ?", (identity,)).fetchone()
        return str(row[0]) if row else ""

    def set_secret(self, identity: str, secret: str) -> None:
        """Change the hash of a password; this ends all the person's sessions.

        Raises:
            UsageError: there is no such person.
        """
        with self._writing() as db:
            _known(db, identity)
            db.execute("UPDATE person SET secret = ? WHERE id = ?", (secret, identity))
            db.execute("DELETE FROM session WHERE person = ?", (identity,))

    def set_role(self, identity: str, role: Role) -> None:
        """Change what a person may do, in running sessions too.

        Raises:
            UsageError: there is no such person, or no admin would be left.
        """
        with self._writing() as db:
            _known(db, identity)
            if role is not Role.ADMIN:
                _keep_an_admin(db, identity)
            db.execute("UPDATE person SET role = ? WHERE id = ?", (role, identity))

    def set_enabled(self, identity: str, enabled: bool) -> None:
        """Let a person sign in or not; disabling ends their sessions.

        Raises:
            UsageError: there is no such person, or no admin would be left.
        """
        with self._writing() as db:
            _known(db, identity)
            if not enabled:
                _keep_an_admin(db, identity)
                db.execute("DELETE FROM session WHERE person = ?", (identity,))
            db.execute("UPDATE person SET enabled = ? WHERE id = ?", (enabled, identity))

    def remove(self, identity: str) -> bool:
        """Remove a person with their sessions, conversations and feedback; False for nobody.

        Raises:
            UsageError: no admin would be left.
        """
        with self._writing() as db:
            _keep_an_admin(db, identity)
            if not db.execute("DELETE FROM person WHERE id = ?", (identity,)).rowcount:
                return False  # and what "local" owns stays
            db.execute("DELETE FROM conversation WHERE owner = ?", (identity,))
            db.execute("DELETE FROM feedback WHERE person = ?", (identity,))
        return True

    def hurried(self) -> AbstractContextManager[None]:
        """Let this thread's changes, of all in the archive, wait for others only ``HASTE_S``.

        For what a page does while somebody looks at it. Raises ``ArchiveBusy`` (see there).
        """
        return self._connections.hurried()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._connections.hurried(), self._connections.writing() as db:
            yield db

    # --- signing in ----------------------------------------------------------------------

    def note_failure(self, identity: str, locked_until: datetime | None) -> int:
        """Count a sign-in that failed; return how many did in a row, 0 for nobody.

        ``locked_until`` locks the person out until then; None leaves a lock as it is.
        """
        until = None if locked_until is None else moment_text(locked_until)
        with self._writing() as db:
            row = db.execute(
                "UPDATE person SET failures = failures + 1,"
                " locked_until = COALESCE(?, locked_until) WHERE id = ? RETURNING failures",
                (until, identity),
            ).fetchone()
        return int(row[0]) if row else 0

    def note_success(self, identity: str) -> None:
        """Note a sign-in that succeeded: failures and lock are over."""
        with self._writing() as db:
            db.execute(
                "UPDATE person SET failures = 0, locked_until = NULL, signed_in_at = ?"
                " WHERE id = ?",
                (moment_text(), identity),
            )

    def unlock(self, identity: str) -> None:
        """Forget the failed sign-ins of a person, who may try again at once."""
        with self._writing() as db:
            db.execute(
                "UPDATE person SET failures = 0, locked_until = NULL WHERE id = ?", (identity,)
            )

    def open_session(self, token_digest: str, person_id: str, ends_at: datetime) -> None:
        """Begin a session; the digest of its token is all that is kept of it.

        Raises:
            UsageError: there is no such person.
        """
        now = datetime.now(UTC)
        with self._writing() as db:
            _known(db, person_id)
            db.execute(
                "DELETE FROM session WHERE ends_at < ?", (moment_text(min(now, ends_at) - _OVER),)
            )
            db.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?)",
                (token_digest, person_id, moment_text(now), moment_text(ends_at)),
            )

    def session(self, token_digest: str, now: datetime) -> SignedIn | None:
        """Return a session; None if there is none, it has ended, or its person is disabled."""
        with self._connections.reading() as db:
            row = db.execute(
                f"SELECT s.begun_at, s.ends_at, {_READ} FROM session s"
                " JOIN person p ON p.id = s.person"
                " WHERE s.token = ? AND s.ends_at > ? AND p.enabled",
                (token_digest, moment_text(now)),
            ).fetchone()
        if row is None:
            return None
        begun, ends = (datetime.fromisoformat(each) for each in row[:2])
        return SignedIn(person=_person(row[2:]), begun_at=begun, ends_at=ends)

    def extend_session(self, token_digest: str, ends_at: datetime) -> None:
        """Let a session that is there hold until another time."""
        with self._writing() as db:
            db.execute(
                "UPDATE session SET ends_at = ? WHERE token = ?",
                (moment_text(ends_at), token_digest),
            )

    def end_session(self, token_digest: str) -> None:
        """End a session."""
        with self._writing() as db:
            db.execute("DELETE FROM session WHERE token = ?", (token_digest,))

    def end_sessions(self, person_id: str) -> int:
        """End all sessions of a person; return how many there were."""
        with self._writing() as db:
            return db.execute("DELETE FROM session WHERE person = ?", (person_id,)).rowcount


def _clean(name: str) -> str:
    """Return a name as it is shown.

    Raises:
        UsageError: it is empty, too long, or has characters one cannot see.
    """
    shown = normalize("NFKC", name).strip()
    if not shown or len(shown) > NAME_LENGTH:
        raise UsageError(
            f"A name has 1 to {NAME_LENGTH} characters.", remedy="Choose another name."
        )
    # Controls, invisible marks, surrogates, private and unknown ones, and ends of lines: two
    # names that look alike must not be two people.
    if any(category(each)[0] == "C" or category(each) in ("Zl", "Zp") for each in shown):
        raise UsageError(
            "The name has characters that cannot be seen.",
            remedy="Type it with letters, digits and spaces.",
        )
    return " ".join(shown.split())


def _known(db: sqlite3.Connection, identity: str) -> None:
    """Raise UsageError if there is no such person."""
    if db.execute("SELECT 1 FROM person WHERE id = ?", (identity,)).fetchone() is None:
        raise UsageError(
            "There is no such person.", remedy="Look at the list of people again.", item=identity
        )


def _keep_an_admin(db: sqlite3.Connection, leaving: str) -> None:
    """Raise UsageError if only this person could look after people."""
    admins = {
        identity
        for (identity,) in db.execute(
            "SELECT id FROM person WHERE enabled AND role = ?", (Role.ADMIN,)
        )
    }
    if admins == {leaving}:
        raise UsageError(
            "This is the only admin who may sign in.",
            remedy="Make somebody else an admin first.",
            item=leaving,
        )


def _person(row: tuple[Any, ...]) -> Person:
    identity, name, role, added_at, enabled, failures, locked_until, signed_in_at = row
    return Person(
        id=identity,
        name=name,
        role=Role(role),
        added_at=datetime.fromisoformat(added_at),
        enabled=bool(enabled),
        failures=failures,
        locked_until=moment_of(locked_until),
        signed_in_at=moment_of(signed_in_at),
    )
