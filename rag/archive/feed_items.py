"""The items of feeds, and earlier fetches: inside a transaction of ``rag.archive.feeds``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_ITEMS = 10_000
"""Items remembered of one feed. A feed that invents new ones without end fills no disk."""
MAX_TRIES = 10
"""Times in a row that an item may fail before it is given up; feeds are read often."""
_FETCH = "fetch:"
_CHUNK = 500


class ItemState(StrEnum):
    """How far an item of a feed has come."""

    NEW = "new"  # to be fetched
    FETCHED = "fetched"  # handed on; whether it was stored is seen at the next run
    STORED = "stored"
    FAILED = "failed"  # not to be had this time; tried again
    REFUSED = "refused"  # not to be had, or not to be read; not tried again
    REMOVED = "removed"  # its article was taken out of the archive; not fetched again


OPEN = (ItemState.NEW, ItemState.FAILED)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewItem:
    """An item as its feed gives it: ``digest`` changes when its address, title or date does."""

    guid: str
    link: str
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenItem:
    """An item as it is remembered; ``tries`` counts failures in a row."""

    guid: str
    link: str
    digest: str
    state: ItemState
    tries: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """What an address gave: its source in the archive, and the fingerprint of its bytes.

    ``etag`` and ``modified`` are what to ask the server with next time.
    """

    source: str
    fingerprint: str
    etag: str = ""
    modified: str = ""


def items(db: sqlite3.Connection, url: str) -> list[SeenItem]:
    """Return what is remembered of a feed's items."""
    rows = db.execute(
        "SELECT guid, link, digest, state FROM feed_item WHERE feed = ? ORDER BY guid", (url,)
    )
    return [_item(row) for row in rows]


def see(db: sqlite3.Connection, url: str, found: Sequence[NewItem], most: int, now: str) -> int:
    """Record what a feed holds now; see ``Feeds.see``."""
    if db.execute("SELECT 1 FROM feed WHERE url = ?", (url,)).fetchone() is None:
        return 0  # removed meanwhile
    fresh = 0
    for item in found:
        known = _known(db, url, item.guid)
        if known is None:
            state = _first_state(db, item.link)
            if state is ItemState.NEW:
                fresh += 1
                if fresh > most:
                    continue
            db.execute(
                "INSERT INTO feed_item VALUES (?, ?, ?, ?, ?, ?)",
                (url, item.guid, item.link, state.value, item.digest, now),
            )
            continue
        state = known.state
        changed = known.digest != item.digest
        if changed and state is not ItemState.REMOVED:
            _write(db, url, item.guid, ItemState.NEW, 0)
        db.execute(
            "UPDATE feed_item SET link = ?, digest = ?, seen_at = ? WHERE feed = ? AND guid = ?",
            (item.link, item.digest, now, url, item.guid),
        )
    _prune(db, url)
    return max(0, fresh - most)


def settle(db: sqlite3.Connection, url: str) -> None:
    """Decide about items that were fetched or failed, by what the archive says of them now."""
    waiting = db.execute(
        "SELECT guid, link, digest, state FROM feed_item WHERE feed = ?"
        " AND (state LIKE 'fetched%' OR state LIKE 'failed%')",
        (url,),
    ).fetchall()
    for item in map(_item, waiting):
        state = _settled(db, item)
        if state is not item.state:
            # What was lost in a kill is fetched again, as often as what failed and not for ever.
            tries = item.tries + 1 if state in OPEN else 0
            _write(db, url, item.guid, state, tries)


def _settled(db: sqlite3.Connection, item: SeenItem) -> ItemState:
    state = fate(db, item.link)
    if item.state is ItemState.FAILED:
        # Done where it was had after all, by a retry: then it is no more on the list of failures.
        return state if _failure(db, item.link) is None and state not in OPEN else item.state
    if state is ItemState.STORED and fetched(db, item.link) is None:
        # What is stored is an older edition; the new one was handed on and never came.
        state = _failure(db, item.link) or ItemState.FAILED
    return state


def note(db: sqlite3.Connection, url: str, guid: str, state: ItemState) -> None:
    """Record what became of an item; one that fails too often is given up."""
    known = _known(db, url, guid)
    if known is None:
        return
    tries = known.tries + (state is ItemState.FAILED)
    if tries >= MAX_TRIES:
        state = ItemState.REFUSED
    _write(db, url, guid, state, tries if state in (ItemState.FAILED, ItemState.FETCHED) else 0)


