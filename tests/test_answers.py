"""Answers put together by hand: numbers, notices, refusals, and the words for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from newsroom import small_archive

from rag import errors
from rag.answers import answer, refusal
from rag.archive import Archive
from rag.asking import as_json, as_text
from rag.context import context_of
from rag.errors import (
    EmbedderMismatch,
    ModelMissing,
    ModelUnreachable,
    TanyaError,
    VectorsUnavailable,
)
from rag.notices import notice, search_notices
from rag.questions import MAX_QUESTION, Clock, valid_question
from rag.records import (
    ArticleKind,
    ArticleSummary,
    Check,
    Claim,
    EngineName,
    Evidence,
    Filters,
    Hit,
    LeftOut,
    Passage,
    Sentence,
    StoredPassage,
)
from rag.retrieval import Found
from rag.wording import SAMPLE_QUESTIONS, TEXTS, day, explain, say


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = Archive(small_archive(tmp_path_factory))
    yield opened
    opened.close()


def hit(
    name: str,
    text: str = "Satu kalimat.",
    *,
    kind: ArticleKind = ArticleKind.NEWS,
    published: date | None = date(2026, 1, 5),
) -> Hit:
    sentence = Sentence(ordinal=0, start=10, end=10 + len(text))
    passage = Passage(
        id=f"{name}.1",
        article_id=name,
        ordinal=0,
        start=10,
        end=10 + len(text),
        sentences=(sentence,),
    )
    summary = ArticleSummary(
        id=name,
        source=f"file:{name}.md",
        title=f"Judul {name}",
        outlet="Warta",
        published=published,
        url=f"https://x.example/{name}",
        kind=kind,
    )
    stored = StoredPassage(passage=passage, text=text, article=summary)
    return Hit(stored=stored, score=1.0, words_rank=1)


def claim(found: Hit, check: Check = Check.QUOTED, text: str = "") -> Claim:
    stored = found.stored
    sentence = stored.passage.sentences[0]
    evidence = Evidence(
        article=stored.article.id,
        passage=stored.passage.id,
        sentence=0,
        start=sentence.start,
        end=sentence.end,
        text=stored.text,
    )
    return Claim(text=text or stored.text, check=check, evidence=(evidence,))


def made(archive: Archive, hits: list[Hit], claims: list[Claim], language: str = "id"):  # type: ignore[no-untyped-def]
    found = Found(hits=tuple(hits), terms=("kata",))
    context = context_of("Apa?", found, archive, language=language)
    return answer(context, claims, engine=EngineName.QUOTING, timings={"total": 1.0})


# --- answers ------------------------------------------------------------------------------------


def test_numbers_follow_the_first_citation_and_cited_passages_come_first(
    archive: Archive,
) -> None:
    a, b, c = hit("a"), hit("b", "Dua."), hit("c", "Tiga.")
    result = made(archive, [a, b, c], [claim(c), claim(a), claim(c, text="Tiga lagi.")])
    assert result.text.split("\n") == ["Tiga. [1]", "Satu kalimat. [2]", "Tiga lagi. [1]"]
    assert [source.article for source in result.sources] == ["c", "a"]
    assert [stored.article.id for stored in result.passages] == ["c", "a", "b"]


def test_as_of_is_the_newest_cited_article(archive: Archive) -> None:
    old, new = hit("a", published=date(2025, 1, 1)), hit("b", "Dua.", published=date(2026, 2, 2))
    assert made(archive, [old, new], [claim(old)]).as_of == date(2025, 1, 1)
    assert made(archive, [old, new], [claim(old), claim(new)]).as_of == date(2026, 2, 2)


def test_marks_and_counts_of_checks(archive: Archive) -> None:
    a, b = hit("a"), hit("b", "Dua.")
    result = made(archive, [a, b], [claim(a, Check.REVIEW), claim(b, Check.REPAIRED)])
    found = {each.code: each.text for each in result.notices}
    assert found["review"].startswith("1 ") and found["repaired"].startswith("1 ")
    lines = as_text(result).split("\n")
    assert lines[0].endswith("[1] (periksa)") and lines[1].endswith("[2] (diganti kutipan)")


def test_undated_sources_are_named(archive: Archive) -> None:
    undated = hit("a", published=None)
    result = made(archive, [undated], [claim(undated)])
    assert result.as_of is None
    assert any("[1]" in each.text and each.code == "undated" for each in result.notices)
    assert "tanpa tanggal" in as_text(result)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", [kind for kind in ArticleKind if kind is not ArticleKind.NEWS])
def test_every_kind_of_article_has_its_notice(
    archive: Archive, kind: ArticleKind, language: str
) -> None:
    one = hit("a", kind=kind)
    result = made(archive, [one], [claim(one)], language)
    assert f"is_{kind}" in [each.code for each in result.notices]


def test_no_claims_make_a_refusal(archive: Archive) -> None:
    result = made(archive, [hit("a")], [])
    assert result.refused and result.passages and not result.sources


def test_what_is_left_out_is_said_with_its_reasons(archive: Archive) -> None:
    a = hit("a")
    context = context_of("Apa?", Found(hits=(a,), terms=("kata",)), archive, language="id")
    left_out = (
        LeftOut(reason="unsupported", problems=("number: 740", "unsupported")),
        LeftOut(reason="no_evidence"),
        LeftOut(reason="no_evidence"),
    )
    counted = [notice("dropped", "id", count=3), notice("newest", "id")]
    for claims in ([claim(a)], []):
        result = answer(
            context,
            claims,
            notices=counted,
            engine=EngineName.GENERATING,
            timings={},
            left_out=left_out,
        )
        last = result.text.split("\n")[-1]
        assert last.startswith("3 pernyataan model tidak ditampilkan: tidak menunjuk")
        assert "(2), angkanya tidak ditemukan di sumber (1)" in last and "740" not in last
        assert result.left_out == left_out
        codes = [each.code for each in result.notices]
        assert "newest" in codes and "dropped" not in codes  # not counted twice


def test_another_outlets_correction_is_named_with_its_outlet(archive: Archive) -> None:
    a = hit("a")
    about = replace(
        a.stored.article, id="r", kind=ArticleKind.CORRECTION, title="Ralat", outlet="Koran Lain"
    )
    context = context_of("Apa?", Found(hits=(a,), terms=("kata",)), archive, language="id")
    context = replace(context, concerning={"a": (about,)})
    result = answer(context, [claim(a)], engine=EngineName.QUOTING, timings={})
    told = {each.code: each.text for each in result.notices}
    assert told["has_correction"].endswith("“Ralat” (Koran Lain, 5 Januari 2026).")


# --- refusals -----------------------------------------------------------------------------------


def test_a_refusal_over_filters_says_so(archive: Archive) -> None:
    filters = Filters(
        published_from=date(2026, 1, 1), published_to=date(2026, 2, 1), outlet="Warta"
    )
    found = Found(hits=(), terms=("kata",), filters=filters)
    for language, words in (
        ("id", ("1 Januari 2026", "1 Februari 2026", "media Warta")),
        ("en", ("1 January 2026", "1 February 2026", "outlet Warta")),
    ):
        context = context_of("Apa kabar kongres?", found, archive, language=language)
        text = refusal(context, timings={}).text
        assert all(word in text for word in words)


def test_withdrawn_reports_are_shown_as_such(archive: Archive) -> None:
    hits = (hit("a", kind=ArticleKind.RETRACTED), hit("b", "Dua."))
    context = context_of("Apa?", Found(hits=hits, terms=("x",)), archive, language="id")
    assert [each.stored.article.id for each in context.standing] == ["b"]
    result = refusal(context, timings={})
    assert [each.code for each in result.notices] == ["nearest_withdrawn"]
    assert "dicabut" in as_text(result).split("Judul b")[0]


# --- words --------------------------------------------------------------------------------------

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, TanyaError)
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_error_is_explained(kind: type[TanyaError], language: str) -> None:
    said = explain(kind("It {broke}.", remedy="Mend it.", item="{thing}"), language)
    assert said and "None" not in said


def test_a_kind_without_words_of_its_own_borrows_the_next_wider() -> None:
    from rag.vectors import ServerGone

    gone = ServerGone("x", remedy="y")
    assert explain(gone, "id") == explain(VectorsUnavailable("x", remedy="y"), "id")
    assert "Indeks" in explain(gone, "id")


def test_errors_name_the_thing() -> None:
    assert "gemma3:4b" in explain(ModelMissing("x", remedy="y", item="gemma3:4b"), "id")
    assert "http://h:1" in explain(ModelUnreachable("x", remedy="y", item="http://h:1"), "en")
    mismatch = EmbedderMismatch("x", remedy="y", item="ollama:bge-m3")
    assert "--embedder ollama:bge-m3" in explain(mismatch, "id")


@pytest.mark.parametrize("code", TEXTS)
def test_both_languages_fill_in_the_same_values(code: str) -> None:
    values = dict.fromkeys(
        "articles span terms count detail item newest oldest cited numbers number title date "
        "filters outlet text word words asked used".split(),
        "※",
    )
    indonesian, english = (say(code, language, **values) for language in ("id", "en"))
    assert indonesian and english and indonesian != english
    assert indonesian.count("※") == english.count("※")


def test_dates_steps_and_examples() -> None:
    assert day(date(2025, 11, 19), "id") == "19 November 2025"
    assert day(date(2025, 5, 1), "en") == "1 May 2025"
    assert day(None, "en") == "no date"
    assert "8" in say("reading", "id", count=8)
    assert [len(questions) for questions in SAMPLE_QUESTIONS] == [4, 4]


def test_search_notices(archive: Archive) -> None:
    def notices(url: str, *, searched: bool = True, item: str = "") -> str:
        trouble = VectorsUnavailable("x", remedy="y", item=item)
        found = Found(hits=(), terms=("kata",), trouble=trouble, searched=searched)
        context = context_of("Apa?", found, archive, language="id")
        (only,) = search_notices(context, url)
        return f"{only.code} {only.text}"

    assert "CHROMA_URL" in notices("http://h:1", item="http://h:1")
    assert "CHROMA_URL" not in notices("", item="http://127.0.0.1:4711")  # ours: nothing to check
    assert notices("", searched=False).startswith("vectors_only_unavailable")
    context = context_of("Apa?", Found(hits=(), terms=()), archive, language="id")
    assert search_notices(context, "") == []


def test_values_with_braces_stay_as_they_are() -> None:
    assert "{x} {0}" in notice("nearest_withdrawn", "id", title="{x} {0}").text


# --- questions ----------------------------------------------------------------------------------


def test_a_question_is_cleaned() -> None:
    assert valid_question("  Siapa\n\tketua\u200b \x00GEMA?\u202e ") == "Siapa ketua GEMA?"
    assert valid_question("me\u200bno\u00adgok") == "menogok"  # inside a word it is no space
    assert valid_question("a" * MAX_QUESTION) == "a" * MAX_QUESTION
    assert valid_question("\ud800x") == "x"
    with pytest.raises(errors.UsageError, match="4,001"):
        valid_question("a" * (MAX_QUESTION + 1))


def test_the_clock_adds_up() -> None:
    clock = Clock()
    clock.lap("search")
    clock.lap("quote")
    laps = clock.laps
    assert list(laps) == ["search", "quote", "total"]
    assert laps["total"] + 0.2 >= laps["search"] + laps["quote"] >= 0


# --- the object ---------------------------------------------------------------------------------


def test_the_object_says_null_where_nothing_is_known(archive: Archive) -> None:
    undated = hit("a", published=None)
    record = as_json(made(archive, [undated], [claim(undated)]))
    assert record["as_of"] is None and record["model"] is None
    assert record["sources"][0]["published"] is None  # type: ignore[index]
