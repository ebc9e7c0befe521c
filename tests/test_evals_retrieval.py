"""Measuring the search: the measures are trec_eval's, the data are checked, results compare."""

from __future__ import annotations

import gzip
import json
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evals import trec
from evals.archives import address, environment
from evals.cli import main
from evals.corpora import Query, read_collection, read_distractors
from evals.metrics import (
    RANKED,
    answer_values,
    below,
    estimate,
    estimates,
    paired,
    per_query,
)
from evals.searching import percentile, search_all, with_typo
from ingest import sources
from ingest.pipeline import Run
from ingest.split import split
from rag.archive import Archive
from rag.errors import UsageError, VectorsUnavailable
from rag.language import question_words

Output = pytest.CaptureFixture[str]

# --- measures: trec_eval's definitions, worked out by hand ----------------------------------------


def dcg(*grades: int) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def by_hand(grades: dict[str, int], found: dict[str, float]) -> dict[str, float]:
    """Return the measures as trec_eval's manual defines them, written out anew."""
    # Scores fall; equal scores stand in the order of ids from the last to the first.
    ranked = sorted(found, key=lambda name: (found[name], name), reverse=True)
    gains = [grades.get(name, 0) for name in ranked]
    right = sum(grade > 0 for grade in grades.values())
    first = next((rank for rank, gain in enumerate(gains, 1) if gain > 0), None)
    best = dcg(*sorted(grades.values(), reverse=True)[:10])
    values = {
        "ndcg@10": dcg(*gains[:10]) / best if best else 0.0,
        "mrr@10": 1 / first if first and first <= 10 else 0.0,
    }
    for k in (1, 3, 5, 10):
        among = sum(gain > 0 for gain in gains[:k])
        values[f"success@{k}"] = float(among > 0)
        values[f"recall@{k}"] = among / right if right else 0.0
    return values


def ranking(*names: str) -> dict[str, float]:
    return {name: float(len(names) - number) for number, name in enumerate(names)}


def test_several_right_articles() -> None:
    values = per_query({"q": {"a": 1, "b": 1, "c": 1}}, {"q": ranking("x", "a", "y", "b", "z")})
    expected = {
        **{"success@1": 0, "success@3": 1, "success@5": 1, "success@10": 1},
        **{"recall@1": 0, "recall@3": 1 / 3, "recall@5": 2 / 3, "recall@10": 2 / 3},
        "mrr@10": 1 / 2,
        "ndcg@10": (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3) + 1 / 2),
    }
    assert values["q"] == pytest.approx(expected)
    assert set(expected) == set(RANKED)


def test_equal_scores_stand_by_id_from_the_last_to_the_first() -> None:
    tied = {"q": {"a": 0.5, "b": 0.5, "x": 0.5}}
    assert per_query({"q": {"x": 1}}, tied)["q"]["mrr@10"] == 1.0
    assert per_query({"q": {"b": 1}}, tied)["q"]["mrr@10"] == 0.5
    last = per_query({"q": {"a": 1}}, tied)["q"]
    assert last["mrr@10"] == pytest.approx(1 / 3)
    assert (last["success@1"], last["success@3"]) == (0.0, 1.0)
    assert last["ndcg@10"] == pytest.approx(1 / 2)


def test_the_first_ten_count_and_the_eleventh_does_not() -> None:
    names = [f"n{number:02}" for number in range(11)]
    tenth = per_query({"q": {"n09": 1}}, {"q": ranking(*names)})["q"]
    assert (tenth["mrr@10"], tenth["success@10"]) == (pytest.approx(0.1), 1.0)
    eleventh = per_query({"q": {"n10": 1}}, {"q": ranking(*names)})["q"]
    assert not any(eleventh.values())


def test_a_judged_question_that_is_missing_scores_nothing_and_others_do_not_count() -> None:
    values = per_query({"q": {"a": 1}, "missing": {"a": 1}, "empty": {"a": 1}},
                       {"q": ranking("a"), "empty": {}, "unasked": ranking("a")})  # fmt: skip
    assert set(values) == {"q", "missing", "empty"}
    assert values["missing"] == values["empty"] == dict.fromkeys(RANKED, 0.0)
    assert estimates(values)["mrr@10"].value == pytest.approx(1 / 3)


