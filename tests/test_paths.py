"""Both paths together: reports go in through ``ingest``, questions come out with their evidence."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import (
    REPORTS,
    ROOT,
    add,
    answer_to,
    assistant_over,
    codes,
    events_of,
    sample_archive,
    small_archive,
)

from rag.assistant import Assistant
from rag.errors import UsageError
from rag.records import Answer, Check, EngineName, Filters, Finished, Step


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_over(small_archive(tmp_path_factory)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_over(sample_archive(tmp_path_factory), sample=True) as assistant:
        yield assistant


def assert_sound(assistant: Assistant, answer: Answer) -> None:
    """Every claim slices back from its article, and every source is listed once."""
    numbers = [source.number for source in answer.sources]
    assert numbers == list(range(1, len(numbers) + 1))
    listed = [source.article for source in answer.sources]
    assert len(set(listed)) == len(listed)
    shown = {stored.passage.id for stored in answer.passages}
    for claim in answer.claims:
        for item in claim.evidence:
            article = assistant.article(item.article)
            assert article is not None
            assert article.text[item.start : item.end] == item.text
            assert item.article in listed and item.passage in shown
        if claim.check in (Check.QUOTED, Check.REPAIRED):
            assert claim.text in [item.text for item in claim.evidence]
    if answer.claims:
        cited = [item.article for claim in answer.claims for item in claim.evidence]
        told = [v.evidence.article for each in answer.conflicts for v in each.versions]
        assert list(dict.fromkeys([*cited, *told])) == listed


# --- who, when, where, how many, who said what --------------------------------------------------

ANSWERED = {
    "Siapa yang memimpin mogok di Kertas Arum?": "Tuti Hapsari memimpin pemogokan itu.",
    "Siapa ketua umum GEMA?": "Roswita Mangunsong sebagai ketua umum GEMA",
    "Kapan buruh Kertas Arum mulai mogok?": "sejak Senin (9/2/2026)",
    "Di mana kongres GEMA digelar?": "Jayakerta",
    "Berapa buruh Kertas Arum yang mogok?": "740",
    "Berapa suara yang didapat Yohanes Tabuni?": "97 suara",
    "Berapa persen produksi Kertas Arum turun?": "35 persen",
    "Berapa pekerja Sepatu Lestari dirumahkan?": "160",
    "Apa kata Tuti Hapsari soal uang makan?": "“Kami tidak pulang sebelum uang makan",
    "Apa kata Mirna Sasongko?": "wajib tetap membayar upah pokok",
    "How many tug crew members are covered by the deal?": "64 crew members",
    "Who said how many crew members the deal covers?": "Harold Pinontoan",
    "Siapa koordinator posko buruh jahit?": "Véronique Lumbantobing",
    "Berapa karung beras dibagikan koperasi?": "45 karung",
}


def plain_quotes(text: str) -> str:
    return text.replace("“", '"').replace("”", '"')


@pytest.mark.parametrize(("question", "holds"), ANSWERED.items())
def test_a_question_is_answered_with_the_sentence_that_says_it(
    small: Assistant, question: str, holds: str
) -> None:
    answer = answer_to(small, question)
    assert not answer.refused, answer.text
    first = answer.claims[0]
    assert plain_quotes(holds) in plain_quotes(first.evidence[0].text)
    assert first.check is Check.QUOTED
    assert_sound(small, answer)


@pytest.mark.parametrize(
    "question",
    [
        "Siapa yang memimpin mogok di Kertas Kencana?",  # another factory
        "Berapa suara yang didapat Rosalina Mangunsong?",  # another first name
        "Siapa ketua umum GERAM?",  # another federation
        "Berapa pekerja Sepatu Lestari dirumahkan tahun 2019?",  # another year
        "Apa kata Bambang Sudirman soal uang makan?",  # somebody who said nothing
        "Kapan Tuti Hapsari lahir?",  # a person that is there, a fact that is not
        "Berapa gaji direktur Kertas Arum?",
        "Di mana kantor SPKP?",
        "Siapa presiden Prancis?",
        "Who won the 1998 world cup?",
        "Berapa UMP DKI Jakarta 2026?",
    ],
)
def test_a_near_miss_is_refused(small: Assistant, question: str) -> None:
    answer = answer_to(small, question)
    assert answer.refused, [claim.text for claim in answer.claims]
    assert not answer.sources and answer.as_of is None
    assert "8 art" in answer.text  # what was searched
    assert "10 Februari 2026" in answer.text or "10 February 2026" in answer.text


def test_a_refusal_names_what_is_missing_and_shows_the_nearest(small: Assistant) -> None:
    answer = answer_to(small, "Siapa yang memimpin mogok di Kertas Kencana?")
    assert "“Kencana”" in answer.text
    assert "mogok" in answer.text
    assert any("Kertas Arum" in stored.article.title for stored in answer.passages)


def test_a_refusal_does_not_repeat_a_pasted_page(small: Assistant) -> None:
    assert len(answer_to(small, "x" * 4000).text) < 400


def test_the_language_of_the_question_decides(small: Assistant) -> None:
    assert answer_to(small, "Siapa presiden Prancis?").text.startswith("Arsip ini")
    refusal = answer_to(small, "Who is the president of France?")
    assert refusal.language == "en"
    assert refusal.text.startswith("This archive")


# --- offsets ------------------------------------------------------------------------------------


def test_offsets_count_code_points_behind_emoji_and_combining_letters(small: Assistant) -> None:
    answer = answer_to(small, "Siapa koordinator posko buruh jahit?")
    item = answer.claims[0].evidence[0]
    article = small.article(item.article)
    assert article is not None
    before = article.text[: item.start]
    assert sum(ord(character) > 0xFFFF for character in before) >= 4  # UTF-16 would be off
    assert article.text == unicodedata.normalize("NFC", article.text)  # made so when it came in
    assert article.text[item.start : item.end] == item.text
    assert item.text.startswith("Koordinator posko Véronique")
    stored = next(each for each in answer.passages if each.passage.id == item.passage)
    inside = stored.text[item.start - stored.passage.start : item.end - stored.passage.start]
    assert inside == item.text


def test_every_sentence_of_the_sample_slices_back(sample: Assistant) -> None:
    questions = [
        *sample.examples("id"),
        *sample.examples("en"),
        "Berapa UMK Kota Lembayung 2026?",
        "Apa kata Yohan Kaseleng soal mogok?",
        "UMP 2026",
    ]
    answered = 0
    for question in questions:
        answer = answer_to(sample, question)
        assert_sound(sample, answer)
        answered += not answer.refused
        for stored in answer.passages:
            article = sample.article(stored.article.id)
            assert article is not None
            for sentence in stored.passage.sentences:
                text = article.text[sentence.start : sentence.end]
                assert text == stored.sentence_text(sentence) == text.strip()
    assert answered >= len(questions) - 2


def test_the_examples_are_answered(sample: Assistant, small: Assistant) -> None:
    for assistant, language, count in (
        (sample, "id", 4),
        (sample, "en", 4),
        (small, "id", 4),
        (small, "en", 1),
    ):
        examples = assistant.examples(language)
        assert len(examples) == count
        assert not [each for each in examples if answer_to(assistant, each).refused]


def test_a_withdrawn_report_is_no_example(small: Assistant) -> None:
    assert not any("Pencabutan" in each for each in small.examples("id"))


# --- reports that were withdrawn or have no date ------------------------------------------------


def test_a_withdrawn_report_is_no_answer(small: Assistant) -> None:
    answer = answer_to(small, "Berapa persen upah pemetik teh Gunung Halu dipotong?")
    assert not any("22 persen" in claim.text for claim in answer.claims)
    assert answer.refused and "nearest_withdrawn" in codes(answer)


def test_a_retracted_report_of_the_sample_is_no_answer(sample: Assistant) -> None:
    for question in ("Kapan mogok CLP?", "Berapa pengurus SPLC yang dipecat CLP?"):
        answer = answer_to(sample, question)
        for claim in answer.claims:
            assert "memecat 14 pengurus" not in claim.text


def test_an_undated_source_is_called_undated(small: Assistant) -> None:
    answer = answer_to(small, "Berapa karung beras dibagikan koperasi?")
    assert "undated" in codes(answer) and answer.as_of is None


def test_the_as_of_line_names_the_newest_source_and_the_newest_article(small: Assistant) -> None:
    answer = answer_to(small, "Siapa ketua umum GEMA?")
    assert answer.as_of == date(2026, 3, 17)
    text = next(notice.text for notice in answer.notices if notice.code == "as_of")
    assert "17 Maret 2026" in text and "4 Juni 2026" in text


# --- events and filters -------------------------------------------------------------------------


def test_the_steps_come_in_order_and_the_answer_is_last(small: Assistant) -> None:
    events = events_of(small, "Siapa ketua umum GEMA?")
    names = [event.name for event in events if isinstance(event, Step)]
    assert names == ["searching", "reading", "quoting"]
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.engine is EngineName.QUOTING
    timings = events[-1].answer.timings
    assert timings["total"] >= timings["search"] >= 0


def test_filters_narrow_by_date_and_outlet(small: Assistant) -> None:
    question = "Berapa pekerja Sepatu Lestari dirumahkan?"
    day = date(2026, 4, 2)
    inside = (
        Filters(published_from=day, published_to=day),
        Filters(outlet="Koran Jayakerta"),
    )
    for filters in inside:
        assert not answer_to(small, question, filters).refused
    outside = (
        Filters(published_from=date(2026, 4, 3)),
        Filters(published_to=date(2026, 4, 1)),
        Filters(outlet="Warta Pasirwangi"),
    )
    for filters in outside:
        answer = answer_to(small, question, filters)
        assert answer.refused
        assert not any("Lestari" in stored.text for stored in answer.passages)
        assert "dibatasi" in answer.text


# --- an archive that changes --------------------------------------------------------------------


def test_what_is_added_updated_and_removed_is_seen_at_once(tmp_path: Path) -> None:
    from ingest.cli import main

    name = "mogok-kertas.md"
    data, folder = tmp_path / "data", tmp_path / "in"
    add(data, {"kongres.txt": REPORTS["kongres-gema.txt"]}, folder)
    question = "Berapa buruh Kertas Arum yang mogok?"
    with assistant_over(data) as assistant:
        assert answer_to(assistant, question).refused
        add(data, {name: REPORTS[name]}, folder)
        assert "740" in answer_to(assistant, question).text
        add(data, {name: REPORTS[name].replace("740", "810")}, folder)
        changed = answer_to(assistant, question)
        assert "810" in changed.text and "740" not in changed.text
        assert_sound(assistant, changed)
        assert main(["remove", str(folder / name), "--data-dir", str(data)]) == 0
        assert answer_to(assistant, question).refused


def test_an_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    with assistant_over(tmp_path / "new") as assistant:
        for question, word in (("Siapa ketua GEMA?", "kosong"), ("Who leads it?", "empty")):
            answer = answer_to(assistant, question)
            assert answer.refused and word in answer.text
            assert "./tanya ingest add" in answer.text
        assert assistant.examples("id") == ()
        assert assistant.status().articles == 0
        assert assistant.article("nobody") is None


# --- bad input ----------------------------------------------------------------------------------

ODD = [
    '"',
    "'",
    "NEAR(",
    "NEAR(a b, 2)",
    "*",
    "-",
    "^a",
    "a*",
    "title:x",
    "{title text}: x",
    "AND OR NOT",
    '"unbalanced mogok',
    "((((((((",
    "a\x00b",
    "\ud800 asbak \udfff",
    "yang di ke dan",
    "the of and",
    "🙂🙂",
    "罢工什么时候开始",
    "Кто председатель?",
    "من هو الرئيس؟",
    "½ ² Ⅷ ٣",
    "9" * 4000,
    "a-" * 1999,
    "1." * 1999,
    "e\u0301" * 1999,
    "\u0301" * 4000,
    "'; DROP TABLE article;--",
    "{0} {terms} %s %(x)s",
    "31 Februari 2026, 00/00/0000, 99 Desember 99999",
]


@pytest.mark.parametrize("question", ODD)
def test_odd_questions_are_refused_in_words(small: Assistant, question: str) -> None:
    answer = answer_to(small, question)
    assert answer.refused, [claim.text for claim in answer.claims]
    assert answer.text
    answer.text.encode()


@pytest.mark.parametrize(
    "question",
    ["", "   ", "\n\t", "\x00", "\u200b\u200b", "\u202e", "\ud800", "\x1b\x07", "\xa0\u3000"],
)
def test_nothing_asked_is_a_usage_error(small: Assistant, question: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        answer_to(small, question)


def test_a_pasted_document_is_a_usage_error(small: Assistant) -> None:
    with pytest.raises(UsageError, match=r"100,000 characters; 4,000"):
        answer_to(small, "a" * 100_000)


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    question=st.one_of(
        st.text(st.characters(), max_size=200),  # surrogates and unassigned ones included
        st.text("\"*()-^:+{}[]'\\/%_,.0123456789 aANDORNTE", max_size=80),
        st.lists(
            st.sampled_from(
                "siapa kapan berapa mogok GEMA 740 Rp27.500 \u200b 2026 “ NEAR( AND".split(" ")
            ),
            max_size=30,
        ).map(" ".join),
    )
)
def test_any_text_is_a_question_or_a_usage_error(small: Assistant, question: str) -> None:
    try:
        answer = answer_to(small, question)
    except UsageError:
        return
    assert_sound(small, answer)
    assert answer.text
    answer.question.encode()


# --- nothing leaves the machine -----------------------------------------------------------------


def test_ask_works_where_there_is_no_network_at_all(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    probe = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False)
    if probe.returncode != 0:
        pytest.skip("NOT RUN: this machine may not make a network namespace (unshare -rn)")
    data = small_archive(tmp_path_factory)
    command = ["unshare", "-rn", sys.executable, "-m", "rag.cli", "ask", "--data-dir", str(data)]
    done = subprocess.run(
        [*command, "Siapa ketua umum GEMA?"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "TANYA_SEARCH": "words", "TANYA_ENGINE": "quoting"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Roswita Mangunsong" in done.stdout
    assert done.stderr == ""
