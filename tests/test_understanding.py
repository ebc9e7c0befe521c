"""A question taken apart: corrections, then time, then other wordings; and what people are told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import assistant_over, codes, small_archive
from test_spelling import Words as Spellings

from rag.archive import Archive
from rag.assistant import Assistant
from rag.evidence.wordings import SURE
from rag.language import index_words
from rag.records import Answer, Correction, Filters, Finished, Period, Understood, Wishes
from rag.retrieval import Retriever
from rag.understanding import Time, plainly, understand

TODAY = date(2026, 7, 15)
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


class Words(Spellings):
    """An archive's vocabulary that explains one abbreviation."""

    def expansions(self, shorts: Any, /) -> dict[str, list[str]]:
        return {s: ["Gabungan Elemen Pekerja Mandiri"] for s in shorts if s == "gema"}

    def acronyms(self, stems: Any, /) -> dict[tuple[str, ...], list[str]]:
        return {}


WORDS = Words(
    {
        "Upah minimum kabupaten dan pesangon karyawan kontrak": 400,
        "Kongres GEMA memilih Roswita Santoso pada Maret": 40,
        "Bulan lalu buruh bertemu": 60,
    }
)


def read(question: str, **time: Any) -> Understood:
    exactly = bool(time.pop("exactly", False))
    return understand(question, WORDS, Time(**{"today": TODAY, **time}), exactly=exactly)


def others(understood: Understood, text: str) -> dict[str, float]:
    """Return the other wordings of a concept with their weights."""
    (found,) = [one for one in understood.concepts if one.text == text]
    return {other.text: other.weight for other in found.others}


# --- corrections ----------------------------------------------------------------------------------


def test_a_misspelt_word_is_searched_as_the_archive_has_it_and_listed() -> None:
    found = read("berapa pesagnon karyawan")
    assert found.asked == "berapa pesagnon karyawan"
    assert found.text == "berapa pesangon karyawan"
    assert found.corrections == (Correction(asked="pesagnon", used="pesangon"),)
    assert "pesangon" in {concept.text for concept in found.concepts}


def test_a_question_that_is_right_comes_back_as_it_is() -> None:
    found = read("Berapa pesangon karyawan kontrak?")
    assert found.text == found.asked and not found.corrections


def test_exactly_leaves_the_words() -> None:
    found = read("berapa pesagnon karyawan", exactly=True)
    assert found.text == found.asked == "berapa pesagnon karyawan"
    assert not found.corrections
    assert "pesagnon" in {concept.text for concept in found.concepts}


def test_exactly_still_reads_time_and_other_wordings() -> None:
    found = read("berapa upah minimum pada Maret 2026", exactly=True)
    assert found.period is not None
    assert "minimum wage" in others(found, "upah minimum")


def test_a_name_is_not_changed_in_silence_but_finds_what_is_near() -> None:
    found = read("Siapa Roswita Santosa?")
    assert found.text == "Siapa Roswita Santosa?" and not found.corrections
    (near,) = others(found, "Santosa").items()
    assert near[0] == "santoso" and 0 < near[1] < SURE  # it finds passages and proves nothing
    assert others(found, "Roswita") == {}


def test_nothing_is_suggested_exactly() -> None:
    assert others(read("Siapa Roswita Santosa?", exactly=True), "Santosa") == {}


def test_words_of_the_glossary_are_right_though_the_archive_lacks_them() -> None:
    near = Words({"Forum tripartid dan apinda di kantor": 400})  # each one letter away
    question = "berapa anggota tripartit dan apindo"
    known = understand(question, near, Time(today=TODAY))
    assert known.text == question and not known.corrections
    other = understand("berapa anggota tripartix", near, Time(today=TODAY))
    assert other.corrections == (Correction(asked="tripartix", used="tripartid"),)


# --- time -----------------------------------------------------------------------------------------


def test_a_period_is_read_and_taken_out_of_the_text() -> None:
    found = read("Berapa upah minimum pada Maret 2026?")
    assert found.period == Period(text="pada Maret 2026", first=MARCH[0], last=MARCH[1])
    assert "Maret" not in found.text and "2026" not in found.text
    assert found.text.startswith("Berapa upah minimum")
    assert {concept.text for concept in found.concepts} == {"upah minimum"}


def test_a_relative_period_counts_from_today() -> None:
    found = read("Berapa karyawan dirumahkan bulan lalu?")
    assert found.period is not None
    assert (found.period.first, found.period.last) == (date(2026, 6, 1), date(2026, 6, 30))


def test_any_time_keeps_the_words_and_filters_nothing() -> None:
    found = read("Berapa upah minimum pada Maret 2026?", filters=False)
    assert found.period is None
    assert found.text == found.asked
    assert {"maret", "2026"} <= {stem for concept in found.concepts for stem in concept.stems}


def test_a_word_is_corrected_before_its_time_is_read() -> None:
    found = read("kongres gema sejak marett 2026")
    assert found.corrections == (Correction(asked="marett", used="maret"),)
    assert found.period is not None
    assert (found.period.first, found.period.last) == (MARCH[0], None)
    assert found.text == "kongres gema"
    assert read("kongres gema sejak marett 2026", exactly=True).text != "kongres gema"


def test_a_question_of_nothing_but_a_time_keeps_its_words() -> None:
    found = read("Maret 2026")
    assert found.period is not None and found.text == "Maret 2026" and found.concepts


def test_newest_is_wanted_or_not() -> None:
    assert read("upah minimum terbaru").newest
    assert not read("upah minimum").newest


# --- wordings -------------------------------------------------------------------------------------


