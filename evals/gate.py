"""Floors: what may not get worse. Raised by one command, lowered only when asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from statistics import NormalDist

from evals.cases import Case, Dataset
from evals.scorers import MEASURES, Scores
from rag.errors import UsageError

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """A share with its 95% interval by Wilson (1927); NaN where nothing was scored."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share itself."""
        return self.hits / self.n if self.n else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound."""
        if not self.n:
            return float("nan"), float("nan")
        p, n = self.value, self.n
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return max(0.0, middle - half), min(1.0, middle + half)


def rates(scored: Sequence[tuple[Case, Scores]]) -> dict[str, Rate]:
    """Return each measure over all cases to which it applies."""
    found: dict[str, Rate] = {}
    for measure in MEASURES:
        values = [value for _, scores in scored if (value := asdict(scores)[measure]) is not None]
        found[measure] = Rate(hits=sum(value == 1.0 for value in values), n=len(values))
    return found


def by_category(scored: Sequence[tuple[Case, Scores]]) -> dict[str, Rate]:
    """Return how many answers of each category are right."""
    names = sorted({case.category for case, _ in scored})
    return {
        name: rates([pair for pair in scored if pair[0].category == name])["right"]
        for name in names
    }


def failures(floors: Mapping[str, float], found: Mapping[str, Rate]) -> list[str]:
    """Return what is below its floor, in words.

    ``not value >= floor`` rather than ``value < floor``, so that NaN fails. Questions marked
    must_pass have a floor of their own until the engines can pass all of them.
    """
    problems = [
        f"{measure}: {found[measure].value:.3f} is below its floor {floor:.3f}"
        for measure, floor in floors.items()
        if not found[measure].value >= floor
    ]
    problems += [
        f"{measure}: it is measured and has no floor"
        for measure, rate in found.items()
        if rate.n and measure not in floors
    ]
    return problems


def read_floors(path: Path, dataset: Dataset) -> dict[str, float]:
    """Return the floors for a dataset.

    Raises:
        UsageError: there are none, or they were recorded for another version of the dataset.
    """
    recorded, floors = _recorded(path)
    unknown = sorted(set(floors) - set(MEASURES))
    if unknown or recorded != dataset.digest:
        raise UsageError(
            f"The floors in {path} belong to another dataset"
            + (f" (unknown: {', '.join(unknown)})." if unknown else "."),
            remedy="Look at the change, then record them with “evals run --record-floors”.",
            item=str(path),
        )
    return floors


def _recorded(path: Path) -> tuple[object, dict[str, float]]:
    """Return the digest of the dataset and the floors as they stand in the file."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return record.get("dataset"), {
            str(name): float(value) for name, value in record["floors"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"The floors in {path} cannot be read: {error!r}.",
            remedy="Record them with “evals run --record-floors”.",
            item=str(path),
        ) from error


def write_floors(path: Path, dataset: Dataset, found: Mapping[str, Rate], *, lower: bool) -> None:
    """Record today's rates as floors.

    Raises:
        UsageError: one would be lowered and that was not asked for.
    """
    floors = {name: round(rate.value - 5e-4, 3) for name, rate in found.items() if rate.n}
    if path.exists() and not lower:
        _, old = _recorded(path)
        sunk = [name for name, value in old.items() if not floors.get(name, -1.0) >= value]
        if sunk:
            raise UsageError(
                f"This would lower {', '.join(sunk)}.",
                remedy="Use --lower as well if that is meant, in a commit of its own.",
                item=str(path),
            )
    record = {"dataset": dataset.digest, "floors": floors}
    path.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", encoding="utf-8")
