"""Questions that are proposed after an answer: from its passages, answerable, or none."""

from __future__ import annotations

from dataclasses import replace

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
from rag.suggesting import SUGGESTIONS, TRIED, suggest


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


def test_headlines_of_what_was_read_and_not_cited_are_proposed() -> None:
    answer = with_others("Gudang ditutup sementara.", "Pabrik baru dibuka di Lamuri", "Iuran naik")
    assert suggest(answer, "id", can=yes) == (
        "Gudang ditutup sementara",
        "Pabrik baru dibuka di Lamuri",
        "Iuran naik",
    )
    assert len(suggest(with_others(*"ABCDEF"), "id", can=yes)) <= SUGGESTIONS
    assert suggest(answer, "en", can=yes) == (), "headlines of another language are left out"
    retracted = with_others("Gudang ditutup", kind=ArticleKind.RETRACTED)
    assert suggest(retracted, "id", can=yes) == ()


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
