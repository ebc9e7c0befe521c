"""``junit.xml`` is red where the gate is red, and only there."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from evals_results import item, results, section

from evals.reporting.junit import write_junit
from evals.results import Measure, Section, State, not_measured


def cases_of(path: Path) -> dict[str, ElementTree.Element]:
    root = ElementTree.parse(path).getroot()
    found = {f"{each.get('classname')} {each.get('name')}": each for each in root.iter("testcase")}
    counts = [len(list(root.iter(name))) for name in ("testcase", "failure", "skipped")]
    assert [int(root.get(name, "")) for name in ("tests", "failures", "skipped")] == counts
    return found


def test_it_is_green_where_the_gate_is(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    wrong = [item("w", ok=False), item("known", ok=False, must_pass=True), item("good")]
    mutant = Section(
        id="selftest", title="S", lane="T1", state=State.PASSED, items=(item("m", ok=False),)
    )
    write_junit(path, results(section(wrong, measures=()), mutant, exit_code=0))
    found = cases_of(path)
    assert not [each for each in found.values() if each.find("failure") is not None]
    said = {name.split(":")[0][-5:]: case.findtext("system-out") for name, case in found.items()}
    assert "wrong, within limits: a vital nugget is missing" in said.values()
    assert any("listed as known; wrong, within" in (each or "") for each in said.values())
    assert sum(each is None for each in said.values()) == len(said) - 3, "and the good say none"


def test_it_is_red_where_the_gate_is(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    wrong = [item("w", ok=False), *(item(f"m{n}", ok=False, must_pass=True) for n in (1, 11))]
    told = ("must pass: m11 [factoid] Pertanyaan m11?",)
    failed = section(wrong, State.FAILED, measures=(), problems=told)
    write_junit(path, results(failed, exit_code=1))
    red = [name for name, e in cases_of(path).items() if e.find("failure") is not None]
    assert red == ["quoting.section Quotes, no model", "quoting.factoid m11: Pertanyaan m11?"]


def test_a_measure_that_allows_none_names_who_broke_it(tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    shown_ = item("lie", ok=False, scores={"held": 0.0})
    held = Measure(name="held", value=0.5, n=2, low=0.1, high=0.9, demand=1.0)
    failed = section([shown_, item("w", ok=False)], State.FAILED, measures=(held,))
    write_junit(path, results(failed))
    red = [name for name, e in cases_of(path).items() if e.find("failure") is not None]
    assert len(red) == 3 and "quoting.factoid lie: Pertanyaan lie?" in red


@pytest.mark.parametrize("code", [1, 3, 4])
def test_a_run_that_did_not_pass_has_a_failure(tmp_path: Path, code: int) -> None:
    path = tmp_path / "junit.xml"
    write_junit(path, results(not_measured("live", "L", "D", "no model"), exit_code=code))
    assert cases_of(path)["run the gate"].find("failure") is not None
