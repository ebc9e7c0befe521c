"""The quick gate on public collections, on a tiny made-up one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from evals.bench_gate import parts, section
from evals.bench_gate.measures import measures_of
from evals.bench_gate.parts import part_of
from evals.bench_gate.section import Asking, asking_of, items_of
from evals.cli import main
from evals.floors import Floors, recorded, write_floors
from evals.results import Section, State
from rag.drafting import Drafter
from rag.errors import UsageError
from rag.records import Answer

Output = pytest.CaptureFixture[str]
T = TypeVar("T")

TOWNS = (
    ("Kumbala", "Wiratma Saguna", "gula"),
    ("Tirtamaya", "Rasmina Dewala", "kaca"),
    ("Pasirwani", "Bontang Haruna", "sepatu"),
    ("Lembarang", "Citrawati Omang", "benang"),
    ("Sukamandra", "Yusrida Palawa", "semen"),
    ("Batulawang", "Marjuki Sentoba", "kertas"),
)
FOREIGN = "Berapa ketinggian gunung tertinggi di pulau Antahbranta?"


class Still:
    """A watch that shows nothing."""

    def steps(self, items: Iterable[T], what: str, total: int) -> Iterator[T]:
        yield from items


def lines(path: Path, records: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")


def collection(folder: Path, articles: list[dict[str, Any]], queries: list[dict[str, Any]]) -> None:
    lines(folder / "corpus.jsonl", articles)
    lines(folder / "queries.jsonl", queries)
    judged = ["query-id\tcorpus-id\tscore"]
    judged += [f"{each['_id']}\t{each['gold']}\t1" for each in queries if each.get("gold")]
    (folder / "qrels").mkdir(exist_ok=True)
    (folder / "qrels" / "test.tsv").write_text("\n".join(judged) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a collection of six towns, and another one beside it."""
    root = tmp_path_factory.mktemp("public")
    towns = [
        {
            "_id": f"a{number}",
            "title": f"Pabrik {goods} di {town}",
            "text": f"Ketua serikat pekerja pabrik {goods} di {town} adalah {chair}. "
            f"Perundingan upah di {town} berlangsung sampai malam hari.",
        }
        for number, (town, chair, goods) in enumerate(TOWNS)
    ]
    asked = [
        {
            "_id": f"q{number}",
            "text": f"Siapa ketua serikat pekerja pabrik {goods} di {town}?",
            "metadata": {"answers": [chair]},
            "gold": f"a{number}",
        }
        for number, (town, chair, goods) in enumerate(TOWNS)
    ]
    none = {
        "_id": "q9",
        "text": "Kapan bandara internasional Zambrotika diresmikan presiden?",
        "metadata": {"answers": [], "answerable": False},
    }
    collection(root / "towns", towns, [*asked, none])
    peak = {"_id": "g0", "title": "Gunung", "text": "Puncak Antahbranta tingginya 2.140 meter."}
    wanted = {"_id": "h0", "text": FOREIGN, "metadata": {"answers": ["2.140"]}, "gold": "g0"}
    collection(root / "peaks", [peak], [wanted])
    return root / "towns"


@pytest.fixture(scope="module")
def asking(folder: Path) -> Iterator[Asking]:
    with asking_of(folder, 150) as made:
        yield made


@pytest.fixture(scope="module")
def measured(asking: Asking, folder: Path) -> Section:
    """Measure with the archive that is there already."""

    @contextmanager
    def there(of: Path, limit: int) -> Iterator[Asking]:
        assert (of, limit) == (folder, 150)
        yield asking

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(section, "asking_of", there)
        return section.measure(folder, 150, Still())


def values(found: Section | Asking) -> dict[str, float]:
    if isinstance(found, Asking):
        return {each.key: each.value for each in measures_of(items_of(found, Still()))}
    return {each.key: each.value for each in found.measures}


