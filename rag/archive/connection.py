"""Connections to the archive's SQLite file: one per thread, WAL, errors in plain words."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rag.archive.schema import migrate
from rag.errors import ArchiveError, DiskFull

BUSY_SECONDS = 60
"""How long a writer waits for another one. A batch of articles is stored in well under 1 s."""

HASTE_S = 3.0
"""Seconds that a person's small change on a page waits: several batches, and whoever presses a
button is better told to press it again than left waiting."""


class ArchiveBusy(ArchiveError):
    """Another program writes to the archive, and nothing was changed. Trying again helps."""


class Connections:
    """Hands every thread its own connection, because SQLite's may not be shared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._all: dict[threading.Thread, sqlite3.Connection] = {}
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
                # A page's threads come and go; the connection of one that went is of no use.
                for thread in [thread for thread in self._all if not thread.is_alive()]:
                    self._all.pop(thread).close()
                self._all[threading.current_thread()] = found
        return found

    def close(self) -> None:
        """Close every thread's connection; the next use opens a new one."""
        with self._lock:
            for connection in self._all.values():
                connection.close()
            self._all.clear()
        self._local = threading.local()

    def _open(self) -> sqlite3.Connection:
        # Made here and not by SQLite, so that it is never readable for others. Never open a file
        # that exists: closing it would free the locks of this process's other connections, and
        # they would go on reading a log that another process has thrown away (measured).
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")  # acknowledged means on the disk
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -32000")
            migrate(connection)
        except BaseException:  # raised again: nothing may leave the file open
            connection.close()
            raise
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
            except BaseException:  # raised again: Ctrl-C leaves no half a transaction either
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Let this thread's changes wait no longer than ``HASTE_S`` for another writer.

        Raises:
            ArchiveBusy: the archive was locked for so long; nothing was changed.
        """
        connection = self.get()
        before = int(connection.execute("PRAGMA busy_timeout").fetchone()[0])
        connection.execute(f"PRAGMA busy_timeout = {min(before, round(HASTE_S * 1000))}")
        try:
            yield
        except ArchiveError as error:
            if not _is_locked(error.__cause__):
                raise
            raise ArchiveBusy(
                "Another program is writing to the archive just now; nothing was changed.",
                remedy="Try again in a moment.",
                item=error.item,
            ) from error
        finally:
            connection.execute(f"PRAGMA busy_timeout = {before}")

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


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL, which is remembered in the file.

    SQLite does not wait for another process that is just doing the same: it says "locked".
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Say what SQLite and the operating system say in plain words.

    Raises:
        DiskFull, ArchiveError: instead of ``sqlite3.Error`` and ``OSError``.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a mistake of ours, not of the disk
    except sqlite3.DatabaseError as error:
        raise _translated(error, path) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise _disk_full(path) from error
        raise ArchiveError(
            f"The archive {path} cannot be opened: {error.strerror or error}.",
            remedy="Check that the folder exists and that you may write there.",
            item=str(path),
        ) from error


def _is_locked(error: BaseException | None) -> bool:
    kind = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


_NO_SPACE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
"""What SQLite reports for a full disk, a quota or a limit on the size of files."""


def _translated(error: sqlite3.Error, path: Path) -> ArchiveError:
    detailed = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    kind = detailed & 0xFF  # without the details
    if detailed in _NO_SPACE:
        return _disk_full(path)
    if _is_locked(error):
        return ArchiveError(
            f"Another program kept the archive {path} locked for {BUSY_SECONDS} seconds.",
            remedy="Wait until it has finished, or end it, then try again.",
            item=str(path),
        )
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return ArchiveError(
            f"The archive {path} cannot be opened for writing.",
            remedy="Check the permissions of the file and its folder, or name another with "
            "--data-dir.",
            item=str(path),
        )
    if kind == sqlite3.SQLITE_IOERR:
        return ArchiveError(
            f"The disk failed to read or write the archive {path} ({error}).",
            remedy="Check that disk, or its connection if it is elsewhere, and try again.",
            item=str(path),
        )
    return ArchiveError(
        f"The archive {path} is damaged or is not an archive ({error}).",
        remedy="Restore it from a backup, or move it away and ingest the articles again.",
        item=str(path),
    )


def _disk_full(path: Path) -> DiskFull:
    return DiskFull(
        f"No space is left for the archive {path}; nothing was lost, nothing new was stored.",
        remedy="Free some space on that disk and run the command again.",
        item=str(path),
    )
