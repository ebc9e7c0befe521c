"""What a judge's verdicts on known statements come to: its measures, with what is demanded.

The demands are starting points, set before any judge was measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from types import MappingProxyType

from evals.judging.known import BAD, GOOD, Known
from evals.results import ALL, Measure, share

DEMANDS = MappingProxyType(
    {
        "balanced accuracy": 0.85,
        "bad caught": 0.70,  # of each class, but see below
        "false alarms": 0.10,
        "repeat agreement": 0.95,
        "Indonesian behind English": 0.05,
    }
)
STRICTER = MappingProxyType({"number": 0.90, "date": 0.90, "speaker": 0.90})
"""Share of bad statements caught in the classes that a newsroom cannot forgive."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A statement with a verdict of each repeat: 1, 0, or None where none came."""

    known: Known
    votes: tuple[int | None, ...]
    unscored: str = ""
    raw: tuple[str, ...] = ()

    @property
    def scored(self) -> bool:
        """Whether every repeat gave a verdict."""
        return bool(self.votes) and None not in self.votes

    @property
    def right(self) -> bool:
        """Whether every repeat gave a verdict and most of them are right."""
        wanted = int(self.known.good)
        return self.scored and 2 * self.votes.count(wanted) > len(self.votes)

    @property
    def agreed(self) -> float | None:
        """Whether all repeats say the same; None where there is one repeat only."""
        if len(self.votes) < 2:
            return None
        return float(self.scored and len(set(self.votes)) == 1)


def measures(asked: Sequence[Asked]) -> tuple[Measure, ...]:
    """Return all measures, each with its interval; NaN where nothing was asked."""
    english, indonesian = (
        _balanced([each for each in asked if each.known.language == language], f"language {name}")
        for language, name in (("en", "en"), ("id", "id"))
    )
    bad = [each for each in asked if not each.known.good]
    good = [each for each in asked if each.known.good]
    unscored = [float(vote is None) for each in asked for vote in each.votes]
    return (
        replace(
            _balanced(asked, ALL), demand=DEMANDS["balanced accuracy"], words="mean of both sides"
        ),
        indonesian,
        english,
        _behind(indonesian, english),
        *(_caught(bad, kind) for kind in BAD),
        share("bad caught", [float(each.right) for each in bad]),
        share(
            "false alarms",
            [float(not each.right) for each in good],
            lower_is_better=True,
            demand=DEMANDS["false alarms"],
            words="good statements that were not said to be supported",
        ),
        *(_alarms(good, kind) for kind in GOOD),
        share(
            "repeat agreement",
            [each.agreed for each in asked],
            demand=DEMANDS["repeat agreement"],
            words="statements on which all repeats say the same",
        ),
        share("unscored", unscored, lower_is_better=True, words="questions without a verdict"),
    )


def stopped(measures: Iterable[Measure], after: int, of: int) -> tuple[Measure, ...]:
    """Return the measures of a calibration that ended early: none of them was measured.

    What was asked until then is no part of the statements that tells of the whole: they are asked
    in turn, and a judge that gives up does so where its trouble begins.
    """
    nan = float("nan")
    words = f"stopped after {after} of {of}; not measured"
    return tuple(replace(each, value=nan, low=nan, high=nan, n=0, words=words) for each in measures)


def _caught(bad: Iterable[Asked], kind: str) -> Measure:
    values = [float(each.right) for each in bad if each.known.kind == kind]
    demand = STRICTER.get(kind, DEMANDS["bad caught"])
    return share("bad caught", values, group=f"class {kind}", demand=demand)


def _alarms(good: Iterable[Asked], kind: str) -> Measure:
    values = [float(not each.right) for each in good if each.known.kind == kind]
    return share("false alarms", values, group=f"class {kind}", lower_is_better=True)


def _balanced(asked: Sequence[Asked], group: str) -> Measure:
    """Return the mean of the shares judged rightly on both sides; NaN where one side is empty.

    Its interval puts those of the two shares together by squares (MOVER; Zou and Donner 2008).
    """
    sides = [
        share("side", [float(each.right) for each in asked if each.known.good is good])
        for good in (True, False)
    ]
    value = sum(each.value for each in sides) / 2
    below = sqrt(sum(((each.value - each.low) / 2) ** 2 for each in sides))
    above = sqrt(sum(((each.high - each.value) / 2) ** 2 for each in sides))
    return Measure(
        name="balanced accuracy",
        group=group,
        value=value,
        n=len(asked),
        low=value - below,
        high=value + above,
    )


def _behind(indonesian: Measure, english: Measure) -> Measure:
    """Return by how much a judge is better in English; below 0 where it is better in Indonesian.

    Held on one side only: what is feared is a judge that reads the archive's language worse (judges
    find up to 24% fewer errors in languages with little data; Multi-Hall-SA).
    """
    value = english.value - indonesian.value
    return Measure(
        name="Indonesian behind English",
        value=value,
        n=indonesian.n + english.n,
        low=value
        - sqrt((english.value - english.low) ** 2 + (indonesian.high - indonesian.value) ** 2),
        high=value
        + sqrt((english.high - english.value) ** 2 + (indonesian.value - indonesian.low) ** 2),
        words="difference of balanced accuracy",
        lower_is_better=True,
        demand=DEMANDS["Indonesian behind English"],
    )
