"""Chroma: a collection of ids and vectors behind a server. The only file that knows chromadb.

Text and dates stay in the archive: storing them here doubles the cost of inserting, multiplies
the disk by six, and a range filter scans (measured at 100,000 passages).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import UsageError, VectorsUnavailable

if TYPE_CHECKING:
    from rag.embedding import Vectors

MAX_BATCH = 5000
"""Chroma 1.5.9 refuses more than 5,461 rows at once."""


class Collection:
    """One collection; ``uid`` tells it from a later one of the same name."""

    def __init__(self, raw: Any) -> None:  # noqa: ANN401  (chromadb's class, loaded lazily)
        self._raw = raw
        self.name: str = raw.name
        self.uid = str(raw.id)

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace rows; the same call again changes nothing."""
        with _plain_errors():
            for begin in range(0, len(ids), MAX_BATCH):
                end = begin + MAX_BATCH
                self._raw.upsert(ids=list(ids[begin:end]), embeddings=vectors[begin:end])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove rows; unknown ids are ignored."""
        with _plain_errors():
            for begin in range(0, len(ids), MAX_BATCH):
                self._raw.delete(ids=list(ids[begin : begin + MAX_BATCH]))

    def count(self) -> int:
        """Return the number of rows."""
        with _plain_errors():
            return int(self._raw.count())

    def nearest(self, vectors: Vectors, limit: int) -> list[list[tuple[str, float]]]:
        """Return, for each vector, the nearest ids with their cosine distances, nearest first."""
        with _plain_errors():
            found = self._raw.query(
                query_embeddings=vectors, n_results=limit, include=["distances"]
            )
            return [
                list(zip(ids, distances, strict=True))
                for ids, distances in zip(found["ids"], found["distances"], strict=True)
            ]


class VectorServer:
    """A connection to a Chroma server."""

    def __init__(self, url: str) -> None:
        """Connect.

        Raises:
            UsageError: the address is none.
            VectorsUnavailable: nobody answers there, or it is no Chroma server.
        """
        self.url = url
        self._client = _connect(url)

    def open(self, name: str) -> Collection | None:
        """Return the collection of that name, or None."""
        from chromadb.errors import NotFoundError

        with _plain_errors():
            try:
                return Collection(self._client.get_collection(name, embedding_function=None))
            except NotFoundError:
                return None

    def create(self, name: str) -> Collection:
        """Make an empty collection, removing one of that name that is there.

        Cosine, because the default metric left up to 1.4% of the rows unreachable (measured).
        """
        with _plain_errors():
            existing = {collection.name for collection in self._client.list_collections()}
            if name in existing:
                self._client.delete_collection(name)
            return Collection(
                self._client.create_collection(
                    name,
                    configuration={"hnsw": {"space": "cosine"}},
                    embedding_function=None,
                )
            )

    def remove(self, name: str) -> None:
        """Remove a collection; one that is not there is no error."""
        from chromadb.errors import NotFoundError

        with _plain_errors():
            try:
                self._client.delete_collection(name)
            except NotFoundError:
                return

    def names(self) -> list[str]:
        """Return the names of all collections."""
        with _plain_errors():
            return [collection.name for collection in self._client.list_collections()]

    def alive(self) -> bool:
        """Say whether the server answers."""
        try:
            with _plain_errors():
                self._client.heartbeat()
        except VectorsUnavailable:
            return False
        return True


def check_url(url: str) -> tuple[str, int, bool]:
    """Return host, port and whether TLS is used.

    Raises:
        UsageError: it is not an address of the form http://HOST:PORT.
    """
    parts = urlsplit(url if "//" in url else f"http://{url}")
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("http", "https") or not parts.hostname or port == -1:
        raise UsageError(
            f"CHROMA_URL is “{url}”, which is not an address.",
            remedy="Write it as http://HOST:PORT, or unset it to use the built-in Chroma.",
            item=url,
        )
    secure = parts.scheme == "https"
    return parts.hostname, port or (443 if secure else 8000), secure


def _connect(url: str) -> Any:  # noqa: ANN401
    host, port, secure = check_url(url)
    import chromadb
    from chromadb.config import Settings

    with _plain_errors(url):
        return chromadb.HttpClient(
            host=host, port=port, ssl=secure, settings=Settings(anonymized_telemetry=False)
        )


@contextmanager
def _plain_errors(url: str = "") -> Iterator[None]:
    """Turn what chromadb and its HTTP client raise into one error in plain words.

    chromadb raises ValueError when it cannot connect, its own ChromaError for what the server
    refuses, and lets httpx's errors through when the server goes away.
    """
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, httpx.HTTPError, ValueError, KeyError, OSError) as error:
        where = f" at {url}" if url else ""
        raise VectorsUnavailable(
            f"The vector index (Chroma{where}) does not answer as it should: {error}",
            remedy="Questions are answered from full text meanwhile. If CHROMA_URL is set, check "
            "that the server runs there; otherwise run “ingest check”.",
            item=url,
        ) from error
