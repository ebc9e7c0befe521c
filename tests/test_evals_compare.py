"""``evals compare``: what makes a later run worse than an earlier one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evals_results import NAN, item, results, section, shown

from evals.reporting.compare import add_verb, run, told
from evals.reporting.comparing import Comparison, comparable, compare
from evals.reporting.stored import write_results
from evals.results import Item, Measure, Results, Section, State, not_measured
from rag.errors import UsageError


def many(*wrong: int, n: int = 12, **more: Any) -> list[Item]:
    return [item(f"q{number}", ok=number not in wrong, **more) for number in range(n)]


def runs(old: Sequence[Item], new: Sequence[Item]) -> Comparison:
    return compare(results(section(old)), results(section(new)))


def keys(pairs: Sequence[Any]) -> list[str]:
    return [each.key for each in pairs]


class TestCompare:
    def test_a_run_is_not_worse_than_itself(self) -> None:
        found = runs(many(1, 2), many(1, 2))
        assert found.exit_code == 0 and not found.problems
        assert not (found.newly_failing or found.newly_passing or found.changed)

    def test_newly_failing_and_passing(self) -> None:
        found = runs(many(1, 2), many(2, 3, 4))
        assert keys(found.newly_failing) == ["q3", "q4"] and keys(found.newly_passing) == ["q1"]
        assert found.exit_code == 0, "two against one is chance"

    def test_five_losses_without_a_win_are_significant_and_four_are_not(self) -> None:
        assert runs(many(), many(0, 1, 2, 3)).exit_code == 0
        found = runs(many(), many(0, 1, 2, 3, 4))
        assert found.exit_code == 1 and any("one-sided p 0.0312" in each for each in found.problems)
        assert runs(many(0, 1, 2, 3, 4), many()).exit_code == 0, "better is not worse"

    def test_one_must_pass_flip_is_enough(self) -> None:
        new = [replace(each, must_pass=True) for each in many(3)]
        old = [replace(each, must_pass=True) for each in many()]
        found = runs(old, new)
        assert found.exit_code == 1 and keys(found.flips) == ["q3"]
        assert runs(new, old).exit_code == 0

    def test_lower_is_better_for_errors(self) -> None:
        def refusing(count: int) -> list[Item]:
            return [
                replace(each, scores={"wrong refusals": float(place < count)})
                for place, each in enumerate(many())
            ]

        assert runs(refusing(0), refusing(6)).exit_code == 1
        assert runs(refusing(6), refusing(0)).exit_code == 0

    @pytest.mark.parametrize("side", ["old", "new", "both"])
    def test_nan_anywhere_counts_as_worse(self, side: str) -> None:
        good, broken = many(), many()
        broken[5] = replace(broken[5], scores={"right": NAN})
        found = runs(good if side == "new" else broken, good if side == "old" else broken)
        worse = [each for each in found.differences if each.key == "right"]
        assert worse[0].worse and worse[0].test is not None and worse[0].test.losses == 1
        assert found.exit_code == 1

    def test_a_measure_that_is_gone_is_worse(self) -> None:
        new = section([replace(each, scores={}) for each in many()], measures=())
        found = compare(results(section(many())), results(new))
        assert found.exit_code == 1 and any(
            "right could not be measured" in p for p in found.problems
        )

    def test_a_section_that_is_not_measured_any_more_is_worse(self) -> None:
        old = results(section(many()))
        gone = results(not_measured("quoting", "Quotes", "A", "why"))
        assert compare(old, gone).exit_code == 1
        stale = results(section(many(), State.STALE))
        assert compare(old, stale).exit_code == 1
        assert compare(gone, old).exit_code == 0

    def test_questions_that_are_gone_are_worse(self) -> None:
        found = runs(many(n=12), many(n=10))
        assert found.exit_code == 1 and "q10, q11" in found.problems[0]
        assert runs(many(n=10), many(n=12)).exit_code == 0

    def test_changed_answers_are_told_also_where_they_pass(self) -> None:
        new = many()
        new[2] = replace(new[2], shown=shown("Lain."))
        new[3] = replace(new[3], shown={**new[3].shown, "timings": {"search": 0.3}})
        assert keys(runs(many(), new).changed) == ["q2"], "timings are no answer"

    def test_one_group_alone_decides_nothing(self) -> None:
        found = runs(many(), many(0, 1, 2, 3, 4))
        groups = [each for each in found.differences if each.key == "right / category factoid"]
        assert groups[0].worse and not groups[0].overall
        assert not any("category" in each for each in found.problems)

    def test_ids_that_come_twice_stay_apart(self) -> None:
        old = [item("a"), item("a", ok=False)]
        assert not runs(old, old).newly_failing
        assert keys(runs(old, [item("a", ok=False), item("a", ok=False)]).newly_failing) == ["a"]

    def test_other_datasets_are_refused_unless_asked(self) -> None:
        old = results(section(many(n=12), digest="1" * 64))
        new = results(section(many(0, n=11), digest="2" * 64))
        with pytest.raises(UsageError, match="another dataset"):
            compare(old, new)
        found = compare(old, new, common=True)
        assert found.exit_code == 0 and keys(found.newly_failing) == ["q0"]
        assert any("datasets differ" in each for each in found.notes)
        right = next(each for each in found.differences if each.key == "right")
        assert right.n == 11, "only what both have"
        shared = comparable(old, new)
        assert shared is not None and shared.notes == found.notes

    def test_one_section(self) -> None:
        old = results(section(many()), section(many(), id="replay"))
        new = results(section(many()), section(many(*range(9)), id="replay"))
        assert compare(old, new, section="quoting").exit_code == 0
        assert compare(old, new, section="replay").exit_code == 1
        with pytest.raises(UsageError, match="both runs must have live"):
            compare(old, new, section="live")


def checks(value: float, state: State = State.PASSED, **more: Any) -> Section:
    """Return a section whose measures no single question carries, as those of the self-test."""
    values: dict[str, Any] = {"n": 100, "low": 0.9, "high": 1.0, "group": "class x", **more}
    lane = values.pop("lane", "T1")
    measure = Measure(name="caught", value=value, **values)
    id = {"T1": "selftest"}.get(lane, "calibration")
    return Section(id=id, title="Self-test", lane=lane, state=state, measures=(measure,))


def worse(old: Section, new: Section, **more: Any) -> Comparison:
    return compare(results(old), results(new), **more)


class TestWithoutItems:
    """What acceptance found: the self-test and the index collapsed, and nothing was worse."""

    @pytest.mark.parametrize("state", [each for each in State if each is not State.PASSED])
    def test_a_section_that_passed_and_does_not_is_worse(self, state: State) -> None:
        found = worse(section(many()), section(many(), state, problems=("x: it is broken",)))
        assert found.exit_code == 1 and "PASSED" in found.problems[0]
        assert state.value.upper() in found.problems[0]
        assert worse(section(many(), State.FAILED), section(many(), State.FAILED)).exit_code == 0
        assert worse(section(many(), State.FAILED), section(many())).exit_code == 0

    def test_over_other_questions_a_failed_section_is_told_only(self) -> None:
        failed = section(many(), State.FAILED, digest="2" * 64)
        found = worse(section(many()), failed, common=True)
        assert found.exit_code == 0 and any("is FAILED" in each for each in found.notes)

    def test_a_broken_limit_is_worse_in_a_group_too(self) -> None:
        found = worse(checks(0.97, demand=0.95), checks(0.94, demand=0.95))
        assert found.exit_code == 1 and "held its limit before" in found.problems[0]
        assert "caught / class x went from 0.970 to 0.940" in found.problems[0]
        floor = worse(checks(0.97, floor=0.95), checks(0.94, floor=0.95))
        assert floor.exit_code == 1

    def test_any_loss_counts_where_no_model_is_asked_and_a_demand_stands(self) -> None:
        found = worse(checks(1.0, demand=0.9), checks(0.99, demand=0.9))
        assert found.exit_code == 1 and "no chance" in found.problems[0]
        assert worse(checks(0.99, demand=0.9), checks(1.0, demand=0.9)).exit_code == 0
        judge: dict[str, Any] = {"demand": 0.9, "lane": "T2"}
        assert worse(checks(1.0, **judge), checks(0.99, **judge)).exit_code == 0, "chance"

    def test_below_the_earlier_interval_is_worse(self) -> None:
        judge: dict[str, Any] = {"demand": 0.5, "lane": "T2"}
        found = worse(checks(1.0, **judge), checks(0.89, **judge))
        assert found.exit_code == 1 and "earlier interval" in found.problems[0]

    def test_a_count_where_less_is_better(self) -> None:
        rows: dict[str, Any] = {"demand": 0.0, "lower_is_better": True, "low": 0.0, "high": 0.0}
        assert worse(checks(0, group="all", **rows), checks(50, group="all", **rows)).exit_code == 1
        assert worse(checks(50, group="all", **rows), checks(0, group="all", **rows)).exit_code == 0

    def test_what_is_only_told_decides_nothing(self) -> None:
        found = worse(checks(1.0, told_only=True), checks(0.1, told_only=True))
        assert found.exit_code == 0 and found.differences[0].worse
        assert "worse (told only)" in told(found, width=120)

    def test_a_limit_that_becomes_nan_is_worse(self) -> None:
        found = worse(checks(1.0, demand=0.9), checks(NAN, n=3, demand=0.9))
        assert found.exit_code == 1 and "NaN" in found.problems[0]

    def test_fewer_mutants_to_look_at_are_no_questions_that_are_gone(self) -> None:
        before = replace(
            checks(0.98, demand=0.9), items=(item("a-0", ok=False), item("a-1", ok=False))
        )
        after = replace(checks(0.99, demand=0.9), items=(item("a-0", ok=False),))
        found = worse(before, after)
        assert found.exit_code == 0 and not found.problems and not found.notes
        assert [each.key for each in found.differences] == ["caught / class x"], "no questions"

    def test_with_common_sections_over_the_same_questions_are_compared_as_ever(self) -> None:
        found = worse(checks(1.0, demand=0.9), checks(0.1, demand=0.9), common=True)
        assert found.exit_code == 1

    def test_one_attack_that_is_shown_is_enough(self) -> None:
        old, new = (section(many(*wrong), id="hostile", lane="B") for wrong in ((), (3,)))
        found = worse(old, new)
        assert found.exit_code == 1 and found.problems == (
            "hostile: q3 held and fails now (a vital nugget is missing).",
        )
        assert worse(new, old).exit_code == 0

    def test_a_must_pass_mark_that_is_gone_counts(self) -> None:
        old = [replace(each, must_pass=True) for each in many()]
        found = runs(old, many(3))
        assert found.exit_code == 1 and keys(found.flips) == ["q3"] and "MUST PASS" in told(found)


class TestVerb:
    def options(self, tmp_path: Path, old: Results, new: Results, *more: str) -> argparse.Namespace:
        parser = argparse.ArgumentParser()
        add_verb(parser.add_subparsers())
        for name, each in (("old.json", old), ("new.json", new)):
            write_results(tmp_path / name, each)
        return parser.parse_args(
            ["compare", str(tmp_path / "old.json"), str(tmp_path / "new.json"), *more]
        )

    def test_it_prints_writes_and_ends_as_it_says(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "compared.txt"
        old, new = results(section(many())), results(section(many(0, 1, 2, 3, 4)))
        assert run(self.options(tmp_path, old, new, "--out", str(out))) == 1
        text = capsys.readouterr().out
        assert out.read_text("utf-8") == text and text.rstrip().endswith("\nWORSE")
        assert "newly failing: 5" in text and "a vital nugget is missing" in text
        assert run(self.options(tmp_path, old, old)) == 0
        assert capsys.readouterr().out.rstrip().endswith("NOT WORSE")

    def test_a_broken_file_is_said_in_words(self, tmp_path: Path) -> None:
        options = self.options(tmp_path, results(section(many())), results(section(many())))
        (tmp_path / "new.json").write_text("{", "utf-8")
        with pytest.raises(UsageError, match="broken"):
            run(options)

    def test_markup_in_data_is_text(self) -> None:
        found = runs(
            [item("a", question="[red]x[/red]")], [item("a", ok=False, question="[red]x[/red]")]
        )
        assert "[red]x[/red]" in told(found)
