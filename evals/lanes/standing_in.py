"""Quotes that stand in the place of a model's answer: the model's failure, never its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evals.cases import Case
from evals.lanes.timing import Timed
from evals.results import Item, Measure, share
from evals.scoring.case import unscored

MARK = "fell_back"
"""Where ``Item.shown`` says in words that quotes were shown instead; the judge looks for it."""
_MOST = 0.10
"""How many answers may fall back. A choice, not a measurement: a model that fails more often than
once in ten questions is not the one that people would be reading."""


def owned(item: Item, case: Case, answer: Timed) -> Item:
    """Return an item as the model's own: quotes in its place are wrong in all that applies.

    What was shown stays to be looked at, marked as no answer of the model. That something was
    shown (``scored``) stays true: how often quotes may stand in is a demand of its own
    (:func:`fell_back`).
    """
    if not answer.fell_back:
        return item
    problem = f"quotes stand in the place of the model's answer: {answer.fell_back}"
    failed = unscored(case, problem)
    return replace(
        item,
        ok=False,
        scores={**failed.scores, "scored": item.scores["scored"]},
        problems=(*failed.problems, *item.problems),
        shown={**item.shown, MARK: answer.fell_back},
    )


def fell_back(answers: Sequence[Timed]) -> Measure:
    """Return how often quotes stand in the model's place; of no answers nothing can be said."""
    return share(
        "fell back",
        [float(bool(each.fell_back)) for each in answers],
        words="answers in quotes because the model gave none that can be used",
        lower_is_better=True,
        demand=_MOST,
    )
