"""The command: lines, JSON, exit codes, interruption, and the sample archive for real."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest
import quiet_vectors
from quiet_vectors import Quiet

from ingest import sources
from ingest.cli import _command, main
from ingest.commands.gathering import guess_form
from ingest.commands.verbs import GROUPS
from ingest.readers import read
from rag.archive import Archive
from rag.errors import DiskFull, UsageError, VectorsUnavailable

ROOT = Path(__file__).parent.parent
BODY = "Buruh pabrik nomor {} di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."
Output = pytest.CaptureFixture[str]


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet_vectors.install(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    for number in range(3):
        (made / f"{number}.txt").write_text(
            f"Upah Buruh Pabrik Nomor {number}\n\n" + BODY.format(number)
        )
    return made


def start(*arguments: str, data_dir: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ingest", *arguments],
        cwd=ROOT,
        env={**os.environ, "TANYA_DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.usefixtures("no_server", "data_dir")
def test_add_again_show_remove(folder: Path, capsys: Output) -> None:
    (folder / "photo.jpg").write_bytes(b"x")
    (folder / "metadata.csv").write_text("file,outlet\n0.txt,Warta Selat\n")  # told, not skipped
    (folder / "1.yaml").write_text("outlet: Warta Selat\n")
    assert main(["add", str(folder)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == f"new        Upah Buruh Pabrik Nomor 0  ({folder}/0.txt)"
    assert out[-1].startswith("3 new, 1 of other kinds skipped (.jpg), in ")
    assert main(["add", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("3 unchanged, ")

    assert main(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["total"] == 3 and len(listed["articles"]) == 3
    first = listed["articles"][0]["id"]
    assert main(["show", first]) == 0
    assert "Upah Buruh Pabrik Nomor 0  (stated in the text)" in capsys.readouterr().out
    assert main(["show", str(folder / "1.txt"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Upah Buruh Pabrik Nomor 1"

    assert main(["remove", first]) == 0
    assert "removed    Upah Buruh Pabrik Nomor 0" in capsys.readouterr().out
    assert main(["show", first]) == 2
    assert main(["list", "--limit", "1"]) == 0
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 1 and "--offset 1" in captured.err
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["articles"] == 2


@pytest.mark.usefixtures("no_server", "data_dir")
def test_raw_shows_what_was_left_out(folder: Path, capsys: Output) -> None:
    path = folder / "0.txt"
    path.write_text(path.read_text() + "\n\nBaca juga: Harga Ikan Turun\n")
    assert main(["add", str(path)]) == 0
    capsys.readouterr()
    assert main(["show", str(path), "--raw"]) == 0
    text, removed = capsys.readouterr().out.split("Left out when it was read:")
    assert "Harga Ikan" not in text and "Harga Ikan Turun" in removed
    path.unlink()
    assert main(["show", str(path), "--raw"]) == 2


@pytest.mark.usefixtures("no_server", "data_dir")
def test_raw_says_plainly_what_it_is_for(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.TextIOWrapper(io.BytesIO(b"Upah naik\n\nUpah buruh gudang naik mulai Januari."))
    monkeypatch.setattr("sys.stdin", piped)
    assert main(["add", "-", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["results"][0]["article"]
    assert main(["show", found, "--raw"]) == 2
    told = capsys.readouterr().err
    assert "is not kept" in told and "--raw is for files" in told and "Leave out --raw" in told


@pytest.mark.usefixtures("no_server", "data_dir")
def test_what_was_given_with_an_item_holds_when_it_is_tried_again(
    folder: Path, capsys: Output
) -> None:
    bad, other = folder / "bad.txt", folder / "lain.txt"
    for path, given in (
        (bad, ["--outlet", "Warta Buruh", "--date", "6/11/2025", "--tag", "upah"]),
        (other, ["--author", "Sri", "--kind", "correction"]),
    ):
        path.write_bytes(b"\x00" * 500)
        assert main(["add", str(path), *given]) == 1
    assert main(["retry", "--all"]) == 1, "and it fails once more"
    for path in (bad, other):
        path.write_text(f"Upah naik\n\nUpah buruh {path.stem} naik mulai Januari.")
    capsys.readouterr()
    assert main(["retry", "--all", "--json"]) == 0
    capsys.readouterr()
    assert main(["show", str(bad), "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["outlet"], first["published"], first["tags"]) == (
        "Warta Buruh", "2025-11-06", ["upah"],
    )  # fmt: skip
    assert main(["show", str(other), "--json"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert (second["outlet"], second["author"], second["kind"]) == ("", "Sri", "correction")
    bad.write_bytes(b"\x00" * 400)
    assert main(["add", str(bad)]) == 1, "nothing given, nothing kept"
    capsys.readouterr()
    assert main(["failed", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["failed"]
    assert [each["given"] for each in listed] == [""]


@pytest.mark.usefixtures("no_server", "data_dir")
def test_the_columns_that_were_named_hold_when_an_export_is_tried_again(
    folder: Path, capsys: Output
) -> None:
    export = folder / "berita.csv"
    export.write_text("nomor,judul,badan\n1,Upah naik,\n2,THR dibayar,THR buruh dibayar penuh.\n")
    assert main(["add", str(export), "--map", "text=badan", "--outlet", "Warta"]) == 1
    export.write_text("nomor,judul,badan\n1,Upah naik,Upah buruh naik.\n2,THR dibayar,THR lunas.\n")
    capsys.readouterr()
    assert main(["retry", "--all", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"].get("failed", 0) == 0
    assert main(["list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["articles"]
    assert {each["outlet"] for each in found} == {"Warta"}


@pytest.mark.usefixtures("no_server", "data_dir")
def test_failures_are_told_counted_and_give_code_1(folder: Path, capsys: Output) -> None:
    (folder / "bad.txt").write_bytes(b"\x00" * 500)
    assert main(["add", str(folder), "--json"]) == 1
    run = json.loads(capsys.readouterr().out)
    assert run["counts"]["new"] == 3 and run["counts"]["failed"] == 1
    (failed,) = [result for result in run["results"] if result["outcome"] == "failed"]
    assert failed["path"].endswith("bad.txt") and failed["reason"] and failed["remedy"]


@pytest.mark.usefixtures("no_server", "data_dir")
def test_vectors_that_wait_give_one_notice_and_code_4(
    folder: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble = VectorsUnavailable("Chroma is away.", remedy="Unset CHROMA_URL.")
    monkeypatch.setattr(Quiet, "trouble", trouble)
    assert main(["add", str(folder)]) == 4
    captured = capsys.readouterr()
    assert captured.out.count("new  ") == 3
    assert captured.err.count("Chroma is away. Unset CHROMA_URL.") == 1


@pytest.mark.usefixtures("no_server")
def test_wrong_use_gives_code_2_and_makes_no_archive(data_dir: Path, capsys: Output) -> None:
    assert main(["add", "nowhere/at/all"]) == 2
    for verb in (["list"], ["status"], ["show", "x"], ["remove", "x"], ["check"]):
        assert main(verb) == 2
        assert "There is no archive" in capsys.readouterr().err
    assert list(data_dir.iterdir()) == []
    with pytest.raises(SystemExit) as caught:
        main(["add", "x", "--date", "kemarin"])
    assert caught.value.code == 2


@pytest.mark.usefixtures("no_server", "data_dir")
def test_outlet_and_date_of_the_operator(folder: Path, capsys: Output) -> None:
    assert main(["add", str(folder), "--outlet", "Warta Selat", "--date", "2025-11-19"]) == 0
    capsys.readouterr()
    main(["list", "--json"])
    for article in json.loads(capsys.readouterr().out)["articles"]:
        assert (article["outlet"], article["published"]) == ("Warta Selat", "2025-11-19")


@pytest.mark.usefixtures("no_server")
@pytest.mark.parametrize("wrong", [["ad"], ["follow"], ["list", "--from", "x"], ["mark"], []])
def test_what_was_mistyped_is_said_in_one_line(wrong: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit) as caught:
        main(wrong)
    said = capsys.readouterr().err
    assert caught.value.code == 2
    assert said.count("\n") == 1 and said.startswith("ingest: ") and "--help" in said
    if wrong == ["ad"]:
        assert "Did you mean “add”?" in said


def test_every_verb_leads_to_a_command() -> None:
    targets = [each.target for _, group in GROUPS for verb in group for each in (verb, *verb.below)]
    for target in filter(None, targets):
        assert callable(_command(target)), target


@pytest.mark.usefixtures("no_server", "data_dir")
def test_a_pattern_takes_what_it_matches_and_skips_the_rest(folder: Path, capsys: Output) -> None:
    (folder / "below").mkdir()
    (folder / "0.txt").rename(folder / "below" / "0.txt")
    (folder / "photo.jpg").write_bytes(b"x")
    assert main(["add", str(folder / "**" / "*"), str(folder / "1.txt")]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("3 new, 1 of other kinds skipped")
    assert main(["add", str(folder / "*.html")]) == 2
    assert "No file matches" in capsys.readouterr().err
    named = folder / "a[1].txt"
    named.write_text("Judul Lain\n\n" + BODY.format(77))
    assert main(["add", str(named)]) == 0, "a file that is called like a pattern is that file"


@pytest.mark.usefixtures("no_server", "data_dir")
def test_standard_input_is_one_article_and_known_again(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def piped(data: bytes, *more: str) -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        return main(["add", "-", "--json", *more])

    text = ("Upah Naik di Pelabuhan\n\n" + BODY.format(5)).encode()
    assert piped(text, "--outlet", "Warta Selat") == 0
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert result["outcome"] == "new" and result["source"].startswith("stdin:")
    main(["show", result["article"], "--json"])
    assert json.loads(capsys.readouterr().out)["outlet"] == "Warta Selat"
    assert piped(text) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["unchanged"] == 1
    assert piped(b"  \n") == 2
    assert main(["add", "README.md", "--as", "md"]) == 2, "--as is about standard input"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"<!DOCTYPE html><p>x", "html"),
        (b"\xef\xbb\xbf\n<html>", "html"),
        (b"---\ntitle: x\n---\n", "md"),
        (b"# Judul\n", "md"),
        (b"<3 untuk buruh", "txt"),
        (b"PK\x03\x04broken", "docx"),
        ("<html>".encode("utf-16"), "html"),
    ],
)
def test_the_kind_of_piped_bytes_is_guessed(data: bytes, form: str) -> None:
    assert guess_form(data) == form


@pytest.mark.parametrize(("kind", "form"), [("application/epub+zip", "epub"),
                                            ("application/vnd.oasis.opendocument.text", "odt"),
                                            ("", "docx")])  # fmt: skip
def test_packed_documents_are_told_apart(kind: str, form: str) -> None:
    data = io.BytesIO()
    with ZipFile(data, "w") as packed:
        packed.writestr("mimetype" if kind else "word/document.xml", kind)
    assert guess_form(data.getvalue()) == form


def test_an_export_on_standard_input_is_refused() -> None:
    with pytest.raises(UsageError, match="export"):
        guess_form(b'{"_id": "1", "text": "x"}\n')


@pytest.mark.usefixtures("no_server", "data_dir")
def test_a_title_is_for_a_single_article(folder: Path, capsys: Output) -> None:
    assert main(["add", str(folder), "--title", "Satu"]) == 2
    assert main(["add", str(folder / "0.txt"), "--title", "Satu", "--tag", "a", "--tag", "b"]) == 0
    capsys.readouterr()
    main(["show", str(folder / "0.txt"), "--json"])
    shown = json.loads(capsys.readouterr().out)
    assert (shown["title"], shown["tags"]) == ("Satu", ["a", "b"])


@pytest.mark.usefixtures("no_server", "data_dir")
def test_lists_are_narrowed_and_stay_in_columns(folder: Path, capsys: Output) -> None:
    for number, day in enumerate(("2025-11-01", "2025-11-15", "2025-12-01")):
        main(["add", str(folder / f"{number}.txt"), "--outlet", f"Warta {number}", "--date", day])
    capsys.readouterr()

    def titles(*more: str) -> list[str]:
        assert main(["list", *more]) == 0
        return [line[52:] for line in capsys.readouterr().out.splitlines()]

    assert titles("--from", "2/11/2025", "--to", "2025-12-01") == [
        "Upah Buruh Pabrik Nomor 2",
        "Upah Buruh Pabrik Nomor 1",
    ]
    assert titles("--outlet", "warta 0") == ["Upah Buruh Pabrik Nomor 0"]
    assert titles("--query", "menuntut upah") == titles()
    assert titles("--query", "kapal") == titles("--kind", "retraction") == titles("--undated") == []


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom ingest.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}))"
    )
    begun = os.times().children_user + os.times().children_system
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    spent = os.times().children_user + os.times().children_system - begun
    heavy = {"chromadb", "gradio", "llama_index", "lxml", "numpy", "ollama", "rich", "trafilatura",
             "sqlite3", "yaml"}  # fmt: skip
    assert not heavy & set(eval(done.stdout.splitlines()[-1]))
    assert "exit codes" in done.stdout
    assert spent < 0.3


def test_no_line_of_the_sample_loses_an_article_s_text() -> None:
    """What a reader sees in a sample file is in the article, or told as removed."""
    for found in sources.find_sample():
        document = read(found.path.read_bytes(), str(found.path))
        assert document.lines, found.path.name
        joined = " ".join(line.text for line in document.lines)
        assert "aca juga" not in joined and "Teks contoh" not in joined, found.path.name


def test_the_sample_archive_for_real_twice(data_dir: Path) -> None:
    first = start("sample", "--json", data_dir=data_dir)
    out, err = first.communicate(timeout=100)
    assert first.returncode == 0, err
    counts = json.loads(out)["counts"]
    assert counts["new"] >= 30 and counts["failed"] == 0
    second = start("sample", "--json", data_dir=data_dir)
    counts_again = json.loads(second.communicate(timeout=100)[0])["counts"]
    assert counts_again["unchanged"] == counts["new"] + counts["duplicate"]
    archive = Archive(data_dir / "sample")
    assert archive.statistics().articles == counts["new"]
    archive.close()
    assert not (data_dir / "archive.sqlite3").exists(), "the real archive is apart"


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_run_loses_nothing_acknowledged_and_goes_on(
    tmp_path: Path, data_dir: Path, stop: signal.Signals
) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(800):
        (many / f"{number:04}.txt").write_text(" ".join([BODY.format(number)] * 8))
    first = start("add", str(many), data_dir=data_dir)
    assert first.stdout is not None
    acknowledged = [first.stdout.readline()]
    time.sleep(0.3)
    first.send_signal(stop)
    out, err = first.communicate(timeout=60)
    acknowledged += [line for line in out.splitlines() if line.startswith("new ")]
    assert first.returncode == (130 if stop is signal.SIGINT else -9), err
    if stop is signal.SIGINT:
        assert "run the same command again" in out and "Traceback" not in err
    archive = Archive(data_dir)
    for line in acknowledged:
        path = Path(line.rsplit("(", 1)[1].rstrip(")\n"))
        assert archive.known_source(sources.source_of(path)) is not None
    stored = archive.statistics().articles
    archive.close()
    assert 0 < stored < 800, "it was stopped on the way"
    second = start("add", str(many), "--json", data_dir=data_dir)
    out, err = second.communicate(timeout=100)
    assert second.returncode == 0, err
    run = json.loads(out)
    assert run["counts"]["unchanged"] == stored and run["counts"]["new"] == 800 - stored


@pytest.mark.usefixtures("no_server", "data_dir")
def test_a_full_disk_gives_code_3(
    folder: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Archive, entries: object) -> None:
        raise DiskFull("No space is left.", remedy="Free some space and run it again.")

    monkeypatch.setattr(Archive, "put", full)
    assert main(["add", str(folder)]) == 3
    captured = capsys.readouterr()
    assert "Free some space" in captured.err and "no articles" in captured.out.lower()