def test_judged_wrong_is_wrong_and_grades_are_gains() -> None:
    values = per_query({"q": {"a": 0, "b": 1, "c": 3}}, {"q": ranking("a", "b", "c")})["q"]
    assert (values["success@1"], values["mrr@10"], values["recall@3"]) == (0.0, 0.5, 1.0)
    assert values["ndcg@10"] == pytest.approx(dcg(0, 1, 3) / dcg(3, 1))


def test_any_run_scores_as_by_hand_and_as_trec_eval_itself() -> None:
    import pytrec_eval

    draw = random.Random(7)
    qrels, run = {}, {}
    for number in range(200):
        names = [f"d{draw.randrange(30)}" for _ in range(draw.randrange(1, 25))]
        run[f"q{number}"] = {name: float(draw.randrange(6)) for name in names}  # many ties
        qrels[f"q{number}"] = {
            f"d{draw.randrange(30)}": draw.choice((0, 1, 1, 2)) for _ in range(draw.randrange(1, 6))
        }
    values = per_query(qrels, run)
    for query, grades in qrels.items():
        assert values[query] == pytest.approx(by_hand(grades, run[query])), query
    theirs = pytrec_eval.RelevanceEvaluator(
        qrels, {"success.1,5,10", "recall.1,5,10", "ndcg_cut.10", "recip_rank"}
    ).evaluate(run)
    for query, found in theirs.items():
        for k in (1, 5, 10):
            assert values[query][f"success@{k}"] == found[f"success_{k}"]
            assert values[query][f"recall@{k}"] == pytest.approx(found[f"recall_{k}"], abs=1e-6)
        assert values[query]["ndcg@10"] == pytest.approx(found["ndcg_cut_10"], abs=1e-6)
        first = found["recip_rank"] if found["recip_rank"] >= 0.0999 else 0.0
        assert values[query]["mrr@10"] == pytest.approx(first)


# --- answers in passages --------------------------------------------------------------------------


def test_a_passage_that_holds_the_answer() -> None:
    passages = [("x", "Upah naik."), ("y", "Rp\n4.900.000 per bulan"), ("g", "rp 4.900.000")]
    assert answer_values(passages, ["Rp 4.900.000"], {"g"}) == {
        **{"answer@1": 0.0, "answer@3": 1.0, "answer@5": 1.0},
        **{"gold_answer@1": 0.0, "gold_answer@3": 1.0, "gold_answer@5": 1.0},
    }
    assert answer_values(passages[:2], ["Rp 4.900.000"], {"g"})["gold_answer@5"] == 0.0
    assert answer_values(passages, [" ", "mogok"], {"g"})["answer@5"] == 0.0
    assert not any(answer_values([], ["mogok"], {"g"}).values())


# --- intervals and comparison ---------------------------------------------------------------------


def test_intervals() -> None:
    share = estimate("success@1", [1.0] * 8 + [0.0] * 2)  # Wilson (1927), worked out
    assert (share.low, share.high) == (
        pytest.approx(0.4902, abs=1e-4),
        pytest.approx(0.9433, abs=1e-4),
    )
    values = [0.0, 0.5, 1.0] * 30
    mean = estimate("ndcg@10", values)
    error = math.sqrt(sum((v - 0.5) ** 2 for v in values) / 90) / math.sqrt(90)
    assert (mean.value, mean.n) == (0.5, 90)
    assert mean.low == pytest.approx(0.5 - 1.96 * error, abs=0.01)
    assert mean.high == pytest.approx(0.5 + 1.96 * error, abs=0.01)
    assert estimate("ndcg@10", values) == mean, "the seed is fixed"
    assert estimate("mrr@10", [1.0]) == replace(mean, value=1.0, low=1.0, high=1.0, n=1)
    assert math.isnan(estimate("mrr@10", []).value)


