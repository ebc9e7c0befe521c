"""Questions typed in small letters: which words are names is known from the archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom import add, answer_to, assistant_over

from rag.archive import Archive, index_token
from rag.assistant import Assistant
from rag.casing import typed_small, with_capitals
from rag.language import index_words
from rag.records import Hit, StoredPassage

REPORTS = {
    "kapal.txt": "Kerja malam di dermaga dihapus\n\n"
    "Serikat Dermaga Sagara (SDS) menerima usul itu. Ketua SDS Wirya Palagan menyebut kerja malam"
    " dihapus. Menurut Palagan, upah kerja di dermaga tetap.",
    "jahit.txt": "Gaji penjahit terlambat\n\n"
    "Penjahit di Cempaka menunggu gaji. Gaji terlambat dua bulan, kata Ratih Umbara. Cempaka"
    " tenang, dan para penjahit tetap bekerja.",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("kapital")
    add(data, REPORTS, tmp_path_factory.mktemp("berita"))
    return data


@pytest.fixture(scope="module")
def assistant(data: Path) -> Iterator[Assistant]:
    with assistant_over(data) as opened:
        yield opened


@pytest.fixture(scope="module")
def archive(data: Path) -> Iterator[Archive]:
    opened = Archive(data)
    yield opened
    opened.close()


def passages(archive: Archive, word: str) -> list[StoredPassage]:
    tokens = [index_token(stem) for stem in index_words(word)]
    return list(archive.passages(archive.search_words(tokens, limit=3)).values())


def cased(archive: Archive, text: str, *found: str) -> str:
    """Return a question as written after passages with the words ``found`` were found for it."""
    hits = [
        Hit(stored=one, score=1.0, fit=1.0, words_rank=1, vectors_rank=None)
        for word in found
        for one in passages(archive, word)
    ]
    return with_capitals(text, hits, lambda word: passages(archive, word))


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("siapa ketua sds", True),
        ("SIAPA KETUA SDS", True),
        ("Siapa ketua sds", False),
        ("siapa ketua SDS", False),
        ("Usaha jenis apa yang tidak wajib?", False),
    ],
)
def test_who_writes_a_capital_writes_those_of_names(text: str, small: bool) -> None:
    assert typed_small(text) is small


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("siapa ketua sds", "siapa ketua SDS"),
        ("apa kata wirya palagan soal kerja malam", "apa kata Wirya Palagan soal kerja malam"),
        ("SIAPA KETUA SDS", "siapa ketua SDS"),
        ("ketua sds di 2026?", "ketua SDS di 2026?"),
        # "Gaji" and "Cempaka" both begin sentences; only one of them stays small inside of them.
        ("gaji di cempaka", "gaji di Cempaka"),
        ("upah menurut zulkifli", "upah menurut zulkifli"),  # the archive does not know him
        ("Siapa ketua sds", "Siapa ketua sds"),
    ],
)
def test_words_are_written_as_the_archive_writes_them(
    archive: Archive, text: str, written: str
) -> None:
    assert cased(archive, text, "dermaga", "penjahit") == written


def test_what_was_not_found_is_looked_up(archive: Archive) -> None:
    assert cased(archive, "gaji ratih umbara", "dermaga") == "gaji Ratih Umbara"


def test_a_name_in_small_letters_that_the_reports_lack_is_missed(assistant: Assistant) -> None:
    """Ratih is in the archive, and nothing says that she leads the union of the port."""
    asked = "kapan ratih umbara menerima usul kerja malam di dermaga"
    answer = answer_to(assistant, asked)
    assert answer.understood is not None
    assert answer.understood.text == asked.replace("ratih umbara", "Ratih Umbara")
    assert answer.understood.asked == asked
    same = answer_to(
        assistant, asked[0].upper() + asked[1:].replace("ratih umbara", "Ratih Umbara")
    )
    assert (answer.refused, [c.text for c in answer.claims]) == (
        same.refused,
        [c.text for c in same.claims],
    )
