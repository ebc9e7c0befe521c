"""What a report shows first: the measures that matter, must-pass questions, aims, plain words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evals_results import QUOTE, item, results, section, selftest, shown

from evals.reporting.aims import aims
from evals.reporting.drill import shown_view
from evals.reporting.marks import key_measures, number
from evals.reporting.must_pass import must_pass_told
from evals.reporting.page import drawn
from evals.reporting.summary import summary_of
from evals.reporting.telling import told
from evals.results import Measure, Results, Section, State, not_measured


def caught(kind: str, value: float, **more: Any) -> Measure:
    values: dict[str, Any] = {"name": "caught", "n": 60, "low": 0.0, "high": 1.0, **more}
    return Measure(value=value, group=f"class {kind}", **values)


class TestKeyMeasures:
    def test_the_self_test_is_told_by_what_has_a_limit(self) -> None:
        """What acceptance found: perfect rates of false alarms and six mutants held to nothing."""
        alarms: dict[str, Any] = {"name": "false alarms", "lower_is_better": True}
        measures = (
            caught("digits", 1.0, demand=0.95, floor=1.0),
            caught("names_exchanged", 0.833, n=6, told_only=True),
            caught("antonym", 0.983, demand=0.9, floor=0.983),
            caught("negation", 1.0, demand=0.9),
            caught("number_swap", 0.977, demand=0.95),
            caught("number_swap", 0.977, demand=0.95, name="hidden"),
            caught("speaker", 1.0, demand=0.95, name="hidden"),
            caught("name_in_article", 0.928, demand=0.85, name="hidden"),
            caught("verbatim", 0.0, demand=0.0, **alarms),
            caught("paraphrase", 0.13, demand=0.2, **alarms),
        )
        tested = replace(selftest(), state=State.PASSED, measures=measures)
        assert [each.key for each in key_measures(tested)] == [
            "hidden / class name_in_article",
            "hidden / class number_swap",
            "hidden / class speaker",
            "caught / class negation",
            "false alarms / class paraphrase",
            "caught / class antonym",
        ]
        broken = replace(measures[0], value=0.5)
        first = key_measures(replace(tested, measures=(*measures[1:], broken)))[0]
        assert first is broken

    def test_must_pass_is_shown_and_counts_are_no_shares(self) -> None:
        extra = Measure(name="must pass", value=0.6, n=10, low=0.3, high=0.8, floor=0.6)
        given = section([item("a")])
        many = (replace(extra, name=f"other {number_}") for number_ in range(5))
        given = replace(given, measures=(*given.measures, *many, extra))
        assert "must pass" in [each.key for each in key_measures(given)]
        assert number(0.0, name="changes waiting") == "0" and number(0.0, name="cited") == "0.0%"


class TestMustPass:
    LINE = "2 of 3 must-pass questions fail and are listed as known (quoting)"

    def given(self, *problems: str) -> Results:
        marked = [item(str(n), ok=n == 0, must_pass=True) for n in range(3)]
        state = State.FAILED if problems else State.PASSED
        return results(
            section([*marked, item("x", ok=False)], state, problems=problems), exit_code=0
        )

    def test_known_failures_stand_in_the_head_of_every_report(self) -> None:
        run = self.given()
        assert must_pass_told(run) == self.LINE
        page, summary = drawn(run), summary_of(run).replace("\\", "")
        assert self.LINE in page[: page.index("<main")]
        assert self.LINE in summary[: summary.index("##")]
        assert told(run).replace("\n    ", " ").startswith(self.LINE)

    def test_one_that_is_not_listed_is_told_apart(self) -> None:
        text = must_pass_told(self.given("must pass: 2 [factoid] Pertanyaan 2?"))
        assert "1 of 3 must-pass questions fails and is listed as known" in text
        assert "1 of 3 must-pass questions fails and is not listed as known" in text

    def test_none_is_told_where_none_is_marked_or_none_was_measured(self) -> None:
        assert must_pass_told(results(section([item("a")]))) == ""
        marked = item("a", ok=False, must_pass=True)
        assert must_pass_told(results(section([marked], State.STALE))) == ""
        passed = results(section([replace(marked, ok=True)]))
        assert must_pass_told(passed) == "all 1 must-pass questions pass (quoting)"


class TestAims:
    def given(self, rate: float) -> Results:
        answered = Measure(
            name="answered without evidence", value=rate, n=40, low=0.0, high=0.3,
            lower_is_better=True, floor=0.2,
        )  # fmt: skip
        refused = Measure(
            name="refused", group="recipe removed", value=0.7, n=100, low=0.6, high=0.8, floor=0.7
        )
        bench = Section(
            id="bench:labor", title="Labor", lane="T1", state=State.PASSED, measures=(refused,)
        )
        return results(section([item("a")], measures=(answered,)), bench, exit_code=0)

    def test_a_floor_below_its_aim_is_marked(self) -> None:
        run = self.given(0.2)
        line = "answered without evidence: 20.0% (n 40, held to ≤ 20.0%; aim ≤ 5.0%, below its aim)"
        assert [each.below for each in aims(run)] == [True, True]
        assert line in drawn(run) and line in summary_of(run).replace("\\", "")
        assert "aim ≥ 80.0%, below its aim" in drawn(run)
        assert "below its aim" in " ".join(told(run).split())

    def test_an_aim_that_is_reached_has_no_mark(self) -> None:
        found = {each.measure.name: each.told for each in aims(self.given(0.05))}
        assert found["answered without evidence"] == "aim ≤ 5.0%"

    def test_nothing_is_said_of_what_was_not_measured(self) -> None:
        assert aims(results(not_measured("bench:labor", "L", "T1", "no folder"))) == []


class TestWords:
    def test_notices_have_no_codes(self) -> None:
        notices = [{"code": "as_of", "text": "Terbaru: 1 Mei."}, {"code": "is_odd", "text": "x"}]
        told_ = shown_view({"answer": "a", "notices": notices})["notices"]
        assert [each["about"] for each in told_] == ["how recent it is", "is odd"]
        page = drawn(results(section([item("a", shown=shown(QUOTE, notices=notices))])))
        assert "as_of" not in page and "how recent it is" in page

    def test_intervals_say_what_they_are(self) -> None:
        for text in (drawn(results()), summary_of(results())):
            assert "Wilson" in text and "as independent" in text
