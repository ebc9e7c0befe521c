"""Questions that are proposed after an answer: from its passages, answerable, or none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from browser_assistant import (
    P_REPLY,
    P_STRIKE,
    STRIKE,
    evidence,
    quoted_answer,
    refusal,
    source,
    stored,
    wage_answer,
)

from rag.records import Answer, ArticleKind, ArticleSummary, Check, Claim
from rag.suggesting import SUGGESTIONS, TRIED, addressed, examples, suggest


def yes(_: str) -> bool:
    return True


def with_others(*titles: str, **of: object) -> Answer:
    """Return an answer with articles of these titles among what was read."""
    others = tuple(
        stored(
            replace(ArticleSummary(id=f"b{n}", source=f"c:{n}", title=title, language="id"), **of),
            ["Isi."],
        )
        for n, title in enumerate(titles)
    )
    answer = quoted_answer("Siapa ketuanya?")
    return replace(answer, passages=(*answer.passages, *others))


def test_who_has_said_something_that_was_not_told_is_proposed() -> None:
    item = evidence(P_STRIKE, 1)
    answer = replace(
        quoted_answer("Berapa kenaikan upah?"),
        claims=(Claim(text=item.text, check=Check.QUOTED, evidence=(item,)),),
        sources=(source(1, STRIKE),),
    )
    assert suggest(answer, "id", can=yes) == ("Apa kata Ratna Wulandari?",)
    assert suggest(answer, "en", can=yes) == ("What did Ratna Wulandari say?",)
    asked = replace(answer, question="Apa kata Ratna Wulandari?")
    assert suggest(asked, "id", can=yes) == (), "that was asked already"


def test_what_the_archive_cannot_answer_is_never_proposed() -> None:
    tried: list[str] = []

    def no(question: str) -> bool:
        tried.append(question)
        return False

    titles = [f"Pelatihan keselamatan kerja angkatan {n} di kota {n}" for n in range(9)]
    assert suggest(with_others(*titles), "id", can=no) == ()
    assert len(tried) == TRIED, "and looking for one has an end"


def test_what_was_read_and_not_cited_is_asked_for_never_a_bare_headline() -> None:
    answer = with_others(
        "Gudang ditutup sementara.", "Rapat akbar digelar di Hotel…", "Mengapa iuran naik?", "PHK"
    )
    assert suggest(answer, "id", can=yes) == (
        "Apa isi berita “Gudang ditutup sementara”?",
        "Mengapa iuran naik?",
        "Apa isi berita “PHK”?",
    )
    assert len(suggest(with_others(*"ABCDEF"), "id", can=yes)) <= SUGGESTIONS
    retracted = with_others("Gudang ditutup", kind=ArticleKind.RETRACTED)
    assert suggest(retracted, "id", can=yes) == ()


def test_a_page_begins_with_questions_on_its_newest_articles() -> None:
    titles = ("Depot “baru” dibuka!", "Cut short…", "Union wins", "Why did they strike?")
    articles = [
        ArticleSummary(id=f"e{n}", source=f"c:{n}", title=title, language="en")
        for n, title in enumerate(titles)
    ]
    assert examples(articles, "en", can=yes, most=4) == (
        "What is “Depot ‘baru’ dibuka” about?",
        "What is “Union wins” about?",
        "Why did they strike?",
    )
    assert len(examples(articles, "en", can=yes, most=2)) == 2
    assert examples(articles, "id", can=yes, most=4) == ()
    assert examples(articles, "en", can=lambda _: False, most=4) == ()
    gone = [replace(each, kind=ArticleKind.RETRACTED) for each in articles]
    assert examples(gone, "en", can=yes, most=4) == ()


def test_reports_in_another_language_are_proposed_where_nothing_else_is_left() -> None:
    answer = with_others("Mengapa iuran naik?", "Gudang ditutup")
    wanted = ("What is “Mengapa iuran naik?” about?", "What is “Gudang ditutup” about?")
    assert suggest(answer, "en", can=yes) == wanted
    assert suggest(answer, "en", can=lambda _: False) == ()
    own = stored(
        ArticleSummary(id="e", source="c:e", title="Warehouse closes", language="en"), ["Text."]
    )
    both = replace(answer, passages=(*answer.passages, own))
    assert suggest(both, "en", can=yes) == ("What is “Warehouse closes” about?",)


def test_what_is_the_same_question_again_is_not_searched_for() -> None:
    tried: list[str] = []
    titles = [f"Siapa ketuanya {n}" for n in range(TRIED)]
    answer = with_others(*titles, "Gudang ditutup sementara")
    answer = replace(answer, question="Siapa ketuanya 0 1 2 3 4 5 6 7?")
    assert suggest(answer, "id", can=lambda asked: not tried.append(asked)) == (
        "Apa isi berita “Gudang ditutup sementara”?",
    )
    assert len(tried) == 1


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Kuasa hukum TLJ Benediktus Harjanto", "Benediktus Harjanto"),
        ("Ketua Umum KBTR Sri Laksitarini", "Sri Laksitarini"),
        ("Kuasa hukum Benediktus Harjanto", "kuasa hukum Benediktus Harjanto"),
        ("Pengacara Benediktus Harjanto", "pengacara Benediktus Harjanto"),
        ("Gubernur Tirta Raya Arya Banyusegara", "Gubernur Tirta Raya Arya Banyusegara"),
        ("Ketua KBTR Muara Selat", "Ketua KBTR Muara Selat"),
        ("Kepala BPS Kota Sagara", "Kepala BPS Kota Sagara"),
        ("PT Resik Bahtera Mandiri (RBM)", "PT Resik Bahtera Mandiri"),
        ("Siti binti Kasim", "Siti binti Kasim"),
        ("Kuasa hukum penggugat", ""),
        ("Kuasa hukum", ""),
        ("Ratna", ""),
        ("", ""),
    ],
)
def test_a_speaker_is_asked_for_by_name(written: str, asked: str) -> None:
    assert addressed(written, ["Kongres digelar di Muara Selat."]) == asked


def test_the_same_question_in_other_words_is_not_proposed() -> None:
    answer = replace(with_others("Ketua Serikat Benang Biru Ratna"), question="Siapa ketuanya?")
    assert suggest(answer, "id", can=yes) == ()


def test_nothing_is_proposed_under_a_refusal_or_once_nobody_waits() -> None:
    assert suggest(refusal("Berapa beras?"), "id", can=yes) == ()
    answer = with_others("Gudang ditutup sementara", "Pabrik baru dibuka di Lamuri")
    asked: list[int] = []

    def wanted() -> bool:
        asked.append(1)
        return len(asked) < 2

    assert suggest(answer, "id", can=yes, wanted=wanted) == ()
    assert len(asked) == 2
    assert P_REPLY in wage_answer("x").passages
