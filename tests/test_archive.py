"""The archive: exact spans, what putting means, counters, faults, and several processes."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_entries import assert_consistent, assert_kept, entry, made_up, small

from rag.archive import FILE_NAME, Archive, Entry, Outcome, connection, full_text, schema
from rag.errors import ArchiveError, ArchiveTooNew, DiskFull
from rag.records import Filters

WORKER = Path(__file__).with_name("storage_worker.py")

# Any code point but NUL and halves of surrogate pairs, which an archive refuses.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


# --- spans ------------------------------------------------------------------------------------


@st.composite
def articles(draw: st.DrawFn) -> Entry:
    text = draw(TEXTS.filter(str.strip))
    places = st.lists(st.integers(1, len(text)), max_size=6)
    source = draw(st.text("ab", min_size=1, max_size=2))
    title = draw(st.one_of(st.just(""), st.just(text[:3]), TEXTS))
    return entry(source, text, draw(places), draw(places), title=title)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(articles(), min_size=1, max_size=4))
def test_every_span_slices_back_to_its_text(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]
) -> None:
    folder = tmp_path_factory.mktemp("spans")
    archive = Archive(folder)
    try:
        latest: dict[str, Entry] = {}
        for each in entries:
            outcome = archive.put([each])[0]
            if outcome in (Outcome.NEW, Outcome.UPDATED):
                latest[each.article.id] = each
            elif outcome is Outcome.DUPLICATE:  # if it was an article of its own, it no longer is
                latest.pop(each.article.id, None)
        for each in latest.values():
            assert_kept(archive, each)
            for passage in each.passages:
                text = each.article.text[passage.start : passage.end]
                tokens = full_text(text)
                found = archive.search_words(tokens, limit=1000)
                # A script that SQLite does not know has no words; none of them is an error.
                if any(token.isascii() for token in tokens):
                    assert passage.id in found
        assert_consistent(folder)
    finally:
        archive.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 a character"])
def test_what_sqlite_would_change_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be stored"):
        entry("s", text)


def test_passages_may_share_sentences(archive: Archive) -> None:
    one = entry("s", "Satu. Dua. Tiga.", [6, 11])
    (all_of_it,) = one.passages
    first = replace(all_of_it, id="x", end=11, ordinal=1, sentences=all_of_it.sentences[:2])
    both = replace(one, passages=(all_of_it, first))
    archive.put([both])
    assert_kept(archive, both)


# --- putting ------------------------------------------------------------------------------------


def test_new_unchanged_updated(archive: Archive) -> None:
    first, second = made_up(1), made_up(1, version=2)
    assert archive.put([first]) == [Outcome.NEW]
    assert archive.put([first]) == [Outcome.UNCHANGED]
    head = archive.head()
    assert archive.put([first]) == [Outcome.UNCHANGED]
    assert archive.head() == head
    assert archive.put([second]) == [Outcome.UPDATED]
    assert_kept(archive, second)
    assert not archive.passages([passage.id for passage in first.passages])
    assert _rows(archive, "SELECT text, digest FROM version") == [
        (first.article.text, first.article.digest)
    ]
    assert_consistent(archive.folder)


def test_a_changed_title_or_date_is_an_update(archive: Archive) -> None:
    first = made_up(1)
    archive.put([first])
    for change in ({"title": "Lain"}, {"published": date(2020, 1, 1)}, {"tags": ("a",)}):
        changed = replace(first, article=replace(first.article, **change))
        assert archive.put([changed]) == [Outcome.UPDATED]
        assert_kept(archive, changed)
    assert_consistent(archive.folder)


def test_the_same_text_elsewhere_is_an_alias(archive: Archive) -> None:
    text = "Buruh pabrik sepatu mogok kerja."
    first, again = entry("a", text, outlet="Satu"), entry("b", text)
    assert archive.put([first, again, again]) == [
        Outcome.NEW,
        Outcome.DUPLICATE,
        Outcome.UNCHANGED,
    ]
    known = archive.known_source("b")
    assert known is not None
    assert known.article_id == first.article.id
    # Two outlets that print the same text are two witnesses.
    assert archive.put([entry("c", text, outlet="Dua")]) == [Outcome.NEW]


def test_an_alias_whose_text_changes_becomes_an_article(archive: Archive) -> None:
    first = entry("a", "Naskah lama.")
    archive.put([first, replace(entry("b", "Naskah lama."), fingerprint="f1")])
    own = entry("b", "Naskah baru.")
    assert archive.put([own]) == [Outcome.NEW]
    known = archive.known_source("b")
    assert known is not None
    assert known.article_id == own.article.id
    assert_kept(archive, first)


def test_an_alias_keeps_the_text_that_its_article_gives_up(archive: Archive) -> None:
    archive.put([replace(entry("a", "Naskah."), fingerprint="f1")])
    archive.put([replace(entry("b", "Naskah."), fingerprint="f2")])
    changed = replace(entry("a", "Naskah lain."), fingerprint="f3")
    assert archive.put([changed]) == [Outcome.UPDATED]
    alias, owner = archive.known_source("b"), archive.known_source("a")
    assert alias is not None
    assert alias.fingerprint == "f2"
    assert owner is not None
    assert owner.fingerprint == "f3"
    assert_kept(archive, entry("b", "Naskah."))
    assert_kept(archive, changed)
    (version,) = archive.history.versions(changed.article.id)
    assert (version.source, version.digest) == ("a", entry("a", "Naskah.").article.digest)
    assert_consistent(archive.folder)


def test_two_addresses_that_exchange_their_texts_stay_two_articles(archive: Archive) -> None:
    archive.put([entry("a", "Satu."), entry("b", "Dua.")])
    archive.put([entry("a", "Dua."), entry("b", "Satu.")])
    assert_kept(archive, entry("a", "Dua."))
    assert_kept(archive, entry("b", "Satu."))
    assert_consistent(archive.folder)


def test_an_alias_that_now_tells_another_article_is_no_unchanged_one(archive: Archive) -> None:
    archive.put([entry("a", "Satu."), entry("b", "Dua."), entry("c", "Satu.")])
    assert archive.put([entry("c", "Dua.")]) == [Outcome.DUPLICATE]
    known = archive.known_source("c")
    assert known is not None
    assert known.article_id == entry("b", "Dua.").article.id


def test_removing_keeps_the_text_as_a_version(archive: Archive) -> None:
    first = made_up(1)
    archive.put([first, made_up(2)])
    assert archive.remove(first.article.id)
    assert not archive.remove(first.article.id)
    assert archive.article(first.article.id) is None
    assert archive.known_source(first.article.source) is None
    assert archive.search_words(full_text(first.article.title), limit=9) == []
    assert _rows(archive, "SELECT text FROM version") == [(first.article.text,)]
    assert archive.passage_count() == 3
    assert_consistent(archive.folder)
    assert archive.put([first]) == [Outcome.NEW]


def test_a_batch_is_stored_whole_or_not_at_all(archive: Archive) -> None:
    good, broken = made_up(1), made_up(2)
    twice = replace(broken, passages=(broken.passages[0], broken.passages[0]))
    with pytest.raises(sqlite3.IntegrityError):
        archive.put([good, twice])
    assert archive.statistics().articles == 0
    assert_consistent(archive.folder)
    assert archive.put([good]) == [Outcome.NEW]


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["put", "alias", "remove"]), st.integers(0, 4), st.integers(0, 3)),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(OPERATIONS)
def test_counters_and_log_follow_any_sequence(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("sequence")
    archive = Archive(folder)
    try:
        for operation, number, version in operations:
            made = made_up(number, version, passages=1 + version, words=5)
            if operation == "put":
                archive.put([made])
            elif operation == "alias":
                archive.put([entry(f"alias/{number}", made.article.text)])
            else:
                archive.remove(made.article.id)
        assert_consistent(folder)
    finally:
        archive.close()
        shutil.rmtree(folder)


# --- reading ------------------------------------------------------------------------------------


def test_filters(archive: Archive) -> None:
    for number, outlet in enumerate(["Satu", "Dua", "Dua"]):
        published = date(2025, 1, 1 + number) if number else None
        text = f"Upah buruh nomor {number}."
        archive.put([entry(f"s{number}", text, outlet=outlet, published=published)])
    found = archive.search_words(full_text("upah buruh"), limit=9)
    assert len(found) == 3

    def left(**bounds: object) -> int:
        filters = Filters(**bounds)  # type: ignore[arg-type]
        narrowed = archive.search_words(full_text("upah"), limit=9, filters=filters)
        kept = archive.keep_matching([*found, "unknown"], filters)
        assert sorted(narrowed) == sorted(kept)
        return len(kept)

    assert left() == 3
    assert left(outlet="Dua") == 2
    assert left(published_from=date(2025, 1, 2)) == 2
    assert left(published_to=date(2025, 1, 2)) == 1
    assert left(published_from=date(2025, 1, 3), outlet="Satu") == 0


def test_a_reader_sees_one_state(archive: Archive) -> None:
    """Articles written meanwhile do not appear between the queries of one reading."""
    archive.put([made_up(1)])
    other = Archive(archive.folder)
    with archive._connections.reading() as db:
        before = db.execute("SELECT COUNT(*) FROM passage").fetchone()
        other.put([made_up(2)])
        assert db.execute("SELECT COUNT(*) FROM passage").fetchone() == before
    assert archive.passage_count() == 6
    other.close()


def test_threads_that_end_leave_no_connection(archive: Archive) -> None:
    for _ in range(20):
        thread = threading.Thread(target=archive.passage_count)
        thread.start()
        thread.join()
    assert len(archive._connections._all) <= 2


def test_many_threads_at_once(archive: Archive) -> None:
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            for round_ in range(3):
                archive.put([made_up(number, round_)])
                archive.search_words(full_text("upah"), limit=5)
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert archive.statistics().articles == 8
    assert_consistent(archive.folder)


# --- schema -------------------------------------------------------------------------------------


def test_a_newer_archive_is_refused(tmp_path: Path) -> None:
    Archive(tmp_path).close()
    db = sqlite3.connect(tmp_path / FILE_NAME)
    db.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(ArchiveTooNew, match="newer version"):
        Archive(tmp_path)


def test_an_older_archive_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    archive.put([made_up(1)])
    archive.close()
    more = "CREATE TABLE later (word TEXT);\nINSERT INTO later\n VALUES ('a;b');"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more))
    archive = Archive(tmp_path)
    assert _rows(archive, "SELECT word FROM later") == [("a;b",)]
    assert_kept(archive, made_up(1))
    archive.close()
    Archive(tmp_path).close()  # not a second time


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Archive(tmp_path).close()
    broken = "CREATE TABLE later (word TEXT);\nINSERT INTO nowhere VALUES (1);"
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
        with pytest.raises(ArchiveError):
            Archive(tmp_path)
    archive = Archive(tmp_path)
    assert _rows(archive, "SELECT 1 FROM sqlite_schema WHERE name = 'later'") == []
    archive.close()


# --- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"no database\n" * 200, b"\0" * 5000])
def test_a_file_that_is_no_archive(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(ArchiveError, match="damaged or is not an archive"):
        Archive(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / FILE_NAME)
    db.execute("CREATE TABLE recipes (name TEXT)")
    db.commit()
    db.close()
    with pytest.raises(ArchiveError, match="another program"):
        Archive(tmp_path)
    db = sqlite3.connect(tmp_path / FILE_NAME)
    assert db.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]
    db.close()


def test_damage_in_the_middle_is_told(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put([made_up(number) for number in range(60)])
    archive.close()
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    path.write_bytes(bytes(content))
    with pytest.raises(ArchiveError, match="damaged"):
        Archive(tmp_path).summaries()


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(ArchiveError, match="cannot be opened"):
        Archive(tmp_path / "taken")


def test_only_the_owner_may_read_what_we_make(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        archive = Archive(tmp_path / "ours")
        archive.put([made_up(1)])
        for path in [archive.folder, *archive.folder.iterdir()]:
            assert path.stat().st_mode & 0o077 == 0, path
        archive.close()
        theirs = tmp_path / "theirs"
        theirs.mkdir(mode=0o755)
        Archive(theirs).close()
        assert theirs.stat().st_mode & 0o777 == 0o755
    finally:
        os.umask(mask)


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    said = _run_worker("open_as_nobody", str(folder))
    assert said.returncode == 3, said.stderr
    assert "cannot be opened" in said.stdout


def test_locked_by_another_program(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    impatient = Archive(archive.folder)
    with archive._connections.writing():
        with pytest.raises(ArchiveError, match="locked"):
            impatient.put([made_up(1)])
        assert impatient.statistics().articles == 0  # reading goes on
    assert impatient.put([made_up(1)]) == [Outcome.NEW]
    impatient.close()


def test_a_switch_to_wal_that_another_program_delays(tmp_path: Path) -> None:
    """SQLite does not wait here by itself; 15 of 1,200 openings of a new file met it."""
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    timer.start()
    archive = Archive(tmp_path)
    assert archive.put([made_up(1)]) == [Outcome.NEW]
    archive.close()
    timer.join()
    other.close()


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """In a child whose files may not grow beyond 1 MB; then the limit is lifted."""
    said = _run_worker("fill", str(tmp_path))
    assert said.returncode == 0, said.stderr + said.stdout
    stored = [int(line.split()[1]) for line in said.stdout.splitlines() if line[:7] == "stored "]
    assert len(stored) >= 3
    assert "full" in said.stdout
    archive = Archive(tmp_path)
    assert archive.statistics().articles == len(stored)
    for number in stored[:-1]:
        assert_kept(archive, made_up(number, passages=10))
    assert_kept(archive, made_up(stored[-1]))
    archive.close()
    assert_consistent(tmp_path)


def test_no_space_for_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(DiskFull, match="No space"):
        Archive(tmp_path / "new")


# --- several processes ---------------------------------------------------------------------------


def _run_worker(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(WORKER), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _start_worker(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WORKER), *arguments], stdout=subprocess.PIPE, text=True
    )


def _acknowledged(lines: list[str]) -> dict[int, int]:
    """Return the last acknowledged version by article; -1 for removed."""
    state: dict[int, int] = {}
    for line in lines:
        number, version, *rest = line.split()
        if rest == ["done"]:
            state[int(number)] = int(version)
    return state


def _kill_rounds(folder: Path, rounds: int, seed: int) -> int:
    """Kill a writing child at random moments; return how many articles it had acknowledged."""
    rnd = random.Random(seed)
    state: dict[int, int] = {}
    begun: dict[int, int] = {}
    for round_ in range(rounds):
        child = _start_worker("write", str(folder), str(round_), str(seed))
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(rnd.random() * 0.15)
        child.kill()
        lines = [line for line in [first, *child.stdout.read().split("\n")[:-1]] if line.strip()]
        child.stdout.close()
        child.wait()
        state |= _acknowledged(lines)
        begun = {int(line.split()[0]): int(line.split()[1]) for line in lines[-1:]}
        assert_consistent(folder)
        archive = Archive(folder)
        for number, version in state.items():
            possible = {version, begun.get(number, version)}
            there = archive.article(small(number, 0).article.id)
            if there is None:
                assert -1 in possible, f"article {number} is lost"
                state[number] = -1
                continue
            written = {v: small(number, v) for v in possible if v >= 0}
            match = [v for v, made in written.items() if made.article.text == there.text]
            assert match, f"article {number} is neither as acknowledged nor as begun"
            assert_kept(archive, written[match[0]])
            state[number] = match[0]
        archive.close()
    return len(state)


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    assert _kill_rounds(tmp_path, rounds=20, seed=20) > 8  # a busy machine acknowledges fewer


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_killed_writer_often(tmp_path: Path) -> None:
    assert _kill_rounds(tmp_path, rounds=300, seed=5) == 40


def test_processes_that_write_at_once(tmp_path: Path) -> None:
    """Four open a new archive at the same moment and write articles of their own."""
    folder = tmp_path / "shared"
    children = [_start_worker("put", str(folder), str(begin), "25") for begin in (0, 25, 50, 75)]
    for child in children:
        assert child.communicate(timeout=60)[0].endswith("done\n")
        assert child.returncode == 0
    archive = Archive(folder)
    assert archive.statistics().articles == 100
    for number in range(100):
        assert_kept(archive, made_up(number))
    archive.close()
    assert_consistent(folder)


def test_opening_it_again_does_not_cut_others_off(tmp_path: Path) -> None:
    """Closing any handle of the file frees the locks of all of this process (POSIX)."""
    archive = Archive(tmp_path)
    archive.put([made_up(0)])
    Archive(tmp_path).close()
    for number in (1, 2):  # the last to close in its process folds up the log, if it may
        assert _start_worker("put", str(tmp_path), str(number), "1").communicate()[0] == "done\n"
        assert archive.statistics().articles == number + 1
    archive.put([made_up(3)])
    archive.close()
    assert_consistent(tmp_path)


def test_new_archives_opened_by_many_at_once(tmp_path: Path) -> None:
    for round_ in range(2):
        folder = tmp_path / str(round_)
        children = [_start_worker("open", str(folder)) for _ in range(6)]
        assert [child.communicate(timeout=60)[0] for child in children] == ["opened\n"] * 6


def _rows(archive: Archive, query: str) -> list[tuple[object, ...]]:
    with archive._connections.reading() as db:
        return db.execute(query).fetchall()
