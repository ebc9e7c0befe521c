"""A run in the words of the terminal: failures first, what was not measured last."""

from __future__ import annotations

import io
from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING

from evals.reporting.aims import aim_of
from evals.reporting.marks import (
    BOTH_ERRORS,
    ENDS,
    SIGNS,
    WORDS,
    interval,
    key_measures,
    limit,
    limited,
    not_measured,
    number,
    unsaid,
    worst_first,
)
from evals.reporting.must_pass import must_pass_told
from evals.results import Measure, Results, Section, State

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 80
_WRONG = 5


def told(results: Results, *, width: int = WIDTH) -> str:
    """Return the summary of a run as plain text, at most ``width`` columns wide."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=width, markup=False, highlight=False, no_color=True, emoji=False
    )
    if must := must_pass_told(results):
        out.write(fill(must, width, subsequent_indent="    ") + "\n")
    for line in _failures(results):
        out.write(fill(line, width, subsequent_indent="    ") + "\n")
    console.print(_sections(results))
    if (errors := _errors(results)) is not None:
        console.print(errors)
    if missing := not_measured(results):
        console.print("NOT MEASURED")
        for why in missing:
            line = f"  - {limited(why, 400)}"
            out.write(fill(line, width, subsequent_indent="    ") + "\n")
    end = ENDS.get(results.exit_code, "")
    console.print(f"{end} (exit code {results.exit_code})")
    lines = (line.rstrip() for line in out.getvalue().split("\n"))
    return "\n".join(lines).strip("\n")


def _failures(results: Results) -> Iterator[str]:
    """Yield what failed; single questions only of sections that failed."""
    for section in worst_first(results.sections):
        for problem in section.problems:
            yield f"✗ {section.id}: {problem}"
        for measure in unsaid(section):
            value = number(measure.value, name=measure.name)
            yield f"✗ {section.id}: {measure.key} is {value}, must be {limit(measure)}"
        wrong = [item for item in section.items if not item.ok]
        if section.state is State.PASSED:
            continue
        wrong.sort(key=lambda item: not item.must_pass)
        for item in wrong[:_WRONG]:
            must = " MUST PASS" if item.must_pass else ""
            why = f": {'; '.join(item.problems)}" if item.problems else ""
            line = f"wrong: {item.id}{must} {item.question}{why}"
            yield "  " + limited(line, 2 * WIDTH - 12)
        if len(wrong) > _WRONG:
            yield f"  wrong: {len(wrong) - _WRONG} more in {section.id}"


def _table(*heads: str, right: int = 0) -> Table:
    """Return an empty table whose last ``right`` columns are numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for place, head in enumerate(heads):
        numeric = place >= len(heads) - right
        table.add_column(head, overflow="fold", justify="right" if numeric else "left")
    return table


def _sections(results: Results) -> Table:
    table = _table("section and measure", "value", "95% interval", "n", "limit", right=4)
    for section in worst_first(results.sections):
        wrong = sum(not item.ok for item in section.items)
        table.add_row(f"{SIGNS[section.state]} {WORDS[section.state]}  {section.id}", *[""] * 4)
        for measure in key_measures(section):
            table.add_row(*_row(measure))
        if section.items:
            told = f"{wrong} of {len(section.items)} items wrong"
            if section.id == "selftest":  # it keeps only the items to look at
                told = f"{wrong} mutants or false alarms to look at"
            table.add_row(f"    {told}", *[""] * 4)
    return table


def _row(measure: Measure) -> tuple[str, str, str, str, str]:
    sign = "    " if measure.held else "  ✗ "
    value = number(measure.value, name=measure.name)
    return sign + measure.key, value, interval(measure), str(measure.n), limit(measure)


def _errors(results: Results) -> Table | None:
    """Return both error rates of every section that has one, side by side."""
    table = _table("both error rates", *BOTH_ERRORS)
    for section in results.sections:
        found = [section.measure(name) for name in BOTH_ERRORS]
        if any(found):
            table.add_row(section.id, *(_rate(section, each) for each in found))
    return table if table.row_count else None


def _rate(section: Section, measure: Measure | None) -> str:
    if measure is None or not measure.n:
        return "not measured"
    value = number(measure.value, name=measure.name)
    told = f"{value} ({interval(measure)}; n {measure.n}) {limit(measure)}".rstrip()
    aim = aim_of(section, measure)
    return f"{told}; {aim.told}" if aim is not None else told
