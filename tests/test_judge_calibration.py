"""A judge is trusted where it earns it, and each way of being bad shows in the right measure."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from evals.judging.calibration import calibrate
from evals.judging.judge import JudgeAbsent, Verdicts
from evals.judging.known import BAD, EACH_BAD, EACH_GOOD, GOOD, Known, lint_known, read_known
from evals.results import Section, State
from ingest.readers import read
from rag.errors import UsageError

SAMPLE = Path(__file__).resolve().parent.parent / "ingest" / "sample"
ALL_KNOWN = read_known()
TRUTH = {(each.statement, each.text): each for each in ALL_KNOWN}
_T = TypeVar("_T")


class Quiet:
    def steps(self, items: Iterable[_T], what: str, total: int) -> Iterator[_T]:
        yield from items


@dataclass
class Judge:
    """Says what ``rule`` makes of what is known; None is no verdict."""

    rule: Callable[[Known, int], int | None]
    asked: list[tuple[str, str, int]] = field(default_factory=list)

    def supported(self, statements: Sequence[str], evidence: str, *, repeat: int) -> Verdicts:
        (statement,) = statements
        self.asked.append((statement, evidence, repeat))
        value = self.rule(TRUTH[statement, evidence], repeat)
        if value is None:
            return Verdicts(values=None, unscored="HTTP 500", raw=("(HTTP 500)",))
        return Verdicts(values=(value,), raw=(json.dumps({"verdict": value}),))


def judged(rule: Callable[[Known, int], int | None], **options: Any) -> Section:
    return calibrate(Judge(rule), Quiet(), **options)


def oracle(known: Known, repeat: int = 0) -> int:
    return int(known.good)


def missed(section: Section) -> set[str]:
    return {each.key for each in section.measures if not each.holds(each.demand)}


def value(section: Section, key: str) -> float:
    measure = section.measure(key)
    assert measure is not None, key
    return measure.value


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    documents = {each.name: read(each.read_bytes(), each.name) for each in SAMPLE.iterdir()}
    return {name: " ".join(line.text for line in each.lines) for name, each in documents.items()}


def test_known_statements_are_as_told(texts: dict[str, str]) -> None:
    assert lint_known(ALL_KNOWN, texts) == []
    assert len(ALL_KNOWN) == 240
    assert sum(each.good for each in ALL_KNOWN) == 120
    assert EACH_GOOD * len(GOOD) == EACH_BAD * len(BAD) == 120


def _changed(id: str, /, **changes: object) -> list[Known]:
    return [replace(each, **changes) if each.id == id else each for each in ALL_KNOWN]  # type: ignore[arg-type]


def _quoted(id: str, /, **changes: str) -> list[Known]:
    (known,) = (each for each in ALL_KNOWN if each.id == id)
    return _changed(id, evidence=(replace(known.evidence[0], **changes),))


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        (_quoted("good-verbatim-01", quote="Tidak ada di sini."), "does not hold"),
        (_quoted("bad-number-01", article="none.md"), "there is no article none.md"),
        (_changed("good-verbatim-01", statement="Sesuatu yang lain."), "not verbatim"),
        (_changed("good-paraphrase-01", wrong="besarnya"), "has something wrong"),
        (_changed("bad-number-01", wrong="UMP 2024"), "its evidence holds"),
        (_changed("bad-number-01", wrong=""), "must be words of the statement"),
        (_changed("bad-number-01", wrong="7,7 persen"), "must be words of the statement"),
        (_changed("bad-number-01", kind="date"), "19 statements of class number"),
        (_changed("bad-number-01", kind="verbatim"), "is no class of bad"),
        (_changed("bad-number-01", good=True), "is no class of good"),
        (_changed("bad-number-01", id="bad-number-02"), "id used twice"),
        (_changed("good-english_on_indonesian-01", language="id"), "it is not English"),
        (_changed("bad-number-01", language="jv"), "unknown language"),
        (_changed("bad-number-01", evidence=()), "no evidence"),
        ([*ALL_KNOWN, ALL_KNOWN[0]], "used twice"),
        ([replace(each, origin="generated") for each in ALL_KNOWN], "are by hand"),
        ([replace(each, language="id") for each in ALL_KNOWN], "are English"),
    ],
)
def test_lint_sees(known: list[Known], problem: str, texts: dict[str, str]) -> None:
    assert any(problem in each for each in lint_known(known, texts))


def test_the_lint_of_the_dataset_looks_at_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    import evals.judging.known as module
    from evals.linting.checking import SAMPLE as ARTICLES
    from evals.linting.checking import Subject, check

    subject = Subject(articles=ARTICLES, program=None)
    assert check(subject).sound
    monkeypatch.setattr(module, "read_known", lambda: ALL_KNOWN[1:])
    (found,) = (each for each in check(subject).findings if each.rule == "judge")
    assert "statements of class" in found.text


def test_lint_sees_a_bad_statement_that_is_borne_out(texts: dict[str, str]) -> None:
    (known,) = (each for each in ALL_KNOWN if each.id == "bad-number-11")
    true = _changed(known.id, statement=known.evidence[0].quote, wrong="")
    assert any("bears it out" in each for each in lint_known(true, texts))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"id": "x"}', '{"evidence": 3}'])
def test_a_broken_file_is_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "meta.jsonl"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"meta\.jsonl"):
        read_known(path)


def test_a_judge_that_knows_is_trusted() -> None:
    judge = Judge(oracle)
    section = calibrate(judge, Quiet())
    assert section.state is State.PASSED
    assert (section.id, section.lane, section.problems) == ("calibration", "T2", ())
    assert len(judge.asked) == 240 * 3
    assert len(section.items) == 240
    assert all(item.ok and not item.problems for item in section.items)
    assert value(section, "balanced accuracy") == 1.0
    assert value(section, "repeat agreement") == 1.0
    assert value(section, "unscored") == 0.0
    assert section.measure("balanced accuracy").low < 1.0  # type: ignore[union-attr]
    assert "0.774" in section.subject["published"]
    assert "easier" in section.subject["published"]


def test_always_yes_and_always_no_are_not() -> None:
    yes = judged(lambda known, repeat: 1)
    assert yes.state is State.UNTRUSTED
    assert value(yes, "balanced accuracy") == 0.5
    assert missed(yes) == {"balanced accuracy", *(f"bad caught / class {each}" for each in BAD)}
    no = judged(lambda known, repeat: 0)
    assert no.state is State.UNTRUSTED
    assert missed(no) == {"balanced accuracy", "false alarms"}
    assert value(no, "false alarms") == 1.0


def test_chance_is_not() -> None:
    rng = random.Random(4)
    section = judged(lambda known, repeat: rng.randrange(2))
    assert section.state is State.UNTRUSTED
    assert {"balanced accuracy", "false alarms", "repeat agreement"} <= missed(section)
    assert 0.35 < value(section, "balanced accuracy") < 0.65


def test_english_only_is_not() -> None:
    section = judged(lambda known, repeat: oracle(known) if known.language == "en" else 1)
    assert section.state is State.UNTRUSTED
    assert "Indonesian behind English" in missed(section)
    assert value(section, "Indonesian behind English") == 0.5
    other = judged(lambda known, repeat: oracle(known) if known.language == "id" else 1)
    assert value(other, "Indonesian behind English") == -0.5
    assert "Indonesian behind English" not in missed(other)
    assert other.state is State.UNTRUSTED


@pytest.mark.parametrize("kind", BAD)
def test_blind_to_one_class_is_not(kind: str) -> None:
    section = judged(lambda known, repeat: 1 if known.kind == kind else oracle(known))
    assert section.state is State.UNTRUSTED
    assert f"bad caught / class {kind}" in missed(section)
    assert not {f"bad caught / class {each}" for each in BAD if each != kind} & missed(section)


def test_numbers_are_held_to_more_than_fillers() -> None:
    def misses(known: Known, kind: str) -> int:
        return 1 if known.kind == kind and known.id[-2:] in {"01", "02", "11", "12"} else 0

    numbers = judged(lambda known, repeat: oracle(known) or misses(known, "number"))
    assert missed(numbers) == {"bad caught / class number"}  # 16 of 20 is below 0.90
    fillers = judged(lambda known, repeat: oracle(known) or misses(known, "unsupported"))
    assert fillers.state is State.PASSED


def test_flaky_is_not() -> None:
    def rule(known: Known, repeat: int) -> int:
        return oracle(known) if repeat else 1 - oracle(known)

    section = judged(rule)
    assert section.state is State.UNTRUSTED
    assert missed(section) == {"repeat agreement"}  # every majority is right
    assert value(section, "repeat agreement") == 0.0
    assert any("does not agree with itself" in each for each in section.items[0].problems)


def test_without_a_verdict_is_wrong_on_both_sides() -> None:
    def silent(known: Known) -> bool:
        return len(known.statement) % 4 == 0

    section = judged(lambda known, repeat: None if silent(known) else oracle(known))
    assert section.state is State.UNTRUSTED
    assert {"balanced accuracy", "false alarms", "bad caught / class date"} <= missed(section)
    lost = [item for item in section.items if len(item.question) % 4 == 0]
    assert all(not item.ok and "HTTP 500" in item.problems[0] for item in lost)
    assert value(section, "unscored") == len(lost) / 240


def test_one_repeat_without_a_verdict_spoils_the_statement() -> None:
    section = judged(lambda known, repeat: None if repeat == 2 else oracle(known))
    assert value(section, "balanced accuracy") == 0.0


@pytest.mark.parametrize("values", [(), (1, 1), (2,), (-1,)])
def test_other_verdicts_than_one_of_two_do_not_count(values: tuple[int, ...]) -> None:
    class Odd(Judge):
        def supported(self, statements: Sequence[str], evidence: str, *, repeat: int) -> Verdicts:
            return Verdicts(values=values)

    section = calibrate(Odd(oracle), Quiet())
    assert not any(item.ok for item in section.items)
    assert section.state is State.UNTRUSTED


def test_a_dead_judge_is_not_asked_for_hours() -> None:
    judge = Judge(lambda known, repeat: None)
    section = calibrate(judge, Quiet())
    assert section.state is State.UNTRUSTED
    assert "no verdict on 8 statements" in section.problems[0]
    assert len(judge.asked) == 24
    assert len(section.items) == 8
    assert not any(item.ok for item in section.items)


def test_what_was_never_asked_has_no_rate() -> None:
    """What acceptance found: “balanced accuracy 0.000 (n 240)” after a few statements."""
    section = calibrate(Judge(lambda known, repeat: None), Quiet())
    assert not any(each.n or each.value == each.value for each in section.measures)
    told = "balanced accuracy: stopped after 8 of 240; not measured, demanded is at least 0.85"
    assert told in section.problems
    assert section.missing == ("Only 8 of 240 known statements were asked.",)


def test_no_judge_at_all() -> None:
    class Absent(Judge):
        def supported(self, statements: Sequence[str], evidence: str, *, repeat: int) -> Verdicts:
            raise JudgeAbsent("Nothing answers at this address.", remedy="Start Ollama.")

    section = calibrate(Absent(oracle), Quiet())
    assert section.state is State.UNTRUSTED
    assert section.problems[0] == "Nothing answers at this address. Start Ollama."


def test_a_part_is_a_look_and_no_proof() -> None:
    section = judged(oracle, limit=22)
    assert section.state is State.UNTRUSTED
    assert section.missing == ("Only 22 of 240 known statements were asked.",)
    assert {item.category for item in section.items} == {*GOOD, *BAD}
    assert value(section, "balanced accuracy") == 1.0


def test_one_repeat_cannot_show_agreement() -> None:
    section = judged(oracle, repeats=1)
    assert missed(section) == {"repeat agreement"}
    assert section.state is State.UNTRUSTED


def test_the_item_says_what_is_wrong() -> None:
    section = judged(lambda known, repeat: 1)
    (item,) = (each for each in section.items if each.id == "bad-number-01")
    assert "5,6 persen" in item.problems[0]
    assert item.judged["calibration"]["verdicts"] == [1, 1, 1]
    assert item.judged["calibration"]["evidence"][0].startswith("Angka itu naik 6,5 persen")
    assert json.dumps(item.gold)
