"""What runs of ``ingest`` are doing just now, for whoever looks at the archive.

Each run keeps a small JSON file below the archive's folder (``importing/``) and writes it anew once
a second. Not a table of the archive: a run that waits for the archive's lock can still say so, what
it writes never makes a page wait, and no disk is asked to sync. A run that is killed leaves its
file as it was; the reader sees that the process is gone. The file is no truth about articles: when
it cannot be written, the import goes on without.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType

FOLDER = "importing"  # of the records, below the archive's
EVERY_S = 1.0  # seconds between two writings
_BEAT_S = 5.0  # a record without news is touched so often
_SILENT_S = 30.0  # a run on another machine (or container) that has not written so long is gone
_SAME_START_S = 60.0  # by which a process's start may seem to move when the clock is set
KEPT, KEPT_S = 50, 30 * 24 * 3600.0  # ended runs that are remembered, and for how many seconds
_NAMED = 3  # things that a run was given, in its record
_TEXT = 300  # characters of a text in a record
_PASSWORD = re.compile(r"(?<=://)[^/?#@\s]{0,300}@")
_MOST_BYTES = 40_000  # of a record: a larger file is none of ours

PUT_BACK = "restored:"
"""How the archive's setting is called, before an address, that says: a person put its article back
although its file is deleted, so a sync leaves it ("yes", or "" for no more)."""

_STORED = ("new", "updated")
_SAME = ("unchanged", "duplicate", "kept")
_log = logging.getLogger("rag")


class State(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    FINISHED = "finished"  # some items may have failed
    INTERRUPTED = "interrupted"  # stopped by a person, killed, or its machine was switched off
    FAILED = "failed"  # an error ended it


@dataclass(frozen=True, kw_only=True, slots=True)
class Import:
    """One run of ``ingest``.

    ``command`` is its verb (add, sync, follow, "follow add", retry, sample, import, rebuild),
    ``what`` the first things it was given, without passwords, and ``more`` how many others there
    were. ``total`` is None where it is not known beforehand. ``done`` counts all items (of a
    rebuild passages, of an import records), the others some of them. ``current`` is the item that
    was last dealt with, ``waiting`` how many changes the vectors are behind,
    ``seconds_left`` an estimate or None. ``trouble`` is what ended it, or kept the vectors from
    following. Times are in UTC.
    """

    id: str
    pid: int
    command: str
    began: datetime
    what: tuple[str, ...] = ()
    more: int = 0
    total: int | None = None
    done: int = 0
    stored: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0
    current: str = ""
    waiting: int = 0
    seconds_left: float | None = None
    state: State = State.RUNNING
    trouble: str = ""
    ended_at: datetime | None = None
    host: str = ""
    started: float = 0.0
    """When its process began (seconds since 1970): process numbers are used again."""


# --- writing ----------------------------------------------------------------------------------


class Recorder:
    """Tells of one run, from its beginning to its end. Nothing here raises, whatever the disk does.

    A thread of its own writes, so that a run that waits (for a server, for the vectors) is seen to
    be alive, and a slow disk never holds a run up.
    """

    def __init__(
        self,
        folder: Path,
        *,
        command: str,
        what: Sequence[str] = (),
        total: int = 0,
        asked: Callable[[], tuple[int, float | None]] | None = None,
    ) -> None:
        """Prepare to tell; nothing is written yet.

        Args:
            folder: the archive's.
            command: the run's verb.
            what: files, folders or addresses as they were named.
            total: how many items there are, 0 where that is not known.
            asked: gives how many changes the vectors wait for, and the seconds left; called from
                the writing thread, and may raise.
        """
        self._folder = folder / FOLDER
        self._asked = asked
        self._over = threading.Event()
        self._guard = threading.Lock()
        self._outcomes, self._current, self._reached = Counter[str](), "", (0, 0)
        self._written, self._at = "", 0.0
        self._thread = threading.Thread(target=self._keep_writing, name="importing", daemon=True)
        self._now = Import(
            id=f"{os.getpid()}-{secrets.token_hex(4)}",
            pid=os.getpid(),
            command=command,
            what=tuple(map(_short, what[:_NAMED])),
            more=len(what[_NAMED:]),
            began=datetime.now(UTC),
            total=total or None,
            host=socket.gethostname(),
            started=_start_of(os.getpid()) or time.time(),
        )

    def __enter__(self) -> Recorder:
        """Begin to tell."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sweep(self._folder.parent)
        except OSError as error:
            _log.debug("The progress of this import cannot be kept: %s", error)
        self._write()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Tell how it ended, as ``end`` or the exception says."""
        if isinstance(error, KeyboardInterrupt):
            self.end(State.INTERRUPTED)
        elif error is not None and self._now.state is not State.INTERRUPTED:
            self.end(State.FAILED, str(error))
        elif self._now.state is State.RUNNING:
            self.end(State.FINISHED)
        self._over.set()
        self._thread.join(EVERY_S)
        if not self._thread.is_alive():  # else the disk does not answer
            self._write()

    def count(self, outcome: str, shown: str) -> None:
        """Count one item; ``outcome`` is that of a result, ``shown`` how a person knows it."""
        with self._guard:
            self._outcomes[outcome] += 1
            self._current = shown

    def reached(self, done: int, total: int = 0) -> None:
        """Say how far a run has come that counts by itself; ``total`` is 0 if it is not known."""
        with self._guard:
            self._reached = (done, total)

    def end(self, state: State, trouble: str = "") -> None:
        """Say how the run ends; it is written when the ``with`` is left."""
        with self._guard:
            self._now = replace(self._now, state=state, trouble=_short(trouble))

    def _keep_writing(self) -> None:
        while not self._over.wait(EVERY_S):
            self._write()

    def _write(self) -> None:
        now = self._state_of_things()
        text = json.dumps(asdict(now), default=datetime.isoformat)
        if text == self._written and time.monotonic() - self._at < _BEAT_S:
            return
        path, fresh = self._folder / f"{now.id}.json", self._folder / f"{now.id}.new"
        try:
            fresh.touch(mode=0o600)
            fresh.write_text(text, encoding="utf-8")
            os.replace(fresh, path)
        except OSError as error:
            _log.debug("The progress of this import was not written: %s", error)
        self._written, self._at = text, time.monotonic()

    def _state_of_things(self) -> Import:
        waiting, left = self._now.waiting, None
        if self._asked is not None:
            try:
                waiting, left = self._asked()
            except Exception as error:  # noqa: BLE001 - an archive that is busy or being closed
                _log.debug("The vectors' progress is not known just now: %s", error)
        with self._guard:
            counts, (done, total) = self._outcomes, self._reached
            now = replace(
                self._now,
                done=counts.total() or done,
                total=total or self._now.total,
                stored=sum(counts[each] for each in _STORED),
                unchanged=sum(counts[each] for each in _SAME),
                removed=counts["removed"],
                failed=counts["failed"],
                waiting=waiting,
                seconds_left=None if left is None else round(left, 1),
                current=_short(self._current),
            )
            if now.state is not State.RUNNING and now.ended_at is None:
                now = replace(now, ended_at=datetime.now(UTC), seconds_left=None)
            self._now = now
            return now


def _short(text: str) -> str:
    """Return a text as a record holds it: bounded, no passwords, no bytes that are no text."""
    text = _PASSWORD.sub("", text)
    cut = text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"
    return cut.encode("utf-8", "backslashreplace").decode()


# --- reading ----------------------------------------------------------------------------------


def running(folder: Path) -> list[Import]:
    """Return the runs on the archive in ``folder`` that go on now, the oldest first."""
    found = (record for record in _all(folder) if record.state is State.RUNNING)
    return sorted(found, key=lambda record: record.began)


def recent(folder: Path, limit: int = 20) -> list[Import]:
    """Return the runs that ended, the latest first."""
    found = [record for record in _all(folder) if record.state is not State.RUNNING]
    return sorted(found, key=lambda record: record.ended_at or record.began, reverse=True)[:limit]


def sweep(folder: Path) -> None:
    """Forget ended runs that are old, or more than ``KEPT``."""
    oldest = time.time() - KEPT_S
    for place, record in enumerate(recent(folder, limit=10_000)):
        if place >= KEPT or (record.ended_at or record.began).timestamp() < oldest:
            with suppress(OSError):
                (folder / FOLDER / f"{record.id}.json").unlink()


def _all(folder: Path) -> list[Import]:
    return [each for path in (folder / FOLDER).glob("*.json") if (each := _read(path)) is not None]


def _read(path: Path) -> Import | None:
    """Return what a file says; None where it is no record (another version's, or damaged)."""
    try:
        with path.open("rb") as file:
            fields = json.loads(file.read(_MOST_BYTES))
        fields["what"] = tuple(fields["what"])
        for name in ("began", "ended_at"):
            fields[name] = fields[name] and datetime.fromisoformat(fields[name])
        record = Import(**{**fields, "state": State(fields["state"]), "id": path.stem})
        gone = record.state is State.RUNNING and not _alive(record, path)
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError, TypeError, KeyError) as error:
        _log.debug("%s is no record of an import: %s", path, error)
        return None
    return replace(record, state=State.INTERRUPTED, ended_at=written) if gone else record


def _alive(record: Import, path: Path) -> bool:
    if record.host != socket.gethostname():  # its process cannot be seen from here
        return time.time() - path.stat().st_mtime < _SILENT_S
    began = _start_of(record.pid)
    return began is not None and abs(began - record.started) < _SAME_START_S


def _start_of(pid: int) -> float | None:
    """Return when a process began, in seconds since 1970; None if there is none."""
    import psutil

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None
