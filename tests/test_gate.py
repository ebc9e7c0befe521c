"""Floors and exit codes: what holds, what fails, and that nothing unmeasured passes."""

from __future__ import annotations

import json
from dataclasses import replace
from math import nan
from pathlib import Path
from typing import Any

import pytest

from evals.floors import Floors, Kept, read_floors, recorded, write_floors
from evals.gate import (
    FAILED,
    NOT_MEASURED,
    PASSED,
    UNTRUSTED,
    absent_collections,
    exit_code,
    judged,
)
from evals.results import Item, Measure, Section, State, held, not_measured, plain, share
from rag.errors import UsageError

RIGHT = Measure(name="right", value=0.75, n=4, low=0.3, high=0.95)
WRONG = Measure(name="wrong refusals", value=0.25, n=4, low=0, high=0.5, lower_is_better=True)
ITEMS = (
    Item(id="a-1", question="Berapa UMP?", category="number", ok=True, must_pass=True),
    Item(id="a-2", question="Siapa ketua?", category="factoid", ok=False, must_pass=True),
)


def section(*measures: Measure, **more: Any) -> Section:
    given: dict[str, Any] = {
        "id": "quoting",
        "title": "Quoting",
        "lane": "A",
        "state": State.PASSED,
        "digest": "d",
        "measures": measures,
        "items": ITEMS,
        **more,
    }
    return Section(**given)


def floors(**values: float) -> Floors:
    named = {name.replace("_", " "): value for name, value in values.items()}
    return Floors(sections={"quoting": Kept(digest="d", floors=named, known=frozenset({"a-2"}))})


def problems(one: Section, kept: Floors | None) -> tuple[str, ...]:
    return judged([one], kept)[0].problems


def test_floors_that_are_held_pass() -> None:
    (found,) = judged([section(RIGHT, WRONG)], floors(right=0.75, wrong_refusals=0.25))
    assert (found.state, found.problems) == (State.PASSED, ())
    assert [each.floor for each in found.measures] == [0.75, 0.25]
    assert exit_code([found]) == PASSED


@pytest.mark.parametrize(
    ("measures", "kept", "words"),
    [
        ((RIGHT,), {"right": 0.751}, "right: 0.750 is below its floor 0.751 (n 4)"),
        ((replace(RIGHT, value=nan, n=0),), {"right": 0.1}, "right: nan is below its floor"),
        ((WRONG,), {"wrong_refusals": 0.24}, "wrong refusals: 0.250 is above its ceiling 0.240"),
        ((replace(WRONG, value=nan),), {"wrong_refusals": 0.9}, "nan is above its ceiling"),
        ((RIGHT, WRONG), {"right": 0.7}, "wrong refusals: it is measured and has no floor"),
        ((RIGHT,), {"right": 0.7, "cited": 1}, "cited: it has a floor and was not measured"),
        ((replace(RIGHT, demand=0.8),), {"right": 0.7}, "below what is demanded, 0.800"),
        ((replace(RIGHT, demand=0.1, value=nan),), {"right": 0.7}, "below what is demanded"),
    ],
)
def test_each_way_to_fall(
    measures: tuple[Measure, ...], kept: dict[str, float], words: str
) -> None:
    (found,) = judged([section(*measures)], floors(**kept))
    assert found.state is State.FAILED
    assert any(words in each for each in found.problems), found.problems
    assert exit_code([found]) == FAILED


def test_a_must_pass_question_that_is_lost_fails_whatever_the_average() -> None:
    lost = (replace(ITEMS[0], ok=False), ITEMS[1])
    assert problems(section(RIGHT, items=lost), floors(right=0.1)) == (
        "must pass: a-1 [number] Berapa UMP?",
    )


def test_what_is_only_told_has_no_floor() -> None:
    told = Measure(name="seconds", value=3, n=4, low=1, high=9, told_only=True)
    assert problems(section(RIGHT, told), floors(right=0.7)) == ()


def test_floors_of_other_questions_are_refused() -> None:
    with pytest.raises(UsageError, match="recorded for other questions"):
        judged([section(RIGHT, digest="e")], floors(right=0.1))


