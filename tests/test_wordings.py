"""Other wordings as evidence: what counts as said, what it weighs, and what is never proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from test_quoting import frequency_of, stored

from rag.evidence.question import read_question
from rag.evidence.wordings import LIKELY, SURE, Wordings, weighted_by_meaning, wordings_of
from rag.glossary import load
from rag.language import index_words
from rag.quoting import Zone, enough, quote
from rag.records import Concept, Hit, StoredPassage, Understood, Wording
from rag.understanding import plainly

SHORT = Wording(text="PHK", stems=("phk",))
LONG = Wording(text="pemutusan hubungan kerja", stems=("putus", "hubungan", "kerja"))


def concept(text: str, *others: Wording) -> Concept:
    return Concept(text=text, stems=tuple(index_words(text)), others=others)


def wording(text: str, weight: float = 1.0) -> Wording:
    return Wording(text=text, stems=tuple(index_words(text)), weight=weight)


def widened(concepts: Sequence[Concept], text: str) -> frozenset[str]:
    return wordings_of(concepts).widened(frozenset(index_words(text)), text)


# --- what counts as said --------------------------------------------------------------------------


def test_an_acronym_asked_is_said_by_all_words_of_its_long_form_in_a_row() -> None:
    asked = [concept("PHK", LONG)]
    assert "phk" in widened(asked, "Pemutusan hubungan kerja di pabrik")
    assert "phk" in widened(asked, "Diputuskannya hubungan kerja 37 buruh")  # in any form
    assert "phk" not in widened(asked, "hubungan kerja di pabrik")
    assert "phk" not in widened(asked, "")


def test_words_that_stand_in_no_row_say_something_else() -> None:
    asked = [concept("KSPI", wording("Konfederasi Serikat Pekerja Indonesia"))]
    assert "kspi" in widened(asked, "Ketua Konfederasi Serikat Pekerja Indonesia hadir")
    parted = "Konfederasi ASPEK Indonesia bertemu sebuah Serikat Pekerja"
    assert "kspi" not in widened(asked, parted)
    assert "kspi" not in widened(asked, "Serikat Pekerja Konfederasi Indonesia")
    longer = [concept("SPI", wording("Serikat Petani"))]
    assert "spi" not in widened(longer, "serikatnya menanam petani-petani, Serikat X Petani")


def test_a_long_form_asked_is_said_by_its_acronym() -> None:
    found = widened([concept("pemutusan hubungan kerja", SHORT)], "PHK di pabrik")
    assert {"putus", "hubungan", "kerja", "phk", "pabrik"} <= found


def test_english_asked_is_said_by_indonesian() -> None:
    asked = [concept("minimum wage", wording("upah minimum"))]
    assert "wage" in widened(asked, "upah minimum naik")
    assert "wage" not in widened(asked, "upah lembur naik")
    assert "wage" not in widened(asked, "usia minimum pelamar")


def test_two_concepts_with_the_same_wording_are_both_said() -> None:
    found = widened([concept("firing", SHORT), concept("layoff", SHORT)], "PHK")
    assert {*index_words("firing"), *index_words("layoff")} <= found


def test_nothing_is_added_without_a_wording() -> None:
    said = frozenset({"upah", "naik"})
    assert wordings_of([concept("upah"), concept("naik")]) == Wordings()
    assert Wordings().widened(said, "upah naik") is said


@pytest.mark.parametrize(
    ("weight", "says"), [(1.0, True), (SURE, True), (0.74, False), (0.5, False)]
)
@pytest.mark.parametrize("text", ["manajer", "kepala pabrik"])
def test_what_is_only_near_proves_nothing(text: str, weight: float, says: bool) -> None:
    asked = [concept("direktur", wording(text, weight))]
    assert ("direktur" in widened(asked, text)) is says


# --- what a word weighs ---------------------------------------------------------------------------

NEVER = 9.0
RARITY = {"upah": 1.0, "minimum": 3.0, "gaji": 2.0, "phk": 2.5}


def rarity(stem: str) -> float:
    return RARITY.get(stem, NEVER)


def test_an_english_word_is_as_rare_as_what_it_means() -> None:
    asked = [concept("wage", wording("upah"), wording("gaji"))]
    weight = weighted_by_meaning(rarity, asked, foreign=True)
    assert weight("wage") == 1.0  # the commonest of them
    assert weight("pabrik") == NEVER and weight("upah") == 1.0  # others are left alone


def test_a_wording_of_several_words_is_as_rare_as_its_rarest() -> None:
    asked = [concept("minimum wage", wording("upah minimum"))]
    weight = weighted_by_meaning(rarity, asked, foreign=True)
    assert weight("wage") == 3.0
    assert weight("minimum") == 3.0


def test_a_root_of_many_words_lends_no_rarity() -> None:
    asked = [concept("hire", Wording(text="mempekerjakan", stems=("kerja",)))]
    often = weighted_by_meaning(lambda stem: {"kerja": 0.3}.get(stem, NEVER), asked, foreign=True)
    assert often("hire") == NEVER


def test_a_word_that_is_commoner_itself_stays_so() -> None:
    weight = weighted_by_meaning(rarity, [concept("upah", wording("gaji"))], foreign=True)
    assert weight("upah") == 1.0


def test_only_sure_wordings_that_the_archive_has_lend_their_rarity() -> None:
    near = [concept("wage", wording("upah", 0.5))]
    absent = [concept("wage", wording("imbalan"), wording("upah naik sekali"))]
    assert weighted_by_meaning(rarity, near, foreign=True)("wage") == NEVER
    assert weighted_by_meaning(rarity, absent, foreign=True)("wage") == NEVER


def test_an_indonesian_word_keeps_its_rarity() -> None:
    asked = [concept("honorarium", wording("upah"))]
    weight = weighted_by_meaning(rarity, asked, foreign=False)
    assert weight("honorarium") == NEVER


def test_only_to_put_in_order_an_unknown_word_weighs_what_it_probably_means() -> None:
    asked = [concept("honorarium", wording("upah", LIKELY)), concept("gaji", wording("upah"))]
    weight = weighted_by_meaning(rarity, asked, foreign=False, least=LIKELY)
    assert weight("honorarium") == 1.0
    assert weight("gaji") == 2.0  # the archive knows it
    weak = [concept("honorarium", wording("upah", LIKELY - 0.01))]
    assert weighted_by_meaning(rarity, weak, foreign=False, least=LIKELY)("honorarium") == NEVER


def test_a_probable_wording_says_it_only_where_that_is_asked_for() -> None:
    asked = [concept("direktur", wording("manajer", LIKELY))]
    said = frozenset({"manajer"})
    assert LIKELY < SURE
    assert "direktur" in wordings_of(asked, LIKELY).widened(said, "manajer")
    assert "direktur" not in wordings_of(asked).widened(said, "manajer")


def test_a_question_is_read_with_the_weights_of_its_meaning() -> None:
    asked = [concept("wage", wording("upah"))]
    assert read_question("What is the wage at Sagara?", rarity, asked).weights["wage"] == 1.0
    assert read_question("What is the wage at Sagara?", rarity).weights["wage"] == NEVER
    said = read_question("Berapa wage di Sagara?", rarity, asked)
    assert said.weights["wage"] == NEVER


# --- answers across wordings ----------------------------------------------------------------------

DAY = date(2026, 2, 1)
ARCHIVE = (
    stored(
        "phk",
        "Pabrik Tirta Sandang",
        "Pemutusan hubungan kerja menimpa 37 buruh PT Tirta Sandang.\n"
        "Cuaca buruk menunda panen di beberapa desa.\n",
        published=DAY,
    ),
    stored(
        "upah",
        "Kabar dari Sagara",
        "Upah minimum Kota Sagara ditetapkan Rp3.100.000.\nTim sepak bola setempat menang besar.\n",
        published=DAY,
    ),
    stored(
        "umk",
        "Kabar dari Lamuri",
        "UMK Lamuri ditetapkan Rp2.900.000.\nHarga beras naik lagi menurut pedagang pasar.\n",
        published=DAY,
    ),
    stored(
        "manajer",
        "Kabar dari Galunggung",
        "Manajer PT Galunggung Prima Joko Prabowo menolak tuntutan itu.\nHujan turun lagi.\n",
        published=DAY,
    ),
)
# Names are rare and their subjects are not, as in any archive of labor news.
COMMON = "Buruh kota membahas upah minimum.\nPemutusan hubungan kerja, atau PHK, dan UMK dibahas.\n"
FREQUENCY = frequency_of((*ARCHIVE, stored("umum", "Umum", COMMON * 12)))


def understood(question: str, *concepts: Concept) -> Understood:
    return replace(plainly(question), concepts=concepts or load().concepts(question))


def quoted(question: Understood, archive: Sequence[StoredPassage] = ARCHIVE) -> list[str]:
    """Return what is shown as an answer; what comes nearest stands under a refusal."""
    hits = [Hit(stored=each, score=1.0) for each in archive]
    draft = quote(question, hits, language=question.language, frequency=FREQUENCY)
    verdict = enough(question, hits, frequency=FREQUENCY)
    assert bool(draft.claims) is (verdict.zone is not Zone.NOTHING)
    return [claim.text for claim in draft.claims] if verdict.ok else []


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Berapa upah minimum Kabupaten/Kota Lamuri?", "Rp2.900.000"),  # long asked, short written
        ("Berapa upah minimum kota Lamuri?", "Rp2.900.000"),
        ("Berapa buruh kena PHK di PT Tirta Sandang?", "37 buruh"),  # short asked, long written
        ("What is the minimum wage in Sagara?", "Rp3.100.000"),
        ("How many workers were laid off at Tirta Sandang?", "37 buruh"),
    ],
)
def test_the_first_quote_answers_in_another_wording(question: str, held: str) -> None:
    assert held in quoted(understood(question))[0]


@pytest.mark.parametrize(
    "question",
    ["What is the minimum wage in Sagara?", "How many workers were laid off at Tirta Sandang?"],
)
def test_the_wordings_are_what_answers(question: str) -> None:
    assert quoted(plainly(question)) == []


@pytest.mark.parametrize(
    "question",
    [
        "Berapa upah minimum Kota Wanasari?",
        "What is the minimum wage in Wanasari?",
        "Berapa UMK Wanasari?",
        "Berapa buruh kena PHK di PT Tirta Raya?",
        "How many workers were laid off at Tirta Raya?",
        "How many workers were laid off in Sagara in 1998?",
    ],
)
def test_another_name_is_refused_in_any_wording(question: str) -> None:
    assert quoted(understood(question)) == []


def test_a_long_form_in_pieces_is_no_answer() -> None:
    parted = stored(
        "pecah",
        "Pabrik Cakrawala",
        "Pemutusan kontrak dan hubungan dagang membuat 51 buruh PT Cakrawala kerja sore.\n",
        published=DAY,
    )
    question = "How many people did PT Cakrawala lose to PHK?"
    phk = concept("PHK", LONG)
    asked = read_question(question, FREQUENCY, [phk])
    assert "phk" not in asked.wordings.widened(frozenset(index_words(parted.text)), parted.text)
    whole = replace(parted, text=ARCHIVE[0].text)
    assert "phk" in asked.wordings.widened(frozenset(index_words(whole.text)), whole.text)


def test_a_passage_with_a_near_wording_alone_is_no_answer() -> None:
    question = "Siapa mandor PT Galunggung Prima?"

    def asked(weight: float) -> Understood:
        role = concept("mandor", wording("manajer", weight))
        return understood(question, role, concept("Galunggung"), concept("Prima"))

    assert "Joko Prabowo" in quoted(asked(1.0))[0]
    assert quoted(asked(0.5)) == []