def test_the_sign_test_is_exact_and_one_sided() -> None:
    ours = {f"q{n}": 1.0 for n in range(5)} | {"same": 0.5, "new": 1.0}
    theirs = {f"q{n}": 0.0 for n in range(5)} | {"same": 0.5, "old": 1.0}
    found = paired(ours, theirs)
    assert (found.wins, found.losses, found.ties) == (5, 0, 1)
    assert (found.p_better, found.p_worse) == (1 / 32, 1.0)
    turned = paired(theirs, ours)
    assert (turned.losses, turned.p_worse) == (5, 1 / 32)
    assert paired({"a": 1.0, "b": 0.0}, {"a": 0.0, "b": 1.0}).p_better == 0.75
    assert paired({"a": 1.0}, {"a": 1.0}).p_better == 1.0


def test_floors() -> None:
    found = estimates({"q": dict.fromkeys(RANKED, 0.5)})
    assert below({"mrr@10": 0.5}, found) == []
    assert "0.5000, its floor is 0.5100" in below({"mrr@10": 0.51}, found)[0]
    assert "not measured" in below({"answer@1": 0.0}, found)[0]
    assert below({"mrr@10": float("nan")}, found), "a floor of NaN is never reached"


# --- files of trec_eval ---------------------------------------------------------------------------


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    run = {
        "q1": trec.as_scores(["c", "a", "b"]),
        "q2": trec.as_scores([f"n{n}" for n in range(60)]),
    }
    trec.write_run(tmp_path / "run", run)
    lines = (tmp_path / "run").read_text().splitlines()
    assert lines[:2] == ["q1 Q0 c 1 1 tanya", "q1 Q0 a 2 0.5 tanya"]
    again = trec.read_run(tmp_path / "run")
    for query, found in run.items():
        assert sorted(again[query], key=again[query].__getitem__, reverse=True) == list(found)
    trec.write_qrels(tmp_path / "qrels", {"q1": {"c": 2, "a": 0}})
    assert (tmp_path / "qrels").read_text() == "q1 0 c 2\nq1 0 a 0\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("q Q0 a 1 0.5 t\nq Q0 b\n", "line 2 cannot be used: it has not the six columns"),
        ("q Q0 a 1 high t\n", "line 1 cannot be used: the score “high” is no number"),
        ("q Q0 a 1 nan t\n", "is no number"),
        ("q Q0 a 1 2 t\nq Q0 a 2 1 t\n", "line 2 cannot be used: a was found for q already"),
        ("\n", "holds no run"),
    ],
)
def test_a_broken_run_names_its_line(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "run").write_text(text)
    with pytest.raises(UsageError, match=why):
        trec.read_run(tmp_path / "run")


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff")
    for broken in (tmp_path / "none", tmp_path, tmp_path / "bytes"):
        with pytest.raises(UsageError, match="cannot be read"):
            trec.read_run(broken)
    with pytest.raises(UsageError, match="cannot be written"):
        trec.write_run(tmp_path / "no" / "run", {})
    with pytest.raises(UsageError, match="white space"):
        trec.write_run(tmp_path / "run", {"q": {"a b": 1.0}})


# --- collections ----------------------------------------------------------------------------------

