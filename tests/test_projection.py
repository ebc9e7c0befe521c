"""The projector in one process, with a real Chroma server and embedders that misbehave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from storage_entries import entry, made_up, small
from storage_processes import alive, kill_server, server_pid, server_port, soon

import rag.chroma_server
from rag import projection
from rag.archive import Archive
from rag.embedding import OfflineEmbedder
from rag.errors import (
    EmbedderMismatch,
    EmbedderUnavailable,
    TanyaError,
    UsageError,
    VectorsUnavailable,
)
from rag.projection import Projector, keeper, link, places
from rag.projection.local_server import LocalServer
from rag.vectors import VectorServer

if TYPE_CHECKING:
    from rag.embedding import Vectors


class Fickle(OfflineEmbedder):
    """The offline embedder, counted, that fails where it is told to."""

    def __init__(self, name: str = "fickle") -> None:
        super().__init__()
        self.spec = name
        self.name = name
        self.texts: list[str] = []
        self.bad = "RUSAK"
        self.fails_after = sys.maxsize
        self.pause = 0.0

    def identity(self) -> str:
        return self.name

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self.pause)
        if len(self.texts) + len(texts) > self.fails_after:
            raise EmbedderUnavailable("It went away.", remedy="Wait.")
        if any(self.bad in text for text in texts):
            raise EmbedderUnavailable("One of them is bad.", remedy="Leave it out.")
        self.texts += texts
        return super().embed_passages(texts)


class Desk:
    """An archive with a projector, and more projectors on it where a test wants them."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder)
        self.embedder = Fickle()
        self._opened: list[Projector] = []
        self.projector = self.open()

    def open(self, embedder: Fickle | None = None, url: str = "") -> Projector:
        made = Projector(self.archive, embedder or self.embedder, chroma_url=url)
        self._opened.append(made)
        return made

    def fill(self, *numbers: int) -> None:
        self.archive.put([small(number, 0) for number in numbers])

    def found(self, number: int, projector: Projector | None = None, version: int = 0) -> bool:
        made = small(number, version)
        (text,) = (item.text for item in self.archive.to_embed([made.passages[0].id]))
        try:
            ids = (projector or self.projector).search(text, 2)
        except VectorsUnavailable:
            return False
        return made.passages[0].id in ids

    def collections(self) -> list[str]:
        server = VectorServer(f"http://127.0.0.1:{server_port(self.archive.folder)}")
        try:
            return server.names()
        finally:
            server.close()

    def in_use(self) -> str:
        position = self.archive.position(self.archive.setting("embedder") or "")
        assert position is not None
        return position.collection

    def close(self) -> None:
        for projector in self._opened:
            projector.close()
        self.archive.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "data")
    yield made
    made.close()


# --- following ----------------------------------------------------------------------------------


def test_added_changed_removed(desk: Desk) -> None:
    desk.fill(1, 2)
    assert desk.projector.waiting() == 4
    assert desk.projector.state() == "catching_up"
    assert desk.projector.catch_up() in (0, 4)
    assert desk.projector.state() == "ready"
    assert desk.found(1)
    desk.archive.put([small(1, 1)])
    desk.archive.remove(small(2, 0).article.id)
    assert desk.projector.waiting() == 6
    assert desk.projector.catch_up() == 6
    assert desk.found(1, version=1)
    assert desk.projector.check(thorough=True).found == 2
    assert desk.projector.catch_up() == 0


def test_an_empty_archive_starts_no_server(desk: Desk) -> None:
    assert desk.projector.search("apa saja", 5) == []
    assert desk.projector.catch_up() == 0
    desk.projector.prepare()
    assert desk.projector.state() == "ready"
    assert server_pid(desk.archive.folder) is None


def test_all_removed(desk: Desk) -> None:
    desk.fill(1)
    desk.projector.follow()
    assert soon(lambda: desk.found(1))
    desk.archive.remove(small(1, 0).article.id)
    assert soon(lambda: desk.projector.state() == "ready")
    assert desk.projector.search("apa saja", 5) == []
    assert desk.projector.check().found == 0


def test_progress_ends_at_all(desk: Desk) -> None:
    desk.fill(*range(30))
    seen: list[tuple[int, int]] = []
    desk.projector.catch_up(lambda done, of: seen.append((done, of)))
    assert seen[-1] == (60, 60)


