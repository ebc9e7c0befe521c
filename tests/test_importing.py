"""The record of a running import: written beside the run, read by the page, never in the way."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rag import importing
from rag.importing import KEPT, Import, Recorder, State, recent, running, sweep


def record_file(folder: Path, **changes: Any) -> Path:
    """Write a record as some other process left it."""
    fields = {
        "pid": os.getpid(),
        "command": "add",
        "what": ["berita"],
        "began": datetime.now(UTC).isoformat(),
        "ended_at": None,
        "state": "running",
        "host": socket.gethostname(),
        "started": importing._start_of(os.getpid()),
        **changes,
    }
    path = folder / importing.FOLDER / f"{fields.pop('id', 'x-1')}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"id": path.stem, **fields}), encoding="utf-8")
    return path


def until(found: Any, seconds: float = 5.0) -> Any:
    end = time.monotonic() + seconds
    while not (value := found()) and time.monotonic() < end:
        time.sleep(0.02)
    return value


def test_a_run_is_seen_while_it_goes_on_and_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "EVERY_S", 0.02)
    with Recorder(
        tmp_path, command="add", what=["a", "b", "c", "d"], total=3, asked=lambda: (7, 12.34)
    ) as recorder:
        for outcome in ("new", "duplicate", "failed"):
            recorder.count(outcome, f"{outcome}.txt")
        assert until(lambda: [r for r in running(tmp_path) if r.done == 3])
        now = running(tmp_path)[0]
        assert (now.command, now.what, now.more, now.total) == ("add", ("a", "b", "c"), 1, 3)
        assert (now.stored, now.unchanged, now.failed) == (1, 1, 1)
        assert (now.current, now.waiting, now.seconds_left) == ("failed.txt", 7, 12.3)
        assert recent(tmp_path) == []
    assert running(tmp_path) == []
    ended = recent(tmp_path)[0]
    assert (ended.state, ended.done, ended.seconds_left) == (State.FINISHED, 3, None)
    assert ended.ended_at is not None and ended.ended_at >= ended.began


@pytest.mark.parametrize(
    ("error", "state", "trouble"),
    [
        (KeyboardInterrupt(), State.INTERRUPTED, ""),
        (ValueError("the disk is full"), State.FAILED, "the disk is full"),
    ],
)
def test_how_it_ended_is_kept(
    tmp_path: Path, error: BaseException, state: State, trouble: str
) -> None:
    with pytest.raises(type(error)), Recorder(tmp_path, command="sync"):
        raise error
    assert (recent(tmp_path)[0].state, recent(tmp_path)[0].trouble) == (state, trouble)


def test_what_the_run_says_of_its_end_is_kept(tmp_path: Path) -> None:
    with Recorder(tmp_path, command="sync") as recorder:
        recorder.end(State.INTERRUPTED, "stopped here")
    assert recent(tmp_path)[0].state is State.INTERRUPTED
    assert recent(tmp_path)[0].trouble == "stopped here"


def test_a_killed_run_counts_as_interrupted(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from rag.importing import Recorder\n"
        "with Recorder(Path(sys.argv[1]), command='add', total=9):\n    time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)])
    try:
        assert until(lambda: running(tmp_path), 20)
        process.kill()
    finally:
        process.kill()
        process.wait()
    assert running(tmp_path) == []
    assert recent(tmp_path)[0].state is State.INTERRUPTED
    assert recent(tmp_path)[0].ended_at is not None


def test_a_process_number_used_again_is_not_taken_for_the_run(tmp_path: Path) -> None:
    record_file(tmp_path, id="mine")
    record_file(tmp_path, id="earlier", started=time.time() - 90_000)
    assert [record.id for record in running(tmp_path)] == ["mine"]
    assert [record.id for record in recent(tmp_path)] == ["earlier"]


def test_a_run_in_another_container_is_known_by_its_writing(tmp_path: Path) -> None:
    path = record_file(tmp_path, host="elsewhere", pid=999_999_999)
    assert len(running(tmp_path)) == 1
    os.utime(path, (time.time() - 60, time.time() - 60))
    assert running(tmp_path) == []
    assert recent(tmp_path)[0].state is State.INTERRUPTED


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"pid": 1}', '{"state": "odd"}', "9" * 99]
)
def test_what_is_no_record_is_passed_over(tmp_path: Path, text: str) -> None:
    record_file(tmp_path).write_text(text, encoding="utf-8")
    assert running(tmp_path) == recent(tmp_path) == []


def test_old_records_go_when_a_new_run_begins(tmp_path: Path) -> None:
    long_ago = (datetime.now(UTC) - timedelta(days=40)).isoformat()
    record_file(tmp_path, id="old", state="finished", ended_at=long_ago)
    for each in range(KEPT + 3):
        ended = (datetime.now(UTC) - timedelta(minutes=each)).isoformat()
        record_file(tmp_path, id=f"n{each:02}", state="finished", ended_at=ended)
    record_file(tmp_path, id="going-on")
    sweep(tmp_path)
    left = {path.stem for path in (tmp_path / importing.FOLDER).iterdir()}
    assert left == {"going-on", *(f"n{each:02}" for each in range(KEPT))}


def test_nothing_that_the_disk_does_breaks_an_import(tmp_path: Path) -> None:
    (tmp_path / importing.FOLDER).write_text("a file where the folder should be")
    with Recorder(tmp_path, command="add") as recorder:
        recorder.count("new", "a.txt")
    assert running(tmp_path) == recent(tmp_path) == []


def _broken() -> tuple[int, float | None]:
    raise ValueError("the archive is being closed")


def test_a_full_disk_is_dropped_silently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with Recorder(tmp_path, command="add", asked=_broken) as recorder:
        recorder.count("new", "a.txt")
    assert recent(tmp_path) == []


def test_no_password_and_no_broken_text_is_written(tmp_path: Path) -> None:
    what = ["https://ani:rahasia@media.example/rss", "berkas\udcff.txt", "x" * 1000]
    with Recorder(tmp_path, command="add", what=what) as recorder:
        recorder.count("new", "http://ani:rahasia@media.example/a")
    text = next((tmp_path / importing.FOLDER).iterdir()).read_text(encoding="utf-8")
    assert "rahasia" not in text
    assert recent(tmp_path)[0].what == (
        "https://media.example/rss",
        "berkas\\udcff.txt",
        "x" * 299 + "…",
    )


def test_records_are_private(tmp_path: Path) -> None:
    with Recorder(tmp_path, command="add"):
        pass
    folder = tmp_path / importing.FOLDER
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_it_writes_at_most_once_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    real = Path.write_text

    def counted(self: Path, text: str, encoding: str) -> int:
        written.append(text)
        return real(self, text, encoding=encoding)

    monkeypatch.setattr(Path, "write_text", counted)
    begun = time.monotonic()
    with Recorder(tmp_path, command="add") as recorder:
        for each in range(20_000):
            recorder.count("new", f"{each}.txt")
    assert len(written) <= 4 + (time.monotonic() - begun)
    assert json.loads(written[-1])["done"] == 20_000


def test_ingest_tells_of_its_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ingest.cli import main

    news = tmp_path / "berita"
    news.mkdir()
    (news / "upah.txt").write_text("Upah naik\n\nUpah buruh gudang naik mulai Januari.")
    (news / "kosong.txt").write_text("")
    data = tmp_path / "data"
    assert main(["add", "--data-dir", str(data), str(news)]) == 1
    first = recent(data)[0]
    assert (first.command, first.what, first.state) == ("add", (str(news),), State.FINISHED)
    assert (first.total, first.done, first.stored, first.failed) == (2, 2, 1, 1)
    assert first.waiting == 0
    (news / "upah.txt").unlink()
    main(["sync", "--data-dir", str(data), str(news)])
    assert main(["retry", "--data-dir", str(data), "--all"]) == 1
    assert main(["follow", "run", "--data-dir", str(data)]) == 0
    told = [(each.command, each.removed) for each in recent(data)]
    assert told == [("follow", 0), ("retry", 0), ("sync", 1), ("add", 0)]
    assert recent(data)[1].failed == 1
    capsys.readouterr()


def test_every_verb_that_fills_the_archive_tells_of_its_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from ingest.cli import main

    news, data, other = (tmp_path / name for name in ("berita", "data", "lain"))
    news.mkdir()
    (news / "upah.txt").write_text("Upah naik\n\nUpah buruh gudang naik mulai Januari.")
    assert main(["add", "--data-dir", str(data), str(news)]) == 0
    assert main(["rebuild", "--data-dir", str(data)]) == 0
    made = recent(data)[0]
    assert (made.command, made.state, made.done, made.total) == ("rebuild", State.FINISHED, 1, 1)
    assert main(["export", "--data-dir", str(data), str(tmp_path / "salinan")]) == 0
    assert main(["import", "--data-dir", str(other), str(tmp_path / "salinan")]) == 0
    filled = recent(other)[0]
    assert (filled.command, filled.state) == ("import", State.FINISHED)
    assert filled.what == (str(tmp_path / "salinan"),)
    assert filled.done == filled.total and filled.done > 1
    refused = ["follow", "add", "--data-dir", str(data), "https://127.0.0.1/umpan.xml"]
    assert main(refused) == 1
    tried = recent(data)[0]
    assert (tried.command, tried.state) == ("follow add", State.FAILED)
    assert tried.what == ("https://127.0.0.1/umpan.xml",) and "open web" in tried.trouble
    capsys.readouterr()


def test_a_run_that_counts_by_itself_is_seen_on_its_way(tmp_path: Path) -> None:
    with Recorder(tmp_path, command="rebuild") as recorder:
        assert (running(tmp_path)[0].done, running(tmp_path)[0].total) == (0, None)
        recorder.reached(300, 1200)
        recorder._write()
        found = running(tmp_path)[0]
        assert (found.done, found.total, found.stored) == (300, 1200, 0)


def test_records_are_plain() -> None:
    record = Import(id="a", pid=1, command="add", began=datetime.now(UTC))
    assert (record.state, record.done, record.total) == (State.RUNNING, 0, None)
