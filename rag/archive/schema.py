"""The archive's tables, and how an older archive becomes today's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from rag.archive import entries, vocabulary
from rag.archive.tables import VERSION_1, VERSION_2, VERSION_3, VERSION_4
from rag.archive.tables_page import VERSION_5
from rag.errors import ArchiveError, ArchiveTooNew

MIGRATIONS: tuple[str, ...] = (VERSION_1, VERSION_2, VERSION_3, VERSION_4, VERSION_5)
"""Scripts in order; the archive's ``user_version`` counts those that were applied."""

FILLING: Mapping[int, Callable[[sqlite3.Connection], None]] = {
    2: vocabulary.refill,
    3: entries.name_concerns,
}
"""What fills the tables of a version from what the archive holds already, after its script.

Measured for version 2: 16 s for 19,914 passages (a shared core), once, in the same transaction.
"""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date, in one transaction.

    Raises:
        ArchiveTooNew: a newer version of the program wrote this archive.
        ArchiveError: the file belongs to another program.
    """
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _version(connection)  # another process may have migrated while we waited
        if found > len(MIGRATIONS):
            raise ArchiveTooNew(
                f"This archive was written by a newer version (schema {found}; this program "
                f"knows {len(MIGRATIONS)}).",
                remedy="Update the program, or name another archive with --data-dir.",
            )
        if found == 0 and connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
            raise ArchiveError(
                "The file is a database of another program.",
                remedy="Name another folder for the archive with --data-dir.",
            )
        for version, script in enumerate(MIGRATIONS[found:], found + 1):
            for statement in _statements(script):
                connection.execute(statement)
            if version in FILLING:
                FILLING[version](connection)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:  # raised again: a migration is whole or has not been
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """Split a script at its statements: ``executescript`` would commit the transaction."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