def test_a_new_title_gives_a_new_vector_under_the_same_id(desk: Desk) -> None:
    text = "Perundingan upah di pabrik gula."
    first = entry("s", text, title="Lama sekali")
    desk.archive.put([first])
    desk.projector.catch_up()
    desk.archive.put([entry("s", text, title="Kongres serikat")])
    desk.projector.catch_up()
    assert desk.projector.check(thorough=True).sound
    assert desk.embedder.texts == [f"Lama sekali\n{text}", f"Kongres serikat\n{text}"]
    # And where the new one cannot be embedded, the old vector does not stay.
    desk.archive.put([entry("s", text, title="RUSAK")])
    desk.projector.catch_up()
    assert desk.projector.search("Kongres serikat", 3) == []
    assert desk.projector.check(thorough=True).sound


# --- embedders that fail ------------------------------------------------------------------------


def test_one_bad_text_costs_only_itself(desk: Desk) -> None:
    desk.fill(*range(50))
    desk.archive.put([entry("bad", "Naskah ini RUSAK.")])
    desk.projector.catch_up()
    health = desk.projector.check(thorough=True)
    assert (health.expected, health.found, health.lost) == (100, 100, 0)
    # It is not asked for again, until somebody wants a new index.
    desk.embedder.bad = "nothing is bad"
    desk.projector.catch_up()
    assert desk.projector.check().found == 100
    desk.projector.rebuild()
    assert desk.projector.check(thorough=True).found == 101


def test_an_embedder_that_goes_away_marks_no_text_as_bad(desk: Desk) -> None:
    desk.fill(*range(100))
    desk.embedder.fails_after = 130
    with pytest.raises(EmbedderUnavailable, match="went away"):
        desk.projector.catch_up()
    assert 64 <= len(desk.embedder.texts) <= 130
    desk.embedder.fails_after = sys.maxsize
    desk.projector.catch_up()
    assert desk.projector.check(thorough=True).found == 200
    mine = [text for text in desk.embedder.texts if "berunding tentang upah" not in text]
    assert len(mine) == len(set(mine)) == 200, "embedded twice"


def test_an_embedder_that_is_replaced_meanwhile(desk: Desk) -> None:
    desk.fill(1)
    desk.projector.catch_up()
    desk.fill(2)
    made = desk.embedder.embed_passages

    def replaced(texts: Sequence[str]) -> Vectors:
        desk.embedder.name = "fickle, next version"
        return made(texts)

    desk.embedder.embed_passages = replaced  # type: ignore[method-assign]
    with pytest.raises(EmbedderUnavailable, match="replaced"):
        desk.projector.catch_up()
    with pytest.raises(EmbedderMismatch):
        desk.projector.catch_up()
    assert desk.archive.embedded_at_head("fickle")[1] == 4
    assert (
        len(desk.archive.vectors("fickle", [i.digest for i in desk.archive.to_embed(_ids(2))])) < 2
    )


def test_vectors_of_another_length_are_refused(desk: Desk) -> None:
    desk.fill(1)
    desk.projector.catch_up()
    desk.fill(2)
    made = desk.embedder.embed_passages
    desk.embedder.embed_passages = lambda texts: made(texts)[:, :100]  # type: ignore[method-assign]
    with pytest.raises(EmbedderUnavailable, match="different lengths"):
        desk.projector.catch_up()
    assert desk.found(1)


def test_another_embedder_is_refused_until_a_rebuild(desk: Desk) -> None:
    desk.fill(1, 2)
    desk.projector.catch_up()
    before = desk.in_use()
    other = desk.open(Fickle("other"))
    for refused in (other.catch_up, other.prepare, other.check, lambda: other.search("apa", 1)):
        with pytest.raises(EmbedderMismatch, match="ingest rebuild --embedder other"):
            refused()
    other.rebuild()
    assert desk.archive.setting("embedder_spec") == "other"
    assert desk.found(1, other)
    assert desk.collections() == [desk.in_use()] != [before]
    with pytest.raises(EmbedderMismatch):
        desk.projector.search("apa", 1)
    desk.projector.rebuild()
    assert desk.found(2)
    assert len(desk.embedder.texts) == 4, "the cache was not used"


def test_a_rebuild_that_fails_leaves_the_old_index_in_use(desk: Desk) -> None:
    desk.fill(*range(80))
    desk.projector.catch_up()
    before = desk.in_use()
    failing = Fickle("failing")
    failing.fails_after = 100
    other = desk.open(failing)
    for _ in range(3):
        with pytest.raises(EmbedderUnavailable):
            other.rebuild()
    assert desk.in_use() == before
    assert desk.found(3)
    assert len(desk.collections()) <= 2, "every failed rebuild leaves a collection behind"
    desk.projector.rebuild()
    assert len(desk.collections()) == 1


