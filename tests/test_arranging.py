"""The order in which passages are read: duplicates, turns, age, the model's order, the vectors'."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import answer_to, assistant_over, chosen, codes, small_archive
from stand_in_ollama import StandInOllama
from test_quoting import stored

from rag.archive import Archive
from rag.arranging import arranged, asks_for_several
from rag.context import Context
from rag.finding import first
from rag.projection import ACTIVE
from rag.querying import pruned, searched
from rag.records import Answer, Hit, Understood
from rag.scoring import Part
from rag.settings import KEPT, open_projector, open_retriever, vectors_weight
from rag.understanding import plainly


def hit(name: str, text: str, *, day: date | None = None, fit: float = 1.0, of: str = "") -> Hit:
    """Return a hit; ``of`` names its article where several passages have the same."""
    passage = stored(name, "Judul", text, published=day)
    if of:
        passage = replace(passage, article=replace(passage.article, id=of))
    return Hit(stored=passage, score=1.0, fit=fit)


def different(number: int, **given: Any) -> Hit:
    words = " ".join(f"kata{number}{letter}" for letter in "abcdefghijkl")
    return hit(f"p{number}", words, **given)


def names(hits: Sequence[Hit]) -> list[str]:
    return [each.stored.passage.id.removesuffix(".0") for each in hits]


def order(question: str, hits: Sequence[Hit], *, newest: bool = False, limit: int = 8) -> list[str]:
    return names(arranged(replace(plainly(question), newest=newest), hits, limit=limit))


# --- said once ------------------------------------------------------------------------------------


def test_a_text_that_is_there_twice_is_shown_once() -> None:
    assert order(
        "upah", [hit("a", "Upah naik."), hit("b", "Upah turun."), hit("c", "Upah naik.")]
    ) == [
        "a",
        "b",
    ]


def test_nearly_the_same_story_is_shown_once_and_the_better_one_stays() -> None:
    text = (
        "Sebanyak 740 buruh pabrik kertas mogok kerja sejak Senin pagi menuntut uang makan harian"
    )
    assert order("mogok", [hit("a", text), hit("b", text + " Redaksi")]) == ["a"]
    assert order("mogok", [hit("b", text + " Redaksi"), hit("a", text)]) == ["b"]


def test_stories_that_share_half_are_two() -> None:
    one = "Sebanyak 740 buruh pabrik kertas mogok kerja sejak Senin pagi di Pasirwangi"
    two = "Sebanyak 740 buruh pabrik kertas kembali bekerja, perusahaan menjanjikan uang makan baru"
    assert order("mogok", [hit("a", one), hit("b", two)]) == ["a", "b"]


def test_short_passages_are_compared_by_their_text_alone() -> None:
    pair = [hit("a", "Upah minimum Sagara naik."), hit("b", "Naik upah minimum Sagara!")]
    assert order("upah", pair) == ["a", "b"]


def test_known_stems_are_taken_as_they_are() -> None:
    pair = [different(1), different(2)]
    same = dict.fromkeys((each.stored.passage.id for each in pair), frozenset("abcdefghij"))
    assert names(arranged(plainly("upah"), pair, limit=8, stems=same)) == ["p1"]
    assert names(arranged(plainly("upah"), pair, limit=8)) == ["p1", "p2"]


@pytest.mark.parametrize(("shared", "alone", "same"), [(8, 2, True), (9, 3, False), (7, 2, False)])
def test_four_fifths_of_the_stems_are_one_story(shared: int, alone: int, same: bool) -> None:
    pair = [different(1), different(2)]
    both = {f"sama{n}" for n in range(shared)}
    stems = {
        "p1.0": frozenset(both | {f"satu{n}" for n in range(alone // 2)}),
        "p2.0": frozenset(both | {f"dua{n}" for n in range(alone - alone // 2)}),
    }
    found = arranged(plainly("upah"), pair, limit=8, stems=stems)
    assert names(found) == (["p1"] if same else ["p1", "p2"])


def test_no_more_than_the_limit_and_those_left_out_make_room() -> None:
    hits = [different(1), replace(different(1), score=0.5), *map(different, range(2, 9))]
    assert order("upah", hits, limit=3) == ["p1", "p2", "p3"]
    assert order("upah", [], limit=3) == []


# --- several things -------------------------------------------------------------------------------

SERIES = [
    different(1, of="a"),
    different(2, of="a"),
    different(3, of="b"),
    different(4, of="a"),
    different(5, of="b"),
    different(6, of="c"),
]


def test_several_things_are_taken_from_different_articles_by_turns() -> None:
    assert order("Apa saja tuntutan buruh?", SERIES) == ["p1", "p3", "p6", "p2", "p5", "p4"]
    assert order("Apa tuntutan buruh?", SERIES) == ["p1", "p2", "p3", "p4", "p5", "p6"]


def test_the_turns_reach_beyond_the_limit() -> None:
    assert order("Apa saja tuntutan buruh?", SERIES, limit=3) == ["p1", "p3", "p6"]


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Siapa saja yang hadir?", True),
        ("SEBUTKAN tuntutan mereka", True),
        ("Pabrik mana aja yg tutup?", True),
        ("Which companies closed?", True),
        ("List the demands of the union", True),
        ("Apa perbedaan upah di Sagara dan Jayakerta?", True),
        ("Upah Sagara dibanding Jayakerta", True),
        ("Siapa ketua GEMA?", False),
        ("Berapa upah di Sagara?", False),
        ("Which company closed?", False),
        ("Who was elected?", False),
    ],
)
def test_what_asks_for_several(question: str, several: bool) -> None:
    assert asks_for_several(question) is several


# --- age ------------------------------------------------------------------------------------------

OLD, NEW = date(2025, 1, 1), date(2026, 5, 1)
AGES = [
    different(1, day=OLD, fit=0.9),
    different(2, day=NEW, fit=0.3),
    different(3, day=None, fit=0.8),
    different(4, day=NEW, fit=0.6),
]


def test_the_newest_come_first_among_the_relevant_and_undated_ones_stay() -> None:
    assert order("kabar terbaru", AGES, newest=True) == ["p4", "p2", "p3", "p1"]
    assert order("kabar", AGES) == ["p1", "p2", "p3", "p4"]
    assert order("kabar terbaru", [], newest=True) == []


def test_of_one_day_the_better_comes_first() -> None:
    hits = [different(1, day=NEW, fit=0.9), different(2, day=NEW, fit=1.0)]
    assert order("kabar terbaru", hits, newest=True) == ["p1", "p2"]


def test_six_tenths_of_the_best_fit_are_relevant() -> None:
    hits = [different(1, day=OLD, fit=0.8), different(2, day=NEW, fit=0.49)]
    assert order("kabar", hits, newest=True) == ["p2", "p1"]
    hits = [different(1, day=OLD, fit=0.8), different(2, day=NEW, fit=0.47)]
    assert order("kabar", hits, newest=True) == ["p1", "p2"]


@given(
    st.permutations(range(8)),
    st.booleans(),
    st.sampled_from(["Siapa ketua?", "Apa saja tuntutannya?"]),
    st.lists(st.sampled_from([None, OLD, NEW]), min_size=8, max_size=8),
    st.lists(st.floats(0, 1), min_size=8, max_size=8),
)
def test_nothing_that_is_different_is_lost(
    numbers: list[int],
    newest: bool,
    question: str,
    days: list[date | None],
    fits: list[float],
) -> None:
    hits = [different(n, day=days[n], fit=fits[n], of=f"a{n % 3}") for n in numbers]
    found = order(question, hits, newest=newest)
    assert sorted(found) == sorted(names(hits))


# --- what is searched -----------------------------------------------------------------------------

LONG = Part(
    own=(("upah", 1.0), ("minimum", 2.0)),
    others=((("ump",), 1.0), (("gaji", "minimum"), 1.0), (("wage",), 0.5)),
)
KNOWN = {"upah": 100, "minimum": 40, "ump": 1, "gaji": 300, "wage": 900, "phk": 10, "pecat": 30}


def test_own_words_are_always_searched_and_the_short_form_of_a_long_one() -> None:
    assert searched(LONG, KNOWN) == ["upah", "minimum", "ump"]


def test_another_wording_is_searched_where_it_is_far_commoner() -> None:
    often = KNOWN | {"minimum": 100, "upah": 30}
    assert searched(LONG, often) == ["upah", "minimum", "ump", "gaji minimum"]
    assert "gaji minimum" not in searched(LONG, often | {"minimum": 89, "gaji": 89})
    single = Part(own=(("phk", 1.0),), others=((("pecat",), 0.75), (("wage",), 0.5)))
    assert searched(single, KNOWN) == ["phk", "pecat"]  # what is only near is not
    assert searched(single, KNOWN | {"pecat": 29}) == ["phk"]


def test_all_wordings_are_searched_where_the_archive_lacks_a_word_of_the_question() -> None:
    assert searched(LONG, KNOWN | {"upah": 0}) == [
        "upah",
        "minimum",
        "ump",
        "gaji minimum",
        "wage",
    ]


def test_an_uncertain_short_form_is_not_searched() -> None:
    unsure = replace(LONG, others=((("ump",), 0.5),))
    assert searched(unsure, KNOWN) == ["upah", "minimum"]


def test_the_rarest_phrases_are_searched_within_the_budget() -> None:
    assert pruned({"a": 6_000, "b": 4_000, "c": 10}) == ["c", "b"]
    assert pruned({"a": 5_990, "b": 4_000, "c": 10}) == ["c", "b", "a"]
    assert pruned({"b": 7, "a": 7}) == ["a", "b"]  # the same each time
    assert pruned({"a": 90_000, "b": 80_000}) == ["b"]


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 12_000)))
def test_a_search_costs_no_more_than_it_must(postings: dict[str, int]) -> None:
    kept = pruned(postings)
    total = sum(postings[phrase] for phrase in kept)
    assert total <= 10_000 or len(kept) == 1
    assert bool(kept) is any(postings.values())
    assert all(postings[phrase] for phrase in kept)


# --- the model's order ----------------------------------------------------------------------------

QUESTION = "Berapa upah atau uang makan buruh, pekerja dan awak di Pasirwangi dan Jayakerta?"
BLOCK = re.compile(r"<bacaan (P\d+)>\n(.*?)\n</bacaan", re.DOTALL)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_archive(tmp_path_factory)


@pytest.fixture
def server() -> Iterator[StandInOllama]:
    with StandInOllama() as running:
        yield running


class Model:
    """A stand-in's model: puts the passages in reverse, then answers from its first sentence."""

    def __init__(self, order: str | None = None) -> None:
        self.order = order
        self.reranked: list[list[str]] = []
        self.read: list[str] = []

    def __call__(self, body: dict[str, Any]) -> str:
        content = str(body["messages"][-1]["content"])
        blocks = BLOCK.findall(content)
        if blocks:
            self.reranked.append([text.splitlines()[0] for _, text in blocks])
            labels = [label for label, _ in blocks]
            return self.order or json.dumps({"order": labels[::-1]})
        self.read.append(content)
        return json.dumps({"answerable": False, "claims": []})


