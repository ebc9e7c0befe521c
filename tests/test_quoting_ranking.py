"""Which sentence of found passages comes first: by kind of answer, nearness and unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spent import within

from rag.evidence.candidates import candidates
from rag.evidence.heads import Edge
from rag.evidence.nearness import near_across, near_in, placed
from rag.evidence.question import read_question
from rag.evidence.ranking import Ranked, rank, rank_passage
from rag.evidence.signals import Signals, cut_short
from rag.evidence.weights import WEIGHTS, weigh
from rag.language import QuestionType, index_words, sentence_spans
from rag.records import (
    ArticleSummary,
    Concept,
    Hit,
    Passage,
    Sentence,
    SentenceKind,
    StoredPassage,
    Wording,
)


def alike(stem: str) -> float:
    """Every word is as rare as any other."""
    del stem
    return 1.0


def hit(text: str, *, title: str = "Berita", name: str = "satu", rows: bool = False) -> Hit:
    """Return a found article of one passage, its lines or sentences as they are."""
    kind = SentenceKind.ROW if rows else SentenceKind.BODY
    sentences = tuple(
        Sentence(ordinal=number, start=start, end=end, kind=kind)
        for number, (start, end) in enumerate(sentence_spans(text))
    )
    start, end = sentences[0].start, sentences[-1].end
    passage = Passage(
        id=f"{name}.0", article_id=name, ordinal=0, start=start, end=end, sentences=sentences
    )
    about = ArticleSummary(id=name, source=name, title=title, published=date(2026, 2, 1))
    return Hit(
        stored=StoredPassage(passage=passage, text=text[start:end], article=about), score=1.0
    )


def order(question: str, *lines: str, concepts: Sequence[Concept] = ()) -> list[Ranked]:
    """Return one passage's lines in the order in which they answer."""
    asked = read_question(question, alike, concepts)
    return rank(asked, [hit("\n".join(lines) + "\n")])


def fit(question: str, sentence: str) -> dict[str, float]:
    """Return what could answer in a sentence, with how well it does."""
    found: dict[str, float] = {}
    for one in candidates(read_question(question, alike), sentence):
        span = sentence[one.start : one.end]
        found[span] = max(found.get(span, 0.0), one.fit)
    return found


# --- the answer comes first, and what only looks like it does not ---------------------------------


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        (  # a number counts what stands beside it
            "Berapa pabrik PT Sandang yang tutup?",
            "Ia menyebut 7 pabrik PT Sandang tutup.",
            "PT Sandang yang tutup merumahkan 900 buruh.",
        ),
        (  # what was done to them decides
            "Berapa buruh yang direkrut PT Logam Sari?",
            "PT Logam Sari merekrut 40 buruh baru.",
            "Sebanyak 600 buruh PT Logam Sari mogok.",
        ),
        (  # the unit of a measure
            "Berapa luas kebun PT Teh Lereng?",
            "Kebun PT Teh Lereng mencapai 320 hektare.",
            "Luas kebun PT Teh Lereng dibahas 12 utusan.",
        ),
        (
            "Berapa usia Rina Dewanti?",
            "Rina Dewanti (44) memimpin rapat.",
            "Rina Dewanti memimpin 44 utusan.",
        ),
        (  # the day of the event, not that on which somebody spoke of it
            "Kapan gudang Melati terbakar?",
            "Gudang Melati di tepi kota terbakar Rabu (4/2/2026).",
            "Gudang Melati terbakar, kata Rina Dewanti di Semarang, Jumat (6/2/2026).",
        ),
        (  # the end that is asked for
            "Sampai kapan kontrak Melati berlaku?",
            "Kontrak Melati berlaku hingga 31 Agustus 2027.",
            "Kontrak Melati berlaku sejak 1 September 2025.",
        ),
        (
            "Sejak kapan kontrak Melati berlaku?",
            "Kontrak Melati berlaku sejak 1 September 2025.",
            "Kontrak Melati berlaku hingga 31 Agustus 2027.",
        ),
        (
            "Di mana kongres Melati digelar?",
            "Kongres Melati yang ketiga digelar di Semarang.",
            "Kongres Melati digelar utusan dari Kudus.",
        ),
        (
            "Siapa yang mendirikan Koperasi Melati?",
            "Koperasi Melati didirikan pada 2019 oleh Bagus Permadi.",
            "Koperasi Melati mendirikan toko, Joko Prabowo hadir.",
        ),
        (  # who does it, and who undergoes it
            "Siapa yang memilih Rina?",
            "Bagus Permadi memilih Rina.",
            "Rina memilih Joko Prabowo.",
        ),
        (
            "Siapa yang dipecat Rina?",
            "Rina kemarin memecat Joko Prabowo.",
            "Rina memecat dua orang di kantor Bagus Permadi.",
        ),
        (
            "Siapa pilot pesawat itu?",
            "Menurut laporan, pilot Bagus Permadi selamat dari pesawat itu.",
            "Joko Prabowo melihat pesawat itu.",
        ),
        (
            "Apa nama kapal yang mogok?",
            "Mogok terjadi di kapal Teluk Bening.",
            "Kapal yang mogok, kata Joko Prabowo, ditarik.",
        ),
        (
            "Bagaimana Darsono menanggapi kekalahan itu?",
            "“Kami bekerja bersama,” kata Darsono.",
            "Kekalahan itu, kata Ratna, menanggapi sidang, wajar.",
        ),
    ],
)
def test_the_right_sentence_comes_first(question: str, right: str, wrong: str) -> None:
    for lines in ((wrong, right), (right, wrong)):
        assert order(question, *lines)[0].text == right


