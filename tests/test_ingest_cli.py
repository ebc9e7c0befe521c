"""The command: lines, JSON, exit codes, interruption, and the sample archive for real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest import sources
from ingest.cli import main
from ingest.readers import read
from rag.archive import Archive
from rag.errors import DiskFull, VectorsUnavailable

ROOT = Path(__file__).parent.parent
BODY = "Buruh pabrik nomor {} di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."
Output = pytest.CaptureFixture[str]


class Quiet:
    """A projector without a server: it follows at once, or has the trouble it is given."""

    trouble: VectorsUnavailable | None = None

    def __init__(self, archive: Archive) -> None:
        self.archive, self.reached = archive, 0

    def waiting(self) -> int:
        return self.archive.head() - self.reached

    def catch_up(self, progress: object = None) -> int:
        if Quiet.trouble is not None:
            raise Quiet.trouble
        self.reached = self.archive.head()
        return 0

    def close(self) -> None:
        pass


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ingest.opening.open_projector", lambda settings, archive, embedder="": Quiet(archive)
    )
    monkeypatch.setattr(Quiet, "trouble", None)


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
    assert main(["add", str(folder)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == f"new        Upah Buruh Pabrik Nomor 0  ({folder}/0.txt)"
    assert out[-1].startswith("3 new, 1 of other kinds skipped, in ")
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