def test_a_section_says_what_was_measured(measured: Section, folder: Path) -> None:
    assert measured.id == "bench:towns"
    assert measured.state is State.PASSED
    assert measured.dataset == "towns"
    assert measured.subject["articles"].startswith("6 of 6")
    assert measured.subject["questions"].startswith("7 of 7")
    assert len(measured.digest) == 64
    assert measured.seconds > 0
    assert any("vectors" in each for each in measured.missing)


def test_the_measures_have_the_shared_names(measured: Section) -> None:
    found = values(measured)
    assert found["article@1"] == found["article@5"] == found["mrr@10"] == 1
    assert found["ndcg@10"] == 1
    assert found["answered"] + found["wrong refusals"] == 1
    assert found["refused"] + found["answered without evidence"] == pytest.approx(1)
    assert found["answer@1"] <= found["answer@3"] <= found["answered"]
    assert found["answer@1"] > 0.5
    assert found["stated without evidence"] <= found["answered without evidence"]
    for recipe in ("marked", "removed", "other"):
        assert f"refused / recipe {recipe}" in found
        assert f"answered without evidence / recipe {recipe}" in found
    assert found["refused / recipe other"] == 1
    less = {each.name for each in measured.measures if each.lower_is_better}
    assert less == {"wrong refusals", "answered without evidence", "stated without evidence"}


def test_items_hold_ids_and_no_text(measured: Section, folder: Path) -> None:
    text = repr(measured)
    for town, chair, _ in TOWNS:
        assert town not in text
        assert chair not in text
    assert "Antahbranta" not in text
    assert str(folder.parent) not in text
    kinds = [each.category for each in measured.items]
    assert (kinds.count("answer"), kinds.count("marked"), kinds.count("other")) == (6, 1, 1)
    assert kinds.count("removed") == 6
    assert len({each.id for each in measured.items}) == len(measured.items)
    assert {each.expected for each in measured.items if each.category != "answer"} == {"refuse"}


# Parts of a collection


def test_a_part_is_the_same_each_time_and_keeps_what_is_right(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "CORPUS", 4)
    first = part_of(folder, 3, tmp_path / "one")
    second = part_of(folder, 3, tmp_path / "two")
    assert first.digest == second.digest
    assert first.collection.ids == second.collection.ids
    assert len(first.collection.ids) == 4
    assert len(first.collection.queries) == 3
    assert first.whole == (6, 7)
    for query in first.collection.asked():
        assert set(first.collection.qrels[query.id]) <= set(first.collection.ids)
    assert part_of(folder, 4, tmp_path / "three").digest != first.digest


def test_a_larger_part_holds_the_smaller_one(folder: Path, tmp_path: Path) -> None:
    few = part_of(folder, 2, tmp_path / "few").collection
    more = part_of(folder, 5, tmp_path / "more").collection
    assert {query.id for query in few.queries} < {query.id for query in more.queries}


def test_a_collection_without_answers_is_refused(tmp_path: Path) -> None:
    article = {"_id": "a", "title": "", "text": "Sebuah kalimat tentang upah."}
    query = {"_id": "q", "text": "Apa?", "metadata": {"answerable": False}}
    collection(tmp_path / "alone", [article], [query])
    with pytest.raises(UsageError, match="right article"):
        section.measure(tmp_path / "alone", 5, Still())


# What makes it worse


QUOTE = Drafter.quote


def refusing(*arguments: Any, **more: Any) -> Answer:
    return replace(QUOTE(*arguments, **more), refused=True, claims=())


def test_an_engine_that_refuses_always_is_seen(
    asking: Asking, measured: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Drafter, "quote", refusing)
    found = values(asking)
    assert found["wrong refusals"] == 1 > values(measured)["wrong refusals"]
    assert found["answer@3"] == found["answered"] == 0
    assert found["refused"] == 1


