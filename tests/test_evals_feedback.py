"""Cases made of feedback: read from the archive, asked of the same archive, never guessed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from memo_answers import WHEN
from stand_in_ollama import StandInOllama
from stand_in_reply import quote
from stand_in_state import DEFAULT_MODELS
from storage_entries import entry

from evals import cli
from evals.feedback import read
from rag.archive import Archive
from rag.records import Feedback, Review
from rag.settings import load, open_archive

TEXT = "Upah minimum Sagara ditetapkan Rp 4.900.000 per bulan."


def case(identity: str, **changes: Any) -> str:
    record: dict[str, Any] = {
        "id": identity,
        "split": "test",
        "language": "id",
        "category": "feedback",
        "question": "Berapa upah minimum Sagara?",
        "history": [],
        "expected": "answer",
        "gold_articles": [{"id": "file:///berita/sagara.md", "role": "primary"}],
        "gold_passages": [{"article": "file:///berita/sagara.md", "quote": TEXT}],
        "nuggets": [],
        "forbidden": [],
        "must_pass": False,
        "needs_review": False,
        "complaints": ["wrong_fact"],
    }
    return json.dumps(record | changes)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    for name in ("TANYA_DATA_DIR", "OLLAMA_HOST", "CHROMA_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TANYA_SEARCH", "words")
    found = open_archive(load({"TANYA_DATA_DIR": str(tmp_path)}))
    found.put([entry("file:///berita/sagara.md", TEXT, title="Upah Sagara")])
    yield found
    found.close()


def decide(archive: Archive, *lines: str) -> None:
    for number, line in enumerate(lines):
        archive.feedback.give(
            Feedback(answer=f"x{number}", person="local", question="q", good=False, given_at=WHEN)
        )
        archive.feedback.decide(f"x{number}", "local", Review.CASE, line)


def test_cases_are_asked_of_the_same_archive(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(
        archive,
        case("fb-1", nuggets=[{"text": "x", "importance": "vital", "all_of": [["4.900.000"]]}]),
        case("fb-2", question="Siapa presiden Brasil?", expected="refuse", gold_articles=[]),
        case("fb-3", needs_review=True),
    )
    out = tmp_path / "out"
    options = ["run", "--feedback", "--data-dir", str(tmp_path), "--out", str(out)]
    assert cli.main(options) == 0
    told = capsys.readouterr().out
    assert "feedback: 2 of 2 as they should be, 1 need review and are not counted" in told
    assert "needs review: fb-3: a person has yet to say" in told
    (section,) = json.loads((out / "results.json").read_text("utf-8"))["sections"]
    assert (section["id"], section["state"]) == ("feedback", "passed")
    assert [each["id"] for each in section["items"]] == ["fb-1", "fb-2"]
    assert section["missing"] == [
        "fb-3: a person has yet to say what a right answer holds (Berapa upah minimum Sagara?)"
    ]
    assert all(each["shown"]["answer"] for each in section["items"])
    # Questions of a measurement are nobody's answers.
    assert archive.answers.count() == 0


def test_what_is_wrong_fails(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(
        archive,
        case("fb-1", nuggets=[{"text": "x", "importance": "vital", "all_of": [["5.000.000"]]}]),
        case("fb-2", expected="refuse", gold_articles=[], gold_passages=[]),
        case("fb-3", forbidden=[{"any_of": ["4.900.000"]}]),
        case("fb-4", gold_passages=[{"article": "file:///berita/sagara.md", "quote": "Lain."}]),
    )
    assert cli.main(["run", "--feedback", "--data-dir", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "feedback: 0 of 4 as they should be" in told
    assert "without its article: fb-4" in told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (case("fb-1", needs_review=True), "yet to say"),
        (case("fb-1", needs_review=True, gold_articles=[]), "yet to say"),
        (case("fb-1", gold_articles=[{"id": "file:///gone.md"}]), "does not hold file:///gone.md"),
    ],
)
def test_incomplete_cases_are_told_and_not_asked(archive: Archive, line: str, told: str) -> None:
    decide(archive, line)
    found = read(archive)
    assert found.dataset.cases == () and not found.broken
    assert len(found.waiting) == 1 and told in found.waiting[0]


BROKEN = [
    (case("fb-8", gold_articles=[]), "names neither an article nor words"),
    (case("fb-8", question=" "), "'question' is not a text"),
    (case("fb-8", expected="perhaps"), "expected is “perhaps”, not one of answer"),
    (case("fb-8", needs_review=True, question=7), "'question' is not a text"),
    ("nonsense", "is no valid JSON"),
    ('"text"', "not an object"),
]


@pytest.mark.parametrize(("line", "told"), BROKEN)
def test_lines_that_nobody_can_score_do_not_wait(archive: Archive, line: str, told: str) -> None:
    decide(archive, case("fb-1"), line)
    found = read(archive)
    assert [each.id for each in found.dataset.cases] == ["fb-1"] and not found.waiting
    assert len(found.broken) == 1 and told in found.broken[0] and "Case 2 of" in found.broken[0]


def test_one_right_answer_beside_lines_that_nobody_can_score_is_no_pass(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line for line, _ in BROKEN[:3]]  # of one id: the last counts
    decide(archive, case("fb-1"), *lines, "nonsense", "[]")
    out = tmp_path / "out"
    words = ["run", "--feedback", "--data-dir", str(tmp_path), "--out", str(out)]
    assert cli.main(words) == 1
    told = capsys.readouterr().out
    assert "feedback: 1 of 1 as they should be" in told and told.count("cannot be used: ") == 3
    (section,) = sections(out)
    assert section["state"] == "failed" and len(section["problems"]) == 3
    assert "perhaps" in section["problems"][0] and section["items"][0]["ok"]


def test_only_lines_that_nobody_can_score(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(archive, "nonsense", case("fb-1", needs_review=True))
    assert cli.main(["run", "--feedback", "--data-dir", str(tmp_path)]) == 2
    assert "(1 need review, 1 cannot be used)" in capsys.readouterr().err


def test_the_sample_archive_is_found_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TANYA_DATA_DIR", "OLLAMA_HOST", "CHROMA_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TANYA_SEARCH", "words")
    found = open_archive(load({}, data_dir=str(tmp_path), sample=True))
    found.put([entry("file:///berita/sagara.md", TEXT, title="Upah Sagara")])
    decide(found, case("fb-1"))
    found.close()
    words = ["run", "--feedback", "--data-dir", str(tmp_path)]
    assert cli.main(words) == 0
    told = capsys.readouterr().out
    assert f"asked: the sample archive in {tmp_path / 'sample'}" in told and "1 of 1" in told
    # An archive in the folder itself goes first.
    open_archive(load({}, data_dir=str(tmp_path))).close()
    assert cli.main(words) == 2
    assert f"The archive in {tmp_path} holds no case" in capsys.readouterr().err


def test_of_several_cases_with_one_id_the_last_counts(archive: Archive) -> None:
    decide(archive, case("fb-1", needs_review=True), case("fb-1", question="Kedua?"))
    found = read(archive)
    assert [each.question for each in found.dataset.cases] == ["Kedua?"] and not found.waiting


def test_an_archive_without_cases_says_what_to_do(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", "--feedback", "--data-dir", str(tmp_path)]) == 2
    assert "no case that can be asked. Make one on the page" in capsys.readouterr().err
    decide(archive, case("fb-1", needs_review=True))
    assert cli.main(["run", "--feedback", "--data-dir", str(tmp_path)]) == 2
    assert "(1 need review)" in capsys.readouterr().err


def sections(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((out / "results.json").read_text("utf-8"))["sections"]
    return found


def test_a_part_of_the_cases_is_asked_and_the_rest_told(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(archive, case("fb-1"), case("fb-2", split="dev"), case("fb-3", split="dev"))
    out = tmp_path / "out"
    words = ["run", "--feedback", "--data-dir", str(tmp_path), "--out", str(out)]
    assert cli.main([*words, "--limit", "1"]) == 0
    assert [each["id"] for each in sections(out)[0]["items"]] == ["fb-1"]
    assert "2 cases: --split or --limit leave them out" in sections(out)[0]["missing"]
    assert cli.main([*words, "--split", "dev", "--only", "quoting"]) == 0
    assert [each["id"] for each in sections(out)[0]["items"]] == ["fb-2", "fb-3"]
    assert "feedback: 2 of 2" in capsys.readouterr().out


def test_a_model_is_asked_the_same_cases(
    archive: Archive,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = [{"text": "x", "importance": "vital", "all_of": [["4.900.000"]]}]
    decide(archive, case("fb-1", nuggets=wanted))
    out = tmp_path / "out"
    words = ["run", "--feedback", "--data-dir", str(tmp_path), "--out", str(out)]
    model = DEFAULT_MODELS[0].name
    with StandInOllama(reply=quote) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        assert cli.main([*words, "--live", "--model", model]) == 0
        asked = len(server.asked("/api/chat"))
        assert [each["id"] for each in sections(out)] == ["feedback", "feedback live"]
        assert sections(out)[1]["subject"]["model"] == model
        assert "feedback, with the model: 1 of 1" in capsys.readouterr().out
        assert cli.main([*words, "--only", "live", "--model", model]) == 0
        assert [each["id"] for each in sections(out)] == ["feedback live"]
        assert len(server.asked("/api/chat")) > asked > 0
        server.reply = lambda body: "Saya tidak mengerti bentuknya."
        assert cli.main([*words, "--only", "live", "--model", model]) == 1
        capsys.readouterr()
        assert cli.main([*words, "--live", "--model", "tiada:1b"]) == 3  # asked, not measured
    assert "ollama pull tiada:1b" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--only", "hostile"), "not of hostile"),
        (("--only", "quoting", "--only", "bench"), "not of bench"),
        (("--dataset", "x"), "of the archive that holds them"),
        (("--articles", "x"), "of the archive that holds them"),
        (("--bench", "x"), "of the archive that holds them"),
        (("--floors", "x"), "have no floors"),
        (("--lower", "x"), "have no floors"),
        (("--split", "dev"), "No question of"),
    ],
)
def test_what_means_nothing_for_them_is_refused(
    archive: Archive,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: str,
) -> None:
    decide(archive, case("fb-1"))
    assert cli.main(["run", "--feedback", "--data-dir", str(tmp_path), *words]) == 2
    assert told in capsys.readouterr().err


def test_there_are_no_floors_and_no_archive_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--data-dir", str(tmp_path / "none")]
    assert cli.main(["run", "--feedback", "--record-floors", *where]) == 2
    assert "no floors" in capsys.readouterr().err
    assert cli.main(["run", "--feedback", *where]) == 2
    assert not (tmp_path / "none").exists()
