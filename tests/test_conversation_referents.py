"""What a follow-up points at: the event and not its counted heads, the speaker, the sum."""

from __future__ import annotations

import pytest

from rag.conversation import standalone
from rag.records import Exchange


def exchange(asked: str, *claims: str) -> Exchange:
    return Exchange(asked=asked, standalone=asked, language="id", refused=not claims, claims=claims)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "Berapa peserta mogok PT A hari pertama?",
            "kapan selesainya?",
            "Kapan mogok PT A selesai?",
        ),
        ("Berapa massa demo di Lamuri?", "udah bubar blm?", "Apakah demo di Lamuri sudah bubar?"),
        (
            "Siapa yang memimpin mogok PT A?",
            "jabatannya?",
            "Apa jabatan orang yang memimpin mogok PT A?",
        ),
        (
            "Siapa yang memimpin mogok PT A?",
            "apa katanya?",
            "Apa kata orang yang memimpin mogok PT A?",
        ),
        ("Kapan buruh PT A mogok di Lamuri?", "di mana?", "Di mana mogok buruh PT A di Lamuri?"),
        ("Apa tanggapan Apindo atas kenaikan UMP 2026?", "kapan itu?", "Kapan kenaikan UMP 2026?"),
        (
            "Apa putusan PHI Lamuri soal PHK PT A?",
            "kapan diputus?",
            "Kapan putusan PHI Lamuri soal PHK PT A?",
        ),
        ("Berapa iuran JHT PT A?", "sudah dibayar belum?", "Apakah iuran JHT PT A sudah dibayar?"),
        ("Berapa buruh yang mogok di PT A?", "kok bisa?", "Kenapa buruh mogok di PT A?"),
        ("Berapa buruh yang terima THR?", "yang belum?", "Berapa buruh yang belum terima THR?"),
        ("Berapa UMK Lamuri 2026?", "kalau Lembayung?", "Berapa UMK Lembayung 2026?"),
        ("Apa isi PKB PT A?", "berapa pasal?", "Berapa pasal PKB PT A?"),
        (
            "Kapan kongres KBTR?",
            "berapa utusan yang hadir?",
            "Berapa utusan yang hadir di kongres KBTR?",
        ),
        (
            "When did workers at Tirta strike?",
            "where was that?",
            "Where was the strike by workers at Tirta?",
        ),
        (
            "Where was the KBTR congress held?",
            "How many delegates attended?",
            "How many delegates attended the KBTR congress?",
        ),
        (
            "How many people were laid off at PT A?",
            "when did it start?",
            "When did the layoffs at PT A start?",
        ),
        (
            "How many dockers refused the night shift?",
            "why?",
            "Why was it that dockers refused the night shift?",
        ),
    ],
)
def test_the_referent_is_what_the_question_asks_of(
    before: str, question: str, expected: str
) -> None:
    found = standalone(question, [exchange(before, "Ya.")])
    assert found is not None
    assert found.standalone == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("What caused the fire at PT A?", "how many died?", "How many died in the fire at PT A?"),
        (
            "What did the talks at PT A bring?",
            "where were they held?",
            "Where were the talks at PT A held?",
        ),
        (
            "Berapa denda yang dijatuhkan ke PT A?",
            "kapan dijatuhkan?",
            "Kapan denda dijatuhkan ke PT A?",
        ),
        ("Apa alasan PT A menutup pabrik?", "kapan ditutup?", "Kapan PT A menutup pabrik?"),
    ],
)
def test_an_event_that_a_verb_tells_is_asked_of(before: str, question: str, expected: str) -> None:
    found = standalone(question, [exchange(before, "Ya.")])
    assert found is not None
    assert found.standalone == expected


def test_a_place_and_a_year_stay_with_the_event_and_the_weekday_goes() -> None:
    history = [exchange("Berapa peserta aksi May Day 2025 di Lamuri hari Kamis?", "900 orang.")]
    found = standalone("kapan dimulainya?", history)
    assert found is not None
    assert found.standalone == "Kapan aksi May Day 2025 di Lamuri dimulai?"


def test_a_topic_that_is_named_first_is_complete() -> None:
    history = [exchange("Berapa pesangon PT A?", "Rp12 miliar.")]
    assert standalone("jaminan kehilangan pekerjaan itu untuk siapa?", history) is None
    assert standalone("pekerjaan itu untuk siapa?", history) is not None