def test_a_sentence_that_points_back_is_read_with_the_one_before() -> None:
    found = order(
        "Kapan Rina Dewanti lahir?",
        "Ketua rapat Joko Prabowo lahir pada hari hujan.",
        "Rina Dewanti memimpin serikat itu.",
        "Ia lahir di Kudus pada 6 Juni 1972.",
    )
    assert "6 Juni 1972" in found[0].text
    assert found[0].signals is not None
    assert found[0].signals.linked > found[0].signals.near


def test_the_whole_name_is_better_than_a_part_of_it() -> None:
    text = ("Curah hujan tinggi.", "Rina menolak tawaran.", "Rina Dewanti menolak tawaran.")
    found = order("Siapa yang menolak tawaran?", *text)
    parts = {one.text: one.signals.partly for one in found if one.signals is not None}
    assert parts[text[1]] == 1.0 and parts[text[2]] == 0.0
    assert found[0].text == text[2]


def test_a_report_of_initials_answers_for_the_full_name() -> None:
    found = order(
        "Siapa direktur PT Pupuk Iskandar Raya?",
        "Direktur PT Pupuk Kalimantan Timur Joko Prabowo hadir.",
        "Direktur PT PIR Bagus Permadi hadir.",
    )
    assert "Bagus Permadi" in found[0].text


def test_a_row_answers_with_the_head_of_its_table() -> None:
    rows = "Daerah | Upah minimum 2026\n" + "".join(
        f"Kota {name} | {3_000_000 + 1000 * n:,}\n".replace(",", ".")
        for n, name in enumerate(("Melati", "Mawar", "Kenanga", "Anggrek", "Dahlia"))
    )
    asked = read_question("Berapa upah minimum Kota Dahlia 2026?", alike)
    story = hit("Upah minimum 2026 dibahas, iuran Rp25.000.\n", name="dua")
    found = rank(asked, [story, hit(rows, rows=True)])
    assert found[0].text == "Kota Dahlia | 3.004.000"
    assert found[0].context == 1.0
    assert found[0].coverage == 1.0 and found[0].near > 0.3  # the head stands five rows above
    assert "upah" not in found[0].stems  # and yet it is not the same as the other rows


def test_an_english_question_counts_what_its_noun_means() -> None:
    other = Wording(text="pabrik", stems=("pabrik",), weight=1.0)
    concept = Concept(text="factories", stems=tuple(index_words("factories")), others=(other,))
    lines = ("Sebanyak 900 warga Melati mengungsi.", "Sebanyak 7 pabrik Melati ditutup.")
    found = order("How many factories in Melati?", *lines, concepts=[concept])
    assert found[0].text == lines[1]
    assert found[0].fit == 1.0


