"""Words and vectors, alone and fused, with a real Chroma; and what is left when one is missing."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from newsroom import REPORTS, add, answer_to, assistant_over, codes, small_archive

from rag.archive import Archive, index_token
from rag.assistant import Assistant
from rag.errors import VectorsUnavailable
from rag.querying import pruned, shown_terms, within
from rag.records import Filters, Period
from rag.retrieval import RRF_K, Retriever, fuse, rarity
from rag.understanding import plainly

QUESTION = "Siapa ketua umum GEMA?"
ELECTED = "Roswita Mangunsong"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory)


@pytest.fixture(scope="module")
def archive(data: Path) -> Iterator[Archive]:
    opened = Archive(data)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def by_vectors(data: Path) -> Iterator[Assistant]:
    with assistant_over(data, TANYA_SEARCH="vectors") as assistant:
        assistant.prepare()
        yield assistant


# --- fusion -------------------------------------------------------------------------------------


def test_fusion_adds_weighted_reciprocal_ranks() -> None:
    fused = dict(fuse([(1.0, ["a", "b"]), (0.5, ["b", "c"])]))
    assert fused == pytest.approx(
        {
            "a": 1 / (RRF_K + 1),
            "b": 1 / (RRF_K + 2) + 0.5 / (RRF_K + 1),
            "c": 0.5 / (RRF_K + 2),
        }
    )


def test_fusion_is_ordered_and_keeps_the_first_leg_on_ties() -> None:
    assert [name for name, _ in fuse([(1.0, ["a", "b"]), (1.0, ["c", "d"])])] == list("acbd")
    assert fuse([(1.0, []), (1.0, [])]) == []


def tokens(question: str) -> list[str]:
    return [index_token(stem) for concept in plainly(question).concepts for stem in concept.stems]


def test_plain_words_leave_out_what_only_asks() -> None:
    assert tokens("Siapa ketua GEMA?") == tokens("ketua gema")
    assert tokens("Berapa?") == tokens("berapa berapa")  # else there is nothing
    assert tokens("🙂") == []


def test_what_was_searched_is_shown_in_the_words_of_the_question() -> None:
    assert "dirumahkan" in shown_terms(plainly("Berapa pekerja yang dirumahkan?"))


def test_rarity_falls_with_frequency_and_is_never_negative(archive: Archive) -> None:
    idf = rarity(archive)
    (common,), (rare,) = tokens("Pasirwangi"), tokens("GEMA")
    assert idf("zzz") > idf(rare) > idf(common) >= 0
    assert idf("") == idf("zzz")
    assert rarity(archive, [common, rare])(rare) == idf(rare)  # looked up ahead or not


def test_frequent_words_are_left_to_the_passages_that_rare_ones_find() -> None:
    postings = {"upah": 40_000, "bekasi": 3_000, "minimum": 6_500, "sumringah": 0}
    assert pruned(postings) == ["bekasi", "minimum"]
    assert pruned({"upah": 40_000}) == ["upah"]  # something has to be searched
    assert pruned({}) == pruned({"sumringah": 0}) == []


# --- time -----------------------------------------------------------------------------------------


def test_a_period_of_the_question_filters_and_a_persons_own_filter_wins() -> None:
    asked = Period(text="Maret 2026", first=date(2026, 3, 1), last=date(2026, 3, 31))
    assert within(Filters(), asked) == Filters(
        published_from=date(2026, 3, 1), published_to=date(2026, 3, 31)
    )
    outlet = within(Filters(outlet="Warta"), asked)
    assert outlet.outlet == "Warta" and outlet.published_to == date(2026, 3, 31)
    own = Filters(published_from=date(2020, 1, 1))
    assert within(own, asked) == own
    assert within(Filters(), None) == Filters()


def test_nothing_from_outside_the_asked_period_is_found(archive: Archive) -> None:
    retriever = Retriever(archive=archive, today=lambda: date(2026, 6, 1))
    everything = retriever.search("buruh pekerja mogok teh Jayakerta")
    march = retriever.search("buruh pekerja mogok teh Jayakerta pada Maret 2026")
    dates = {hit.stored.article.published for hit in march.hits}
    assert march.understood and march.understood.period and dates
    assert all(day and day.month == 3 for day in dates), dates
    assert any(hit.stored.article.published.month != 3 for hit in everything.hits)
    understood = retriever.understand("buruh mogok pada Maret 2026", any_time=True)
    assert understood.period is None and "Maret" in understood.text


def test_a_period_in_which_nothing_was_published_finds_nothing_dated(archive: Archive) -> None:
    retriever = Retriever(archive=archive, today=lambda: date(2026, 12, 31))
    found = retriever.search("berita buruh bulan November 2026")
    assert found.understood and found.understood.period
    assert not found.hits and found.filters.published_from == date(2026, 11, 1)


def test_the_newest_is_preferred_and_nothing_is_filtered(archive: Archive) -> None:
    retriever = Retriever(archive=archive)
    changed = False
    for subject in ("Jayakerta", "GEMA", "kongres", "upah"):
        plain = retriever.search(f"kabar {subject}")
        newest = retriever.search(f"kabar terbaru {subject}")
        assert newest.understood and newest.understood.newest and not newest.understood.period
        if subject == "Jayakerta":
            ages = [hit.stored.article.published for hit in newest.hits[:3]]
            assert len(ages) > 1 and ages == sorted(ages, reverse=True)
        order = [[hit.stored.passage.id for hit in found.hits] for found in (plain, newest)]
        changed |= order[0] != order[1]  # of one alone the best may be the newest by chance
    assert changed, "recency is a no-op"


# --- words that are wrong, short, long or foreign ------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "siapa ketua umm GEMA?",
        "Siapa ketua umum Gerakan Buruh Mandiri?",
        "Who was elected chair of GEMA?",
    ],
)
def test_other_wordings_find_the_same_report(archive: Archive, question: str) -> None:
    (first, *_) = Retriever(archive=archive).search(question).hits
    assert first.stored.article.title.startswith("Kongres Keempat GEMA")


# --- the legs -----------------------------------------------------------------------------------


def test_words_alone_never_ask_the_vectors(archive: Archive) -> None:
    found = Retriever(archive=archive).search(QUESTION)
    assert found.hits and found.trouble is None and found.searched
    assert all(hit.words_rank and hit.vectors_rank is None for hit in found.hits)
    assert [hit.score for hit in found.hits] == sorted((h.score for h in found.hits), reverse=True)
    assert found.terms == ("ketua", "gema") or "gema" in found.terms


def test_vectors_alone_find_and_answer(by_vectors: Assistant) -> None:
    found = by_vectors._finder.retriever.search(QUESTION)
    assert found.hits and all(hit.words_rank is None for hit in found.hits)
    ranks = [hit.vectors_rank for hit in found.hits]
    assert sorted(ranks) == list(range(1, len(found.hits) + 1))
    assert ranks[:-1] == sorted(ranks[:-1]), "but for a report that was withdrawn, which is last"
    answer = answer_to(by_vectors, QUESTION)
    assert ELECTED in answer.text and not {"vectors_unavailable"} & set(codes(answer))


def test_vectors_forgive_a_misspelt_word(by_vectors: Assistant) -> None:
    (first, *_) = by_vectors._finder.retriever.search("Kongrez GEMA di Jayakarta Roswitha").hits
    assert first.stored.article.title.startswith("Kongres Keempat GEMA")


def test_both_legs_are_fused(data: Path) -> None:
    with assistant_over(data, TANYA_SEARCH="both") as assistant:
        assistant.prepare()
        hits = assistant._finder.retriever.search(QUESTION).hits
        assert any(hit.words_rank and hit.vectors_rank for hit in hits)
        assert hits[0].stored.article.title.startswith("Kongres Keempat GEMA")
        assert ELECTED in answer_to(assistant, QUESTION).text


@pytest.mark.parametrize("search", ["words", "vectors"])
def test_filters_hold_for_either_leg(data: Path, by_vectors: Assistant, search: str) -> None:
    narrowed = {
        Filters(outlet="Koran Jayakerta"): lambda a: a.outlet == "Koran Jayakerta",
        Filters(published_from=date(2026, 4, 2)): lambda a: a.published >= date(2026, 4, 2),
        Filters(published_to=date(2026, 2, 10)): lambda a: a.published <= date(2026, 2, 10),
        Filters(outlet="Nobody"): lambda a: False,
    }
    with assistant_over(data, TANYA_SEARCH="words") as words:
        retriever = (by_vectors if search == "vectors" else words)._finder.retriever
        everything = retriever.search("buruh pekerja mogok teh Jayakerta Pasirwangi").hits
        assert len({hit.stored.article.outlet for hit in everything}) > 1
        for filters, passes in narrowed.items():
            hits = retriever.search("buruh pekerja mogok teh Jayakerta Pasirwangi", filters).hits
            assert bool(hits) is (filters.outlet != "Nobody")
            assert all(passes(hit.stored.article) for hit in hits)


def test_more_is_fetched_where_filters_will_leave_some_out(archive: Archive) -> None:
    asked: list[int] = []
    retriever = Retriever(archive=archive, vectors=lambda _, limit: asked.append(limit) or [])
    retriever.search(QUESTION)
    retriever.search(QUESTION, Filters(outlet="Koran Jayakerta"))
    assert asked[1] >= 5 * asked[0]


def test_a_question_without_a_word_is_searched_by_vectors_without_harm(
    by_vectors: Assistant,
) -> None:
    for question in ("🙂", "???", "罢工"):
        assert answer_to(by_vectors, question).refused


def test_a_passage_that_is_there_twice_is_shown_once(archive: Archive) -> None:
    ids = archive.search_words(tokens(QUESTION), limit=3)
    doubled = replace(Retriever(archive=archive), vectors=lambda _, __: ids[::-1] + ids)
    hits = doubled.search(QUESTION).hits
    assert len({hit.stored.text for hit in hits}) == len(hits)


def test_ids_that_the_archive_does_not_hold_are_left_out(archive: Archive) -> None:
    stale = Retriever(archive=archive, vectors=lambda _, __: ["gone.1", "gone.2"], words=False)
    found = stale.search(QUESTION)
    assert found.hits == () and found.searched


# --- one leg is missing -------------------------------------------------------------------------


def test_a_wrong_chroma_url_leaves_full_text_and_a_notice_that_names_it(data: Path) -> None:
    url = "http://127.0.0.1:9"
    with assistant_over(data, TANYA_SEARCH="both", CHROMA_URL=url) as assistant:
        assistant.prepare()
        for question, said in (
            (QUESTION, "Periksa CHROMA_URL"),
            ("Who is the president of France?", "unset it"),
        ):
            answer = answer_to(assistant, question)
            text = next(each.text for each in answer.notices if each.code == "vectors_unavailable")
            assert url in text and said in text
        assert ELECTED in answer_to(assistant, QUESTION).text


def test_a_search_that_could_not_happen_is_not_called_an_empty_one(data: Path) -> None:
    environ = {"TANYA_SEARCH": "vectors", "CHROMA_URL": "http://127.0.0.1:9"}
    with assistant_over(data, **environ) as assistant:
        answer = answer_to(assistant, QUESTION)
        assert answer.refused and "belum dapat ditelusuri" in answer.text
        assert codes(answer) == ["vectors_only_unavailable"]
        assert "TANYA_SEARCH" in answer.notices[0].text


def test_trouble_is_told_and_words_go_on(archive: Archive) -> None:
    trouble = VectorsUnavailable("It is away.", remedy="Wait.")

    def failing(question: str, limit: int) -> list[str]:
        raise trouble

    found = Retriever(archive=archive, vectors=failing).search(QUESTION)
    assert found.trouble is trouble and found.hits and found.searched
    alone = Retriever(archive=archive, vectors=failing, words=False).search(QUESTION)
    assert alone.trouble is trouble and not alone.searched and not alone.hits


def test_vectors_of_another_embedder_are_not_compared(data: Path, tmp_path: Path) -> None:
    environ = {"TANYA_SEARCH": "both", "TANYA_EMBEDDER": "ollama:bge-m3"}
    with assistant_over(data, **environ, OLLAMA_HOST="http://127.0.0.1:9") as assistant:
        answer = answer_to(assistant, QUESTION)
        assert ELECTED in answer.text
        text = next(each.text for each in answer.notices if each.code == "vectors_unavailable")
        assert "ollama serve" in text  # which vectors it would make is not even known
    from stand_in_ollama import StandInOllama

    with StandInOllama() as server, assistant_over(data, **environ, OLLAMA_HOST=server.url) as own:
        answer = answer_to(own, QUESTION)
        assert ELECTED in answer.text
        text = next(each.text for each in answer.notices if each.code == "vectors_unavailable")
        assert "rebuild --embedder ollama:bge-m3" in text
        assert not server.asked("/api/embed")


def test_a_file_where_the_index_should_be_is_no_end(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(data / "archive.sqlite3", copy)
    (copy / "vectors").write_text("not a folder")
    with assistant_over(copy, TANYA_SEARCH="both") as assistant:
        assistant.prepare()
        answer = answer_to(assistant, QUESTION)
        assert ELECTED in answer.text
        assert "vectors_unavailable" in codes(answer)


def test_a_deleted_index_is_made_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add(data, {"kongres.txt": REPORTS["kongres-gema.txt"]}, tmp_path / "in")
    shutil.rmtree(data / "vectors")
    with assistant_over(data, TANYA_SEARCH="vectors") as assistant:
        assistant.prepare()
        assert ELECTED in answer_to(assistant, QUESTION).text


# --- the joint with llama-index -----------------------------------------------------------------


def test_the_joint_gives_nodes_with_exact_offsets(archive: Archive) -> None:
    from llama_index.core.base.base_retriever import BaseRetriever

    from rag.retrieval_joint import HybridRetriever, hits_of

    joint = HybridRetriever(Retriever(archive=archive))
    assert isinstance(joint, BaseRetriever)
    nodes = joint.retrieve(QUESTION)
    assert joint.found is not None and hits_of(nodes) == joint.found.hits
    for node in nodes:
        article = archive.article(node.node.metadata["article"])
        assert article is not None
        begin, end = node.node.start_char_idx, node.node.end_char_idx
        assert article.text[begin:end] == node.node.get_content()
    assert [node.score for node in nodes] == [hit.score for hit in joint.found.hits]


def test_the_joint_passes_filters_on(archive: Archive) -> None:
    from rag.retrieval_joint import HybridRetriever

    joint = HybridRetriever(Retriever(archive=archive), Filters(outlet="Nobody"))
    assert joint.retrieve(QUESTION) == []


def test_the_assistant_goes_through_the_joint(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import rag.retrieval_joint as module

    asked: list[str] = []
    retrieve = module.HybridRetriever._retrieve
    monkeypatch.setattr(
        module.HybridRetriever,
        "_retrieve",
        lambda self, bundle: asked.append(bundle.query_str) or retrieve(self, bundle),
    )

    async def steps(assistant: Assistant) -> None:
        async with aclosing(assistant.ask(QUESTION)) as events:
            async for _ in events:
                pass

    with assistant_over(data) as assistant:
        asyncio.run(steps(assistant))
    assert asked == [QUESTION]


def test_an_undated_article_that_says_clearly_more_is_shown_with_a_word(tmp_path: Path) -> None:
    data = tmp_path / "data"
    reports = {
        "tanpa.txt": "Koperasi Melati Ungu menaikkan simpanan pokok menjadi Rp 90.000.",
        "maret.txt": "Koperasi Padma rapat.\n\nJayakerta, 3 Maret 2026 - Koperasi Padma rapat.",
    }
    add(data, reports, tmp_path / "in")
    archive = Archive(data)
    try:
        retriever = Retriever(archive=archive, today=lambda: date(2026, 6, 1))
        found = retriever.search("simpanan pokok Koperasi Melati Ungu pada Maret 2026")
        assert found.undated and "Melati" in found.hits[0].stored.text
        assert found.filters.published_from == date(2026, 3, 1)
        dated = retriever.search("rapat Koperasi Padma pada Maret 2026")
        assert not dated.undated
        assert [hit.stored.article.published for hit in dated.hits] == [date(2026, 3, 3)]
    finally:
        archive.close()
