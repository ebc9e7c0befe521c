"""The last stage of a run: the vectors follow the archive in a thread of their own.

An embedder that goes away for a while (Ollama is restarted, a model is pulled) is asked again, at
growing intervals, while the run goes on storing; at the end of the run it is waited for as long as
``PATIENCE_SECONDS`` if it has worked before. What is not embedded then waits in the archive.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from rag.errors import (
    ArchiveError,
    EmbedderMismatch,
    ModelMissing,
    ModelRefused,
    TanyaError,
    UsageError,
)

Told = Callable[[int, int], None]

PATIENCE_SECONDS = 60.0
"""Ollama restarts in seconds and loads a large model in half a minute."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0
_POLL_SECONDS = 0.2
_LASTING = (EmbedderMismatch, ModelMissing, ModelRefused, UsageError)


class Follower(Protocol):
    """What brings the vectors in step with the archive (``rag.projection.Projector``)."""

    def catch_up(self, progress: Told | None = None) -> int:
        """Follow the change log to its end."""
        ...

    def waiting(self) -> int:
        """Return how many changes have not reached the vectors."""
        ...


class _Stopped(Exception):
    """The run was broken off."""


class VectorStage:
    """Lets a follower catch up whenever something new is stored."""

    def __init__(self, follower: Follower | None, told: Told | None) -> None:
        """Start nothing yet; ``told`` hears how many changes were followed, of how many."""
        self.trouble: TanyaError | None = None
        """Why the vectors could not follow; None while they can."""
        self.followed = self._before = 0
        self._follower = follower
        self._told = told
        self._changed = threading.Condition()
        self._news = False
        self._ending = False
        self._stopped = False
        self._fatal: BaseException | None = None
        self._good: float | None = None  # when something last went through
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Say that something new is stored.

        Raises:
            ArchiveError: the archive cannot be read or written.
        """
        if self._fatal is not None:
            raise self._fatal
        if self._follower is None:
            return
        with self._changed:
            self._news = True
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="vectors", daemon=True)
                self._thread.start()

    def finish(self) -> None:
        """Wait until the vectors have followed, or cannot.

        Raises:
            ArchiveError: the archive cannot be read or written.
        """
        if self._follower is None:
            return
        if self._thread is None and self._follower.waiting():
            self.wake()  # what an interrupted run left waiting
        with self._changed:
            self._ending = True
            self._changed.notify()
        while self._thread is not None and self._thread.is_alive():
            self._thread.join(_POLL_SECONDS)
        if self._fatal is not None:
            raise self._fatal

    def abandon(self) -> None:
        """Stop as soon as possible; what was not embedded follows at the next run."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(_POLL_SECONDS)

    def waiting(self) -> int:
        """Return how many changes have not reached the vectors."""
        return self._follower.waiting() if self._follower is not None else 0

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        try:
            while self._news_came():
                if self._caught_up():
                    pause = _FIRST_PAUSE
                    continue
                if isinstance(self.trouble, _LASTING) or not self._worth_waiting(pause):
                    return
                pause = min(_LONGEST_PAUSE, 2 * pause)
                with self._changed:
                    self._news = True
        except _Stopped:
            return
        except BaseException as error:  # noqa: BLE001  (raised again where the run hears it)
            self._fatal = error

    def _news_came(self) -> bool:
        """Wait for news; False when there will be none."""
        with self._changed:
            while not (self._news or self._ending or self._stopped):
                self._changed.wait()
            came, self._news = self._news, False
            return came and not self._stopped

    def _caught_up(self) -> bool:
        assert self._follower is not None
        try:
            while self._follower.waiting():
                self._before = self.followed
                done = self._follower.catch_up(self._hear)
                self.followed = max(self.followed, self._before + done)
                self._good = time.monotonic()
                if not done:
                    break
        except ArchiveError:
            raise
        except TanyaError as error:
            self.trouble = error
            return False
        self.trouble = None
        return True

    def _worth_waiting(self, pause: float) -> bool:
        """Wait before another try; False when the run is over and waiting longer helps nobody."""
        until = time.monotonic() + pause
        with self._changed:
            while not self._stopped and (left := until - time.monotonic()) > 0:
                if self._ending and not self._hopeful():
                    return False
                self._changed.wait(min(left, 1.0))
        return not self._stopped and not (self._ending and not self._hopeful())

    def _hopeful(self) -> bool:
        return self._good is not None and time.monotonic() - self._good < PATIENCE_SECONDS

    def _hear(self, done: int, total: int) -> None:
        if self._stopped:
            raise _Stopped
        if done:
            self._good = time.monotonic()
            self.followed = self._before + done
        if self._told is not None:
            with suppress(ValueError):  # the bar has been closed
                self._told(done, total)
