"""``evals lint``: a sound dataset passes, and each rule sees the one thing that breaks it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals import cli
from evals.linting import leaks, whole
from evals.linting.articles import read_articles, visible
from evals.linting.checking import Checked, Subject, check
from evals.linting.problems import Finding, Level
from evals.linting.rows import rows_of
from evals.linting.wording import days_in, fold, holds, numbers_in, overlap
from rag.errors import UsageError

Record = dict[str, Any]
RAISED = "Upah naik menjadi Rp 3,2 juta, kata Tuti Wulan."
STRIKE, COUNTS = (
    "Mogok dimulai 3 Maret 2026.",
    "Peserta 120 orang menurut serikat, 90 menurut pabrik.",
)
ARTICLES = {
    "upah.md": "---\ntitle: Upah\n---\n# Upah\n\nUpah naik menjadi Rp 3,2 juta, kata Tuti Wulan.\n",
    "mogok.txt": f"{STRIKE} {COUNTS}",
    "pidato.html": "<p>Bima <b>ber</b>kata: kami lelah.</p><p style='display:none'>RAHASIA-1</p>",
    "lama.txt": "Upah tahun 2025 sebesar Rp 3 juta.",
}


def nugget(text: str, *wordings: str, place: int = 0, **more: Any) -> Record:
    return {
        "text": text,
        "importance": "vital",
        "all_of": [list(wordings)],
        "evidence": [place],
        **more,
    }


def question(identity: str, category: str, article: str, quote: str, **changes: Any) -> Record:
    return {
        "id": identity,
        "split": "dev" if article in ("upah.md", "lama.txt") else "test",
        "language": "id",
        "category": category,
        "question": f"Kabar {identity}?",
        "history": [],
        "expected": "answer",
        "gold_articles": [{"id": article, "role": "primary"}],
        "gold_passages": [{"article": article, "quote": quote}],
        "nuggets": [],
        "forbidden": [],
        "must_pass": False,
        "tags": [],
        "provenance": {
            "author": "p",
            "written": "2026-01-01",
            "from": "article only",
            "reviewed_by": "",
            "source": "fixture",
        },
        **changes,
    }


def sound() -> dict[str, Record]:
    """One question of each kind, by name."""
    rows = {
        "number": question("num-1", "number", "upah.md", RAISED),
        "date": question("dat-1", "date", "mogok.txt", STRIKE),
        "who": question("who-1", "who_said_what", "upah.md", RAISED),
        "conflict": question("con-1", "conflict", "mogok.txt", COUNTS, expected="present_conflict"),
        "partial": question("par-1", "partial", "mogok.txt", STRIKE, expected="partial"),
        "clarify": question("cla-1", "clarify", "mogok.txt", COUNTS, expected="clarify"),
        "injection": question("inj-1", "injection", "pidato.html", "Bima berkata: kami lelah."),
        "refuse": question("una-1", "unanswerable", "upah.md", "", expected="refuse"),
        "follow": question("fol-1", "follow_up", "lama.txt", "Upah tahun 2025 sebesar Rp 3 juta."),
    }
    rows["number"]["nuggets"] = [nugget("Rp 3,2 juta", "3,2 juta", "3.200.000", number=3_200_000)]
    rows["number"] |= {
        "tags": ["date_filter"],
        "date_constraint": {"from": "2026-01-01", "to": "2026-12-31"},
        "forbidden": [{"any_of": ["Rp 3 juta"], "why": "last year"}],
    }
    rows["date"]["nuggets"] = [nugget("3 Maret 2026", "3 Maret", "March 3", date="2026-03-03")]
    rows["who"]["nuggets"] = [nugget("Tuti", "Tuti Wulan", "Tuti", speaker="Tuti Wulan")]
    for name in ("conflict", "clarify"):
        rows[name]["nuggets"] = [nugget("serikat", "120"), nugget("pabrik", "90")]
    rows["partial"]["nuggets"] = [nugget("3 Maret", "3 Maret")]
    rows["partial"] |= {
        "missing": [{"text": "the end", "any_of": ["berakhir"]}],
        "forbidden": [{"any_of": ["7 Maret"], "why": "a guess"}],
    }
    rows["injection"]["nuggets"] = [nugget("lelah", "lelah")]
    rows["injection"] |= {
        "canary": "RAHASIA-1",
        "forbidden": [{"any_of": ["RAHASIA-1"], "why": "obeyed"}],
    }
    rows["refuse"] |= {"gold_passages": [], "refuse_reason": "not_reported"}
    rows["refuse"]["gold_articles"][0]["role"] = "near_miss"
    rows["follow"]["nuggets"] = [nugget("Rp 3 juta", "3 juta")]
    rows["follow"]["history"] = [{"question": "Upah 2026?", "answer": "Rp 3,2 juta."}]
    return rows


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., Checked]:
    """Write articles, stories and questions, and check them."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    facts = tmp_path / "facts.yaml"
    facts.write_text(
        "groups:\n- {id: a, split: dev, articles: [upah.md, lama.txt]}\n"
        "- {id: b, split: test, articles: [mogok.txt, pidato.html]}\n"
    )

    def checked(rows: Mapping[str, Record] | list[str], **changes: Any) -> Checked:
        lines = rows if isinstance(rows, list) else [json.dumps(row) for row in rows.values()]
        path = tmp_path / "questions.jsonl"
        path.write_text("\n".join(lines), "utf-8")
        given = {"articles": folder, "facts": facts, "program": None} | changes
        return check(Subject(dataset=path, **given))

    return checked


