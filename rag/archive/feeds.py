"""Followed feeds, which of their items are done, and what earlier fetches of addresses gave.

An item is done only when the archive holds its article: "fetched" is not enough, for a kill may
come between. So an item that was fetched is settled at its feed's next run, by what the archive
says then (``settle``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rag.archive import feed_items
from rag.archive.connection import Connections
from rag.archive.failures import LONGEST_WAIT, backoff
from rag.archive.feed_items import Fetched, ItemState, NewItem, SeenItem
from rag.archive.statements import time_text

__all__ = ["FeedRow", "Feeds", "Fetched", "ItemState", "NewItem", "SeenItem"]

INTERVAL = timedelta(minutes=15)
"""How long a feed is left alone after it was read: `ingest follow run` may be started as often as
one likes. Feeds of newspapers change a few times an hour."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRow:
    """A followed feed.

    ``outlet`` is the newspaper's name as the operator gave it, ``options`` whatever else was
    given with it. ``error`` is what went wrong at the last try ("" for nothing), ``failures`` how
    often in a row. ``items`` counts the items seen, ``waiting`` those that are not done.
    ``next_at`` is when it is due; None is at once. Times are in UTC.
    """

    url: str
    title: str = ""
    outlet: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    etag: str = ""
    modified: str = ""
    added_at: datetime
    checked_at: datetime | None = None
    error: str = ""
    failures: int = 0
    next_at: datetime | None = None
    items: int = 0
    waiting: int = 0


_ROWS = (
    "SELECT url, title, outlet, options, etag, modified, added_at, checked_at, error, failures,"
    " next_at, (SELECT count(*) FROM feed_item i WHERE i.feed = feed.url),"
    " (SELECT count(*) FROM feed_item i WHERE i.feed = feed.url"
    "  AND (i.state LIKE 'new%' OR i.state LIKE 'failed%')) FROM feed"
)