def asked_with(data: Path, server: StandInOllama, model: Model, **environ: str) -> Answer:
    server.reply = model
    environ = {"TANYA_ENGINE": "auto", "OLLAMA_HOST": server.url, **environ}
    with assistant_over(data, **environ) as assistant:
        return answer_to(assistant, QUESTION)


def titles_in(prompt: str, titles: Sequence[str]) -> list[str]:
    """Return the titles in the order in which a prompt has them."""
    return sorted((each for each in titles if each in prompt), key=prompt.index)


def test_the_models_order_is_the_one_that_is_read(data: Path, server: StandInOllama) -> None:
    plain, model = Model(), Model()
    asked_with(data, server, plain)
    answer = asked_with(data, server, model, TANYA_RERANK="model")
    assert not plain.reranked and len(model.reranked) == 1
    titles = [line.removeprefix("Judul: ") for line in model.reranked[0]]
    before = titles_in(plain.read[0], titles)  # a withdrawn report is not among them
    assert len(before) >= 3 and before == [each for each in titles if each in before]
    assert titles_in(model.read[0], titles) == before[::-1]
    assert "not_reranked" not in codes(answer)


@pytest.mark.parametrize("fault", ["garbage", "error"])
def test_trouble_with_the_order_is_told_and_the_question_answered(
    data: Path, server: StandInOllama, fault: str
) -> None:
    model = Model(order="P3, P2, P1")
    server.reply = model
    if fault == "error":
        server.faults.once("status", status=500, text="llama runner process has terminated")
    environ = {"TANYA_ENGINE": "auto", "OLLAMA_HOST": server.url, "TANYA_RERANK": "model"}
    with assistant_over(data, **environ) as assistant:
        answer = answer_to(assistant, "Berapa uang makan yang dituntut buruh Kertas Arum?")
    (notice,) = [each for each in answer.notices if each.code == "not_reranked"]
    assert "urutan pencarian" in notice.text
    assert model.read, "the engine is asked all the same"


