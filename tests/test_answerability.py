"""Tests of rag/answerability: what counts as there, what the score does with it, its file."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spent import within

from rag.answerability import Answerability, Calibration, answerability, load_calibration
from rag.answerability.features import NAMES, features
from rag.answerability.passages import read_passage
from rag.answerability.terms import plain_concepts, read_asked
from rag.language import index_words, sentence_spans
from rag.records import (
    ArticleSummary,
    Concept,
    Hit,
    Passage,
    Sentence,
    StoredPassage,
    Understood,
    Wording,
)

STRIKE = (
    "Buruh pabrik sepatu Maju Bersama di Kota Sariwangi mogok kerja sejak Senin. Mereka menuntut "
    "kenaikan upah sebesar 12 persen. Ketua Serikat Pekerja Sariwangi, Rina Dewanti, mengatakan "
    "450 buruh ikut dalam aksi itu. Perusahaan tidak menolak perundingan."
)
WEATHER = (
    "Hujan lebat turun di Lembah Ketapang pada Minggu malam. Warga diminta waspada terhadap banjir."
)
RARE = 9.0


def hit(text: str, *, name: str = "a", title: str = "", published: date | None = None) -> Hit:
    spans = sentence_spans(text)
    sentences = tuple(Sentence(ordinal=n, start=a, end=b) for n, (a, b) in enumerate(spans))
    passage = Passage(
        id=f"{name}.0",
        article_id=name,
        ordinal=0,
        start=sentences[0].start,
        end=sentences[-1].end,
        sentences=sentences,
    )
    summary = ArticleSummary(
        id=name, source=name, title=title, published=published, length=len(text)
    )
    stored = StoredPassage(passage=passage, text=text[passage.start : passage.end], article=summary)
    return Hit(stored=stored, score=1.0)


def asked(text: str, *concepts: Concept, language: str = "id") -> Understood:
    return Understood(
        asked=text, text=text, language=language, concepts=concepts or plain_concepts(text)
    )


COMMON = frozenset(
    index_words("buruh kerja upah perusahaan kota pekerja serikat ketua aksi sejak mogok naik")
)


def frequency(stem: str) -> float:
    return 3.0 if stem in COMMON else RARE if not stem else 7.0


def seen(text: str, *hits: Hit) -> dict[str, float]:
    return dict(features(read_asked(asked(text), frequency), hits))


def judged(
    understood: Understood | str,
    *hits: Hit,
    idf: Callable[[str], float] = frequency,
) -> Answerability:
    if isinstance(understood, str):
        understood = asked(understood)
    return answerability(understood, hits, frequency=idf, calibration=load_calibration("offline"))


def test_a_question_that_a_passage_answers_is_answerable_and_its_opposite_is_not() -> None:
    hits = (hit(STRIKE), hit(WEATHER, name="b"))
    good = judged("Siapa Ketua Serikat Pekerja Sariwangi?", *hits)
    bad = judged("Siapa Gubernur Bank Nusantara di Wonorejo?", *hits)
    assert good.ok and good.probability > 0.7
    assert not bad.ok and bad.probability < 0.2
    assert good.missing == ()


def test_names_and_figures_found_nowhere_are_told_as_written() -> None:
    result = judged("Apa kata Budi Prakoso soal 730 buruh Sariwangi?", hit(STRIKE))
    assert result.missing == ("Budi", "Prakoso", "730")


def test_a_year_is_there_when_the_report_is_of_that_year() -> None:
    question = "Berapa buruh Sariwangi mogok pada tahun 2019?"
    assert judged(question, hit(STRIKE)).missing == ("2019",)
    assert judged(question, hit(STRIKE, published=date(2019, 5, 2))).missing == ()


def test_another_wording_stands_for_a_concept_as_a_whole() -> None:
    text = "PHK di Sariwangi"
    place = Concept(text="Sariwangi", stems=tuple(index_words("Sariwangi")))
    long = Wording(
        text="pemutusan hubungan kerja", stems=tuple(index_words("pemutusan hubungan kerja"))
    )
    alone = Concept(text="PHK", stems=("phk",))
    known = Concept(text="PHK", stems=("phk",), others=(long,))
    passage = hit("Pemutusan hubungan kerja di Sariwangi menimpa 20 orang.")
    part = hit("Hubungan Sariwangi dengan kota lain membaik.")
    assert judged(asked(text, alone, place), passage).missing == ("PHK",)
    assert judged(asked(text, known, place), passage).missing == ()
    assert judged(asked(text, known, place), part).missing == ("PHK",)
    without = judged(asked(text, alone, place), passage).probability
    assert judged(asked(text, known, place), passage).probability > without + 0.1


def test_an_english_question_is_covered_by_its_translations() -> None:
    text = "How much did wages rise in Sariwangi?"
    wage = Concept(text="wages", stems=("wage",), others=(Wording(text="upah", stems=("upah",)),))
    rise = Concept(text="rise", stems=("rise",), others=(Wording(text="naik", stems=("naik",)),))
    place = Concept(text="Sariwangi", stems=tuple(index_words("Sariwangi")))
    translated = judged(asked(text, wage, rise, place, language="en"), hit(STRIKE))
    plain = judged(asked(text, language="en"), hit(STRIKE))
    assert translated.ok
    assert translated.probability > plain.probability


def test_names_weigh_more_than_other_words_of_the_same_rarity() -> None:
    question = "Kapan Wonorejo menggelorakan kongres?"
    name_lost = seen(question, hit("Kongres menggelorakan semangat."))
    word_lost = seen(question, hit("Kongres Wonorejo."))
    assert name_lost["missing"] == pytest.approx(7 / RARE)
    assert word_lost["missing"] == pytest.approx(0.5)


def test_lower_case_questions_have_names_too() -> None:
    result = judged("kapan upah buruh di wonorejo naik", hit(STRIKE))
    assert result.missing == ("wonorejo",)


def test_inflected_and_nearly_alike_spellings_are_no_absence() -> None:
    assert judged("Apa tuntutan Serikat Sariwangie?", hit(STRIKE)).missing == ()


def test_words_spread_over_a_passage_count_less_than_words_together() -> None:
    filler = "Pagi itu cerah sekali. Jalanan lengang. Toko belum dibuka. Semua orang menunggu. "
    together = "Rina Dewanti memimpin rapat di Wonorejo. " + filler
    apart = "Rina Dewanti memimpin rapat. " + filler + "Hujan turun di Wonorejo."
    question = "Kapan Rina Dewanti memimpin rapat di Wonorejo?"
    one, other = seen(question, hit(together)), seen(question, hit(apart))
    assert one["window"] == pytest.approx(1.0)
    assert other["window"] < 0.9
    assert one["matched"] + one["missing"] == pytest.approx(other["matched"] + other["missing"])


def test_an_opposite_in_the_place_of_a_word_is_marked() -> None:
    rose, fell = "Apakah upah Sariwangi naik?", "Apakah upah Sariwangi turun?"
    passage = hit("Upah di Sariwangi naik tahun ini.")
    assert seen(rose, passage)["opposite"] == 0
    assert seen(fell, passage)["opposite"] == 1


def test_an_opposite_beside_much_that_is_missing_is_chance() -> None:
    question = "Apakah upah buruh Sariwangi turun di tangan Gubernur Wonorejo?"
    assert seen(question, hit("Upah buruh di Sariwangi naik tahun ini."))["opposite"] == 0
    assert seen(question, hit("Tangan Gubernur Wonorejo: upah buruh naik."))["opposite"] == 1


def test_figures_that_the_passage_lacks_are_weighed() -> None:
    there = seen("Apakah 450 buruh Sariwangi mogok?", hit(STRIKE))
    lost = seen("Apakah 730 buruh Sariwangi mogok?", hit(STRIKE))
    assert there["figures"] == 0
    assert lost["figures"] == pytest.approx(7 / RARE)
    words_lost = seen("Apakah Wonorejo Sariwangi mogok?", hit(STRIKE))
    assert words_lost["figures"] == 0


def test_a_window_of_another_year_is_marked() -> None:
    question = "Berapa buruh Sariwangi mogok pada 2019?"
    other = "Pada 2017 buruh Sariwangi mogok."
    assert seen(question, hit(other))["figures"] == pytest.approx(7 / RARE + 1)
    assert seen(question, hit("Buruh Sariwangi mogok."))["figures"] == pytest.approx(7 / RARE)
    assert seen(question, hit(other, published=date(2019, 5, 2)))["figures"] == 0
    assert seen("Berapa buruh mogok pada 2017?", hit(other))["figures"] == 0


def test_many_passages_that_match_alike_are_rivals() -> None:
    question = "Siapa Ketua Serikat Pekerja Sariwangi?"
    alone = (hit(STRIKE), hit(WEATHER, name="b"))
    crowd = tuple(hit(STRIKE, name=f"n{n}") for n in range(8))
    assert seen(question, *alone)["rivals"] == pytest.approx(1 / 8)
    assert seen(question, *crowd)["rivals"] == pytest.approx(1)


def test_the_scores_and_the_ranks_of_hits_do_not_matter() -> None:
    one, other = hit(STRIKE), hit(WEATHER, name="b")
    question = "Siapa Ketua Serikat Pekerja Sariwangi?"
    assert judged(question, one, other) == judged(question, other, one)


def test_nothing_found_or_nothing_asked_is_no_answer() -> None:
    nothing = judged("Siapa Rina Dewanti?")
    assert nothing == Answerability(ok=False, probability=0.0, missing=("Rina", "Dewanti"))
    for empty in ("", "???", "\x00"):
        assert not judged(empty, hit(STRIKE)).ok


def test_repeated_words_of_a_sentence_are_counted() -> None:
    read = read_passage(hit("Upah naik, upah turun. Upah tetap.").stored)
    assert read.count("upah") == 3
    assert read.count("naik") == 1
    assert read.count("turunan") == 0


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=80))
def test_any_text_gives_a_probability(question: str, text: str) -> None:
    hits = (hit(text),) if sentence_spans(text) else ()
    result = judged(question, *hits, idf=lambda stem: 0.0 if stem == "a" else RARE)
    assert 0 <= result.probability <= 1


def test_an_archive_that_has_no_rare_word_is_no_error() -> None:
    assert not judged("Siapa Rina?", hit(STRIKE), idf=lambda stem: 0.0).ok


@pytest.mark.parametrize("embedder", ["offline", "ollama"])
def test_the_calibration_goes_the_way_it_should(embedder: str) -> None:
    kept = load_calibration(embedder)
    weights = dict(zip(NAMES, kept.weights, strict=True))
    assert weights["window"] > 0 and weights["matched"] > 0
    assert max(weights[name] for name in ("missing", "rivals", "opposite", "figures")) < 0
    assert kept.measured is (embedder == "offline")
    full = {**dict.fromkeys(NAMES, 0.0), "window": 1.0, "matched": 3.0, "rivals": 1 / 8}
    none = {**full, "window": 0.2, "matched": 0.5, "missing": 2.5}
    assert kept.probability(full) > 0.8 > 0.2 > kept.probability(none)
    assert kept.probability({}) == 0


def test_the_threshold_comes_with_its_measured_error_rates() -> None:
    kept = json.loads(files("rag").joinpath("data", "answerability.json").read_text())["words"]
    rows = {row["set"]: row for row in kept["rates"]}
    assert {"other topic", "passage removed", "near miss", "adversarial"} <= rows.keys()
    refused = [
        rows[name]["common"]["refused"]["share"] for name in ("passage removed", "adversarial")
    ]
    assert sum(refused) / 2 <= 0.0501
    for row in rows.values():
        for kind in ("own", "common"):
            for rate in row[kind].values():
                assert rate["low"] <= rate["share"] <= rate["high"]
                assert rate["n"] > 0
        assert row["own"]["refused"]["share"] <= 0.05


def test_a_calibration_is_checked() -> None:
    with pytest.raises(ValueError, match="weights"):
        Calibration(kind="words", weights=(1.0,), bias=0.0, threshold=0.5, measured=True)
    with pytest.raises(ValueError, match="threshold"):
        Calibration(kind="words", weights=(0.0,) * len(NAMES), bias=0, threshold=1, measured=True)
    wild = Calibration(
        kind="words", weights=(1e9,) * len(NAMES), bias=0.0, threshold=0.5, measured=True
    )
    assert math.isfinite(wild.probability(dict.fromkeys(NAMES, -1.0)))


def test_eight_long_passages_are_judged_quickly() -> None:
    said = [f"Kalimat nomor {n} tentang buruh kota{n} dan upah{n % 7} naik." for n in range(180)]
    hits = tuple(hit(" ".join(said[20 * n : 20 * n + 24]), name=str(n)) for n in range(8))
    judged("Kapan upah buruh kota77 naik?", *hits)
    # 1 to 3 ms here; the bound is for slow machines
    assert within(0.02, lambda: judged("Kapan upah buruh kota77 naik?", *hits))
