"""Chroma: a collection of ids and vectors behind a server. The only file that knows chromadb.

Text and dates stay in the archive: storing them here doubles the cost of inserting, multiplies
the disk by six, and a range filter scans (measured at 100,000 passages).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import TanyaError, UsageError, VectorsUnavailable

if TYPE_CHECKING:
    from rag.embedding import Vectors

MAX_BATCH = 5000
"""Chroma 1.5.9 refuses more than 5,461 rows at once."""


_HNSW = {"space": "cosine", "max_neighbors": 32, "sync_threshold": 100}
"""How the index is built, measured with 15,000 to 20,000 passages in 512 dimensions.

The default metric leaves up to 1.4% of the rows unreachable, cosine with the default of 16
neighbours up to 0.4% (real news: 1 row of 20,000); with 32 every row finds itself, for 1.5 times
the work of inserting. By default up to 1,000 rows wait to be written to the index and are
inserted again at the first query after a start, which took 1.6 s; with 100 it takes 0.1 s, and no
more is written.
"""

_CONNECT_SECONDS = 2.0
_EXCERPT = 200
_REMEDY = (
    "Questions are answered from full text meanwhile. If CHROMA_URL is set, check that a Chroma "
    "server runs there; otherwise run “ingest check”."
)


class VectorsSlow(VectorsUnavailable):
    """The server is there but says nothing: busy, or stuck."""


class ServerGone(VectorsUnavailable):
    """Nobody listens at the address (any more)."""


class IndexFailed(VectorsUnavailable):
    """The server refused, hung up over it, or talks nonsense: perhaps the index is damaged."""


class Collection:
    """One collection; ``uid`` tells it from a later one of the same name."""

    def __init__(self, raw: Any, url: str) -> None:  # noqa: ANN401  (chromadb's class, lazily)
        self._raw = raw
        self._url = url
        self.name: str = raw.name
        self.uid = str(raw.id)

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace rows; the same call again changes nothing."""
        with _plain_errors(self._url):
            for begin in range(0, len(ids), MAX_BATCH):
                end = begin + MAX_BATCH
                self._raw.upsert(ids=list(ids[begin:end]), embeddings=vectors[begin:end])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove rows; unknown ids are ignored."""
        with _plain_errors(self._url):
            for begin in range(0, len(ids), MAX_BATCH):
                self._raw.delete(ids=list(ids[begin : begin + MAX_BATCH]))

    def count(self) -> int:
        """Return the number of rows."""
        with _plain_errors(self._url):
            return int(self._raw.count())

    def nearest(self, vectors: Vectors, limit: int) -> list[list[tuple[str, float]]]:
        """Return, for each vector, the nearest ids with their cosine distances, nearest first."""
        with _plain_errors(self._url):
            found = self._raw.query(
                query_embeddings=vectors, n_results=limit, include=["distances"]
            )
            return [
                list(zip(ids, distances, strict=True))
                for ids, distances in zip(found["ids"], found["distances"], strict=True)
            ]


class VectorServer:
    """A connection to a Chroma server. All methods raise VectorsUnavailable, see its kinds."""

    def __init__(self, url: str, *, patience: float = 60.0) -> None:
        """Get ready; the first request connects.

        Args:
            url: where it listens.
            patience: seconds to wait for any one answer.

        Raises:
            UsageError: the address is none.
        """
        self.url = url
        self._api = _connect(url, patience)

    def close(self) -> None:
        """Close the connections; requests that are under way fail."""
        self._api._session.close()

    def open(self, name: str) -> Collection | None:
        """Return the collection of that name, or None."""
        from chromadb.errors import NotFoundError

        with self._plain_errors():
            try:
                return self._collection(self._api.get_collection(name))
            except NotFoundError:
                return None

    def create(self, name: str) -> Collection:
        """Make an empty collection.

        Raises:
            VectorsUnavailable: among other causes, the name is taken.
        """
        with self._plain_errors():
            return self._collection(
                self._api.create_collection(name, configuration={"hnsw": dict(_HNSW)})
            )

    def remove(self, name: str) -> None:
        """Remove a collection; one that is not there is no error."""
        from chromadb.errors import NotFoundError

        with self._plain_errors():
            try:
                self._api.delete_collection(name)
            except NotFoundError:
                return

    def names(self) -> list[str]:
        """Return the names of all collections."""
        with self._plain_errors():
            return [collection.name for collection in self._api.list_collections()]

    def _collection(self, model: Any) -> Collection:  # noqa: ANN401
        from chromadb.api.models.Collection import Collection as Rows

        rows = Rows(client=self._api, model=model, embedding_function=None)
        return Collection(rows, self.url)

    def _plain_errors(self) -> AbstractContextManager[None]:
        return _plain_errors(self.url)


def check_url(url: str) -> tuple[str, int, bool]:
    """Return host, port and whether TLS is used.

    Raises:
        UsageError: it is not an address of the form http://HOST:PORT.
    """
    try:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        port = parts.port
    except ValueError:  # letters for a port, a bracket that stays open
        parts, port = urlsplit(""), -1
    host = parts.hostname or ""
    odd = not host or any(character.isspace() for character in host) or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or odd or port == -1:
        shown = url.rpartition("@")[2]  # never a password
        raise UsageError(
            f"CHROMA_URL is “{shown}”, which is not an address.",
            remedy="Write it as http://HOST:PORT, or unset it to use the built-in Chroma.",
            item=shown,
        )
    secure = parts.scheme == "https"
    return host, port or (443 if secure else 8000), secure


def _connect(url: str, patience: float) -> Any:  # noqa: ANN401
    """Return chromadb's HTTP interface, one that gives up and that ignores proxies.

    ``chromadb.HttpClient`` waits for ever, sends even 127.0.0.1 to the proxy that the
    environment names, and keeps every client it ever made; none of it can be configured
    (1.5.9), hence its inner class with a session of ours. ``_env_file``: it would read ``.env``.
    """
    import ssl

    import httpx
    from chromadb.api.fastapi import FastAPI
    from chromadb.config import Settings, System

    host, port, secure = check_url(url)
    settings = Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=host,
        chroma_server_http_port=port,
        chroma_server_ssl_enabled=secure,
        chroma_server_ssl_verify=None if secure else False,  # reading certificates takes 50 ms
    )
    api: Any = FastAPI(System(settings))
    theirs = api._session
    api._session = httpx.Client(
        timeout=httpx.Timeout(patience, connect=min(patience, _CONNECT_SECONDS)),
        headers=theirs.headers,
        trust_env=False,
        verify=ssl.create_default_context() if secure else False,
    )
    theirs.close()
    return api


@contextmanager
def _plain_errors(url: str) -> Iterator[None]:
    """Turn what chromadb and its HTTP client raise into errors in plain words.

    chromadb raises ChromaError, or a bare Exception, for what the server refuses, ValueError,
    KeyError and the like for an answer that is not Chroma's, and lets httpx's errors through
    when the server goes away.
    """
    import httpx

    try:
        yield
    except TanyaError:
        raise
    except httpx.TimeoutException as error:
        raise VectorsSlow(
            f"The vector index (Chroma at {url}) does not answer.", remedy=_REMEDY, item=url
        ) from error
    except httpx.ConnectError as error:
        raise ServerGone(
            f"There is no vector index (Chroma) at {url}.", remedy=_REMEDY, item=url
        ) from error
    except Exception as error:  # Chroma raises its own, ValueError, KeyError and what JSON raises
        said = " ".join(str(error).split())[:_EXCERPT] or type(error).__name__
        raise IndexFailed(
            f"The vector index (Chroma at {url}) does not answer as it should: {said}",
            remedy=_REMEDY,
            item=url,
        ) from error