def test_another_version_of_a_collection_is_not_measured_and_never_green() -> None:
    kept = Floors(sections={"bench:x": Kept(digest="d", floors={"right": 0.1})})
    (found,) = judged([section(RIGHT, id="bench:x", digest="e")], kept)
    assert found.state is State.NOT_MEASURED and "another version" in found.missing[-1]
    assert exit_code([section(RIGHT), found]) == PASSED
    assert exit_code([section(RIGHT), found], asked={"bench:x"}) == NOT_MEASURED
    assert judged([section(RIGHT, id="bench:x")], kept)[0].measures[0].floor == 0.1


def live(model: str, digest: str, *measures: Measure, **more: Any) -> Section:
    subject = {"model": model, "digest": digest}
    return section(*measures, id="live", subject=subject, items=ITEMS[:1], **more)


def test_floors_of_a_model_are_of_that_model_alone(tmp_path: Path) -> None:
    before = recorded(Floors(), [live("a:4b", "m1", RIGHT)], because="")
    before = recorded(before, [live("b:4b", "m2", WRONG)], because="")
    path = tmp_path / "floors.json"
    write_floors(path, before)
    kept = read_floors(path)
    assert {name: each.digest for name, each in kept.sections.items()} == {
        "live:a:4b": "d@m1",
        "live:b:4b": "d@m2",
    }
    (found,) = judged([live("a:4b", "m1", RIGHT)], kept)
    assert (found.state, found.missing, found.measures[0].floor) == (State.PASSED, (), 0.75)
    assert found.digest == "d"  # so that two models can be compared
    (found,) = judged([live("a:4b", "m1", replace(RIGHT, value=0.74))], kept)
    assert found.problems == ("right: 0.740 is below its floor 0.750 (n 4)",)
    with pytest.raises(UsageError, match="would lower live:a:4b: right"):
        recorded(kept, [live("a:4b", "m1", replace(RIGHT, value=0.74))], because="")
    with pytest.raises(UsageError, match=r"“live:a:4b” were recorded for other questions"):
        judged([replace(live("a:4b", "m1", RIGHT), digest="e")], kept)


@pytest.mark.parametrize("given", [("c:4b", "m1"), ("a:4b", "m9"), ("a:4b", "")])
def test_of_another_model_it_is_told_that_no_floors_are_there(given: tuple[str, str]) -> None:
    kept = recorded(Floors(), [live("a:4b", "m1", RIGHT)], because="")
    worse = replace(RIGHT, value=0.1)
    for floors_of in (kept, None):
        (found,) = judged([live(*given, worse)], floors_of)
        assert found.state is State.PASSED and found.measures[0].floor is None
        (told,) = found.missing
        assert told.startswith(f"no floors are recorded for this model ({given[0]}")
    (found,) = judged([live(*given, replace(worse, demand=0.5))], kept)
    assert found.state is State.FAILED and found.missing
    (found,) = judged([live(*given, worse)], kept, part=True)
    assert "no floors are recorded" in found.missing[0]


def test_of_a_part_only_what_is_known_to_fail_is_looked_up() -> None:
    worse = replace(RIGHT, value=0.1)
    (found,) = judged([section(worse)], floors(right=0.7), part=True)
    assert (found.state, found.measures[0].floor) == (State.PASSED, None)
    lost = replace(ITEMS[0], ok=False)
    (found,) = judged([section(worse, items=(lost, ITEMS[1]))], floors(right=0.7), part=True)
    assert found.problems == ("must pass: a-1 [number] Berapa UMP?",)
    assert judged([section(RIGHT)], None, part=True)[0].problems == (
        "must pass: a-2 [factoid] Siapa ketua?",
    )


NO_FLOORS = "no floors are recorded for this data: held to the demands alone"


def test_a_section_without_floors_says_so() -> None:
    one = section(RIGHT, items=ITEMS[:1])
    for kept in (None, Floors()):
        assert judged([one], kept)[0].missing == (NO_FLOORS,)
    (found,) = judged([one], floors(right=0.7), part=True)
    (told,) = found.missing
    assert "a part of the questions" in told and "floors of the whole do not apply" in told
    assert judged([one], floors(right=0.7))[0].missing == ()
    empty = not_measured("replay", "Replay", "C", "no recordings")
    assert judged([empty], None) == judged([empty], None, part=True) == (empty,)