# --- checking -----------------------------------------------------------------------------------


def _ids(number: int) -> list[str]:
    return [passage.id for passage in small(number, 0).passages]


def test_rows_that_vanished_are_noticed(desk: Desk) -> None:
    desk.fill(*range(20))
    desk.projector.catch_up()
    embedded = len(desk.embedder.texts)
    with _raw(desk) as collection:
        collection.delete(_ids(3))
    health = desk.projector.check()
    assert (health.expected, health.found, health.rebuilt) == (40, 38, True)
    assert desk.found(3)
    assert len(desk.embedder.texts) == embedded


def test_rows_with_another_vector_are_noticed(desk: Desk) -> None:
    desk.fill(*range(100))
    desk.projector.catch_up()
    with _raw(desk) as collection:
        strangers = OfflineEmbedder().embed_passages(["qwerty", "zxcvb"])
        collection.upsert(_ids(97), strangers)
    health = desk.projector.check(thorough=True)
    assert health.tested == 200
    assert (health.lost, health.rebuilt) == (2, True)
    assert desk.projector.check(thorough=True).sound
    assert desk.found(97)


def test_rows_too_many_are_noticed(desk: Desk) -> None:
    desk.fill(1)
    desk.projector.catch_up()
    with _raw(desk) as collection:
        collection.upsert(["stranger"], OfflineEmbedder().embed_passages(["orang asing"]))
    assert desk.projector.check().rebuilt
    assert desk.projector.search("orang asing", 9) and "stranger" not in desk.projector.search(
        "orang asing", 9
    )


def test_a_check_ends_while_others_write(desk: Desk) -> None:
    desk.fill(*range(20))
    desk.projector.catch_up()
    ending = threading.Event()

    def write() -> None:
        number = 100
        while not ending.is_set():
            desk.archive.put([small(number, 0)])
            number += 1
            time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            health = desk.projector.check(thorough=True)
            assert health.sound
            assert not health.rebuilt
    finally:
        ending.set()
        writer.join()
    desk.projector.catch_up()
    assert desk.projector.check(thorough=True).found == desk.archive.passage_count() > 40


class _raw:
    """The collection in use, behind the projector's back."""

    def __init__(self, desk: Desk) -> None:
        self._server = VectorServer(f"http://127.0.0.1:{server_port(desk.archive.folder)}")
        self._name = desk.in_use()

    def __enter__(self):  # type: ignore[no-untyped-def]
        collection = self._server.open(self._name)
        assert collection is not None
        return collection

    def __exit__(self, *_: object) -> None:
        self._server.close()


# --- preparing for one question -----------------------------------------------------------------


def test_prepare_follows_a_few_changes_and_leaves_many(desk: Desk) -> None:
    desk.fill(1)
    desk.projector.catch_up()
    desk.fill(2)
    desk.projector.prepare()
    assert desk.found(2)
    desk.fill(3, 4)
    desk.projector.prepare(at_most=3)
    assert desk.projector.waiting() == 4


def test_prepare_mends_a_small_index_and_leaves_a_big_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.fill(1, 2)
    desk.projector.catch_up()
    with _raw(desk) as collection:
        collection.delete(_ids(1))
    with monkeypatch.context() as patch:
        patch.setattr(projection, "_QUICK_REBUILD", 3)
        with pytest.raises(VectorsUnavailable, match="being built"):
            desk.projector.prepare()
    desk.projector.prepare()
    assert desk.found(1)


def test_prepare_does_not_wait_for_another_writer(desk: Desk) -> None:
    desk.fill(1)
    desk.projector.catch_up()
    other = desk.open()
    with desk.projector._turns.taken():
        _in_thread(other.prepare)
    with pytest.raises(VectorsUnavailable, match="interrupted"):
        other.close()
        other.catch_up()


def _in_thread(work: Callable[[], object], seconds: float = 60) -> None:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive(), "it hangs"


# --- several threads ----------------------------------------------------------------------------