# --- what a question asks for ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Apakah nama latin beruang madu?", QuestionType.OTHER),
        ("Apakah yang ditolak buruh?", QuestionType.OTHER),
        ("Apakah buruh menolak upah itu?", QuestionType.YES_NO),
        ("Bagaimana Rina menanggapi putusan itu?", QuestionType.WHAT_SAID),
        ("How did Rina react to the ruling?", QuestionType.WHAT_SAID),
        ("Bagaimana cara menghitung pesangon?", QuestionType.OTHER),
    ],
)
def test_the_kind_of_question(question: str, kind: QuestionType) -> None:
    assert read_question(question, alike).type is kind


@pytest.mark.parametrize(
    ("question", "edge"),
    [
        ("Kapan PKB habis masa berlakunya?", Edge.END),
        ("Batas akhir bayar THR tanggal berapa?", Edge.END),
        ("Sejak kapan aturan itu berlaku?", Edge.BEGIN),
        ("Kapan kongres digelar?", Edge.NONE),
        ("Berapa hari sampai kongres?", Edge.NONE),
    ],
)
def test_the_end_of_a_period_that_is_asked_for(question: str, edge: Edge) -> None:
    assert read_question(question, alike).edge is edge


def test_the_sum_is_named_even_where_rupiah_are_asked_for() -> None:
    assert read_question("Denda pabrik itu berapa rupiah?", alike).money == {"denda"}
    assert read_question("Berapa denda pabrik itu?", alike).money == {"denda"}
    assert read_question("Berapa rupiah?", alike).money == frozenset()


# --- what could be an answer ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "sentence", "best"),
    [
        ("Di negara mana kongres itu?", "Di Hotel Kenanga, Thailand, kongres itu.", "Thailand"),
        ("Di provinsi mana?", "Lahan di Donggala, Sulawesi Tengah, dijual.", "Sulawesi Tengah"),
        ("Kongres yang keberapa itu?", "Kongres kelima dihadiri 250 utusan.", "kelima"),
        ("Berapa umur Rina?", "Rina, yang berusia 44 tahun, punya 9 anak.", "44"),
        ("Berapa panjang jalan itu?", "Ada 8 jembatan di jalan sepanjang 12 km.", "12"),
        ("Berapa jumlah TKA?", "Dari 136 juta pekerja, jumlah TKA 95.335 orang.", "95.335"),
        ("Kapal apa itu?", "Joko Prabowo melihat kapal tanker.", "tanker"),
    ],
)
def test_the_best_fitting_span(question: str, sentence: str, best: str) -> None:
    found = fit(question, sentence)
    assert max(found, key=lambda span: found[span]) == best
    assert list(found.values()).count(found[best]) == 1


def test_a_comma_parts_a_number_from_the_next_noun() -> None:
    asked = "Berapa pabrik yang tutup?"
    assert fit(asked, "Ada 30 orang, pabrik tutup.")["30"] < 1.0
    assert fit(asked, "Ada 30 pabrik tutup.")["30"] == 1.0


@pytest.mark.parametrize("asked", ["Kapan gudang terbakar?", "Di mana gudang terbakar?"])
def test_where_and_when_somebody_only_spoke_hardly_fits(asked: str) -> None:
    told = fit(asked, "Gudang itu, kata Rina di Semarang, Jumat (6/2/2026).")
    happened = fit(asked, "Gudang itu terbakar di Semarang, Jumat (6/2/2026).")
    assert told.keys() == happened.keys()
    assert max(told.values()) == 0.4 and max(happened.values()) >= 0.9


def test_who_was_chosen_for_a_role_holds_it() -> None:
    chosen = "Rapat memilih Rina Dewanti, petugas pencatat stok gudang, sebagai ketua."
    absent = "Rapat mendengar Rina Dewanti, petugas pencatat stok gudang, sebagai saksi."
    assert fit("Siapa ketua rapat?", chosen)["Rina Dewanti"] == 0.9
    assert fit("Siapa ketua rapat?", absent)["Rina Dewanti"] < 0.5


def test_speech_is_that_of_whom_the_question_names() -> None:
    asked = "Apa kata Rina Dewanti?"
    best = {
        sentence: max(fit(asked, sentence).values())
        for sentence in (
            "“Kami menang,” kata Rina.",
            "“Kami menang,” katanya.",
            "Kata Joko, kalah.",
        )
    }
    assert list(best.values()) == sorted(best.values(), reverse=True)
    assert len(set(best.values())) == 3


