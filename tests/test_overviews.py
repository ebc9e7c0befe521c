"""Questions that command an overview, or ask what a word stands for, over a small archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from newsroom import answer_to, assistant_over, codes, small_archive
from stand_in_ollama import StandInOllama

from rag.assistant import Assistant
from rag.glossary import Sort, Wish, load, read_wish
from rag.language import sentence_spans
from rag.quoting.overview import MOST_OF_ONE, Report, opening, overview
from rag.records import (
    Answer,
    ArticleSummary,
    Check,
    EngineName,
    Filters,
    Passage,
    Sentence,
    SentenceKind,
    StoredPassage,
)

# --- words that command ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Ringkas berita tentang kongres GEMA", "kongres GEMA"),
        ("tolong ringkasin dong kongres GEMA", "kongres GEMA"),
        ("rangkumin berita mogok ya", "mogok"),
        ("rngkum kongres GEMA", "kongres GEMA"),
        ("Ceritakan tentang mogok Kertas Arum", "mogok Kertas Arum"),
        ("sebutkan berita ttg PHK", "PHK"),
        ("apa saja berita soal PHK?", "PHK"),
        ("ada berita apa tentang mogok", "mogok"),
        ("perkembangan terbaru UMP 2026", "UMP 2026"),
        ("gimana perkembangan kasus Sepatu Lestari?", "kasus Sepatu Lestari"),
        ("rangkum apa yang terjadi di kongres GEMA", "kongres GEMA"),
        ("berita PHK", "PHK"),
        ("summarize the strike news", "strike"),
        ("Could you please summarise the news on layoffs?", "layoffs"),
        ("tell me about the GEMA congress", "GEMA congress"),
        ("any news about layoffs?", "layoffs"),
        ("Apa berita terbaru?", ""),
        ("berita apa saja", ""),
        ("what's new?", ""),
        ("latest news please", ""),
    ],
)
def test_a_command_is_no_part_of_the_subject(question: str, subject: str) -> None:
    assert read_wish(question) == Wish(sort=Sort.OVERVIEW, subject=subject)


@pytest.mark.parametrize(
    "question",
    [
        "Berita Buruh",
        "Berita Buruh terbit kapan?",
        "Kabar Buruh Tirta menulis apa?",
        "Cerita Buruh Perempuan siapa penulisnya",
        "Apakah berita tentang PHK itu benar?",
        "Sebutkan tiga tuntutan buruh",
        "Apa saja tuntutan buruh?",
        "Berapa buruh yang mogok?",
        "polisi ringkus siapa",
        "Derita buruh migran",
        "When was the news conference held?",
        "ringkas",
        "",
        "berita " * 80,
    ],
)
def test_a_name_or_a_fact_is_no_command(question: str) -> None:
    assert read_wish(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Apa itu JKK?",
        "JKK itu apa",
        "JKK tu apa sih",
        "kepanjangan JKK",
        "Kepanjangan dari JKK apa?",
        "JKK singkatan dari apa?",
        "singkatan dari apa JKK",
        "apa yang dimaksud dengan JKK?",
        "What is JKK?",
        "what does JKK stand for",
        "meaning of JKK",
    ],
)
def test_what_a_word_stands_for_is_asked_in_many_ways(question: str) -> None:
    assert read_wish(question) == Wish(sort=Sort.DEFINITION, subject="JKK")


@pytest.mark.parametrize("word", ["kasih tahu ", "apa ", "please ", "what is ", "semua berita "])
def test_any_text_is_read(word: str) -> None:
    wish = read_wish((word * 80)[:290] + "x?")  # once, such a text took minutes
    assert wish is None or wish.sort in Sort


def test_meanings_are_those_of_the_glossary_and_of_labor() -> None:
    glossary = load()
    ((entry, form),) = glossary.meanings("jkk")
    assert form == "JKK" and "jaminan kecelakaan kerja" in {each.text for each in entry.forms}
    assert len(glossary.meanings("PKB")) == 2
    assert glossary.meanings("qzx") == () == glossary.meanings("")


# --- sentences ------------------------------------------------------------------------------------

LONG = (
    "Rina Dewanti (Ketua SPBC)\n"
    "PASIRWANGI - Sebanyak 740 buruh pabrik kertas mogok kerja di Pasirwangi sejak Senin.\n"
    "Baca juga: Buruh pabrik kertas lain di Jayakerta bersiap mogok kerja pekan depan.\n"
    "Ia mengatakan mogok kerja itu sudah lama direncanakan oleh serikat pekerja pabrik.\n"
    "Sebanyak 740 buruh pabrik kertas di Pasirwangi mogok kerja sejak Senin pagi.\n"
    "Direktur pabrik Bagas Wirayuda mengatakan produksi kertas turun 35 persen selama mogok.\n"
    "Dinas tenaga kerja memanggil kedua pihak untuk berunding pada Kamis di kantornya.\n"
    "Serikat menuntut uang makan Rp 27.500 per hari dan cuti haid dua hari.\n"
)


def report(text: str, name: str = "satu") -> Report:
    spans = sentence_spans(text)
    sentences = tuple(
        Sentence(ordinal=number, start=start, end=end, kind=SentenceKind.BODY)
        for number, (start, end) in enumerate(spans)
    )
    start, end = spans[0][0], spans[-1][1]
    passage = Passage(
        id=f"{name}.0", article_id=name, ordinal=0, start=start, end=end, sentences=sentences
    )
    article = ArticleSummary(id=name, source=name, title="Mogok", published=date(2026, 2, 10))
    return Report(passages=(StoredPassage(passage=passage, text=text[start:end], article=article),))


def texts_of(*reports: Report) -> list[str]:
    return [claim.text for claim in overview(reports, frequency=lambda _: 2.0).claims]


def test_a_report_begins_with_its_first_whole_sentence() -> None:
    first = opening(report(LONG))
    assert first is not None
    assert first[0].sentence_text(first[1]).startswith("PASIRWANGI - Sebanyak 740")
    assert opening(report("Baca juga: Buruh mogok.\n")) is None


def test_one_report_is_told_in_the_order_of_its_text_without_what_leans_or_repeats() -> None:
    told = texts_of(report(LONG))
    assert 2 < len(told) <= MOST_OF_ONE
    places = [LONG.index(text) for text in told]
    assert places == sorted(places) and all(place >= 0 for place in places)
    assert not any(text.startswith(("Ia ", "Baca", "Sebanyak", "Rina")) for text in told)


def test_of_several_reports_each_beginning_is_told_once() -> None:
    other = "JAYAKERTA - Serikat buruh jahit membuka posko pengaduan di dekat stasiun kota.\n"
    told = texts_of(report(LONG), report(LONG, "dua"), report(other, "tiga"))
    assert len(told) == 2 and told[1].startswith("JAYAKERTA")


# --- answers --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_over(small_archive(tmp_path_factory)) as opened:
        yield opened


def told(answer: Answer, code: str) -> str:
    (text,) = [notice.text for notice in answer.notices if notice.code == code]
    return text


def test_the_newest_reports_come_first_and_withdrawn_ones_not_at_all(assistant: Assistant) -> None:
    answer = answer_to(assistant, "Apa berita terbaru?")
    assert not answer.refused and len(answer.sources) == 5
    days = [source.published for source in answer.sources if source.published]
    assert days == sorted(days, reverse=True)
    assert all(claim.check is Check.QUOTED for claim in answer.claims)
    assert not any("22 persen" in claim.text for claim in answer.claims)
    listed = told(answer, "overview")
    assert "5 berita" in listed and "Koran Jayakerta, 4 Juni 2026" in listed


def test_an_overview_is_about_its_subject(assistant: Assistant) -> None:
    for question in ("Ringkas berita tentang kongres GEMA", "rangkumin dong kongres gema"):
        answer = answer_to(assistant, question)
        assert [source.title for source in answer.sources] == [
            "Kongres Keempat GEMA Digelar di Jayakerta"
        ]
        assert "menggelar kongres keempat" in answer.claims[0].text and len(answer.claims) > 1
        assert "17 Maret 2026" in told(answer, "overview")


def test_an_overview_in_english(assistant: Assistant) -> None:
    answer = answer_to(assistant, "tell me about the tug crews")
    assert answer.language == "en" and "second rest day" in answer.claims[0].text
    assert "Coast Dispatch, 6 May 2026" in told(answer, "overview")


@pytest.mark.parametrize(
    "question",
    ["Ringkas berita tentang Sukamiskin", "berita soal kecelakaan kapal", "summarize GEMX"],
)
def test_what_no_report_is_about_is_refused(assistant: Assistant, question: str) -> None:
    answer = answer_to(assistant, question)
    assert answer.refused and not answer.claims and "overview" not in codes(answer)
    assert "ringkas" not in answer.text.casefold()


def test_periods_and_filters_hold(assistant: Assistant) -> None:
    march = answer_to(assistant, "berita apa saja di bulan Maret 2026?")
    assert [source.published for source in march.sources] == [date(2026, 3, 17)]
    own = answer_to(assistant, "Apa berita terbaru?", Filters(outlet="Warta Pasirwangi"))
    assert {source.outlet for source in own.sources} == {"Warta Pasirwangi"}
    none = answer_to(assistant, "berita apa saja di bulan Maret 2025?")
    assert none.refused or all(source.published != date(2026, 3, 17) for source in none.sources)


def test_the_glossary_explains_beside_a_refusal_and_says_that_it_does(assistant: Assistant) -> None:
    answer = answer_to(assistant, "jkk tu apa sih")
    assert answer.refused and not answer.claims
    text = told(answer, "glossary")
    assert "jaminan kecelakaan kerja" in text and "work accident insurance" in text
    assert "bukan menurut arsip" in text
    english = told(answer_to(assistant, "What does JKK stand for?"), "glossary")
    assert "not by the archive" in english and english.index("work") < english.index("jaminan")


def test_the_glossary_says_nothing_of_words_it_does_not_have(assistant: Assistant) -> None:
    for question in ("Apa itu QZX?", "Berapa iuran JKK?", "Apa itu GEMA?"):
        assert "glossary" not in codes(answer_to(assistant, question))


@pytest.mark.parametrize("question", ["GEMA itu singkatan dari apa", "kepanjangan GEMA apa sih"])
def test_only_the_word_itself_is_searched(assistant: Assistant, question: str) -> None:
    understood = answer_to(assistant, question).understood
    assert understood is not None and understood.text == "Apa itu GEMA?"
    assert [concept.text for concept in understood.concepts] == ["GEMA"]


def test_a_model_is_not_asked_for_the_newest_reports(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """It would read no question in "berita terbaru", and refuse."""
    data = small_archive(tmp_path_factory)
    with (
        StandInOllama() as server,
        assistant_over(data, TANYA_ENGINE="auto", OLLAMA_HOST=server.url) as asked,
    ):
        answer = answer_to(asked, "Apa berita terbaru?")
        assert answer.engine is EngineName.QUOTING and len(answer.sources) > 1
        assert "overview" in codes(answer) and "model_off" not in codes(answer)
        assert not server.asked("/api/chat")
