"""Sheets are blind, safe and complete; what comes back is checked, counted and told with doubt."""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Any

import pytest

from evals.reporting.stored import read_results, write_results
from evals.results import Item, Results, Section, State
from evals.reviewing import verb
from evals.reviewing.agreeing import agreement_of, kappa, kappa_of
from evals.reviewing.choosing import SHARED, Why, chosen, section_of
from evals.reviewing.human import ENOUGH, human_section, may_be_quoted
from evals.reviewing.material import Told, nothing_at_hand, reading_of
from evals.reviewing.reading import Key, Read, read_key, read_sheets
from evals.reviewing.sheets import COLUMNS, csv_sheet, html_sheet
from evals.reviewing.words import FIELDS, SENTENCE, readings, values_of
from rag.errors import UsageError

TEXT = "Judul\nUpah naik 5 persen. Berlaku mulai Mei.\nSerikat menerimanya."
EVIL = "<script>alert(1)</script>"


def item(number: int, **changes: Any) -> Item:
    claims = [
        {
            "text": "Upah naik 5 persen.",
            "check": "review",
            "problems": ["SECRET-PROBLEM"],
            "evidence": [{"article": "a1", "start": 6, "end": 25, "text": "Upah naik 5 persen."}],
        },
        {"text": f"=1+1 {EVIL}", "check": "ok", "problems": [], "evidence": []},
    ]
    shown = {
        "refused": False,
        "answer": f"Upah naik {number}.",
        "claims": claims,
        "sources": [{"article": "a1", "title": "Judul", "outlet": "Koran", "published": None}],
        "notices": [
            {"code": "model_off", "text": "SECRET-ENGINE"},
            {"code": "as_of", "text": "Sampai Mei."},
        ],
        "engine": "SECRET-ENGINE",
        "model": "SECRET-MODEL",
    }
    made = Item(
        id=f"secret-{number:03d}",
        question=f"Naik berapa {number} {EVIL}?",
        category="SECRET-CATEGORY",
        ok=True,
        expected="SECRET-EXPECTED",
        shown=shown,
        problems=("SECRET-PROBLEM",),
        scores={"right": 1.0},
    )
    return replace(made, **changes)


def refusal(number: int, **changes: Any) -> Item:
    return item(
        number, shown={"refused": True, "answer": "Tidak ada di arsip.", "claims": []}, **changes
    )


def section(items: list[Item], id: str = "quoting") -> Section:
    return Section(id=id, title="SECRET-TITLE", lane="A", state=State.PASSED, items=tuple(items))


def run_of(*sections: Section, made: str = "2026-01-01T00:00:00+00:00") -> Results:
    return Results(made=made, version="0", command="run", sections=sections, exit_code=0)


def find(name: str) -> Told | None:
    told = Told(title="Judul", outlet="Koran", published="2026-05-01", text=TEXT)
    return told if name in ("a1", "file.md") else None


# --- choosing ---------------------------------------------------------------------------


def test_all_that_must_be_read_is_read() -> None:
    items = [item(n, must_pass=n < 3) for n in range(100)]
    judge = section([replace(each, ok=n not in (50, 51)) for n, each in enumerate(items)], "judge")
    before = section([replace(items[0], ok=False), items[1], item(2, must_pass=True)])
    old = {**items[2].shown, "answer": "Lain."}
    before = replace(before, items=(*before.items[:2], replace(before.items[2], shown=old)))
    found = chosen(section(items), judge, before, n=30, readers=["A", "B"], seed=1)
    why = {each.item.id: each.why for each in found}
    assert len(found) == len(why) == 30
    assert why["secret-050"] is why["secret-051"] is Why.DISAGREEMENT
    assert why["secret-000"] is why["secret-002"] is Why.CHANGED
    assert "secret-001" not in why or why["secret-001"] is Why.RANDOM
    assert [each.shared for each in found].count(True) == SHARED
    assert all(each.readers == ("A", "B") for each in found if each.shared)
    loads = [sum(name in each.readers for each in found) for name in "AB"]
    assert sorted(loads) == [22, 23]
    again = chosen(section(items), judge, before, n=30, readers=["A", "B"], seed=1)
    other = chosen(section(items), judge, before, n=30, readers=["A", "B"], seed=2)
    assert found == again
    assert {each.item.id for each in found} != {each.item.id for each in other}