def test_searching_goes_on_while_others_write_and_rebuild(desk: Desk) -> None:
    desk.fill(*range(10))
    desk.projector.catch_up()
    ending = threading.Event()
    failures: list[Exception] = []

    def search() -> None:
        while not ending.is_set():
            try:
                desk.projector.search("upah buruh", 3)
            except VectorsUnavailable:
                continue  # while it is being built
            except Exception as error:  # noqa: BLE001
                failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in range(10, 20):
            desk.fill(number)
            desk.projector.catch_up()
            if number % 4 == 0:
                desk.projector.rebuild()
    finally:
        ending.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert desk.projector.check(thorough=True).sound
    assert desk.found(19)


def test_closing_interrupts_long_work(desk: Desk) -> None:
    desk.archive.put([made_up(number, passages=40) for number in range(40)])
    desk.embedder.pause = 1.0
    desk.projector.follow()
    assert soon(lambda: desk.embedder.texts)
    assert desk.projector.state() == "catching_up"
    desk.projector.close()
    assert len(desk.embedder.texts) < 40 * 40, "the work was left where it stood"
    assert not [t for t in threading.enumerate() if t.name in ("projector", "chroma-keeper")]
    with pytest.raises(VectorsUnavailable):
        desk.projector.search("apa", 1)


# --- the server ---------------------------------------------------------------------------------


def test_a_killed_server_is_started_again(desk: Desk) -> None:
    desk.fill(1)
    desk.projector.catch_up()
    for _ in range(2):
        kill_server(desk.archive.folder)
        assert soon(lambda: desk.found(1))
    kill_server(desk.archive.folder)
    desk.fill(2)
    desk.projector.catch_up()
    assert desk.found(2)


def test_a_stuck_server_keeps_no_question_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "QUICK_SECONDS", 2.0)
    monkeypatch.setattr(projection, "_REST_SECONDS", 5.0)
    monkeypatch.setattr(keeper, "_HEARTBEAT_SECONDS", 0.5)
    monkeypatch.setattr(keeper, "_SILENT_SECONDS", 3.0)
    desk.fill(1)
    desk.projector.catch_up()
    assert desk.found(1)
    child = server_pid(desk.archive.folder)
    assert child is not None
    os.kill(child, signal.SIGSTOP)
    for most in (60.0, 1.8):  # the second question does not even try
        began = time.monotonic()
        with pytest.raises(VectorsUnavailable, match="does not answer"):
            desk.projector.search("apa saja", 3)
        assert time.monotonic() - began < most
    assert desk.projector.state() == "unavailable"
    assert desk.archive.search_words(["upah"], limit=3) == []  # full text goes on
    assert soon(lambda: desk.found(1))
    assert not alive(child)
    assert desk.projector.state() == "ready"


