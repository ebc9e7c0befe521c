"""Parts of a question that stay open, premises that the archive contradicts, relative days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from newsroom import small_archive
from test_conflicts import claim, report

from rag.answers import answer, refusal
from rag.archive import Archive
from rag.context import Context, context_of
from rag.coverage import contradicted, newer, relative_days, uncovered
from rag.language import question_words
from rag.records import Answer, Claim, Concept, EngineName, Hit, StoredPassage, Understood
from rag.retrieval import Found


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = Archive(small_archive(tmp_path_factory))
    yield opened
    opened.close()


MUCH_LATER = date(2026, 4, 1)
QUESTION = "Berapa buruh Kertas Arum mogok?"


def asked(archive: Archive, question: str, passages: Sequence[StoredPassage]) -> Context:
    concepts = tuple(
        Concept(text=word, stems=tuple(question_words(word)))
        for word in question.strip("?").split()
        if question_words(word)
    )
    understood = Understood(asked=question, text=question, language="id", concepts=concepts)
    hits = tuple(Hit(stored=stored, score=1.0, fit=1.0) for stored in passages)
    found = Found(hits=hits, terms=("x",), understood=understood)
    return context_of(question, found, archive, language="id")


def answered(archive: Archive, question: str, passages: Sequence[StoredPassage]) -> Answer:
    context = asked(archive, question, passages)
    return answer(context, [claim(passages[0])], engine=EngineName.QUOTING, timings={})


STRIKE = report("a", "Sebanyak 740 buruh Kertas Arum mogok di Pasirwangi.", date(2026, 2, 10))


@pytest.mark.parametrize(
    ("question", "open_parts"),
    [
        ("Berapa buruh Kertas Arum yang mogok?", ()),
        ("Berapa buruh Kertas Arum dan Sinar yang mogok?", ("Sinar",)),
        ("Berapa buruh Kertas Arum yang mogok pada 2019?", ("2019",)),
        ("Berapa buruh Kertas Arum yang mogok pada 2026?", ()),  # published that year
        ("Berapa buruh Kertas Arum yang mogok dan kapan mulainya?", ("kapan mulainya",)),
        ("Siapa ketua dan berapa buruh Kertas Arum yang mogok?", ("Siapa ketua",)),
        ("Berapa buruh yang mogok dan mengapa?", ("mengapa",)),
    ],
)
def test_what_nothing_shown_speaks_of(
    archive: Archive, question: str, open_parts: tuple[str, ...]
) -> None:
    assert uncovered(asked(archive, question, [STRIKE]), [claim(STRIKE)]) == open_parts


def test_years_may_be_told_relatively(archive: Archive) -> None:
    told = report("b", "Buruh Kertas Arum mogok akhir tahun lalu.", date(2026, 2, 10))
    context = asked(archive, "Kapan buruh Kertas Arum mogok pada 2025?", [told])
    assert uncovered(context, [claim(told)]) == ()


def test_an_answer_says_what_stays_open(archive: Archive) -> None:
    shown = answered(archive, "Berapa buruh Kertas Arum yang mogok dan kapan mulainya?", [STRIKE])
    assert shown.uncovered == ("kapan mulainya",)
    assert shown.text.endswith("Bagian ini tidak terjawab: “kapan mulainya”.")
    nowhere = answered(archive, "Berapa buruh Kertas Arum dan Zwolle yang mogok?", [STRIKE])
    assert nowhere.text.endswith("Arsip tidak memuat: “Zwolle”.")


# --- premises -------------------------------------------------------------------------------------

ACCEPTED = report("a", "Serikat Kertas Arum menerima tawaran upah dari direktur pabrik.")
REFUSED = report("b", "Serikat Kertas Arum menolak tawaran upah dari direktur pabrik.")
CHOSEN = report("c", "Kongres GEMA memilih Roswita Mangunsong sebagai ketua umum GEMA.")
ENDED = report("e", "Mogok buruh Kertas Arum berakhir pada Rabu.")
NOT_PAID = report("d", "Direktur Bagas tidak membayar upah lembur buruh Kertas Arum.")


@pytest.mark.parametrize(
    ("question", "passages", "contradicting"),
    [
        ("Mengapa Serikat Kertas Arum menolak tawaran upah?", [ACCEPTED], ACCEPTED),
        ("Mengapa Serikat Kertas Arum menerima tawaran upah?", [ACCEPTED], None),
        ("Mengapa Serikat Kertas Arum menolak tawaran upah?", [ACCEPTED, REFUSED], None),
        ("Mengapa Serikat Sinar menolak kongres daerah?", [ACCEPTED], None),  # about another thing
        ("Kenapa Yohanes Tabuni terpilih sebagai ketua GEMA?", [CHOSEN], CHOSEN),
        ("Kenapa Roswita Mangunsong terpilih sebagai ketua GEMA?", [CHOSEN], None),
        ("Kapan Bagas membayar upah lembur buruh Kertas Arum?", [NOT_PAID], NOT_PAID),
        ("Apakah Serikat Kertas Arum menolak tawaran upah?", [ACCEPTED], None),  # takes nothing so
        ("Kapan mogok buruh Kertas Arum mulai?", [ENDED], None),  # what ended has begun as well
    ],
)
def test_premises_that_the_archive_contradicts(
    archive: Archive,
    question: str,
    passages: list[StoredPassage],
    contradicting: StoredPassage | None,
) -> None:
    found = contradicted(asked(archive, question, passages))
    assert (found and found.text) == (contradicting and contradicting.text)


def test_a_refusal_and_an_answer_name_the_premise(archive: Archive) -> None:
    question = "Mengapa Serikat Kertas Arum menolak tawaran upah?"
    context = asked(archive, question, [ACCEPTED])
    for shown in (refusal(context, timings={}), answered(archive, question, [ACCEPTED])):
        told = {each.code: each.text for each in shown.notices}
        assert told["premise"].startswith(f"Arsip menyatakan lain: “{ACCEPTED.text}” (Koran A")


# --- time -----------------------------------------------------------------------------------------


def relative(
    text: str, published: date | None = date(2025, 11, 20)
) -> list[tuple[str, date, date]]:
    stored = report("a", text, published)
    days = relative_days(claim(stored), {"a": published})
    return [(each.text, each.first, each.last) for each in days]


def test_relative_days_are_read_against_the_publication() -> None:
    assert relative("Mogok dimulai kemarin.") == [
        ("kemarin", date(2025, 11, 19), date(2025, 11, 19))
    ]
    assert relative("Mogok dimulai 3 Mei 2025.") == []
    assert relative("Mogok dimulai kemarin.", None) == []
    ((text, first, last),) = relative("Sidang digelar bulan depan.")
    assert (text, first, last) == ("bulan depan", date(2025, 12, 1), date(2025, 12, 31))


def test_the_note_stands_outside_the_quotation(archive: Archive) -> None:
    for text, note in (
        ("Mogok dimulai kemarin.", "(“kemarin”: 19 November 2025)"),
        ("Sidang digelar bulan depan.", "(“bulan depan”: Desember 2025)"),
        ("Serikat berdiri tahun lalu.", "(“tahun lalu”: 2024)"),
    ):
        stored = report("a", text, date(2025, 11, 20))
        shown = answered(archive, "Kapan mogok?", [stored])
        assert shown.claims[0].text == text
        assert shown.text.split("\n")[0] == f"{text} [1] {note}"


def test_a_newer_report_that_is_not_cited_is_named(archive: Archive) -> None:
    old, new = STRIKE, report("b", "Mogok Kertas Arum berakhir.", date(2026, 4, 1))
    context = asked(archive, QUESTION, [old, new])
    found = newer(context, date(2026, 2, 10), ["a"])
    assert found is not None and found.stored is new
    assert newer(context, date(2026, 2, 10), ["a", "b"]) is None
    assert newer(context, date(2026, 3, 20), ["a"]) is None  # twelve days are not much
    less = replace(context.hits[1], fit=0.5)
    weak = replace(context, found=replace(context.found, hits=(context.hits[0], less)))
    assert newer(weak, date(2026, 2, 10), ["a"]) is None
    codes = [each.code for each in answered(archive, QUESTION, [old, new]).notices]
    assert "newer" in codes


def test_a_newer_report_has_the_words_of_the_question(archive: Archive) -> None:
    other = report("c", "Dewan pengupahan Jayakerta bersidang lagi soal upah buruh.", MUCH_LATER)
    context = asked(archive, QUESTION, [STRIKE, other])
    assert newer(context, date(2026, 2, 10), ["a"]) is None


def test_claims_of_two_days_leave_it_open() -> None:
    one, two = report("a", "Mogok kemarin."), report("b", "Mogok kemarin.")
    both = Claim(
        text="Mogok kemarin.",
        check=claim(one).check,
        evidence=(*claim(one).evidence, *claim(two).evidence),
    )
    assert relative_days(both, {"a": date(2026, 1, 1), "b": date(2026, 1, 2)}) == ()