def test_more_is_read_where_the_tiers_disagree_on_more() -> None:
    items = [item(n) for n in range(40)]
    judge = section([replace(each, ok=False) for each in items], "judge")
    assert len(chosen(section(items), judge, None, n=5, readers=["A"], seed=1)) == 40


def test_quotes_in_the_place_of_a_model_s_answer_are_not_read_as_its_answer() -> None:
    quoted = item(2)
    quoted = replace(quoted, shown={**quoted.shown, "fell_back": "the model was silent"})
    found = chosen(section([item(1), quoted], "live"), None, None, n=2, readers=["A"], seed=1)
    assert [each.item.id for each in found] == ["secret-001"]


def test_one_reader_shares_nothing() -> None:
    found = chosen(section([item(1), item(2)]), None, None, n=2, readers=["A"], seed=1)
    assert [each.shared for each in found] == [False, False]


@pytest.mark.parametrize(("n", "readers"), [(0, ["A"]), (5, [])])
def test_nothing_to_read_is_told(n: int, readers: list[str]) -> None:
    with pytest.raises(UsageError):
        chosen(section([item(1)]), None, None, n=n, readers=readers, seed=1)


def test_the_section_with_answers_is_taken() -> None:
    empty = section([Item(id="x", question="", category="", ok=True)], "live")
    results = run_of(section([item(1)], "judge"), empty, section([item(1)]))
    assert section_of(results, "").id == "quoting"
    with pytest.raises(UsageError, match="quoting"):
        section_of(results, "live")


# --- what is shown ----------------------------------------------------------------------


def test_cited_words_are_marked_where_they_stand() -> None:
    reading = reading_of("AB12", item(1), find)
    (paper,) = reading.papers
    assert "".join(piece.text for piece in paper.pieces) == TEXT.removeprefix("Judul\n")
    assert [piece.text for piece in paper.pieces if piece.marks] == ["Upah naik 5 persen."]
    assert reading.notices == ("Sampai Mei.",)


def test_words_that_moved_are_found_and_lost_ones_are_not_marked() -> None:
    moved = item(1)
    evidence = moved.shown["claims"][0]["evidence"][0]
    evidence |= {"start": 0, "end": 4, "text": "Berlaku  mulai\nMei."}
    (paper,) = reading_of("AB12", moved, find).papers
    assert [piece.text for piece in paper.pieces if piece.marks] == ["Berlaku mulai Mei."]
    evidence["text"] = "Tidak ada."
    (paper,) = reading_of("AB12", moved, find).papers
    assert not any(piece.marks for piece in paper.pieces)


def test_without_an_archive_the_cited_words_are_shown() -> None:
    (paper,) = reading_of("AB12", item(1), nothing_at_hand).papers
    assert not paper.whole
    assert paper.pieces[0].text.strip() == "Upah naik 5 persen."


