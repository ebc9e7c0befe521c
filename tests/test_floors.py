"""Floors do not sink unseen: not by a deleted file, not beside other work, not by hand."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evals import cli
from evals.bench_gate.measures import measures_of
from evals.floors import Floors, Kept, read_floors, write_floors
from evals.lowering import (
    LESS_IS_BETTER,
    look_back,
    refuse_lost,
    refuse_other_changes,
    unexplained,
)
from evals.running import FLOORS
from evals.scoring.measures import KINDS
from rag.errors import UsageError

Git = Callable[..., str]
LOW = "wrong refusals / language en"
BEFORE = {"right": 0.8, LOW: 0.1}
Output = pytest.CaptureFixture[str]


def kept(known: tuple[str, ...] = (), must_pass: int = 9, **limits: float) -> Kept:
    values = {**BEFORE, **{LOW if name == "low" else name: each for name, each in limits.items()}}
    return Kept(digest="d", floors=values, must_pass=must_pass, known=frozenset(known))


def floors(one: Kept, *lowered: Mapping[str, Any]) -> Floors:
    return Floors(sections={"quoting": one}, lowered=lowered)


def reason(measure: str, to: float | None, because: str = "the question was wrong") -> Any:
    return {"section": "quoting", "measure": measure, "from": 1, "to": to, "because": because}


@pytest.fixture
def git(tmp_path: Path) -> Git:
    def run(*words: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        command = ["git", *who, *words]
        done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    run("init", "-q")
    return run


@pytest.fixture
def path(tmp_path: Path, git: Git) -> Path:
    """Give floors in a commit, in a folder of a checkout."""
    (tmp_path / "evals").mkdir()
    found = tmp_path / "evals" / "floors.json"
    write_floors(found, floors(kept()))
    commit(git, "floors")
    return found


def commit(git: Git, words: str) -> None:
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", words)


# --- recording ----------------------------------------------------------------


@pytest.mark.parametrize("how", ["deleted", "staged", "committed"])
def test_floors_that_git_knows_are_not_forgotten_by_deleting_them(
    path: Path, git: Git, how: str, capsys: Output
) -> None:
    refuse_lost(path)
    if how == "deleted":
        path.unlink()
    else:
        git("rm", "-q", str(path))
        path.parent.mkdir(exist_ok=True)
    if how == "committed":
        commit(git, "no floors")
        path.parent.mkdir(exist_ok=True)
    with pytest.raises(UsageError, match="gone, and git knows them") as refused:
        refuse_lost(path)
    assert "git restore" in str(refused.value) and "--lower" in str(refused.value)
    with pytest.raises(UsageError, match="Restore the file: git restore"):
        read_floors(path)
    words = ["run", "--only", "quoting", "--record-floors", "--floors", str(path)]
    assert cli.main(words) == 2 and "git knows them" in capsys.readouterr().err
    if how == "deleted":
        git("restore", str(path))
        refuse_lost(path)


def test_what_git_does_not_know_may_be_recorded(tmp_path: Path, path: Path) -> None:
    new = tmp_path / "evals" / "own.json"
    refuse_lost(new)
    with pytest.raises(UsageError, match="--record-floors"):
        read_floors(new)


def test_nobody_is_told_to_delete_broken_floors(tmp_path: Path, path: Path) -> None:
    own = tmp_path / "own.json"
    for broken in (path, own):
        broken.write_text("{")
        with pytest.raises(UsageError) as refused:
            read_floors(broken)
        assert "delete it" not in str(refused.value) and "Record" not in str(refused.value)


def test_floors_are_lowered_in_a_commit_of_their_own(
    path: Path, git: Git, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    refuse_other_changes(tmp_path_factory.mktemp("none") / "floors.json")  # no checkout
    path.write_text("{ }")
    refuse_other_changes(path)
    (tmp_path / ".gitignore").write_text("/ignored/\n")
    git("add", ".gitignore")
    git("commit", "-qm", "ignore", ".gitignore")
    for folder in ("ignored", "report"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.html").write_text("x")
    refuse_other_changes(path, report=tmp_path / "report")
    with pytest.raises(UsageError, match=r"report/x\.html is changed or new as well"):
        refuse_other_changes(path)
    (tmp_path / "report" / "x.html").unlink()
    refuse_other_changes(path)
    for other in ("weiter räume.py", "floors.json", "evals/code.py"):  # new ones, not yet added
        (tmp_path / other).write_text("1")
        with pytest.raises(UsageError, match="is changed or new as well"):
            refuse_other_changes(path, report=tmp_path / "report")
        commit(git, "more")
        path.write_text(f"{{ {' ' * len(other)} }}")
        refuse_other_changes(path)
        (tmp_path / other).write_text("2")
        with pytest.raises(UsageError, match="is changed or new as well"):
            refuse_other_changes(path, report=tmp_path)
        commit(git, "more")


# --- by hand ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "measure", "to"),
    [
        (kept(right=0.7), "right", 0.7),
        (kept(right=float("nan")), "right", None),
        (kept(low=0.2), LOW, 0.2),
        (Kept(digest="d", floors={LOW: 0.1}, must_pass=9), "right", None),
        (kept(must_pass=8), "questions marked must_pass", 8),
        (kept(known=("a-1",)), "must pass: a-1", 0),
    ],
)
def test_each_way_to_sink_needs_a_new_reason(now: Kept, measure: str, to: float | None) -> None:
    before = floors(kept())
    (told,) = unexplained(before, floors(now))
    assert told.startswith(f"quoting: {measure} was ") and "without a reason" in told
    assert not list(unexplained(before, floors(now, reason(measure, to))))
    for wrong in (reason(measure, to, " "), reason("another", to)):
        assert list(unexplained(before, floors(now, wrong)))
    old = floors(kept(), reason(measure, to))  # it excused something else, before
    assert list(unexplained(old, floors(now, *old.lowered)))
    assert not list(unexplained(old, floors(now, *old.lowered, reason(measure, to))))


def test_a_reason_excuses_no_more_than_it_names() -> None:
    assert list(unexplained(floors(kept()), floors(kept(right=0.6), reason("right", 0.7))))
    assert list(unexplained(floors(kept()), floors(kept(low=0.3), reason(LOW, 0.2))))
    higher = floors(kept(right=0.75), reason("right", 0.7))  # lowered, then raised again
    assert not list(unexplained(floors(kept()), higher))


def test_what_rises_is_new_or_mended_needs_none() -> None:
    before = floors(kept(known=("a-1",)))
    better = kept(right=0.9, low=0.05, must_pass=10, cited=1.0)
    now = Floors(sections={"quoting": better, "index": kept()})
    assert not list(unexplained(before, now))
    (told,) = unexplained(Floors(sections={"x": Kept(digest="", floors={"a": 1})}), now)
    assert told == "x: a was 1 and is gone, without a reason"


def test_ceilings_are_those_of_the_program() -> None:
    lower = {name for name, kind in KINDS.items() if kind.lower_is_better}
    lower |= {each.name for each in measures_of(()) if each.lower_is_better}
    assert lower <= LESS_IS_BETTER
    assert not LESS_IS_BETTER & {name for name in KINDS if name not in lower}
    stored = json.loads(FLOORS.read_text("utf-8"))["sections"]["index"]["floors"]
    assert {"changes waiting", "rows off"} == {name for name, value in stored.items() if value == 0}


def test_the_command_looks_at_the_commit_before(path: Path, git: Git, capsys: Output) -> None:
    words = ["floors", "--floors", str(path)]
    assert cli.main(words) == 0 and "NOT CHECKED" in capsys.readouterr().out  # one commit
    write_floors(path, floors(kept(right=0.7)))
    commit(git, "sunk")
    assert cli.main(words) == 1
    out = capsys.readouterr().out
    assert "✗ quoting: right was 0.8 and is 0.7, without a reason" in out and "--lower" in out
    write_floors(path, floors(kept(right=0.7), reason("right", 0.7)))
    assert cli.main(words) == 0 and "No floor has sunk" in capsys.readouterr().out
    assert cli.main([*words, "--base", "none"]) == 2
    write_floors(path, floors(kept(right=0.7)))
    commit(git, "later")
    assert look_back(path).sunk == ()  # that commit was looked at when it was made
    assert cli.main([*words, "--base", "HEAD~2"]) == 1
    path.unlink()
    assert cli.main(words) == 2 and "git restore" in capsys.readouterr().err


def test_a_branch_is_compared_with_where_it_left(path: Path, git: Git) -> None:
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    write_floors(path, floors(kept(right=0.7)))
    commit(git, "sunk")
    commit(git, "something else")
    assert look_back(path).sunk


def test_floors_deleted_and_recorded_anew_are_compared_with_the_deleted_ones(
    path: Path, git: Git
) -> None:
    git("rm", "-q", str(path))
    commit(git, "no floors")
    path.parent.mkdir(exist_ok=True)
    write_floors(path, floors(kept(right=0.7)))
    assert look_back(path, "HEAD").sunk
    commit(git, "new floors")
    assert look_back(path).sunk


def test_without_a_history_it_says_that_nothing_was_checked(
    tmp_path: Path, git: Git, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "floors.json"
    write_floors(path, floors(kept()))
    words = ["floors", "--floors", str(path)]
    assert cli.main(words) == 0 and "NOT CHECKED" in capsys.readouterr().out  # no commit
    (tmp_path / "code.py").write_text("1")
    git("add", "code.py")
    git("commit", "-qm", "one")
    commit(git, "floors")
    assert "no earlier commit here holds" in look_back(path).unchecked
    path.write_text('{"schema": 1}')
    commit(git, "another form")
    write_floors(path, floors(kept()))
    commit(git, "floors")
    assert "of another form" in look_back(path).unchecked
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert cli.main(words) == 0 and "NOT CHECKED" in capsys.readouterr().out
