"""Stored sentences in the language of the page: exactly the other template's, or as they were."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from string import Formatter

import pytest
from browser_assistant import refusal, wage_answer
from newsroom import answer_to, assistant_over, small_archive
from test_render import Drawn

from rag.assistant import Assistant
from rag.notices import left_out_line
from rag.records import Answer, Filters, LeftOut, Notice
from rag.wording import TEXTS, day, say
from rag.wording.former import FORMER
from rag.wording.retelling import Told, retold, retold_refusal
from ui import render
from ui.chat import Turn

WAYS = (("id", "en"), ("en", "id"))
MAY, DECEMBER = date(2025, 5, 1), date(2025, 12, 19)


def listed(joint: str, *items: str) -> str:
    return joint.join(items)


def sample(code: str, name: str, language: str) -> str:
    """Return a value as the program fills it in, in one language."""
    own: dict[tuple[str, str], str] = {
        ("clarify", "text"): f"“Satu” (Koran A, {day(MAY, language)}); "
        f"“Dua, (tiga)” ({say('no_outlet', language)}, {day(None, language)})",
        ("overview", "text"): f"[1] Koran A, {day(MAY, language)}; "
        f"[12] {say('no_outlet', language)}, {day(None, language)}.",
        ("left_out", "text"): listed(
            ", ",
            f"{say('reason_number_bound', language)} (2)",
            f"{say('reason_speaker_unknown', language)} (1)",
        ),
        ("has_retraction", "date"): f"Kabar, Jaya, {day(MAY, language)}",
        ("retracted_elsewhere", "date"): f"Kabar Jaya, {day(MAY, language)}",
        ("glossary", "text"): _meanings(language),
        ("glossary_other", "text"): "termination",
        ("outlet", "outlet"): "Tempo.co",
    }
    own["overview_one", "text"] = own["overview", "text"]
    by_name = {
        "text": "“upah, buruh” (a; b)",
        "title": "Upah “naik” (lagi), kata {buruh}",
        "outlet": say("no_outlet", language),
        "date": day(MAY, language),
        "cited": day(DECEMBER, language),
        "newest": day(date(2026, 8, 31), language),
        "oldest": day(None, language),
        "count": "1240",
        "number": "3",
        "articles": "2170",
        "numbers": "[1], [12]",
        "terms": "“Rp 4.250.000,50”, “mogok. Kerja”",
        "span": say("one_day", language, newest=day(MAY, language)),
        "filters": listed(
            ", ",
            say("from", language, date=day(MAY, language)),
            say("to", language, date=day(DECEMBER, language)),
            say("outlet", language, outlet="Koran A, B"),
        ),
        "words": listed(
            ", ",
            say("changed_word", language, asked="upha", used="upah"),
            say("changed_word", language, asked="brp", used="berapa"),
        ),
        "detail": say("ModelUnreachable", language, item="http://127.0.0.1:11434"),
        "item": "gemma3:4b",
        "word": "PHK",
        "asked": "12 Mei 2025",
        "used": "upah",
    }
    return own.get((code, name)) or by_name[name]


def _meanings(language: str) -> str:
    both, one = {
        "id": ("PHK massal (besar), bahasa Inggris: mass layoff (UU 13/2003)", "aksi (ILO)"),
        "en": (
            "mass layoff, Indonesian: PHK massal (besar) (UU 13/2003)",
            "Indonesian: aksi (ILO)",
        ),
    }[language]
    return both + say("glossary_or", language) + one


def fields(code: str, language: str = "id") -> list[str]:
    return named(TEXTS[code][language == "en"])


def named(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name is not None]


def said(code: str, language: str) -> str:
    values = {name: sample(code, name, language) for name in fields(code)}
    return say(code, language, **values)


# ---- the whole table ----


@pytest.mark.parametrize("code", TEXTS)
@pytest.mark.parametrize(("source", "target"), WAYS)
def test_every_sentence_is_told_in_the_other_language(code: str, source: str, target: str) -> None:
    told = retold(code, said(code, source), source=source, target=target)
    assert told == Told(text=said(code, target), language=target)


@pytest.mark.parametrize("code", FORMER)
@pytest.mark.parametrize(("source", "target"), WAYS)
def test_former_wordings_are_told_too(code: str, source: str, target: str) -> None:
    for pair in FORMER[code]:
        both = {language: text for language, text in zip(("id", "en"), pair, strict=True)}
        told = {
            language: text.format_map({name: sample(code, name, language) for name in named(text)})
            for language, text in both.items()
        }
        assert pair != TEXTS[code] and named(pair[0]) == named(pair[1])
        found = retold(code, told[source], source=source, target=target)
        assert found == Told(text=told[target], language=target)


@pytest.mark.parametrize("code", TEXTS)
def test_both_languages_have_the_same_plain_values(code: str) -> None:
    assert set(fields(code)) == set(fields(code, "en"))
    for text in TEXTS[code]:
        assert all(not spec and not how for _, _, spec, how in Formatter().parse(text))


@pytest.mark.parametrize(
    ("code", "kept"),
    [("overview", "overview_one"), ("premise", "premise_value")],
)
def test_a_code_stands_for_its_variants(code: str, kept: str) -> None:
    told = retold(code, said(kept, "id"), source="id", target="en")
    assert told.text == said(kept, "en")


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_a_notice_that_ends_with_nothing(source: str, target: str) -> None:
    stored = say("model_off", source, detail="").strip()
    told = retold("model_off", stored, source=source, target=target)
    assert told == Told(text=say("model_off", target, detail="").strip(), language=target)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize(("source", "target"), WAYS)
def test_each_month(month: int, source: str, target: str) -> None:
    one, other = date(2025, month, 28), date(1998, month, 3)
    text = say("as_of", source, cited=day(one, source), newest=day(other, source))
    told = retold("as_of", text, source=source, target=target)
    assert told.text == say("as_of", target, cited=day(one, target), newest=day(other, target))


# ---- what is not sure stays ----


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("as_of", "Sumber terbaru yang dikutip: kemarin. Artikel terbaru di arsip: hari ini."),
        ("as_of", "Sumber terbaru yang dikutip: 31 Februari 2025. Artikel terbaru di arsip: "
         "1 Mei 2025."),
        ("as_of", "Sumber terbaru yang dikutip: 01 Mei 2025. Artikel terbaru di arsip: "
         "1 Mei 2025."),
        ("as_of", "Sumber terbaru yang dikutip: 1 May 2025. Artikel terbaru di arsip: 1 Mei 2025."),
        ("as_of", "Sumber terbaru yang dikutip: 1 Mei 2025. Artikel terbaru di arsip: 1 Mei 2025.\n"
         "Lagi."),
        ("dropped", "1.240 pernyataan model dibuang karena tidak bersandar pada sumbernya."),
        ("dropped", "١ pernyataan model dibuang karena tidak bersandar pada sumbernya."),
        ("model_off", "Dikutip langsung dari arsip, tanpa model. Something else went wrong."),
        ("review", "2 pernyataan model tidak cocok dengan sumbernya dan diganti kutipan."),
        ("no_such_code", "Sumber [1] adalah ralat."),
        ("newest", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_what_does_not_match_stays(code: str, text: str) -> None:
    assert retold(code, text, source="id", target="en") == Told(text=text, language="id")
    assert retold(code, text, source="id", target="id") == Told(text=text, language="id")


def test_different_values_in_one_place_do_not_match() -> None:
    text = "Dikutip langsung dari arsip, tanpa model. Model {} belum ada. Jalankan: ollama pull {}"
    assert retold("model_off", text.format("a", "a"), source="id", target="en").language == "en"
    assert retold("model_off", text.format("a", "b"), source="id", target="en").language == "id"


def test_two_readings_that_are_told_differently_stay() -> None:
    # One outlet of that name, or an outlet and a day? The program itself writes the day first.
    text = "Arsip ini tidak memuat satu berita pun: {}."
    sure = text.format("terbit sejak 1 Mei 2025, media Koran A, terbit")
    unsure = text.format("media Koran A, terbit sejak 1 Mei 2025")
    assert retold("overview_none", sure, source="id", target="en").language == "en"
    assert retold("overview_none", unsure, source="id", target="en") == Told(
        text=unsure, language="id"
    )


HOSTILE = (
    "{date}",
    "{0}",
    "{",
    "}}",
    "%s",
    r"\1 (?P<x>.*)",
    "[a-z]+$",
    "” (",
    "a.b*c|d",
    "<b>&amp;",
)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(("source", "target"), WAYS)
def test_signs_of_templates_and_patterns_come_through(value: str, source: str, target: str) -> None:
    def newer(language: str) -> str:
        return say("newer", language, title=value, outlet=value, date=day(MAY, language))

    told = retold("newer", newer(source), source=source, target=target)
    assert told == Told(text=newer(target), language=target)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("clarify", "Arsip memuat lebih dari satu hal yang cocok dengan pertanyaan ini: "
         + "“a” (b, 1 Mei 2025); " * 250 + "x. Sebut nama, tempat, atau tahunnya agar jawabannya "
         "pasti."),
        ("premise", "Arsip menyatakan lain: “" + "” (a, b) " * 600 + "” (koran, 1 Mei 2025)."),
        ("premise", "Arsip menyatakan lain: “" + "” (a, b) " * 99_999 + "” (koran, 1 Mei 2025)."),
    ],
)  # fmt: skip
def test_endless_readings_end(code: str, text: str) -> None:
    began = time.process_time()
    assert retold(code, text, source="id", target="en").text == text
    assert time.process_time() - began < 2


# ---- refusals ----


def refused(language: str, *codes: str) -> str:
    return " ".join(said(code, language) for code in codes)


ALL = ("refused", "narrowed", "missing", "missing_here", "nearest")


@pytest.mark.parametrize(
    "codes",
    [ALL, ALL[:1], ("refused", "nearest"), ("refused", "narrowed", "nearest"), ("no_words",),
     ("empty_archive",), ("not_searched",)],
)  # fmt: skip
@pytest.mark.parametrize(("source", "target"), WAYS)
def test_a_refusal_is_told_as_a_whole(codes: tuple[str, ...], source: str, target: str) -> None:
    told = retold_refusal(refused(source, *codes), source=source, target=target)
    assert told == Told(text=refused(target, *codes), language=target)


@pytest.mark.parametrize("strange", ["Lalu sesuatu.", "Arsip tidak menyebut upah.", ""])
def test_a_refusal_with_one_strange_sentence_stays_whole(strange: str) -> None:
    text = f"{said('refused', 'id')} {strange} {said('nearest', 'id')}"
    assert retold_refusal(text, source="id", target="en") == Told(text=text, language="id")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_over(small_archive(tmp_path_factory)) as assistant:
        yield assistant


REFUSED = (
    ("Berapa gaji pilot Garuda Nusantara di Balikpapan?", "id", "en"),
    ("How much do pilots at Garuda Nusantara earn in Balikpapan?", "en", "id"),
)
WORDS = {
    "id": ("arsip", "Yang ditelusuri", "artikel", "terbit", "Pencarian", "dibatasi", "menyebut"),
    "en": ("archive", "Searched", "articles", "published", "narrowed", "mention", "passages"),
}


@pytest.mark.parametrize(("question", "source", "target"), REFUSED)
def test_a_refusal_of_the_program(
    newsroom: Assistant, question: str, source: str, target: str
) -> None:
    within = Filters(published_from=MAY.replace(year=2024), outlet="Koran Jayakerta")
    for filters in (None, within):
        answer = answer_to(newsroom, question, filters)
        assert answer.refused and answer.language == source
        told = retold_refusal(answer.text, source=source, target=target)
        assert told.language == target and not said_in(source, told.text)
        back = retold_refusal(told.text, source=target, target=source)
        assert back == Told(text=answer.text, language=source), "no value was lost"
        drawn = Drawn(render.answer(turn_of(answer), target)).text
        assert told.text in drawn and not said_in(source, drawn.split("?")[-1])


def said_in(language: str, text: str) -> list[str]:
    return [word for word in WORDS[language] if word in text]


# ---- what the page draws ----


def turn_of(answer: Answer) -> Turn:
    return Turn(
        number=3, question="Berapa?", running=False, seconds=0.42,
        answer=answer, claims=answer.claims, sources=answer.sources,
    )  # fmt: skip


def dated_answer(language: str) -> Answer:
    notices = tuple(
        Notice(code=code, text=said(code, language)) for code in ("as_of", "review", "clarify")
    )
    return replace(wage_answer("?"), language=language, notices=notices, as_of=DECEMBER)


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_the_page_draws_notices_in_its_own_language(source: str, target: str) -> None:
    turn = turn_of(dated_answer(source))
    drawn, panel = render.answer(turn, target), render.evidence(turn, target)
    for code in ("as_of", "review", "clarify"):
        assert said(code, target) in Drawn(drawn).text
        assert said(code, source) not in Drawn(drawn).text
    assert said("as_of", target) in Drawn(panel).text
    assert said("as_of", source) not in Drawn(panel).text
    assert "lang=" not in drawn.partition("ts-notices")[2]
    own = render.answer(turn, source)
    assert said("as_of", source) in Drawn(own).text and said("clarify", source) in Drawn(own).text


def test_what_stays_in_the_other_language_says_so() -> None:
    notices = (Notice(code="as_of", text="Sampai <b>kemarin</b>."), Notice(code="x", text="Lain."))
    answer = replace(dated_answer("id"), notices=notices)
    for html in (render.answer(turn_of(answer), "en"), render.evidence(turn_of(answer), "en")):
        assert '<span lang="id">Sampai &lt;b&gt;kemarin&lt;/b&gt;.</span>' in html
    assert '<span lang="id">Lain.</span>' in render.answer(turn_of(answer), "en")
    assert '<span lang="id">' not in render.answer(turn_of(answer), "id")
    kept = render.answer(turn_of(replace(refusal("?"), text="Tidak tahu.")), "en")
    assert '<span lang="id">Tidak tahu.</span>' in kept


def test_under_a_retold_refusal_the_count_of_what_was_dropped_is_told_once() -> None:
    left_out = (LeftOut(reason="number"),)
    text = f"{refused('id', *ALL)}\n{left_out_line(left_out, 'id')}"
    answer = replace(refusal("?"), text=text, left_out=left_out)
    drawn = Drawn(render.answer(turn_of(answer), "en")).text
    assert refused("en", *ALL) in drawn and "pernyataan" not in drawn


def test_nothing_stored_changes() -> None:
    answer = dated_answer("id")
    before = repr(answer)
    render.answer(turn_of(answer), "en")
    assert repr(answer) == before
