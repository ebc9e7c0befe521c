"""Majorities over repeats, and means with intervals that know which questions belong together."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median_low
from typing import Any

RESAMPLES = 2000
_SEED = 1979  # fixed, so that the same scores give the same interval


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """One answer under one metric.

    ``score`` is between 0 and 1, and 0 where ``unscored`` says why there is none. ``agreed`` tells
    of each verdict whether all repeats gave the same. ``record`` is for people to look into:
    statements, verdicts by repeat, and every reply as it came.
    """

    score: float
    unscored: str = ""
    agreed: tuple[bool, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)


def majority(votes: Sequence[int]) -> int:
    """Return what most of an odd number of repeats say; of ratings the one in the middle."""
    return median_low(votes)


def merged(
    replies: Sequence[Mapping[str, Any]], place: str, name: str
) -> tuple[dict[str, Any], list[list[int]]]:
    """Return the first reply with each verdict replaced by its majority, and the votes for each.

    ``place`` is where the list of verdicts stands, "" where the reply itself is the one verdict.
    All replies are checked ones, so their entries correspond.
    """
    result = copy.deepcopy(dict(replies[0]))
    entries = result[place] if place else [result]
    votes = []
    for number, entry in enumerate(entries):
        given = [(reply[place][number] if place else reply)[name] for reply in replies]
        entry[name] = majority(given)
        votes.append(given)
    return result, votes


def mean_interval(values: Sequence[float], clusters: Sequence[str]) -> tuple[float, float, float]:
    """Return mean, lower and upper bound (95%) of values; NaN where there are none.

    Percentile bootstrap over whole clusters (Field and Welsh 2007, the cluster bootstrap): 2,000
    resamples of as many clusters as there are, with a fixed seed. One cluster alone says nothing
    of the others, so its interval is everything from 0 to 1.
    """
    if not values:
        return float("nan"), float("nan"), float("nan")
    groups: dict[str, list[float]] = defaultdict(list)
    for value, cluster in zip(values, clusters, strict=True):
        groups[cluster].append(value)
    mean = sum(values) / len(values)
    if len(groups) == 1:
        return mean, 0.0, 1.0
    parts = [(sum(group), len(group)) for _, group in sorted(groups.items())]
    random = Random(_SEED)
    means = []
    for _ in range(RESAMPLES):
        drawn = random.choices(parts, k=len(parts))
        means.append(sum(total for total, _ in drawn) / sum(n for _, n in drawn))
    means.sort()
    edge = RESAMPLES // 40  # 2.5% on either side
    return mean, means[edge - 1], means[-edge]
