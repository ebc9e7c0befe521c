"""What a run has measured: sections, their measures and their items. Stored as ``results.json``.

Every lane, check and judge gives one :class:`Section`; the gate compares sections with floors, and
the reports draw them. Nothing here knows how anything is measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import isnan
from typing import Any

from evals.rates import Rate

SCHEMA = 1
ALL = "all"


class State(StrEnum):
    """How a section ended. Only ``PASSED`` is ever drawn in green."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_MEASURED = "not measured"  # nothing to measure with: no recordings, no model, no data
    STALE = "stale"  # recordings exist and were made with another prompt, model or archive
    UNTRUSTED = "judge not trusted"  # a judge failed its calibration or could not be reached


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """One number with its 95% interval and what it is held to.

    ``group`` is ``all`` or a part of the items, such as ``category factoid``. ``demand`` is a limit
    that stands in the code and never moves; ``floor`` is the recorded one. Both are lower limits,
    or upper ones where ``lower_is_better``. NaN holds no limit. What is only told, such as seconds,
    is ``told_only`` and gets no floor.
    """

    name: str
    value: float
    n: int
    low: float
    high: float
    group: str = ALL
    words: str = ""
    lower_is_better: bool = False
    demand: float | None = None
    floor: float | None = None
    told_only: bool = False

    @property
    def key(self) -> str:
        """How floors call it."""
        return self.name if self.group == ALL else f"{self.name} / {self.group}"

    def holds(self, limit: float | None) -> bool:
        """Tell whether a limit is held; written so that NaN holds none."""
        if limit is None:
            return True
        return self.value <= limit if self.lower_is_better else self.value >= limit

    @property
    def held(self) -> bool:
        """Whether both limits are held."""
        return self.holds(self.demand) and self.holds(self.floor)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One question, or one attack, or one claim, with what became of it.

    ``shown`` is the answer as ``rag.asking.as_json`` gives it; ``gold`` the case as the dataset
    holds it; ``scores`` are 1, 0, something between, or None where a measure does not apply;
    ``problems`` say in plain words what is wrong; ``judged`` holds a judge's statements and
    verdicts by metric.
    """

    id: str
    question: str
    category: str
    ok: bool
    must_pass: bool = False
    language: str = ""
    split: str = ""
    source: str = "fixture"
    expected: str = ""
    cluster: str = ""
    scores: Mapping[str, float | None] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    shown: Mapping[str, Any] = field(default_factory=dict)
    gold: Mapping[str, Any] = field(default_factory=dict)
    judged: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """What one lane or check has measured.

    ``id`` is stable (floors use it); ``lane`` is A, B, C, D, T1, T2 or T3 as the report shows it;
    ``subject`` says what was measured: engine, model and digest, options, embedder. ``problems``
    are what made it fail beyond its measures; ``missing`` what it did not measure, and why.
    """

    id: str
    title: str
    lane: str
    state: State
    dataset: str = ""
    digest: str = ""
    measures: tuple[Measure, ...] = ()
    items: tuple[Item, ...] = ()
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    subject: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def measure(self, key: str) -> Measure | None:
        """Return the measure of this key."""
        return next((each for each in self.measures if each.key == key), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """A whole run: ``made`` is an ISO moment in UTC, ``version`` that of the program."""

    made: str
    version: str
    command: str
    sections: tuple[Section, ...]
    exit_code: int
    schema: int = SCHEMA


def share(
    name: str,
    values: Sequence[float | None],
    *,
    group: str = ALL,
    words: str = "",
    lower_is_better: bool = False,
    demand: float | None = None,
) -> Measure:
    """Return how many of the values are 1, with Wilson's interval; None values do not count."""
    known = [value for value in values if value is not None]
    rate = Rate(hits=sum(value == 1.0 for value in known), n=len(known))
    low, high = rate.interval
    return Measure(
        name=name,
        group=group,
        words=words,
        value=rate.value,
        n=rate.n,
        low=low,
        high=high,
        lower_is_better=lower_is_better,
        demand=demand,
    )


def not_measured(id: str, title: str, lane: str, why: str) -> Section:
    """Return a section that says why there is nothing in it."""
    return Section(id=id, title=title, lane=lane, state=State.NOT_MEASURED, missing=(why,))


def held(section_state: State, measures: Sequence[Measure], problems: Sequence[str]) -> State:
    """Return a section's state after its own demands: failed where one is not held."""
    if section_state is not State.PASSED:
        return section_state
    broken = bool(problems) or any(not each.holds(each.demand) for each in measures)
    return State.FAILED if broken else State.PASSED


def plain(value: float) -> float | None:
    """Return a number as JSON can hold it: NaN becomes null."""
    return None if isnan(value) else value