def test_of_a_model_with_floors_a_part_is_told_as_a_part() -> None:
    kept = recorded(Floors(), [live("a:4b", "m1", RIGHT)], because="")
    (found,) = judged([live("a:4b", "m1", RIGHT)], kept, part=True)
    assert "a part of the questions" in found.missing[0]


ALL_REFUSED = replace(WRONG, value=1.0, n=3)


@pytest.mark.parametrize("part", [False, True])
@pytest.mark.parametrize(
    ("measure", "fails"),
    [
        (replace(RIGHT, value=0.0, n=1), True),
        (replace(RIGHT, value=nan, n=1), True),
        (replace(RIGHT, value=0.01, n=100), False),
        (ALL_REFUSED, True),
        (replace(ALL_REFUSED, value=nan), True),
        (replace(ALL_REFUSED, n=2), False),
        (replace(ALL_REFUSED, value=0.99), False),
        (replace(ALL_REFUSED, group="language en"), False),
    ],
)
def test_nothing_right_passes_on_no_data(measure: Measure, fails: bool, part: bool) -> None:
    (found,) = judged([section(measure, items=())], None, part=part)
    assert found.state is (State.FAILED if fails else State.PASSED)
    assert any("passes on no data" in each for each in found.problems) is fails
    assert exit_code([found]) == (FAILED if fails else PASSED)


def test_nothing_right_is_told_once_where_it_is_below_its_floor_too() -> None:
    fallen = problems(section(replace(RIGHT, value=0.0)), floors(right=0.7))
    assert [each.startswith("right: ") for each in fallen] == [True]


def test_a_collection_keeps_its_floors_where_a_part_of_the_own_questions_is_asked() -> None:
    kept = Floors(sections={"bench:x": Kept(digest="d", floors={"right": 0.8})})
    (found,) = judged([section(RIGHT, id="bench:x", items=())], kept, part=True)
    assert found.state is State.FAILED and found.measures[0].floor == 0.8


def test_a_collection_with_floors_that_is_not_there_is_named() -> None:
    limits = Kept(digest="d", floors={"right": 0.1})
    kept = Floors(sections={"bench:x": limits, "bench:y": limits, "index": limits})
    (gone,) = absent_collections([section(RIGHT, id="bench:x")], kept)
    assert (gone.id, gone.state) == ("bench:y", State.NOT_MEASURED) and gone.missing
    assert absent_collections([], None) == ()


def test_a_required_section_needs_floors_and_others_only_their_demands() -> None:
    one = section(RIGHT, items=ITEMS[:1])
    assert judged([one], Floors())[0].state is State.PASSED
    assert problems(section(RIGHT), None) == ("must pass: a-2 [factoid] Siapa ketua?",)
    (found,) = judged([one], Floors(), required={"quoting"})
    assert found.problems == ("it has no recorded floors",) and found.state is State.FAILED
    assert judged([section(replace(RIGHT, demand=0.9))], None)[0].state is State.FAILED


def test_a_sections_own_problems_fail_it() -> None:
    (found,) = judged([section(RIGHT, problems=("an item is missing",))], floors(right=0.7))
    assert found.state is State.FAILED and found.problems == ("an item is missing",)


def test_exit_codes_and_their_order() -> None:
    fine, fallen = section(RIGHT), section(RIGHT, state=State.FAILED)
    stale, doubted = section(state=State.STALE), section(state=State.UNTRUSTED)
    empty = not_measured("replay", "Replay", "C", "no recordings")
    assert exit_code([fine, empty]) == PASSED
    assert exit_code([fine, empty], asked={"replay"}) == NOT_MEASURED
    assert exit_code([fine, stale]) == NOT_MEASURED
    assert exit_code([fine, stale, doubted]) == UNTRUSTED
    assert exit_code([stale, doubted, fallen]) == FAILED
    assert exit_code([]) == NOT_MEASURED
    assert exit_code([fine], asked={"bench:none"}) == NOT_MEASURED  # it is not even in the report
    assert judged([empty, stale], floors(right=1)) == (empty, stale)


