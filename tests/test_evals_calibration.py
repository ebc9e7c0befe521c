"""The weight of the vectors: fusion is not below the better leg, on these questions or others."""

from __future__ import annotations

import json
import os
import random
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from evals.calibration import (
    SETTING,
    WEIGHTS,
    Calibration,
    Legs,
    Quality,
    as_setting,
    calibrate,
    first_right,
    fused,
    quality,
)
from evals.cli import main
from rag.archive import Archive
from rag.retrieval import fuse

POOL = 400  # passages that are not right, of as many articles
ARTICLES = {f"p{number}": f"a{number}" for number in range(POOL)} | {"right": "gold"}

# How often the right passage is first, and how often it is among the others else.
WORDS = (0.85, 0.75)
EMBEDDERS = {"good": (0.90, 0.80), "weak": (0.40, 0.40), "random": (0.0, 0.02)}


def ranking(draw: random.Random, first: float, later: float) -> list[str]:
    others = [f"p{number}" for number in draw.sample(range(POOL), 50)]
    if draw.random() < first:
        return ["right", *others[:49]]
    if draw.random() < later:
        place = min(49, 1 + int(draw.expovariate(0.25)))
        return [*others[:place], "right", *others[place:49]]
    return others


@cache
def questions(embedder: str, seed: int, n: int) -> tuple[Legs, ...]:
    """Return simulated questions: what the two legs find is independent of each other."""
    draw = random.Random(seed)
    return tuple(
        Legs(
            words=ranking(draw, *WORDS),
            vectors=ranking(draw, *EMBEDDERS[embedder]),
            article=ARTICLES,
            gold=frozenset({"gold"}),
        )
        for _ in range(n)
    )


@cache
def calibrated(embedder: str, seed: int, n: int) -> Calibration:
    return calibrate(questions(embedder, seed, n))


def success(ranked: list[list[str]], asked: tuple[Legs, ...], cut: int) -> list[float]:
    ranks = [first_right(found, each) for found, each in zip(ranked, asked, strict=True)]
    return [float(rank is not None and rank <= cut) for rank in ranks]


def shortfall(asked: tuple[Legs, ...], weight: float, cut: int) -> float:
    """Return how far fusion is below the better leg, in standard errors of the difference."""
    together = success([fused(each, weight) for each in asked], asked, cut)
    legs = [
        success([list(leg) for leg in found], asked, cut)
        for found in ([q.words for q in asked], [q.vectors for q in asked])
    ]
    better = max(legs, key=sum)
    lost = [a - b for a, b in zip(better, together, strict=True)]
    mean = sum(lost) / len(lost)
    error = sqrt(sum((value - mean) ** 2 for value in lost) / len(lost) / (len(lost) - 1))
    return mean / error if error else 0.0 if mean <= 0 else float("inf")


@pytest.mark.parametrize("n", [60, 400])
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("embedder", EMBEDDERS)
def test_fusion_is_not_below_the_better_leg(embedder: str, seed: int, n: int) -> None:
    weight = calibrated(embedder, seed, n).weight
    for cut in (1, 5):
        assert shortfall(questions(embedder, seed, n), weight, cut) <= 0.0
        assert shortfall(questions(embedder, 1000 + seed, 400), weight, cut) < 2.0


def test_equal_weights_would_be_far_below_it() -> None:
    """What the calibration is for: without it a weak embedder costs many points."""
    for embedder in ("weak", "random"):
        assert shortfall(questions(embedder, 1, 400), 1.0, 1) > 5.0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_good_embedder_counts_and_the_others_do_not(seed: int) -> None:
    assert calibrated("good", seed, 400).weight >= 0.5
    assert calibrated("weak", seed, 400).weight <= 0.05
    assert calibrated("random", seed, 400).weight == 0.0


def test_a_good_embedder_makes_both_better_than_either() -> None:
    found = calibrated("good", 1, 400)
    best = found.tried[found.weight]
    assert best.success_1 > max(found.words.success_1, found.vectors.success_1) + 0.02


def test_vectors_alone_are_better_where_words_find_nothing() -> None:
    nothing = tuple(
        Legs(words=[], vectors=each.vectors, article=each.article, gold=each.gold)
        for each in questions("good", 1, 60)
    )
    found = calibrate(nothing)
    assert found.weight > 0 and found.tried[found.weight] == found.vectors
    assert found.tried[0.0] == Quality(mrr=0.0, success_1=0.0, success_5=0.0)


def test_vectors_that_add_nothing_get_no_say() -> None:
    same = tuple(
        Legs(words=each.words, vectors=each.words, article=each.article, gold=each.gold)
        for each in questions("good", 1, 60)
    )
    assert calibrate(same).weight == 0.0


def test_where_no_weight_is_good_enough_the_least_bad_is_taken() -> None:
    asked = questions("weak", 1, 400)
    found = calibrate(asked, weights=(0.5, 3.0))
    assert found.guarded == () and found.weight == 0.5
    with pytest.raises(ValueError):
        calibrate([])
    with pytest.raises(ValueError):
        calibrate(asked, weights=())


