"""What a question takes for granted and reports say otherwise: figures, offices, withdrawn news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from newsroom import small_archive
from test_conflicts import report

from rag.archive import Archive
from rag.context import Context
from rag.notices import granted
from rag.records import ArticleKind, Hit, StoredPassage
from rag.retrieval import Found

PKB = report(
    "a",
    "PKB Kaca Sari memberi cuti ayah tujuh hari dengan upah penuh. "
    "Ketua SPKS Yohan Kaseleng menandatanganinya di depan 230 anggota.",
    date(2026, 5, 4),
    title="PKB Kaca Sari Diteken",
)
PLAN = report("b", "SPKS akan menggelar kongres di Jayakerta pada 24 Oktober 2026.")
MOVED = report(
    "c",
    "SPKS mengundurkan kongres di Jayakerta dari 24 Oktober menjadi 14 November.",
    date(2026, 9, 9),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = Archive(small_archive(tmp_path_factory))
    yield opened
    opened.close()


def told(
    archive: Archive, question: str, passages: Sequence[StoredPassage], language: str = "id"
) -> list[str]:
    hits = tuple(Hit(stored=stored, score=1.0, fit=1.0) for stored in passages)
    found = Found(hits=hits, terms=("x",))
    context = Context(question=question, language=language, archive=archive, found=found)
    notices = granted(context)
    assert {notice.code for notice in notices} <= {"premise"}
    return [notice.text for notice in notices]


def test_another_figure_is_quoted(archive: Archive) -> None:
    (text,) = told(archive, "Kenapa PKB Kaca Sari memberi cuti ayah sepuluh hari?", [PKB])
    assert "sepuluh hari" in text and "tujuh hari" in text and "4 Mei 2026" in text
    (text,) = told(archive, "Kenapa PKB Kaca Sari memberi cuti ayah sepuluh hari?", [PKB], "en")
    assert text.startswith("The question says sepuluh hari;")


@pytest.mark.parametrize(
    "question",
    [
        "Kenapa PKB Kaca Sari memberi cuti ayah tujuh hari?",  # as reported
        "Kenapa PKB Kaca Sari memberi cuti ayah sekitar sepuluh hari?",  # rough
        "Kenapa PKB Kaca Sari memberi cuti haid dua hari?",  # another leave
        "Kenapa PKB Sepatu Galuh memberi cuti ayah sepuluh hari?",  # another factory
        "Kenapa PKB Kaca Sari 2024 memberi cuti ayah sepuluh hari dan uang 5 juta rupiah?",
        "Siapa yang memberi cuti ayah?",
    ],
)
def test_silence_where_it_is_not_sure(archive: Archive, question: str) -> None:
    assert told(archive, question, [PKB]) == []


def test_a_figure_that_any_report_has_is_no_mistake(archive: Archive) -> None:
    other = report("d", "Serikat menyebut cuti ayah di Kaca Sari sepuluh hari.")
    assert told(archive, "Kenapa PKB Kaca Sari memberi cuti ayah sepuluh hari?", [PKB, other]) == []


def test_another_holder_of_an_office_is_quoted(archive: Archive) -> None:
    (text,) = told(archive, "Kenapa Ketua SPKS Budi Hartono menolak cuti?", [PKB])
    assert "Budi Hartono" in text and "Yohan Kaseleng" in text


@pytest.mark.parametrize(
    "name",
    ["Ketua SPKS Yohan Kaseleng", "Ketua SPKS Johan Kaselang", "Wakil Ketua SPKS Budi Hartono"],
)
def test_the_same_holder_misspelled_or_a_deputy_is_no_mistake(archive: Archive, name: str) -> None:
    assert told(archive, f"Kenapa {name} menolak cuti?", [PKB]) == []


def test_a_replaced_date_is_named(archive: Archive) -> None:
    question = "Siapa ikut kongres SPKS di Jayakerta pada 24 Oktober?"
    (text,) = told(archive, question, [PLAN, MOVED])
    assert "24 Oktober" in text and "14 November" in text
    assert told(archive, question.replace("24 Oktober", "14 November"), [PLAN, MOVED]) == []


def test_a_question_that_rests_on_a_withdrawn_report_is_told_so(archive: Archive) -> None:
    gone = report(
        "e",
        "PT Kaca Sari memecat 14 pengurus serikat.",
        kind=ArticleKind.RETRACTED,
        title="Kaca Sari Pecat 14 Pengurus",
    )
    note = report("f", "Redaksi mencabut berita itu.", kind=ArticleKind.RETRACTION).article
    hits = tuple(Hit(stored=stored, score=1.0, fit=1.0) for stored in (gone, PKB))
    for question, count in (
        ("Kenapa Kaca Sari memecat 14 pengurus serikat?", 1),
        ("Bagaimana dengan Kaca Sari?", 0),  # what stands has as much of it
    ):
        context = Context(
            question=question,
            language="id",
            archive=archive,
            found=Found(hits=hits, terms=("x",)),
            concerning={"e": (note,)},
        )
        assert len(granted(context)) == count
