"""One line of the comparison: what the outcomes of a model come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evals.lanes.recordings import Head
from evals.lanes.timing import quantile
from evals.metrics import Estimate, Paired, estimate, paired
from evals.models.outcomes import KINDS, NONE, RIGHT, Outcome
from evals.results import Measure, share

QUOTING = "quoting"
"""The engine without a model: what a model has to be better than."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A model on the questions.

    ``absent`` says why there is nothing, or not everything (""), and what to do. ``kinds`` are
    shares of right, refused, no answer and wrong, which add up to 1; ``errors`` the two error
    rates; ``checks`` shares of the model's claims; ``seconds`` median and 95th percentile.
    ``kept`` answers came from the store of an earlier run.
    ``memory`` and ``graphics`` are bytes, 0 where not told. ``against`` compares right answers
    with the first model, question by question; None for that one.
    """

    head: Head
    absent: str = ""
    n: int = 0
    of: int = 0
    kinds: Mapping[str, Measure] = field(default_factory=dict)
    errors: Mapping[str, Measure] = field(default_factory=dict)
    checks: Mapping[str, Measure] = field(default_factory=dict)
    seconds: Mapping[str, Measure] = field(default_factory=dict)
    crag: Estimate | None = None
    memory: int = 0
    graphics: int = 0
    kept: int = 0
    against: Paired | None = None
    outcomes: tuple[Outcome, ...] = ()

    @property
    def name(self) -> str:
        """What to call it."""
        return self.head.model

    @property
    def silent(self) -> bool:
        """Whether it answered no question: none that has an answer, and it stated nothing.

        A question that is refused before any model is asked tells nothing of the model.
        """
        if self.name == QUOTING or not any(each.kind == NONE for each in self.outcomes):
            return False
        return all(
            each.kind == NONE or (each.wrong_refusal is None and not each.shown + each.dropped)
            for each in self.outcomes
        )


def row_of(
    head: Head,
    outcomes: Sequence[Outcome],
    *,
    of: int,
    absent: str = "",
    memory: tuple[int, int] = (0, 0),
) -> Row:
    """Return the line of a model of which these outcomes are there."""
    if not outcomes:
        return Row(head=head, absent=absent or "nothing was measured", of=of)
    return Row(
        head=head,
        absent=absent,
        n=len(outcomes),
        of=of,
        kinds={
            kind: share(
                kind, [float(each.kind == kind) for each in outcomes], lower_is_better=kind != RIGHT
            )
            for kind in KINDS
        },
        errors={
            "wrong refusals": share(
                "wrong refusals", [each.wrong_refusal for each in outcomes], lower_is_better=True
            ),
            "answered without evidence": share(
                "answered without evidence",
                [each.unfounded for each in outcomes],
                lower_is_better=True,
            ),
        },
        checks=_checks(outcomes),
        seconds=_seconds([each for each in outcomes if each.whole]),
        crag=estimate("crag", [each.crag for each in outcomes]),
        memory=memory[0],
        graphics=memory[1],
        outcomes=tuple(outcomes),
    )


def compared(first: Row, other: Row) -> Paired:
    """Return on how many questions the other is right where the first is not, and the reverse.

    The exact sign test on the questions that both were asked.
    """
    ours, theirs = (
        {each.id: float(each.kind == RIGHT) for each in row.outcomes} for row in (other, first)
    )
    return paired(ours, theirs)


def _checks(outcomes: Sequence[Outcome]) -> dict[str, Measure]:
    made = sum(each.shown + each.dropped for each in outcomes)
    found = {}
    for name in ("dropped", "repaired", "marked"):
        count = sum(getattr(each, name) for each in outcomes)
        values = [1.0] * count + [0.0] * (made - count)
        found[name] = share(name, values, lower_is_better=True)
    return found


def _seconds(outcomes: Sequence[Outcome]) -> dict[str, Measure]:
    return {
        f"{name} {label}": quantile(
            [getattr(each, name) for each in outcomes], part, name=f"{name} {label}", words=""
        )
        for name in ("first", "whole")
        for label, part in (("median", 0.5), ("p95", 0.95))
    }