def test_without_a_model_nothing_is_reordered_and_quotes_answer(data: Path) -> None:
    with assistant_over(data, TANYA_RERANK="model") as assistant:
        answer = answer_to(assistant, "Berapa uang makan yang dituntut buruh Kertas Arum?")
    assert "27.500" in answer.text and "not_reranked" not in codes(answer)


def test_more_passages_are_found_to_be_put_in_order(data: Path) -> None:
    archive = Archive(data)
    try:
        for rerank, limit in (("off", KEPT), ("model", 12)):
            settings = chosen(data, TANYA_RERANK=rerank)
            projector = open_projector(settings, archive)
            assert open_retriever(settings, archive, projector).limit == limit
    finally:
        archive.close()


def test_an_engine_reads_the_first_ones(data: Path) -> None:
    from rag.context import context_of
    from rag.retrieval import Found

    archive = Archive(data)
    try:
        hits = tuple(different(number) for number in range(KEPT + 4))
        found = Found(
            hits=hits, terms=(), understood=Understood(asked="q", text="q", language="id")
        )
        context: Context = context_of("q", found, archive, language="id")
        assert first(context).hits == hits[:KEPT]
    finally:
        archive.close()


# --- the vectors' weight --------------------------------------------------------------------------

IDENTITY = "invented-embedder/8"
NOTE = f"vectors_weight:{IDENTITY}"


