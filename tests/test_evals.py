"""The evaluation itself: it must fail when an answer gets worse, in every way it can."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals import cli
from evals.cases import Case, Dataset, Expected, read_dataset
from evals.gate import Rate, by_category, failures, rates, read_floors, write_floors
from evals.report import summary
from evals.scorers import MEASURES, Scores, contains, folded, score
from rag.errors import UsageError
from rag.records import (
    Answer,
    Article,
    ArticleSummary,
    Check,
    Claim,
    EngineName,
    Evidence,
    Passage,
    Sentence,
    Source,
    StoredPassage,
)

DATA = Path(cli.__file__).parent / "data" / "sample_questions.jsonl"
TEXT = "Judul\n\nUpah naik Rp 3.471.000 per bulan. Ketua Tuti setuju."
FACT, AGREED = "Upah naik Rp 3.471.000 per bulan.", "Ketua Tuti setuju."
ARTICLE = Article(id="a1", source="file:umk.md", title="Judul", text=TEXT, digest="0")


def case(**changes: Any) -> dict[str, Any]:
    plain = {
        "id": "n-1",
        "split": "dev",
        "language": "id",
        "category": "number",
        "question": "Berapa upah?",
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


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Case, Case]:
    """An answerable and an unanswerable question."""
    refuse = case(id="u-1", category="unanswerable", expected="refuse", gold_articles=[])
    cases = dataset(tmp_path, case(), refuse | {"gold_passages": [], "nuggets": []}).cases
    return cases[0], cases[1]


def evidence(text: str = FACT, *, shift: int = 0) -> Evidence:
    start = TEXT.index(text) + shift
    return Evidence(
        article="a1", passage="a1.p", sentence=1, start=start, end=start + len(text), text=text
    )


def stored() -> StoredPassage:
    sentence = Sentence(ordinal=0, start=0, end=len(TEXT))
    passage = Passage(
        id="a1.p", article_id="a1", ordinal=0, start=0, end=len(TEXT), sentences=(sentence,)
    )
    summary_ = ArticleSummary(id="a1", source="file:umk.md", title="Judul")
    return StoredPassage(passage=passage, text=TEXT, article=summary_)


def good() -> Answer:
    return Answer(
        question="Berapa upah?",
        language="id",
        refused=False,
        text=f"{FACT} [1]",
        claims=(Claim(text=FACT, check=Check.QUOTED, evidence=(evidence(),)),),
        sources=(
            Source(
                number=1, article="a1", title="Judul", outlet="", published=date(2026, 1, 1), url=""
            ),
        ),
        passages=(stored(),),
        engine=EngineName.QUOTING,
    )


def refused() -> Answer:
    return Answer(
        question="Berapa upah?",
        language="id",
        refused=True,
        text="Tidak ada.",
        passages=(stored(),),
    )


def claims(*made: Claim) -> Answer:
    return replace(good(), claims=made)


def look_up(identity: str) -> Article | None:
    return ARTICLE if identity == "a1" else None


def scored(one: Case, answer: Answer) -> Scores:
    return score(one, answer, look_up)


# --- scores -----------------------------------------------------------


def test_a_right_answer_gets_everything(pair: tuple[Case, Case]) -> None:
    result = scored(pair[0], good())
    assert {name: getattr(result, name) for name in MEASURES} == {
        **dict.fromkeys(MEASURES, 1.0),
        "refused": None,
    }


def test_a_right_refusal_gets_what_applies(pair: tuple[Case, Case]) -> None:
    result = scored(pair[1], refused())
    assert (result.refused, result.right, result.nothing_forbidden) == (1.0, 1.0, 1.0)
    assert result.answered is result.cited is result.evidence_exact is result.passage_cited is None


BROKEN: dict[str, tuple[Callable[[], Answer], str]] = {
    "a span is shifted by one": (
        lambda: claims(Claim(text=FACT, check=Check.QUOTED, evidence=(evidence(shift=1),))),
        "evidence_exact",
    ),
    "a quotation is not the evidence": (
        lambda: claims(Claim(text=FACT + " ", check=Check.QUOTED, evidence=(evidence(),))),
        "evidence_exact",
    ),
    "a repaired claim is not the evidence": (
        lambda: claims(Claim(text="Upah naik.", check=Check.REPAIRED, evidence=(evidence(),))),
        "evidence_exact",
    ),
    "the article does not exist": (
        lambda: claims(
            Claim(text=FACT, check=Check.QUOTED, evidence=(replace(evidence(), article="a9"),))
        ),
        "evidence_exact",
    ),
    "a claim's source is not listed": (lambda: replace(good(), sources=()), "cited"),
    "the article was not found": (lambda: replace(good(), passages=()), "article_found"),
    "another sentence is cited": (
        lambda: claims(Claim(text=AGREED, check=Check.QUOTED, evidence=(evidence(AGREED),))),
        "passage_cited",
    ),
    "it refuses": (refused, "answered"),
    "a forbidden figure is shown": (
        lambda: claims(
            *good().claims,
            Claim(text="Upah Rp 3.591.250.", check=Check.FOUND, evidence=(evidence(),)),
        ),
        "nothing_forbidden",
    ),
    "the nugget is missing": (
        lambda: claims(Claim(text=AGREED, check=Check.QUOTED, evidence=(evidence(AGREED),))),
        "right",
    ),
}


@pytest.mark.parametrize("damage", BROKEN)
def test_every_damage_is_seen_by_its_measure(pair: tuple[Case, Case], damage: str) -> None:
    broken, measure = BROKEN[damage]
    assert getattr(scored(pair[0], broken()), measure) == 0.0
    assert getattr(scored(pair[0], good()), measure) == 1.0


def test_an_answer_where_there_is_none_is_wrong(pair: tuple[Case, Case]) -> None:
    result = scored(pair[1], good())
    assert result.refused == result.right == 0.0


def test_a_forbidden_figure_spoils_a_right_answer(pair: tuple[Case, Case]) -> None:
    assert scored(pair[0], BROKEN["a forbidden figure is shown"][0]()).right == 0.0


def test_a_false_premise_may_be_refused(tmp_path: Path) -> None:
    (premise,) = dataset(tmp_path, case(expected="correct_premise")).cases
    assert scored(premise, refused()).right == 1.0
    assert scored(premise, good()).right == 1.0
    assert scored(premise, claims(*BROKEN["the nugget is missing"][0]().claims)).right == 0.0


@pytest.mark.parametrize(
    ("text", "wording", "found"),
    [
        ("upah rp 3.471.000,", "Rp 3.471.000", True),
        ("upah rp 13.471.000", "3.471.000", False),
        ("upah rp 3.471.000.500", "3.471.000", False),
        ("3.471", "471", False),
        ("naik 6,5 persen", "6", False),
        ("tanggal 19/11/2025", "11", False),
        ("tahun 2025.", "2025", True),
        ("pukul 07:30", "30", False),
        ("buruhnya", "buruh", False),
        ("kata “mogok” itu", 'kata "mogok"', True),
        ("Hotel\n  Bahtera", "hotel bahtera", True),
        ("2025–2030", "2025-2030", True),
    ],
)
def test_wordings_are_whole_words_and_whole_numbers(text: str, wording: str, found: bool) -> None:
    assert contains(folded(text), wording) is found


# --- rates -----------------------------------------------------------


def test_a_rate_has_its_wilson_interval() -> None:
    low, high = Rate(hits=8, n=10).interval
    assert (low, high) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # Wilson (1927), worked out
    assert Rate(hits=10, n=10).interval[1] == pytest.approx(1.0)
    assert Rate(hits=0, n=10).interval[0] == pytest.approx(0.0)
    assert math.isnan(Rate(hits=0, n=0).value)


def test_measures_that_do_not_apply_are_not_counted(pair: tuple[Case, Case]) -> None:
    found = rates([(pair[0], scored(pair[0], good())), (pair[1], scored(pair[1], refused()))])
    assert (found["refused"].hits, found["refused"].n) == (1, 1)
    assert (found["right"].hits, found["right"].n) == (2, 2)
    categories = by_category([(pair[0], scored(pair[0], good()))])
    assert list(categories) == ["number"]


# --- the gate -----------------------------------------------------------

Results = list[tuple[Case, Scores]]


def results(pair: tuple[Case, Case], answers: list[Answer], refusals: list[Answer]) -> Results:
    asked = [(pair[0], each) for each in answers]
    asked += [(pair[1], each) for each in refusals]
    return [(one, scored(one, each)) for one, each in asked]


@pytest.fixture
def recorded(tmp_path: Path, pair: tuple[Case, Case]) -> tuple[Path, Dataset]:
    """Floors at which everything was right."""
    made = Dataset(cases=pair, digest="d1")
    path = tmp_path / "floors.json"
    right = results(pair, [good()] * 150, [refused()] * 60)
    write_floors(path, made, rates(right), lower=False)
    return path, made


def gate(recorded: tuple[Path, Dataset], found: Results) -> list[str]:
    return failures(read_floors(*recorded), rates(found))


def test_the_gate_passes_at_its_floors(
    recorded: tuple[Path, Dataset], pair: tuple[Case, Case]
) -> None:
    assert gate(recorded, results(pair, [good()] * 150, [refused()] * 60)) == []
    assert min(read_floors(*recorded).values()) >= 0.999


@pytest.mark.parametrize("damage", BROKEN)
def test_one_damaged_answer_in_two_hundred_fails_it(
    recorded: tuple[Path, Dataset], pair: tuple[Case, Case], damage: str
) -> None:
    broken, measure = BROKEN[damage]
    found = results(pair, [good()] * 149 + [broken()], [refused()] * 60)
    assert any(problem.startswith(f"{measure}: ") for problem in gate(recorded, found))


def test_refusing_always_fails_it(recorded: tuple[Path, Dataset], pair: tuple[Case, Case]) -> None:
    problems = " ".join(gate(recorded, results(pair, [refused()] * 150, [refused()] * 60)))
    assert "answered: 0.000" in problems and "right: " in problems
    assert "evidence_exact: nan" in problems  # nothing was cited, which is not the same as right


def test_refusing_never_fails_it(recorded: tuple[Path, Dataset], pair: tuple[Case, Case]) -> None:
    problems = " ".join(gate(recorded, results(pair, [good()] * 150, [good()] * 60)))
    assert "refused: 0.000" in problems


def test_nothing_measured_fails_it(recorded: tuple[Path, Dataset]) -> None:
    problems = gate(recorded, [])
    assert len(problems) == len(MEASURES) and all("nan" in problem for problem in problems)


def test_a_must_pass_question_counts_for_itself(
    recorded: tuple[Path, Dataset], pair: tuple[Case, Case]
) -> None:
    optional = [(replace(case, must_pass=False), answer) for case, answer in [(pair[0], good())]]
    found = results(pair, [good()] * 149, [refused()] * 60)
    found += [(case, scored(case, answer)) for case, answer in optional]
    assert rates(found)["must_pass"].n == len(found) - 1
    found.append((pair[0], scored(pair[0], refused())))
    assert any(problem.startswith("must_pass: ") for problem in gate(recorded, found))


def test_a_measure_without_a_floor_fails_it(
    recorded: tuple[Path, Dataset], pair: tuple[Case, Case]
) -> None:
    found = results(pair, [good()], [refused()])
    floors = read_floors(*recorded)
    del floors["cited"]
    assert failures(floors, rates(found)) == ["cited: it is measured and has no floor"]


def test_floors_are_not_lowered_in_passing(
    recorded: tuple[Path, Dataset], pair: tuple[Case, Case]
) -> None:
    path, made = recorded
    before = path.read_bytes()
    worse = rates(results(pair, [good()] * 100 + [refused()] * 50, [refused()] * 60))
    with pytest.raises(UsageError, match="would lower answered, must_pass, right"):
        write_floors(path, made, worse, lower=False)
    with pytest.raises(UsageError, match="would lower"):
        write_floors(path, Dataset(cases=made.cases, digest="d2"), worse, lower=False)
    with pytest.raises(UsageError, match="would lower"):
        write_floors(path, made, rates([]), lower=False)  # not to have measured is no way out
    assert path.read_bytes() == before
    write_floors(path, made, worse, lower=True)
    assert read_floors(path, made)["answered"] == pytest.approx(2 / 3, abs=1e-3)


def test_floors_are_raised_by_the_same_command(
    recorded: tuple[Path, Dataset], pair: tuple[Case, Case]
) -> None:
    path, made = recorded
    worse = rates(results(pair, [good()] * 100 + [refused()] * 50, [refused()] * 60))
    write_floors(path, made, worse, lower=True)
    write_floors(path, made, rates(results(pair, [good()], [refused()])), lower=False)
    assert read_floors(path, made)["answered"] >= 0.999


def test_a_floor_is_never_above_what_was_measured() -> None:
    for n in range(1, 250):
        for hits in range(0, n + 1, 7):
            value = hits / n
            floor = round(value - 5e-4, 3)
            assert floor <= value
            assert not (hits and (hits - 1) / n >= floor), (hits, n)  # one fewer is noticed


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"floors": []}',
        '{"floors": {"right": null}}',
        '{"floors": {"right": "x"}}',
        '{"dataset": "other", "floors": {"right": 1.0}}',
        '{"dataset": "d1", "floors": {"wrong": 1.0}}',
    ],
)
def test_floors_that_cannot_be_used(recorded: tuple[Path, Dataset], content: str) -> None:
    path, made = recorded
    path.write_text(content)
    with pytest.raises(UsageError):
        read_floors(path, made)


def test_broken_floors_are_not_overwritten(
    recorded: tuple[Path, Dataset], pair: tuple[Case, Case]
) -> None:
    path, made = recorded
    path.write_text("{")
    with pytest.raises(UsageError, match="cannot be read"):
        write_floors(path, made, rates(results(pair, [good()], [])), lower=False)


def test_a_floor_of_nan_is_never_reached(
    recorded: tuple[Path, Dataset], pair: tuple[Case, Case]
) -> None:
    path, made = recorded
    path.write_text('{"dataset": "d1", "floors": {"right": NaN}}')
    found = results(pair, [good()], [refused()])
    assert any(problem.startswith("right: ") for problem in gate(recorded, found))


# --- the data -----------------------------------------------------------


def test_the_dataset_is_sound() -> None:
    data = read_dataset(DATA)
    assert len(data.cases) > 150
    assert {one.expected for one in data.cases} == set(Expected)
    for one in data.cases:
        if one.expected is Expected.REFUSE:
            assert not one.nuggets, one.id
        else:
            assert any(nugget.vital and nugget.all_of for nugget in one.nuggets), one.id
            assert all(group for nugget in one.nuggets for group in nugget.all_of), one.id
    sample = DATA.parent.parent.parent / "ingest" / "sample"
    named = {name for one in data.cases for name in one.gold_articles}
    assert named and not [name for name in named if not (sample / name).is_file()]


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


def test_the_report_names_what_is_wrong_and_what_was_not_measured(
    pair: tuple[Case, Case],
) -> None:
    made = Dataset(cases=pair, digest="d1" * 20)
    text = summary(made, results(pair, [refused()], [refused()]))
    assert "wrong: n-1 [number] Berapa upah?" in text
    assert "NOT MEASURED" in text and "2 questions" in text
    assert all(measure in text for measure in MEASURES)


class Stubborn:
    """An assistant that gives one answer to everything."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def article(self, identity: str) -> Article | None:
        return look_up(identity)


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Run the command over two cases with an assistant that knows them, or one answer."""
    dataset(
        tmp_path,
        case(),
        case(
            id="u-1",
            expected="refuse",
            question="Siapa?",
            gold_articles=[],
            gold_passages=[],
            nuggets=[],
        ),
    )

    def started(*arguments: str, always: Answer | None = None) -> tuple[int, str]:
        def measured(options: Any, data: Dataset, folder: str) -> Any:
            monkeypatch.setattr(
                "rag.asking.ask",
                lambda _, question, **__: always or (good() if "upah" in question else refused()),
            )
            return cli._ask_all(Stubborn(good()), data.cases)  # type: ignore[arg-type]

        monkeypatch.setattr(cli, "_measure", measured)
        paths = ["--dataset", f"{tmp_path}/questions.jsonl", "--floors", f"{tmp_path}/floors.json"]
        code = cli.main(["run", *paths, *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return started


def test_the_command_records_passes_and_fails(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    code, said = run()
    assert code == 2 and "--record-floors" in said  # none yet, and that is no pass
    assert run("--record-floors")[0] == 0
    code, said = run("--out", str(tmp_path / "answers.json"))
    assert (code, said.rstrip().splitlines()[-1]) == (0, "gate: passed")
    assert [each["id"] for each in json.loads((tmp_path / "answers.json").read_text())] == [
        "n-1",
        "u-1",
    ]
    for answer in (refused(), good(), BROKEN["a span is shifted by one"][0]()):
        code, said = run(always=answer)
        assert code == 1 and "FAILED" in said and said.rstrip().endswith("gate: failed")
    assert "FAILED  must_pass: " in run(always=refused())[1]


def test_the_command_does_not_lower_in_passing(run: Callable[..., tuple[int, str]]) -> None:
    run("--record-floors")
    code, said = run("--record-floors", always=refused())
    assert code == 2 and "would lower" in said
    assert run()[0] == 0
    assert run("--record-floors", "--lower", always=refused())[0] == 0


def test_a_part_of_the_data_makes_no_floors(run: Callable[..., tuple[int, str]]) -> None:
    code, said = run("--record-floors", "--split", "dev")
    assert code == 2 and "whole dataset" in said


def test_an_answer_file_that_cannot_be_written(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    run("--record-floors")
    code, said = run("--out", str(tmp_path / "no" / "answers.json"))
    assert code == 2 and "cannot be written" in said


def test_the_gate_is_the_same_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TANYA_SEARCH", "TANYA_EMBEDDER", "CHROMA_URL", "OLLAMA_HOST"):
        monkeypatch.setenv(name, "mine")
    assert not [name for name, value in cli._impersonal().items() if value == "mine"]
