"""Indonesian and English text: sentences, words, stems, numbers, dates, questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spent import grows_below

from rag.language import (
    MAX_SENTENCE,
    NumberKind,
    QuestionType,
    dates,
    detect_language,
    fold,
    index_words,
    is_common_word,
    numbers,
    question_type,
    question_words,
    sentence_spans,
    stem,
    words,
)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "Menurut UU No. 13 Tahun 2003 pesangon wajib dibayar.",
        "Upahnya Rp 5.067.381,00 atau Rp. 4,9 juta sebulan.",
        "Gedung PT. Maju Bersama disegel Dr. Rina Dewi, S.H. kemarin.",
        "Gugatan diajukan A. B. Contoh dan Kahar C. Contoh bersama.",
        "Surat a.n. Ketua dikirim ke Jl. Melati No. 5, Kec. Contoh, hlm. 12 dst. dan lain-lain.",
        "Aksi dimulai pukul 10.00 WIB, Kamis (27/3), di depan pabrik.",
        "Jakarta, 19 November 2025 — Serikat menolak usul itu.",
        "“Kami menolak,” kata Rina, “dan kami menunggu.”",
        '"Sampai kapan?" tanya Rina.',
        "1. Menaikkan upah.",
        "Kepmenaker No. B-228/2019 berlaku sejak Nov. 2019.",
        "Rina Dewi, S.H. Ketua serikat itu, menolak.",
    ],
)
def test_a_stop_inside_a_sentence_is_no_boundary(whole: str) -> None:
    assert sentences(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Berlaku pada 2026. Pemerintah setuju.", ["Berlaku pada 2026.", "Pemerintah setuju."]),
        ("Lihat Pasal 5 ayat (2). Buruh menang.", ["Lihat Pasal 5 ayat (2).", "Buruh menang."]),
        ("Aksi digelar (27/3). Polisi berjaga.", ["Aksi digelar (27/3).", "Polisi berjaga."]),
        ("Selesai pukul 10.00 WIB. Massa pulang.", ["Selesai pukul 10.00 WIB.", "Massa pulang."]),
        (
            "“Kami tidak mundur. Kami menunggu jawaban,” ujar Rina. Ia pergi.",
            ["“Kami tidak mundur. Kami menunggu jawaban,” ujar Rina.", "Ia pergi."],
        ),
        ('"Naik. Turun. Tetap," kata Budi. Usai.', ['"Naik. Turun. Tetap," kata Budi.', "Usai."]),
        (
            "“Satu. Dua. Tiga. Empat. Lima.” Usai.",
            ["“Satu.", "Dua.", "Tiga.", "Empat.", "Lima.”", "Usai."],
        ),
        ("“Tidak ditutup. Lalu lewat.", ["“Tidak ditutup.", "Lalu lewat."]),
        ("“Kami menolak.” Rina pergi.", ["“Kami menolak.”", "Rina pergi."]),
        ("Ia dari golongan B. Pekerja lain C.", ["Ia dari golongan B.", "Pekerja lain C."]),
        ("Menurut Rina, S.H. Menurut dia.", ["Menurut Rina, S.H.", "Menurut dia."]),
        ("PT Contoh Tbk. Pemerintah diam.", ["PT Contoh Tbk.", "Pemerintah diam."]),
        ("Judul tanpa titik\nKalimat satu! Dua?", ["Judul tanpa titik", "Kalimat satu!", "Dua?"]),
        ("Upah naik. ”\nLalu apa", ["Upah naik. ”", "Lalu apa"]),
        ("Naik... Turun.", ["Naik...", "Turun."]),
    ],
)
def test_a_sentence_ends(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_long_run_without_stops_is_cut_at_a_space() -> None:
    text = "kata, " * 1000
    found = sentence_spans(text)
    assert max(end - start for start, end in found) <= MAX_SENTENCE
    assert all(text[end - 1] == "," for _, end in found)


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from('Aa1 .,!?\n"”’()…\u00a0-S.H') | st.characters()))
def test_spans_cover_all_that_is_no_space(text: str) -> None:
    spans = sentence_spans(text)
    position = 0
    for start, end in spans:
        assert position <= start < end
        assert not text[start].isspace() and not text[end - 1].isspace()
        assert not text[position:start].strip()
        assert len(text[start:end].splitlines()) == 1
        position = end
    assert not text[position:].strip()


WORST = [".", ". ", "A. ", "1. ", "? ", '"', "!)", "No. 1 ", "S.H. ", "1,", "1/", "(1/1) ", "a-"]


@pytest.mark.parametrize("unit", WORST)
@pytest.mark.parametrize("function", [sentence_spans, words, numbers, dates, question_type])
def test_time_is_linear(function: Callable[[str], object], unit: str) -> None:
    def over(length: int) -> Callable[[], object]:
        return partial(function, unit * (length // len(unit)))

    # Quadratic work would take 16 times as long.
    assert grows_below(10, over(20_000), over(80_000))


@settings(max_examples=200)
@given(st.text())
def test_any_text_is_accepted(text: str) -> None:
    words(text)
    index_words(text)
    question_words(text)
    detect_language(text)
    question_type(text)
    for number in numbers(text):
        assert 0 <= number.start < number.end <= len(text)
    for mention in dates(text, date(2025, 3, 10)):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.first is None or mention.last is None or mention.first <= mention.last


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rp4,9 juta", ["rupiah", "4.9", "juta", "4900000"]),
        ("4.900.000 orang", ["4900000", "orang"]),
        ("Rp 5.067.381,88", ["rupiah", "5067381.88"]),
        ("naik 6,5%", ["naik", "6.5", "persen"]),
        ("buruh-buruh dan buruh-buruhnya", ["buruh", "dan", "buruhnya"]),
        ("tawar-menawar", ["tawar"]),
        ("Jum'at, Ma’ruf, José", ["jumat", "maruf", "jose"]),
        ("di-PHK JKK–JKM G20", ["di", "phk", "jkk", "jkm", "g20"]),
        ("Sekjen dan ketum", ["sekretaris", "jenderal", "dan", "ketua", "umum"]),
        ("hrg brp", ["harga", "berapa"]),
        ("propinsi Jatim 3 milyar", ["provinsi", "jawa", "timur", "3", "miliar", "3000000000"]),
        ("the workers' union's", ["the", "workers", "union"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("ketua ketuanya", "ketua"),
        ("pensiun", "pensiun"),
        ("mogok pemogokan", "mogok"),
        ("menuntut dituntut tuntutan tuntutannya", "tuntut"),
        ("menaikkan dinaikkan kenaikan naik kenaikannya", "naik"),
        ("pekerja bekerja pekerjaan mempekerjakan dipekerjakan", "kerja"),
        ("menolak ditolak penolakan", "tolak"),
        ("memecat dipecat pemecatan", "pecat"),
        ("mengurangi pengurangan berkurang", "kurang"),
        ("merundingkan perundingan berunding", "runding"),
        ("buruh buruhlah", "buruh"),
        ("bekasi", "bekasi"),
        ("union unions", "union"),
        ("company companies", "company"),
        ("phk", "phk"),
        ("4900000", "4900000"),
    ],
)
def test_stems_of_a_family_agree(family: str, expected: str) -> None:
    assert {stem(word) for word in family.split()} == {expected}


def test_distinct_labor_words_stay_apart() -> None:
    pairs = [("bekasi", "bekas"), ("pengusaha", "perusahaan"), ("pemerintah", "perintah")]
    assert all(stem(one) != stem(other) for one, other in pairs)


def test_question_and_index_agree() -> None:
    question = question_words("Siapa yang menuntut kenaikan upah buruh-buruh di Bekasi?")
    text = index_words("Tuntutan itu: upah buruh dinaikkan, kata serikat di Bekasi.")
    assert question == ["tuntut", "naik", "upah", "buruh", "bekasi"]
    assert set(question) <= set(text)


def test_question_words_leave_the_asking_out() -> None:
    assert question_words("Berapakah jumlah buruh?") == ["buruh"]
    assert question_words("Who is the speaker?") == ["speaker"]
    assert "berapa" not in question_words("UMP berapa")


def test_common_words_are_no_names() -> None:
    assert is_common_word("ratusan") and is_common_word("menolaknya")
    assert not is_common_word("bekasi") and not is_common_word("rina")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Serikat menolak usul yang dibuat oleh pemerintah itu.", "id"),
        ("The union said that it would not accept the offer.", "en"),
        ("Where was the congress held?", "en"),
        ("UMP 2026?", "id"),
        ("", "id"),
        ("Siapa ketua umum Federation of Example Workers?", "id"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rp4,9 juta", [("4900000", NumberKind.RUPIAH)]),
        ("Rp. 600 ribu", [("600000", NumberKind.RUPIAH)]),
        ("1.250 orang", [("1250", NumberKind.PLAIN)]),
        ("6,5 persen dan 6.5%", [("6.5", NumberKind.PERCENT), ("6.5", NumberKind.PERCENT)]),
        ("5.067.381,88", [("5067381.88", NumberKind.PLAIN)]),
        ("US$ 3 million", [("3000000", NumberKind.CURRENCY)]),
        ("1,500 people, 1,5 juta", [("1500", NumberKind.PLAIN), ("1500000", NumberKind.PLAIN)]),
        ("dua ratus lima puluh buruh", [("250", NumberKind.PLAIN)]),
        ("seribu lima ratus; lima belas ribu", [("1500", "plain"), ("15000", "plain")]),
        ("salah satu dari tiga", [("3", NumberKind.PLAIN)]),
        ("pukul 15.00 WIB", [("15.00", NumberKind.TIME)]),
        ("Festival ke-62", [("62", NumberKind.ORDINAL)]),
        ("G20 4G B2B", []),
    ],
)
def test_numbers(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(n.value, n.kind) for n in numbers(text)] == [(Decimal(v), k) for v, k in expected]


def test_a_number_covers_its_sign_and_scale() -> None:
    text = "naik jadi Rp4,9 juta sebulan"
    assert [text[n.start : n.end] for n in numbers(text)] == ["Rp4,9 juta"]


ANCHOR = date(2025, 11, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kamis (6/11/2025)", ("2025-11-06", "2025-11-06", "day")),
        ("19 November 2025", ("2025-11-19", "2025-11-19", "day")),
        ("Nov. 19, 2025", ("2025-11-19", "2025-11-19", "day")),
        ("6-7 Nov. 2025", ("2025-11-06", "2025-11-07", "day")),
        ("2025-11-06", ("2025-11-06", "2025-11-06", "day")),
        ("sejak Agustus 2024", ("2024-08-01", "2024-08-31", "month")),
        ("pada tahun 2003", ("2003-01-01", "2003-12-31", "year")),
        ("Rabu (12/11)", ("2025-11-12", "2025-11-12", "day")),
        ("pada 30 Desember", ("2025-12-30", "2025-12-30", "day")),
        ("pada 2 Januari", ("2026-01-02", "2026-01-02", "day")),
        ("bulan lalu", ("2025-10-01", "2025-10-31", "month")),
        ("kemarin", ("2025-11-19", "2025-11-19", "day")),
        ("this year", ("2025-01-01", "2025-12-31", "year")),
    ],
)
def test_dates(text: str, expected: tuple[str, str, str]) -> None:
    (mention,) = dates(text, ANCHOR)
    assert (str(mention.first), str(mention.last), mention.precision) == expected


def test_without_an_anchor_the_year_stays_open() -> None:
    (mention,) = dates("Kamis (27/3)")
    assert (mention.first, mention.precision) == (None, "day")
    assert dates("kemarin dan bulan lalu") == []


@pytest.mark.parametrize(
    "text", ["31/2/2025", "it may rise", "2000 orang", "Rp 2000", "12/13/14/15", "1.990.000"]
)
def test_no_dates(text: str) -> None:
    assert dates(text, ANCHOR) == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Siapa ketua serikat itu?", QuestionType.WHO),
        ("Who chairs the union?", QuestionType.WHO),
        ("Kapan kongres dibuka?", QuestionType.WHEN),
        ("Tahun berapa UU itu disahkan?", QuestionType.WHEN),
        ("Pukul berapa aksi berakhir?", QuestionType.WHEN),
        ("Dimanakah kongres digelar?", QuestionType.WHERE),
        ("Di kota mana rapat digelar?", QuestionType.WHERE),
        ("Dari 2.600 karyawan ada berapa yang dipecat?", QuestionType.HOW_MANY),
        ("How many workers joined?", QuestionType.HOW_MANY),
        ("brp buruh yg ikut", QuestionType.HOW_MANY),
        ("rapat akbar kpn", QuestionType.WHEN),
        ("Ini kongres yang keberapa?", QuestionType.HOW_MANY),
        ("Alasan penundaan itu apa?", QuestionType.WHY),
        ("Apa kata Rina?", QuestionType.WHAT_SAID),
        ("What did Rina say about wages?", QuestionType.WHAT_SAID),
        ("Mengapa buruh mogok?", QuestionType.WHY),
        ("Apakah upah naik?", QuestionType.YES_NO),
        ("Federasi mana yang mogok?", QuestionType.OTHER),
    ],
)
def test_question_types(question: str, expected: QuestionType) -> None:
    assert question_type(question) is expected


def test_folding_keeps_letters() -> None:
    assert fold("ÉLAN ﬁnal") == "elan final"
