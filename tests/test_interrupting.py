"""An import that is killed at random moments ends as one that was left alone.

Twenty kills of the real archives: ``python -m bench.interrupting``. Here a few, over a small export
and a folder, so that every change is asked.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.interrupting import Outcome, compare
from ingest.cli import main as ingest
from rag.archive import Archive

_SUBJECTS = ["upah", "pesangon", "iuran JHT", "cuti haid", "lembur", "kontrak kerja"]


def _text(number: int) -> str:
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    return (
        f"Serikat pekerja nomor {number} merundingkan {subject} dengan {number + 3} perusahaan.\n"
        f"Perundingan ke-{number * 7} itu diikuti {number * 11 + 2} orang di Kota Lembayung.\n"
        f"Juru runding menyebut angka {number * 1009 + 17} rupiah untuk {subject}."
    )


@pytest.fixture
def documents(tmp_path: Path) -> list[Path]:
    export, folder = tmp_path / "ekspor.jsonl", tmp_path / "berita"
    folder.mkdir()
    lines = [
        {"_id": f"a{number}", "title": f"Perundingan {number}", "text": _text(number)}
        for number in range(400)
    ]
    export.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    for number in range(400, 440):
        (folder / f"{number}.md").write_text(f"# Perundingan {number}\n\n{_text(number)}", "utf-8")
    return [export, folder]


@pytest.mark.timeout(300)
def test_killed_imports_end_as_one_left_alone(documents: list[Path], tmp_path: Path) -> None:
    outcome = compare(documents, tmp_path / "archives", kills=5, seed=20261121)
    assert outcome.sound, outcome
    assert outcome.articles == 440
    assert outcome.killed_while_writing >= 3


def test_what_differs_is_named(documents: list[Path], tmp_path: Path) -> None:
    """The digest that the comparison trusts does notice one article less and one word more."""
    digests = []
    for name in ("one", "other"):
        data = tmp_path / name
        if name == "other":
            changed = documents[1] / "400.md"
            changed.write_text(changed.read_text("utf-8") + " Itu saja.", "utf-8")
        assert ingest(["--data-dir", str(data), "add", str(documents[1])]) == 0
        archive = Archive(data)
        digests.append(archive.digest())
        archive.close()
    assert digests[0] != digests[1]
    assert not Outcome(
        kills=1, killed_while_writing=1, articles=1, acknowledged_lost=0, differing=("texts",)
    ).sound
