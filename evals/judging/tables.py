"""The metrics of a judge, what is demanded of them, and the measures that answers come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from evals.judging.scores import mean_interval
from evals.results import Item, Measure, share


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """``of_answers``: it needs an answer that is no refusal; others need gold and passages."""

    words: str
    demand: float | None
    of_answers: bool = True


RECALL, PRECISION = "citation recall", "citation precision"
METRICS: Mapping[str, Metric] = {
    "faithfulness": Metric(words="statements that the cited text bears out", demand=0.90),
    "groundedness": Metric(words="how far the cited text bears the answer out", demand=0.85),
    "context precision": Metric(
        words="useful passages stand before others", demand=0.80, of_answers=False
    ),
    "context recall": Metric(
        words="gold sentences that the passages hold", demand=0.90, of_answers=False
    ),
    "answer relevancy": Metric(
        words="likeness of what was asked and what is answered", demand=None
    ),
    RECALL: Metric(words="sentences that their own citations bear out (ALCE)", demand=0.90),
    PRECISION: Metric(words="citations that are needed or suffice (ALCE)", demand=0.85),
}
"""Demands are starting points, to be confirmed by the first three runs with a real model."""

_LEAST_BOUND = 0.85  # of faithfulness: the lower end of its interval
_MOST_UNSCORED = 0.02


@dataclass(slots=True)
class Cells:
    """What was judged so far: ``values`` by metric, and of how many answers no part was."""

    values: dict[str, list[tuple[Item, float]]] = field(default_factory=lambda: defaultdict(list))
    unscored: list[float] = field(default_factory=list)
    agreed: list[float] = field(default_factory=list)
    refused: int = 0
    without_passages: int = 0


def measures_of(cells: Cells, metrics: Sequence[str]) -> list[Measure]:
    """Return mean and interval of each metric, also by language, and what was unscored."""
    found = []
    for name in metrics:
        metric, values = METRICS[name], cells.values[name]
        if not values and not metric.of_answers:
            continue  # told as missing
        whole = _mean(name, values, metric)
        found.append(whole)
        if name == "faithfulness":
            bound = replace(
                whole, name="faithfulness, lower bound", value=whole.low, demand=_LEAST_BOUND,
                words="the lower end of its interval",
            )  # fmt: skip
            found.append(bound)
        for language in sorted({item.language for item, _ in values} - {""}):
            part = [pair for pair in values if pair[0].language == language]
            group = replace(metric, demand=None)
            found.append(_mean(name, part, group, f"language {language}"))
    found.append(
        share(
            "unscored",
            cells.unscored,
            words="no valid verdict came; counted as 0",
            lower_is_better=True,
            demand=_MOST_UNSCORED,
        )
    )
    return [*found, share("repeat agreement", cells.agreed, words="verdicts equal in all repeats")]


def _mean(
    name: str, values: Sequence[tuple[Item, float]], metric: Metric, group: str = "all"
) -> Measure:
    mean, low, high = mean_interval(
        [value for _, value in values], [item.cluster for item, _ in values]
    )
    return Measure(
        name=name,
        group=group,
        words=metric.words,
        value=mean,
        n=len(values),
        low=low,
        high=high,
        demand=metric.demand,
    )


def missing_of(cells: Cells, metrics: Sequence[str], chosen: int, all_of: int) -> list[str]:
    """Return in words what was not judged, and why."""
    told = []
    if chosen < all_of:
        told.append(f"Only {chosen} of {all_of} answers were judged (--limit).")
    if cells.refused:
        told.append(f"{cells.refused} refusals were not judged; the other sections count them.")
    for name in METRICS:
        if name not in metrics:
            told.append(f"{name}: not asked for.")
        elif not cells.values[name] and not METRICS[name].of_answers:
            told.append(f"{name}: no question has both gold passages and kept passages.")
    if cells.without_passages and any(not METRICS[name].of_answers for name in metrics):
        told.append(f"The passages found were not kept for {cells.without_passages} answers.")
    return told