def test_the_archives_own_long_form_is_another_wording() -> None:
    found = read("Siapa ketua GEMA?")
    assert others(found, "GEMA")["Gabungan Elemen Pekerja Mandiri"] == 1.0


def test_a_question_knows_its_language() -> None:
    assert read("Siapa ketua GEMA?").language == "id"
    assert read("Who is the chair of the union?").language == "en"


def test_a_plain_question_has_no_other_wordings() -> None:
    found = plainly("Berapa upah minimum?")
    assert [concept.text for concept in found.concepts] == ["upah", "minimum"]
    assert not any(concept.others for concept in found.concepts)
    assert found.text == found.asked


# --- anything at all ------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["apa itu siapa", "Berapa?", "siapa yang mana"])
def test_a_question_of_words_that_only_ask_is_searched_by_them(question: str) -> None:
    found = read(question)
    assert found.text == question and found.concepts and not found.corrections


@pytest.mark.parametrize("question", ["🙂", "???", " ", "罢工"])
def test_what_has_no_word_of_the_languages_has_at_most_itself(question: str) -> None:
    assert read(question).text == question
    assert not read(question).corrections


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80), st.booleans(), st.booleans())
def test_any_text_is_understood(text: str, exactly: bool, filters: bool) -> None:
    found = read(text, exactly=exactly, filters=filters)
    assert found.asked == text
    assert not (exactly and found.corrections)
    assert filters or found.period is None
    if not found.corrections and found.period is None:
        assert found.text == text
    assert all(one.used in found.text or found.period for one in found.corrections)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "berapa pesagnon upah minimum GEMA Santosa pada marett Maret 2026 bulan lalu sejak "
            "terbaru siapa yang PHK di Roswita saja ?".split()
        ),
        max_size=10,
    )
)
def test_any_mix_of_known_words_is_understood(words: list[str]) -> None:
    question = " ".join(words)
    found = read(question)
    assert found.asked == question
    assert bool(found.concepts) is bool(index_words(found.text))
    if found.period is None and not found.corrections:
        assert found.text == question


# --- what people are told -------------------------------------------------------------------------

MISSPELT = "berapa uamg makan buruh kertas arum"
IN_MARCH = "Berapa utusan hadir pada kongres GEMA Maret 2026?"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory)


@pytest.fixture(scope="module")
def assistant(data: Path) -> Iterator[Assistant]:
    with assistant_over(data) as opened:
        yield opened


def ask(assistant: Assistant, question: str, **given: Any) -> Answer:
    async def last() -> Answer:
        async with aclosing(assistant.ask(question, Wishes(**given))) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
        raise AssertionError("no answer")

    return asyncio.run(last())


def told(answer: Answer, code: str) -> str:
    (text,) = [notice.text for notice in answer.notices if notice.code == code]
    return text


def test_a_misspelt_question_is_answered_and_the_correction_is_told(assistant: Assistant) -> None:
    answer = ask(assistant, MISSPELT)
    assert "27.500" in answer.text
    assert "uamg" in told(answer, "corrected") and "uang" in told(answer, "corrected")
    assert answer.understood is not None
    assert answer.understood.corrections == (Correction(asked="uamg", used="uang"),)


def test_exactly_asks_the_words_as_typed(assistant: Assistant) -> None:
    answer = ask(assistant, MISSPELT, exactly=True)
    assert "corrected" not in codes(answer)
    assert answer.understood is not None and answer.understood.text.lower() == MISSPELT


def test_a_refusal_tells_the_correction_too(assistant: Assistant) -> None:
    answer = ask(assistant, "berapa uamg pensiun guru Sukamiskin")
    assert answer.refused and "uang" in told(answer, "corrected")


def test_the_period_that_held_is_told(assistant: Assistant) -> None:
    answer = ask(assistant, IN_MARCH)
    assert "215" in answer.text
    assert "Maret 2026" in told(answer, "period")
    assert (answer.filters.published_from, answer.filters.published_to) == MARCH


def test_a_period_without_the_report_is_refused_and_told(assistant: Assistant) -> None:
    answer = ask(assistant, IN_MARCH.replace("Maret", "Mei"))
    assert answer.refused and "Mei 2026" in told(answer, "period")
    assert all(p.article.published and p.article.published.month == 5 for p in answer.passages)


def test_any_time_lets_the_period_filter_nothing(assistant: Assistant) -> None:
    answer = ask(assistant, IN_MARCH, any_time=True)
    assert "period" not in codes(answer)
    assert answer.filters == Filters()


def test_own_filters_win_over_the_period(assistant: Assistant) -> None:
    own = Filters(published_from=date(2026, 5, 1))
    answer = ask(assistant, IN_MARCH, filters=own)
    assert answer.refused and answer.filters == own
    assert "period" not in codes(answer)
    assert all(p.article.published and p.article.published.month >= 5 for p in answer.passages)
    outlet = ask(assistant, IN_MARCH, filters=Filters(outlet="Koran Jayakerta"))
    assert outlet.refused and outlet.filters.outlet == "Koran Jayakerta"
    assert outlet.filters.published_to == MARCH[1]


def test_the_archive_says_what_its_own_words_are(data: Path) -> None:
    archive = Archive(data)
    try:
        retriever = Retriever(archive=archive, today=lambda: TODAY)
        found = retriever.understand("Siapa memimpin pemogokann bulan lalu?")
        assert found.text == "Siapa memimpin pemogokan?"
        assert found.period is not None and found.period.first == date(2026, 6, 1)
        kept = retriever.understand(
            "Siapa memimpin pemogokann bulan lalu?", exactly=True, any_time=True
        )
        assert kept.text == kept.asked and kept.period is None
    finally:
        archive.close()