TITLES = ["Mogok Pabrik Kertas", "Upah Pelaut Naik", "Kongres Serikat Guru", "Kecelakaan Tambang"]
TEXTS = [
    "Sebanyak 740 buruh pabrik kertas di Pasirwangi mogok kerja sejak Senin karena uang makan.",
    "Upah pelaut kapal tunda Samudra naik menjadi Rp 4.900.000 mulai bulan depan.",
    "Kongres serikat guru memilih Roswita Mangunsong sebagai ketua umum dengan 118 suara.",
    "Dua pekerja tambang timah terluka ketika dinding galian runtuh di Muara Selat.",
]
QUESTIONS = [
    {"_id": "q0", "text": "Berapa buruh pabrik kertas mogok?", "metadata": {
        "answers": ["740"], "tags": ["num"], "text_en": "mogok pabrik kertas 740"}},
    {"_id": "q1", "text": "Berapa upah pelaut kapal tunda?", "metadata": {
        "answers": ["Rp 4.900.000"], "tags": ["num", "para"], "text_en": "upah pelaut"}},
    {"_id": "q2", "text": "Siapa ketua umum serikat guru?", "metadata": {
        "answers": ["Roswita Mangunsong"], "type": "siapa", "text_en": "dinding galian runtuh"}},
    {"_id": "q3", "text": "Siapa menteri kelautan?", "metadata": {
        "answers": [], "answerable": False, "text_en": "minister"}},
]  # fmt: skip


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def make_folder(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    articles = [
        {"_id": f"a{number}", "title": title, "text": text}
        for number, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True))
    ]
    # The same text again under another id, which is the one that is judged.
    articles.append({"_id": "twin", "title": TITLES[2], "text": TEXTS[2]})
    (folder / "corpus.jsonl").write_text(lines(articles))
    (folder / "queries.jsonl").write_text(lines(QUESTIONS))
    judged = "query-id\tcorpus-id\tscore\nq0\ta0\t1\nq1\ta1\t1\nq2\ttwin\t1\nq2\ta3\t0\n"
    (folder / "qrels" / "test.tsv").write_text(judged)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "beir")


def test_a_folder_is_read(folder: Path) -> None:
    collection = read_collection(folder)
    assert collection.ids == ("a0", "a1", "a2", "a3", "twin")
    assert [query.id for query in collection.asked()] == ["q0", "q1", "q2"]
    assert collection.queries[1].categories == ("num", "para")
    assert collection.queries[2].categories == ("siapa",)
    assert collection.qrels["q2"] == {"twin": 1, "a3": 0}
    english = read_collection(folder, field="text_en")
    assert english.queries[1].text == "upah pelaut" and english.digest != collection.digest
    packed = folder / "corpus.jsonl.gz"
    packed.write_bytes(gzip.compress((folder / "corpus.jsonl").read_bytes()))
    with pytest.raises(UsageError, match=r"both corpus\.jsonl and"):
        read_collection(folder)
    (folder / "corpus.jsonl").unlink()
    assert read_collection(folder).ids == read_distractors(folder).ids == collection.ids


