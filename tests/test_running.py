"""What a run does with floors and public collections: nothing is switched off without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals import cli, running
from evals.cases import read_dataset
from evals.floors import Floors, read_floors, recorded, write_floors
from evals.preparing import SAMPLE
from evals.results import Item, Measure, Section, State

RIGHT = Measure(name="right", value=0.75, n=4, low=0.3, high=0.95)
REFUSED = Measure(name="wrong refusals", value=1.0, n=3, low=0.4, high=1.0, lower_is_better=True)
ITEM = Item(id="n-1", question="Berapa upah?", category="number", ok=True, must_pass=True)
QUOTING = Section(
    id="quoting",
    title="Quotes, no model",
    lane="A",
    state=State.PASSED,
    digest=read_dataset(SAMPLE).digest,
    measures=(RIGHT,),
    items=(ITEM, replace(ITEM, id="n-2", ok=False)),
)
INDEX = replace(QUOTING, id="index", title="Vector index", digest="", items=())
WRONG = replace(QUOTING, measures=(replace(RIGHT, value=0.0), REFUSED), items=())
Run = Callable[..., tuple[int, str]]


def bench(name: str, digest: str = "d") -> Section:
    return replace(QUOTING, id=f"bench:{name}", title=name, digest=digest, items=())


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give floors of the project for its questions and for two collections."""
    path = tmp_path / "floors.json"
    sections = (INDEX, QUOTING, bench("rivers"), bench("towns"))
    write_floors(path, recorded(Floors(), sections, because=""))
    monkeypatch.setattr(running, "FLOORS", path)
    return path


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Give two collections side by side."""
    for name in ("rivers", "towns"):
        (tmp_path / "public" / name).mkdir(parents=True)
        (tmp_path / "public" / name / "queries.jsonl").touch()
    return tmp_path / "public"


@pytest.fixture
def run(kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command where measuring gives these sections, and of collections what is there."""

    def started(*words: str, gives: tuple[Section, ...] = (QUOTING,)) -> tuple[int, str]:
        def measured(_: object, plan: running.Plan, __: object) -> Iterator[Section]:
            yield from gives
            there = {each.id for each in gives}
            for folder in plan.bench:
                if f"bench:{folder.name}" not in there:
                    yield bench(folder.name)

        monkeypatch.setattr(running, "_measured", measured)
        code = cli.main(["run", *words])
        said = capsys.readouterr()
        return code, " ".join((said.out + said.err).split())

    monkeypatch.delenv("TANYA_BENCH", raising=False)
    return started


ONLY = ("--only", "quoting", "--only", "bench")


@pytest.mark.parametrize("named", [False, True])
def test_a_collection_with_floors_that_disappears_is_no_pass(
    run: Run, folders: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    """Whether TANYA_BENCH names the folder or --bench the collections."""

    def words(*names: str) -> tuple[str, ...]:
        pairs = [("--bench", str(folders / name)) for name in names]
        return tuple(word for pair in pairs for word in pair) if named else ()

    if not named:
        monkeypatch.setenv("TANYA_BENCH", str(folders))
    code, said = run(*ONLY, *words("rivers", "towns"))
    assert code == 0 and "no folder" not in said
    code, said = run(*ONLY, *words("rivers", "towns"), gives=(QUOTING, bench("towns", "e")))
    assert code == 3 and "another version of the collection" in said
    (folders / "towns" / "queries.jsonl").unlink()
    code, said = run(*ONLY, *words("rivers"))
    assert code == (0 if named else 3)  # who names some collections may leave others out
    assert "bench:towns" in said and "no folder of this name" in said
    assert "bench:rivers" in said


def test_without_any_collection_one_line_says_so_and_the_run_passes(run: Run) -> None:
    code, said = run("--only", "quoting")
    assert code == 0 and "no folder: --bench, TANYA_BENCH" in said
    assert "towns" not in said and "rivers" not in said
    code, said = run("--only", "bench", gives=())
    assert code == 3  # nothing was measured at all


def test_a_named_collection_is_not_dropped_in_silence(
    run: Run, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = run("--only", "index", "--bench", str(folders / "towns"), gives=(INDEX,))
    assert code == 2 and "--only leaves public collections out" in said and "towns" in said
    monkeypatch.setenv("TANYA_BENCH", str(folders))
    code, said = run("--only", "index", gives=(INDEX,))
    assert code == 0 and "no folder" not in said
    assert "Public collections: left out of this run" in said


def test_a_run_in_which_everything_is_wrong_fails_on_any_data(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(SAMPLE.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    words = ("--dataset", str(other), "--only", "quoting", "--out", str(tmp_path / "out"))
    for one in WRONG.measures:
        code, said = run(*words, gives=(replace(WRONG, measures=(one,)),))
        assert code == 1 and f"{one.name}: " in said and "passes on no data" in said
    code, said = run("--limit", "1", "--only", "quoting", gives=(WRONG,))
    assert code == 1 and "passes on no data" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--dataset",), "no floors are recorded for this data"),
        (("--limit", "2"), "the floors of the whole do not apply"),
        (("--split", "dev"), "the floors of the whole do not apply"),
    ],
)
def test_what_no_floor_holds_says_so_in_every_report(
    run: Run, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    if words == ("--dataset",):
        other = tmp_path / "other.jsonl"
        other.write_text(SAMPLE.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
        words = ("--dataset", str(other))
    out, fine = tmp_path / "out", replace(QUOTING, items=(ITEM,))
    code, said = run(*words, "--only", "quoting", "--out", str(out), gives=(fine,))
    assert code == 0 and told in said
    for name in ("summary.md", "report.html", "results.json"):
        assert told in (out / name).read_text("utf-8"), name
    assert told not in run("--only", "quoting", gives=(QUOTING,))[1]


def test_known_failures_are_counted_in_the_told_summary(run: Run) -> None:
    code, said = run("--only", "quoting")
    assert code == 0 and "1 of 2 must-pass questions fails and is listed as known" in said


def test_floors_that_git_knows_are_not_recorded_anew_and_untracked_work_counts(
    run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess

    for words in (("init", "-q"), ("add", kept.name)):
        subprocess.run(["git", *words], cwd=kept.parent, check=True, capture_output=True)
    worse = replace(QUOTING, measures=(replace(RIGHT, value=0.5),))
    record = ("--only", "quoting", "--record-floors")
    (kept.parent / "new.py").touch()
    code, said = run(*record, "--lower", "a reason", gives=(worse,))
    assert code == 2 and "new.py is changed or new as well" in said
    before = read_floors(kept)
    kept.unlink()
    code, said = run(*record, gives=(worse,))
    assert code == 2 and "git restore" in said and not kept.exists()
    assert before.sections["quoting"].floors["right"] == 0.75
