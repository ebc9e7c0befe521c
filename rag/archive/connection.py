"""Connections to the archive's SQLite file: one per thread, WAL, errors in plain words."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.archive.schema import migrate
from rag.errors import ArchiveError, DiskFull

BUSY_SECONDS = 60
"""How long a writer waits for another one. A batch of articles is stored in well under 1 s."""


class Connections:
    """Hands every thread its own connection, because SQLite's may not be shared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def get(self) -> sqlite3.Connection:
        """Return this thread's connection, opening it at first use.

        Raises:
            ArchiveError: the file cannot be opened or is no archive.
            ArchiveTooNew: a newer version of the program wrote it.
        """
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            with plain_errors(self.path):
                found = self._open()
            self._local.connection = found
            with self._lock:
                self._all.append(found)
        return found

    def close(self) -> None:
        """Close every thread's connection; the next use opens a new one."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
        self._local = threading.local()

    def _open(self) -> sqlite3.Connection:
        new = not self.path.exists()
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # acknowledged means on the disk
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -32000")
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        if new:
            os.chmod(self.path, 0o600)
        return connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is stored, or nothing.

        Raises:
            DiskFull: no space is left; nothing was stored.
            ArchiveError: the archive is locked, damaged or read-only; nothing was stored.
        """
        connection = self.get()
        with plain_errors(self.path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view: nothing changes between its queries.

        Raises:
            ArchiveError: the archive is damaged or cannot be read.
        """
        connection = self.get()
        with plain_errors(self.path):
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Say what SQLite says in plain words.

    Raises:
        DiskFull, ArchiveError: instead of ``sqlite3.Error`` and ``OSError``.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise  # a mistake of ours, not of the disk
        raise _translated(error, path) from error
    except OSError as error:
        raise ArchiveError(
            f"The archive {path} cannot be opened: {error.strerror or error}.",
            remedy="Check that the folder exists and that you may write there.",
            item=str(path),
        ) from error


def _translated(error: sqlite3.Error, path: Path) -> ArchiveError:
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return DiskFull(
            f"No space is left for the archive {path}; nothing was lost, nothing new was stored.",
            remedy="Free some space on that disk and run the command again.",
            item=str(path),
        )
    if "locked" in text or "busy" in text:
        return ArchiveError(
            f"Another program kept the archive {path} locked for {BUSY_SECONDS} seconds.",
            remedy="Wait until it has finished, or end it, then try again.",
            item=str(path),
        )
    if "readonly" in text or "unable to open" in text:
        return ArchiveError(
            f"The archive {path} cannot be opened for writing.",
            remedy="Check the permissions of the file and its folder, or name another with "
            "--data-dir.",
            item=str(path),
        )
    return ArchiveError(
        f"The archive {path} is damaged or is not an archive ({text}).",
        remedy="Restore it from a backup, or move it away and ingest the articles again.",
        item=str(path),
    )
