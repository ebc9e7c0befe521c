"""Words, signs and numbers as every report writes them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from evals.results import ALL, Measure, Results, Section, State

WORDS = {
    State.PASSED: "PASSED",
    State.FAILED: "FAILED",
    State.NOT_MEASURED: "NOT MEASURED",
    State.STALE: "STALE",
    State.UNTRUSTED: "JUDGE NOT TRUSTED",
}
SIGNS = {
    State.PASSED: "✓",
    State.FAILED: "✗",
    State.NOT_MEASURED: "∅",
    State.STALE: "⟳",
    State.UNTRUSTED: "?",
}
ENDS = {
    0: "PASSED",
    1: "FAILED",
    2: "DATA OR CONFIGURATION CANNOT BE USED",
    3: "NOT MEASURED OR STALE",
    4: "JUDGE NOT TRUSTED OR UNREACHABLE",
    130: "INTERRUPTED",
}
WRONG_REFUSALS = "wrong refusals"
WITHOUT_EVIDENCE = "answered without evidence"
BOTH_ERRORS = (WRONG_REFUSALS, WITHOUT_EVIDENCE)
KEY = ("right", *BOTH_ERRORS, "article@5", "passage@10", "answer@1")
_ORDER = (State.FAILED, State.UNTRUSTED, State.STALE, State.PASSED, State.NOT_MEASURED)


def worst_first(sections: Sequence[Section]) -> list[Section]:
    """Return sections with the failed ones first and those not measured last."""
    return sorted(sections, key=lambda section: _ORDER.index(section.state))


def number(value: float, *, name: str = "") -> str:
    """Return a share as percent, anything else as it is, and NaN in words."""
    if isnan(value):
        return "not measured"
    if not is_share(name, value):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{100 * value:.1f}%"


def is_share(name: str, value: float) -> bool:
    """Tell whether a number is a share: no time, no score that may be negative (CRAG's), no NaN."""
    return 0.0 <= value <= 1.0 and "second" not in name and not name.startswith("crag")


def interval(measure: Measure) -> str:
    """Return the 95% interval, or "" where there is none."""
    if isnan(measure.low) or isnan(measure.high):
        return ""
    low, high = (number(each, name=measure.name) for each in (measure.low, measure.high))
    return f"{low.removesuffix('%')} to {high}"


def limit(measure: Measure) -> str:
    """Return what a measure is held to, such as "≥ 80.0%", or ""."""
    limits = [each for each in (measure.demand, measure.floor) if each is not None]
    if not limits:
        return ""
    strict = min(limits) if measure.lower_is_better else max(limits)
    return f"{'≤' if measure.lower_is_better else '≥'} {number(strict, name=measure.name)}"


def broken(section: Section) -> list[Measure]:
    """Return the measures that do not hold their limits."""
    return [measure for measure in section.measures if not measure.held]


def unsaid(section: Section) -> list[Measure]:
    """Return those of them that no problem of the section tells: the gate puts it in words."""
    return [
        measure
        for measure in broken(section)
        if not any(each.startswith(f"{measure.key}: ") for each in section.problems)
    ]


def overall(section: Section) -> list[Measure]:
    """Return the measures over all items that measured something or are held to a limit."""
    return [
        each
        for each in section.measures
        if each.group == ALL and (each.n or each.demand is not None or each.floor is not None)
    ]


def key_measures(section: Section, most: int = 4) -> list[Measure]:
    """Return what a tile shows: broken ones first, then the key ones, then whatever there is."""
    # A section that measures groups alone, as the self-test does, is told by its weakest ones.
    every = overall(section) or sorted(section.measures, key=_strength)
    named = [each for name in KEY for each in every if each.name == name]
    chosen = [each for each in every if not each.held] or broken(section)[:2]
    chosen += [each for each in [*named, *every] if each not in chosen]
    kept: list[Measure] = []
    for each in chosen:
        if each not in kept:
            kept.append(each)
    # Both error rates always stand side by side, whatever else is broken.
    both = [each for each in named if each.name in BOTH_ERRORS]
    head = [each for each in kept if each not in both][: max(most - len(both), 0)]
    return [each for each in kept if each in head or each in both]


def _strength(measure: Measure) -> tuple[bool, float]:
    value = -1.0 if isnan(measure.value) else measure.value
    return measure.held, -value if measure.lower_is_better else value


def not_measured(results: Results) -> list[str]:
    """Return in words everything that was not measured, section by section."""
    told = []
    for section in results.sections:
        whole = section.state is State.NOT_MEASURED
        if whole and not section.missing:
            told.append(f"{section.title}: NOT MEASURED")
        if section.state in (State.STALE, State.UNTRUSTED) and not section.missing:
            told.append(f"{section.title}: {WORDS[section.state]}")
        told += [f"{section.title}: {why}" for why in section.missing]
    return told


def limited(text: str, most: int) -> str:
    """Return one line of a text, cut at a number of characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
