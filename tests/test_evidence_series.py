"""Dated series and timelines: right or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from browser_assistant import evidence, quoted_answer, refusal, source, stored
from evidence_drawn import Looked
from test_render import PAYLOADS

from rag.records import Answer, ArticleSummary, Check, Claim, Speaker
from ui.chat import Turn
from ui.evidence.drawing import HEIGHT, WIDTH, dots, drawn_series
from ui.evidence.figures import figure_of
from ui.evidence.series import series, timeline, value_told

WAGES = (
    "UMP Kota Elok 2023 ditetapkan sebesar Rp4.901.798.",
    "Gubernur menetapkan UMP Kota Elok tahun 2024 sebesar Rp 5.067.381.",
    "UMP Kota Elok 2026 naik 6,5 persen menjadi Rp5.729.876, dari Rp5.396.761.",
)
EVENTS = (
    "Perundingan gagal pada 7 Maret 2025.",
    "Mogok dimulai 3 Maret 2025.",
    "Mogok berakhir Jumat (14/3/2025) malam.",
)


def answer(*sentences: str, question: str = "?") -> Answer:
    """Return an answer that quotes these sentences, each of an article of its own."""
    articles = [
        ArticleSummary(
            id=f"n{n}", source=f"s{n}", title=f"Judul {n}", outlet=f"Harian {n}",
            published=date(2020 + n, 5, 1 + n),
        )
        for n in range(len(sentences))
    ]  # fmt: skip
    places = [stored(each, [text]) for each, text in zip(articles, sentences, strict=True)]
    claims = tuple(
        Claim(text=text, check=Check.QUOTED, evidence=(evidence(place, 0),))
        for text, place in zip(sentences, places, strict=True)
    )
    sources = tuple(source(n, each) for n, each in enumerate(articles, start=1))
    return replace(quoted_answer(question), claims=claims, sources=sources, passages=tuple(places))


def turn(given: Answer) -> Turn:
    return Turn(
        number=4, question=given.question, running=False,
        answer=given, claims=given.claims, sources=given.sources,
    )  # fmt: skip


# ---- figures by date ----


def test_one_kind_of_figure_over_three_years_is_a_series() -> None:
    found = series(answer(*reversed(WAGES)), "id")
    assert found is not None and (found.subject, found.unit) == ("UMP Kota Elok", "rupiah")
    assert [(point.when, point.value) for point in found.points] == [
        ("2023", Decimal(4901798)),
        ("2024", Decimal(5067381)),
        ("2026", Decimal(5729876)),
    ]
    assert [point.place for point in found.points] == [3, 2, 1], "each leads to its own claim"
    assert [point.source for point in found.points] == [3, 2, 1]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("UMP Kota Lain 2025 ditetapkan sebesar Rp5.396.761.", "another place"),
        ("UMK Kota Elok 2025 ditetapkan sebesar Rp5.396.761.", "another wage"),
        ("UMP sektoral Kota Elok 2025 ditetapkan sebesar Rp5.396.761.", "another kind"),
        ("UMP Kota Elok 2025 ditetapkan sebesar Rp5.396.761 per hari.", "another rate"),
        ("UMP Kota Elok 2025 naik menjadi 5,5 persen.", "another unit"),
        ("UMP Kota Elok 2024 ditetapkan sebesar Rp5.396.761.", "two values of one year"),
        ("UMP Kota Elok 1 Januari 2025 ditetapkan sebesar Rp5.396.761.", "a day beside years"),
    ],
)
def test_where_sentences_differ_in_more_than_the_year_there_is_none(other: str, why: str) -> None:
    assert series(answer(*WAGES[:2], other), "id") is None, why
    assert series(answer(*WAGES, other), "id") is None, why


@pytest.mark.parametrize(
    "sentence",
    [
        "Buruh menuntut UMP Kota Elok 2025 sebesar Rp6.000.000.",
        "UMP Kota Elok 2025 diperkirakan menjadi Rp5.396.761.",
        "UMP Kota Elok 2025 akan menjadi Rp5.396.761.",
        "UMP Kota Elok 2025 bukan Rp5.396.761.",
        "UMP Kota Elok 2025 sekitar Rp5.396.761.",
        "UMP Kota Elok 2025 dan 2026 sebesar Rp5.396.761.",
        "UMP Kota Elok 2025 sebesar Rp5.396.761, UMK Rp5.690.752.",
        "UMP Kota Elok sebesar Rp5.396.761.",
        "UMP Kota Elok 2025 ditetapkan.",
        "",
    ],
)
def test_a_sentence_in_doubt_gives_no_figure(sentence: str) -> None:
    assert figure_of(sentence) is None


def test_differences_and_earlier_values_are_not_the_figure() -> None:
    for sentence in (
        WAGES[2],
        "UMP Kota Elok 2025 naik menjadi Rp5.729.876.",
        "UMP Kota Elok 2025 naik sebesar Rp300.000 menjadi Rp5.729.876.",
    ):
        found = figure_of(sentence)
        assert found is not None and found.value == 5729876


def test_two_points_or_nothing_in_common_are_no_series() -> None:
    assert series(answer(*WAGES[:2]), "id") is None
    assert series(answer(WAGES[0], WAGES[0], WAGES[1]), "id") is None
    nameless = (f"Pada {year} tercatat {year - 1900} orang." for year in (2023, 2024, 2025))
    assert series(answer(*nameless), "id") is None
    assert series(answer(*EVENTS), "id") is None


def test_who_says_it_is_no_part_of_what_it_is_about() -> None:
    said = answer(*WAGES[:2], "UMP Kota Elok 2025 sebesar Rp5.396.761, kata Bupati Rani Sari.")
    assert series(said, "id") is None, "Rani Sari might be a place"
    claim = said.claims[2]
    speaker = Speaker(name="Rani Sari", role="Bupati", evidence=claim.evidence[0])
    known = replace(said, claims=(*said.claims[:2], replace(claim, speaker=speaker)))
    assert series(known, "id") is not None


def test_values_are_written_as_people_read_them() -> None:
    assert value_told(Decimal(5396761), "rupiah", "id") == "Rp 5.396.761"
    assert value_told(Decimal(5396761), "rupiah/bulan", "en") == "Rp 5,396,761 per bulan"
    assert value_told(Decimal("6.5"), "percent", "id") == "6,5%"
    assert value_told(Decimal(1200), "people", "id") == "1.200 orang"
    assert value_told(Decimal(3), "pabrik", "en") == "3 pabrik"


# ---- the chart ----


def test_dots_lie_in_proportion_to_time_and_value() -> None:
    found = series(answer(*WAGES), "id")
    assert found is not None
    first, second, third = dots(found)
    assert first.x < second.x < third.x and first.y > second.y > third.y
    share = (second.x - first.x) / (third.x - first.x)
    assert share == pytest.approx(1 / 3, abs=0.01)
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in (first, second, third))
    flat = replace(found, points=tuple(replace(each, value=Decimal(0)) for each in found.points))
    assert len({dot.y for dot in dots(flat)}) == 1


def test_the_chart_is_told_in_words_and_each_point_opens_its_evidence() -> None:
    looked = Looked(drawn_series(turn(answer(*WAGES)), "id"))
    assert looked.strange == [] and "UMP Kota Elok dari waktu ke waktu" in looked.text
    svg = looked.all("svg")[0]
    assert svg["role"] == "img" and svg["aria-labelledby"].split() == ["deret-4", "deret-isi-4"]
    wanted = ["#bukti-4-1-1", "#bukti-4-2-2", "#bukti-4-3-3"]
    assert [each["data-cite"] for each in looked.all("circle")] == wanted
    assert [each["href"] for each in looked.all("a", class_="ts-cite")] == wanted * 2
    assert len(looked.all("th", scope="col")) == 3


# ---- order of time ----


def test_events_that_name_their_day_come_in_order() -> None:
    found = timeline(answer(*EVENTS), "id")
    assert [each.when for each in found] == ["3 Maret 2025", "7 Maret 2025", "14 Maret 2025"]
    assert [each.place for each in found] == [2, 1, 3] and not any(e.published for e in found)
    looked = Looked(drawn_series(turn(answer(*EVENTS)), "en"))
    assert looked.strange == [] and "In order of time" in looked.text
    assert [each["href"] for each in looked.all("a")][0] == "#bukti-4-2-2"


def test_days_of_publication_count_only_when_an_order_is_asked_for() -> None:
    plain = ("Buruh berunding.", "Perusahaan menolak.", "Buruh mogok.")
    assert timeline(answer(*plain), "id") == ()
    found = timeline(answer(*plain, question="Bagaimana perkembangan perundingan?"), "id")
    assert [each.published for each in found] == [True] * 3
    assert "(terbit)" in drawn_series(turn(answer(*plain, question="kronologi mogok")), "id")


def test_two_days_or_several_in_a_sentence_are_no_timeline() -> None:
    assert timeline(answer(*EVENTS[:2]), "id") == ()
    assert timeline(answer(EVENTS[0], EVENTS[0], EVENTS[1]), "id") == ()
    both = "Dari 3 Maret 2025 sampai 9 Maret 2025 buruh mogok."
    assert timeline(answer(*EVENTS[:2], both, question="kronologi"), "id") == ()


def test_without_an_answer_nothing_is_drawn() -> None:
    for given in (turn(refusal("?")), Turn(number=1, question="?"), turn(quoted_answer("?"))):
        assert drawn_series(given, "id") == ""


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_timeline_is_text(payload: str) -> None:
    given = answer(*(f"{payload} {text}" for text in EVENTS))
    html = drawn_series(turn(given), "id")
    if html:
        looked = Looked(html)
        assert looked.strange == [] and looked.text.count(payload) == 3
