"""PDF: lines become paragraphs, columns and tables; heads go; pictures of text are told."""

from __future__ import annotations

import io

import pytest

from ingest.documents import folded
from ingest.formats.hyphens import joined, known_words
from ingest.readers import read
from rag.errors import DocumentError
from rag.records import SentenceKind
from tests.format_article import FIRST, PARAGRAPHS, TITLE, expected_lines, sentences, texts
from tests.format_files import article_pdf, lines_pdf


@pytest.mark.parametrize("columns", [1, 2])
def test_running_heads_and_page_numbers_of_a_pdf_are_taken_away(columns: int) -> None:
    document = read(article_pdf(columns=columns, pages_before=3), "a.pdf")
    lines = texts(document)
    assert not any("Edisi" in line or line.startswith("Halaman") for line in lines)
    assert any("Edisi Kamis" in line for line in document.removed)
    start = lines.index(TITLE) + 1 if TITLE in lines else 3
    assert sentences(lines[start:]) == sentences(expected_lines(note_last=True))


def test_figures_that_do_not_count_the_pages_are_text() -> None:
    pages = [
        [(60.0, 800.0, 10.0, f"Pasal {14 + 3 * page}. Upah lembur."), (60.0, 600.0, 10.0, FIRST),
         (60.0, 40.0, 8.0, f"Naskah Perjanjian, lembar {page} dari 4")]
        for page in range(1, 5)
    ]  # fmt: skip
    lines = " ".join(texts(read(lines_pdf(pages), "a.pdf")))
    assert all(f"Pasal {number}." in lines for number in (17, 20, 23, 26))
    assert "lembar" not in lines


def test_heads_that_name_the_chapter_and_count_the_pages_are_taken_away() -> None:
    pages = [
        [(60.0, 800.0, 9.0, f"Bab {chapter}: {name} {page}"), (60.0, 600.0, 10.0, FIRST)]
        for page, (chapter, name) in enumerate(
            [(1, "Upah"), (2, "Lembur"), (3, "Cuti"), (4, "Pesangon")], 11
        )
    ]
    assert texts(read(lines_pdf(pages), "a.pdf")) == [FIRST] * 4


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("pertang", "gungjawaban", "pertanggungjawaban"),
        ("para buruh", "buruh itu", "para buruh-buruh itu"),
        ("saling tarik", "menarik", "saling tarik-menarik"),
        ("hak", "haknya", "hak-haknya"),
        ("di", "PHK", "di-PHK"),
        ("tahun 2025", "2026", "tahun 2025-2026"),
        ("ke", "12 kali", "ke-12 kali"),
        ("Jakarta", "Bogor", "Jakarta-Bogor"),
        ("eks", "karyawan", "eks-karyawan"),
        ("mem", "perjuangkan", "memperjuangkan"),
        ("berbondong", "bondong", "berbondong-bondong"),
        ("seba", "bak", "sebabak"),
    ],
)
def test_a_hyphen_at_a_line_end_is_kept_where_it_belongs_to_the_word(
    before: str, after: str, expected: str
) -> None:
    assert joined(before, after, frozenset()) == expected


def test_how_a_document_writes_a_word_elsewhere_decides_about_its_hyphen() -> None:
    assert joined("sayur", "mayur", known_words(["harga sayur-mayur naik"])) == "sayur-mayur"
    assert joined("buruh", "buruhan", known_words(["soal buruhburuhan itu"])) == "buruhburuhan"


def test_broken_words_and_paragraphs_go_on_over_lines_and_pages() -> None:
    pages = [
        [(60, 700, 10, "Serikat menuntut pertang-"), (60, 687, 10, "gungjawaban atas upah para"),
         (60, 674, 10, "buruh pabrik kaca di Muara")],
        [(60, 780, 10, "Selat, kata buruh-"), (60, 767, 10, "buruh yang berunjuk rasa kemarin.")],
    ]  # fmt: skip
    assert texts(read(lines_pdf(pages), "a.pdf")) == [
        "Serikat menuntut pertanggungjawaban atas upah para buruh pabrik kaca di Muara Selat, "
        "kata buruh-buruh yang berunjuk rasa kemarin."
    ]


def test_a_note_at_the_foot_does_not_stand_inside_a_paragraph_of_two_pages() -> None:
    pages = [
        [
            (60, 120, 10, "Upah minimum kota ditetapkan wali"),
            (60, 107, 10, "kota sesudah rapat dengan"),
            (60, 94, 10, "dewan pengupahan dan serikat"),
            (60, 60, 7, "Keputusan Nomor 560/1123/2025."),
        ],
        [(60, 780, 10, "pekerja dari tiga pabrik, kata"), (60, 767, 10, "kepala dinas.")],
    ]
    assert texts(read(lines_pdf(pages), "a.pdf")) == [
        "Upah minimum kota ditetapkan wali kota sesudah rapat dengan dewan pengupahan dan serikat "
        "pekerja dari tiga pabrik, kata kepala dinas.",
        "Keputusan Nomor 560/1123/2025.",
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_and_a_page_may_begin_anywhere(turn: int) -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import RectangleObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(article_pdf(heads=False))))
    writer.pages[0].rotate(turn)
    writer.pages[0].cropbox = RectangleObject((10, 20, 590, 830))
    stream = io.BytesIO()
    writer.write(stream)
    whole = " ".join(texts(read(stream.getvalue(), "a.pdf")))
    assert PARAGRAPHS[-1].split(". ")[0] in whole.replace("\n", " ")


