"""Child processes of the page: one at a time, in bounds, ended with the server, told little."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from plain_pages import EDITOR

from rag.archive import Archive
from rag.errors import UsageError
from rag.importing import State, recent
from rag.settings import load
from ui.imports import jobs, runner
from ui.imports.jobs import JobState, environment, reported
from ui.imports.journal import Action
from ui.imports.runner import Runner

CHILD = """
import json, os, sys, time
todo = sys.argv[sys.argv.index("--data-dir") + 2:]
if todo[0] == "sleep":
    print("ready", flush=True)
    open(todo[1], "w").close()
    time.sleep(60)
if todo[0] == "note":
    with open(todo[1], "a") as file:
        file.write("begin\\n"); file.flush(); time.sleep(0.2); file.write("end\\n")
    print(json.dumps({"counts": {"new": 2, "failed": 1}, "notice": "vectors wait",
        "results": [{"outcome": "failed", "path": "a.pdf", "reason": "broken", "remedy": "mend"}]}))
    sys.exit(4)
if todo[0] == "much":
    sys.stdout.write("x" * 9_000_000); sys.stderr.write("y" * 9_000_000)
    sys.stderr.write("\\ningest: It is broken. Mend it.\\n")
    sys.exit(3)
if todo[0] == "env":
    with open(todo[1], "w") as file:
        json.dump(dict(os.environ), file)
