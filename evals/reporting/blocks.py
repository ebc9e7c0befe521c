"""What the page shows above the questions: tiles, grids of groups, and sections side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan

from evals.reporting.aims import aim_of
from evals.reporting.marks import (
    BOTH_ERRORS,
    KEY,
    SIGNS,
    WORDS,
    interval,
    is_share,
    key_measures,
    limit,
    number,
    overall,
    worst_first,
)
from evals.reporting.plots import Plot, Row, intervals
from evals.results import ALL, Measure, Results, Section, State

TONES = {
    State.PASSED: "passed",
    State.FAILED: "failed",
    State.NOT_MEASURED: "unmeasured",
    State.STALE: "stale",
    State.UNTRUSTED: "untrusted",
}
_KINDS = ("all", "expected", "category", "language", "split", "source")
_SHOWN_FIRST = ("right", "answered", *BOTH_ERRORS, "refused", "article@1", "article@5")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One number as the page shows it; ``heat`` is 0 to 10, "" where nothing was measured.

    ``aim`` is what was aimed at, in words, with a mark where it is missed.
    """

    value: str
    between: str
    n: int
    limit: str
    held: bool
    heat: str
    aim: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A name and its cells; None where the measure was not taken."""

    name: str
    cells: tuple[Cell | None, ...]
    kind: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """A table of cells."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    """One section at a glance."""

    section: Section
    tone: str
    sign: str
    word: str
    cells: tuple[tuple[str, Cell], ...]
    failed: int


def tiles(results: Results) -> list[Tile]:
    """Return one tile per section, the failed ones first."""
    return [
        Tile(
            section=section,
            tone=TONES[section.state],
            sign=SIGNS[section.state],
            word=WORDS[section.state],
            cells=tuple((each.key, cell(each, section)) for each in key_measures(section)),
            failed=sum(not item.ok for item in section.items),
        )
        for section in worst_first(results.sections)
    ]


def cell(measure: Measure, section: Section) -> Cell:
    """Return a measure of a section as the page shows it."""
    aim = aim_of(section, measure)
    known = measure.n > 0 and not isnan(measure.value)
    share = known and is_share(measure.name, measure.value)
    good = 1.0 - measure.value if measure.lower_is_better else measure.value
    return Cell(
        value=number(measure.value, name=measure.name) if known else "not measured",
        between=interval(measure) if known else "",
        n=measure.n,
        limit=limit(measure),
        held=measure.held,
        heat=str(round(10 * good)) if share else "",
        aim=aim.told if aim is not None else "",
    )


def grids(results: Results) -> list[Grid]:
    """Return for each section that measures groups a table of groups by measures."""
    return [grid for section in results.sections if (grid := _grid(section)) is not None]


def side_by_side(results: Results) -> Grid | None:
    """Return the measures that several sections share, one column per section."""
    named = _names(
        measure.name for section in results.sections for measure in _of_questions(section)
    )
    columns = [section for section in results.sections if _of_questions(section)]
    lines = []
    for name in named:
        found = [section.measure(name) for section in columns]
        shared = len(columns) == 1 or sum(each is not None for each in found) > 1
        if shared or name in BOTH_ERRORS:
            words = next((each.words for each in found if each is not None), "")
            cells = tuple(
                cell(each, section) if each is not None else None
                for each, section in zip(found, columns, strict=True)
            )
            lines.append(Line(name=name, cells=cells, words=words))
    if not lines:
        return None
    heads = tuple(f"{section.title}" for section in columns)
    return Grid(title="Side by side", heads=heads, lines=tuple(lines))


def plots(results: Results) -> list[Plot]:
    """Return an interval plot for each section that has shares over all its items."""
    drawn = []
    for section in results.sections:
        rows = [Row(label=each.name, measure=each) for each in overall(section)]
        if section.id == "selftest":  # each mutation has a rate of its own, whatever its group
            rows = [Row(label=each.key, measure=each) for each in section.measures]
        if svg := intervals(section.title, rows):
            drawn.append(Plot(title=section.title, svg=svg))
    return drawn


def _of_questions(section: Section) -> list[Measure]:
    """Return overall measures of what the sample and the bench share: answers and retrieval."""
    shared = (*KEY, *_SHOWN_FIRST, "article@1", "ndcg@10", "mrr@10", "answer@1", "answer@3")
    return [each for each in overall(section) if each.name in shared]


def _grid(section: Section) -> Grid | None:
    measures = list(section.measures)
    groups = _names(each.group for each in measures)
    names = _names(each.name for each in measures if each.group != ALL)
    if not names:
        return None
    names.sort(key=lambda name: _place(_SHOWN_FIRST, name))
    found = {(each.group, each.name): each for each in measures}
    lines = []
    for group in sorted(groups, key=lambda each: _place(_KINDS, each.partition(" ")[0])):
        kind, _, value = group.partition(" ")
        cells = tuple(
            cell(found[group, name], section) if (group, name) in found else None for name in names
        )
        if any(cells):
            lines.append(Line(name=value or group, kind=kind, cells=cells))
    words = tuple(next(each.words for each in measures if each.name == name) for name in names)
    return Grid(title=section.title, heads=tuple(names), lines=tuple(lines), words=words)


def _names(names: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _place(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
