"""The gate as a person runs it: what it asks, refuses, records, leaves, and ends with."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals import cli, running
from evals.cases import Dataset, read_dataset
from evals.preparing import SAMPLE, Wanted
from evals.rates import Rate
from evals.results import Item, Measure, Section, State, not_measured
from rag.errors import (
    ArchiveError,
    DocumentError,
    ModelUnreachable,
    TanyaError,
    UsageError,
    VectorsUnavailable,
)

FACT = "Upah naik Rp 3.471.000 per bulan."


def case(**changes: Any) -> dict[str, Any]:
    plain = {
        "id": "n-1",
        "split": "dev",
        "language": "id",
        "category": "number",
        "question": "Berapa upah di Pasirwangi?",
        "expected": "answer",
        "gold_articles": [{"id": "umk.md", "role": "primary"}],
        "gold_passages": [{"article": "umk.md", "quote": FACT}],
        "nuggets": [
            {"text": "figure", "importance": "vital", "all_of": [["Rp 3.471.000", "3.471.000"]]}
        ],
        "forbidden": [{"any_of": ["Rp 3.591.250"]}],
        "must_pass": True,
    }
    return plain | changes


def dataset(folder: Path, *records: dict[str, Any]) -> Dataset:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    return read_dataset(path)


def test_a_rate_has_its_wilson_interval() -> None:
    low, high = Rate(hits=8, n=10).interval
    assert (low, high) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # Wilson (1927), worked out
    assert Rate(hits=10, n=10).interval[1] == pytest.approx(1.0)
    assert Rate(hits=0, n=10).interval[0] == pytest.approx(0.0)
    assert math.isnan(Rate(hits=0, n=0).value)


# --- the data -----------------------------------------------------------


def test_superseded_and_retracted_articles_are_no_evidence(tmp_path: Path) -> None:
    roles = ("primary", "superseded", "retracted", "near_miss", "conflicting")
    gold = [{"id": f"{role}.md", "role": role} for role in roles]
    (one,) = dataset(tmp_path, case(gold_articles=gold)).cases
    assert one.gold_articles == ("primary.md", "conflicting.md")


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "5",
        "{}",
        json.dumps(case(expected="maybe")),
        json.dumps(case(gold_articles=["umk.md"])),
        json.dumps(case(nuggets=[{"text": "x", "all_of": [[""]]}])),
        json.dumps(case(forbidden=[{"any_of": [" "]}])),
        json.dumps(case(nuggets=["x"])),
    ],
)
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(case()) + "\n" + line, "utf-8")
    with pytest.raises(UsageError, match=r"Line 2 of .*cases\.jsonl"):
        read_dataset(path)


def test_datasets_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_dataset(tmp_path / "none.jsonl")
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot be read"):
        read_dataset(path)
    path.write_text("\n\n")
    with pytest.raises(UsageError, match="no question"):
        read_dataset(path)
    with pytest.raises(UsageError, match="twice"):
        dataset(tmp_path, case(), case())


def test_a_line_separator_inside_a_question_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(case(question="Berapa\u2028upah?"), ensure_ascii=False), "utf-8")
    assert read_dataset(path).cases[0].question == "Berapa\u2028upah?"


# --- the command -----------------------------------------------------------

RIGHT = Measure(name="right", value=0.75, n=4, low=0.3, high=0.95)
ITEM = Item(id="n-1", question="Berapa upah?", category="number", ok=True, must_pass=True)
QUOTING = Section(
    id="quoting",
    title="Quotes, no model",
    lane="A",
    state=State.PASSED,
    dataset="questions",
    digest=read_dataset(SAMPLE).digest,
    measures=(RIGHT,),
    items=(ITEM,),
)
LOST = replace(QUOTING, items=(replace(ITEM, ok=False),))
WORSE = replace(QUOTING, measures=(replace(RIGHT, value=0.74),))
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command where measuring gives these sections."""

    def started(*words: str, gives: tuple[Section, ...] = (QUOTING,)) -> tuple[int, str]:
        monkeypatch.setattr(running, "_measured", lambda *_: iter(gives))
        only = () if {"--live", "--only"} & {*words} else ("--only", "quoting")
        code = cli.main(["run", "--floors", f"{tmp_path}/floors.json", *only, *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return started


def test_the_command_records_passes_and_fails(run: Run, tmp_path: Path) -> None:
    code, said = run()
    assert code == 2 and "--record-floors" in said  # none yet, and that is no pass
    assert run("--record-floors")[0] == 0
    code, said = run("--out", str(tmp_path / "out"))
    assert code == 0 and "PASSED" in said and "exit code 0" in said
    names = {"report.html", "results.json", "summary.md", "junit.xml"}
    assert {each.name for each in (tmp_path / "out").iterdir()} == names
    code, said = run(gives=(WORSE,))
    assert code == 1 and "right: 0.740 is below its floor 0.750" in " ".join(said.split())
    code, said = run(gives=(LOST,))
    assert code == 1 and "must pass: n-1" in said
    code, said = run(gives=(replace(QUOTING, digest="d2"),))
    assert code == 2 and "recorded for other questions" in said
    kept = (tmp_path / "floors.json").read_text().replace(QUOTING.digest, "d3")
    (tmp_path / "floors.json").write_text(kept)
    code, said = run(gives=())  # told before anything is measured
    assert code == 2 and "recorded for other questions" in said


def test_what_was_left_out_is_told_and_what_was_asked_for_must_be_there(run: Run) -> None:
    run("--record-floors")
    said = " ".join(run()[1].split()).upper()
    assert "NOT MEASURED" in said
    for each in ("live", "judge", "human", "bench", "replay", "selftest"):
        assert each.upper() in said, each
    absent = not_measured("replay", "Recorded replies", "C", "no recordings")
    assert run(gives=(QUOTING, absent))[0] == 0
    code, said = run(gives=(absent,))
    assert code == 3
    live = not_measured("live", "Live model", "D", "Ollama is not there")
    assert run("--live", gives=(QUOTING, live))[0] == 3
    assert run(gives=(QUOTING, replace(absent, state=State.STALE)))[0] == 3
    assert run("--only", "replay", gives=(absent,))[0] == 3


def test_the_command_lowers_only_with_a_reason(run: Run, tmp_path: Path) -> None:
    run("--record-floors")
    code, said = run("--record-floors", gives=(WORSE,))
    assert code == 2 and "would lower quoting: right" in said
    assert run()[0] == 0
    assert run("--record-floors", "--lower", "a question was wrong", gives=(WORSE,))[0] == 0
    assert json.loads((tmp_path / "floors.json").read_text())["lowered"] == [
        {
            "section": "quoting",
            "measure": "right",
            "from": 0.75,
            "to": 0.74,
            "because": "a question was wrong",
        }
    ]
    assert run(gives=(WORSE,))[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--record-floors", "--split", "dev"), "whole dataset"),
        (("--record-floors", "--limit", "3"), "whole dataset"),
        (("--data-dir", "x", "--articles", "y"), "exclude each other"),
        (("--out", "/dev/null/x"), "cannot be written"),
        (("--previous", "/dev/null/x"), "cannot be read"),
        (("--lower", "a reason"), "only recorded floors are lowered"),
        (("--record-floors", "--lower", " "), "only recorded floors are lowered"),
    ],
)
def test_wrong_use_is_told(run: Run, words: tuple[str, ...], told: str) -> None:
    run("--record-floors")
    code, said = run(*words)
    assert code == 2 and told in said and "Traceback" not in said


@pytest.mark.parametrize("option", ["--limit", "--bench-limit"])
@pytest.mark.parametrize("number", ["0", "-3", "x"])
def test_no_question_at_all_is_no_pass(
    run: Run, capsys: pytest.CaptureFixture[str], option: str, number: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(option, number)
    assert ended.value.code == 2 and option in capsys.readouterr().err


def test_the_projects_floors_are_not_those_of_other_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "floors.json"
    monkeypatch.setattr(running, "FLOORS", kept)
    monkeypatch.setattr(running, "_measured", lambda *_: iter((QUOTING,)))
    dataset(tmp_path, case())
    for other in (("--dataset", str(tmp_path / "questions.jsonl")), ("--data-dir", str(tmp_path))):
        assert cli.main(["run", "--record-floors", *other]) == 2
        assert "--floors FILE" in capsys.readouterr().err and not kept.exists()
        own = tmp_path / "own.json"
        only = ("--only", "quoting")
        assert cli.main(["run", "--record-floors", *other, *only, "--floors", str(own)]) == 0
        own.unlink()
    assert cli.main(["run", "--record-floors", *only]) == 0 and kept.exists()
    # Of what was asked for and not measured nothing is recorded, and that is no success.
    assert cli.main(["run", "--record-floors"]) == 3


@pytest.mark.parametrize("words", [("--limit", "3"), ("--split", "test")])
def test_in_a_part_of_the_questions_known_failures_are_known(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    gives = [LOST]
    monkeypatch.setattr(running, "FLOORS", tmp_path / "floors.json")
    monkeypatch.setattr(running, "_measured", lambda *_: iter(gives))
    run = ["run", "--only", "quoting"]
    assert cli.main([*run, "--record-floors"]) == 0
    gives[:] = [replace(WORSE, items=LOST.items)]  # rates of a part have no floor
    assert cli.main([*run, *words]) == 0
    gives[:] = [replace(LOST, items=(replace(ITEM, id="n-2", ok=False),))]
    capsys.readouterr()
    assert cli.main([*run, *words]) == 1
    assert "must pass: n-2" in capsys.readouterr().out
    gives[:] = [replace(LOST, digest="d2")]  # of other questions nothing is known
    assert cli.main([*run, *words]) == 1


@pytest.mark.parametrize(
    "error", [ArchiveError, DocumentError, VectorsUnavailable, ModelUnreachable, TanyaError]
)
def test_an_error_is_neither_a_lost_gate_nor_not_measured_nor_a_judge(
    error: type[TanyaError], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> int:
        raise error("It broke.", remedy="Mend it.")

    for module, words, code in (
        ("evals.options", ["run"], 2),
        ("evals.judging.verb", ["judge", "--judge", "x", "--results", "y"], error.exit_code),
    ):
        monkeypatch.setattr(f"{module}.run", broken)
        assert cli.main(words) == (4 if code == 4 else 2)
        assert "It broke. Mend it." in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["record"], ["models", "quoting"]])
def test_the_same_options_mean_the_same_in_every_verb(
    verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*verb, "--data-dir", "x", "--articles", "y"]) == 2
    assert "exclude each other" in capsys.readouterr().err


def test_a_folder_without_collections_is_no_quiet_pass(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--record-floors")
    monkeypatch.setenv("TANYA_BENCH", str(tmp_path))
    code, said = run()
    assert code == 2 and "no folder holds a queries.jsonl" in said


def test_a_required_section_needs_floors(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Wanted().built_in and not Wanted(split="dev").built_in
    assert not Wanted(articles=(tmp_path,)).built_in and not Wanted(data_dir="x").built_in
    run("--record-floors")
    code, said = run(gives=(replace(QUOTING, id="hostile"),))
    assert code == 1 and "it has no recorded floors" in said


def test_the_gate_is_the_same_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TANYA_SEARCH", "TANYA_EMBEDDER", "CHROMA_URL", "OLLAMA_HOST"):
        monkeypatch.setenv(name, "mine")
    assert running.chosen("gemma3:4b") == {"OLLAMA_HOST": "mine", "TANYA_MODEL": "gemma3:4b"}
    from evals.archives import impersonal

    assert "mine" not in impersonal().values()


def test_own_questions_about_own_articles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "berita").mkdir()
    text = f"# Upah Pasirwangi\n\nPASIRWANGI - {FACT} Ketua Tuti Hapsari menyetujuinya kemarin.\n"
    (tmp_path / "berita" / "umk.md").write_text(text, "utf-8")
    questions = [case(), case(id="n-2", nuggets=[case()["nuggets"][0] | {"all_of": [["Rp 9"]]}])]
    dataset(tmp_path, *questions)
    words = ["--dataset", f"{tmp_path}/questions.jsonl", "--articles", f"{tmp_path}/berita"]
    assert cli.main(["run", *words, "--only", "quoting", "--out", f"{tmp_path}/out"]) == 1
    stored = json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))
    (quoting,) = [each for each in stored["sections"] if each["id"] == "quoting"]
    assert [(each["id"], each["ok"]) for each in quoting["items"]] == [
        ("n-1", True),
        ("n-2", False),
    ]
    assert FACT in json.dumps(quoting["items"][0]["shown"], ensure_ascii=False)
    said = " ".join(capsys.readouterr().out.split())
    assert "NOT MEASURED" in said and "must pass: n-2" in said and "must pass: n-1" not in said
    # The same questions asked of an archive of something else say nothing about the program.
    (tmp_path / "berita" / "umk.md").rename(tmp_path / "berita" / "lain.md")
    assert cli.main(["run", *words, "--only", "quoting"]) == 2
    assert "holds none of the 1 articles" in capsys.readouterr().err


def test_few_questions_are_told_once_and_not_for_each_attack() -> None:
    from evals.lanes.hostile.section import _missing

    found = [replace(RIGHT, name="held", group=f"attack {name}", n=3) for name in ("a", "b")]
    assert _missing(found, ("a", "b"), 8, asked=3) == (
        "no attack was tried on 8 questions: only 3 were asked",
    )
    told = _missing(found, ("a", "b", "c"), 8, asked=3)
    assert len(told) == 2 and told[1].startswith("attack “c”: on 0 questions")
    assert len(_missing(found, ("a", "b"), 8, asked=278)) == 2