def test_a_refusal_comes_with_the_articles_of_its_question() -> None:
    gold = {"gold_articles": [{"id": "file.md", "role": "primary"}]}
    reading = reading_of("AB12", refusal(1, gold=gold), find)
    assert reading.refused
    assert [paper.title for paper in reading.papers] == ["Judul"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_is_blind_and_escaped(language: str) -> None:
    page = html_sheet("A", [reading_of("AB12", item(1), find)], language)
    assert "SECRET" not in page.upper().replace("NOSECRET", "")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"\s(?:src|href)=|https?:|url\(", page)
    assert "built-in method" not in page
    assert f'<html lang="{language}">' in page
    assert page.count('type="radio"') == (2 + len(FIELDS)) * 3


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_csv_is_blind_and_harmless(language: str) -> None:
    text = csv_sheet("A", [reading_of("AB12", item(1), find)], language)
    assert "SECRET" not in text.upper()
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";,"[language == "en"]))
    assert tuple(rows[0]) == COLUMNS
    assert {row[3] for row in rows} >= {*FIELDS, f"{SENTENCE} 1", f"{SENTENCE} 2"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


# --- back again -------------------------------------------------------------------------

Fill = Callable[[str, str, str], str]


def good_label(reader: str, code: str, field: str) -> str:
    return values_of(SENTENCE if field.startswith(SENTENCE) else field)[0]


def make(folder: Path, results: Results, *more: str) -> Path:
    write_results(folder / "results.json", results)
    parser = argparse.ArgumentParser()
    verb.add_verb(parser.add_subparsers())
    words = ["review", "make", "--results", str(folder / "results.json")]
    options = parser.parse_args([*words, "--out", str(folder / "out"), *more])
    assert verb.run(options) == 0
    return folder / "out"


def read(out: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    verb.add_verb(parser.add_subparsers())
    sheets = [str(each) for each in sorted(out.glob("*.csv"))]
    return verb.run(
        parser.parse_args(["review", "read", *sheets, "--key", str(out / "key.json"), *more])
    )


def fill(path: Path, label: Fill, *, delimiter: str = ";", encoding: str = "utf-8-sig") -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    for row in rows:
        if row["field"] not in ("question", "comment"):
            row["value"] = label(row["reader"], row["item"], row["field"])
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    items = [item(n) for n in range(18)] + [refusal(n) for n in range(18, 20)]
    return make(tmp_path, run_of(section(items)), "--n", "20")


def test_make_writes_a_sheet_a_reader_and_the_key_apart(out: Path) -> None:
    names = {"sheet-A.html", "sheet-A.csv", "sheet-B.html", "sheet-B.csv", "key.json"}
    assert {each.name for each in out.iterdir()} == names
    for each in out.glob("sheet-*"):
        assert "secret-0" not in each.read_text("utf-8")
    key = json.loads((out / "key.json").read_text())
    assert len(key["items"]) == 20
    assert sum(each["shared"] for each in key["items"].values()) == 15


def test_make_does_not_write_over_a_key(out: Path) -> None:
    with pytest.raises(UsageError, match="holds sheets already"):
        make(out.parent, run_of(section([item(1)])))


def test_a_round_through_people(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in out.glob("*.csv"):
        fill(path, good_label)
    results = out.parent / "results.json"
    assert read(out, "--results", str(results), "--out", str(out / "report")) == 0
    told = capsys.readouterr().out
    assert "good answers" in told
    assert "no fact yet" in told
    back = read_results(out / "report" / "results.json")
    human = back.sections[-1]
    assert (human.id, human.lane, human.state) == ("human", "T3", State.PASSED)
    assert human.measure("people and tier 1 agree").value == 1.0  # type: ignore[union-attr]
    assert [each.id for each in back.sections] == ["quoting", "human"]


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(",", "utf-8"), ("\t", "utf-16"), (";", "cp1252"), (",", "utf-8-sig")],
)
def test_what_spreadsheets_write_is_read(out: Path, delimiter: str, encoding: str) -> None:
    words = {"full": "Penuh", "none": " tidak ada ", "yes": "1"}

    def label(reader: str, code: str, field: str) -> str:
        value = good_label(reader, code, field)
        return words[value] if not field.startswith(SENTENCE) or value == "full" else value

    for path in out.glob("*.csv"):
        path.write_text(path.read_text("utf-8-sig").translate({0x2190: "<", 0x2192: ">"}), "utf-8")
        fill(path, label, delimiter=delimiter, encoding=encoding)
    reads = read_sheets(sorted(out.glob("*.csv")), read_key(out / "key.json"))
    assert len(reads) == 15 * 2 + 5
    assert all(set(each.support) <= {"full"} for each in reads)


def test_what_is_missing_is_named(out: Path) -> None:
    for path in out.glob("*.csv"):
        fill(path, good_label)
    key = read_key(out / "key.json")
    code = next(each.code for each in key.places.values() if each.shared)
    fill(
        out / "sheet-A.csv", lambda r, c, f: "" if (c, f) == (code, "date") else good_label(r, c, f)
    )
    with pytest.raises(UsageError, match=f"1 answers missing: sheet-A.csv, {code}: date"):
        read(out)
    reads = read_sheets(sorted(out.glob("*.csv")), key, partial=True)
    assert len(reads) == 34


def test_what_is_unknown_is_named_even_in_a_part(out: Path) -> None:
    for path in out.glob("*.csv"):
        fill(path, lambda r, c, f: "mungkin" if f == "context" else good_label(r, c, f))
    with pytest.raises(UsageError, match="context is “mungkin”.*and 23 more"):
        read(out, "--partial")


def _spoiled(out: Path, how: str) -> None:
    path = out / "sheet-A.csv"
    text = path.read_text("utf-8-sig")
    lines = text.splitlines()
    if how == "other key":
        text = re.sub(r"^[0-9a-f]{12};", "0123456789ab;", text, flags=re.MULTILINE)
    elif how == "unknown item":
        text = re.sub(r";A;\w+;", ";A;ZZ00;", text)
    elif how == "twice":
        text += lines[-1] + "\n"
    elif how == "columns":
        text = text.replace("value", "label", 1)
    elif how == "empty":
        text = lines[0] + "\n"
    elif how == "two files":
        (out / "copy.csv").write_text(text, "utf-8")
    elif how == "broken":
        text = f'{lines[0]}\n"open'
    path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("other key", "belongs to another key"),
        ("unknown item", "names “ZZ00”"),
        ("twice", "stands there twice"),
        ("columns", "does not name the columns"),
        ("empty", "holds no line"),
        ("two files", "more than one file"),
        ("broken", "it is broken"),
    ],
)
def test_what_is_no_sheet_is_told(out: Path, how: str, told: str) -> None:
    for path in out.glob("*.csv"):
        fill(path, good_label, delimiter=";")
    _spoiled(out, how)
    with pytest.raises(UsageError, match=told):
        read(out)


