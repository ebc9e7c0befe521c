"""The section that tests the gate's own checks: it fails where they are weakened."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from evals import selftest, true_claims
from evals.archives import impersonal
from evals.cases import Case, Dataset, Expected, GoldPassage, read_dataset
from evals.context import Context
from evals.mutating import CLASSES, measuring
from evals.mutating.material import folded
from evals.mutating.measuring import Outcome, outcome
from evals.mutating.rates import GATED, HARD
from evals.preparing import SAMPLE
from evals.results import Section, State
from ingest.cli import main as ingest
from rag.citations import Checked, check_claim
from rag.errors import UsageError
from rag.records import Check, Claim, DraftClaim

T = TypeVar("T")


class Still:
    """A watch that shows nothing."""

    def steps(self, items: Iterable[T], what: str, total: int) -> Iterator[T]:
        yield from items


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """Give the sample's questions and articles; nothing here needs vectors."""
    folder = tmp_path_factory.mktemp("selftest")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CHROMA_URL", "OLLAMA_HOST", "TANYA_DATA_DIR"):
            patch.delenv(name, raising=False)
        patch.setenv("TANYA_SEARCH", "words")
        ingest(["sample", "--data-dir", str(folder)])
    dataset = read_dataset(SAMPLE)
    yield Context(
        dataset=dataset,
        cases=dataset.cases,
        data_dir=folder,
        sample=True,
        environ=impersonal(),
        work=folder,
        watch=Still(),
    )


@pytest.fixture(scope="module")
def section(context: Context) -> Section:
    """Measure once what the gate measures."""
    return selftest.measure(context)


@pytest.fixture
def few(context: Context) -> Context:
    """Give every twelfth question, without the paraphrases."""
    kept = Dataset(cases=context.dataset.cases[::12], digest="few")
    return replace(context, dataset=kept, cases=kept.cases, sample=False, data_dir=sample(context))


def sample(context: Context) -> Path:
    return context.settings().archive_dir


def values(section: Section) -> dict[str, float]:
    return {each.key: each.value for each in section.measures}


# What the product's checks reach


def test_the_checks_catch_what_is_demanded(section: Section) -> None:
    missed = [(each.key, each.value, each.n) for each in section.measures if not each.held]
    assert missed == []
    assert section.state is State.PASSED
    assert section.missing == ()


def test_every_class_is_measured_and_demanded(section: Section) -> None:
    found = {each.key: each for each in section.measures}
    for name in CLASSES:
        assert found[f"caught / class {name}"].demand == GATED.get(name)
        assert found[f"caught / class {name}"].told_only == (name not in GATED)
        assert (f"hidden / class {name}" in found) == (name in HARD)
    assert GATED["quotation"] >= 0.95
    assert found["hidden / class quotation"].demand == GATED["quotation"]
    assert found["false alarms / verbatim"].demand == 0
    assert found["false alarms / verbatim"].lower_is_better
    assert found["false alarms / paraphrase"].demand == 0.20
    assert found["false alarms / verbatim"].n > 150


def test_what_was_shown_although_wrong_is_told(section: Section) -> None:
    wrong = [each for each in section.items if each.category.startswith("class ")]
    caught = {each.key: round(each.n * (1 - each.value)) for each in section.measures}
    for name in CLASSES:
        kept = "hidden" if name in HARD else "caught"
        told = [each for each in wrong if each.category == f"class {name}"]
        assert len(told) == caught[f"{kept} / class {name}"]
    for item in section.items:
        assert not item.ok
        assert item.gold["evidence"]
        assert item.shown["claims"][0]["text"] == item.question
    assert len({each.id for each in section.items}) == len(section.items)


# What makes it fail


def passing(claim: DraftClaim, **_: Any) -> Checked:
    """A check that lets everything pass."""
    shown = Claim(text=claim.text, evidence=claim.evidence, check=Check.FOUND)
    return Checked(claim=shown)