class Feeds:
    """The followed feeds and their items; each call is one transaction."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    # --- feeds ---------------------------------------------------------------------------

    def add(
        self,
        url: str,
        *,
        title: str = "",
        outlet: str = "",
        options: Mapping[str, object] | None = None,
    ) -> bool:
        """Follow a feed; False if it is followed already (then title and outlet are renewed)."""
        with self._connections.writing() as db:
            known = db.execute("SELECT 1 FROM feed WHERE url = ?", (url,)).fetchone()
            db.execute(
                "INSERT INTO feed (url, title, outlet, options, added_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (url) DO UPDATE SET title = excluded.title, next_at = NULL,"
                " outlet = CASE excluded.outlet WHEN '' THEN outlet ELSE excluded.outlet END,"
                " options = CASE excluded.options WHEN '{}' THEN options"
                " ELSE excluded.options END",
                (url, title, outlet, json.dumps(dict(options or {})), time_text()),
            )
            return known is None

    def remove(self, url: str) -> bool:
        """Follow a feed no more; its articles stay. False if it was not followed."""
        with self._connections.writing() as db:
            return db.execute("DELETE FROM feed WHERE url = ?", (url,)).rowcount > 0

    def get(self, url: str) -> FeedRow | None:
        """Return a followed feed, or None."""
        with self._connections.reading() as db:
            row = db.execute(f"{_ROWS} WHERE url = ?", (url,)).fetchone()
            return None if row is None else _feed(row)

    def all(self) -> list[FeedRow]:
        """Return the followed feeds in order of their addresses."""
        with self._connections.reading() as db:
            return [_feed(row) for row in db.execute(f"{_ROWS} ORDER BY url")]

    def due(self, now: datetime | None = None) -> list[FeedRow]:
        """Return the feeds that are to be read again, those that waited longest first."""
        with self._connections.reading() as db:
            rows = db.execute(
                f"{_ROWS} WHERE next_at IS NULL OR next_at <= ?"
                " ORDER BY next_at IS NOT NULL, next_at, url",
                (time_text(now or _now()),),
            )
            return [_feed(row) for row in rows]

    def note_checked(
        self, url: str, *, etag: str = "", modified: str = "", now: datetime | None = None
    ) -> None:
        """Record that a feed was read, with what its server gave to ask again with."""
        moment = now or _now()
        with self._connections.writing() as db:
            db.execute(
                "UPDATE feed SET etag = ?, modified = ?, checked_at = ?, error = '',"
                " failures = 0, next_at = ? WHERE url = ?",
                (etag, modified, time_text(moment), time_text(moment + INTERVAL), url),
            )

    def note_error(
        self,
        url: str,
        error: str,
        *,
        at_least: float = 0.0,
        asked: bool = True,
        now: datetime | None = None,
    ) -> None:
        """Record that a feed could not be read; it is left alone ever longer, a day at most.

        ``at_least`` is how many seconds its server asks to be left alone. Where nobody was
        ``asked``, because the operator has to allow the address first, it is due at once.
        """
        moment = now or _now()
        with self._connections.writing() as db:
            row = db.execute("SELECT failures FROM feed WHERE url = ?", (url,)).fetchone()
            if row is None:
                return
            least = timedelta(seconds=min(at_least, LONGEST_WAIT.total_seconds()))
            wait = min(max(backoff(row[0] + 1), least), LONGEST_WAIT)
            if not asked:
                wait = timedelta(0)
            db.execute(
                "UPDATE feed SET error = ?, failures = failures + 1, checked_at = ?,"
                " next_at = ? WHERE url = ?",
                (error, time_text(moment), time_text(moment + wait), url),
            )

    # --- items ---------------------------------------------------------------------------

    def items(self, url: str) -> list[SeenItem]:
        """Return what is remembered of a feed's items, in order of their identifiers."""
        with self._connections.reading() as db:
            return feed_items.items(db, url)

    def see(self, url: str, items: Sequence[NewItem], *, most: int) -> int:
        """Record the items that a feed holds now, and which of them are to be fetched.

        New ones are, at most ``most`` of them, and those whose address, title or date changed.
        One whose article is in the archive already, or was removed from it, is not.

        Returns:
            How many new items were left for another time because of ``most``.
        """
        with self._connections.writing() as db:
            return feed_items.see(db, url, items, most, time_text())

    def settle(self, url: str) -> None:
        """Decide about items that were fetched or failed, by what the archive says of them now.

        One that is neither there nor failed nor removed was lost in a kill and becomes new again;
        one that failed and was had after all, by a retry, is done.
        """
        with self._connections.writing() as db:
            feed_items.settle(db, url)

    def note_item(self, url: str, guid: str, state: ItemState) -> None:
        """Record what became of an item."""
        with self._connections.writing() as db:
            feed_items.note(db, url, guid, state)

    # --- earlier fetches -----------------------------------------------------------------

    def fetched(self, url: str) -> Fetched | None:
        """Return what an address gave before, if the archive still holds just that."""
        with self._connections.reading() as db:
            return feed_items.fetched(db, url)

    def taken(self, source: str, url: str) -> bool:
        """Tell whether an address has an article, and ``url`` is not where that came from."""
        with self._connections.reading() as db:
            return feed_items.taken(db, source, url)

    def note_fetched(self, url: str, found: Fetched) -> None:
        """Remember what an address gave, and that it failed no more."""
        with self._connections.writing() as db:
            feed_items.note_fetched(db, url, found)


def _feed(row: sqlite3.Row | tuple[object, ...]) -> FeedRow:
    url, title, outlet, options, etag, modified, added, checked, error, failures, due, *counts = row
    return FeedRow(
        url=str(url),
        title=str(title),
        outlet=str(outlet),
        options=json.loads(str(options)),
        etag=str(etag),
        modified=str(modified),
        added_at=datetime.fromisoformat(str(added)),
        checked_at=_moment(checked),
        error=str(error),
        failures=int(str(failures)),
        next_at=_moment(due),
        items=int(str(counts[0])),
        waiting=int(str(counts[1])),
    )


def _moment(text: object) -> datetime | None:
    return None if text is None else datetime.fromisoformat(str(text))


def _now() -> datetime:
    return datetime.now(UTC)
