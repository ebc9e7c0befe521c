"""The result of a run in words, the failures first."""

from __future__ import annotations

from collections.abc import Sequence

from evals.cases import Case, Dataset
from evals.gate import Rate, by_category, rates
from evals.scorers import MEASURES, Scores


def summary(dataset: Dataset, scored: Sequence[tuple[Case, Scores]]) -> str:
    """Return measures and categories with n and 95% intervals, and what was not measured."""
    lines = [f"dataset {dataset.digest[:12]}, {len(scored)} questions, quoting engine, no model"]
    wrong = [case for case, scores in scored if scores.right != 1.0]
    lines += [f"  wrong: {case.id} [{case.category}] {case.question}" for case in wrong]
    lines.append("")
    for name, rate in rates(scored).items():
        lines.append(f"{_line(name, rate)}   {MEASURES[name]}")
    lines += ["", "right, by category:"]
    lines += [_line(name, rate) for name, rate in by_category(scored).items()]
    lines += [
        "",
        "NOT MEASURED: answers of a model (no lane runs one yet), ragas.",
    ]
    return "\n".join(lines)


def _line(name: str, rate: Rate) -> str:
    if not rate.n:
        return f"  {name:<24} NOT MEASURED"
    low, high = rate.interval
    share = f"{rate.hits}/{rate.n}"
    return f"  {name:<24} {share:>9}  {rate.value:6.3f}  [{low:.3f}, {high:.3f}]"