def test_blank_sheets_are_not_taken_for_labels(out: Path) -> None:
    with pytest.raises(UsageError, match="missing"):
        read(out)
    with pytest.raises(UsageError, match="No answer on these sheets is finished"):
        read(out, "--partial")


def test_sheets_of_another_run_are_refused(out: Path) -> None:
    for path in out.glob("*.csv"):
        fill(path, good_label)
    other = out.parent / "other.json"
    write_results(other, run_of(section([item(1)]), made="2027-01-01T00:00:00+00:00"))
    with pytest.raises(UsageError, match="not of that of 2027"):
        read(out, "--results", str(other))


# --- agreement --------------------------------------------------------------------------


def test_kappa_is_cohens() -> None:
    # 45 yes/yes, 15 yes/no, 25 no/yes, 15 no/no: 0.60 agreed, 0.54 by chance.
    pairs = [("y", "y")] * 45 + [("y", "n")] * 15 + [("n", "y")] * 25 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.1304, abs=1e-4)
    assert kappa([("y", "y"), ("n", "n")]) == 1.0
    assert kappa([("y", "n"), ("n", "y")]) == -1.0
    assert isnan(kappa([("y", "y")] * 5))
    assert isnan(kappa([]))


def test_intervals_are_of_answers_and_repeatable() -> None:
    alike = kappa_of([[("y", "y")] * 10, [("n", "n")] * 10, [("y", "n")] * 10] * 4)
    apart = kappa_of([[("y", "y")], [("n", "n")], [("y", "n")]] * 40)
    assert alike.value == pytest.approx(apart.value)
    assert alike.high - alike.low > 2 * (apart.high - apart.low)
    assert alike == kappa_of([[("y", "y")] * 10, [("n", "n")] * 10, [("y", "n")] * 10] * 4)
    assert isnan(agreement_of([[("y", "y")]]).low)


