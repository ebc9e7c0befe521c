"""Quotes in the place of a model's answer are its failure: in rates, in replay, before a judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from model_questions import GOOD, context_over, dataset_file
from newsroom import small_archive
from stand_in_ollama import StandInOllama
from stand_in_reply import quote
from stand_in_state import DEFAULT_MODELS, StandInModel

from evals.cases import read_dataset
from evals.context import Context
from evals.judging.scoring import calls_expected, judge_section
from evals.judging.subjects import subject_of
from evals.judging.tables import METRICS
from evals.lanes import live, replaying
from evals.lanes.asking import item_of
from evals.lanes.recording import record
from evals.lanes.standing_in import MARK, owned
from evals.lanes.timing import Timed
from evals.results import Item, Section, State
from evals.scoring.case import score_case
from rag.records import Answer

BROKEN = "Maaf, saya tidak tahu formatnya."


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory)


@pytest.fixture
def server() -> Iterator[StandInOllama]:
    store = (*DEFAULT_MODELS, StandInModel(GOOD))
    with StandInOllama(store=store, reply=lambda body: BROKEN) as running:
        yield running


@pytest.fixture
def context(data: Path, tmp_path: Path, server: StandInOllama) -> Context:
    return context_over(data, tmp_path, OLLAMA_HOST=server.url)


def numbers(section: Section, name: str) -> tuple[float, int]:
    measure = section.measure(name)
    assert measure is not None
    return measure.value, measure.n


def test_a_model_that_never_answers_passes_neither_live_nor_in_a_replay(
    server: StandInOllama, context: Context, tmp_path: Path
) -> None:
    folder = tmp_path / "recordings"
    record(context, model=GOOD, folder=folder)
    seen = live.measure(context, model=GOOD)
    server.__exit__()
    again = replaying.measure(context, folder=folder)
    for section in (seen, again):
        assert section.state is State.FAILED
        instead = [item for item in section.items if item.shown.get(MARK)]
        assert len(instead) == 5  # the sixth question is refused before a model is asked
        assert all(item.shown["claims"] for item in instead)  # still to be looked at
        assert not any(item.ok or item.scores["right"] for item in instead)
        assert all("quotes stand in the place" in item.problems[0] for item in instead)
        assert numbers(section, "right") == (1 / 6, 6)
        assert numbers(section, "fell back") == (5 / 6, 6)
        assert not [each for each in section.measures if each.name == "nuggets vital"]
    assert [item.scores for item in again.items] == [item.scores for item in seen.items]
    assert numbers(again, "scored") == numbers(seen, "scored") == (1.0, 6)
    dropped = [section.measure("claims dropped") for section in (seen, again)]
    # What came of the model is dropped; the quotes shown instead are none of its claims.
    assert [(each.value, each.n) for each in dropped if each] == [(1.0, 5)] * 2


def test_one_answer_of_ten_may_fall_back_and_is_wrong_itself(
    server: StandInOllama, context: Context
) -> None:
    case = replace(context.cases[0], must_pass=True)
    ten = tuple(replace(case, id=f"gema-{number}") for number in range(10))
    broken = [2]  # the product asks a second time

    def mostly(body: dict[str, Any]) -> str:
        broken[0] -= 1
        return BROKEN if broken[0] >= 0 else quote(body)

    server.reply = mostly
    section = live.measure(replace(context, cases=ten), model=GOOD)
    assert [bool(item.shown.get(MARK)) for item in section.items] == [True, *[False] * 9]
    assert numbers(section, "fell back") == (0.1, 10)
    assert numbers(section, "right") == numbers(section, "must pass") == (0.9, 10)
    assert section.state is State.PASSED
    broken[0] = 4
    section = live.measure(replace(context, cases=ten), model=GOOD)
    assert numbers(section, "fell back") == (0.2, 10)
    assert section.state is State.FAILED


def timed(answer: Answer, fell_back: str) -> Timed:
    counts = dict.fromkeys(("shown", "repaired", "marked", "dropped"), 0)
    return Timed(answer=answer, first=1.0, whole=1.0, fell_back=fell_back, off="", **counts)


def test_quotes_that_refuse_in_a_models_place_are_not_its_refusal(tmp_path: Path) -> None:
    (case,) = [each for each in read_dataset(dataset_file(tmp_path)).cases if each.id == "gaji"]
    answer = Answer(question=case.question, language="id", refused=True, text="Tidak ada.")
    shown = {"refused": True, "claims": [], "model": GOOD}
    item = item_of(case, score_case(case, answer, lambda _: None), shown)
    assert item.ok and item.scores["right"] == item.scores["refused"] == 1.0
    assert owned(item, case, timed(answer, "")) is item
    found = owned(item, case, timed(answer, "no use"))
    assert not found.ok
    told = [found.scores[name] for name in ("right", "refused", "answered without evidence")]
    assert told == [0.0, 0.0, 1.0]
    assert not subject_of(found).refused  # else the judge would leave it out as a refusal


class Believer:
    """A judge that says yes to everything, and must never be asked."""

    def supported(self, *given: Any, **more: Any) -> Any:
        raise AssertionError("asked about an answer that is not the model's")

    score = supported


class Watch:
    def steps(self, items: Any, what: str, total: int) -> Iterator[Any]:
        yield from items


def test_quotes_are_no_answer_of_the_model_before_a_judge() -> None:
    claim = {"text": "Upah naik.", "evidence": [{"text": "Upah naik 5 persen."}]}
    shown = {"claims": [claim], "retrieved": ["Upah naik 5 persen."], "model": GOOD}
    gold = {"gold_passages": [{"quote": "Upah naik 5 persen."}]}
    item = Item(id="a", question="?", category="c", ok=False, shown=shown, gold=gold)
    assert not subject_of(item).absent
    assert calls_expected([item], tuple(METRICS), 3)
    instead = replace(item, shown={**shown, MARK: "quotes stand in the place"})
    subject = subject_of(instead)
    assert subject.absent and subject.model == GOOD
    assert not subject.sentences and not subject.cited
    assert not calls_expected([instead], tuple(METRICS), 3)
    source = Section(id="live", title="", lane="D", state=State.FAILED, items=(instead,))
    found = judge_section(source, Believer(), Watch())
    faithful = found.measure("faithfulness")
    assert faithful is not None and (faithful.value, faithful.n) == (0.0, 1)
    assert "no answer came" in found.items[0].problems[0]
