"""Fields that a person set by hand for an address; they go before everything a document says."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from rag.archive.connection import Connections
from rag.records import Article

_OF_THE_PLACE = ("id", "source", "text", "digest")  # and of nothing that could be set by hand


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


def carried(db: sqlite3.Connection, old: Article, to: Article) -> Article:
    """Let the marks of an article go along to the address under which it continues.

    An address that has marks of its own keeps those.

    Args:
        db: within a transaction.
        old: the article as it was.
        to: what its document at the other address says.

    Returns:
        ``to`` itself where no mark went along, else with the fields that were set by hand.
    """
    went = db.execute(
        "INSERT INTO mark SELECT ?, fields, set_at FROM mark WHERE source = ?"
        " ON CONFLICT (source) DO NOTHING RETURNING fields",
        (to.source, old.source),
    ).fetchone()
    if went is None:
        return to
    known = {each.name for each in fields(Article)}.difference(_OF_THE_PLACE)
    marked = known.intersection(json.loads(went[0]))
    origins = {each.field: each for each in to.origins}
    origins |= {each.field: each for each in old.origins if each.field in marked}
    changes: dict[str, Any] = {name: getattr(old, name) for name in marked}
    changes |= {name: getattr(old, name) for each in marked if (name := f"{each}_origin") in known}
    if marked & {"kind", "concerns"}:
        changes["concerning"] = old.concerning
    ordered = tuple(origins[name] for name in sorted(origins))
    return replace(to, **changes, origins=ordered)


def rename(db: sqlite3.Connection, field: str, old: str, new: str) -> None:
    """Exchange a value of a field in all marks that have just this value."""
    for source, text in db.execute("SELECT source, fields FROM mark").fetchall():
        known = json.loads(text)
        if known.get(field) == old:
            known[field] = new
            written = json.dumps(known, ensure_ascii=False)
            db.execute("UPDATE mark SET fields = ? WHERE source = ?", (written, source))