@pytest.fixture
def own(data: Path, tmp_path: Path) -> Iterator[Archive]:
    """Give a copy of the archive that may be written to."""
    shutil.copy(data / "archive.sqlite3", tmp_path)
    archive = Archive(tmp_path)
    archive.put_setting(ACTIVE, IDENTITY)
    yield archive
    archive.close()


def test_the_calibrated_weight_of_the_embedder_in_use_counts(own: Archive) -> None:
    assert vectors_weight(own, 0.25) == 0.25
    own.put_setting("vectors_weight:another/8", json.dumps({"weight": 9}))
    assert vectors_weight(own, 0.25) == 0.25
    own.put_setting(NOTE, json.dumps({"weight": 0.7, "questions": 12}))
    assert vectors_weight(own, 0.25) == 0.7
    own.put_setting(NOTE, json.dumps({"weight": 0}))
    assert vectors_weight(own, 0.25) == 0.0


@pytest.mark.parametrize(
    "note", ["", "{", "null", "7", "[]", "{}", '{"weight": null}', '{"weight": "x"}', '"weight"']
)
def test_a_broken_note_of_a_weight_is_ignored(own: Archive, note: str) -> None:
    own.put_setting(NOTE, note)
    assert vectors_weight(own, 0.25) == 0.25


def test_the_search_uses_the_calibrated_weight(own: Archive, data: Path) -> None:
    settings = chosen(data, TANYA_SEARCH="both")
    question = "Siapa ketua umum GEMA?"
    with_words = open_retriever(settings, own, open_projector(settings, own))
    by_words = replace(with_words, vectors=None).search(question).hits
    last = own.search_words(["jahit"], limit=1)
    assert last and last[0] != by_words[0].stored.passage.id

    def best(retriever: Any) -> str:
        searching = replace(retriever, vectors=lambda _, __: last)
        return str(searching.search(question).hits[0].stored.passage.id)

    assert best(with_words) == by_words[0].stored.passage.id
    own.put_setting(NOTE, json.dumps({"weight": 5.0}))
    assert best(with_words) == last[0], "the weight of a calibration counts without a restart"
