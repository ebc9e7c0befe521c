"""Several processes on one archive, and a real Chroma server that is killed, stopped, damaged."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_entries import assert_consistent, small
from storage_processes import (
    Worker,
    WorkerError,
    alive,
    kill_server,
    server_pid,
    soon,
)

from rag.archive import Archive
from rag.embedding import OfflineEmbedder
from rag.projection import Projector


def _text(number: int, version: int) -> str:
    """Return what is embedded for an article's first passage."""
    made = small(number, version)
    passage = made.passages[0]
    return f"{made.article.title}\n{made.article.text[passage.start : passage.end]}"


def _found(worker: Worker, number: int, version: int) -> bool:
    """Whether the article is found by its vector alone."""
    try:
        ids = worker.ask("search", _text(number, version), 3)
    except WorkerError:
        return False
    return small(number, version).passages[0].id in ids


# --- (a) what another process added ---------------------------------------------------------------


def test_a_running_page_finds_what_another_process_adds(tmp_path: Path) -> None:
    with Worker(tmp_path, follow=True) as page, Worker(tmp_path) as command:
        for number in range(20):
            command.ask("put", number, 0)
            assert soon(lambda n=number: _found(page, n, 0)), f"article {number}"
        command.ask("put", 3, 1)  # changed: the old text is gone, the new one there
        assert _found(page, 3, 1)
        assert not _found(page, 3, 0)
        command.ask("remove", 4)
        assert not _found(page, 4, 0)
        command.ask("close")
        assert _found(page, 5, 0)


# --- (b) who runs the server --------------------------------------------------------------------


@pytest.mark.parametrize("page_first", [True, False])
def test_another_process_takes_over_when_the_owner_is_killed(
    tmp_path: Path, page_first: bool
) -> None:
    first = Worker(tmp_path, follow=page_first)
    first.ask("put", 1, 0)
    with Worker(tmp_path, follow=not page_first) as second:
        assert _found(second, 1, 0)
        second.ask("put", 2, 0)
        assert _found(first, 2, 0)
        child = server_pid(tmp_path)
        assert child is not None
        first.kill()
        assert soon(lambda: _found(second, 1, 0) and _found(second, 2, 0))
        assert soon(lambda: not alive(child))
        health = second.ask("check", True)
        assert health == {"expected": 4, "found": 4, "tested": 4, "lost": 0, "rebuilt": False}


def test_the_server_goes_on_when_its_owner_closes(tmp_path: Path) -> None:
    with Worker(tmp_path) as owner, Worker(tmp_path) as other:
        owner.ask("put", 1, 0)
        assert _found(other, 1, 0)
        owner.ask("close")
        assert _found(other, 1, 0)
        other.ask("put", 2, 0)
        assert _found(other, 2, 0)


# --- (g), (h) what is left behind ----------------------------------------------------------------


def test_no_server_outlives_its_owner(tmp_path: Path) -> None:
    with Worker(tmp_path) as owner:
        owner.ask("put", 1, 0)
        child = server_pid(tmp_path)
        assert child is not None
        assert alive(child)
        owner.ask("close")
        assert soon(lambda: not alive(child))
    with Worker(tmp_path) as owner:
        owner.ask("put", 2, 0)
        child = server_pid(tmp_path)
        assert child is not None
    assert soon(lambda: not alive(child))  # killed with -9


def test_a_stuck_server_of_a_killed_owner_is_replaced(tmp_path: Path) -> None:
    with Worker(tmp_path) as owner:
        owner.ask("put", 1, 0)
        child = server_pid(tmp_path)
        assert child is not None
        os.kill(child, signal.SIGSTOP)
    try:
        with Worker(tmp_path) as heir:
            assert soon(lambda: _found(heir, 1, 0))
            assert server_pid(tmp_path) != child
            assert not alive(child)
    finally:
        if alive(child):
            os.kill(child, signal.SIGKILL)


# --- (c) killed at random -------------------------------------------------------------------------


