"""The gate stops each of twelve ways of breaking the product, and lets the whole product pass.

Floors are recorded from the whole product on the questions that are asked here, as ``evals run
--record-floors`` does; then each mutant is measured, and judged by the gate's own code. What fell
must be the measure that is there for it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gate_mutants as mutants
import pytest
from judging_scripts import JUDGE, honest, lying, serving
from newsroom import sample_archive

from evals import index
from evals.cases import Case, Expected, read_dataset
from evals.context import Context
from evals.floors import Floors, recorded
from evals.gate import FAILED, PASSED, UNTRUSTED, exit_code, judged
from evals.judging.calibration import calibrate
from evals.judging.known import KNOWN, read_known
from evals.lanes import hostile, quoting
from evals.lanes.hostile import section as hostile_section
from evals.preparing import SAMPLE
from evals.results import Section, State

# A part of the gate runs in each: 30 s alone, minutes on a machine with other work.
pytestmark = pytest.mark.timeout(400)

DATED = ("fac-22", "who-20", "num-22", "num-24")
"""Questions about one of several years, of which other years' reports come near."""

ATTACKS = ("negation added", "quotation of another", "unknown labels")


class Still:
    def steps(self, items: Iterable[Any], what: str, total: int) -> Iterator[Any]:
        return iter(items)


def context_of(data_dir: Path, cases: Iterable[Case], **environ: str) -> Context:
    dataset = read_dataset(SAMPLE)
    return Context(
        dataset=dataset,
        cases=tuple(cases),
        data_dir=data_dir,
        sample=True,
        environ=environ,
        work=data_dir,
        watch=Still(),
    )


def asked_of_quotes() -> list[Case]:
    """A few questions of each kind that one of the mutants is about."""
    cases = [case for case in read_dataset(SAMPLE).cases if not case.history]

    def some(wanted: Callable[[Case], bool], most: int) -> list[Case]:
        return [case for case in cases if wanted(case)][:most]

    chosen = [
        *some(lambda case: case.category == "who_said_what", 5),
        *some(lambda case: case.expected is Expected.REFUSE, 5),
        *some(lambda case: case.category == "number", 3),
        *some(lambda case: case.id in DATED, 5),
    ]
    return list({case.id: case for case in chosen}.values())


def asked_of_models() -> list[Case]:
    dataset = read_dataset(SAMPLE)
    return [case for case in dataset.cases if case.category in ("who_said_what", "conflict")]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_archive(tmp_path_factory)


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def quotes(data: Path) -> Section:
    return quoting.measure(context_of(data, asked_of_quotes(), TANYA_SEARCH="words"))


def models(data: Path, *attacks: str) -> Section:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hostile_section, "_QUESTIONS", 10)
        context = context_of(data, asked_of_models(), TANYA_SEARCH="words")
        return hostile.measure(context, attacks=attacks or ATTACKS, each=4)


def vectors(data: Path) -> Section:
    return index.measure(context_of(data, ()))


def some_known(path: Path) -> Path:
    """Write every third known statement: enough to miss every demand, or none."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[::3]) + "\n", encoding="utf-8")
    return path


def judge(work: Path, reply: Callable[[dict[str, Any]], Any]) -> Section:
    """Calibrate the product's judge over a server whose model answers like this."""
    from evals.judging.asking import Asker, find_judge
    from evals.judging.ragas_joint import RagasJudge
    from evals.judging.store import Store
    from rag.ollama_client import OllamaClient

    with serving(reply) as server:
        client = OllamaClient(server.url)
        asker = Asker(client, find_judge(client, JUDGE), Store(None))
        return calibrate(RagasJudge(asker), Still(), path=some_known(work / "known.jsonl"))


def knowing(body: dict[str, Any]) -> str:
    """Say what is known of each statement."""
    truth = {(each.text, each.statement): int(each.good) for each in read_known()}
    return honest(body, lambda evidence, statement: truth[evidence, statement])


@dataclass(frozen=True)
class Whole:
    """The sections of the whole product by id, and the floors recorded from them."""

    sections: Mapping[str, Section]
    floors: Floors