def marking(claim: DraftClaim, **more: Any) -> Checked:
    """A check that marks what it should drop."""
    checked = KEPT(claim, **more)
    if checked.claim is not None and checked.claim.check is not Check.REPAIRED:
        return checked
    return Checked(claim=Claim(text=claim.text, evidence=claim.evidence, check=Check.REVIEW))


KEPT = check_claim


def test_a_check_that_passes_everything_fails(
    few: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "check_claim", passing)
    monkeypatch.setattr(selftest, "LEAST", 1)
    section = selftest.measure(few)
    assert section.state is State.FAILED
    found = values(section)
    assert {found[f"caught / class {name}"] for name in ("digits", "date", "negation")} == {0.0}
    assert found["false alarms / verbatim"] == 0


def test_a_check_that_objects_to_everything_fails(
    few: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        measuring, "check_claim", lambda *_, **__: Checked(claim=None, dropped_reason="all")
    )
    section = selftest.measure(few)
    assert section.state is State.FAILED
    assert values(section)["false alarms / verbatim"] == 1
    assert math.isnan(values(section)["caught / class digits"])  # no accepted claim, no mutant


def test_a_mark_is_not_enough_for_what_may_not_be_shown(
    few: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "check_claim", marking)
    section = selftest.measure(few)
    found = values(section)
    assert found["caught / class digits"] > 0.9
    assert found["hidden / class digits"] < 0.1
    assert section.state is State.FAILED


def test_too_few_mutants_show_nothing(few: Context) -> None:
    one = Dataset(cases=few.dataset.cases[:1], digest="one")
    section = selftest.measure(replace(few, dataset=one))
    assert section.state is State.FAILED
    measure = section.measure("caught / class speaker")
    assert measure is not None
    assert math.isnan(measure.value)
    assert "10 are needed" in measure.words


def test_the_same_questions_give_the_same_result(few: Context) -> None:
    first, second = selftest.measure(few), selftest.measure(few)
    assert [repr(each) for each in first.measures] == [repr(each) for each in second.measures]
    assert [each.id for each in first.items] == [each.id for each in second.items]
    assert [each.question for each in first.items] == [each.question for each in second.items]


def made(quote: str, article: str = "2025-11-20-sidang-dewan-pengupahan.html") -> Case:
    return Case(
        id="made",
        split="test",
        language="id",
        category="factoid",
        question="?",
        expected=Expected.ANSWER,
        gold_articles=(article,),
        gold_passages=(GoldPassage(article=article, quote=quote),),
        nuggets=(),
        forbidden=(),
        must_pass=False,
    )


def test_a_gold_passage_that_is_not_there_is_told(few: Context) -> None:
    both = Dataset(cases=(*few.dataset.cases[:3], made("Kalimat rekaan.")), digest="")
    claims = true_claims.read_claims(replace(few, dataset=both))
    assert claims.missing == ("made (2025-11-20-sidang-dewan-pengupahan.html)",)


def test_an_archive_of_other_articles_is_refused(few: Context) -> None:
    alone = Dataset(cases=(made("Kalimat rekaan."),), digest="")
    with pytest.raises(UsageError):
        selftest.measure(replace(few, dataset=alone))


# The paraphrases


def test_the_paraphrases_are_well_formed(context: Context) -> None:
    records = [
        json.loads(line)
        for line in true_claims.PARAPHRASES.read_text(encoding="utf-8").splitlines()
    ]
    assert len(records) >= 60
    assert max(Counter(record["id"] for record in records).values()) == 1
    assert max(Counter(folded(record["text"]) for record in records).values()) == 1
    told = true_claims.read_claims(context).sets["paraphrase"]
    assert len(told) == len(records)
    for base in told:
        assert base.evidence
        assert all(sentence in base.article.text for sentence in base.evidence), base.id
        assert all(folded(base.text) != folded(each) for each in base.evidence), base.id
    assert any(outcome(base.text, base) is Outcome.SHOWN for base in told)