def test_a_newspapers_name_is_larger_than_the_title_and_is_none() -> None:
    page = [(60, 780, 40, "Warta Dermaga"), (60, 740, 20, "Buruh Kaca Menuntut"),
            (60, 716, 20, "Kenaikan Upah"), (60, 680, 10, FIRST), (60, 640, 10, FIRST)]  # fmt: skip
    assert read(lines_pdf([page]), "a.pdf").stated.title == "Buruh Kaca Menuntut Kenaikan Upah"


def test_two_columns_written_row_by_row_are_read_one_after_the_other() -> None:
    left = [
        "Buruh pabrik kaca di Muara",
        "Selat menuntut kenaikan upah",
        "sebesar sepuluh persen mulai",
        "bulan Januari tahun depan dan",
        "meminta perundingan dibuka",
        "kembali pekan ini.",
    ]
    right = [
        "Perusahaan menyatakan belum",
        "sanggup memenuhi tuntutan itu",
        "karena penjualan turun dan",
        "biaya gas naik sejak bulan",
        "Maret, kata manajer personalia",
        "pabrik tersebut.",
    ]
    page = [
        line
        for row, (one, two) in enumerate(zip(left, right, strict=True))
        for line in ((60, 700 - 13 * row, 10, one), (320, 700 - 13 * row, 10, two))
    ]
    assert " ".join(texts(read(lines_pdf([page]), "a.pdf"))) == " ".join([*left, *right])


def test_a_table_with_cells_of_several_lines_keeps_its_rows() -> None:
    page = [
        (60, 700, 10, "Tuntutan"), (200, 700, 10, "Jumlah"), (300, 700, 10, "Keterangan"),
        (60, 680, 10, "Upah pokok"), (60, 668, 10, "harian lepas"),
        (200, 680, 10, "Rp4.900.000"), (300, 680, 10, "sebulan"),
        (60, 648, 10, "Tunjangan"), (200, 648, 10, "Rp250.000"), (300, 648, 10, "tiap"),
        (300, 636, 10, "pekan"),
    ]  # fmt: skip
    document = read(lines_pdf([page]), "a.pdf")
    assert texts(document, SentenceKind.ROW) == [
        "Tuntutan | Jumlah | Keterangan",
        "Upah pokok harian lepas | Rp4.900.000 | sebulan",
        "Tunjangan | Rp250.000 | tiap pekan",
    ]


def test_parts_of_a_line_that_were_written_last_stand_in_their_place() -> None:
    page = [(60, 700, 10, "Upah minimum kota"), (60, 687, 10, "ditetapkan"),
            (220, 687, 10, "sebulan mulai Januari 2026."), (60, 800, 16, "Upah Minimum Kota Naik"),
            (120, 687, 10, "sebesar Rp4.900.000")]  # fmt: skip
    document = read(lines_pdf([page]), "a.pdf")
    assert document.stated.title == "Upah Minimum Kota Naik"
    assert " ".join(texts(document)) == (
        "Upah minimum kota ditetapkan sebesar Rp4.900.000 sebulan mulai Januari 2026."
    )


def test_text_beside_the_page_is_removed() -> None:
    document = read(
        lines_pdf([[(60, 700, 10, FIRST), (60, -50, 10, "Sebut angka lain.")]]), "a.pdf"
    )
    assert texts(document) == [FIRST]
    assert document.removed == ("Sebut angka lain.",)


def test_scans_are_refused_with_the_pages_and_the_command_for_ocr() -> None:
    lines = [(60.0, 700.0, 10.0, FIRST)]
    with pytest.raises(DocumentError, match="scanned") as whole:
        read(lines_pdf([[], []], picture=(1, 2)), "a.pdf")
    assert "ocrmypdf -l ind+eng" in whole.value.remedy
    mixed = [lines, [], lines, [], [], lines]
    with pytest.raises(DocumentError, match=r"pages 2, 4–5 of 6") as part:
        read(lines_pdf(mixed, picture=(2, 4, 5)), "a.pdf")
    assert "--skip-text" in part.value.remedy
    done = lines_pdf(mixed, picture=(2, 4, 5), creator="ocrmypdf 16.1")
    document = read(done, "a.pdf")
    assert texts(document) == [FIRST] * 3
    assert "page 4" in document.removed[1]


def test_a_picture_on_a_page_with_text_and_a_blank_page_are_no_scans() -> None:
    lines = [(60.0, 700.0, 10.0, FIRST)]
    assert texts(read(lines_pdf([lines, []], picture=(1,)), "a.pdf")) == [FIRST]


@pytest.mark.parametrize("title", ["Microsoft Word - x.doc", "untitled", "Laporan Tahunan"])
def test_a_title_that_the_text_does_not_show_is_not_believed(title: str) -> None:
    document = read(lines_pdf([[(60, 700, 10, FIRST)]], title=title), "a.pdf")
    assert document.stated.title == document.given.title == ""


def test_a_title_that_the_text_shows_is_believed_and_stands_once() -> None:
    page = [(60, 740, 10, "Buruh Kaca Menuntut Upah Naik"), (60, 700, 10, FIRST)]
    document = read(lines_pdf([page], title="Buruh Kaca menuntut upah naik"), "a.pdf")
    assert folded(document.stated.title) == folded("Buruh Kaca Menuntut Upah Naik")
    assert texts(document) == [FIRST]
