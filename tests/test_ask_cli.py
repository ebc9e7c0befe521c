"""``tanya ask`` as a person and a program meet it: real processes, real exit codes."""

from __future__ import annotations

import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from newsroom import ROOT, answer_to, assistant_over, sample_archive, small_archive

from rag import cli
from rag.asking import answer_batch, day_of, open_batch, written
from rag.assistant import Assistant
from rag.errors import UsageError
from rag.records import Check

QUESTION = "Siapa ketua umum GEMA?"
ELECTED = "Kongres memilih Roswita Mangunsong sebagai ketua umum GEMA dengan 118 suara."


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory)


def environ(**more: str) -> dict[str, str]:
    plain = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return plain | {"TANYA_SEARCH": "words", "TANYA_ENGINE": "quoting"} | more


def run(*arguments: str, stdin: bytes | str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own; undecodable output is a failure."""
    done = subprocess.run(
        [sys.executable, "-m", "rag.cli", *arguments],
        cwd=ROOT,
        env=environ(**more),
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """Run the program's main function here, which is quicker; returns code, out and err."""
    monkeypatch.setenv("TANYA_SEARCH", "words")
    monkeypatch.setenv("TANYA_ENGINE", "quoting")

    def asked(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(["ask", *arguments])
        except SystemExit as exit_:  # argparse
            code = int(exit_.code or 0)
        said = capfd.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return asked


# --- the object ----------------------------------------------------------------------------------


def only(record: dict[str, Any], kinds: dict[str, type | tuple[type, ...]]) -> None:
    assert list(record) == list(kinds)
    for name, kind in kinds.items():
        assert isinstance(record[name], kind), (name, record[name])
        assert not (kind is int and isinstance(record[name], bool))


def assert_documented(record: dict[str, Any]) -> None:
    """Check the keys, their order and their types, as the issue and the README give them."""
    nothing = type(None)
    only(
        record,
        {
            "question": str,
            "language": str,
            "understood": (dict, nothing),
            "filters": dict,
            "refused": bool,
            "answer": str,
            "claims": list,
            "sources": list,
            "notices": list,
            "conflicts": list,
            "nearest": list,
            "uncovered": list,
            "left_out": list,
            "as_of": (str, nothing),
            "engine": str,
            "model": (str, nothing),
            "timings": dict,
            "stored": (str, nothing),
        },
    )
    assert record["language"] in ("id", "en")
    only(record["filters"], {name: (str, nothing) for name in ("from", "to", "outlet")})
    if record["understood"] is not None:
        assert_understood(record["understood"])
    assert record["engine"] in ("quoting", "generating")
    assert all(isinstance(value, float) for value in record["timings"].values())
    assert record["refused"] is not bool(record["claims"])
    for claim in record["claims"]:
        only(
            claim,
            {
                "text": str,
                "check": str,
                "problems": list,
                "speaker": (dict, nothing),
                "evidence": list,
            },
        )
        assert claim["check"] in [check.value for check in Check]
        assert claim["evidence"]
        for item in claim["evidence"]:
            only(
                item,
                {
                    "article": str,
                    "passage": str,
                    "sentence": int,
                    "start": int,
                    "end": int,
                    "text": str,
                },
            )
            assert 0 <= item["start"] < item["end"]
            assert item["end"] - item["start"] == len(item["text"])
    for source in record["sources"]:
        only(
            source,
            {"article": str, "title": str, "outlet": str, "published": (str, nothing), "url": str},
        )
        assert source["published"] is None or date.fromisoformat(source["published"])
    for notice in record["notices"]:
        only(notice, {"code": str, "text": str})
    assert record["as_of"] is None or date.fromisoformat(record["as_of"])


def assert_understood(record: dict[str, Any]) -> None:
    nothing = type(None)
    only(
        record,
        {
            "text": str,
            "follow_up": (dict, nothing),
            "corrections": list,
            "period": (dict, nothing),
            "newest": bool,
            "concepts": list,
        },
    )
    for correction in record["corrections"]:
        only(correction, {"asked": str, "used": str})
    if record["period"] is not None:
        only(record["period"], {"first": (str, nothing), "last": (str, nothing), "text": str})
    for concept in record["concepts"]:
        only(concept, {"text": str, "others": list})
        assert all(isinstance(other, str) for other in concept["others"])


def test_the_object_is_as_documented(data: Path) -> None:
    done = run("ask", "--json", "--data-dir", str(data), QUESTION)
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.count("\n") == 1
    record = json.loads(done.stdout)
    assert_documented(record)
    assert record["question"] == QUESTION and record["claims"][0]["text"] == ELECTED
    assert record["as_of"] == "2026-03-17" and record["model"] is None
    with assistant_over(data) as assistant:
        for claim in record["claims"]:
            for item in claim["evidence"]:
                article = assistant.article(item["article"])
                assert article is not None
                assert article.text[item["start"] : item["end"]] == item["text"]


def test_a_refusal_has_the_same_keys(data: Path, ask: Any) -> None:
    code, out, _ = ask("--json", "--data-dir", str(data), "Siapa presiden Prancis?")
    record = json.loads(out)
    assert_documented(record)
    assert code == 0 and record["refused"] and record["sources"] == []


@pytest.mark.parametrize("document", ["README.md", "README.id.md"])
def test_the_readme_documents_every_key_and_check(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    keys = "question language refused answer claims sources notices as_of engine model timings"
    inner = "understood text corrections asked used period first last newest concepts others"
    more = "filters from to outlet --from --to --outlet --any-time --exactly"
    for key in [*keys.split(), *inner.split(), *more.split(), *(check.value for check in Check)]:
        assert re.search(rf"`{key}`", text), key


# --- how a question is read -----------------------------------------------------------------------

MISSPELT = "Siapa ketua umun GEMA?"
DATED = "Siapa ketua umum GEMA bulan Februari 2026?"


def codes_of(record: dict[str, Any]) -> list[str]:
    return [notice["code"] for notice in record["notices"]]


def test_a_correction_is_told_and_can_be_undone(data: Path, ask: Any) -> None:
    record = json.loads(ask("--json", "--data-dir", str(data), MISSPELT)[1])
    assert record["understood"]["corrections"] == [{"asked": "umun", "used": "umum"}]
    assert record["understood"]["text"] == QUESTION and record["question"] == MISSPELT
    assert "corrected" in codes_of(record)
    assert "! Menampilkan hasil untuk: " in ask("--data-dir", str(data), MISSPELT)[1]
    record = json.loads(ask("--json", "--exactly", "--data-dir", str(data), MISSPELT)[1])
    assert record["understood"]["corrections"] == []
    assert record["understood"]["text"] == MISSPELT
    assert "corrected" not in codes_of(record)


def test_a_time_in_the_question_filters_and_can_be_undone(data: Path, ask: Any) -> None:
    record = json.loads(ask("--json", "--data-dir", str(data), DATED)[1])
    period = record["understood"]["period"]
    assert (period["first"], period["last"]) == ("2026-02-01", "2026-02-28")
    assert "Februari 2026" in period["text"]
    assert record["filters"] == {"from": "2026-02-01", "to": "2026-02-28", "outlet": None}
    assert ELECTED not in record["answer"], "it was published in March"
    record = json.loads(ask("--json", "--any-time", "--data-dir", str(data), DATED)[1])
    assert record["understood"]["period"] is None
    assert record["filters"] == {"from": None, "to": None, "outlet": None}
    assert "period" not in codes_of(record)


def test_the_persons_own_dates_go_before_those_of_the_question(data: Path, ask: Any) -> None:
    own = ("--from", "1/3/2026", "--to", "Maret 2026")
    record = json.loads(ask("--json", *own, "--data-dir", str(data), DATED)[1])
    assert record["filters"] == {"from": "2026-03-01", "to": "2026-03-31", "outlet": None}
    assert {source["published"] for source in record["sources"]} <= {"2026-03-17"}


def test_an_outlet_narrows_the_search(data: Path, ask: Any) -> None:
    question = "Siapa yang memimpin mogok Kertas Arum?"
    for outlet, refused in ((" Warta Pasirwangi ", False), ("Koran Lain", True)):
        options = ("--json", "--outlet", outlet, "--data-dir", str(data))
        record = json.loads(ask(*options, question)[1])
        assert record["filters"]["outlet"] == outlet.strip()
        assert record["refused"] is refused


def test_a_batch_takes_the_same_options(data: Path) -> None:
    lines = b"".join(
        json.dumps({"id": n, "question": q}).encode() + b"\n"
        for n, q in enumerate((MISSPELT, DATED))
    )
    options = ("--exactly", "--any-time", "--from", "2026-03-01", "--outlet", "Koran Lain")
    done = run("ask", "--batch", "-", *options, "--data-dir", str(data), stdin=lines)
    assert done.returncode == 0, done.stderr
    for record in map(json.loads, done.stdout.splitlines()):
        assert record["filters"] == {"from": "2026-03-01", "to": None, "outlet": "Koran Lain"}
        assert record["understood"]["corrections"] == []
        assert record["understood"]["period"] is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-11-30", date(2025, 11, 30), date(2025, 11, 30)),
        (" 3/11/2025 ", date(2025, 11, 3), date(2025, 11, 3)),
        ("3 Nov 2025", date(2025, 11, 3), date(2025, 11, 3)),
        ("November 2025", date(2025, 11, 1), date(2025, 11, 30)),
        ("Februari  2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("3 November", None, None),
        ("bulan lalu", None, None),
        ("31/2/2025", None, None),
        ("sejak 3/11/2025", None, None),
        ("3/11/2025 4/11/2025", None, None),
        ("", None, None),
        ("\x00<script>", None, None),
    ],
)
def test_days_are_read_as_people_write_them(
    text: str, first: date | None, last: date | None
) -> None:
    assert day_of(text) == first
    assert day_of(text, last=True) == last


# --- the text ------------------------------------------------------------------------------------


def test_a_person_reads_the_answer_with_numbered_sources(data: Path) -> None:
    done = run("ask", "--data-dir", str(data), "Siapa", "yang", "memimpin", "mogok", "Kertas Arum?")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].endswith("Tuti Hapsari memimpin pemogokan itu. [1]")
    assert "[1] 740 Buruh Kertas Arum Mogok Dua Hari (Warta Pasirwangi, 10 Februari 2026)" in lines
    assert "    https://wartapasirwangi.example/mogok-kertas" in lines


def test_an_outlet_that_is_not_known_is_left_out(data: Path, ask: Any) -> None:
    _, out, _ = ask("--data-dir", str(data), QUESTION)
    assert "[1] Kongres Keempat GEMA Digelar di Jayakerta (17 Maret 2026)" in out


def test_a_refusal_shows_the_nearest_and_is_no_error(data: Path, ask: Any) -> None:
    code, out, err = ask("--data-dir", str(data), "Siapa yang memimpin mogok di Kertas Kencana?")
    assert code == 0 and err == ""
    assert "Arsip tidak menyebut “Kencana”." in out
    nearest = out.split("Kalimat yang paling dekat, bukan jawaban:\n")[1]
    first = nearest.splitlines()[0]
    assert first.startswith("  - “") and "(740 Buruh Kertas Arum" in first


def test_the_sample_is_asked_where_it_is_kept_apart(
    tmp_path_factory: pytest.TempPathFactory, ask: Any
) -> None:
    folder = str(sample_archive(tmp_path_factory))
    code, out, _ = ask("--sample", "--data-dir", folder, "Siapa gubernur Tirta Raya?")
    assert code == 0 and "Arya Banyusegara" in out
    code, _, err = ask("--data-dir", folder, "Siapa gubernur Tirta Raya?")
    assert code == 2 and "no archive" in err


def test_the_folder_of_the_option_goes_before_that_of_the_environment(
    data: Path, tmp_path: Path, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_DATA_DIR", str(data))
    assert ELECTED in ask(QUESTION)[1]
    code, _, err = ask("--data-dir", str(tmp_path / "other"), QUESTION)
    assert code == 2 and "other" in err
    assert not (tmp_path / "other").exists()
    monkeypatch.setenv("TANYA_DATA_DIR", str(tmp_path / "nowhere"))
    assert ELECTED in ask("--data-dir", str(data), QUESTION)[1]


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "The question is empty"),
        ([""], "The question is empty"),
        (["   "], "The question is empty"),
        (["\u200b"], "The question is empty"),
        (["a" * 100_000], "100,000 characters"),
        (["x", "--batch", "-"], "both given"),
        (["--batch", "/no/such/file.jsonl"], "/no/such/file.jsonl cannot be read: No such file"),
        (["--batch", "/"], "cannot be read: Is a directory"),
        (["--batch", ""], "cannot be read"),
        (["--data-dir", "", "x"], "no folder for an archive"),
        (["--data-dir", "/no/such/folder", "x"], "no archive in /no/such/folder"),
        (["--no-such-option", "x"], "unrecognized arguments"),
        (["--from", "kemarin dulu", "x"], "--from “kemarin dulu” is not a date"),
        (["--to", "31/2/2026", "x"], "--to “31/2/2026” is not a date"),
        (["--from", "", "x"], "--from “” is not a date"),
        (["--from", "2026-03-02", "--to", "1/3/2026", "x"], "is later than --to"),
        (["--outlet", " ", "x"], "names no outlet"),
        (["--batch", "-", "--to", "5 Mei", "--json"], "with its year"),
    ],
)
def test_what_was_typed_wrong_is_said_and_is_code_2(
    data: Path, ask: Any, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("TANYA_DATA_DIR", str(data))
    heavy: list[Assistant] = []
    monkeypatch.setattr(Assistant, "prepare", heavy.append)
    code, out, err = ask(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert heavy == []  # nothing heavy was started to find that out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHROMA_URL", "http://[::1"),
        ("CHROMA_URL", "not an address"),
        ("OLLAMA_HOST", "ftp://x"),
        ("TANYA_ENGINE", "gpt"),
        ("TANYA_NUM_CTX", "lots"),
        ("TANYA_EMBEDDER", "word2vec"),
    ],
)
def test_settings_that_make_no_sense_are_code_2(
    data: Path, ask: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    code, _, err = ask("--data-dir", str(data), QUESTION)
    assert code == 2 and value in err and err.startswith("tanya: ")


def test_an_archive_that_is_none_is_code_3(tmp_path: Path, ask: Any) -> None:
    (tmp_path / "archive.sqlite3").write_bytes(b"this is a text, not an archive\n" * 200)
    code, _, err = ask("--data-dir", str(tmp_path), QUESTION)
    assert code == 3 and "archive.sqlite3" in err


def test_an_archive_of_a_newer_version_is_code_3(tmp_path: Path, ask: Any) -> None:
    import sqlite3

    with assistant_over(tmp_path):
        pass
    db = sqlite3.connect(tmp_path / "archive.sqlite3")
    db.execute("PRAGMA user_version = 9999")
    db.close()
    code, _, err = ask("--data-dir", str(tmp_path), QUESTION)
    assert code == 3 and "newer" in err


def test_an_empty_archive_is_no_error(tmp_path: Path, ask: Any) -> None:
    with assistant_over(tmp_path):
        pass
    code, out, _ = ask("--data-dir", str(tmp_path), QUESTION)
    assert code == 0 and "./tanya ingest add FOLDER" in out


@pytest.mark.parametrize(
    ("arguments", "typed", "code"),
    [
        (["ask", b"GEMA \xff\xfe ketua"], b"", 0),
        (["ask", "--outlet", b"\xff", b"GEMA ketua"], b"", 0),
        (["ask", "--chat"], b"ketua \xff GEMA\nkeluar\n", 0),
        (["ask", "--continue", b"\xff", "--", "Berapa?"], b"", 2),
        (["answers", "show", b"\xff"], b"", 2),
        (["answers", "list", "--query", b"\xff", "--citing", b"\xff"], b"", 0),
    ],
)
def test_bytes_that_are_no_text_are_borne(
    data: Path, arguments: list[str | bytes], typed: bytes, code: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rag.cli", *arguments],
        cwd=ROOT,
        env=environ(TANYA_DATA_DIR=str(data), PYTHONIOENCODING="utf-8:strict"),
        input=typed,
        capture_output=True,
        check=False,
    )
    assert done.returncode == code and b"Traceback" not in done.stderr
    done.stdout.decode()


def test_a_terminal_that_knows_only_latin_letters(data: Path) -> None:
    question = "Di mana posko buruh jahit dibuka?"
    done = run("ask", "--data-dir", str(data), question, PYTHONIOENCODING="ascii")
    assert done.returncode == 0 and "Posko \\U0001f9f5 Buruh" in done.stdout
    done = run("ask", "--json", "--data-dir", str(data), question, PYTHONIOENCODING="ascii")
    assert "\\ud83e\\uddf5" in done.stdout
    assert "🧵" in json.loads(done.stdout)["answer"]


def test_a_reader_that_has_gone_is_no_error(data: Path) -> None:
    command = f"{sys.executable} -m rag.cli ask --data-dir {data} '{QUESTION}'"
    for more in ("", " --json"):
        done = subprocess.run(
            ["bash", "-c", f"{command}{more} | true; echo ${{PIPESTATUS[0]}}"],
            cwd=ROOT,
            env=environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout, done.stderr) == ("0\n", "")


def test_an_interruption_is_code_130_without_a_traceback(data: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "ask", "--data-dir", str(data), "--batch", "-"],
        cwd=ROOT,
        env=environ(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout
    process.stdin.write(json.dumps({"id": 1, "question": QUESTION}).encode() + b"\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["id"] == 1  # answered before the next is known
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == b"tanya: interrupted\n"


# --- batch ---------------------------------------------------------------------------------------

LINES = [
    json.dumps({"id": "a", "question": QUESTION}).encode(),
    b"",
    b"not json",
    b'{"id": 7}',
    b'{"id": 8, "question": 5}',
    b'{"id": 9, "question": ""}',
    b'{"question": "Siapa presiden Prancis?"}',
    b'["id", "question"]',
    b'{"id": "\xff", "question": "x"}',
    b"[" * 100_000,
    b'{"id": {"deep": [1]}, "question": "\\ud800 Siapa presiden Prancis?"}',
    b'{"id": "\\ud83d", "question": "Siapa presiden Prancis?"}',
    b'{"id": NaN, "question": "Siapa presiden Prancis?"}',
    json.dumps({"id": None, "question": "x" * 5000}).encode(),
    b"   \r",
    b'\xef\xbb\xbf{"id": "last", "question": "Berapa suara Yohanes Tabuni?"}',
]


def test_every_line_of_a_batch_is_answered_or_told(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\n".join(LINES))
    done = run("ask", "--batch", str(file), "--data-dir", str(data))
    assert done.returncode == 1 and done.stderr == ""
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["id"] for record in records] == [
        *("a", 3, 7, 8, 9, 7, 8, 9, 10, {"deep": [1]}, "\ud83d", 13, None, "last")
    ]
    answered = [record for record in records if "error" not in record]
    assert len(answered) == 5
    for record in answered:
        assert_documented({key: value for key, value in record.items() if key != "id"})
        assert next(iter(record)) == "id"
    failed = [record for record in records if "error" in record]
    assert all(set(record) == {"id", "error"} for record in failed)
    assert "Line 3 is not an object" in failed[0]["error"]
    assert "5,000 characters" in failed[-1]["error"]
    assert "97 suara" in records[-1]["answer"]


def test_a_batch_without_a_bad_line_is_code_0(data: Path) -> None:
    lines = b"".join(
        json.dumps({"id": n, "question": QUESTION}).encode() + b"\r\n" for n in range(5)
    )
    done = run("ask", "--batch", "-", "--data-dir", str(data), stdin=lines)
    assert done.returncode == 0
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == list(range(5))


def test_nothing_in_a_batch_is_nothing_out(data: Path) -> None:
    done = run("ask", "--batch", "-", "--data-dir", str(data), stdin=b"\n\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_batch_gives_what_single_questions_give(data: Path) -> None:
    out = io.StringIO()
    questions = [QUESTION, "Berapa pekerja Sepatu Lestari dirumahkan?", "Siapa presiden Prancis?"]
    with assistant_over(data) as assistant:
        lines = [json.dumps({"id": n, "question": q}).encode() for n, q in enumerate(questions)]
        assert answer_batch(assistant, lines, out) == 0
        for line, question in zip(out.getvalue().splitlines(), questions, strict=True):
            assert json.loads(line)["answer"] == answer_to(assistant, question).text


def test_half_a_surrogate_pair_can_be_written() -> None:
    assert json.loads(written({"id": "\ud83d", "é": "ü"}, None)) == {"id": "\ud83d", "é": "ü"}
    assert "\\u" not in written({"id": "é🧵"}, "utf-8")
    assert "\\u" in written({"id": "é"}, "ascii")


def test_standard_input_is_a_batch_too() -> None:
    with open_batch("-") as lines:
        assert lines is sys.stdin.buffer
    with pytest.raises(UsageError), open_batch("a\x00b"):
        pass


# --- cost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"]])
def test_help_costs_next_to_nothing(arguments: list[str]) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run(*arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"tanya {' '.join(arguments)}: {cpu:.3f} s of CPU (the goal is 0.3)")
    assert done.returncode == 0 and "exit codes" in done.stdout
    assert cpu < 0.6


def test_help_and_mistakes_load_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from rag.cli import main\n"
        "tried = (['--help'], ['ask', '--help'], ['ask', ' '], ['ask', '--batch', '/x'])\n"
        "for arguments in tried:\n"
        "    try: main(arguments)\n"
        "    except SystemExit: pass\n"
        "heavy = 'gradio chromadb llama_index ollama numpy httpx pydantic trafilatura'.split()\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_an_unknown_verb_is_code_2() -> None:
    done = run("asked")
    assert done.returncode == 2 and "invalid choice" in done.stderr
    assert run().returncode == 2


def test_the_other_doors_are_programs_of_their_own() -> None:
    for door in ("ingest", "evals"):
        done = run(door, "--help")
        assert done.returncode == 0 and f"usage: {door}" in done.stdout