def test_a_server_that_cannot_start(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told soon, tried ever more seldom, and the index is thrown away once."""
    crashing = desk.archive.folder / "crashing.py"
    crashing.write_text("raise SystemExit('no')\n")
    thrown: list[float] = []
    monkeypatch.setattr(places.Places, "throw_away", lambda _: thrown.append(time.monotonic()))
    desk.fill(1)
    with monkeypatch.context() as patch:
        patch.setattr(rag.chroma_server, "__file__", str(crashing))
        began = time.monotonic()
        with pytest.raises(VectorsUnavailable, match="not ready"):
            desk.projector.catch_up()
        assert time.monotonic() - began < 100
        began = time.monotonic()
        with pytest.raises(VectorsUnavailable):
            desk.projector.search("apa", 1)
        assert time.monotonic() - began < 50
        assert len(thrown) == 1
    assert soon(lambda: _caught_up(desk))
    assert desk.found(1)


def _caught_up(desk: Desk) -> bool:
    try:
        desk.projector.catch_up()
    except TanyaError:
        return False
    return True


def test_an_index_that_always_fails_is_thrown_away(desk: Desk) -> None:
    """A query that the server does not survive: here, files that are no index."""
    desk.fill(*range(120))
    desk.projector.catch_up()
    desk.projector.close()
    for path in (desk.archive.folder / "vectors" / "chroma").rglob("*.bin"):
        path.write_bytes(os.urandom(64))
    again = desk.open()
    again.prepare()
    assert desk.found(7, again)
    assert again.check(thorough=True).sound
    assert len(desk.embedder.texts) == 240


def test_an_owner_whose_lock_was_deleted_steps_down(tmp_path: Path) -> None:
    first, second = LocalServer(tmp_path), LocalServer(tmp_path)
    try:
        old = first.running()
        (tmp_path / "server.lock").unlink()
        assert soon(lambda: not alive(old.pid))
        new = second.running()
        assert alive(new.pid)
        assert first.running() == new
    finally:
        first.close()
        second.close()


def test_a_folder_that_another_server_keeps_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two servers on the same files would damage them."""
    thrown: list[object] = []
    monkeypatch.setattr(places.Places, "throw_away", thrown.append)
    monkeypatch.setattr(keeper, "_ORPHAN_SECONDS", 0.1)
    impatient = (tmp_path / "server.py", Path(rag.chroma_server.__file__).read_text())
    impatient[0].write_text(impatient[1].replace("LOCK_SECONDS = 10.0", "LOCK_SECONDS = 0.1"))
    monkeypatch.setattr(rag.chroma_server, "__file__", str(impatient[0]))
    kept = FileLock(tmp_path / "vectors" / "chroma.lock")
    (tmp_path / "vectors").mkdir()
    local = LocalServer(tmp_path / "vectors")
    with kept:
        with pytest.raises(VectorsUnavailable, match="not ready"):
            local.running(10)
        assert thrown == []
    assert soon(lambda: _runs(local))
    local.close()


def _runs(local: LocalServer) -> bool:
    try:
        local.running(1)
    except VectorsUnavailable:
        return False
    return True


def test_a_full_disk_does_not_throw_the_index_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.fill(1)
    desk.projector.catch_up()
    monkeypatch.setattr(places, "_LEAST_SPACE", 1 << 60)
    uid = desk.in_use()
    with pytest.raises(VectorsUnavailable, match="disk is full"):
        desk.projector._link.discard()
    assert desk.in_use() == uid
    assert desk.found(1)


def test_a_folder_that_is_in_the_way(desk: Desk) -> None:
    (desk.archive.folder / "vectors").write_text("")
    desk.fill(1)
    with pytest.raises(VectorsUnavailable, match="cannot be used"):
        desk.projector.catch_up()
    with pytest.raises(VectorsUnavailable):
        desk.projector.search("apa", 1)
    assert desk.archive.search_words(["upah"], limit=1) == []


def test_it_works_behind_a_proxy_and_beside_a_folder_called_rag(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "rag").mkdir(parents=True)
    (elsewhere / "rag" / "__init__.py").write_text("")
    (elsewhere / ".env").write_text("CHROMA_CLIENT_AUTH_PROVIDER=no.such.Thing\n")
    monkeypatch.chdir(elsewhere)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    desk.fill(1)
    desk.projector.catch_up()
    assert desk.found(1)


# --- an operator's server -----------------------------------------------------------------------


@pytest.fixture
def operators(tmp_path: Path) -> Iterator[str]:
    """A Chroma server that somebody else started, and its address."""
    port = keeper._free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "rag.chroma_server", str(tmp_path / "operator"), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert server.stdin is not None
    assert soon(lambda: keeper.answers(port))
    yield f"http://127.0.0.1:{port}"
    server.stdin.close()
    assert server.wait(60) == 0


def test_two_archives_share_an_operators_server(desk: Desk, operators: str, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other")
    try:
        here, there = desk.open(url=operators), other.open(url=operators)
        desk.fill(1, 2)
        other.fill(3)
        here.catch_up()
        there.catch_up()
        here.rebuild()
        assert desk.found(1, here)
        assert not (set(_ids(1)) & set(there.search("apa saja", 9)))
        assert there.check(thorough=True).found == 2
        assert here.check(thorough=True).found == 4
        assert server_pid(desk.archive.folder) is None
    finally:
        other.close()


def test_a_broken_collection_on_an_operators_server_is_left_for_a_new_one(
    desk: Desk, operators: str
) -> None:
    here = desk.open(url=operators)
    desk.fill(1)
    here.catch_up()
    server = VectorServer(operators)
    server.remove(desk.in_use())
    with pytest.raises(VectorsUnavailable, match="being built"):
        here.search("apa", 1)
    here.prepare()
    assert desk.found(1, here)
    server.close()


def test_an_address_where_nobody_is(desk: Desk) -> None:
    here = desk.open(url="http://127.0.0.1:9")
    desk.fill(1)
    began = time.monotonic()
    with pytest.raises(VectorsUnavailable, match=r"no vector index .* at http://127.0.0.1:9"):
        here.catch_up()
    with pytest.raises(VectorsUnavailable, match="being built"):
        here.search("apa", 1)
    assert time.monotonic() - began < 50


def test_an_address_that_is_none(desk: Desk) -> None:
    desk.fill(1)
    with pytest.raises(UsageError, match="CHROMA_URL"):
        desk.open(url="ftp://somewhere").catch_up()