def test_a_section_without_a_measure_has_shown_nothing() -> None:
    (found,) = judged([section(items=())], None)
    assert (found.state, found.problems) == (State.FAILED, ("nothing was measured in it",))
    assert judged([section(items=())], floors())[0].state is State.FAILED


def test_must_pass_questions_that_are_gone_or_unmarked_fail() -> None:
    before = recorded(Floors(), [section(RIGHT)], because="")
    assert before.sections["quoting"].must_pass == 2
    fewer = (replace(ITEMS[0], must_pass=False), ITEMS[1])
    for items in (fewer, ITEMS[1:]):
        now = section(RIGHT, items=items)
        assert problems(now, before) == ("1 questions are marked must_pass, and 2 were",)
        with pytest.raises(UsageError, match="questions marked must_pass"):
            recorded(before, [now], because="")


def test_floors_are_recorded_on_the_side_that_holds(tmp_path: Path) -> None:
    third = share("right", [1, 1, 0])
    two_thirds = share("wrong refusals", [1, 1, 0], lower_is_better=True)
    one = section(third, two_thirds, section_told())
    kept = recorded(Floors(), [one], because="")
    path = tmp_path / "floors.json"
    write_floors(path, kept)
    again = read_floors(path)
    assert again == kept
    assert again.sections["quoting"].floors == {"right": 0.666, "wrong refusals": 0.667}
    assert again.sections["quoting"].known == {"a-2"}
    assert judged([one], again)[0].state is State.PASSED


def section_told() -> Measure:
    return Measure(name="seconds", value=3, n=4, low=1, high=9, told_only=True)


@pytest.mark.parametrize(
    ("now", "what"),
    [
        (section(replace(RIGHT, value=0.74)), "quoting: right"),
        (section(replace(RIGHT, value=nan)), "quoting: right"),
        (section(WRONG), "quoting: right"),
        (section(RIGHT, items=(replace(ITEMS[0], ok=False), ITEMS[1])), "quoting: must pass: a-1"),
    ],
)
def test_floors_sink_only_with_a_reason_that_is_kept(now: Section, what: str) -> None:
    before = recorded(Floors(), [section(RIGHT)], because="")
    with pytest.raises(UsageError, match=what):
        recorded(before, [now], because="")
    after = recorded(before, [now], because="the question was wrong")
    assert [each["because"] for each in after.lowered] == ["the question was wrong"]
    raised = recorded(before, [section(replace(RIGHT, value=0.8))], because="")
    assert raised.sections["quoting"].floors == {"right": 0.8} and raised.lowered == ()


def test_floors_of_sections_that_were_not_measured_stay() -> None:
    before = recorded(Floors(), [section(RIGHT), section(WRONG, id="hostile")], because="")
    after = recorded(before, [section(replace(RIGHT, value=0.9))], because="")
    assert after.sections["hostile"] == before.sections["hostile"]
    # An empty floor would hold everything, and its digest would refuse the first real one.
    for state in (State.NOT_MEASURED, State.STALE, State.UNTRUSTED):
        absent = [section(id=id, state=state, digest="") for id in ("hostile", "replay")]
        assert recorded(before, absent, because="a reason") == before


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 1, "sections": {}}', '{"schema": 2}'])
def test_broken_floors_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "floors.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="cannot be read"):
        read_floors(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_floors(tmp_path / "none.json")
    with pytest.raises(UsageError, match="cannot be written"):
        write_floors(tmp_path / "none" / "floors.json", Floors())


def test_nan_never_holds_and_is_null_in_json() -> None:
    empty = share("right", [None])
    assert not empty.holds(0.0) and not replace(empty, lower_is_better=True).holds(1.0)
    assert empty.holds(None)
    assert json.dumps(plain(empty.value)) == "null" and plain(0.5) == 0.5
    assert held(State.PASSED, [replace(empty, demand=0.0)], ()) is State.FAILED
    assert held(State.PASSED, [RIGHT], ()) is State.PASSED
    assert held(State.PASSED, [RIGHT], ("one",)) is State.FAILED
    assert held(State.STALE, [replace(RIGHT, demand=1)], ()) is State.STALE
