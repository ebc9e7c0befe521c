"""What a memo says: everything that stands on the page, and nothing it may not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from browser_assistant import P_REPLY, P_STRIKE, STRIKE, refusal
from memo_answers import WHEN, full_answer, hostile_answer, stored_of

from rag.answer_log import SourceChange, SourceState
from rag.records import Answer, Filters, Hit, Notice, TurnState, Wishes
from ui.memo import Asked, Memo, copied, memo_of
from ui.memo.cleaning import clean, paragraphs, shortened
from ui.memo.naming import disposition, file_name

WIB = timezone(timedelta(hours=7), "WIB")
MADE = datetime(2026, 11, 21, 20, 5, tzinfo=WIB)


def memo(answer: Answer, language: str = "id", **asked: object) -> Memo:
    one = Asked(question=answer.question, asked_at=WHEN, stored=stored_of(answer))
    return memo_of([replace(one, **asked)], language, made=MADE)  # type: ignore[arg-type]


def test_sentences_carry_their_numbers_marks_reasons_and_speakers() -> None:
    first, second, third = memo(full_answer()).sections[0].statements
    assert (first.numbers, first.mark, first.quoted) == ((1,), "", False)
    assert (second.numbers, second.mark) == ((2, 1), "periksa")
    assert second.reasons == "angkanya tidak ditemukan di sumber (“1.198”)"
    assert (third.mark, third.quoted) == ("dikutip ulang", True)
    assert third.speaker == "Ratna Wulandari, Ketua Serikat (Warta Kawasan, 14 Maret 2025)"
    assert memo(full_answer(), "en").sections[0].statements[1].mark == "check"


def test_sources_hold_their_evidence_exactly_and_the_passage_around() -> None:
    first, second = memo(full_answer()).sections[0].sources
    sentences = [P_STRIKE.sentence_text(each) for each in P_STRIKE.passage.sentences]
    assert first.quotes == (sentences[0], sentences[1], sentences[3])
    (around,) = first.around
    assert "".join(piece.text for piece in around) == P_STRIKE.text
    assert [piece.text for piece in around if piece.evidence] == list(first.quotes)
    assert (first.url, first.when, first.kind) == (STRIKE.url, "14 Maret 2025", "")
    assert (second.when, second.kind) == ("17 Maret 2025 (perkiraan)", "hak jawab")


def test_versions_open_parts_freshness_and_who_wrote_it_are_told() -> None:
    section = memo(full_answer()).sections[0]
    (table,) = section.versions
    assert [(row.value, row.where, row.number) for row in table.rows] == [
        ("1.198 pekerja", "Suara Pabrik, 17 Maret 2025", 2),
        ("1.240 pekerja", "Warta Kawasan, 14 Maret 2025", 1),
    ]
    assert section.open == ("Bagian ini tidak terjawab: “iuran anggota”.",)
    assert section.notices == ("Sumber [2] adalah hak jawab.",)
    assert section.as_of == "Sumber terbaru yang dikutip: 17 Maret 2025."
    assert "gemma3:4b" in section.by
    assert section.id == "261121-093000-abcdef"


def test_one_story_twice_counts_once() -> None:
    answer = full_answer()
    stored = stored_of(answer)
    assert memo(answer).sections[0].counted.startswith("2 sumber, 2 di antaranya independen")
    hits = tuple(
        Hit(stored=replace(each, article=replace(each.article, story="s1")), score=1.0)
        for each in (P_STRIKE, P_REPLY)
    )
    shown = tuple(hit.stored for hit in hits)
    same = replace(stored, hits=hits, answer=replace(stored.answer, passages=shown))
    told = memo_of([Asked(question="q", asked_at=WHEN, stored=same)], "en", made=MADE)
    assert told.sections[0].counted.startswith("2 sources, 1 of them independent")


def test_how_the_question_was_read_is_told_once() -> None:
    notices = (
        Notice(code="period", text="Hanya artikel November."),
        Notice(code="as_of", text="Sumber terbaru: 1 Mei. Arsip: 2 Mei."),
        Notice(code="newer", text="Ada yang lebih baru."),
    )
    stored = replace(
        stored_of(replace(full_answer(), notices=notices)),
        wishes=Wishes(filters=Filters(outlet="Warta"), exactly=True),
    )
    told = memo_of([Asked(question="q", asked_at=WHEN, stored=stored)], "id", made=MADE)
    section = told.sections[0]
    assert section.understood == (
        "Hanya artikel November.",
        "Saringan: media Warta",
        "Dicari persis seperti ditulis",
    )
    assert section.notices == ("Ada yang lebih baru.",)
    assert section.as_of == "Sumber terbaru: 1 Mei. Arsip: 2 Mei."


def test_changed_sources_are_told_with_what_says_so() -> None:
    changes = (
        SourceChange(number=1, article="a1", title="x", state=SourceState.REMOVED),
        SourceChange(
            number=2, article="a2", title="y", state=SourceState.CORRECTED, by=P_REPLY.article
        ),
    )
    told = memo(full_answer(), changes=changes).sections[0].changes
    assert told[0] == "Sumber [1] sudah tidak ada di arsip."
    assert told[1].startswith("Sumber [2] mendapat ralat") and P_REPLY.article.title in told[1]


def test_a_refusal_tells_what_was_searched_and_what_is_near() -> None:
    section = memo(refusal("Berapa beras di gudang?")).sections[0]
    assert section.refused and "1.240 artikel" in section.text
    assert section.statements == () and section.sources == () and section.by == ""
    assert section.near[0].text == P_REPLY.text
    assert "Suara Pabrik, 17 Maret 2025 (hak jawab)" in section.near[0].where
    assert section.near[1].url == ""  # javascript: is no link


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (TurnState.STOPPED, "dihentikan"),
        (TurnState.FAILED, "gangguan"),
        (TurnState.ANSWERED, "tidak disimpan lagi"),
    ],
)
def test_a_question_without_an_answer_says_why(state: TurnState, told: str) -> None:
    asked = Asked(question="Lalu?", asked_at=WHEN, state=state)
    assert told in memo_of([asked], "id", made=MADE).sections[0].text


def test_title_time_and_language() -> None:
    told = memo(full_answer())
    assert told.made == "21 November 2026, 20.05 WIB"
    assert told.sections[0].asked == "Ditanyakan 21 November 2026, 16.30 WIB"
    assert not told.sections[0].headed  # the title is the question already
    long = memo_of([Asked(question="kata " * 500, asked_at=WHEN)], "en", made=MADE)
    assert len(long.title) <= 140 and long.title.endswith("…")
    assert long.sections[0].headed and len(long.sections[0].question) == 2499
    assert long.made == "21 November 2026, 20:05 WIB"
    with pytest.raises(ValueError, match="at least one"):
        memo_of([], "id", made=MADE)


def test_what_is_copied_holds_sentences_marks_sources_and_freshness() -> None:
    lines = copied(full_answer(), "id").split("\n")
    assert lines[0].endswith("berlaku mulai 1 April 2025. [1]")
    assert lines[1].endswith("[2] [1] (periksa: angkanya tidak ditemukan di sumber (“1.198”))")
    assert lines[2].endswith("[1] (dikutip ulang)")
    assert "- 1.198 pekerja (Suara Pabrik, 17 Maret 2025; berbeda) [2]" in lines
    assert f"[1] {STRIKE.title} (Warta Kawasan, 14 Maret 2025) {STRIKE.url}" in lines
    assert lines[-1] == "Sumber terbaru yang dikutip: 17 Maret 2025."
    refused = copied(refusal("Berapa?"), "en")
    assert refused.startswith("Arsip ini tidak memuat") and "What comes nearest" in refused


def test_what_is_copied_is_plain_and_links_to_nothing_unsafe() -> None:
    told = copied(hostile_answer("x\u202ey\x00\nz"), "en")
    assert "xy z" in told and "javascript" not in told


def test_text_is_cleaned_and_shortened() -> None:
    assert clean("a\r\nb\u2028c\td\x07\u200b\ud83d") == "a\nb\nc d"
    assert paragraphs(" a  b \n\n c") == ("a b", "c")
    assert shortened("satu dua tiga", 10) == "satu …"


def test_file_names_are_plain() -> None:
    name = file_name("Berapa UMP 2026? «Çağrı» /../..\\ é\u202e\nx", date(2026, 11, 21), "docx")
    assert name == "tanya-serikat-2026-11-21-berapa-ump-2026-cagr-e-x.docx"
    assert file_name("中文", date(2026, 1, 2), "pdf") == "tanya-serikat-2026-01-02.pdf"
    assert disposition(name) == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