def test_part_of_a_name_is_told_from_the_whole() -> None:
    assert cut_short(["Curtis"], ["Mark Curtis", "London"])
    assert not cut_short(["Curtis"], ["London"])
    assert not cut_short(["Curtis", "London"], ["Mark Curtis"])
    assert not cut_short([], ["Mark Curtis"])


# --- nearness and weights -------------------------------------------------------------------------


def test_nearness_reaches_into_neighbours_and_fades() -> None:
    asked = read_question("Kapan Rina lahir?", alike)
    texts = ["Rina lahir.", "Hujan.", "Panen tiba pada 6 Juni 1972.", "Hujan.", "Hujan."]
    read = [placed(asked, text) for text in texts]
    found = candidates(asked, texts[2])
    alone = near_in(asked, read[2], found)
    assert alone == 0.0
    here = near_across(asked, read, 2, found)
    closer = near_across(asked, [read[1], read[0], *read[2:]], 2, found)
    outside = near_across(asked, [read[0], read[1], read[1], read[2]], 3, found)
    assert closer > here > alone
    assert outside == 0.0  # three sentences away


def test_each_signal_counts_and_two_speak_against() -> None:
    nothing = Signals(**dict.fromkeys((field.name for field in fields(Signals)), 0.0))
    assert weigh(nothing) == 0.0
    assert weigh(WEIGHTS) == pytest.approx(
        sum(getattr(WEIGHTS, field.name) ** 2 for field in fields(Signals))
    )
    against = {field.name for field in fields(Signals) if getattr(WEIGHTS, field.name) < 0}
    assert against == {"headline", "partly"}


def test_the_score_is_that_of_the_signals_and_passages_keep_their_own() -> None:
    stored = hit("Kongres Melati digelar di Semarang.\nHujan turun.\n")
    asked = read_question("Di mana kongres Melati digelar?", alike)
    ranked = rank(asked, [stored])
    for one in ranked:
        assert one.signals is not None
        assert one.score == weigh(one.signals)
    assert all(one.signals is None for one in rank_passage(asked, stored.stored))
    later = rank(asked, [hit("Panen tiba.\n", name="dua"), stored])
    places = {one.text: one.signals.first for one in later if one.signals is not None}
    assert places["Panen tiba."] == 1.0 and places["Hujan turun."] == 0.5


def test_eight_passages_of_200_words_take_well_under_a_second() -> None:
    line = "Rapat di Kota Melati pada 4 Maret 2026 membahas upah 37 buruh, kata Rina Dewanti.\n"
    hits = [hit(line * 14, name=str(number)) for number in range(8)]
    asked = read_question("Berapa buruh yang ikut rapat di Kota Melati?", alike)
    assert rank(asked, hits)
    assert within(0.5, lambda: rank(asked, hits))


@given(question=st.text(max_size=120), text=st.text(min_size=1, max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_ranked(question: str, text: str) -> None:
    if not sentence_spans(text):
        return
    asked = read_question(f"Apa saja {question}", alike)
    found = rank(asked, [hit(text)])
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for kind in ("Siapa", "Kapan", "Di mana", "Berapa", "Kapal apa"):
        for one in candidates(read_question(f"{kind} {question}?", alike), text):
            assert 0 <= one.start < one.end <= len(text)
            assert 0 < one.fit <= 1


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Di kota mana rapat Kenari digelar?", "Di Sagara rapat Kenari digelar kemarin.", "Sagara"),
        ("Kongres Kenari yang keberapa?", "Kongres Nasional (KN) XIV Kenari dibuka.", "XIV"),
        ("Kongres Kenari ke berapakah itu?", "Kongres ketujuh Kenari dibuka.", "ketujuh"),
        ("Kapan Kenari rapat?", "Kenari rapat, Senin (8/ 8).", "8/ 8"),
    ],
)
def test_answers_in_less_common_writing(question: str, sentence: str, answer: str) -> None:
    found = candidates(read_question(question, lambda _: 1.0), sentence)
    assert answer in {sentence[one.start : one.end] for one in found if one.fit >= 0.8}
