"""Keeping the archive: sync, removal, restoring, copies, checks, and two commands at once."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import quiet_vectors
from filelock import FileLock
from quiet_vectors import Quiet

from ingest.cli import main
from ingest.commands import comparing
from ingest.pipeline import Result, Run
from rag.archive import Archive
from rag.errors import VectorsUnavailable
from rag.projection.places import Places

ROOT = Path(__file__).parent.parent
BODY = "Buruh pabrik nomor {} di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."
Output = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("no_server", "data_dir")


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet_vectors.install(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return filled(tmp_path / "articles", 3)


def filled(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number}.txt").write_text(
            f"Upah Buruh Pabrik Nomor {number}\n\n" + BODY.format(number)
        )
    return folder


@pytest.fixture
def ask(capsys: Output) -> Any:
    """Return a function that runs a command with ``--json`` and returns code and object."""

    def run(*words: str) -> tuple[int, Any]:
        code = main([*words, "--json"])
        out = capsys.readouterr().out
        return code, json.loads(out) if out.strip() else None

    return run


def outcomes(run: dict[str, Any]) -> dict[str, int]:
    return {name: count for name, count in run["counts"].items() if count}


# --- sync -------------------------------------------------------------------------------------


def test_sync_adds_updates_moves_and_removes(folder: Path, ask: Any) -> None:
    assert outcomes(ask("sync", str(folder))[1]) == {"new": 3}
    (folder / "0.txt").rename(folder / "renamed.txt")
    (folder / "1.txt").unlink()
    (folder / "2.txt").write_text("Judul Baru\n\n" + BODY.format(99))
    code, plan = ask("sync", str(folder), "--dry-run")
    names = {word: [Path(each).name for each in plan[word]] for word in ("new", "changed", "gone")}
    assert code == 0
    assert names == {"new": ["renamed.txt"], "changed": ["2.txt"], "gone": ["0.txt", "1.txt"]}
    assert ask("list")[1]["total"] == 3, "a dry run does nothing"

    code, run = ask("sync", str(folder))
    assert code == 0
    assert outcomes(run) == {"updated": 1, "duplicate": 1, "moved": 1, "removed": 1}
    assert ask("show", str(folder / "renamed.txt"))[1]["title"] == "Upah Buruh Pabrik Nomor 0"
    assert main(["show", str(folder / "0.txt")]) == 2
    assert outcomes(ask("sync", str(folder))[1]) == {"unchanged": 2}


def test_a_moved_article_keeps_its_vectors(folder: Path, ask: Any, data_dir: Path) -> None:
    ask("sync", str(folder))
    archive = Archive(data_dir)
    before = {row.digest for row in archive.to_embed(archive.passages_after("", limit=100))}
    (folder / "0.txt").rename(folder / "renamed.txt")
    ask("sync", str(folder))
    after = {row.digest for row in archive.to_embed(archive.passages_after("", limit=100))}
    archive.close()
    assert after == before, "the same texts: their vectors are in the cache"


@pytest.mark.parametrize("count", [1, 12])
def test_an_empty_folder_removes_nothing_without_a_yes(
    tmp_path: Path, count: int, ask: Any, capsys: Output
) -> None:
    folder = filled(tmp_path / "share", count)
    ask("sync", str(folder))
    for file in folder.iterdir():
        file.unlink()
    assert main(["sync", str(folder)]) == 2
    assert "holds no article at all" in capsys.readouterr().err
    assert ask("list")[1]["total"] == count
    code, run = ask("sync", str(folder), "--yes")
    assert (code, outcomes(run)) == (0, {"removed": count})


def test_a_folder_that_is_away_removes_nothing(folder: Path, ask: Any, capsys: Output) -> None:
    ask("sync", str(folder))
    shutil.rmtree(folder)
    assert main(["sync", str(folder), "--yes"]) == 2
    assert "nothing was removed" in capsys.readouterr().err
    folder.write_text("a file")
    assert main(["sync", str(folder), "--yes"]) == 2
    assert ask("list")[1]["total"] == 3


def test_an_empty_part_of_a_folder_is_doubted(tmp_path: Path, ask: Any, capsys: Output) -> None:
    """A share that is mounted inside the folder, and away."""
    folder = filled(tmp_path / "office", 40)
    filled(folder / "share" / "2025", 11)
    for number, file in enumerate(sorted((folder / "share" / "2025").iterdir())):
        file.write_text(f"Kabar {number}\n\nPelabuhan ke-{number} dibuka untuk kapal penumpang.")
    ask("sync", str(folder))
    shutil.rmtree(folder / "share" / "2025")
    assert main(["sync", str(folder)]) == 2
    assert f"{folder / 'share'} is empty" in capsys.readouterr().err
    assert ask("list")[1]["total"] == 51


def test_more_than_half_needs_a_yes_and_less_does_not(
    tmp_path: Path, ask: Any, capsys: Output
) -> None:
    folder = filled(tmp_path / "articles", 21)
    ask("sync", str(folder))
    for number in range(10):
        (folder / f"{number}.txt").unlink()
    assert outcomes(ask("sync", str(folder))[1]) == {"unchanged": 11, "removed": 10}
    filled(tmp_path / "more", 21)
    for file in (tmp_path / "more").iterdir():
        file.replace(folder / file.name)
    ask("sync", str(folder))
    for number in range(11):
        (folder / f"{number}.txt").unlink()
    assert main(["sync", str(folder)]) == 2
    assert "11 of 21" in capsys.readouterr().err


def test_what_cannot_be_looked_at_is_kept(
    folder: Path, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("sync", str(folder))
    real, hidden = os.lstat, folder / "1.txt"
    hidden.rename(folder / ".1.txt")  # so that the walk leaves it out

    def refused(path: Any, **more: Any) -> os.stat_result:
        if Path(path) == hidden:
            raise PermissionError(13, "no")
        return real(path, **more)

    monkeypatch.setattr(comparing.os, "lstat", refused)
    code, run = ask("sync", str(folder))
    assert (code, outcomes(run)) == (0, {"unchanged": 2, "kept": 1})
    assert ask("list")[1]["total"] == 3


def test_a_file_that_came_back_during_a_sync_is_kept(
    folder: Path, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("sync", str(folder))
    (folder / "1.txt").rename(folder / ".1.txt")
    over = Run.over

    def while_it_comes_back(self: Run, items: Any) -> Iterator[Result]:
        yield from over(self, items)
        (folder / ".1.txt").rename(folder / "1.txt")

    monkeypatch.setattr(Run, "over", while_it_comes_back)
    code, run = ask("sync", str(folder))
    assert (code, outcomes(run)) == (0, {"unchanged": 2, "kept": 1})
    assert ask("list")[1]["total"] == 3


def test_a_dry_run_tells_of_a_new_sidecar(folder: Path, ask: Any) -> None:
    ask("sync", str(folder))
    (folder / "1.yaml").write_text("outlet: Warta Selat\n")
    assert ask("sync", str(folder), "--dry-run")[1]["changed"] == [str(folder / "1.txt")]
    found = outcomes(ask("sync", str(folder))[1])
    assert (found["unchanged"], found["updated"]) == (2, 1)


def test_a_sync_that_was_stopped_removes_nothing(
    folder: Path, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("sync", str(folder))
    (folder / "0.txt").unlink()

    def stopped(self: Run, items: object) -> Iterator[Result]:
        raise KeyboardInterrupt
        yield

    with monkeypatch.context() as patched:
        patched.setattr(Run, "over", stopped)
        code, run = ask("sync", str(folder))
    assert (code, run["interrupted"], outcomes(run)) == (130, True, {})
    assert ask("list")[1]["total"] == 3
    assert outcomes(ask("sync", str(folder))[1]) == {"unchanged": 2, "removed": 1}


def test_sync_leaves_other_folders_alone(tmp_path: Path, folder: Path, ask: Any) -> None:
    beside = filled(tmp_path / "articles-old", 5)
    for file in beside.iterdir():
        file.write_text(file.read_text() + " Lama.")
    ask("add", str(folder), str(beside))
    (folder / "0.txt").unlink()
    shutil.rmtree(beside)
    assert outcomes(ask("sync", str(folder))[1]) == {"unchanged": 2, "removed": 1}
    assert ask("list")[1]["total"] == 7


def test_odd_names_are_followed_too(tmp_path: Path, ask: Any) -> None:
    folder = filled(tmp_path / "100% büruh", 2)
    (folder / "0.txt").rename(folder / "50% naik\u200b.txt")
    assert outcomes(ask("sync", str(folder))[1]) == {"new": 2}
    (folder / "50% naik\u200b.txt").unlink()
    assert outcomes(ask("sync", str(folder))[1]) == {"unchanged": 1, "removed": 1}


def test_a_failure_of_a_deleted_file_is_forgotten(folder: Path, ask: Any) -> None:
    (folder / "bad.txt").write_bytes(b"\0" * 500)
    assert ask("sync", str(folder))[0] == 1
    assert ask("failed")[1]["total"] == 1
    (folder / "bad.txt").unlink()
    assert ask("sync", str(folder))[0] == 0
    assert ask("failed")[1]["total"] == 0


# --- removing, restoring, marking -------------------------------------------------------------


def test_remove_restore_and_history(folder: Path, ask: Any, capsys: Output) -> None:
    ask("add", str(folder))
    file = str(folder / "0.txt")
    code, told = ask("remove", file, str(folder / "1.txt"))
    assert code == 0 and len(told["removed"]) == 2
    assert [each["title"] for each in ask("removed")[1]["removed"]] == [
        "Upah Buruh Pabrik Nomor 1",
        "Upah Buruh Pabrik Nomor 0",
    ]
    assert ask("restore", file)[1]["title"] == "Upah Buruh Pabrik Nomor 0"
    assert ask("list")[1]["total"] == 2
    number = ask("removed")[1]["removed"][0]["key"]
    assert ask("show", str(number))[1]["title"] == "Upah Buruh Pabrik Nomor 1"
    assert ask("restore", str(number))[1]["outcome"] == "restored"
    assert ask("removed")[1] == {"removed": []}
    capsys.readouterr()
    assert main(["restore", "99999"]) == 2
    assert main(["restore", str(folder / "2.txt")]) == 2
    assert "no earlier version" in capsys.readouterr().err


def test_a_mark_finds_what_it_concerns_by_its_path(
    folder: Path, ask: Any, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("add", str(folder))
    monkeypatch.chdir(folder.parent)
    reply, meant = "articles/0.txt", "articles/1.txt"
    code, told = ask("mark", reply, "--kind", "hak jawab", "--concerns", meant)
    assert code == 0
    about = ask("show", meant)[1]["about_it"]
    assert [each["id"] for each in about] == [told["id"]]
    assert ask("mark", reply, "--concerns", "articles/nine.txt")[0] == 2
    assert ask("mark", reply, "--concerns", "arrives-later.txt", "--date", "2 Mei 2025")[0] == 0
    assert ask("show", reply)[1]["published"] == "2025-05-02"


def test_a_mark_is_no_date_that_cannot_be(folder: Path, ask: Any, capsys: Output) -> None:
    """It would be told as set, and the next reading of the file would not use it."""
    ask("add", str(folder))
    assert main(["mark", str(folder / "0.txt"), "--date", "1/1/2999"]) == 2
    assert "in the future" in capsys.readouterr().err
    assert ask("show", str(folder / "0.txt"))[1]["published"] != "2999-01-01"


@pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: other systems have no such names")
def test_an_article_is_named_by_a_file_name_that_is_no_text(tmp_path: Path, ask: Any) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    file = os.fsdecode(os.fsencode(folder) + b"/upah\xff.txt")
    Path(file).write_text("Upah Naik\n\nUpah buruh pabrik kaca naik mulai bulan depan.\n")
    assert ask("add", str(folder))[1]["results"][0]["path"] == file
    assert ask("show", file)[0] == 0
    Path(file + ".txt").write_bytes(b"\0\1" * 100)  # what is told of it names it
    Path(folder / "z.txt").write_text("Buruh Kaca\n\nBuruh pabrik kaca menerima upah baru.\n")
    assert ask("sync", str(folder))[1]["counts"]["new"] == 1
    assert "upah" in ask("failed")[1]["failed"][0]["shown"]


def test_nothing_is_removed_if_one_name_is_wrong(folder: Path, ask: Any) -> None:
    ask("add", str(folder))
    assert main(["remove", str(folder / "0.txt"), "nonsense"]) == 2
    assert main(["remove"]) == main(["remove", "x", "--source", "y"]) == 2
    assert ask("list")[1]["total"] == 3


def test_everything_below_a_place_is_removed(tmp_path: Path, folder: Path, ask: Any) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "own.txt").write_text("Judul Sendiri\n\n" + BODY.format(7))
    ask("add", str(folder), str(copy))
    code, told = ask("remove", "--source", str(copy))
    assert code == 0
    assert [each["title"] for each in told["removed"]] == ["Judul Sendiri"]
    assert told["addresses"] == 3 and ask("list")[1]["total"] == 3
    assert main(["remove", "--source", str(copy)]) == 2


def test_a_changed_article_has_a_history_that_can_be_put_back(folder: Path, ask: Any) -> None:
    ask("add", str(folder))
    file = folder / "0.txt"
    file.write_text("Judul Baru\n\n" + BODY.format(50))
    ask("add", str(folder))
    versions = ask("history", str(file))[1]["versions"]
    assert [(each["title"], each["reason"]) for each in versions] == [
        ("Upah Buruh Pabrik Nomor 0", "changed")
    ]
    assert len(ask("show", str(file), "--versions")[1]["versions"]) == 1
    ask("restore", str(versions[0]["key"]))
    ask("add", str(folder))
    assert ask("show", str(file))[1]["title"] == "Upah Buruh Pabrik Nomor 0", "not undone by a run"


# --- what failed ------------------------------------------------------------------------------


def test_failed_retry_forget(folder: Path, ask: Any, capsys: Output) -> None:
    bad = folder / "bad.txt"
    bad.write_bytes(b"\0" * 500)
    ask("add", str(folder))
    (failure,) = ask("failed")[1]["failed"]
    assert failure["shown"] == str(bad) and failure["reason"] and failure["remedy"]
    assert main(["retry"]) == 0, "a damaged file does not mend by waiting"
    assert "ingest retry --all" in capsys.readouterr().out
    assert outcomes(ask("retry", "--all")[1]) == {"failed": 1}
    assert ask("failed")[1]["failed"][0]["attempts"] == 2
    bad.write_text("Judul Yang Baik\n\n" + BODY.format(60))
    assert outcomes(ask("retry", str(bad))[1]) == {"new": 1}
    assert ask("failed")[1]["total"] == 0
    assert main(["failed", "--forget", str(bad)]) == 2
    bad.write_bytes(b"\0" * 400)
    ask("add", str(bad))
    bad.unlink()
    code, run = ask("retry", "--all")
    assert code == 1 and "not there any more" in run["results"][0]["reason"]
    assert ask("failed", "--forget", str(bad))[0] == 0
    assert ask("failed")[1]["total"] == 0


# --- copies -----------------------------------------------------------------------------------


@pytest.fixture
def copy(folder: Path, tmp_path: Path, ask: Any) -> Path:
    ask("add", str(folder))
    (folder / "0.txt").write_text("Judul Baru\n\n" + BODY.format(50))
    ask("add", str(folder))
    ask("remove", str(folder / "1.txt"))
    target = tmp_path / "copy"
    assert ask("export", str(target))[0] == 0
    return target


def test_a_copy_restores_the_same_state(copy: Path, tmp_path: Path, ask: Any) -> None:
    code, told = ask("import", str(copy), "--data-dir", str(tmp_path / "new"))
    assert code == 0 and told["articles"] == 2
    ours = ask("check", "--digest")[1]
    theirs = ask("check", "--digest", "--data-dir", str(tmp_path / "new"))[1]
    assert ours == theirs and told["digest"] == ours["digest"]
    again = tmp_path / "again"
    ask("export", str(again), "--data-dir", str(tmp_path / "new"))
    assert json.loads((again / "manifest.json").read_text())["digest"] == ours["digest"]


def test_a_copy_may_be_without_vectors(
    copy: Path, tmp_path: Path, ask: Any, data_dir: Path
) -> None:
    archive = Archive(data_dir)
    (row,) = archive.to_embed(archive.passages_after("", limit=1))
    archive.put_vectors("some embedder", {row.digest: b"\0\0"})
    archive.close()
    small = tmp_path / "small"
    assert ask("export", str(small), "--without-vectors")[0] == 0
    assert not list(small.glob("vectors-*"))
    assert ask("import", str(small), "--data-dir", str(tmp_path / "new"))[0] == 0
    ours = ask("check", "--digest")[1]["parts"]
    theirs = ask("check", "--digest", "--data-dir", str(tmp_path / "new"))[1]["parts"]
    assert {name for name in ours if ours[name] != theirs[name]} == {"vectors"}


def test_a_copy_is_never_mixed_with_an_archive(copy: Path, ask: Any, capsys: Output) -> None:
    before = ask("check", "--digest")[1]
    assert main(["import", str(copy)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["export", str(copy)]) == 2, "nor written over something"
    assert ask("check", "--digest")[1] == before


@pytest.mark.parametrize("harm", ["bit", "cut", "part", "manifest", "format", "newer", "outside"])
def test_a_damaged_copy_is_refused_before_anything_is_written(
    copy: Path, tmp_path: Path, harm: str, capsys: Output
) -> None:
    part = next(copy.glob("records-*"))
    manifest = copy / "manifest.json"
    fields = json.loads(manifest.read_text())
    if harm == "bit":
        data = bytearray(part.read_bytes())
        data[len(data) // 2] ^= 1
        part.write_bytes(data)
    elif harm == "cut":
        part.write_bytes(part.read_bytes()[:-20])
    elif harm == "part":
        part.unlink()
    elif harm == "manifest":
        manifest.write_text(manifest.read_text()[:50])
    else:
        change = {
            "format": {"format": "other"},
            "newer": {"version": 99},
            "outside": {"parts": [{**fields["parts"][0], "name": "../x"}]},
        }[harm]
        manifest.write_text(json.dumps({**fields, **change}))
    new = tmp_path / "new"
    assert main(["import", str(copy), "--data-dir", str(new)]) == 2
    assert capsys.readouterr().err.startswith("ingest: ")
    assert not new.exists(), "not even an empty archive was made"


@pytest.mark.parametrize("whole", [True, False])
def test_a_copy_that_says_something_else_is_noticed(
    copy: Path, tmp_path: Path, whole: bool, capsys: Output
) -> None:
    """A manifest whose parts are sound but belong to another archive."""
    manifest = copy / "manifest.json"
    fields = json.loads(manifest.read_text())
    change = {"digest": "0" * 64} if whole else {"digests": {**fields["digests"], "marks": "0"}}
    manifest.write_text(json.dumps({**fields, **change}))
    assert main(["import", str(copy), "--data-dir", str(tmp_path / "new")]) == 3
    assert "does not say the same" in capsys.readouterr().err


@pytest.mark.parametrize("line", [b"{", b"[]", b"\xff\xfe"])
def test_a_copy_that_was_made_to_fit_is_refused_in_plain_words(
    copy: Path, tmp_path: Path, line: bytes, capsys: Output
) -> None:
    part, manifest = next(copy.glob("records-*")), copy / "manifest.json"
    packed = gzip.compress(gzip.decompress(part.read_bytes()) + line + b"\n")
    part.write_bytes(packed)
    fields = json.loads(manifest.read_text())
    for each in fields["parts"]:
        if each["name"] == part.name:
            each["sha256"] = sha256(packed).hexdigest()
    manifest.write_text(json.dumps(fields))
    assert main(["import", str(copy), "--data-dir", str(tmp_path / "new")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_an_export_that_fails_leaves_nothing(
    folder: Path, tmp_path: Path, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("add", str(folder))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.commands.copy_parts.sync_file", full)
    assert main(["export", str(tmp_path / "copy")]) == 3
    left = sorted(each.name for each in tmp_path.iterdir())
    assert left == ["articles", "data"]


def test_parts_are_plain_lines_of_json(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    for part in manifest["parts"]:
        with gzip.open(copy / part["name"], "rt", encoding="utf-8") as stream:
            assert len([json.loads(line) for line in stream]) == part["lines"]
    assert manifest["counts"]["articles"] == 2


# --- check ------------------------------------------------------------------------------------


def test_check_tells_what_is_right(folder: Path, ask: Any, capsys: Output) -> None:
    ask("add", str(folder))
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "The archive is sound: 3 articles, 3 passages." in said
    assert "The vectors are sound: 3 rows, 3 tested." in said
    assert "Without a sure date: 3 articles" in said
    assert len(ask("check", "--dates")[1]["unsure_dates"]) == 3


def test_check_heals_the_full_text(folder: Path, ask: Any, data_dir: Path) -> None:
    import sqlite3

    ask("add", str(folder))
    with sqlite3.connect(data_dir / "archive.sqlite3") as db:
        db.execute("DELETE FROM passage_words")
    db.close()
    assert ask("list", "--query", "upah")[1]["total"] == 0
    code, told = ask("check")
    assert code == 0 and told["sound"] is False and told["archive"]["problems"]
    assert ask("list", "--query", "upah")[1]["total"] == 3
    assert ask("check")[1]["sound"] is True


def test_check_says_when_the_articles_themselves_are_damaged(
    folder: Path, ask: Any, data_dir: Path, capsys: Output
) -> None:
    import sqlite3

    ask("add", str(folder))
    with sqlite3.connect(data_dir / "archive.sqlite3") as db:
        db.execute("UPDATE article SET text = 'x' || text WHERE key = 1")
    db.close()
    assert main(["check"]) == 3
    assert "cannot be repaired" in capsys.readouterr().err


def test_check_tells_of_vectors_that_were_lost_or_are_away(
    folder: Path, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("add", str(folder))
    monkeypatch.setattr(Quiet, "lost", 2)
    assert ask("check")[1]["sound"] is False
    away = VectorsUnavailable("Chroma is away.", remedy="Start it.")
    monkeypatch.setattr(Quiet, "trouble", away)
    code, told = ask("check")
    assert code == 4 and "Chroma is away." in told["notice"]


def test_stats_count_what_there_is(folder: Path, ask: Any, capsys: Output) -> None:
    ask("add", str(folder), "--outlet", "Warta Selat", "--date", "2025-11-19")
    told = ask("stats")[1]
    assert told["months"] == {"2025-11": 3} and told["outlets"] == {"Warta Selat": 3}
    assert told["articles"] == told["passages"] == 3 and told["undated"] == 0
    assert told["disk"]["archive"] > 10_000
    assert main(["stats"]) == 0
    assert "█" not in capsys.readouterr().out, "no chart in a pipe"


# --- two at once ------------------------------------------------------------------------------


def test_who_waits_for_another_command_is_told(
    folder: Path, ask: Any, data_dir: Path, capsys: Output
) -> None:
    ask("add", str(folder))
    path = Places(data_dir / "vectors").projecting
    path.parent.mkdir(exist_ok=True)
    with FileLock(path, is_singleton=False):
        assert main(["add", str(folder)]) == 0
    assert "Another command, or the page, is making vectors" in capsys.readouterr().err
    assert main(["add", str(folder)]) == 0
    assert "Another command" not in capsys.readouterr().err


def test_two_commands_at_once_both_end_well(tmp_path: Path, data_dir: Path, ask: Any) -> None:
    both = [filled(tmp_path / name, 12) for name in ("one", "two")]
    for file in both[1].iterdir():
        file.write_text(file.read_text() + " Kabar kedua.")
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "ingest", "add", str(folder), str(both[0]), "--json"],
            cwd=ROOT,
            env={**os.environ, "TANYA_DATA_DIR": str(data_dir)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for folder in both
    ]
    done = [process.communicate(timeout=100) for process in started]
    assert [process.returncode for process in started] == [0, 0], done
    assert ask("list")[1]["total"] == 24
    assert ask("check")[1]["sound"] is True


def test_what_was_put_back_by_hand_survives_the_next_sync(folder: Path, ask: Any) -> None:
    ask("sync", str(folder))
    gone = folder / "1.txt"
    gone.unlink()
    assert outcomes(ask("sync", str(folder))[1])["removed"] == 1
    code, restored = ask("restore", str(gone))
    assert code == 0
    for _ in range(2):
        _, run = ask("sync", str(folder))
        assert outcomes(run) == {"unchanged": 2, "kept": 1}
        assert "put back by hand" in run["results"][-1]["reason"]
    assert ask("remove", restored["id"])[0] == 0
    assert ask("restore", str(gone))[0] == 0  # and once more, from its version
    assert ask("remove", "--source", str(folder), "--yes")[0] == 0
    assert outcomes(ask("sync", str(folder))[1]) == {"new": 2}


def test_a_list_says_which_report_was_withdrawn(folder: Path, ask: Any) -> None:
    ask("add", str(folder))
    (folder / "cabut.md").write_text(
        "---\ntitle: 'Pencabutan Berita: Upah Buruh Pabrik Nomor 1'\nkind: retraction\n"
        "concerns: 1.txt\n---\n\nRedaksi mencabut berita tersebut karena datanya keliru."
    )
    ask("add", str(folder))
    listed = ask("list")[1]
    by_id = {article["id"]: article["source"] for article in listed["articles"]}
    assert [by_id[each].rsplit("/", 1)[-1] for each in listed["withdrawn"]] == ["1.txt"]


def test_a_withdrawn_report_is_marked_in_the_list(folder: Path, capsys: Output) -> None:
    assert main(["add", str(folder)]) == 0
    assert main(["mark", str(folder / "1.txt"), "--kind", "retracted"]) == 0
    capsys.readouterr()
    assert main(["list"]) == 0
    marked = [line for line in capsys.readouterr().out.splitlines() if "[retracted]" in line]
    assert len(marked) == 1 and marked[0].endswith("Nomor 1")


def test_a_sync_reads_a_file_that_failed_only_when_it_changes(folder: Path, ask: Any) -> None:
    broken = folder / "rusak.pdf"
    broken.write_bytes(b"%PDF-1.4 bukan isi")
    an_hour_ago = time.time() - 3600
    code, run = ask("sync", str(folder))
    assert code == 1 and outcomes(run) == {"new": 3, "failed": 1}
    # Within the second of the failure a change could not be told from none.
    _note_later(broken)
    code, run = ask("sync", str(folder))
    assert (code, run["failing"], outcomes(run)) == (0, 1, {"unchanged": 3})
    assert ask("sync", str(folder), "--dry-run")[1]["new"] == []
    assert ask("failed")[1]["total"] == 1
    broken.write_bytes(b"%PDF-1.4 masih bukan isi")
    os.utime(broken, (an_hour_ago, an_hour_ago))  # as a copy that keeps times does
    _note_later(broken, seconds=-30)
    code, run = ask("sync", str(folder))
    assert (code, run["failing"], run["counts"]["failed"]) == (1, 0, 1)


def _note_later(path: Path, seconds: int = 30) -> None:
    """Let the failure of a file have been noted at another moment than now."""
    from ingest.sources import source_of
    from rag.archive.failures import NewFailure

    archive = Archive(Path(os.environ["TANYA_DATA_DIR"]))
    noted = datetime.now(UTC) + timedelta(seconds=seconds)
    failure = NewFailure(source=source_of(path.resolve()), shown=str(path), reason="rusak")
    archive.failures.note([failure], now=noted)
    archive.close()
