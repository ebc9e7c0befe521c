"""What a quoted sentence has to say before it is shown as the answer, on a tiny archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom import add, answer_to, assistant_over

from rag.assistant import Assistant
from rag.evidence.heads import counted
from rag.evidence.question import read_question
from rag.language import QuestionType, index_words, question_type, question_words, spelled
from rag.quoting.rules import undone
from rag.records import Answer, Check

REPORTS = {
    "rapat.txt": "Rakorda Serikat Pekerja Listrik digelar di Wisma Teratai\n\n"
    "Serikat Pekerja Listrik menggelar Rakorda di Wisma Teratai, dihadiri 120 pengurus cabang."
    " Rakorda membahas jaminan hari tua. Ketua Serikat Pekerja Listrik Gunarto Prayoga membuka"
    " Rakorda. Rakorda ditutup dengan doa bersama di Wisma Teratai. Rakorda ini yang ketiga.",
    "muktamar.txt": "Persatuan Guru Honor bersiap menggelar muktamar\n\n"
    "Persatuan Guru Honor bersiap menggelar muktamar, forum yang akan menentukan arah organisasi."
    " Muktamar Persatuan Guru Honor diundur ke bulan depan. Gedungnya sedang dipakai. Upah guru"
    " honor Kabupaten Ranu sebesar Rp 1.900.000 sebulan, kata Sulastri Menur.",
    "iuran.txt": "Iuran jaminan pensiun bagi pekerja Ranu\n\n"
    "Iuran Jaminan Pensiun (JP) sebesar 3 persen dari upah, kata Sulastri Menur.",
}


MUNAS = {
    "munas.txt": "Serikat Nelayan Cakrawala bersiap menggelar munas\n\n"
    "Serikat Nelayan Cakrawala bersiap menggelar munas, forum tertinggi organisasi. Munas Serikat"
    " Nelayan Cakrawala diharapkan menjadi tonggak baru perlindungan nelayan di Indonesia.",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    data = tmp_path_factory.mktemp("aturan")
    add(data, REPORTS, tmp_path_factory.mktemp("berita"))
    with assistant_over(data) as opened:
        yield opened


def checks(answer: Answer) -> set[Check]:
    return {claim.check for claim in answer.claims}


def test_another_wording_does_not_outweigh_the_name(assistant: Assistant) -> None:
    """“Arah” stands for “tujuan”, and the muktamar's is not the Rakorda's."""
    answer = answer_to(assistant, "Apa tujuan Rakorda?")
    assert not any("muktamar" in claim.text for claim in answer.claims)
    assert not any("arah" in near.text for near in answer.nearest)


def test_a_country_where_everything_happens_tells_no_place(
    assistant: Assistant, tmp_path: Path
) -> None:
    assert "Wisma Teratai" in answer_to(assistant, "Di mana Rakorda digelar?").text
    add(tmp_path / "data", MUNAS, tmp_path / "berita")
    with assistant_over(tmp_path / "data") as other:
        assert answer_to(other, "dmn munas Serikat Nelayan Cakrawala diadakan").refused


@pytest.mark.parametrize(
    ("question", "unsaid"),
    [
        ("siapa yang membuka acara", True),
        ("siapa yg membuka acara itu?", True),
        ("Siapa panitia yang membuka acara?", False),  # the office may be told by another deed
        ("Siapa ketua panitia acara?", False),  # an office, which has many words
        ("Kapan acara dibuka?", False),
    ],
)
def test_who_did_what_no_report_tells_of(question: str, unsaid: bool) -> None:
    asked = read_question(question, lambda stem: 2.0 if stem == "buka" else 1.0)
    assert undone(asked, frozenset(index_words("acara panitia ketua"))) is unsaid
    assert not undone(asked, frozenset(index_words("acara panitia ketua membuka dibuka")))


def test_a_reason_that_does_not_show_as_one_is_to_be_compared(assistant: Assistant) -> None:
    answer = answer_to(assistant, "Kenapa muktamar Persatuan Guru Honor diundur?")
    assert answer.refused or checks(answer) == {Check.REVIEW}


def test_a_report_of_no_known_year_does_not_prove_one(assistant: Assistant) -> None:
    plain = answer_to(assistant, "Berapa upah guru honor Kabupaten Ranu?")
    assert checks(plain) == {Check.QUOTED} and "1.900.000" in plain.text
    dated = answer_to(assistant, "Berapa upah guru honor Kabupaten Ranu tahun 2024?")
    assert dated.refused or checks(dated) == {Check.REVIEW}


def test_a_contribution_may_be_told_as_a_share(assistant: Assistant) -> None:
    assert "3 persen" in answer_to(assistant, "Berapa iuran JP?").text


@pytest.mark.parametrize(
    ("question", "stems"),
    [
        ("jumlah peserta mogok hari pertama brp", {"peserta"}),
        ("berapa peserta mogok", {"peserta"}),
        ("rugi berapa CLP tiap hari", {"clp", "rugi"}),
        ("peserta mogok berapa", {"mogok"}),
    ],
)
def test_what_is_counted(question: str, stems: set[str]) -> None:
    assert counted(spelled(question)) == stems


@pytest.mark.parametrize("question", ["Timboel bilang apa?", "gunarto ngomong apa soal JHT"])
def test_somebodys_words_are_asked_for_in_plain_talk_too(question: str) -> None:
    assert question_type(question) is QuestionType.WHAT_SAID


def test_small_talk_is_not_searched() -> None:
    assert question_words("siapa aja sih narasumber rakorda loh") == ["narasumber", "rakorda"]