def reads_of(out: Path, label: Fill) -> tuple[list[Read], Key]:
    for path in out.glob("*.csv"):
        fill(path, label)
    key = read_key(out / "key.json")
    return read_sheets(sorted(out.glob("*.csv")), key), key


def test_readers_who_differ_show_it(out: Path) -> None:
    def label(reader: str, code: str, field: str) -> str:
        bad = field == "accuracy" and (int(code[-1]) % 2 == 0 or reader == "B")
        return "significant" if bad else good_label(reader, code, field)

    reads, key = reads_of(out, label)
    human = human_section(reads, key, read_results(out.parent / "results.json"))
    accuracy = human.measure("kappa of readers / field accuracy")
    assert accuracy is not None
    assert accuracy.value == pytest.approx(0.0)  # one of them always says the same
    assert human.measure("readers agree").value < 1.0  # type: ignore[union-attr]
    assert isnan(human.measure("kappa of readers / field context").value)  # type: ignore[union-attr]
    assert human.measure("significant: accuracy").value > 0.5  # type: ignore[union-attr]
    assert human.measure("people and tier 1 agree").value < 0.5  # type: ignore[union-attr]
    worse = [each for each in human.items if not each.ok]
    assert worse
    assert all("accuracy: significant" in each.problems for each in worse)


def test_a_mean_of_the_judge_is_no_fact_below_fifty(tmp_path: Path) -> None:
    items = [item(n) for n in range(ENOUGH)]
    judge = section(items, "judge")
    results = run_of(section(items), judge)
    out = make(tmp_path, results, "--n", str(ENOUGH))
    reads, key = reads_of(out, good_label)
    assert may_be_quoted(reads, judge)
    human = human_section(reads, key, results)
    assert human.measure("people and judge agree").n == ENOUGH + SHARED  # type: ignore[union-attr]
    assert not any("no fact" in each for each in human.missing)
    fewer = [each for each in reads if each.place.id != items[0].id]
    assert not may_be_quoted(fewer, judge)
    told = human_section(fewer, key, results).missing
    assert any("read 49 of the answers" in each for each in told)
    assert not may_be_quoted(reads, None)


def test_readings_understand_both_languages() -> None:
    assert readings("accuracy")["berat"] == readings("accuracy")["3"] == "significant"
    assert readings(SENTENCE)["tidak"] == readings(SENTENCE)["none"] == "none"
    assert readings("date")["tidak"] == "no"


@pytest.mark.browser
def test_the_sheet_in_a_browser(tmp_path: Path, chromium: str, artefacts: Path) -> None:
    from playwright.sync_api import sync_playwright

    out = make(tmp_path, run_of(section([item(1), item(2), refusal(3)])))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            told: list[str] = []
            for width in (1440, 390):
                page = browser.new_page(viewport={"width": width, "height": 900})
                page.on("console", lambda message: told.append(message.text))
                page.on("dialog", lambda dialog: told.append(dialog.message))
                page.goto((out / "sheet-A.html").as_uri())
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                page.screenshot(path=artefacts / f"review-{width}.png")
                assert told == []
            answers = page.locator(".item").count()
            for _ in range(answers):
                for _ in range(page.locator(".item:not([hidden]) .ask").count()):
                    page.keyboard.press("1")
                page.keyboard.press("ArrowRight")
            assert page.locator("#done").inner_text() == str(answers)
            page.reload()
            assert page.locator("#done").inner_text() == str(answers)
            with page.expect_download() as download:
                page.click("#save")
            download.value.save_as(out / "sheet-A.csv")
        finally:
            browser.close()
    key = read_key(out / "key.json")
    reads = read_sheets([out / "sheet-A.csv"], key)
    assert len(reads) == answers
    assert all(set(each.support) <= {"full"} for each in reads)
