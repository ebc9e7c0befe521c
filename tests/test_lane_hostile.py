"""Lane B of the gate: its lies are lies, it sees what a broken product shows, and hides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from newsroom import sample_archive

import rag.drafting.drafter as drafter
import rag.generating.stream as stream
from evals.cases import read_dataset
from evals.context import Context
from evals.lanes.hostile import measure
from evals.lanes.hostile import section as hostile
from evals.lanes.hostile.lies import LIES, lies
from evals.lanes.hostile.seeing import Seen, broken, marked, unmarked
from evals.lanes.hostile.sheet import sheet_of
from evals.lanes.hostile.stand_in import available, served
from evals.results import Section, State
from rag.citations import Checked
from rag.errors import UsageError
from rag.records import Answer, Check, Claim, DraftClaim, Evidence

# A part of the gate runs in each: 30 s alone, minutes on a machine with other work.
pytestmark = pytest.mark.timeout(400)

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "evals" / "data" / "sample_questions.jsonl"
SOME = ("digit changed", "quotation of another", "altered quotation", "wrong evidence", "cut JSON")


class NoWatch:
    def steps(self, items: Iterable[Any], what: str, total: int) -> Iterator[Any]:
        return iter(items)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    dataset = read_dataset(QUESTIONS)
    return Context(
        dataset=dataset,
        cases=dataset.cases,
        data_dir=sample_archive(tmp_path_factory),
        sample=True,
        environ={"TANYA_SEARCH": "words"},
        work=tmp_path_factory.mktemp("work"),
        watch=NoWatch(),
    )


@pytest.fixture
def few(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """The same with a handful of prompts."""
    monkeypatch.setattr(hostile, "_QUESTIONS", 6)
    return context


def value(section: Section, key: str) -> float:
    found = section.measure(key)
    assert found is not None, key
    return found.value


def fell(section: Section) -> set[str]:
    return {each.key for each in section.measures if not each.held}


def body(*passages: str) -> dict[str, Any]:
    text = "".join(
        f"<bacaan {n}>\nJudul: J{n}\nMedia: Warta {n}\n{lines}\n</bacaan {n}>\n\n"
        for n, lines in enumerate(passages, 1)
    )
    system = "Aturan\n[S901] Pradewi Gayam menyebut 14 perajin."
    return {
        "messages": [
            {"role": "system", "content": system},
            {"role": "user", "content": f"{text}Pertanyaan: Berapa buruh mogok?\nJawab."},
        ]
    }


FIRST = (
    "[S1] Mogok\n"
    "[S2] Sebanyak 1.250 buruh pabrik kaca mogok kerja pada Senin (20/4/2026) di Cempaka.\n"
    "[S3] Ketua serikat Rina Hapsari mengatakan perusahaan belum membayar upah lembur 40 buruh."
)
SECOND = "[S4] Koperasi nelayan membagikan 45 karung beras kepada anggotanya di dermaga barat."


def test_a_prompt_is_taken_apart() -> None:
    sheet = sheet_of(body(FIRST, SECOND))
    assert [line.label for line in sheet.lines] == ["S1", "S2", "S3", "S4"]
    assert [line.passage for line in sheet.lines] == [0, 0, 0, 1]
    assert sheet.lines[3].outlet == "Warta 2" and sheet.question == "Berapa buruh mogok?"
    assert sheet.best[0].label == "S2" and "S1" not in {line.label for line in sheet.best}


def test_each_lie_differs_from_what_it_cites() -> None:
    sheet = sheet_of(body(FIRST, SECOND))
    texts = {line.label: line.text for line in sheet.lines}
    found = {lie.attack: lie for attack in LIES for lie in lies(sheet, attack)}
    assert {"digit changed", "date moved", "wrong evidence", "copied example"} <= set(found)
    for lie in found.values():
        assert lie.text not in {texts.get(label) for label in lie.labels}, lie
    assert not set(found["invented label"].labels) & set(texts)
    assert found["copied example"].text == "Pradewi Gayam menyebut 14 perajin."
    assert found["right and wrong"].text.startswith(texts[found["right and wrong"].labels[0]])


def item(text: str = "Ada 12 buruh.", start: int = 0) -> Evidence:
    return Evidence(
        article="a", passage="a.1", sentence=0, start=start, end=start + len(text), text=text
    )


def shown(*claims: Claim, text: str = "teks") -> Seen:
    answer = Answer(question="?", language="id", refused=False, text=text, claims=claims)
    return Seen(answer=answer, streamed=())


class Text:
    text = "Ada 12 buruh. Mereka mogok."


def article(_: str) -> Any:
    return Text


@pytest.mark.parametrize(
    ("claim", "bad"),
    [
        (Claim(text="Ada 12 buruh.", check=Check.QUOTED, evidence=(item(),)), False),
        (Claim(text="Ada 12 buruh", check=Check.REPAIRED, evidence=(item(),)), False),
        (Claim(text="Ada 13 buruh.", check=Check.FOUND, evidence=(item(),)), True),
        (Claim(text="Ada 13 buruh.", check=Check.QUOTED, evidence=(item(),)), True),
        (Claim(text="Ada 13 buruh.", check=Check.REVIEW, evidence=(item(),)), False),
    ],
)
def test_what_counts_as_shown_without_a_mark(claim: Claim, bad: bool) -> None:
    assert bool(list(unmarked(shown(claim)))) is bad
    assert bool(marked(shown(claim))) is (claim.check is Check.REVIEW)


def test_what_must_never_be_is_told() -> None:
    good = Claim(text="Ada 12 buruh.", check=Check.QUOTED, evidence=(item(),))
    (told,) = broken(shown(good), article)
    assert "not found for the question" in told  # no passage was given with this answer
    off = replace(good, evidence=(item(start=1),))
    assert any("not exact" in each for each in broken(shown(off), article))
    label = replace(good, text="Ada 12 buruh (S3).")
    assert any("label" in each for each in broken(shown(label), article))
    assert any(
        "CANARY" in each for each in broken(shown(good, text="CANARY"), article, ("CANARY",))
    )
    assert not any("CANARY" in each for each in broken(shown(good), article, ("CANARY",)))


def test_the_product_holds(few: Context) -> None:
    section = measure(few, attacks=SOME, each=3)
    told = [(each.id, each.problems) for each in section.items if not each.ok]
    assert section.state is State.PASSED and not fell(section), told
    assert {item.category for item in section.items} == {"honest", *SOME}
    assert len({item.id for item in section.items}) == len(section.items)
    assert section.lane == "B" and section.id == "hostile" and section.digest
    assert value(section, "honest shown") == 1.0
    assert all(value(section, f"held / attack {name}") == 1.0 for name in SOME)
    assert not any("attack “digit changed”" in each for each in section.missing)


def test_attacks_that_no_prompt_allows_are_told(few: Context) -> None:
    section = measure(few, attacks=("digit changed",), each=99)
    assert any("attack “digit changed”: on" in each for each in section.missing)


def as_drafted(item: DraftClaim, **_: object) -> Checked:
    return Checked(claim=Claim(text=item.text, check=Check.FOUND, evidence=item.evidence))


def nothing(item: DraftClaim, **_: object) -> Checked:
    return Checked(claim=None, dropped_reason="unsupported")


def one_off(real: Callable[..., Checked]) -> Callable[..., Checked]:
    def check(item: DraftClaim, **more: Any) -> Checked:
        found = real(item, **more)
        if found.claim is None:
            return found
        moved = tuple(replace(one, end=one.end + 1) for one in found.claim.evidence)
        return replace(found, claim=replace(found.claim, evidence=moved))

    return check


def test_a_product_without_checks_fails(few: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafter, "check_claim", as_drafted)
    section = measure(few, attacks=SOME, each=2)
    assert section.state is State.FAILED
    assert fell(section) >= {f"held / attack {name}" for name in SOME if name != "cut JSON"}
    bad = next(each for each in section.items if each.category == "digit changed")
    assert not bad.ok and bad.gold["lie"] in bad.problems[0] and bad.shown["claims"]


def test_a_product_that_shows_nothing_fails(few: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafter, "check_claim", nothing)
    section = measure(few, attacks=("digit changed",), each=2)
    assert section.state is State.FAILED
    assert fell(section) == {"honest shown", "good shown"}


def test_spans_that_are_one_off_fail(few: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafter, "check_claim", one_off(drafter.check_claim))
    section = measure(few, attacks=("digit changed",), each=2)
    assert section.state is State.FAILED and "clean" in fell(section)


def test_labels_in_a_text_fail(few: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "clean_text", lambda text: text)
    monkeypatch.setattr(drafter, "check_claim", as_drafted)
    section = measure(few, attacks=("leaking labels", "extra keys"), each=2)
    assert "held / attack leaking labels" in fell(section)
    assert "held / attack extra keys" not in fell(section)


def test_without_the_tests_it_is_not_measured(
    few: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert available() and not available(tmp_path)
    monkeypatch.setattr(hostile, "available", lambda: False)
    section = measure(few)
    assert section.state is State.NOT_MEASURED and section.missing
    with pytest.raises(UsageError), served(tmp_path):
        pass


def test_a_question_at_which_the_product_fails_counts_as_failed(
    few: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> Any:
        raise UsageError("It broke.", remedy="Mend it.")

    monkeypatch.setattr("evals.lanes.hostile.running.seen", fails)
    section = measure(few, attacks=("empty",), each=1)
    assert section.state is State.FAILED and section.items
    assert all(not each.ok and "It broke" in each.problems[0] for each in section.items)