def _kill_rounds(folder: Path, rounds: int, seed: int) -> None:
    """Kill the server, the page or the writing command at random; ask what is left."""
    rnd = random.Random(seed)
    record = folder / "record"
    page, command = Worker(folder, follow=True), Worker(folder)
    state: dict[int, int] = {}
    try:
        for round_ in range(rounds):
            record.write_text("")
            command.begin("burst", str(record), seed * 1000 + round_, 12)
            time.sleep(rnd.random() * 0.6)
            victim = ("server", "page", "command")[round_ % 3]
            if victim == "server":
                kill_server(folder)
            elif victim == "page":
                page.kill()
                page = Worker(folder, follow=True)
            else:
                command.kill()
                command = Worker(folder)
            if victim != "command":
                command.end()  # it got over it
            _compare(folder, page, record.read_text().splitlines(), state)
        health = page.ask("check", True)
        assert health["lost"] == 0
        assert health["expected"] == health["found"]
    finally:
        page.kill()
        command.kill()
    assert_consistent(folder)


def _compare(folder: Path, page: Worker, lines: list[str], state: dict[int, int]) -> None:
    """All that was acknowledged is there and found, what was removed is not."""
    done = [line.split() for line in lines if line.endswith(" done")]
    state |= {int(number): int(version) for number, version, _ in done}
    begun = [line.split() for line in lines if line.strip() and not line.endswith(" done")][-1:]
    archive = Archive(folder)
    for number, version in begun:  # acknowledged or not: whole, either way
        there = archive.article(small(int(number), 0).article.id)
        text = there.text if there else ""
        possible = {state.get(int(number), -1), int(version)}
        texts = {v: small(int(number), v).article.text if v >= 0 else "" for v in possible}
        match = [v for v in possible if texts[v] == text]
        assert match, f"article {number} is half there"
        state[int(number)] = match[0]
    for number, version in state.items():
        made = small(number, max(version, 0))
        there = archive.article(made.article.id)
        assert (there is None) == (version < 0), f"article {number} {version}"
        assert there is None or there == made.article
    archive.close()
    for number, version in state.items():
        if version >= 0:
            found = soon(lambda n=number, v=version: _found(page, n, v))
            assert found, f"article {number} {version} is not found by its vector"


def test_killed_at_random_nothing_is_lost(tmp_path: Path) -> None:
    _kill_rounds(tmp_path, rounds=15, seed=3)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_killed_at_random_often(tmp_path: Path, seed: int) -> None:
    _kill_rounds(tmp_path, rounds=60, seed=seed)


# --- (d) damaged files ---------------------------------------------------------------------------

PASSAGES = 260
FILES = [
    "chroma.sqlite3",
    "data_level0.bin",
    "header.bin",
    "index_metadata.pickle",
    "length.bin",
    "link_lists.bin",
]


