"""A run that does not end leaves no earlier report that could be taken for its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from evals_results import item, section

from evals import cli, running
from evals.cases import read_dataset
from evals.preparing import SAMPLE
from evals.reporting.stored import read_results
from evals.reporting.unfinished import ASIDE
from evals.results import Section
from rag.errors import UsageError

GOOD = section([item("n-1", must_pass=True)], digest=read_dataset(SAMPLE).digest)
GOOD = replace(GOOD, measures=GOOD.measures[:1])
GREEN = "✓"
Measures = Callable[[], Iterator[Section]]
Run = Callable[..., int]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def run(tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command, where measuring does this; the first run of a test is a green one."""

    def started(*words: str, measures: Measures = lambda: iter((GOOD,))) -> int:
        monkeypatch.setattr(running, "_measured", lambda *_: measures())
        floors = ("--floors", str(tmp_path / "floors.json"), "--only", "quoting")
        return cli.main(["run", *floors, "--out", str(out), *words])

    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    assert started("--record-floors") == 0
    return started


def broken(error: BaseException) -> Measures:
    def measures() -> Iterator[Section]:
        yield GOOD
        raise error

    return measures


def refuse_green(out: Path, why: str) -> None:
    """Check that no file of the folder speaks of a run that ended."""
    assert not (out / "results.json").exists()
    for name in ("report.html", "summary.md", "junit.xml"):
        text = (out / name).read_text("utf-8")
        assert why in text and GREEN not in text and "PASSED" not in text, name
    assert "NOT FINISHED" in (out / "report.html").read_text("utf-8")
    assert "NOT FINISHED" in (out / "summary.md").read_text("utf-8")
    root = ElementTree.parse(out / "junit.xml").getroot()
    assert (root.get("tests"), root.get("errors")) == ("1", "1")
    assert root.find("testsuite/testcase/error") is not None


@pytest.mark.parametrize(
    ("error", "code", "why"),
    [
        (UsageError("The questions <b>are</b> gone.", remedy="Look."), 2, "gone."),
        (KeyboardInterrupt(), 130, "was interrupted"),
    ],
)
def test_a_run_that_does_not_end_takes_the_green_report_away(
    run: Run, out: Path, error: BaseException, code: int, why: str
) -> None:
    before = (out / "results.json").read_text("utf-8")
    assert GREEN in (out / "report.html").read_text("utf-8")
    assert run(measures=broken(error)) == code
    refuse_green(out, why)
    assert "<b>" not in (out / "report.html").read_text("utf-8")
    assert (out / ASIDE).read_text("utf-8") == before  # nothing that was measured is lost
    assert run(measures=broken(error)) == code  # nor by a second one
    assert (out / ASIDE).read_text("utf-8") == before


def test_an_error_of_the_program_leaves_no_green_report_either(run: Run, out: Path) -> None:
    assert run(measures=broken(ZeroDivisionError("x"))) == 70
    refuse_green(out, "error of the program (ZeroDivisionError)")


@pytest.mark.parametrize(
    "words",
    [
        ("--record-floors", "--split", "dev"),
        ("--data-dir", "x", "--articles", "y"),
        ("--previous", "/dev/null/x"),
        ("--feedback",),
    ],
)
def test_wrong_use_leaves_no_green_report(run: Run, out: Path, words: tuple[str, ...]) -> None:
    assert run(*words) == 2
    refuse_green(out, "ended before it had measured everything")


def test_while_a_run_goes_on_its_folder_says_so(run: Run, out: Path) -> None:
    """What a run that is killed leaves, as nothing can be written any more then."""
    seen: list[str] = []

    def measures() -> Iterator[Section]:
        refuse_green(out, "has begun and has not ended")
        seen.append("looked")
        yield GOOD

    assert run(measures=measures) == 0 and seen
    assert GREEN in (out / "report.html").read_text("utf-8")


def test_the_last_run_that_ended_is_compared_with(run: Run, out: Path) -> None:
    earlier = read_results(out / "results.json")
    assert "Against the run of" not in (out / "summary.md").read_text("utf-8")
    run(measures=broken(KeyboardInterrupt()))
    lost = replace(GOOD, items=(item("n-1", must_pass=True, ok=False),))
    assert run(measures=lambda: iter((lost,))) == 1
    told = (out / "summary.md").read_text("utf-8")
    assert "Against the run of" in told and "Newly failing: 1" in told
    assert read_results(out / ASIDE) == earlier


def test_a_named_run_goes_before_and_may_be_the_one_in_the_folder(
    run: Run, out: Path, tmp_path: Path
) -> None:
    record = json.loads((out / "results.json").read_text("utf-8"))
    named = tmp_path / "named.json"
    named.write_text(json.dumps({**record, "made": "2001-02-03T04:05:06+00:00"}))
    assert run("--previous", str(named)) == 0
    assert "2001-02-03" in (out / "summary.md").read_text("utf-8")
    for name in ("results.json", ASIDE):
        path = out / name
        path.write_text(named.read_text())
        assert run("--previous", str(path)) == 0
        assert "2001-02-03" in (out / "summary.md").read_text("utf-8")


def test_an_earlier_run_that_cannot_be_read_is_no_obstacle(
    run: Run, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (out / "results.json").write_text("{}")
    assert run() == 0
    assert "not compared with the earlier run" in capsys.readouterr().out


def test_the_summary_of_a_step_says_it_too(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = tmp_path / "step.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    assert run(measures=broken(UsageError("Gone.", remedy="Look."))) == 2
    assert "NOT FINISHED" in step.read_text("utf-8") and "Gone." in step.read_text("utf-8")


def test_recording_floors_leaves_a_report_of_that_run(run: Run, out: Path) -> None:
    lost = replace(GOOD, problems=("a demand is not held",))
    assert run("--record-floors", measures=lambda: iter((lost,))) == 1
    results = read_results(out / "results.json")
    assert results.exit_code == 1
    assert results.sections[0].measures[0].floor == 1.0
