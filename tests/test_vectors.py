"""The connection to Chroma: what it promises, and what other answers become."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from rag.embedding import OfflineEmbedder
from rag.errors import UsageError, VectorsUnavailable
from rag.projection.local_server import LocalServer
from rag.vectors import MAX_BATCH, IndexFailed, ServerGone, VectorServer, VectorsSlow, check_url

VECTORS = OfflineEmbedder().embed_passages(["upah minimum", "mogok kerja", "kongres serikat"])


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorServer]:
    local = LocalServer(tmp_path_factory.mktemp("vectors"))
    server = VectorServer(local.running().url)
    yield server
    server.close()
    local.close()


def test_rows(chroma: VectorServer) -> None:
    rows = chroma.create("rows")
    rows.upsert(["a", "b", "c"], VECTORS)
    rows.upsert(["a", "b"], VECTORS[:2])  # again changes nothing
    assert rows.count() == 3
    nearest = rows.nearest(VECTORS[:2], 3)
    assert [hits[0][0] for hits in nearest] == ["a", "b"]
    assert nearest[0][0][1] == pytest.approx(0, abs=1e-5)
    assert sorted(nearest[0], key=lambda hit: hit[1]) == nearest[0]
    rows.upsert(["a"], VECTORS[2:])
    assert {hit for hit, _ in rows.nearest(VECTORS[2:], 2)[0]} == {"a", "c"}
    rows.delete(["a", "unknown"])
    assert rows.count() == 2
    assert [hit for hit, _ in rows.nearest(VECTORS[:1], 9)[0]] == ["b", "c"]


def test_more_rows_than_chroma_takes_at_once(chroma: VectorServer) -> None:
    rows = chroma.create("many")
    count = MAX_BATCH + 500
    rnd = np.random.default_rng(1)
    ids = [f"r{i}" for i in range(count)]
    rows.upsert(ids, rnd.standard_normal((count, 4)).astype(np.float32))
    assert rows.count() == count
    rows.delete(ids)
    assert rows.count() == 0


def test_collections(chroma: VectorServer) -> None:
    made = chroma.create("one-of-them")
    again = chroma.open("one-of-them")
    assert again is not None
    assert (again.name, again.uid) == ("one-of-them", made.uid)
    assert "one-of-them" in chroma.names()
    with pytest.raises(VectorsUnavailable, match="already exists"):
        chroma.create("one-of-them")
    chroma.remove("one-of-them")
    chroma.remove("one-of-them")
    assert chroma.open("one-of-them") is None
    assert chroma.create("one-of-them").uid != made.uid


def test_every_row_finds_itself(chroma: VectorServer) -> None:
    rnd = np.random.default_rng(7)
    vectors = rnd.standard_normal((1500, 256)).astype(np.float32)
    rows = chroma.create("selves")
    # With Chroma's own number of neighbours 58 of 15,000 rows do not find themselves.
    index = rows._raw.configuration_json["hnsw"]
    assert (index["space"], index["max_neighbors"], index["sync_threshold"]) == ("cosine", 32, 100)
    ids = [str(i) for i in range(len(vectors))]
    rows.upsert(ids, vectors)
    found = [
        hits[0][0] for b in range(0, 1500, 250) for hits in rows.nearest(vectors[b : b + 250], 1)
    ]
    assert found == ids


def test_another_dimension_is_refused(chroma: VectorServer) -> None:
    rows = chroma.create("narrow")
    rows.upsert(["a"], VECTORS[:1])
    with pytest.raises(IndexFailed, match="dimension"):
        rows.upsert(["b"], VECTORS[:1, :8])
    with pytest.raises(IndexFailed, match="dimension"):
        rows.nearest(VECTORS[:1, :8], 1)
    with pytest.raises(IndexFailed):
        rows.upsert(["b"], np.full_like(VECTORS[:1], np.nan))
    assert rows.count() == 1


# --- servers that are none -----------------------------------------------------------------------


class _Stranger(BaseHTTPRequestHandler):
    answer: tuple[int, bytes] = (200, b"")

    def do_GET(self) -> None:
        status, body = self.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_DELETE = do_GET

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def stranger() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Stranger)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>a router</html>"),
        (200, b"{}"),
        (200, b"[]"),
        (200, b"7"),
        (404, b"not here"),
        (500, b"<html>broken</html>"),
        (502, b""),
        (503, b'{"error": "InternalError", "message": "no room"}'),
    ],
)
def test_what_is_no_chroma(
    stranger: str, answer: tuple[int, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Stranger, "answer", answer)
    server = VectorServer(stranger)
    with pytest.raises(IndexFailed) as caught:
        server.create("anything")
    assert stranger in str(caught.value)
    assert "CHROMA_URL" in caught.value.remedy
    assert "Traceback" not in str(caught.value)
    server.close()


def test_a_silent_server() -> None:
    # A listener that never answers: the kernel takes the connection.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = VectorServer(f"http://127.0.0.1:{silent.getsockname()[1]}", patience=0.2)
        began = time.monotonic()
        with pytest.raises(VectorsSlow):
            server.names()
        assert time.monotonic() - began < 30  # by default one waits for 60 s
        server.close()


def test_nobody_there() -> None:
    server = VectorServer("http://127.0.0.1:9")
    with pytest.raises(ServerGone, match="127.0.0.1:9"):
        server.names()
    server.close()


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("http://chroma:9000", ("chroma", 9000, False)),
        ("https://chroma", ("chroma", 443, True)),
        ("localhost:8000", ("localhost", 8000, False)),
        ("http://127.0.0.1", ("127.0.0.1", 8000, False)),
    ],
)
def test_addresses(url: str, parts: tuple[str, int, bool]) -> None:
    assert check_url(url) == parts


@pytest.mark.parametrize(
    "url", ["ftp://x", "http://", "http://x:port", "http://x:99999", "file:///x"]
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(UsageError, match="CHROMA_URL"):
        check_url(url)


def test_the_folder_of_the_index_is_ours_alone(tmp_path: Path) -> None:
    local = LocalServer(tmp_path / "vectors")
    local.running()
    local.close()
    assert (tmp_path / "vectors").stat().st_mode & 0o077 == 0