class Counting(OfflineEmbedder):
    """Counts the texts it is given."""

    embedded = 0

    def embed_passages(self, texts):  # type: ignore[no-untyped-def]
        self.embedded += len(texts)
        return super().embed_passages(texts)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give an archive with its index, everything closed."""
    folder = tmp_path_factory.mktemp("pristine") / "data"
    archive = Archive(folder)
    archive.put([small(number, 0) for number in range(PASSAGES // 2)])
    projector = Projector(archive, OfflineEmbedder())
    projector.catch_up()
    projector.close()
    archive.close()
    yield folder


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _zero(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 if len(content) > 8192 else 0
    content[middle : middle + 4096] = bytes(len(content[middle : middle + 4096]))
    path.write_bytes(content)


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for place in random.Random(7).sample(range(len(content)), min(20, len(content))):
        content[place] ^= 0xFF
    path.write_bytes(content)


DAMAGES = {"truncated": _truncate, "zeroed": _zero, "flipped": _flip, "deleted": Path.unlink}


def _index_file(folder: Path, name: str) -> Path:
    (path,) = (folder / "vectors" / "chroma").rglob(name)
    return path


def _damage_and_heal(pristine: Path, folder: Path, name: str, damage: str) -> None:
    shutil.copytree(pristine, folder)
    DAMAGES[damage](_index_file(folder, name))
    archive, embedder = Archive(folder), Counting()
    projector = Projector(archive, embedder)
    try:
        projector.check(thorough=True)
        after = projector.check(thorough=True)
        assert after.sound, after
        assert after.tested == PASSAGES
        for number in range(0, PASSAGES // 2, 13):
            wanted = small(number, 0).passages[0].id
            assert wanted in projector.search(_text(number, 0), 2)
        assert embedder.embedded == 0, "embedded again"
    finally:
        projector.close()
        archive.close()


def test_the_list_of_index_files_is_complete(pristine: Path) -> None:
    index = pristine / "vectors" / "chroma"
    assert sorted(path.name for path in index.rglob("*") if path.is_file()) == sorted(FILES)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        # Each file and each damage once; those that were silent or deadly (measured) in any case.
        ("chroma.sqlite3", "truncated"),
        ("chroma.sqlite3", "deleted"),
        ("data_level0.bin", "flipped"),
        ("data_level0.bin", "truncated"),
        ("header.bin", "zeroed"),
        ("index_metadata.pickle", "deleted"),
        ("length.bin", "deleted"),
        ("link_lists.bin", "truncated"),
    ],
)
def test_a_damaged_file_is_noticed_and_healed(
    pristine: Path, tmp_path: Path, name: str, damage: str
) -> None:
    _damage_and_heal(pristine, tmp_path / "data", name, damage)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_file_in_every_way(pristine: Path, tmp_path: Path, name: str, damage: str) -> None:
    _damage_and_heal(pristine, tmp_path / "data", name, damage)


def test_the_whole_folder_deleted_while_both_run(tmp_path: Path) -> None:
    with Worker(tmp_path, follow=True) as page, Worker(tmp_path) as command:
        command.ask("put", 1, 0)
        assert _found(page, 1, 0)
        shutil.rmtree(tmp_path / "vectors")
        assert soon(lambda: _found(page, 1, 0))
        command.ask("put", 2, 0)
        assert soon(lambda: _found(page, 2, 0))
        health = command.ask("check", True)
        assert health == {"expected": 4, "found": 4, "tested": 4, "lost": 0, "rebuilt": False}


@pytest.mark.timeout(300)
def test_no_room_for_the_index(tmp_path: Path) -> None:
    """The server's files may not grow any more, until it is replaced."""
    with Worker(tmp_path) as worker:
        worker.ask("put", 0, 0)
        child = server_pid(tmp_path)
        assert child is not None
        size = (tmp_path / "vectors" / "chroma" / "chroma.sqlite3").stat().st_size
        resource.prlimit(child, resource.RLIMIT_FSIZE, (size + 100_000, size + 100_000))
        for number in range(1, 100):
            try:
                worker.ask("put", number, 0)
            except WorkerError as error:
                # refused, gone, or (a full Chroma may fall silent) without an answer in time
                assert str(error).split(":")[0] in (
                    "VectorsUnavailable",
                    "VectorsSlow",
                    "ServerGone",
                    "IndexFailed",
                )
            assert worker.ask("words", _text(number, 0)) > 0  # full text goes on
        assert not alive(child), "it never ran out of room"
        # A full server may lose what it has acknowledged: the check notices that and builds anew.
        noticed = worker.ask("check", True)
        assert noticed["rebuilt"] or (noticed["found"], noticed["lost"]) == (200, 0)
        health = worker.ask("check", True)
        assert (health["found"], health["lost"]) == (200, 0)
        assert _found(worker, 99, 0)
    assert_consistent(tmp_path)


# --- (f) a rebuild that is killed ----------------------------------------------------------------


def test_a_killed_rebuild_leaves_the_old_index_in_use(tmp_path: Path) -> None:
    with Worker(tmp_path) as owner:
        owner.ask("put", 1, 0)
        for number in range(2, 40):
            owner.ask("put", number, 0)
        with Worker(tmp_path) as rebuilding:
            assert rebuilding.process.stdin is not None
            rebuilding.process.stdin.write(b'["rebuild"]\n')
            rebuilding.process.stdin.flush()
            time.sleep(0.05)
        assert _found(owner, 1, 0)
        health = owner.ask("check", True)
        assert health["lost"] == 0
        assert health["found"] == health["expected"] == 78