def fate(db: sqlite3.Connection, link: str) -> ItemState:
    """Return what the archive knows of an address: stored, removed, failed, refused, or new."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (_FETCH + link,)).fetchone()
    names = list(dict.fromkeys((str(json.loads(row[0])["source"]) if row else link, link)))
    for name in names:
        if db.execute("SELECT 1 FROM source WHERE source = ?", (name,)).fetchone():
            return ItemState.STORED
    for name in names:
        if _removed(db, name):
            return ItemState.REMOVED
    return next(filter(None, (_failure(db, name) for name in names)), ItemState.NEW)


def fetched(db: sqlite3.Connection, url: str) -> Fetched | None:
    """Return what an address gave before, if the archive still holds just that.

    Otherwise its server would say "not modified" of something that is not there: it was never
    stored (a kill), was removed, or is to be read again by newer readers.
    """
    row = db.execute("SELECT value FROM setting WHERE name = ?", (_FETCH + url,)).fetchone()
    if row is None:
        return None
    found = Fetched(**json.loads(row[0]))
    known = db.execute(
        "SELECT fingerprint FROM source WHERE source = ?", (found.source,)
    ).fetchone()
    # Whoever stores it may add to the fingerprint, never take away.
    if known is None or not str(known[0] or "").startswith(found.fingerprint):
        return None
    return found


def taken(db: sqlite3.Connection, source: str, url: str) -> bool:
    """Tell whether an address has an article, and ``url`` is not where that was fetched from."""
    if db.execute("SELECT 1 FROM source WHERE source = ?", (source,)).fetchone() is None:
        return False
    row = db.execute("SELECT value FROM setting WHERE name = ?", (_FETCH + url,)).fetchone()
    return row is None or json.loads(row[0])["source"] != source


def note_fetched(db: sqlite3.Connection, url: str, found: Fetched) -> None:
    """Remember what an address gave, and that it failed no more."""
    value = json.dumps(
        {
            "source": found.source,
            "fingerprint": found.fingerprint,
            "etag": found.etag,
            "modified": found.modified,
        }
    )
    db.execute(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_FETCH + url, value),
    )
    if url != found.source:  # that of its own address is cleared when it is stored
        db.execute("DELETE FROM failure WHERE source = ?", (url,))
        db.execute("DELETE FROM setting WHERE name = ?", ("given:" + url,))


def _first_state(db: sqlite3.Connection, link: str) -> ItemState:
    """Return where an item begins that was not seen before; another one may have its address."""
    state = fate(db, link)
    if state is ItemState.FAILED:
        return ItemState.NEW
    twin = db.execute(
        "SELECT 1 FROM feed_item WHERE link = ? AND (state LIKE 'new%'"
        " OR state LIKE 'fetched%' OR state LIKE 'failed%') LIMIT 1",
        (link,),
    ).fetchone()
    # It is fetched for the other one, and this one is settled by what comes of that.
    return ItemState.FETCHED if state is ItemState.NEW and twin else state


def _failure(db: sqlite3.Connection, source: str) -> ItemState | None:
    row = db.execute("SELECT transient FROM failure WHERE source = ?", (source,)).fetchone()
    if row is None:
        return None
    return ItemState.FAILED if row[0] else ItemState.REFUSED


def _removed(db: sqlite3.Connection, source: str) -> bool:
    row = db.execute(
        "SELECT 1 FROM version WHERE source = ? AND reason = 'removed' LIMIT 1", (source,)
    ).fetchone()
    return row is not None


def _known(db: sqlite3.Connection, url: str, guid: str) -> SeenItem | None:
    row = db.execute(
        "SELECT guid, link, digest, state FROM feed_item WHERE feed = ? AND guid = ?", (url, guid)
    ).fetchone()
    return None if row is None else _item(row)


def _item(row: Sequence[str]) -> SeenItem:
    state, _, tries = row[3].partition(" ")
    return SeenItem(
        guid=row[0], link=row[1], digest=row[2], state=ItemState(state), tries=int(tries or 0)
    )


def _write(db: sqlite3.Connection, url: str, guid: str, state: ItemState, tries: int) -> None:
    text = f"{state.value} {tries}" if tries else state.value
    db.execute("UPDATE feed_item SET state = ? WHERE feed = ? AND guid = ?", (text, url, guid))


def _prune(db: sqlite3.Connection, url: str) -> None:
    """Forget the items that were longest out of sight; what was removed by hand stays known."""
    count = db.execute("SELECT count(*) FROM feed_item WHERE feed = ?", (url,)).fetchone()[0]
    if count > MAX_ITEMS:
        db.execute(
            "DELETE FROM feed_item WHERE feed = ? AND guid IN (SELECT guid FROM feed_item"
            " WHERE feed = ? AND state <> 'removed' ORDER BY seen_at, guid LIMIT ?)",
            (url, url, count - MAX_ITEMS + _CHUNK),
        )