DAMAGES: dict[str, tuple[str, Callable[[str], str], str]] = {
    "no corpus": ("corpus.jsonl", lambda _: "", r"corpus\.jsonl cannot be used: it holds no art"),
    "corpus, no JSON": ("corpus.jsonl", lambda t: t + "{\n", r"corpus\.jsonl, line 6 cannot be us"),
    "corpus, no object": ("corpus.jsonl", lambda t: "3\n" + t, "line 1 cannot .* no JSON object"),
    "corpus, no id": ("corpus.jsonl", lambda t: t.replace('"a1"', '""'), "line 2 .* has no _id"),
    "corpus, no text": ("corpus.jsonl", lambda t: t.replace('"text"', '"txt"', 1), "no text"),
    "corpus, twins": ("corpus.jsonl", lambda t: t.replace("a1", "a0"), "a0 stands there 2 times"),
    "queries, no JSON": ("queries.jsonl", lambda t: t + "x\n", r"queries\.jsonl, line 5 cannot"),
    "queries, no text": (
        "queries.jsonl", lambda t: t.replace('"text": "Siapa ketua', '"t": "x'), "line 3 .* no text"
    ),
    "queries, answers": (
        "queries.jsonl", lambda t: t.replace('["740"]', "[740]"), "line 1 .* answers are no list"
    ),
    "queries, metadata": (
        "queries.jsonl", lambda t: '{"_id":"q","text":"t","metadata":[1]}\n' + t, "is no object"
    ),
    "queries, twins": ("queries.jsonl", lambda t: t.replace("q1", "q0"), "q0 stands there 2 times"),
    "qrels, question": ("qrels/test.tsv", lambda t: t + "q9\ta0\t1", r"line 6 .*tion q9"),
    "qrels, article": ("qrels/test.tsv", lambda t: t.replace("a0", "b0"), "line 2 .* no art"),
    "qrels, columns": ("qrels/test.tsv", lambda t: t + "q0 a0 1\n", "line 6 .* has 1 columns"),
    "qrels, score": ("qrels/test.tsv", lambda t: t + "q0\ta1\tyes", "“yes” is no whole number"),
    "qrels, twice": ("qrels/test.tsv", lambda t: t + "q0\ta0\t1", "q0 and a0 stand there twice"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_cannot_be_used_is_named_with_its_line(folder: Path, damage: str) -> None:
    name, change, said = DAMAGES[damage]
    path = folder / name
    path.write_text(change(path.read_text()))
    with pytest.raises(UsageError, match=said):
        read_collection(folder)


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(folder: Path, missing: str, capsys: Output) -> None:
    (folder / missing).unlink()
    assert main(["retrieval", str(folder)]) == 2
    said = capsys.readouterr().err
    assert missing.removesuffix("l") in said and "Traceback" not in said


# --- questions put to a retriever -----------------------------------------------------------------


@dataclass(frozen=True)
class Fake:
    """A retriever whose hits are (article, text)."""

    hits: tuple[tuple[str, str], ...]
    trouble: Any = None
    limit: int = 8
    today: Any = None

    @property
    def archive(self) -> Any:
        return SimpleNamespace(statistics=lambda: SimpleNamespace(newest=date(2019, 5, 1)))

    def search(self, question: str) -> Any:
        @dataclass
        class Thing:
            def __init__(self, **values: Any) -> None:
                self.__dict__.update(values)

        made = [
            Thing(stored=Thing(article=Thing(id=article), text=text))
            for article, text in self.hits[: self.limit]
        ]
        return Thing(hits=made, trouble=self.trouble)


def test_articles_are_ranked_by_their_best_passage() -> None:
    hits = tuple((f"x{number % 20}", f"passage {number}") for number in range(60))
    retriever: Any = Fake(hits=hits)
    names = {f"x{number}": f"name{number}" for number in range(20)}
    (found,) = search_all(retriever, [Query(id="q", text="upah")], names)
    assert found.articles == tuple(f"name{number}" for number in range(20))
    assert found.passages[1] == ("name1", "passage 1") and len(found.passages) == 5
    assert found.seconds >= 0


def test_relative_dates_are_counted_from_the_newest_article() -> None:
    days: list[date] = []

    @dataclass(frozen=True)
    class Dated(Fake):
        def search(self, question: str) -> Any:
            days.append(self.today())
            return super().search(question)

    retriever: Any = Dated(hits=(("x", "passage"),))
    search_all(retriever, [Query(id="q", text="upah bulan lalu")], {"x": "name"})
    assert set(days) == {date(2019, 5, 1)}


def test_half_a_search_is_no_measurement() -> None:
    trouble = VectorsUnavailable("The index is away.", remedy="Start it.")
    retriever: Any = Fake(hits=(), trouble=trouble)
    with pytest.raises(VectorsUnavailable):
        search_all(retriever, [Query(id="q", text="upah")], {})


def test_a_typo_is_one_wrong_letter_in_one_content_word() -> None:
    text = "Siapakah Ketua umum serikat buruh yang memimpin pemogokan di Pasirwangi?"
    seen = set()
    for number in range(200):
        wrong = with_typo(Query(id=f"q{number}", text=text), seed=1).text
        (place,) = [i for i, pair in enumerate(zip(text, wrong, strict=True)) if len(set(pair)) > 1]
        start, end = text.rfind(" ", 0, place) + 1, text.find(" ", place)
        word = text[start : end if end > 0 else None].strip("?")
        assert len(word) >= 5 and question_words(word), word
        assert wrong[place].isalpha() and wrong[place].isupper() == text[place].isupper()
        seen.add(wrong)
    assert len(seen) > 50
    assert with_typo(Query(id="q", text=text), seed=1) == with_typo(
        Query(id="q", text=text), seed=1
    )
    assert {with_typo(Query(id="q", text=text), seed=seed).text for seed in range(9)} > {text} - {
        text
    }
    assert with_typo(Query(id="q", text="Di mana UMK 2026?"), seed=1).text == "Di mana UMK 2026?"


def test_percentiles() -> None:
    assert percentile(range(1, 101), 0.5) == 50
    assert percentile(range(1, 101), 0.95) == 95
    assert percentile([3.0], 0.95) == 3.0
    assert math.isnan(percentile([], 0.5))


# --- the whole way --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["corpus.jsonl", "100% a.jsonl", "kor\npus.jsonl", "a#b.jsonl"])
def test_the_address_of_a_record_is_ingest_s(tmp_path: Path, name: str) -> None:
    for record in ("a-1", "x#y/z %20", "é🧵"):
        path = (tmp_path / name).resolve()
        assert address(path, record) == sources.record_source(sources.source_of(path), record)


def test_what_somebody_set_for_daily_use_is_left_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TANYA_SEARCH", "TANYA_EMBEDDER", "TANYA_DATA_DIR", "CHROMA_URL", "OLLAMA_HOST"):
        monkeypatch.setenv(name, "mine")
    assert "mine" not in environment().values()
    chosen = environment(embedder="ollama:bge-m3", search="words")
    assert (chosen["TANYA_EMBEDDER"], chosen["TANYA_SEARCH"]) == ("ollama:bge-m3", "words")
    assert chosen["OLLAMA_HOST"] == "mine", "where the chosen embedder is"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder and the archive of it, made by the first run."""
    base = tmp_path_factory.mktemp("retrieval")
    return make_folder(base / "beir"), base / "archive"


def measure(made: tuple[Path, Path], *more: str) -> int:
    return main(["retrieval", str(made[0]), "--data-dir", str(made[1]), "--search", "words", *more])


def test_the_command_measures_and_its_run_scores_the_same(
    made: tuple[Path, Path], tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_SEARCH", "nonsense")
    names = ("out", "run", "qrels-out")
    files = [part for name in names for part in (f"--{name}", str(tmp_path / name))]
    assert measure(made, *files) == 0
    said = capsys.readouterr().out
    assert "3 questions asked, search words" in said and "right for them: 1\n" in said
    stored = json.loads((tmp_path / "out").read_text())
    assert stored["measures"]["success@1"] == pytest.approx(
        {"value": 1.0, "low": 0.4385, "high": 1.0, "n": 3}, abs=1e-4
    )
    assert stored["measures"]["answer@1"]["value"] == 1.0
    assert stored["setting"]["articles"] == "4", "the twin is the same article"
    assert stored["categories"]["num"]["success@1"]["n"] == 2
    assert stored["latency_ms"]["p95"] >= stored["latency_ms"]["median"] > 0
    assert "q2 Q0 twin 1" in (tmp_path / "run").read_text(), "by the name that is judged"
    assert "q2 0 twin 1" in (tmp_path / "qrels-out").read_text()

    again = ["retrieval", str(made[0]), "--score", str(tmp_path / "run")]
    assert main([*again, "--against", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "success@1 gained (0): -" in said and "success@1 lost (0): -" in said


def test_two_results_are_compared_question_by_question(
    made: tuple[Path, Path], tmp_path: Path, capsys: Output
) -> None:
    stored = tmp_path / "stored.run"
    stored.write_text("q0 Q0 a0 1 9 x\nq0 Q0 a1 2 8 x\nq1 Q0 a0 1 9 x\nq1 Q0 a1 2 8 x\n")
    result = tmp_path / "out"
    english = ("--query-field", "text_en", "--against", str(stored), "--out", str(result))
    assert measure(made, *english) == 0
    against = json.loads(result.read_text())["against"]
    # Asked otherwise, q1 is right where the run was wrong, q2 wrong where the run had nothing.
    assert (against["gained"], against["lost"]) == (["q1"], [])
    assert against["measures"]["success@1"] == {
        **{"wins": 1, "losses": 0, "ties": 2},
        **{"p_better": 0.5, "p_worse": 1.0},
    }
    assert "success@1 gained (1): q1" in capsys.readouterr().out


def test_floors_decide_the_exit_code(
    made: tuple[Path, Path], tmp_path: Path, capsys: Output
) -> None:
    run, floors = tmp_path / "run", tmp_path / "floors"
    run.write_text("q0 Q0 a0 1 9 x\n")
    score = ["retrieval", str(made[0]), "--score", str(run), "--floors", str(floors)]
    floors.write_text('{"success@1": 0.33}')
    assert main(score) == 0
    floors.write_text('{"success@1": 0.34}')
    assert main(score) == 1
    assert "FAILED  success@1: 0.3333, its floor is 0.3400" in capsys.readouterr().out
    for broken in ('{"success@2": 1}', "[", "[1]", '{"success@1": "x"}'):
        floors.write_text(broken)
        assert main(score) == 2
    for stored in ("{}", '{"schema": 0, "queries": {}}', '{"schema": 1, "queries": {"q0": {}}}'):
        floors.write_text(stored)
        assert main([*score[:4], "--against", str(floors)]) == 2


def quick_filled(corpus: Path, data_dir: Path, environ: Any) -> None:
    """Fill an archive in this process and without vectors."""
    archive = Archive(data_dir)
    run = Run(archive, splitter=lambda prepared: split(prepared.article, prepared.lines))
    list(run.over(sources.find([str(corpus)])))
    archive.close()


@pytest.fixture
def quick_fill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.archives._fill", quick_filled)


@pytest.mark.usefixtures("quick_fill")
def test_an_archive_that_lacks_an_article_is_refused(folder: Path, capsys: Output) -> None:
    with (folder / "corpus.jsonl").open("a") as stream:
        stream.write('{"_id": "empty", "title": "", "text": " "}\n')
    assert main(["retrieval", str(folder), "--search", "words"]) == 2
    assert "lacks empty of" in capsys.readouterr().err


@pytest.mark.usefixtures("quick_fill")
def test_other_articles_are_told_or_meant(
    made: tuple[Path, Path], tmp_path: Path, capsys: Output
) -> None:
    other = tmp_path / "more"
    other.mkdir()
    rows = [
        {"_id": "a0", "title": "Mogok Pabrik Kertas", "text": f"Mogok pabrik kertas ke-{n}."}
        | {"_id": f"a{n}"}
        for n in range(6)
    ]
    (other / "corpus.jsonl").write_text(lines(rows))
    archive = str(tmp_path / "archive")
    both = (made[0], Path(archive))
    assert measure(both, "--with-distractors", str(other), "--out", str(tmp_path / "out")) == 0
    stored = json.loads((tmp_path / "out").read_text())
    assert (stored["setting"]["articles"], stored["setting"]["distractors"]) == ("10", "more")
    assert stored["queries"]["q2"]["success@1"] == 1.0
    capsys.readouterr()
    assert measure(both) == 2
    assert "holds 6 articles that are not of" in capsys.readouterr().err


def test_a_terminal_gets_tables_that_fit(
    made: tuple[Path, Path], tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    run.write_text("q0 Q0 a0 1 9 x\nq1 Q0 a1 1 9 x\nq2 Q0 twin 1 9 x\n")
    score = ["retrieval", str(made[0]), "--score", str(run), "--against", str(run)]
    assert main(score) == 0
    plain = capsys.readouterr().out
    assert "─" not in plain and "\x1b" not in plain
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(score) == 0
    boxed = capsys.readouterr().out
    assert "─" in boxed and "…" not in boxed
    for cell in ("success@1", "[43.9, 100.0]", "siapa", "ndcg@10", "p worse"):
        assert cell in plain and cell in boxed, cell


def test_nothing_to_ask_is_an_error(folder: Path, capsys: Output) -> None:
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n")
    assert main(["retrieval", str(folder)]) == 2
    assert "No question of" in capsys.readouterr().err