"""


def until(found: Callable[[], object], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not found() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(found())


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Runner]:
    settings = load({"TANYA_DATA_DIR": str(tmp_path / "data")})
    made = Runner(settings, program=(sys.executable, "-c", CHILD))
    yield made
    made.close()


def ask(running: Runner, *step: str, after: Callable[[], None] | None = None) -> str:
    return running.submit(EDITOR, Action.RETRY, ["a"], [step], after).id


def state(running: Runner, identity: str) -> JobState:
    return next(job.state for job in running.jobs() if job.id == identity)


def test_jobs_are_done_one_after_the_other(running: Runner, tmp_path: Path) -> None:
    done: list[int] = []
    ids = [ask(running, "note", str(tmp_path / "n"), after=lambda: done.append(1)) for _ in "ab"]
    assert until(lambda: len(done) == 2)
    assert (tmp_path / "n").read_text().split() == ["begin", "end", "begin", "end"]
    job = running.jobs()[0]
    assert job.id == ids[1] and job.person == "budi"
    # The vectors could not follow (4): the articles are stored all the same.
    assert (job.state, dict(job.counts)) == (JobState.DONE, {"new": 2, "failed": 1})
    assert (job.failures, job.told) == ((("a.pdf", "broken", "mend"),), "vectors wait")


def test_what_a_child_says_is_kept_in_bounds(running: Runner) -> None:
    done: list[int] = []
    identity = ask(running, "much", after=lambda: done.append(1))
    assert until(lambda: state(running, identity) is JobState.FAILED)
    assert running.jobs()[0].told == "It is broken. Mend it."
    assert done == []


def test_a_second_step_needs_the_first(running: Runner, tmp_path: Path) -> None:
    steps = [("much",), ("note", str(tmp_path / "n"))]
    identity = running.submit(EDITOR, Action.FOLLOW, ["a"], steps).id
    assert until(lambda: state(running, identity) is JobState.FAILED)
    assert not (tmp_path / "n").exists()


def test_a_running_job_and_a_waiting_one_are_stopped(running: Runner, tmp_path: Path) -> None:
    first = ask(running, "sleep", str(tmp_path / "up"))
    second = ask(running, "note", str(tmp_path / "n"))
    assert until((tmp_path / "up").exists)
    assert running.stop(second) and running.stop(first)
    third = ask(running, "note", str(tmp_path / "m"))
    assert until(lambda: state(running, third) is JobState.DONE)
    assert (state(running, first), state(running, second)) == (JobState.STOPPED,) * 2
    assert not (tmp_path / "n").exists()
    assert not running.stop(first) and not running.stop("unknown")


def test_the_end_of_the_server_ends_the_child(
    running: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psutil

    monkeypatch.setattr(runner, "GRACE_S", 100.0)

    done: list[int] = []
    ask(running, "sleep", str(tmp_path / "up"), after=lambda: done.append(1))
    waiting = ask(running, "note", str(tmp_path / "n"))
    assert until((tmp_path / "up").exists)
    pid = running.jobs()[1].pid
    begun = time.monotonic()
    running.close()
    assert time.monotonic() - begun < 60, "it is ended, not waited for"
    assert not psutil.pid_exists(pid) and done == []
    assert state(running, waiting) is JobState.STOPPED
    with pytest.raises(UsageError):
        ask(running, "note", "x")


def test_too_much_is_refused(
    running: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "MOST_WAITING", 1)
    ask(running, "sleep", str(tmp_path / "up"))
    assert until((tmp_path / "up").exists)
    ask(running, "note", str(tmp_path / "n"))
    with pytest.raises(UsageError):
        ask(running, "note", str(tmp_path / "n"))


def test_a_program_that_cannot_be_started_fails_its_job_alone(tmp_path: Path) -> None:
    made = Runner(load({"TANYA_DATA_DIR": str(tmp_path)}), program=(str(tmp_path / "none"),))
    for _ in "ab":
        identity = ask(made, "x")
        assert until(lambda: state(made, identity) is JobState.FAILED)  # noqa: B023
    made.close()


def test_a_child_is_told_no_secrets(
    running: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "AWS_SECRET_ACCESS_KEY",
        "DB",
        "TANYA_ADMIN_PASSWORD",
        "PYTHONPATH",
        "HTTPS_PROXY",
    ):
        monkeypatch.setenv(name, "rahasia")
    monkeypatch.setenv("TANYA_EMBEDDER", "offline")
    identity = ask(running, "env", str(tmp_path / "env"))
    assert until(lambda: state(running, identity) is JobState.DONE)
    told = (tmp_path / "env").read_text()
    assert "rahasia" not in told and "TANYA_EMBEDDER" in told and "PATH" in told
    assert environment({"PATH": "x", "LC_ALL": "C", "X": "y"}).keys() >= {"PATH", "LC_ALL"}


@pytest.mark.parametrize("output", ["", "{", "[1]", "null", '{"counts": 3}', "x\n{}", '"a"'])
def test_any_output_is_read(output: str) -> None:
    found = reported(output, "", 3)
    assert (found.ended, found.told, dict(found.counts)) == (False, "", {})
    assert reported(output, "", 0).ended
    assert reported('{"counts": {"fail', "", 1).ended, "a report that was too long"
    # Following an address that is no feed: nothing is reported, and it must not look done.
    wrong = reported("", "ingest: https://a.example is no feed and names none. Look there.\n", 1)
    assert not wrong.ended and wrong.told.startswith("https://a.example is no feed")


def test_real_articles_arrive(tmp_path: Path) -> None:
    settings = load({"TANYA_DATA_DIR": str(tmp_path / "data")})
    file = tmp_path / "upah naik.txt"
    file.write_text("Upah naik\n\nUpah buruh gudang naik mulai Januari.")
    made = Runner(settings)
    step = jobs.adding([str(file)], outlet="-Kabar")
    identity = made.submit(EDITOR, Action.UPLOAD, [file.name], [step]).id
    try:
        assert until(lambda: state(made, identity) is JobState.DONE, 120)
    finally:
        made.close()
    assert dict(made.jobs()[0].counts)["new"] == 1
    archive = Archive(settings.archive_dir)
    assert [each.outlet for each in archive.summaries()] == ["-Kabar"]
    archive.close()
    record = recent(settings.archive_dir)[0]
    assert (record.pid, record.state) == (made.jobs()[0].pid, State.FINISHED)
