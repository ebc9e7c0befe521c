"""Fields that a person set by hand for an address; they go before everything a document says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from rag.archive.connection import Connections


class Marks:
    """Marks by address. They outlive the article: one that comes back bears them again.

    Values are what JSON can hold; what they mean is the caller's business.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def get(self, source: str) -> dict[str, object]:
        """Return the fields set for an address, empty for none."""
        with self._connections.reading() as db:
            row = db.execute("SELECT fields FROM mark WHERE source = ?", (source,)).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def set(self, source: str, fields: Mapping[str, object]) -> dict[str, object]:
        """Add fields to those set for an address; a value of None takes one away.

        Returns what is set now.

        Raises:
            TypeError: a value is none that JSON can hold.
        """
        with self._connections.writing() as db:
            row = db.execute("SELECT fields FROM mark WHERE source = ?", (source,)).fetchone()
            merged = {**(json.loads(row[0]) if row else {}), **fields}
            kept = {name: value for name, value in sorted(merged.items()) if value is not None}
            if not kept:
                db.execute("DELETE FROM mark WHERE source = ?", (source,))
                return {}
            db.execute(
                "INSERT INTO mark VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
                " fields = excluded.fields, set_at = excluded.set_at",
                (
                    source,
                    json.dumps(kept, ensure_ascii=False),
                    datetime.now(UTC).isoformat(timespec="seconds"),
                ),
            )
        return kept

    def all(self) -> dict[str, dict[str, object]]:
        """Return the fields set for every address that has any, by address."""
        with self._connections.reading() as db:
            rows = db.execute("SELECT source, fields FROM mark ORDER BY source").fetchall()
        return {source: dict(json.loads(fields)) for source, fields in rows}
