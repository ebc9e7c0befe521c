"""Scores of a judge without any model: ALCE's citations, majorities, intervals, and the section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan
from typing import Any

import pytest

from evals.judging.citations import citation_scores
from evals.judging.families import families, refuse_same_family
from evals.judging.judge import Verdicts
from evals.judging.scores import Judged, majority, mean_interval, merged
from evals.judging.scoring import calls_expected, judge_section
from evals.judging.subjects import Sentence, Subject, subject_of
from evals.judging.tables import METRICS
from evals.results import Item, Section, State
from rag.errors import UsageError


class Watch:
    def steps(self, items: Iterable[Any], what: str, total: int) -> Iterator[Any]:
        yield from items


class Oracle:
    """Says yes where one of its rules holds: words that the evidence must all have."""

    def __init__(self, *rules: str, votes: Mapping[int, int] | None = None) -> None:
        self.rules = [set(rule.split()) for rule in rules]
        self.votes = votes or {}
        self.asked: list[tuple[str, int]] = []
        self.silent = False
        self.given = 1.0

    def supported(self, statements: Sequence[str], evidence: str, *, repeat: int) -> Verdicts:
        self.asked.append((evidence, repeat))
        if self.silent:
            return Verdicts(values=None, unscored="no reply came", raw=("?",))
        words = set(evidence.split())
        value = self.votes.get(repeat, int(any(rule <= words for rule in self.rules)))
        return Verdicts(values=(value,) * len(statements), raw=(str(value),))

    def score(self, metric: str, subject: Subject) -> Judged:
        if self.silent:
            return Judged(score=0.0, unscored="no reply came")
        return Judged(score=self.given, agreed=(True, True, False))


def cites(*texts: str) -> Sentence:
    return Sentence(text="s", cited=texts)


@pytest.mark.parametrize(
    ("rules", "sentences", "recall", "precision"),
    [
        (["a"], [cites("a")], 1, 1),
        (["a"], [cites("x")], 0, 0),
        (["a"], [cites()], 0, 0),  # without a citation
        (["a"], [cites("a"), cites()], 1 / 2, 1),
        (["a"], [cites("a", "x")], 1, 1 / 2),  # x neither supports nor is needed
        (["a", "b"], [cites("a", "b")], 1, 1),  # each supports alone
        (["a b"], [cites("a", "b")], 1, 1),  # neither alone, both needed
        (["a b"], [cites("a", "b", "x")], 1, 2 / 3),
        (["a b"], [cites("a", "x")], 0, 0),  # not recalled: no citation counts
        (["a"], [cites("a"), cites("x", "y")], 1 / 2, 1 / 3),
    ],
)
def test_citation_recall_and_precision_are_those_of_alce(
    rules: list[str], sentences: list[Sentence], recall: float, precision: float
) -> None:
    found = citation_scores(Oracle(*rules), sentences)
    assert [each.score for each in found] == pytest.approx([recall, precision])
    assert not any(each.unscored for each in found)


def test_each_citation_verdict_is_asked_three_times_on_its_own_evidence_only() -> None:
    judge = Oracle("a")
    citation_scores(judge, [cites("a", "x"), cites("b")])
    assert judge.asked == [
        *(("a\nx", repeat) for repeat in range(3)),
        *(("b", repeat) for repeat in range(3)),
        *(("a", repeat) for repeat in range(3)),
        *(("x", repeat) for repeat in range(3)),
        *(("a", repeat) for repeat in range(3)),  # without x
    ]


def test_the_majority_decides_and_disagreement_is_counted() -> None:
    recall, _ = citation_scores(Oracle(votes={0: 1, 1: 0, 2: 1}), [cites("a")])
    assert recall.score == 1 and recall.agreed == (False,)
    recall, _ = citation_scores(Oracle(votes={0: 1, 1: 0, 2: 0}), [cites("a")])
    assert recall.score == 0
    assert recall.record["asked"][0]["verdicts"] == [1, 0, 0]


def test_citations_without_a_verdict_are_unscored_and_zero() -> None:
    judge = Oracle("a")
    judge.silent = True
    for each in citation_scores(judge, [cites("a")]):
        assert (each.score, each.unscored) == (0.0, "no reply came")
        assert each.record["unscored"]


def test_majorities_are_taken_statement_by_statement() -> None:
    replies = [
        {"list": [{"s": "one", "v": a}, {"s": "two", "v": b}]} for a, b in ((1, 0), (0, 0), (1, 1))
    ]
    value, votes = merged(replies, "list", "v")
    assert [each["v"] for each in value["list"]] == [1, 0]
    assert votes == [[1, 0, 1], [0, 0, 1]]
    assert replies[1]["list"][0]["v"] == 0
    assert merged([{"r": 2}, {"r": 0}, {"r": 1}], "", "r")[0] == {"r": 1}
    assert majority([1]) == 1


def test_intervals_know_that_questions_on_one_article_belong_together() -> None:
    values = [1.0] * 40 + [0.0] * 10
    alone = mean_interval(values, [str(n) for n in range(50)])
    together = mean_interval(values, [str(n // 10) for n in range(50)])
    assert alone[0] == together[0] == 0.8
    assert alone == mean_interval(values, [str(n) for n in range(50)])
    assert alone[1] == pytest.approx(0.68, abs=0.03)
    assert alone[2] == pytest.approx(0.90, abs=0.03)
    assert together[2] - together[1] > 2 * (alone[2] - alone[1])
    assert mean_interval([1.0, 1.0], ["a", "a"]) == (1.0, 0.0, 1.0)
    assert all(isnan(each) for each in mean_interval([], []))


# --- families ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("judge", "answering"),
    [
        ("gemma3:27b", "gemma3:4b"),
        ("hf.co/somebody/medgemma-4b-it-GGUF:Q4_K_M", "gemma3:4b"),
        ("qwq:32b", "qwen3.5:4b"),
        ("deepseek-r1:14b", "qwen3:8b"),
        ("mixtral:8x7b", "mistral-small:24b"),
        ("strange:1b", "strange:7b"),
        ("Llama3.2", "hermes3:8b"),
    ],
)
def test_a_judge_of_the_same_family_is_refused(judge: str, answering: str) -> None:
    with pytest.raises(UsageError, match="--same-family"):
        refuse_same_family(judge, answering)


def test_other_families_may_judge() -> None:
    for judge in ("mistral-small:24b", "qwen3:14b", "phi4", "llama3.1:8b", "gpt-oss:20b"):
        refuse_same_family(judge, "gemma3:4b")
    assert families("dolphin3") == {"dolphin"}
    assert families("phi4-mini:3.8b") == {"phi"}


# --- the section ------------------------------------------------------------------------------


def item(name: str, **more: Any) -> Item:
    claim = {
        "text": "Upah naik.",
        "evidence": [{"text": "a"}, {"text": "b"}],
        "speaker": {"name": "X", "evidence": {"text": "c"}},
    }
    shown = {"refused": False, "claims": [claim], "retrieved": [{"text": "a"}, {"text": "d"}]}
    gold = {
        "gold_articles": [{"id": "art-1"}],
        "gold_passages": [{"article": "art-1", "quote": "Upah naik 5 persen. Iuran tetap."}],
    }
    fields: dict[str, Any] = {"shown": shown, "gold": gold, "language": "id"} | more
    return Item(id=name, question="Apa?", category="factoid", ok=True, **fields)


REFUSAL = {"refused": True, "claims": [], "retrieved": [{"text": "d"}]}


def section(*items: Item) -> Section:
    return Section(
        id="live", title="", lane="D", state=State.PASSED, items=items, subject={"model": "m"}
    )


def test_an_answer_is_judged_on_what_it_cites_and_gold_on_what_was_found() -> None:
    subject = subject_of(item("q"))
    assert subject.cited == ("a", "b", "c")
    assert subject.sentences == (Sentence(text="Upah naik.", cited=("a", "b")),)
    assert subject.retrieved == ("a", "d")
    assert subject.reference == ("Upah naik 5 persen.", "Iuran tetap.")
    assert subject.cluster == "art-1"
    assert subject_of(item("q", cluster="event")).cluster == "event"


def test_a_good_judge_and_good_answers_pass() -> None:
    found = judge_section(section(item("1"), item("2", cluster="e")), Oracle("a", "b"), Watch())
    assert found.state is State.PASSED, found.measures
    whole = found.measure("faithfulness")
    assert whole is not None and (whole.value, whole.n, whole.demand) == (1.0, 2, 0.9)
    assert found.measure("citation precision / language id") is not None
    agreement = found.measure("repeat agreement")
    assert agreement is not None and 0 < agreement.value < 1
    assert found.measure("unscored").value == 0  # type: ignore[union-attr]
    assert set(found.items[0].judged) == set(METRICS)
    assert found.subject["model"] == "m"


def test_refusals_are_counted_and_only_their_passages_are_judged() -> None:
    judge = Oracle("a")
    found = judge_section(section(item("1"), item("2", shown=REFUSAL)), judge, Watch())
    by_key = {each.key: each.n for each in found.measures}
    assert by_key["faithfulness"] == by_key["answer relevancy"] == 1
    assert by_key["context recall"] == 2
    assert found.items[1].scores["faithfulness"] is None
    assert "1 refusals" in " ".join(found.missing)
    assert found.subject["refusals left out"] == "1"


def test_nothing_but_refusals_fails() -> None:
    found = judge_section(section(item("1", shown=REFUSAL)), Oracle("a"), Watch())
    assert isnan(found.measure("faithfulness").value)  # type: ignore[union-attr]
    assert found.state is State.FAILED


def test_what_is_unscored_counts_as_zero_and_fails() -> None:
    silent = Oracle("a")
    silent.silent = True
    items = [item(str(n), cluster=str(n)) for n in range(3)]
    found = judge_section(section(*items), silent, Watch())
    assert found.measure("faithfulness").value == 0  # type: ignore[union-attr]
    assert found.measure("unscored").value == 1  # type: ignore[union-attr]
    assert found.state is State.FAILED
    assert "unscored" in found.items[0].problems[0] and not found.items[0].ok


def test_more_than_two_in_a_hundred_unscored_fail_although_the_means_hold() -> None:
    class Gaps(Oracle):
        def score(self, metric: str, subject: Subject) -> Judged:
            if subject.cluster == "0":
                return Judged(score=0.0, unscored="no reply came")
            return Judged(score=1.0)

    for n, state in ((40, State.FAILED), (50, State.PASSED)):
        items = [item(str(number), cluster=str(number)) for number in range(n)]
        found = judge_section(section(*items), Gaps("a"), Watch(), metrics=["faithfulness"])
        assert found.measure("faithfulness, lower bound").held  # type: ignore[union-attr]
        assert found.state is state


def test_no_answer_at_all_is_unscored_and_no_citation_is_zero() -> None:
    bare = {"refused": False, "claims": [{"text": "x", "evidence": []}]}
    found = judge_section(section(item("1", shown={}), item("2", shown=bare)), Oracle(), Watch())
    none, uncited = found.items
    assert "no answer came" in none.problems[0]
    assert uncited.scores["faithfulness"] == 0 and not any(
        "unscored" in p for p in uncited.problems
    )
    assert uncited.scores["context recall"] is None
    assert "not kept for 1 answers" in " ".join(found.missing)


def test_passages_that_were_not_kept_are_missing_and_no_measure() -> None:
    shown = {k: v for k, v in item("1").shown.items() if k != "retrieved"}
    items = (item("1", shown=shown), item("2", shown=shown, cluster="e"))
    found = judge_section(section(*items), Oracle("a", "b"), Watch())
    assert found.measure("context recall") is None
    assert "context recall: no question has both" in " ".join(found.missing)
    assert found.state is State.PASSED


def test_a_wide_interval_fails_although_the_mean_would_do() -> None:
    class Uneven(Oracle):
        def score(self, metric: str, subject: Subject) -> Judged:
            return Judged(score=0.0 if subject.cluster == "0" else 1.0)

    items = [item(str(n), cluster=str(n)) for n in range(12)]
    found = judge_section(section(*items), Uneven("a"), Watch(), metrics=["faithfulness"])
    assert found.measure("faithfulness").held  # type: ignore[union-attr]
    assert not found.measure("faithfulness, lower bound").held  # type: ignore[union-attr]
    assert found.state is State.FAILED


def test_a_part_is_taken_evenly_and_told() -> None:
    items = [item(str(n)) for n in range(10)]
    found = judge_section(section(*items), Oracle("a"), Watch(), metrics=["faithfulness"], limit=3)
    assert [each.id for each in found.items] == ["0", "3", "6"]
    assert "Only 3 of 10" in found.missing[0]


def test_the_cost_is_known_before() -> None:
    assert calls_expected([item("1")], ["faithfulness"], 3) == 4
    assert calls_expected([item("1")], ["citation recall"], 3) == 3 + 12
    assert calls_expected([item("1")], list(METRICS), 3) == 4 + 6 + 6 + 3 + 3 + 3 + 12
    assert calls_expected([item("1", shown=REFUSAL)], list(METRICS), 3) == 3 + 3
