"""The connection to the collection that the archive's record names."""

from __future__ import annotations

import threading

from rag.archive import Archive, Position
from rag.errors import VectorsUnavailable
from rag.projection.local_server import START_SECONDS, LocalServer
from rag.vectors import Collection, VectorServer

QUICK_SECONDS = 3.0
"""How long a question waits for the index. Measured at 100,000 rows: 1.5 s for the first query
after a start, 3 ms for the others."""

PATIENT_SECONDS = 60.0
"""Writing waits longer: a batch takes 1 s on a quiet machine. After a full disk the server's
heart beats, but it never answers again, space or not (measured on Chroma 1.5.9)."""


class Link:
    """Finds the server and the collection again after either was replaced."""

    def __init__(self, archive: Archive, chroma_url: str) -> None:
        """Connect nothing yet; an empty ``chroma_url`` means the archive's own server."""
        self._archive = archive
        self._url = chroma_url
        self._local = None if chroma_url else LocalServer(archive.folder / "vectors")
        self._guard = threading.Lock()
        # By whether it is the quick one: searching does not wait as long as writing.
        self._servers: dict[bool, VectorServer] = {}
        self._collections: dict[bool, Collection] = {}
        self.epoch = ""
        """New at every start of the archive's own server; empty for an operator's."""

    def connect(self, *, quick: bool = False, patience: float = START_SECONDS) -> VectorServer:
        """Return the server, started if it is ours and nobody runs it.

        Args:
            quick: for a question: give up after ``QUICK_SECONDS`` of silence.
            patience: seconds to wait for its start.

        Raises:
            UsageError: CHROMA_URL is no address.
            VectorsUnavailable: it could not be started in time.
        """
        url, epoch = self._url, ""
        if self._local is not None:
            running = self._local.running(patience)
            url, epoch = running.url, running.epoch
        with self._guard:
            if epoch != self.epoch:
                self._hang_up()
                self.epoch = epoch
            if quick not in self._servers:
                seconds = QUICK_SECONDS if quick else PATIENT_SECONDS
                self._servers[quick] = VectorServer(url, patience=seconds)
            return self._servers[quick]

    def look_again(self) -> None:
        """Ask anew for server and collection at the next use."""
        with self._guard:
            self._collections.clear()

    def open(
        self, embedder: str, *, quick: bool = False, patience: float = START_SECONDS
    ) -> Collection:
        """Return the collection that the archive's record names, if it is still that one.

        Arguments and errors as for ``connect``.
        """
        position = self._archive.position(embedder)
        if position is None:
            raise being_built()
        known = self._collections.get(quick)
        if known is not None and known.uid == position.uid:
            return known
        found = self.connect(quick=quick, patience=patience).open(position.collection)
        if found is None or found.uid != position.uid:
            raise being_built()
        with self._guard:
            self._collections[quick] = found
        return found

    def lost(self, position: Position) -> bool:
        """Say whether the collection that was written is not there any more."""
        found = self.connect().open(position.collection)
        return found is None or found.uid != position.uid

    def discard(self) -> bool:
        """Throw the index away, if it is ours to throw; False for an operator's server."""
        self.look_again()
        if self._local is None:
            return False
        self._local.discard()
        return True

    def restart(self) -> bool:
        """Start the server again, if it is ours; False for an operator's."""
        self.look_again()
        if self._local is None:
            return False
        self._local.restart()
        return True

    def close(self) -> None:
        """Hang up, and stop the server if this process started it."""
        with self._guard:
            self._hang_up()
        if self._local is not None:
            self._local.close()

    def _hang_up(self) -> None:
        for server in self._servers.values():
            server.close()
        self._servers.clear()
        self._collections.clear()


def being_built() -> VectorsUnavailable:
    """Return the error of a search that comes too early."""
    return VectorsUnavailable(
        "The vector index is being built.",
        remedy="Questions are answered from full text meanwhile.",
    )
