"""Words, signs and numbers as every report writes them."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isnan

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
MUST_PASS = "must pass"
BOTH_ERRORS = (WRONG_REFUSALS, WITHOUT_EVIDENCE)
KEY = ("right", MUST_PASS, *BOTH_ERRORS, "article@5", "passage@10", "answer@1")
KEY_CLASSES = (
    "hidden / class name_in_article",
    "hidden / class number_swap",
    "hidden / class speaker",
    "caught / class negation",
)
"""Of the self-test, what a newsroom cannot forgive: a name, a number, a speaker, a negation."""
INTERVALS = (
    "Intervals are 95%: of shares Wilson's (1927), of other means a bootstrap's. Those of shares "
    "take questions on one article as independent; where many ask of the same one, they are "
    "narrower than they should be."
)
_COUNTS = ("changes waiting", "rows off")
"""Measures that count rows, so that 0 and 1 of them are no shares."""
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
    """Tell whether a number is a share: no time, no count, no score below 0 (CRAG's), no NaN."""
    other = "second" in name or name.startswith(("crag", *_COUNTS))
    return 0.0 <= value <= 1.0 and not other


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


def key_measures(section: Section, most: int = 5) -> list[Measure]:
    """Return what a tile shows: broken ones first, then the key ones, then whatever there is."""
    every = overall(section)
    if not every:
        return _of_groups(section)
    named = [each for name in KEY for each in every if each.name == name]
    chosen = [each for each in every if not each.held] or broken(section)[:2]
    limited_first = sorted(every, key=lambda each: not limit(each))
    chosen += [each for each in [*named, *limited_first] if each not in chosen]
    kept: list[Measure] = []
    for each in chosen:
        if each not in kept:
            kept.append(each)
    # Both error rates always stand side by side, whatever else is broken.
    both = [each for each in named if each.name in BOTH_ERRORS]
    head = [each for each in kept if each not in both][: max(most - len(both), 0)]
    return [each for each in kept if each in head or each in both]


def _of_groups(section: Section, most: int = 6) -> list[Measure]:
    """Return what tells a section that measures groups alone, as the self-test does.

    Broken ones first, then the classes that matter most, then the weakest, one of each group.
    """
    weakest = sorted(section.measures, key=_room)
    named = [each for key in KEY_CLASSES if (each := section.measure(key)) is not None]
    kept = [each for each in weakest if not each.held][:most]
    for each in [*named, *weakest]:
        if len(kept) < most and each.group not in {one.group for one in kept}:
            kept.append(each)
    return kept


def _room(measure: Measure) -> tuple[bool, bool, float, int]:
    """Order measures by how near they are to what they are held to, the nearest first.

    What is used up of the faults that the limit allows: 0 where nothing is wrong, 1 at the limit.
    A demand of the code comes before a floor, which stands at the last value by its nature. Among
    those without a fault the fewest questions prove least. Without a limit there is no such share.
    """
    bound = measure.floor if measure.demand is None else measure.demand
    if bound is None or isnan(measure.value):
        return measure.held, bound is None, 0.0, measure.n
    perfect = 0.0 if measure.lower_is_better else 1.0
    fault, allowed = abs(measure.value - perfect), abs(bound - perfect)
    used = fault / allowed if allowed else (inf if fault else 0.0)
    return measure.held, False, -used, measure.n


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
