"""How much the vector leg counts in reciprocal rank fusion, measured for one embedder.

The words leg has weight 1. Candidates for the vectors' weight are tried on the questions of a
collection, from the two legs' rankings taken once each. The choice:

1. *Guard.* A weight stays only if neither success@1 nor success@5 is below the better leg alone.
   (With one standard error of tolerance a weak embedder over good words was now and then given
   weight 0.05, and lost 4 points of success@1 on other questions: simulated, n = 1,200.)
2. *Plateau.* Of those, all whose MRR@10 is not below the best one's by more than one standard
   error of the paired difference (the rule of Breiman et al. 1984, section 3.4.3): they cannot be
   told apart.
3. *Choice.* 0 if it passed the guard and is not worse than the best by more than two standard
   errors: vectors that cannot be told from none get no say, and the best of ten weights is always
   better than it will be. Else the plateau's lower median, which is far from both edges, so that
   other questions find it well too.

Where no weight passes the guard, the one that falls short least is taken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import inf, sqrt

from rag.retrieval import fuse

WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
SETTING = "vectors_weight:"
"""The archive's setting is this and the embedder's identity; its value is ``as_setting``'s."""

SCHEMA = 1
_DEPTH = 10
_CUTS = (1, 5)
_DOUBT = 2.0  # standard errors: one in forty by chance


@dataclass(frozen=True, kw_only=True, slots=True)
class Legs:
    """One question: passages by words and by vectors, best first, and what is right.

    ``article`` gives the article of each passage; ``gold`` holds articles.
    """

    words: Sequence[str]
    vectors: Sequence[str]
    article: Mapping[str, str]
    gold: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Quality:
    """Means over the questions, from 0 to 1."""

    mrr: float
    success_1: float
    success_5: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """The weight that was chosen, and everything that was measured for it.

    ``tried`` has a row for each candidate, ``guarded`` those that passed the guard.
    """

    weight: float
    n: int
    words: Quality
    vectors: Quality
    tried: dict[float, Quality]
    guarded: tuple[float, ...]


def calibrate(questions: Sequence[Legs], weights: Sequence[float] = WEIGHTS) -> Calibration:
    """Choose the weight of the vector leg; see the module's description.

    Raises:
        ValueError: there is no question, or no weight.
    """
    if not questions or not weights:
        raise ValueError("a calibration needs questions and weights")
    ranks = {weight: [first_right(fused(q, weight), q) for q in questions] for weight in weights}
    words = [first_right(q.words, q) for q in questions]
    vectors = [first_right(q.vectors, q) for q in questions]
    short = {weight: _shortfall(found, words, vectors) for weight, found in ranks.items()}
    guarded = tuple(weight for weight in sorted(ranks) if short[weight] <= 0.0)
    weight = _chosen(ranks, guarded) if guarded else min(ranks, key=lambda w: (short[w], w))
    return Calibration(
        weight=weight,
        n=len(questions),
        words=quality(words),
        vectors=quality(vectors),
        tried={each: quality(found) for each, found in ranks.items()},
        guarded=guarded,
    )


def fused(question: Legs, weight: float) -> list[str]:
    """Return the passages that the product would rank with this weight; 0 is words alone."""
    if not weight:
        return list(question.words)
    return [name for name, _ in fuse([(1.0, question.words), (weight, question.vectors)])]


def first_right(ranked: Sequence[str], question: Legs) -> int | None:
    """Return the rank, among different articles, of the first right one; None if there is none."""
    articles = dict.fromkeys(question.article[passage] for passage in ranked)
    return next((rank for rank, name in enumerate(articles, 1) if name in question.gold), None)


def quality(ranks: Sequence[int | None]) -> Quality:
    """Return the means that ranks of the first right article make."""
    return Quality(
        mrr=_mean(_reciprocal(ranks)),
        success_1=_mean(_success(ranks, 1)),
        success_5=_mean(_success(ranks, 5)),
    )


def as_setting(found: Calibration, *, dataset: str, digest: str) -> str:
    """Return a calibration as it is stored: one line of JSON, ``weight`` in it."""
    return json.dumps(
        {
            "schema": SCHEMA,
            "weight": found.weight,
            "dataset": dataset,
            "digest": digest[:16],
            "n": found.n,
            "words": _rounded(found.words),
            "vectors": _rounded(found.vectors),
            "fused": _rounded(found.tried[found.weight]),
            "tried": {f"{weight:g}": _rounded(each) for weight, each in found.tried.items()},
        }
    )


def _rounded(found: Quality) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(found).items()}


def _chosen(ranks: Mapping[float, Sequence[int | None]], guarded: Sequence[float]) -> float:
    gains = {weight: _reciprocal(ranks[weight]) for weight in guarded}
    best = max(guarded, key=lambda weight: (_mean(gains[weight]), -weight))
    plateau = []
    for weight in sorted(guarded):
        lost = [a - b for a, b in zip(gains[best], gains[weight], strict=True)]
        mean, error = _mean(lost), _standard_error(lost)
        if weight == 0.0 and mean <= _DOUBT * error:
            return 0.0
        if mean <= error:
            plateau.append(weight)
    return plateau[(len(plateau) - 1) // 2]


def _shortfall(
    found: Sequence[int | None], words: Sequence[int | None], vectors: Sequence[int | None]
) -> float:
    """Return how far a ranking is below the better leg, in standard errors, at its worst cut."""
    worst = -inf
    for cut in _CUTS:
        legs = (_success(words, cut), _success(vectors, cut))
        lost = [a - b for a, b in zip(max(legs, key=sum), _success(found, cut), strict=True)]
        mean, error = _mean(lost), _standard_error(lost)
        worst = max(worst, mean / error if error else (inf if mean > 0 else 0.0))
    return worst


def _reciprocal(ranks: Sequence[int | None]) -> list[float]:
    return [1 / rank if rank is not None and rank <= _DEPTH else 0.0 for rank in ranks]


def _success(ranks: Sequence[int | None], cut: int) -> list[float]:
    return [float(rank is not None and rank <= cut) for rank in ranks]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _standard_error(values: Sequence[float]) -> float:
    """Return the standard error of a mean; 0 where a single question tells nothing of it."""
    n = len(values)
    if n < 2:
        return 0.0
    mean = _mean(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / (n - 1) / n)
