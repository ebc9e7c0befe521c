"""Embedding ahead of writing: the embedder is never idle, and no text is embedded twice."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.reading.child import Job, read_article
from rag.archive import Archive, Entry
from rag.errors import EmbedderUnavailable, ModelUnreachable, VectorsUnavailable
from rag.projection import rows
from rag.projection.rows import PassageVectors

BODY = "Buruh pabrik nomor {} di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."


class Recording:
    """Counts the texts it is given; fails on those that ``bad`` names, so often."""

    spec = "test"

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.bad: dict[str, list[Exception]] = {}
        self.reached: dict[str, threading.Event] = {}

    def identity(self) -> str:
        return "test"

    def embed_passages(self, texts: Sequence[str]) -> Any:
        for word, event in self.reached.items():
            if any(word in text for text in texts):
                event.set()
        for word, errors in self.bad.items():
            if errors and any(word in text for text in texts):
                raise errors.pop(0)
        self.seen.update(texts)
        return np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]]

    def embed_question(self, text: str) -> Any:
        return np.eye(4, dtype=np.float32)[0]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_EMBED_BATCH", 4)


def fill(archive: Archive, count: int) -> list[str]:
    """Store articles of one passage each; return the ids of the passages in order."""
    entries, ids = [], []
    for number in range(count):
        read = read_article(Job(source=f"a:{number}", name="a.txt"), BODY.format(number).encode())
        entries.append(Entry(article=read.prepared.article, passages=read.passages))
        ids += [passage.id for passage in read.passages]
    archive.put(entries)
    return ids


def groups(ids: list[str], size: int) -> list[list[str]]:
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def test_the_embedder_is_at_work_while_a_group_is_written(archive: Archive) -> None:
    embedder = Recording()
    later = embedder.reached["nomor 15 "] = threading.Event()
    vectors = PassageVectors(archive, embedder, lambda: None)
    written = 0
    for found, packed in vectors.streamed(groups(fill(archive, 40), 8), "test"):
        if not written:
            assert later.wait(10), "nobody asks for the next groups"
        written += len(found)
        assert len(packed) == len(found)
    assert written == 40
    assert set(embedder.seen.values()) == {1} and len(embedder.seen) == 40


def test_a_text_that_is_under_way_is_not_asked_for_again(archive: Archive) -> None:
    embedder = Recording()
    ids = fill(archive, 12)
    vectors = PassageVectors(archive, embedder, lambda: None)
    got = [found for found, _ in vectors.streamed([ids[:6], ids[:8], ids[4:], ids], "test")]
    assert [sorted(found) for found in got] == [
        sorted(ids[:6]), sorted(ids[:8]), sorted(ids[4:]), sorted(ids),
    ]  # fmt: skip
    assert set(embedder.seen.values()) == {1}


def test_what_was_embedded_before_a_failure_is_kept(archive: Archive) -> None:
    embedder = Recording()
    embedder.bad["nomor 13 "] = [ModelUnreachable("Away.", remedy="Start it.")]
    ids = fill(archive, 20)
    vectors = PassageVectors(archive, embedder, lambda: None)
    with pytest.raises(ModelUnreachable):
        list(vectors.streamed(groups(ids, 20), "test"))
    assert len(embedder.seen) >= 12
    kept = archive.vectors("test", [item.digest for item in archive.to_embed(ids)])
    assert len(kept) >= 12
    (everything,) = vectors.streamed([ids], "test")
    assert len(everything[0]) == 20
    assert max(embedder.seen[item.text] for item in archive.to_embed(ids[:12])) == 1


def test_one_bad_text_costs_itself_and_a_restart_costs_nothing(archive: Archive) -> None:
    embedder = Recording()
    ids = fill(archive, 8)

    def refused(times: int) -> list[Exception]:
        return [EmbedderUnavailable("500", remedy="")] * times

    embedder.bad["nomor 6 "] = refused(1)
    (found, _) = PassageVectors(archive, embedder, lambda: None).rows(ids[6:7], "test")
    assert found == ids[6:7], "it failed only while the embedder was restarted"
    embedder.bad["nomor 2 "] = refused(1000)
    found, _ = PassageVectors(archive, embedder, lambda: None).rows(ids, "test")
    assert sorted(found) == sorted(ids[:2] + ids[3:])
    tried = embedder.seen.copy()
    PassageVectors(archive, embedder, lambda: None).rows(ids, "test")
    assert embedder.seen == tried, "a text that cannot be embedded is not tried at every run"


def test_a_stuck_embedder_does_not_keep_the_end_waiting(archive: Archive) -> None:
    class Stuck(Recording):
        def embed_passages(self, texts: Sequence[str]) -> Any:
            time.sleep(30)

    ended = threading.Event()

    def keep_on() -> None:
        if ended.is_set():
            raise VectorsUnavailable("Interrupted.", remedy="")

    threading.Timer(0.3, ended.set).start()
    begun = time.monotonic()
    with pytest.raises(VectorsUnavailable):
        PassageVectors(archive, Stuck(), keep_on).rows(fill(archive, 3), "test")
    assert time.monotonic() - begun < 10
