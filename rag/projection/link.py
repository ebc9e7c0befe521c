"""The connection to the collection that the archive's record names."""

from __future__ import annotations

import threading

from rag.archive import Archive, Position
from rag.errors import VectorsUnavailable
from rag.projection.local_server import LocalServer
from rag.vectors import Collection, VectorServer


class Link:
    """Finds the server and the collection again after either was replaced."""

    def __init__(self, archive: Archive, chroma_url: str) -> None:
        """Connect nothing yet; an empty ``chroma_url`` means the archive's own server."""
        self._archive = archive
        self._url = chroma_url
        self._local = None if chroma_url else LocalServer(archive.folder / "vectors")
        self._guard = threading.RLock()
        self._server: VectorServer | None = None
        self._collection: Collection | None = None
        self.epoch = ""
        """New at every start of the archive's own server; empty for an operator's."""

    def connect(self) -> VectorServer:
        with self._guard:
            return self._connected()

    def _connected(self) -> VectorServer:
        if self._local is not None:
            running = self._local.running()
            if running.epoch != self.epoch:
                self._server, self._collection = None, None
                self.epoch = running.epoch
            if self._server is None:
                self._server = VectorServer(running.url)
        elif self._server is None:
            self._server = VectorServer(self._url)
        return self._server

    def disconnect(self) -> None:
        with self._guard:
            self._server, self._collection = None, None

    def open(self, embedder: str) -> Collection:
        """Return the collection that the archive's record names, if it is still that one."""
        position = self._archive.position(embedder)
        if position is None:
            raise being_built()
        current = self._collection
        if current is None or current.uid != position.uid:
            with self._guard:
                current = self.connect().open(position.collection)
                if current is None or current.uid != position.uid:
                    raise being_built()
                self._collection = current
        return current

    def lost(self, position: Position) -> bool:
        """Say whether the collection that was written is not there any more."""
        found = self.connect().open(position.collection)
        return found is None or found.uid != position.uid

    def discard(self) -> bool:
        """Throw the index away, if it is ours to throw; False for an operator's server."""
        self.disconnect()
        if self._local is None:
            return False
        self._local.discard()
        return True

    def close(self) -> None:
        """Stop the server if this process started it."""
        if self._local is not None:
            self._local.close()


def being_built() -> VectorsUnavailable:
    """Return the error of a search that comes too early."""
    return VectorsUnavailable(
        "The vector index is being built.",
        remedy="Questions are answered from full text meanwhile.",
    )
