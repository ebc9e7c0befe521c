"""What was aimed at where floors are only what is reached: refusals, on the sample and the bench.

A floor says that nothing got worse, not that it is good. These aims were set before anything was
measured: those of answers by the plan of the evaluation (its hard limits for both error rates),
those of the public collections by the plan of the search (the share of unanswerable questions that
is caught where 5% of the answerable ones are refused; on other topics, with the passage removed,
near misses of the labor collection, and the adversarial ones of idkmrc). They are shown and decide
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from evals.reporting.marks import WITHOUT_EVIDENCE, WRONG_REFUSALS, limit, number
from evals.results import Measure, Results, Section, State

BELOW = "below its aim"
_ANSWERS: Mapping[str, float] = MappingProxyType({WITHOUT_EVIDENCE: 0.05, WRONG_REFUSALS: 0.10})
_ANY_BENCH: Mapping[str, float] = MappingProxyType(
    {"refused / recipe other": 0.90, "refused / recipe removed": 0.80, WRONG_REFUSALS: 0.05}
)
_MARKED: Mapping[str, float] = MappingProxyType({"bench:labor": 0.60, "bench:idkmrc": 0.30})
_OF_ANSWERS = ("quoting", "replay", "live")


@dataclass(frozen=True, kw_only=True, slots=True)
class Aim:
    """One measure with what was aimed at."""

    section: Section
    measure: Measure
    aim: float

    @property
    def below(self) -> bool:
        """Whether it is worse than its aim; NaN reaches none."""
        return not self.measure.holds(self.aim)

    @property
    def told(self) -> str:
        """The aim in words, with a mark where it is missed."""
        sign = "≤" if self.measure.lower_is_better else "≥"
        aim = f"aim {sign} {number(self.aim, name=self.measure.name)}"
        return f"{aim}, {BELOW}" if self.below else aim

    @property
    def line(self) -> str:
        """The measure, its floor and its aim in one line."""
        told = f"{self.measure.key}: {number(self.measure.value, name=self.measure.name)}"
        floor = f", held to {limit(self.measure)}" if limit(self.measure) else ""
        return f"{self.section.title}, {told} (n {self.measure.n}{floor}; {self.told})"


def aim_of(section: Section, measure: Measure) -> Aim | None:
    """Return what was aimed at with a measure; None where nothing was, or it was not measured."""
    if not measure.n:
        return None
    aim: float | None = None
    if section.id in _OF_ANSWERS:
        aim = _ANSWERS.get(measure.key)
    elif section.id.startswith("bench:"):
        near = _MARKED.get(section.id) if measure.key == "refused / recipe marked" else None
        aim = _ANY_BENCH.get(measure.key, near)
    return None if aim is None else Aim(section=section, measure=measure, aim=aim)


def aims(results: Results) -> list[Aim]:
    """Return every aim of what was measured, the missed ones first."""
    found = [
        aim
        for section in results.sections
        if section.state in (State.PASSED, State.FAILED)
        for measure in section.measures
        if (aim := aim_of(section, measure)) is not None
    ]
    return sorted(found, key=lambda each: not each.below)
