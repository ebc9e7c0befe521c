"""A question asked as people ask it, with how long it took and what the checks did."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

from evals.cases import Case
from evals.results import Measure, share

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.records import Answer

_OFF = "model_off"
_FELL_BACK = frozenset({_OFF, "model_unavailable", "model_unusable"})
"""Notices that say that quotes stand in the place of what the model should have written."""
_RISK = 0.025
"""What may lie outside an interval at either end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Timed:
    """An answer; ``first`` is seconds to the first claim shown, as ``whole`` where it refused.

    Of the claims that the model made ``shown`` are shown, of which ``repaired`` give the
    archive's own sentence instead and ``marked`` are to be compared by the reader; ``dropped``
    are not shown at all. ``fell_back`` says in the notice's words why quotes stand in the place of
    the model's answer ("" where they do not), ``off`` only where it could not even be asked.
    """

    answer: Answer
    first: float
    whole: float
    shown: int
    repaired: int
    marked: int
    dropped: int
    fell_back: str
    off: str


def timed(assistant: Assistant, case: Case) -> Timed:
    """Ask a case with its history.

    Raises:
        TanyaError: as the assistant.
    """
    return asyncio.run(_timed(assistant, case))


async def _timed(assistant: Assistant, case: Case) -> Timed:
    from rag.asking import history_of
    from rag.records import Check, ClaimReady, Finished

    history = history_of(list(case.history))
    began = time.perf_counter()
    first = 0.0
    answer: Answer | None = None
    async with aclosing(assistant.ask(case.question, history=history)) as events:
        async for event in events:
            if isinstance(event, ClaimReady) and not first:
                first = time.perf_counter() - began
            if isinstance(event, Finished):
                answer = event.answer
    whole = time.perf_counter() - began
    assert answer is not None  # the last event of every question
    checks = [claim.check for claim in answer.claims]
    told = {each.code: each.text for each in answer.notices}
    return Timed(
        answer=answer,
        first=first or whole,
        whole=whole,
        shown=len(checks),
        repaired=checks.count(Check.REPAIRED),
        marked=checks.count(Check.REVIEW),
        dropped=len(answer.left_out),
        fell_back=next((told[code] for code in sorted(_FELL_BACK) if code in told), ""),
        off=told.get(_OFF, ""),
    )


def quantile(values: Sequence[float], part: float, *, name: str, words: str) -> Measure:
    """Return a quantile with the 95% interval that order statistics give.

    The interval runs between two of the values so that a binomial count of smaller ones lies
    outside with at most 2.5% at either end (Conover, Practical Nonparametric Statistics, 1999,
    section 3.2); where there are too few, an end is the least or the largest value. Nearest-rank.
    """
    n = len(values)
    if not n:
        nan = float("nan")
        return Measure(name=name, value=nan, n=0, low=nan, high=nan, words=words)
    held = sorted(values)
    below = 0.0
    lower, upper = 0, n - 1
    for count in range(n):
        below += comb(n, count) * part**count * (1 - part) ** (n - count)
        if below <= _RISK:
            lower = count
        if below >= 1 - _RISK:
            upper = count
            break
    rank = min(n - 1, max(0, -int(-part * n // 1) - 1))
    return Measure(
        name=name,
        value=held[rank],
        n=n,
        low=held[min(lower, rank)],
        high=held[max(upper, rank)],
        words=words,
        lower_is_better=True,
        told_only=True,
    )


def seconds(answers: Sequence[Timed]) -> tuple[Measure, ...]:
    """Return median and 95th percentile of both times; nothing is demanded of them."""
    found = []
    for name, values in (
        ("first claim", [each.first for each in answers]),
        ("whole answer", [each.whole for each in answers]),
    ):
        for label, part in (("median", 0.5), ("p95", 0.95)):
            words = f"seconds to the {name}, {label}; the model was loaded before"
            found.append(quantile(values, part, name=f"seconds {name} {label}", words=words))
    return tuple(found)


def checks(answers: Sequence[Timed]) -> tuple[Measure, ...]:
    """Return how often the checks stepped in, of all claims that the model made."""
    made = sum(each.shown + each.dropped for each in answers)
    found = []
    for name, words in (
        ("dropped", "claims of the model that are not shown"),
        ("repaired", "claims in whose place the archive's own sentence is shown"),
        ("marked", "claims shown with “compare this with the source”"),
    ):
        count = sum(getattr(each, name) for each in answers)
        values = [1.0] * count + [0.0] * (made - count)
        found.append(share(f"claims {name}", values, words=words, lower_is_better=True))
    return tuple(found)
