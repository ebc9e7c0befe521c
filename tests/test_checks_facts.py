"""Numbers, dates and quotations of a claim against its evidence. All sentences are invented."""

from __future__ import annotations

from datetime import date

import pytest

from rag.checks import HARD, REVERSING, SOFT, compare
from rag.checks.amounts import amounts
from rag.records import Evidence

PUBLISHED = {"a": date(2025, 3, 5)}


def found(text: str, *sources: str, language: str = "id", dated: bool = True) -> set[str]:
    items = [
        Evidence(article="a", passage="p", sentence=n, start=0, end=len(source), text=source)
        for n, source in enumerate(sources)
    ]
    findings = compare(text, items, language=language, published=PUBLISHED if dated else {})
    codes = {problem.split(":")[0] for problem in (*findings.hard, *findings.soft)}
    assert {problem.split(":")[0] for problem in findings.hard} <= HARD | REVERSING
    assert {problem.split(":")[0] for problem in findings.soft} <= SOFT
    return codes


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("setengah juta rupiah", 500_000),
        ("dua setengah juta rupiah", 2_500_000),
        ("separuh dari anggota", 50),
        ("tahap kedua belas", 12),
        ("jilid IV", 4),
        ("sekitar 1,5 juta orang", 1_500_000),
    ],
)
def test_amounts_read_what_news_writes(text: str, value: float) -> None:
    assert [float(amount.first) for amount in amounts(text)] == [value]


def test_vague_amounts_are_ranges_and_bounds_are_named() -> None:
    (dozens,) = amounts("ratusan ribu buruh")
    assert (int(dozens.first), int(dozens.last), dozens.vague) == (100_000, 999_000, True)
    assert [amount.bound for amount in amounts("lebih dari 5 orang, paling lama 7 hari")] == [
        "over",
        "most",
    ]


HONEST = [
    ("Upah Rp1.500.000 dibayar hari ini.", "Upah 1,5 juta dibayar hari ini."),
    (
        "Ribuan buruh berunjuk rasa di depan kantor.",
        "Sebanyak 1.250 buruh berunjuk rasa di depan kantor.",
    ),
    ("Perundingan tahap kedua gagal.", "Perundingan tahap ke-2 gagal."),
    ("Kongres kelima digelar di Melati.", "Kongres V digelar di Melati."),
    ("Sebanyak 27 dari 512 orang menerima.", "Dari 512 orang, 27 menerima."),
    (
        "Rapat berlangsung pada 7 Maret dan 10 Maret 2025.",
        "Rapat berlangsung pada 7 dan 10 Maret 2025.",
    ),
    ("Rapat serikat digelar pada awal Maret 2025.", "Rapat serikat digelar pada 3 Maret 2025."),
    ("Rapat serikat digelar pada 4 Maret 2025.", "Rapat serikat digelar pada Selasa."),
    ("Perjanjian kerja berlaku 2025-2027.", "Perjanjian kerja berlaku 2025–2027."),
]


@pytest.mark.parametrize(("text", "source"), HONEST)
def test_other_ways_to_write_a_figure_are_no_problem(text: str, source: str) -> None:
    assert found(text, source) == set()


WRONG = [
    ("number", "Upah Rp15.000.000 dibayar hari ini.", "Upah 1,5 juta dibayar hari ini."),
    (
        "number",
        "Ratusan buruh berunjuk rasa di kantor.",
        "Sebanyak 1.250 buruh berunjuk rasa di kantor.",
    ),
    ("number", "Perundingan tahap ketiga gagal.", "Perundingan tahap kedua gagal."),
    ("number", "Kongres keenam digelar di Melati.", "Kongres V digelar di Melati."),
    ("number", "Satu buruh tewas di pabrik itu.", "Dua buruh tewas di pabrik itu."),
    (
        "number_place",
        "Upah naik dari 5 persen menjadi 3 persen.",
        "Upah naik dari 3 persen menjadi 5 persen.",
    ),
    ("number_place", "Ia menang 405 dari 212 suara.", "Ia menang 212 dari 405 suara."),
    (
        "number_place",
        "Aksi sepuluh buruh di 150 ribu pabrik.",
        "Aksi 150 ribu buruh di sepuluh pabrik.",
    ),
    ("number_bound", "Kurang dari 500 buruh hadir di sana.", "Lebih dari 500 buruh hadir di sana."),
    ("number_bound", "Denda maksimal 5 persen dikenakan.", "Denda minimal 5 persen dikenakan."),
    (
        "number_rounded",
        "Lebih dari 1.000 buruh hadir di sana.",
        "Sebanyak 1.100 buruh hadir di sana.",
    ),
    (
        "date",
        "Rapat serikat digelar pada akhir Maret 2025.",
        "Rapat serikat digelar pada 3 Maret 2025.",
    ),
    (
        "date",
        "Rapat serikat digelar pada akhir Maret 2025.",
        "Rapat serikat digelar pada awal Maret 2025.",
    ),
    ("date", "Rapat serikat digelar pada Rabu.", "Rapat serikat digelar pada Selasa."),
    (
        "date_place",
        "Rapat mulai 10 Mei 2025 dan selesai 3 Mei 2025.",
        "Rapat mulai 3 Mei 2025 dan selesai 10 Mei 2025.",
    ),
    (
        "quotation",
        'Ia berkata, "Kami pasti menolak usul itu".',
        'Ia berkata, "Kami tetap menolak usul itu".',
    ),
]


@pytest.mark.parametrize(("code", "text", "source"), WRONG)
def test_changed_figures_are_named(code: str, text: str, source: str) -> None:
    assert code in found(text, source)


def test_days_are_told_apart_without_a_publication_date() -> None:
    source = "Kecelakaan terjadi di pelabuhan pada Senin (21/8) pagi."
    assert found(source.replace("21/8", "22/8"), source, dated=False) == {"date"}
    assert found("Kecelakaan terjadi pada Senin (21/8).", source, dated=False) == set()


def test_a_number_of_another_sentence_of_the_evidence_does_not_fit() -> None:
    one = "Tipe Melati diproduksi 2.200 unit dalam sehari."
    two = "Seluruh pabrik memproduksi 9.700 unit dalam sehari."
    assert "number_place" in found(one.replace("2.200", "9.700"), one, two)


def test_a_marked_translation_of_a_quotation_is_for_review() -> None:
    source = '"Kami tidak akan menerima upah murah," kata Rina Wulandari.'
    text = 'Rina Wulandari said (translated), "We will not accept cheap wages".'
    assert "quotation_translated" in found(text, source, language="en")
    assert "quotation" in found(text.replace("(translated)", ""), source, language="en")