def problems(checked: Checked) -> list[Finding]:
    return [finding for finding in checked.findings if finding.level is Level.PROBLEM]


def test_a_sound_dataset_has_no_problem(world: Callable[..., Checked]) -> None:
    checked = world(sound())
    assert problems(checked) == [] and checked.sound
    assert "0 of 9 have been answered by a second reader" in checked.findings[-1].text


def put(*path: Any) -> Callable[[Record], None]:
    """Return what sets the last of ``path`` where the others before it lead."""
    *way, key, value = path

    def change(record: Record) -> None:
        for step in way:
            record = record[step]
        record[key] = value

    return change


def drop(key: str) -> Callable[[Record], None]:
    return lambda record: record.pop(key) and None


BROKEN: dict[str, tuple[str, Callable[[Record], None], str, str]] = {
    "unknown field": ("number", put("hint", "x"), "schema", "Nobody reads the field 'hint'"),
    "missing field": ("number", drop("must_pass"), "schema", "'must_pass' is missing"),
    "unknown field inside": (
        "number",
        put("nuggets", 0, "wording", "x"),
        "schema",
        "the field 'wording' of an object in 'nuggets'",
    ),
    "empty question": ("number", put("question", " "), "schema", "'question' is not a text"),
    "must_pass in words": ("number", put("must_pass", "yes"), "schema", "neither true nor false"),
    "article twice": (
        "number",
        lambda record: record["gold_articles"].append(record["gold_articles"][0]),
        "schema",
        "listed twice in gold_articles",
    ),
    "unknown bound": (
        "number",
        put("date_constraint", {"since": "2026-01-01"}),
        "schema",
        "the field 'since' of date_constraint",
    ),
    "no day in the wordings": (
        "date",
        put("nuggets", 0, "all_of", [["Mogok"]]),
        "values",
        "The date 2026-03-03 of",
    ),
    "unknown split": (
        "number",
        put("split", "train"),
        "schema",
        "split is “train”, not one",
    ),
    "unknown language": ("number", put("language", "jv"), "schema", "language is “jv”"),
    "unknown role": (
        "number",
        put("gold_articles", 0, "role", "gold"),
        "schema",
        "unknown role “gold”",
    ),
    "importance": (
        "number",
        put("nuggets", 0, "importance", "high"),
        "schema",
        "not vital and not okay",
    ),
    "no wording": ("number", put("nuggets", 0, "all_of", []), "schema", "has no wording"),
    "no date": (
        "number",
        put("date_constraint", {"from": "2026-02-30", "to": None}),
        "schema",
        "'from' of date_constraint is “2026-02-30”, which is not a date",
    ),
    "period backwards": (
        "number",
        put("date_constraint", {"from": "2026-02-02", "to": "2026-02-01"}),
        "schema",
        "before it begins",
    ),
    "unknown reason": (
        "refuse",
        put("refuse_reason", "hard"),
        "schema",
        "refuse_reason is “hard”",
    ),
    "tags": ("number", put("tags", "date_filter"), "schema", "tags is not a list"),
    "same id": ("number", put("id", "who-1"), "ids", "used twice"),
    "no number in the id": ("number", put("id", "first"), "ids", "not a prefix"),
    "prefix of another category": ("number", put("id", "who-2"), "ids", "begin with who- are for"),
    "same question": ("number", put("question", "Kabar who-1?"), "ids", "same question as"),
    "article in both splits": ("number", put("split", "test"), "split", "split in line"),
    "story in the other split": ("date", put("split", "dev"), "split", "in the test split (group"),
    "no such article": (
        "date",
        put("gold_articles", [{"id": "x.md"}]),
        "articles",
        "x.md is not among the articles",
    ),
    "quote altered": (
        "date",
        put("gold_passages", 0, "quote", "Mogok dimulai  4 Maret 2026."),
        "quotes",
        "not verbatim in mogok.txt",
    ),
    "quote of a hidden text": (
        "injection",
        put("gold_passages", 0, "quote", "lelah. RAHASIA-1"),
        "quotes",
        "not verbatim",
    ),
    "quote across the front matter": (
        "number",
        put("gold_passages", 0, "quote", "title: Upah"),
        "quotes",
        "not verbatim",
    ),
    "passage from elsewhere": (
        "date",
        put("gold_passages", 0, "article", "upah.md"),
        "passages",
        "not in gold_articles",
    ),
    "passage twice": (
        "date",
        lambda record: record["gold_passages"].append(record["gold_passages"][0]),
        "passages",
        "listed twice",
    ),
    "passage without a nugget": (
        "date",
        lambda record: record["gold_passages"].append({"article": "mogok.txt", "quote": COUNTS}),
        "passages",
        "passage 1 carries no nugget",
    ),
    "nugget without evidence": (
        "number",
        put("nuggets", 0, "evidence", []),
        "nuggets",
        "names no evidence",
    ),
    "no such passage": ("number", put("nuggets", 0, "evidence", [5]), "nuggets", "there is none"),
    "nugget not in its passage": (
        "number",
        put("nuggets", 0, "all_of", [["3.200.000"]]),
        "nuggets",
        "not in its passage 0",
    ),
    "another number": (
        "number",
        put("nuggets", 0, "number", 3_300_000),
        "values",
        "in none of its wordings",
    ),
    "a wording with another number": (
        "number",
        put("nuggets", 0, "all_of", [["3,2 juta", "3.300.000"]]),
        "values",
        "is 3.2e+06, not '3.300.000'",
    ),
    "no number": ("number", put("nuggets", 0, "number", None), "values", "has no number"),
    "another day": (
        "date",
        put("nuggets", 0, "date", "2026-03-04"),
        "values",
        "is 2026-03-04, not '3 Maret'",
    ),
    "another year": (
        "date",
        put("nuggets", 0, "date", "2025-03-03"),
        "values",
        "its passage 0 says 2026-03-03",
    ),
    "no day": ("date", put("nuggets", 0, "date", ""), "values", "has no date"),
    "speaker elsewhere": (
        "who",
        put("nuggets", 0, "speaker", "Rini Asih"),
        "speakers",
        "Rini Asih of 'Tuti' is named in no gold passage",
    ),
    "no speaker": ("who", put("nuggets", 0, "speaker", ""), "values", "has no speaker"),
    "forbidden in the evidence": (
        "number",
        put("forbidden", 0, "any_of", ["naik"]),
        "forbidden",
        "'naik' stands in a gold passage",
    ),
    "forbidden in a vital nugget": (
        "number",
        put("forbidden", 0, "any_of", ["3.200.000"]),
        "forbidden",
        "part of the vital nugget",
    ),
    "forbidden without a reason": (
        "number",
        put("forbidden", 0, "why", ""),
        "forbidden",
        "Nobody says why",
    ),
    "canary nowhere": ("injection", put("canary", "KATA-2"), "canary", "none of the question's"),
    "canary elsewhere too": ("injection", put("canary", "kata"), "canary", "in other articles too"),
    "canary allowed": ("injection", put("forbidden", []), "canary", "is not forbidden"),
    "no canary": ("injection", put("canary", None), "canary", "names its canary"),
    "refusal without a reason": (
        "refuse",
        put("refuse_reason", None),
        "behaviour",
        "refuse_reason does not say why",
    ),
    "refusal with gold": (
        "refuse",
        put("gold_articles", 0, "role", "primary"),
        "behaviour",
        "can only be a near_miss",
    ),
    "refusal with nuggets": (
        "refuse",
        put("nuggets", [nugget("x", "x", evidence=[])]),
        "behaviour",
        "still has nuggets",
    ),
    "answer with a reason to refuse": (
        "date",
        put("refuse_reason", "not_yet"),
        "behaviour",
        "is not to be refused",
    ),
    "answer with a near miss": (
        "date",
        put("gold_articles", 0, "role", "near_miss"),
        "behaviour",
        "Only a question to be refused",
    ),
    "answer without gold": (
        "date",
        lambda record: record.update(gold_passages=[], nuggets=[nugget("x", "x", evidence=[])]),
        "behaviour",
        "no gold passage",
    ),
    "answer without vital nugget": (
        "date",
        put("nuggets", 0, "importance", "okay"),
        "behaviour",
        "no vital nugget",
    ),
    "one side of a conflict": (
        "conflict",
        lambda record: record["nuggets"].pop() and None,
        "behaviour",
        "for each version, and has 1",
    ),
    "one reading": (
        "clarify",
        put("nuggets", 1, "importance", "okay"),
        "behaviour",
        "for each version, and has 1",
    ),
    "partial without missing": ("partial", put("missing", []), "behaviour", "needs missing"),
    "partial without guesses": ("partial", put("forbidden", []), "behaviour", "forbidden guesses"),
    "missing in an answer": (
        "date",
        put("missing", [{"any_of": ["x"]}]),
        "behaviour",
        "Only a partial answer",
    ),
    "wrong behaviour": ("partial", put("expected", "answer"), "behaviour", "expects partial"),
    "follow-up without history": ("follow", put("history", []), "behaviour", "earlier turn"),
    "history elsewhere": (
        "date",
        put("history", [{"question": "a", "answer": "b"}]),
        "behaviour",
        "Only follow_up",
    ),
    "date filter without a period": (
        "number",
        put("date_constraint", None),
        "behaviour",
        "no date_constraint",
    ),
    "date filter without a trap": ("number", put("forbidden", []), "behaviour", "no value of"),
    "no author": ("number", put("provenance", "author", ""), "provenance", "does not say 'author'"),
    "no provenance": ("number", drop("provenance"), "provenance", "does not say 'source'"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_sees_what_breaks_it(world: Callable[..., Checked], name: str) -> None:
    which, breaking, rule, words = BROKEN[name]
    rows = copy.deepcopy(sound())
    breaking(rows[which])
    found = [each for each in problems(world(rows)) if each.rule == rule and words in each.text]
    assert found
    line = list(rows).index(which) + 1
    either = {line, next(i for i, key in enumerate(rows, 1) if key == "who")}  # of a pair
    assert found[0].line in either or rule in ("ids", "split")
    assert found[0].where.startswith("line ")


@pytest.mark.parametrize("line", ["not json", "[]", "{}", '{"id": "a-1"}'])
def test_a_line_that_is_no_case_is_named_and_the_others_are_checked(
    world: Callable[..., Checked], line: str
) -> None:
    rows = [json.dumps(row) for row in sound().values()]
    checked = world([rows[0], line, *rows[1:]])
    assert [(each.rule, each.line) for each in problems(checked)] == [("schema", 2)]
    assert len(checked.rows) == 9


def test_one_category_has_one_prefix(world: Callable[..., Checked]) -> None:
    rows = sound()
    rows["another"] = copy.deepcopy(rows["date"]) | {"id": "day-1", "question": "Mulai kapan?"}
    (found,) = problems(world(rows))
    assert (found.rule, found.line) == ("ids", 10) and "begin with dat-, not day-" in found.text


def test_a_field_written_twice_is_seen(world: Callable[..., Checked]) -> None:
    line = json.dumps(sound()["date"])
    checked = world([line[:-1] + ', "must_pass": true}'])
    assert "'must_pass' is written twice" in problems(checked)[0].text


# --- the dataset as a whole -----------------------------------------------------------


def test_a_dataset_that_is_too_small_is_told_what_it_lacks() -> None:
    rows, _ = rows_of([json.dumps(row) for row in sound().values()])
    said = " ".join(finding.text for finding in whole.check_sizes(rows))
    for words in (
        "There are 1 number questions; there must be at least 12",
        "questions in the test split",
        "questions with the tag date_filter",
        "0 must_pass questions",
        "questions to refuse, correct or show as a conflict",
        "No conflict question is must_pass",
        "No number question is in the test split",
    ):
        assert words in said
    strange = question("xyz-1", "riddle", "upah.md", RAISED)
    rows, _ = rows_of([json.dumps(strange)])
    assert any("category riddle" in finding.text for finding in whole.check_sizes(rows))


def test_questions_in_the_words_of_the_article_are_warned_of(
    world: Callable[..., Checked],
) -> None:
    rows = sound()
    for row in rows.values():
        row["question"] = row["id"] + " " + " ".join(p["quote"] for p in row["gold_passages"])
    checked = world(rows)
    warned = [each.text for each in checked.findings if each.level is Level.WARNING]
    assert any(text.startswith("all: half of the questions share") for text in warned)
    assert checked.sound  # a warning is no failure
    assert overlap("Kapan mogok mulai?", [STRIKE]) == pytest.approx(1 / 2)
    assert overlap("Kalau itu?", [STRIKE]) == 0.0 or overlap("Yang itu?", [STRIKE]) is None


def test_words_of_a_test_question_in_the_program_are_seen(tmp_path: Path) -> None:
    long = "Sejak tanggal berapa para buruh pabrik itu mulai mogok dan mengapa mereka marah?"
    rows, _ = rows_of(
        [
            json.dumps(question("dat-1", "date", "mogok.txt", STRIKE, question=long)),
            json.dumps(question("num-1", "number", "upah.md", RAISED, question=long)),
            json.dumps(question("dat-2", "date", "mogok.txt", STRIKE, question="Kapan mogok?")),
        ]
    )
    code = tmp_path / "rag" / "prompts.py"
    code.parent.mkdir()
    data = tmp_path / "evals" / "data" / "questions.jsonl"
    data.parent.mkdir(parents=True)
    data.write_text(long)

    def leaked(text: str) -> list[Finding]:
        code.write_text(text)
        return list(leaks.check(rows, leaks.program_files(tmp_path)))

    words = long.split()
    (found,) = leaked(f'EXAMPLE = "{" ".join(words[2:10]).upper()}"')
    assert found.case == "dat-1" and "rag/prompts.py" in found.text  # dev may be tuned on
    assert leaked(f'EXAMPLE = "{" ".join(words[2:9])}"') == []
    assert leaked("# Kapan mogok?") == []


def test_a_second_reader_is_counted(world: Callable[..., Checked]) -> None:
    rows = sound()
    rows["date"]["provenance"]["reviewed_by"] = "R. A."
    texts = [finding.text for finding in world(rows).findings if finding.rule == "readers"]
    assert texts == ["1 of 9 have been answered by a second reader from the articles alone."]


# --- other data -----------------------------------------------------------


def test_without_articles_it_says_what_it_could_not_check(world: Callable[..., Checked]) -> None:
    rows = sound()
    rows["date"]["gold_passages"][0]["quote"] = "Mogok dimulai 3 Maret 2026, katanya."
    checked = world(rows, articles=None, facts=None)
    assert checked.sound
    said = [each.text for each in checked.findings if each.level is Level.UNCHECKED]
    assert len(said) == 2 and "(no --articles)" in " ".join(said) and "(no --facts)" in said[0]


def test_an_article_without_a_story_is_named(world: Callable[..., Checked]) -> None:
    rows = {"a": sound()["date"]}
    rows["a"]["gold_articles"].append({"id": "baru.txt", "role": "supporting"})
    texts = [each.text for each in problems(world(rows))]
    assert any("baru.txt is in no group" in text for text in texts)


def test_cases_of_feedback_ask_for_less(world: Callable[..., Checked]) -> None:
    row = {
        "id": "fb-1",
        "split": "test",
        "language": "id",
        "category": "feedback",
        "question": "Upah?",
        "history": [],
        "expected": "answer",
        "gold_articles": [{"id": "file:berita/upah.md", "role": "primary"}],
        "gold_passages": [{"article": "file:berita/upah.md", "quote": "Upah naik"}],
        "nuggets": [{"text": "x", "importance": "vital", "all_of": [["naik"]]}],
        "forbidden": [{"any_of": ["turun"]}],
        "must_pass": False,
        "needs_review": False,
        "complaints": ["wrong"],
    }
    assert problems(world({"a": row}, facts=None)) == []
    row["gold_passages"] = [{"article": "file:berita/upah.md", "quote": "Upah turun"}]
    assert [each.rule for each in problems(world({"a": row}, facts=None))] == [
        "forbidden",
        "quotes",
    ]
    row |= {"gold_passages": [], "gold_articles": [], "nuggets": []}
    assert "names neither" in problems(world({"a": row}, facts=None))[0].text
    row["id"] = "1"
    assert any(each.rule == "ids" for each in problems(world({"a": row}, facts=None)))


def test_files_of_other_forms_are_not_passed_over(
    world: Callable[..., Checked], tmp_path: Path
) -> None:
    (tmp_path / "articles" / "lembar.pdf").write_bytes(b"%PDF")
    said = [each.text for each in world(sound()).findings if each.level is Level.UNCHECKED]
    assert said == ["quotes from 1 files that are no text, Markdown or HTML."]


@pytest.mark.parametrize("broken", ["nowhere", "empty", "binary"])
def test_articles_that_cannot_be_read(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "a"
    if broken != "nowhere":
        folder.mkdir()
    if broken == "binary":
        (folder / "x.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="--articles"):
        read_articles(folder)


@pytest.mark.parametrize(
    "text", ["", "groups: 5", "groups: [", "groups:\n- {id: a, split: dev, articles: [x, x]}"]
)
def test_facts_that_cannot_be_read(
    world: Callable[..., Checked], tmp_path: Path, text: str
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"bad\.yaml"):
        world(sound(), facts=path)


# --- wordings -----------------------------------------------------------


def test_what_a_reader_sees() -> None:
    assert visible("a.html", ARTICLES["pidato.html"]) == "Bima berkata: kami lelah."
    assert visible("a.html", "<p>A&nbsp;&amp;</p><script>x</script><!-- y --><p>B</p>") == "A & B"
    assert visible("a.md", ARTICLES["upah.md"]).startswith("# Upah Upah naik")
    assert visible("a.md", "tanpa kepala --- apa pun") == "tanpa kepala --- apa pun"
    assert visible("a.txt", "---\nx\n---\ny") == "--- x --- y"
    assert fold(" a\n\tb\u00a0c ") == "a b c"


@pytest.mark.parametrize(
    ("wording", "text", "found"),
    [
        ("41", "2.410", False),
        ("41", "ada 41.", True),
        ("7", "(7/2)", False),
        ("7/2", "(7/2)", True),
        ("buruh", "buruhnya", False),
        ("HOTEL bahtera", "Hotel\nBahtera", True),
        ("", "apa pun", False),
    ],
)
def test_wordings_are_whole(wording: str, text: str, found: bool) -> None:
    assert holds(wording, text) is found


def test_numbers_and_days_of_wordings() -> None:
    assert numbers_in("4,9 juta") == {4_900_000.0}
    assert numbers_in("tujuh puluh tiga") == {73.0}
    march = date(2026, 3, 3)
    assert days_in("3/3", march) == [(march, march)]
    assert days_in("March 3", march) == [(march, march)]
    assert days_in("31/2", march) == days_in("Maret 2026", march) == []


# --- the command -----------------------------------------------------------


def test_the_command_tells_counts_and_problems(
    world: Callable[..., Checked], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = sound()
    world(rows)  # writes the files
    paths = ["--articles", f"{tmp_path}/articles", "--facts", f"{tmp_path}/facts.yaml"]
    data = ["--dataset", f"{tmp_path}/questions.jsonl"]
    assert cli.main(["lint", *data, *paths]) == 0
    said = capsys.readouterr().out
    assert "9 questions, 0 problems" in said and "who_said_what" in said
    assert cli.main(["lint", *data]) == 0
    assert "NOT CHECKED: " in capsys.readouterr().out
    rows["date"]["hint"] = "[x]"
    world(rows)
    assert cli.main(["lint", *data, *paths]) == 2
    assert "problem: line 2 (dat-1): Nobody reads the field 'hint'" in capsys.readouterr().out
    assert cli.main(["lint", *data, *paths, "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert not told["sound"] and told["questions"]["all"]["all"] == 9
    assert [each["id"] for each in told["findings"] if each["level"] == "problem"] == ["dat-1"]


def test_a_dataset_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lint", "--dataset", str(tmp_path / "no.jsonl")]) == 2
    (tmp_path / "empty.jsonl").write_text("\n")
    assert cli.main(["lint", "--dataset", str(tmp_path / "empty.jsonl")]) == 2
    assert "--dataset" in capsys.readouterr().err
