"""Reading a dataset: what no run can score honestly is refused, in words, with line and field."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals import cli
from evals.cases import Expected, case_of, read_dataset
from evals.linting.rows import rows_of
from rag.errors import UsageError

SAMPLE = Path(__file__).parents[1] / "evals" / "data" / "sample_questions.jsonl"
Record = dict[str, Any]


def nugget(**changes: Any) -> Record:
    plain = {"text": "Rp 3 juta", "importance": "vital", "all_of": [["3 juta"]], "evidence": [0]}
    return plain | changes


def record(**changes: Any) -> Record:
    plain = {
        "id": "n-1",
        "split": "dev",
        "language": "id",
        "category": "number",
        "question": "Berapa upah di Pasirwangi?",
        "expected": "answer",
        "gold_articles": [{"id": "umk.md", "role": "primary"}],
        "gold_passages": [{"article": "umk.md", "quote": "Upah naik Rp 3 juta."}],
        "nuggets": [nugget()],
        "forbidden": [{"any_of": ["Rp 4 juta"]}],
        "must_pass": True,
    }
    return plain | changes


def put(key: str, place: int, **changes: Any) -> Callable[[Record], None]:
    return lambda one: one[key][place].update(changes)


def top(**changes: Any) -> Callable[[Record], None]:
    return lambda one: one.update(changes)


WRONG: dict[str, tuple[Callable[[Record], None], str]] = {
    "NaN": (put("nuggets", 0, number=float("nan")), "'number' of nugget 1 is NaN"),
    "infinite": (put("nuggets", 0, number=float("-inf")), "'number' of nugget 1 is an infinite"),
    "NaN elsewhere": (top(schema=float("nan")), "The field 'schema' is NaN"),
    "too great": (put("nuggets", 0, number=10**400), "'number' of nugget 1 is the number 1000"),
    "number in words": (put("nuggets", 0, number="3"), "'number' of nugget 1 is “3”"),
    "true as a number": (put("nuggets", 0, number=True), "'number' of nugget 1 is true"),
    "no groups": (put("nuggets", 0, all_of=[]), "has no wording: The field 'all_of' of nugget 1"),
    "no such field": (put("nuggets", 0, all_of=None), "'all_of' of nugget 1 is null"),
    "empty group": (put("nuggets", 0, all_of=[["a"], []]), "'all_of' of nugget 1 is not a list of"),
    "text as a group": (put("nuggets", 0, all_of=["abc"]), "'all_of' of nugget 1 is not a list of"),
    "wording of nothing": (put("nuggets", 0, all_of=[["a", " "]]), "'all_of' of nugget 1 is not"),
    "forbidden nothing": (put("forbidden", 0, any_of=[]), "'any_of' of forbidden entry 1"),
    "missing nothing": (top(missing=[{"any_of": []}]), "'any_of' of missing entry 1"),
    "speaker of nothing": (put("nuggets", 0, speaker=" "), "'speaker' of nugget 1 is not a text"),
    "importance": (put("nuggets", 0, importance="high"), "is not vital and not okay"),
    "place that is none": (put("nuggets", 0, evidence=[1]), "names passage 1: there is none"),
    "place before the first": (put("nuggets", 0, evidence=[-1]), "names passage -1: there is none"),
    "place in words": (put("nuggets", 0, evidence=["0"]), "'evidence' of nugget 1 is not a list"),
    "nugget as text": (top(nuggets=["x"]), "The nugget 1 is “x”, not an object"),
    "nuggets as object": (top(nuggets={}), "The field 'nuggets' is an object, not a list"),
    "question as number": (top(question=7), "'question' is not a text with something in it: the n"),
    "question of nothing": (top(question=" \n"), "'question' is not a text"),
    "id as number": (top(id=1), "'id' is not a text"),
    "half a character": (top(question="Upah \ud83d?"), "'question' holds half a character"),
    "date in words": (top(date_constraint={"from": "gestern"}), "'from' of date_constraint is “ge"),
    "day that is none": (top(date_constraint={"to": "2026-02-30"}), "'to' of date_constraint is"),
    "day as number": (top(date_constraint={"to": 2026}), "is the number 2026, which is not a date"),
    "period as text": (top(date_constraint="2026"), "'date_constraint' is “2026”, not an object"),
    "period backwards": (
        top(date_constraint={"from": "2026-02-02", "to": "2026-02-01"}),
        "ends (2026-02-01) before it begins (2026-02-02)",
    ),
    "day turned round": (
        put("nuggets", 0, date="31-12-2025"),
        "'date' of nugget 1 is “31-12-2025”",
    ),
    "day without dashes": (put("nuggets", 0, date="20251231"), "'date' of nugget 1 is “20251231”"),
    "week": (put("nuggets", 0, date="2025-W01-1"), "'date' of nugget 1 is “2025-W01-1”"),
    "day of asking": (top(as_of="kini"), "'as_of' is “kini”"),
    "behaviour": (top(expected="maybe"), "expected is “maybe”, not one of answer, refuse,"),
    "split": (top(split="train"), "split is “train”, not one of dev, test"),
    "language": (top(answer_language="jv"), "answer_language is “jv”, not one of id, en"),
    "role": (put("gold_articles", 0, role="gold"), "“umk.md” has the unknown role “gold”"),
    "article as text": (top(gold_articles=["umk.md"]), "The gold article 1 is “umk.md”, not an"),
    "quote of nothing": (put("gold_passages", 0, quote=""), "'quote' of gold passage 1 is not a"),
    "turn without question": (top(history=[{"answer": "x"}]), "'question' of earlier turn 1"),
    "turn's answer": (top(history=[{"question": "x", "answer": 3}]), "'answer' of earlier turn 1"),
    "must_pass in words": (top(must_pass="no"), "must_pass is neither true nor false: “no”"),
    "canary as list": (top(canary=["x"]), "'canary' is not a text"),
    "provenance as text": (top(provenance="me"), "'provenance' is “me”, not an object"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_no_run_can_score_is_refused_and_lint_says_the_same(tmp_path: Path, name: str) -> None:
    breaking, words = WRONG[name]
    one = record(id="n-2")
    breaking(one)
    line = json.dumps(one)
    path = tmp_path / "ours.jsonl"
    path.write_text(f"{json.dumps(record())}\n\n{line}\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        read_dataset(path)
    said = str(caught.value)
    assert f"Line 3 of {path} is not a case." in said and words in said
    assert not any(word in said for word in ("Error", "KeyError", "NoneType", "Errno", "float("))
    rows, findings = rows_of([line])
    assert not rows and any(words in each.text for each in findings)
    assert all(each.text in said for each in findings[:3])


LINES = {
    "not json": "It is no valid JSON from character 1 on",
    '{"id": "n-2",': "It is no valid JSON from character 14 on",
    "[]": "It is an empty list, not an object",
    "NaN": "It is NaN, not an object",
    "5": "It is the number 5, not an object",
    "{}": "Fields are missing in the question: 'id', 'split', 'language'",
    "[" * 100_000: "a nesting is far too long",
    '{"id": ' + "9" * 5000 + "}": "a number or a nesting is far too long",
    json.dumps(record())[:-1] + ', "must_pass": false}': "'must_pass' is written twice",
    json.dumps(record()).replace('"evidence": [0]', '"number": 1e999'): "is an infinite number",
}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[:14])
def test_lines_that_are_no_object(line: str) -> None:
    with pytest.raises(UsageError) as caught:
        case_of(line, "line 2 of x", item="x")
    said = str(caught.value)
    assert said.startswith("Line 2 of x is not a case.") and LINES[line] in said
    assert "Error" not in said and "README" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nuggets": []}, "It has no vital nugget."),
        ({"nuggets": [nugget(importance="okay")]}, "It has no vital nugget."),
        ({"expected": "present_conflict"}, "for each version, and has 1."),
        ({"expected": "clarify"}, "for each version, and has 1."),
        ({"category": "feedback", "nuggets": [], "gold_articles": []}, "names neither an article"),
        ({"category": "feedback", "needs_review": True}, "A person has yet to say"),
    ],
)
def test_every_answer_would_be_right(
    tmp_path: Path, changes: Record, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ours.jsonl"
    path.write_text(json.dumps(record(**changes)), "utf-8")
    with pytest.raises(UsageError, match=r"Line 1 of .* \(n-1\) cannot be scored") as caught:
        read_dataset(path)
    assert words in str(caught.value)
    cli.main(["lint", "--dataset", str(path)])
    assert words in capsys.readouterr().out


def test_less_is_enough_where_nothing_is_to_be_said(tmp_path: Path) -> None:
    path = tmp_path / "ours.jsonl"
    rows = [
        record(expected="refuse", nuggets=[], gold_passages=[]),
        record(id="fb-1", category="feedback", nuggets=[], date_constraint=None, canary=None),
        record(id="n-3", nuggets=[nugget(number=3_000_000, date="2026-03-01", speaker="Tuti")]),
    ]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(map(json.dumps, rows)).encode())
    first, _, last = read_dataset(path).cases
    assert first.expected is Expected.REFUSE and last.nuggets[0].number == 3_000_000.0
    assert (last.nuggets[0].all_of, last.nuggets[0].evidence) == ((("3 juta",),), (0,))


def test_all_lines_are_looked_at_and_both_of_an_id_are_named(tmp_path: Path) -> None:
    path = tmp_path / "ours.jsonl"
    path.write_text("\n".join(map(json.dumps, [record(), record(), record(id=3)])), "utf-8")
    with pytest.raises(UsageError, match="Line 2 of .* uses the id n-1 of line 1") as caught:
        read_dataset(path)
    assert "(Lines with such faults: 2.)" in str(caught.value)
    assert f"“./tanya evals lint --dataset {path}” lists all" in str(caught.value)


def test_files_that_cannot_be_read_are_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe")
    for path, words in (
        (tmp_path, "it is a folder, not a file"),
        (tmp_path / "none.jsonl", "there is no such file or folder"),
        (tmp_path / "latin.jsonl", "it is not text in UTF-8"),
    ):
        with pytest.raises(UsageError, match=f"cannot be read: {words}"):
            read_dataset(path)


def test_the_command_ends_with_2_before_it_measures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ours.jsonl"
    for changes in ({"question": 7}, {"date_constraint": {"from": "gestern"}}):
        path.write_text(json.dumps(record(**changes)), "utf-8")
        assert cli.main(["run", "--dataset", str(path), "--only", "quoting"]) == 2
        said = capsys.readouterr()
        assert f"evals: Line 1 of {path} is not a case." in said.err
        assert "Traceback" not in said.err


def test_the_project_s_own_questions_keep_every_rule() -> None:
    assert len(read_dataset(SAMPLE).cases) >= 166
