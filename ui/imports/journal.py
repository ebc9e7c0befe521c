"""Who changed the archive from the page, and when: a line for each change, for admins to read."""

from __future__ import annotations

import json
import logging
import os
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from rag.importing import FOLDER
from ui.web import Visitor

_MOST_BYTES = 1_000_000
"""Of the journal before a new one is begun: some 5,000 lines. One older journal is kept."""
_TEXT = 300
_log = logging.getLogger("ui")


class Action(StrEnum):
    """What a person can do to the archive from the page."""

    UPLOAD = "upload"
    URLS = "urls"
    FOLLOW = "follow"
    READ_FEED = "read_feed"
    UNFOLLOW = "unfollow"
    RETRY = "retry"
    FORGET = "forget"
    REMOVE = "remove"
    RESTORE = "restore"
    STOP = "stop"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A change: ``what`` it was done to, in words that a person knows it by. Time in UTC."""

    at: datetime
    person: str
    name: str
    action: Action
    what: str


class Journal:
    """The journal of one archive. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Keep the journal of the archive in ``folder``; nothing is made yet."""
        self._path = folder / FOLDER / "journal.jsonl"
        self._lock = threading.Lock()

    def note(self, visitor: Visitor, action: Action, what: str) -> None:
        """Write down what a visitor did; where the disk refuses, the program's log has it."""
        entry = Entry(
            at=datetime.now(UTC),
            person=visitor.id,
            name=visitor.name,
            action=action,
            what=what[:_TEXT],
        )
        line = json.dumps(asdict(entry), default=datetime.isoformat) + "\n"
        try:
            with self._lock:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                if self._path.exists() and self._path.stat().st_size > _MOST_BYTES:
                    os.replace(self._path, self._path.with_suffix(".old"))
                with open(self._path, "a", encoding="utf-8", opener=_private) as file:
                    file.write(line)
        except OSError as error:
            _log.warning("The journal cannot be written (%s): %s", error, line.strip())

    def latest(self, limit: int = 50) -> list[Entry]:
        """Return the last changes, the latest first."""
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        found = [entry for line in lines[-limit:] if (entry := _read(line)) is not None]
        return found[::-1]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read(line: str) -> Entry | None:
    try:
        fields = json.loads(line)
        at = datetime.fromisoformat(fields["at"])
        return Entry(**{**fields, "at": at, "action": Action(fields["action"])})
    except (ValueError, TypeError, KeyError):  # a line that a full disk cut
        return None
