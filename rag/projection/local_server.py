"""The built-in Chroma server of an archive: started by whoever comes first, used by all.

The first process that needs vectors takes a lock in the data folder, starts the server on a
random loopback port and writes the port beside it; the others read it. The operating system
frees the lock when its holder dies, and the server ends with its parent, so the next process that
asks takes over.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path

from rag.errors import VectorsUnavailable
from rag.projection.keeper import START_SECONDS, Keeper, answers
from rag.projection.places import Places, Running, plain_errors

__all__ = ["START_SECONDS", "LocalServer", "Running"]

_POLL_SECONDS = 0.05
_HOPELESS = 4  # failed starts in a row, the last without the old index; the keeper tries on


class LocalServer:
    """The archive's own server, whichever process runs it."""

    def __init__(self, folder: Path) -> None:
        """Remember where the index lives; nothing is started yet."""
        self._places = Places(folder)
        self._guard = threading.Lock()
        self._keeper: Keeper | None = None
        self._closed = False

    def running(self, patience: float = START_SECONDS) -> Running:
        """Return the running server, starting it where nobody does.

        Args:
            patience: seconds to wait for it. Starting takes 0.2 s on a quiet machine, 6 on a
                busy one.

        Raises:
            VectorsUnavailable: it was not there in time.
        """
        deadline = time.monotonic() + patience
        while True:
            self._take_over()
            left = max(0.1, deadline - time.monotonic())
            found = self._places.record()
            if found is not None and answers(found.port, min(2.0, left)):
                return found
            keeper = self._keeper
            hopeless = keeper is not None and keeper.failures >= _HOPELESS
            if hopeless or time.monotonic() >= deadline:
                break
            time.sleep(_POLL_SECONDS)
        raise VectorsUnavailable(
            f"The vector index in {self._places.folder} is not ready.",
            remedy=f"Questions are answered from full text meanwhile. If it stays so, see "
            f"{self._places.log}; deleting that folder is safe, it is made again.",
            item=str(self._places.folder),
        )

    def discard(self) -> None:
        """Have the owner throw the index away and start an empty one; returns when done.

        Raises:
            VectorsUnavailable: the owner did not react in time, or the disk is full.
        """
        with plain_errors(self._places.folder):
            enough = self._places.enough_space()
        if not enough:
            raise VectorsUnavailable(
                f"The vector index in {self._places.folder} cannot be written: the disk is full.",
                remedy="Free some space on that disk. Questions are answered from full text "
                "meanwhile, and nothing was lost.",
                item=str(self._places.folder),
            )
        self._have_owner(self._places.discard)

    def restart(self) -> None:
        """Have the owner start the server again; returns when done.

        Raises:
            VectorsUnavailable: the owner did not react in time.
        """
        self._have_owner(self._places.restart)

    def _have_owner(self, marker: Path) -> None:
        before = self._places.record()
        with plain_errors(self._places.folder):
            marker.touch()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with suppress(VectorsUnavailable):
                now = self.running(1.0)  # becomes the owner where the owner is gone
                if not marker.exists() and now != before:
                    return
            time.sleep(_POLL_SECONDS)
        raise VectorsUnavailable(
            f"The server of the vector index in {self._places.folder} could not be replaced.",
            remedy="Stop the page and all “ingest” runs, delete that folder, and start again.",
            item=str(self._places.folder),
        )

    def close(self) -> None:
        """Stop the server if this process started it; it does not come back."""
        with self._guard:
            self._closed = True
            if self._keeper is not None:
                self._keeper.stop()
                self._keeper = None

    def _take_over(self) -> None:
        """Become the owner if there is none."""
        from filelock import FileLock, Timeout

        with self._guard:
            if self._closed:
                raise VectorsUnavailable("The vector index was closed.", remedy="Start again.")
            if self._keeper is not None and self._keeper.is_alive():
                return
            with plain_errors(self._places.folder):
                self._places.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                # Freed by the keeper's thread, not by this one.
                lock = FileLock(self._places.owner, is_singleton=False, thread_local=False)
                try:
                    lock.acquire(timeout=0)
                except Timeout:
                    self._keeper = None  # another process runs it: its record says where
                    return
            self._keeper = Keeper(self._places, lock)
            self._keeper.start()