def test_an_engine_that_never_refuses_is_seen(
    asking: Asking, measured: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = asking.quoter.ask(asking.part.collection.asked()[0].text).answer
    assert answer.claims
    monkeypatch.setattr(Drafter, "quote", lambda *_, **__: answer)
    found = values(asking)
    assert found["answered without evidence"] == 1 > values(measured)["answered without evidence"]
    assert found["refused"] == found["wrong refusals"] == 0


def test_a_story_that_is_taken_out_is_not_found(asking: Asking) -> None:
    query = asking.part.collection.asked()[0]
    (gold,) = asking.part.collection.qrels[query.id]
    with_it = asking.quoter.ask(query.text)
    without = asking.quoter.ask(query.text, without=frozenset({asking.ids[gold]}))
    assert asking.ids[gold] in {hit.stored.article.id for hit in with_it.hits}
    assert without.hits
    assert asking.ids[gold] not in {hit.stored.article.id for hit in without.hits}


def test_a_question_whose_answer_stands_elsewhere_too_is_left_out(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(section, "holds", lambda text, answers: True)
    kinds = {each.category for each in items_of(asking, Still())}
    assert kinds == {"answer", "marked", "other"}


# The verb


def kept(measured: Section, **limits: float) -> Floors:
    found = recorded(Floors(), [measured], because="").sections[measured.id]
    return Floors(sections={measured.id: replace(found, floors={**found.floors, **limits})})


@pytest.fixture
def already(measured: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the verb take what was measured already."""
    monkeypatch.setattr(section, "measure", lambda folder, limit, watch: measured)


@pytest.mark.usefixtures("already")
def test_floors_that_hold_pass_and_others_fail(
    folder: Path, measured: Section, tmp_path: Path, capsys: Output
) -> None:
    floors = tmp_path / "floors.json"
    write_floors(floors, kept(measured))
    assert main(["bench", str(folder), "--floors", str(floors)]) == 0
    assert "bench:towns  passed" in capsys.readouterr().out
    write_floors(floors, kept(measured, **{"wrong refusals": -0.1}))
    assert main(["bench", str(folder), "--floors", str(floors)]) == 1
    out = capsys.readouterr().out
    assert "bench:towns  failed" in out
    assert "FAILED  bench:towns  wrong refusals" in out


@pytest.mark.usefixtures("already")
def test_a_collection_without_floors_fails_where_floors_are_named(
    folder: Path, tmp_path: Path, capsys: Output
) -> None:
    write_floors(tmp_path / "floors.json", Floors())
    arguments = ["bench", str(folder), "--limit", "2", "--floors", str(tmp_path / "floors.json")]
    assert main(arguments) == 1
    assert "no recorded floors" in capsys.readouterr().out


@pytest.mark.usefixtures("already")
def test_a_collection_with_floors_that_is_gone_is_named_and_no_pass(
    folder: Path,
    measured: Section,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Output,
) -> None:
    found, path = kept(measured), tmp_path / "floors.json"
    limits = found.sections[measured.id]
    write_floors(path, Floors(sections={**found.sections, "bench:rivers": limits}))
    monkeypatch.setattr("evals.bench_gate.verb.found_in", lambda _: [folder])
    monkeypatch.setenv("TANYA_BENCH", str(folder.parent))
    assert main(["bench", "--floors", str(path)]) == 3
    out = capsys.readouterr().out
    assert "bench:rivers  not measured" in out and "no folder of this name" in out
    assert main(["bench", str(folder), "--floors", str(path)]) == 0  # this one was asked for
    assert "bench:rivers" not in capsys.readouterr().out
    assert main(["bench", str(folder)]) == 0
    assert "no floors are recorded" in capsys.readouterr().out


def test_without_a_collection_nothing_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.delenv("TANYA_BENCH", raising=False)
    assert main(["bench"]) == 3
    assert "NOT MEASURED" in capsys.readouterr().out


def test_wrong_use_is_told(tmp_path: Path, capsys: Output) -> None:
    folder = str(tmp_path / "nowhere")
    assert main(["bench", folder]) == 2
    assert "evals:" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["bench", folder, "--limit", "0"])
    assert ended.value.code == 2 and "--limit" in capsys.readouterr().err