@pytest.fixture(scope="module")
def whole(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    sections = (quotes(data), models(data), vectors(data))
    sections = (*sections, judge(tmp_path_factory.mktemp("judge"), knowing))
    gc.collect()
    floors = recorded(Floors(), sections, because="")
    return Whole({each.id: each for each in sections}, floors)


def told(section: Section) -> list[str]:
    return [f"{each.id}: {each.problems}" for each in section.items if not each.ok]


def fell(section: Section) -> set[str]:
    return {each.key for each in section.measures if not each.held}


def stopped(section: Section, whole: Whole, *, code: int = FAILED) -> Section:
    """Check that the gate stops this section and nothing else is needed for it; return it."""
    others = [each for each in whole.sections.values() if each.id != section.id]
    seen = judged([*others, section], whole.floors)
    assert exit_code(seen) == code
    (found,) = (each for each in seen if each.id == section.id)
    assert found.problems and found.state is not State.PASSED
    assert all(each.state is State.PASSED for each in seen if each is not found)
    return found


def test_the_whole_product_passes(whole: Whole) -> None:
    seen = judged(list(whole.sections.values()), whole.floors)
    assert exit_code(seen) == PASSED, [(each.id, each.problems, told(each)) for each in seen]
    assert {each.state for each in seen} == {State.PASSED}
    assert set(whole.sections) == {"quoting", "hostile", "index", "calibration"}


def measure_of(whole: Whole, section: str, key: str) -> float:
    found = whole.sections[section].measure(key)
    assert found is not None and found.n, key
    return found.value


@pytest.mark.parametrize(
    ("mutant", "key"),
    [
        (mutants.outlets_swapped, "sources exact"),
        (mutants.date_filter_ignored, "within filters"),
        (mutants.spans_off_by_one, "evidence exact"),
        (mutants.quotation_altered, "quotations"),
        (mutants.never_refuses, "answered without evidence"),
        (mutants.always_refuses, "wrong refusals"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_quotes_show(
    mutant: Callable[[pytest.MonkeyPatch], None],
    key: str,
    data: Path,
    whole: Whole,
    patch: pytest.MonkeyPatch,
) -> None:
    measure_of(whole, "quoting", key)
    mutant(patch)
    assert key in fell(stopped(quotes(data), whole))


@pytest.mark.parametrize(
    ("mutant", "attack"),
    [
        (mutants.no_negation_check, "negation added"),
        (mutants.no_speaker_check, "quotation of another"),
        (mutants.unknown_labels_kept, "unknown labels"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_a_lying_model_gets_shown(
    mutant: Callable[[pytest.MonkeyPatch], None],
    attack: str,
    data: Path,
    whole: Whole,
    patch: pytest.MonkeyPatch,
) -> None:
    assert measure_of(whole, "hostile", f"held / attack {attack}") == 1.0
    mutant(patch)
    found = stopped(models(data), whole)
    assert f"held / attack {attack}" in fell(found)
    others = {f"held / attack {name}" for name in ATTACKS if name != attack}
    assert not others & fell(found)


def test_a_stale_index(data: Path, whole: Whole, tmp_path: Path) -> None:
    assert measure_of(whole, "index", "changes waiting") == 0.0
    stale = mutants.stale_archive(data, tmp_path)
    assert "changes waiting" in fell(stopped(vectors(stale), whole))


def test_a_wrong_prefix(data: Path, whole: Whole, patch: pytest.MonkeyPatch) -> None:
    assert measure_of(whole, "index", "prefixes") == 1.0
    mutants.wrong_prefix(patch)
    found = stopped(vectors(data), whole)
    assert fell(found) == {"prefixes"}
    assert any("multilingual-e5" in each for each in told(found))


def test_a_judge_that_always_says_yes(whole: Whole, tmp_path: Path) -> None:
    assert measure_of(whole, "calibration", "balanced accuracy") == 1.0
    section = judge(tmp_path, lying)
    found = stopped(replace(section, digest=section.digest), whole, code=UNTRUSTED)
    assert {"balanced accuracy", "bad caught / class speaker"} <= fell(found)
