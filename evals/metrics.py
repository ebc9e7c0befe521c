"""How good a ranking is: trec_eval's measures through ir-measures, with 95% intervals.

========================  ======================================================================
success@k                 1 if any right article is among the first k (trec_eval ``success_k``)
recall@k                  share of the right articles among the first k (``recall_k``)
ndcg@10                   normalised discounted cumulative gain (``ndcg_cut_10``)
mrr@10                    1 / rank of the first right article (``recip_rank``), 0 below rank 10
answer@k                  1 if one of the first k passages holds an accepted answer
gold_answer@k             the same, counting only passages of right articles
========================  ======================================================================

trec_eval orders by score and, where scores are equal, by id from the last to the first; ranks in
a run file mean nothing to it. A judged question that a run does not name scores 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb, isnan

from evals.rates import Rate
from rag.language import fold

CUTS = (1, 3, 5, 10)
ANSWER_CUTS = (1, 3, 5)
RANKED = (
    *(f"success@{k}" for k in CUTS),
    *(f"recall@{k}" for k in CUTS),
    "ndcg@10",
    "mrr@10",
)
ANSWERED = tuple(f"{kind}@{k}" for kind in ("answer", "gold_answer") for k in ANSWER_CUTS)
MEASURES = (*RANKED, *ANSWERED)

_RESAMPLES = 2000
_SEED = 20_250_301
_MRR_DEPTH = 10

Run = Mapping[str, Mapping[str, float]]
"""Question id → article id → score, higher is better."""
PerQuery = dict[str, dict[str, float]]
"""Question id → measure → value from 0 to 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """A mean over ``n`` questions with its 95% interval; NaN where n is 0."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Paired:
    """Questions on which one result is better or worse than the other.

    ``p_better`` is the one-sided exact sign test: how likely so many wins among those that differ
    are by chance alone; ``p_worse`` the same for losses. 1 where nothing differs.
    """

    wins: int
    losses: int
    ties: int
    p_better: float
    p_worse: float


def per_query(qrels: Mapping[str, Mapping[str, int]], run: Run) -> PerQuery:
    """Return trec_eval's measures for each judged question."""
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    wanted = {
        **{f"success@{k}": Success @ k for k in CUTS},
        **{f"recall@{k}": R @ k for k in CUTS},
        "ndcg@10": nDCG @ 10,
        "mrr@10": RR,
    }
    names = {str(measure): name for name, measure in wanted.items()}
    judged = {query: dict(grades) for query, grades in qrels.items()}
    ranked = {query: dict(found) for query, found in run.items() if query in judged and found}
    values: PerQuery = {query: dict.fromkeys(RANKED, 0.0) for query in judged}
    for metric in ir_measures.iter_calc(list(wanted.values()), judged, ranked):
        values[metric.query_id][names[str(metric.measure)]] = float(metric.value)
    for found in values.values():
        # ir-measures' own RR@10 breaks ties otherwise than trec_eval does, so RR is cut here.
        if found["mrr@10"] < 1 / _MRR_DEPTH - 1e-9:
            found["mrr@10"] = 0.0
    return values


def holds(text: str, answers: Iterable[str]) -> bool:
    """Tell whether a text contains one of the answers, spelling and spacing folded."""
    flat = " ".join(fold(text).split())
    return any(wanted in flat for answer in answers if (wanted := " ".join(fold(answer).split())))


def answer_values(
    passages: Sequence[tuple[str, str]], answers: Sequence[str], gold: Iterable[str]
) -> dict[str, float]:
    """Return ``answer@k`` and ``gold_answer@k`` of passages, best first, as (article, text)."""
    right = set(gold)
    values: dict[str, float] = {}
    held = [holds(text, answers) for _, text in passages[: max(ANSWER_CUTS)]]
    ours = [found and article in right for found, (article, _) in zip(held, passages, strict=False)]
    for k in ANSWER_CUTS:
        values[f"answer@{k}"] = float(any(held[:k]))
        values[f"gold_answer@{k}"] = float(any(ours[:k]))
    return values


def estimate(measure: str, values: Sequence[float]) -> Estimate:
    """Return the mean of a measure: Wilson's interval for 0 or 1, else a bootstrap's.

    The bootstrap draws questions 2,000 times with a fixed seed and takes the 2.5th and 97.5th
    percentile of the means (Efron 1979).
    """
    n = len(values)
    if not n:
        nan = float("nan")
        return Estimate(value=nan, low=nan, high=nan, n=0)
    value = sum(values) / n
    if measure.startswith(("success@", "answer@", "gold_answer@")):
        low, high = Rate(hits=round(sum(values)), n=n).interval
        return Estimate(value=value, low=low, high=high, n=n)
    import numpy as np

    drawn = np.random.default_rng(_SEED).integers(0, n, size=(_RESAMPLES, n))
    means = np.asarray(values, dtype=np.float64)[drawn].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(value=value, low=float(low), high=float(high), n=n)


def estimates(values: PerQuery, queries: Iterable[str] | None = None) -> dict[str, Estimate]:
    """Return each measure that was taken, over all questions or some."""
    chosen = list(values if queries is None else queries)
    found = {
        measure: [values[query][measure] for query in chosen if measure in values[query]]
        for measure in MEASURES
    }
    return {measure: estimate(measure, each) for measure, each in found.items() if each}


def paired(ours: Mapping[str, float], theirs: Mapping[str, float]) -> Paired:
    """Compare two results on the questions that both have."""
    both = [query for query in ours if query in theirs]
    wins = sum(ours[query] > theirs[query] + 1e-9 for query in both)
    losses = sum(theirs[query] > ours[query] + 1e-9 for query in both)
    return Paired(
        wins=wins,
        losses=losses,
        ties=len(both) - wins - losses,
        p_better=_at_least(wins, wins + losses),
        p_worse=_at_least(losses, wins + losses),
    )


def _at_least(count: int, n: int) -> float:
    """Return the chance of ``count`` heads or more among ``n`` throws of a fair coin."""
    return float(sum(comb(n, heads) for heads in range(count, n + 1)) / 2**n)


def below(floors: Mapping[str, float], found: Mapping[str, Estimate]) -> list[str]:
    """Return what is below its floor, in words; what was not measured is below."""
    values = {name: found[name].value if name in found else float("nan") for name in floors}
    return [
        f"{name}: {'it was not measured' if isnan(values[name]) else f'{values[name]:.4f}'}, its "
        f"floor is {floor:.4f}"
        for name, floor in floors.items()
        if not values[name] >= floor
    ]
