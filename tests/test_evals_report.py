"""What a run leaves behind: results.json, report.html, summary.md, junit.xml, told, progress."""

from __future__ import annotations

import io
import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from evals_results import HOSTILE, NAN, QUOTE, item, items, results, section, selftest, shown

from evals.reporting import leave
from evals.reporting.comparing import comparable
from evals.reporting.drill import in_script
from evals.reporting.junit import write_junit
from evals.reporting.page import drawn, write_report
from evals.reporting.plots import Row, intervals
from evals.reporting.progress import watching
from evals.reporting.stored import read_results, write_results
from evals.reporting.summary import LIMIT, annotations_of, append_summary, cut, summary_of
from evals.reporting.telling import told
from evals.results import Measure, Results, Section, State, not_measured
from rag.errors import UsageError


def earlier() -> Results:
    """The same run before who-01 broke."""
    old = [
        replace(
            each,
            ok=True,
            shown=shown(QUOTE),
            problems=(),
            scores={"right": 1.0, "wrong refusals": 0.0},
        )
        for each in items()
    ]
    return results(section(old), exit_code=0)


class TestStored:
    def test_a_run_comes_back_as_it_was(self, tmp_path: Path) -> None:
        path = tmp_path / "deep" / "results.json"
        given = results()
        write_results(path, given)
        back = read_results(path)
        assert repr(back) == repr(given), "repr: NaN is not equal to itself"
        assert [each.name for each in path.parent.iterdir()] == ["results.json"], "no leftovers"
        assert next(iter(json.loads(path.read_text("utf-8")))) == "schema"

    def test_nan_is_null_and_a_measure_that_does_not_apply_stays_none(self, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        broken = item("x", scores={"a": NAN, "b": None, "c": 0.5}, shown={"seconds": NAN})
        write_results(path, results(section([item("y"), broken])))
        text = path.read_text("utf-8")
        json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
        back = read_results(path).sections[0]
        scores = back.items[1].scores
        assert scores["a"] is not None and math.isnan(scores["a"])
        assert (scores["b"], scores["c"]) == (None, 0.5)
        unmeasured = back.measure("refused")
        assert unmeasured is not None and math.isnan(unmeasured.value) and unmeasured.demand is None

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("{", "broken"),
            ("[]", "not what a run writes"),
            ('{"schema": 99, "sections": []}', "schema 99"),
            ('{"schema": 1}', "not what a run writes"),
            (
                '{"schema":1,"made":"","version":"","command":"","exit_code":0,"sections":[{}]}',
                "'id'",
            ),
            (
                '{"schema":1,"made":"","version":"","command":"","exit_code":0,"sections":'
                '[{"id":"a","title":"","lane":"","state":"splendid"}]}',
                "splendid",
            ),
        ],
    )
    def test_what_is_no_run_is_said_in_words(self, tmp_path: Path, text: str, words: str) -> None:
        path = tmp_path / "results.json"
        path.write_text(text, "utf-8")
        with pytest.raises(UsageError, match=words) as caught:
            read_results(path)
        assert str(path) in str(caught.value)

    def test_ok_must_be_true_or_false(self, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        write_results(path, results(section([item("a")])))
        path.write_text(path.read_text("utf-8").replace('"ok": true', '"ok": "no"'), "utf-8")
        with pytest.raises(UsageError, match="neither true nor false"):
            read_results(path)

    def test_a_failed_write_leaves_the_old_file(self, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        write_results(path, results())
        before = path.read_bytes()
        with pytest.raises(UsageError, match="cannot be stored"):
            write_results(path, results(section([item("a", shown={"bad": object()})])))
        assert path.read_bytes() == before
        with pytest.raises(UsageError, match="cannot be written"):
            write_results(path / "below-a-file.json", results())


class Elements(HTMLParser):
    """Collects tags, attributes and texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found is not None
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


class TestPage:
    def test_nothing_of_the_data_becomes_markup(self) -> None:
        page = drawn(results(), earlier(), comparable(earlier(), results()))
        found = Elements(page)
        assert found.tags.count("script") == 2, "the data, and our own script"
        assert "img" not in found.tags
        assert not [each for each in found.attributes if each[1].startswith("on")]
        assert not [each for each in found.attributes if each[1] in ("src", "style")]
        links = [each[2] for each in found.attributes if each[1] == "href"]
        assert links and all(each.startswith("#") for each in links)
        assert HOSTILE in data_of(page)["texts"]
        script = page[page.rindex("<script>") :]
        assert "innerHTML" not in script and "insertAdjacentHTML" not in script

    def test_data_cannot_leave_their_script_element(self) -> None:
        text = in_script(["</script><!--\u2028"])
        assert (
            "<" not in text and "\u2028" not in text and json.loads(text) == ["</script><!--\u2028"]
        )

    def test_the_policy_names_exactly_our_style_and_script(self) -> None:
        found = Elements(drawn(results()))
        policy = next(
            value for tag, name, value in found.attributes if tag == "meta" and "'none'" in value
        )
        assert policy.startswith("default-src 'none'; ") and policy.count("'sha256-") == 2
        assert "unsafe" not in policy

    def test_what_was_not_measured_comes_first_and_only_passed_is_green(self) -> None:
        page = drawn(results())
        main = page[page.index("<main") :]
        assert main.index("no recordings are there") < main.index('class="tile ')
        tiles = re.findall(
            r'<li class="tile (\w+)">\s*<p class="state">.*?</span> ([A-Z ]+)\n', page
        )
        assert sorted(tiles) == [
            ("failed", "FAILED"),
            ("failed", "FAILED"),
            ("failed", "FAILED"),
            ("stale", "STALE"),
            ("unmeasured", "NOT MEASURED"),
            ("untrusted", "JUDGE NOT TRUSTED"),
        ]
        assert '<p class="verdict passed">' not in page
        green = drawn(results(section([item("a")]), exit_code=0))
        assert 'class="tile passed"' in green and '<p class="verdict passed">' in green

    @pytest.mark.parametrize(
        ("code", "tone"), [(1, "failed"), (2, "failed"), (3, "stale"), (4, "untrusted")]
    )
    def test_no_other_end_is_green(self, code: int, tone: str) -> None:
        page = drawn(results(section([item("a")]), exit_code=code))
        assert f'<p class="verdict {tone}">' in page

    def test_bench_questions_are_ids(self) -> None:
        page = drawn(results())
        assert "SECRET" not in page and "q-17" in page

    def test_both_error_rates_stand_side_by_side(self) -> None:
        page = drawn(results())
        side = page[page.index('id="side"') : page.index('id="plots"')]
        for name in ("wrong refusals", "answered without evidence"):
            row = next(each for each in side.split("<tr>") if each.count(f">{name}<"))
            assert row.count("<td") == 2, "one cell each for sample and bench"

    def test_texts_stand_once(self) -> None:
        many = [item(f"m{number}", shown=shown(QUOTE * 20)) for number in range(40)]
        data = data_of(drawn(results(section(many))))
        assert data["texts"].count(QUOTE * 20) == 1
        assert len(json.dumps(data["items"])) < 40 * 900

    def test_a_large_run_stays_below_three_megabytes(self) -> None:
        def passage(number: int, place: int) -> str:
            return f"{number} {place} " + "kata panjang sekali " * 40

        many = []
        for number in range(260):
            passages = [{"source": "s:a.md", "text": passage(number, place)} for place in range(10)]
            many.append(item(f"m{number}", shown=shown(passage(number, 11), retrieved=passages)))
        lanes = [section(many, id=name, title=name) for name in ("quoting", "replay", "live")]
        page = drawn(results(*lanes))
        assert len(page.encode()) < 3_000_000
        assert data_of(page)["short"] is True

    def test_a_question_shows_gold_and_the_earlier_answer(self) -> None:
        page = drawn(results(), earlier(), comparable(earlier(), results()))
        data = data_of(page)

        def full(value: Any) -> Any:
            if isinstance(value, list):
                return [full(each) for each in value]
            if isinstance(value, dict):
                return (
                    data["texts"][value["t"]]
                    if list(value) == ["t"]
                    else {k: full(v) for k, v in value.items()}
                )
            return value

        who = next(full(each) for each in data["items"] if each["id"] == "who-01")
        assert [(each["state"], each["vital"]) for each in who["gold"]["nuggets"]] == [
            ("found", True),
            ("missing", False),
        ]
        assert who["gold"]["passages"][0]["cited"] is True
        assert who["gold"]["forbidden"][0]["found"] is False
        assert who["retrieved"][0]["gold"] is True
        assert who["before"]["ok"] is True
        assert who["shown"]["claims"][0]["text"].endswith("2026.")
        assert "newly failing" in page

    def test_plots_leave_out_what_was_not_measured_and_escape(self) -> None:
        nothing = Measure(name="a", value=NAN, n=0, low=NAN, high=NAN)
        assert intervals("t", [Row(label="a", measure=nothing)]) == ""
        drawn_ = intervals('"<t>', [Row(label="<b>&", measure=selftest().measures[1])])
        root = ElementTree.fromstring(drawn_)
        assert "&lt;b&gt;&amp;" in drawn_ and root.get("role") == "img"
        assert 'class="dot bad"' in drawn_, "below its demand"


class TestSummary:
    def test_failures_stand_first_and_what_is_not_measured_is_listed(self) -> None:
        text = summary_of(results(), comparable(earlier(), results()))
        order = [
            text.index(each)
            for each in (
                "must pass",
                "## Sections",
                "## Both error rates",
                "Newly failing: 1",
                "## NOT MEASURED",
            )
        ]
        assert order == sorted(order)
        assert "<script" not in text and "✗ FAILED" in text

    def test_it_never_exceeds_the_limit(self, tmp_path: Path) -> None:
        text = cut("ä | line\n" * 200_000, LIMIT)
        assert len(text.encode()) <= LIMIT and text.rstrip().endswith("**") and "was cut" in text
        step = tmp_path / "step.md"
        step.write_text("x" * (LIMIT - 2000), "utf-8")
        append_summary(step, "long\n" * 5000)
        assert step.stat().st_size <= LIMIT and "was cut" in step.read_text("utf-8")
        append_summary(step, "long\n" * 5000)
        assert step.stat().st_size <= LIMIT

    def test_a_table_row_stays_one(self) -> None:
        wrong = item("a", ok=False, question="a | b\nc @everyone", problems=("p|q",))
        text = summary_of(results(section([wrong], State.FAILED)))
        row = next(each for each in text.splitlines() if "everyone" in each)
        assert len(re.findall(r"(?<!\\)\|", row)) == 3 and "@everyone" not in row

    def test_ten_annotations_at_most_and_escaped(self) -> None:
        wrong = [item(f"w{number}", ok=False, question="100%\n::error::x") for number in range(30)]
        lines = annotations_of(results(section(wrong, State.FAILED, title="a:b,c")))
        assert len(lines) == 10 and "more, see the summary" in lines[-1]
        assert all(each.startswith("::error title=") and "\n" not in each for each in lines)
        assert any("a%3Ab%2Cc" in each and "100%25" in each for each in lines)

    def test_they_are_printed_on_github_only(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
        monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        leave(results(), None, None)
        assert "::error" not in capsys.readouterr().out
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step.md"))
        write_results(tmp_path / "old.json", earlier())
        leave(results(), tmp_path / "out", tmp_path / "old.json")
        assert capsys.readouterr().out.count("\n::error ") >= 5
        left = {each.name for each in (tmp_path / "out").iterdir()}
        assert left == {"results.json", "report.html", "summary.md", "junit.xml"}
        assert "Evaluation: FAILED" in (tmp_path / "step.md").read_text("utf-8")


class TestJunit:
    def cases(self, path: Path) -> dict[str, ElementTree.Element]:
        root = ElementTree.parse(path).getroot()
        found = {
            f"{each.get('classname')} {each.get('name')}": each for each in root.iter("testcase")
        }
        counts = [len(list(root.iter(name))) for name in ("testcase", "failure", "skipped")]
        assert [int(root.get(name, "")) for name in ("tests", "failures", "skipped")] == counts
        return found

    def test_each_question_and_each_limit_is_a_case(self, tmp_path: Path) -> None:
        path = tmp_path / "junit.xml"
        write_junit(path, results())
        found = self.cases(path)
        who = found["quoting.who_said_what who-01: Siapa yang minta iuran ditunda?"].find("failure")
        assert who is not None and "vital nugget" in (who.get("message") or "")
        low = found["selftest.measures caught / mutation speaker"].find("failure")
        assert low is not None and "must be ≥ 95.0%" in (low.get("message") or "")
        assert found["selftest.measures caught / mutation digit"].find("failure") is None

    def test_what_was_not_measured_never_passes(self, tmp_path: Path) -> None:
        path = tmp_path / "junit.xml"
        measure = Measure(name="right", value=1.0, n=3, low=0.4, high=1.0, demand=0.5)
        empty = Measure(name="cited", value=NAN, n=0, low=NAN, high=NAN, demand=1.0)
        stale = Section(
            id="replay",
            title="Replay",
            lane="C",
            state=State.STALE,
            items=(item("a"),),
            measures=(measure, empty),
        )
        passed = section([item("b")], measures=(empty,))
        write_junit(path, results(not_measured("live", "Live", "D", "no model"), stale, passed))
        for name, case in self.cases(path).items():
            if name.startswith(("live", "replay")):
                assert case.find("skipped") is not None or case.find("failure") is not None, name
        nan = self.cases(path)["quoting.measures cited"]
        assert nan.find("failure") is not None, "NaN holds no limit"

    def test_control_characters_do_not_break_it(self, tmp_path: Path) -> None:
        path = tmp_path / "junit.xml"
        bad = "a\x00b\x1b[31m\ud800\uffff]]> <x>"
        write_junit(path, results(section([item("c", ok=False, question=bad, problems=(bad,))])))
        assert any("]]>" in name for name in self.cases(path))


class TestTold:
    def test_failures_first_not_measured_last_at_80_columns(self) -> None:
        lines = told(results()).splitlines()
        assert max(map(len, lines)) <= 80
        text = "\n".join(lines)
        order = [
            text.index(each)
            for each in (
                "✗ quoting: must_pass",
                "both error rates",
                "NOT MEASURED\n",
                "exit code 1",
            )
        ]
        assert order == sorted(order)
        assert "95.0%" in text and "bench:facqa" in text

    def test_sections_stand_worst_first(self) -> None:
        passed = section([item("a")], id="first")
        failed = section([item("b", ok=False)], State.FAILED, id="second")
        unmeasured = not_measured("third", "Third", "C", "why")
        text = told(results(unmeasured, passed, failed))
        order = [
            text.index(each) for each in ("FAILED  second", "PASSED  first", "MEASURED  third")
        ]
        assert order == sorted(order)
        page = drawn(results(unmeasured, passed, failed))
        assert re.findall(r'<li class="tile (\w+)"', page) == ["failed", "passed", "unmeasured"]

    def test_markup_in_data_is_text(self) -> None:
        wrong = item("[red]a[/red]", ok=False, question="[bold]b")
        assert "[red]a[/red]" in told(results(section([wrong], State.FAILED)))


class TestProgress:
    def test_without_a_terminal_one_line_at_each_end(self) -> None:
        out = io.StringIO()
        with watching(out) as watch:
            for _ in watch.steps(["quoting"], "quoting", 1):
                assert out.getvalue() == "quoting: begins\n"
                assert list(watch.steps([1, 2, 3], "questions", 3)) == [1, 2, 3]
        assert re.fullmatch(r"quoting: begins\nquoting: done in \d+\.\d s\n", out.getvalue())

    def test_what_breaks_off_is_not_done(self) -> None:
        out = io.StringIO()
        with pytest.raises(RuntimeError), watching(out) as watch:
            steps = watch.steps([1, 2, 3], "a", 3)
            for step in steps:
                if step == 2:
                    steps.throw(RuntimeError("broken"))  # type: ignore[attr-defined]
        assert "a: stopped after 1 of 3" in out.getvalue()

    def test_bars_on_a_terminal(self) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        out = Terminal()
        with watching(out) as watch:
            for _ in watch.steps(["quoting"], "quoting", 1):
                assert list(watch.steps("ab", "[red]questions", 2)) == ["a", "b"]


@pytest.mark.browser
def test_the_page_in_a_browser(tmp_path: Path, chromium: str, artefacts: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no Playwright here")
    path = write_report(tmp_path, results(), earlier(), comparable(earlier(), results()))
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            for scheme in ("light", "dark"):
                for width in (1440, 390):
                    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
                    context = browser.new_context(**look)
                    page = context.new_page()
                    visit(page, path, artefacts / f"report-{width}-{scheme}.png")
                    if (width, scheme) in ((1440, "light"), (390, "dark")):
                        assert serious(page) == []
                    context.close()
            context = browser.new_context(java_script_enabled=False)
            page = context.new_page()
            page.goto(path.as_uri())
            assert page.locator(".row:visible").count() == 13, "without script every row is there"
            assert not page.locator("#filters").is_visible()
        finally:
            browser.close()


def visit(page: Any, path: Path, shot: Path) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.locator(".row:visible").count() == 2, "failed only, at first"
    page.locator("[data-tick=flipped]").check()
    page.locator(".row:visible summary").focus()
    page.keyboard.press("Enter")
    body = page.locator(".row:visible .body")
    body.locator(".part").first.wait_for()
    assert body.locator("del").all_inner_texts() == ["2026."]
    assert "verdicts by repeat: 1 0 0" in body.inner_text() and "raw reply" not in body.inner_text()
    assert "Earlier run, passed" in body.inner_text() and "Rina Sudrajat" in body.inner_text()
    page.screenshot(path=shot, full_page=True)
    for tick in ("flipped", "failed"):
        page.locator(f"[data-tick={tick}]").uncheck()
    page.locator("#find").fill("ONERROR")
    page.locator(".row:visible summary").click()
    page.locator(".row:visible .body .part").first.wait_for()  # "toggle" comes a moment later
    assert HOSTILE in page.locator(".row:visible .body").inner_text(), "shown as text"
    page.locator("#find").fill("nothing has this")
    assert page.locator(".row:visible").count() == 0
    page.locator("#clear").click()
    assert page.locator(".row:visible").count() == 13
    page.locator("[data-filter=category]").select_option("unanswerable")
    assert page.locator(".row:visible").count() == 1
    page.locator(".row:visible summary").click()
    page.locator(".row:visible .body .part").first.wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, "nothing makes the page scroll sideways"
    assert page.title().startswith("FAILED"), "no script of the data ran"
    assert said == []
    assert [url for url in asked if not url.startswith(path.as_uri())] == []


def serious(page: Any) -> list[tuple[str, ...]]:
    """Return what axe-core holds for a serious or critical breach of WCAG 2.2 AA."""
    axe = import_module("axe_playwright_python.sync_playwright").Axe()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [
        (each["id"], each["nodes"][0]["html"][:200], each["nodes"][0]["failureSummary"][:300])
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
