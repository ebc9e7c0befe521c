"""A folder full of malformed and hostile files: each costs itself, the good ones are all stored."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ingest.reading.tickets import limits_of
from rag.archive import Archive
from rag.errors import UsageError
from tests.format_files import good_files, hostile_files

ROOT = Path(__file__).parent.parent
BODY = "Buruh pabrik nomor {} di Muara Selat menuntut kenaikan upah sebesar sepuluh persen."
PARENT_MB = 400
"""What the command itself may need (170 without any file); the bombs unpack to gigabytes."""

_RUN = (
    "import sys; from ingest.cli import main; from ingest.reading.child import _most_memory;"
    "code = main(sys.argv[1:]); print(_most_memory() >> 20); sys.exit(code)"
)


class Odd(NamedTuple):
    """A file and the outcomes that are right for it."""

    path: Path
    right: tuple[str, ...]


def odd_texts(folder: Path) -> Iterator[Odd]:
    """Write texts, pages and Markdown files that are odd in every way we know."""
    folder.mkdir()

    def made(name: str, data: bytes, *right: str) -> Odd:
        (folder / name).write_bytes(data)
        return Odd(folder / name, right)

    body = BODY.format("ganjil").encode()
    page = b"<html><head>%s</head><body><article><h1>Judul Berita</h1><p>%s</p>%s</article></body>"
    yield made("campuran.txt", body + " “é東” ".encode() * 3 + "é".encode("latin-1"), "failed")
    yield made("nul.txt", body + b"\x00" + body, "failed")
    yield made(
        "arah.txt", "\u202e\u200b\ufeff".encode() + body + " \u2066a\u200db.".encode(), "new"
    )
    yield made("surrogate.txt", body + b"\xed\xa0\x80", "failed", "new")
    yield made("utf16-ganjil.txt", b"\xff\xfeB\x00u", "failed")
    yield made("kosong.html", b"<p>", "failed")
    yield made("dalam.html", page % (b"", body, b"<div>" * 100_000), "new", "failed")
    yield made("kurung.html", b"<" * 2_000_000, "failed")
    yield made(
        "paragraf.html", page % (b"", body, b"<p>Teks naik lagi.</p>" * 400_000), "new", "failed"
    )
    yield made("tawa.md", _laughs() + body, "failed", "new")
    yield made("tak-tutup.md", b"---\ntitle: [a\n" + body, "failed", "new")
    yield made("bukan.pdf", body, "failed", "new")
    yield made("pdf.txt", b"%PDF-1.7\n" + body, "failed")
    with (folder / "panjang.txt").open("wb") as stream:
        stream.truncate(1_000_000_000)
    yield Odd(folder / "panjang.txt", ("failed",))
    yield made("baris.txt", b"kata " * 3_900_000, "failed")


def _laughs() -> bytes:
    lines = ["a0: &a0 [ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return ("---\n" + "\n".join(lines) + "\n---\n").encode()


def no_files(folder: Path) -> None:
    """Put things into a folder that are no files, or never end."""
    folder.mkdir()
    os.mkfifo(folder / "pipa.txt")
    (folder / "nol.txt").symlink_to("/dev/zero")
    (folder / "lingkar.txt").symlink_to(folder / "lingkar.txt")
    (folder / "naik").symlink_to(folder.parent)


def export_of_all_kinds(path: Path) -> None:
    """Write an export whose first and last lines are good."""
    lines = [
        json.dumps({"_id": "a", "text": BODY.format("ekspor satu")}).encode(),
        b'{"_id": "b", "text": ' + b"[" * 200_000,
        b'{"_id": "c", "text": "' + b"x" * 25_000_000 + b'"}',
        b'{"_id": "d", "text": "\x00\xff"}',
        b'{"_id": "e", "text": ' + b"9" * 10_000 + b"}",
        json.dumps({"_id": "f", "text": BODY.format("ekspor dua")}).encode(),
    ]
    path.write_bytes(gzip.compress(b"\n".join(lines), 1))


@pytest.mark.skipif(sys.platform == "win32", reason="NOT RUN: no resource limits here")
@pytest.mark.timeout(180)
def test_a_folder_of_hostile_files_costs_only_them(tmp_path: Path) -> None:
    folder, data_dir = tmp_path / "berkas", tmp_path / "data"
    odd = list(odd_texts_of(folder))
    good = good_files(folder / "baik")
    for number in range(40):
        path = folder / f"teks-{number}.txt"
        path.write_text(BODY.format(number))
        good.append(path)
    no_files(folder / "bukan-berkas")
    export = tmp_path / "ekspor.jsonl.gz"
    export_of_all_kinds(export)

    begun = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-P", "-c", _RUN, "add", str(folder), str(export), "--json"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TANYA_DATA_DIR": str(data_dir),
            "TANYA_EMBEDDER": "offline",
            "TANYA_READ_SECONDS": "4",
            "TANYA_READ_MB": "700",
        },
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    seconds = time.monotonic() - begun
    assert run.returncode == 1, run.stderr
    taken = ("new", "duplicate")  # the same article in several formats
    *_, report, memory = run.stdout.splitlines()
    results = {result["path"]: result for result in json.loads(report)["results"]}
    assert [str(path) for path in good if results[str(path)]["outcome"] not in taken] == []
    wrong = {
        each.path.name: (results.get(str(each.path), {}).get("outcome"), each.right)
        for each in odd
        if results.get(str(each.path), {}).get("outcome") not in each.right
    }
    assert wrong == {}
    silent = [r for r in results.values() if r["outcome"] == "failed" and not r["reason"]]
    assert silent == []
    lines = [r["outcome"] for path, r in results.items() if path.startswith(str(export))]
    assert sorted(lines) == ["failed"] * 4 + ["new"] * 2
    assert int(memory) < PARENT_MB, f"{memory} MB"
    assert seconds < 120
    _archive_agrees(data_dir, results)


def odd_texts_of(folder: Path) -> Iterator[Odd]:
    """Write all hostile files: documents of every format, then texts."""
    folder.mkdir()
    for file in hostile_files(folder / "dokumen"):
        yield Odd(file.path, ("new", "duplicate") if file.expected == "stored" else ("failed",))
    yield from odd_texts(folder / "teks")


def _archive_agrees(data_dir: Path, results: dict[str, dict[str, str]]) -> None:
    """The list of failed items names what failed, and nothing hidden was stored."""
    archive = Archive(data_dir)
    try:
        listed = {failure.shown for failure in archive.failures.all(limit=1000)}
        failed = {path for path, result in results.items() if result["outcome"] == "failed"}
        lines = {path for path in failed if ".jsonl.gz:" in path}
        assert failed - lines <= listed and len(listed & lines) == 1
        for result in results.values():
            article = archive.article(result["article"]) if result["outcome"] == "new" else None
            if article is not None:
                assert not set(article.text) & set("\x00\u202e\u200b\ufeff\u2066"), result["path"]
    finally:
        archive.close()


def test_the_limits_can_be_set() -> None:
    limits = limits_of({"TANYA_READ_SECONDS": "5", "TANYA_READ_MB": "600"})
    assert (limits.wall_s, limits.cpu_s, limits.memory) == (5.0, 5, 600 << 20)
    assert limits_of({}).memory == 1 << 30
    for name, value in (("TANYA_READ_SECONDS", "0"), ("TANYA_READ_MB", "lots")):
        with pytest.raises(UsageError, match=name):
            limits_of({name: value})
