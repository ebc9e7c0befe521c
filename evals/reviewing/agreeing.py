"""Agreement beyond chance, with an interval."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import TypeVar

RESAMPLES = 2000
_SEED = 1960  # fixed, so that the same labels give the same interval
Pair = tuple[str, str]
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """A number with its 95% interval; ``n`` is how many labels or pairs it rests on."""

    value: float
    low: float
    high: float
    n: int


def kappa(pairs: Sequence[Pair]) -> float:
    """Return Cohen's kappa (1960), unweighted; NaN without pairs.

    NaN also where both always gave one and the same label: by chance they would agree as often, so
    that such labels say nothing.
    """
    n = len(pairs)
    if not n:
        return nan
    agreed = sum(one == other for one, other in pairs) / n
    left, right = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    by_chance = sum(left[label] * right[label] for label in left) / n**2
    return nan if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def kappa_of(clusters: Sequence[Sequence[Pair]]) -> Value:
    """Return kappa over all pairs; sentences of one answer are drawn together for its interval."""
    return _with_interval(clusters, kappa)


def agreement_of(clusters: Sequence[Sequence[Pair]]) -> Value:
    """Return the share of pairs that are the same."""

    def share(pairs: Sequence[Pair]) -> float:
        return sum(one == other for one, other in pairs) / len(pairs) if pairs else nan

    return _with_interval(clusters, share)


def mean_of(clusters: Sequence[Sequence[float]]) -> Value:
    """Return the mean over all values, answers being the clusters."""

    def mean(values: Sequence[float]) -> float:
        return sum(values) / len(values) if values else nan

    return _with_interval(clusters, mean)


def _with_interval(
    clusters: Sequence[Sequence[_T]], statistic: Callable[[Sequence[_T]], float]
) -> Value:
    """Return a statistic with a percentile bootstrap over clusters (Field and Welsh 2007).

    Resamples in which it does not exist are left out. Fewer than two clusters, or fewer than half
    of the resamples: no interval.
    """
    flat = [each for cluster in clusters for each in cluster]
    value = statistic(flat)
    filled = [cluster for cluster in clusters if cluster]
    rng = random.Random(_SEED)
    found: list[float] = []
    if len(filled) > 1 and not isnan(value):
        for _ in range(RESAMPLES):
            drawn = rng.choices(filled, k=len(filled))
            again = statistic([each for cluster in drawn for each in cluster])
            if not isnan(again):
                found.append(again)
    if len(found) < RESAMPLES / 2:
        return Value(value=value, low=nan, high=nan, n=len(flat))
    found.sort()
    low, high = found[int(0.025 * len(found))], found[int(0.975 * len(found)) - 1]
    return Value(value=value, low=low, high=high, n=len(flat))
