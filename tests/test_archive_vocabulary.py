"""The archive's vocabulary: spellings and abbreviations, counted, migrated, looked up."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storage_entries import as_version, assert_consistent, entry

from rag.archive import FILE_NAME, Archive, Entry, full_text, schema, vocabulary
from rag.archive.words import analysed, forms
from rag.errors import ArchiveError
from rag.glossary import Harvested
from rag.language import index_words
from rag.spelling import Vocabulary, correct

TEXTS = (
    "Pemutusan Hubungan Kerja (PHK) dibahas. Buruh-buruh menolak PHK massal.",
    "Upah Minimum Kabupaten (UMK) naik 6,5 persen. Serikat Buruh Lembayung (SBL) menerima.",
    "Dewan Pengupahan Sagara (DPS) rapat. Upah minimum dan UMK disepakati pada 3 Maret 2026.",
    "Serikat Buruh Lembayung (SBL) mogok. Besarnya iuran Rp 25.000 sebulan.",
    "Daftar Pekerja Sementara (DPS) memuat 40 nama. Jum'at depan rapat lagi.",
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "archive")
    yield opened
    opened.close()


def _made(number: int, version: int) -> Entry:
    rnd = random.Random(f"{number} {version}")
    # No two alike: a text that is there already would be no article of its own.
    text = " ".join((*rnd.sample(TEXTS, 3), f"Naskah {number}{'abc'[version] * 3}."))
    ends = [place + 2 for place in range(len(text)) if text.startswith(". ", place)]
    return entry(f"s/{number}", text, ends, range(1, 9, 2), title=f"Berita {'abc'[version]} (PHK)")


def _tables(folder: Path) -> tuple[dict[str, int], set[tuple[object, ...]]]:
    db = sqlite3.connect(folder / FILE_NAME)
    try:
        return (
            dict(db.execute("SELECT word, passages FROM form")),
            set(db.execute("SELECT short, long, stems, passages FROM abbreviation")),
        )
    finally:
        db.close()


# --- counting ---------------------------------------------------------------------------------


@given(st.text() | st.lists(st.sampled_from(TEXTS)).map(" ".join))
def test_one_look_at_a_text_finds_what_two_would(text: str) -> None:
    found = analysed(text)
    assert list(found.tokens) == full_text(text)
    assert found.forms == forms(text)


def test_what_is_a_spelling() -> None:
    assert forms("Buruh-buruh di PT Sagara, Jum'at 3/4: Rp 4,9 juta!") == {
        *("buruh", "sagara", "jumat", "rupiah", "juta")
    }
    assert forms("yang ke di abc a2b " + "x" * 32) == {"yang", "abc", "x" * 32}
    assert forms("x" * 33) == frozenset()


def test_spellings_are_counted_by_passages(archive: Archive) -> None:
    text = "Upah naik. Upah turun, upah tetap. Mogok."
    archive.put([entry("a", text, [11, 35], [1, 2], title="Iuran")])
    counts = archive.form_frequency(["upah", "iuran", "mogok", "naik", "lain"])
    assert counts == {"upah": 2, "iuran": 3, "mogok": 1, "naik": 1, "lain": 0}
    assert archive.forms_beginning("u", shortest=3, longest=9) == {"upah": 2}
    assert archive.forms_beginning("u", shortest=5, longest=9) == {}


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["put", "put", "remove"]), st.integers(0, 3), st.integers(0, 2)),
    max_size=20,
)


@settings(max_examples=25, deadline=None)
@given(OPERATIONS)
def test_any_sequence_leaves_what_its_last_articles_give(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("sequence")
    worked, fresh = Archive(folder / "worked"), Archive(folder / "fresh")
    try:
        there = {}
        for operation, number, version in operations:
            made = _made(number, version)
            if operation == "put":
                worked.put([made])
                there[number] = made
            else:
                worked.remove(made.article.id)
                there.pop(number, None)
        fresh.put(list(there.values()))
        assert _tables(worked.folder) == _tables(fresh.folder)
        assert_consistent(worked.folder)
        counted = Counter(
            word
            for made in there.values()
            for passage in made.passages
            for word in forms(
                f"{made.article.title}\n{made.article.text[passage.start : passage.end]}"
            )
        )
        assert _tables(worked.folder)[0] == counted
    finally:
        worked.close()
        fresh.close()
        shutil.rmtree(folder)


# --- migration --------------------------------------------------------------------------------


def test_an_archive_of_version_1_is_filled(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put([_made(number, number % 3) for number in range(12)])
    archive.close()
    expected = _tables(tmp_path)
    assert expected[0]["upah"] > 1
    assert len(expected[1]) > 3
    as_version(tmp_path, 1)
    archive = Archive(tmp_path)
    assert _tables(tmp_path) == expected
    archive.remove(_made(3, 0).article.id)
    archive.put([_made(4, 2)])
    assert_consistent(tmp_path)
    archive.close()


def test_a_filling_that_fails_leaves_the_old_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    archive.put([_made(1, 1)])
    archive.close()
    as_version(tmp_path, 1)

    def breaks(db: sqlite3.Connection) -> None:
        vocabulary.refill(db)
        db.execute("INSERT INTO nowhere VALUES (1)")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "FILLING", {2: breaks})
        with pytest.raises(ArchiveError):
            Archive(tmp_path)
    db = sqlite3.connect(tmp_path / FILE_NAME)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'form'").fetchone()
    db.close()
    archive = Archive(tmp_path)
    assert archive.form_frequency(["upah"])["upah"] > 0
    archive.close()


# --- abbreviations ----------------------------------------------------------------------------


def test_abbreviations_that_articles_explain(archive: Archive) -> None:
    for number, text in enumerate(TEXTS):
        archive.put([entry(f"s/{number}", text)])
    archive.put([entry("s/more", "Kata Daftar Pekerja Sementara (DPS) yang lain.")])
    assert archive.expansions(["sbl", "UMK", "xyz"]) == {
        "sbl": ["Serikat Buruh Lembayung"],
        "UMK": ["Upah Minimum Kabupaten"],
    }
    # Two meanings: the one of more passages first.
    assert archive.expansions(["dps"]) == {
        "dps": ["Daftar Pekerja Sementara", "Dewan Pengupahan Sagara"]
    }
    stems = index_words(
        "Siapa ketua serikat buruh Lembayung yang memimpin pemutusan hubungan kerja"
    )
    assert archive.acronyms(stems) == {
        tuple(index_words("Serikat Buruh Lembayung")): ["SBL"],
        tuple(index_words("Pemutusan Hubungan Kerja")): ["PHK"],
    }
    assert archive.acronyms([]) == {}
    assert archive.expansions([]) == {}
    archive.remove(entry("s/1", TEXTS[1]).article.id)
    assert archive.expansions(["umk"]) == {}
    assert archive.expansions(["sbl"]) == {"sbl": ["Serikat Buruh Lembayung"]}


def test_the_archive_is_what_others_ask_for(archive: Archive) -> None:
    asked_by_spelling: Vocabulary = archive
    asked_by_glossary: Harvested = archive
    assert asked_by_spelling.form_frequency([]) == {}
    assert asked_by_glossary.acronyms(["upah", "minimum"]) == {}


# --- together with correction -----------------------------------------------------------------


def test_words_side_by_side(archive: Archive) -> None:
    archive.put([entry("a", "Upah minimum naik, kata buruh. Iuran turun.")])
    assert archive.stand_together(*index_words("upah minimum"))
    assert not archive.stand_together(*index_words("minimum upah"))
    assert not archive.stand_together(*index_words("upah naik"))


def test_articles_of_another_process_count_at_once(tmp_path: Path) -> None:
    reader, writer = Archive(tmp_path), Archive(tmp_path)
    asked, meant = "berapa pesangomann mereka", "berapa pesangoman mereka"
    assert correct(asked, reader)[0] == asked
    more = [entry(f"s/{n}", f"Pesangoman baru nomor {n} dibayar.") for n in range(3)]
    writer.put(more)
    assert correct(asked, reader)[0] == meant
    for each in more:
        writer.remove(each.article.id)
    assert correct(asked, reader)[0] == asked
    reader.close()
    writer.close()