def test_ranks_count_articles_and_fusion_is_the_product_s() -> None:
    legs = Legs(
        words=["a.1", "a.2", "b.1"],
        vectors=["b.1", "c.1"],
        article={"a.1": "a", "a.2": "a", "b.1": "b", "c.1": "c"},
        gold=frozenset({"b", "c"}),
    )
    assert first_right(legs.words, legs) == 2, "two passages of one article are one rank"
    assert first_right(["a.1"], legs) is None
    assert fused(legs, 0.5) == [n for n, _ in fuse([(1.0, legs.words), (0.5, legs.vectors)])]
    assert fused(legs, 0.0) == ["a.1", "a.2", "b.1"], "switched off, not merely last"


def test_quality_is_cut_at_ten() -> None:
    found = quality([1, 2, 10, 11, None])
    assert found == Quality(mrr=(1 + 0.5 + 0.1) / 5, success_1=0.2, success_5=0.4)


def test_what_is_stored_holds_the_weight_and_the_numbers() -> None:
    found = calibrated("good", 1, 60)
    stored = json.loads(as_setting(found, dataset="labor", digest="d" * 64))
    assert (stored["weight"], stored["n"], stored["dataset"]) == (found.weight, 60, "labor")
    assert set(stored["tried"]) == {f"{weight:g}" for weight in WEIGHTS}
    assert stored["fused"] == stored["tried"][f"{found.weight:g}"]
    assert stored["words"]["success_1"] == pytest.approx(found.words.success_1, abs=1e-4)


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose archive is filled quickly and whose legs are simulated."""
    from test_evals_retrieval import make_folder, quick_filled

    monkeypatch.setattr("evals.archives._fill", quick_filled)
    monkeypatch.setattr("rag.projection.Projector.catch_up", lambda *_: 0)
    return make_folder(tmp_path / "beir")


def settings(folder: Path) -> dict[str, Any]:
    from rag.embedding import OfflineEmbedder

    archive = Archive(folder)
    try:
        stored = archive.setting(SETTING + OfflineEmbedder().identity())
    finally:
        archive.close()
    return json.loads(stored) if stored else {}


def test_the_command_stores_the_weight_of_the_embedder(
    measured: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weak = questions("weak", 1, 60)
    monkeypatch.setattr("evals.calibrating.legs_of", lambda made, queries: weak)
    kept, office, out = tmp_path / "kept", tmp_path / "office", tmp_path / "out.json"
    assert main(["calibrate", str(measured), "--data-dir", str(kept)]) == 0
    assert settings(kept)["weight"] == calibrated("weak", 1, 60).weight
    assert f"stored in {kept}" in capsys.readouterr().out

    assert main(["calibrate", str(measured), "--store", str(office)]) == 2
    assert "There is no archive in" in capsys.readouterr().err
    Archive(office).close()
    assert main(["calibrate", str(measured), "--store", str(office), "--out", str(out)]) == 0
    assert settings(office) == settings(kept)
    stored = json.loads(out.read_text())
    assert stored["embedder"].startswith("offline ") and stored["weight"] == 0.0

    assert main(["calibrate", str(measured)]) == 0
    assert "not stored" in capsys.readouterr().out


def test_both_legs_are_asked_alone(
    measured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from evals.archives import environment, opened
    from evals.calibrating import legs_of
    from evals.corpora import read_collection

    asked: list[int] = []

    def nearest(self: Any, question: str, limit: int) -> list[str]:
        asked.append(limit)
        (first, *_) = self._archive.passages_after("", limit=1)
        return [first]

    monkeypatch.setattr("rag.projection.Projector.search", nearest)
    collection = read_collection(measured)
    with opened(collection, [], data_dir=None, environ=environment()) as made:
        legs = legs_of(made, collection.asked())
        words_only = [q for q in legs if q.words]
        assert len(legs) == len(words_only) == 3 and len(asked) >= 3
        for leg in legs:
            assert len(leg.vectors) == 1, "nothing of the words leg"
            assert first_right(leg.words, leg) == 1
        assert legs[2].gold == {"twin"}


@pytest.mark.ollama
@pytest.mark.timeout(1800)
def test_a_real_embedder_is_calibrated_and_never_below_its_better_leg(tmp_path: Path) -> None:
    """The collection is tiny: what is shown is that the whole way works with a real server."""
    from test_evals_retrieval import make_folder

    from rag.ollama_client import OllamaClient, normalise_host

    client = OllamaClient(normalise_host(os.environ["OLLAMA_HOST"]))
    there = [client.find(model.name) for model in client.models() if not model.remote]
    installed = [model.name for model in there if "embedding" in model.capabilities]
    if not installed:
        pytest.skip("NOT RUN: no model for embedding there (ollama pull bge-m3)")
    out = tmp_path / "out.json"
    folder = make_folder(tmp_path / "beir")
    embedder = f"ollama:{installed[0]}"
    assert main(["calibrate", str(folder), "--embedder", embedder, "--out", str(out)]) == 0
    measured = json.loads(out.read_text())
    better = max(measured["words"]["mrr"], measured["vectors"]["mrr"])
    assert measured["fused"]["mrr"] >= better - 0.05
