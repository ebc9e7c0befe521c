"""``evals compare``: what two stored runs have in common, and what has become worse."""

from __future__ import annotations

import argparse
import io
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.reporting.marks import limited, number

if TYPE_CHECKING:
    from evals.reporting.comparing import Comparison, Difference, Pair

_EPILOGUE = """exit codes: 0 nothing is worse; 1 a section that passed fails, a question marked
must_pass or an attack of the hostile lane fails now, a measure is worse (one-sided exact p < .05;
without single questions: a limit is broken, it is outside its earlier interval, or any loss of the
self-test and the index; NaN), or something is not measured any more; 2 wrong use, files that cannot
be read, or different datasets without --common.
"""
_WIDTH = 80
_SHOWN = 40


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    parser = verbs.add_parser(
        "compare", help="compare two runs question by question", epilog=_EPILOGUE
    )
    parser.add_argument("old", type=Path, metavar="OLD", help="results.json of the earlier run")
    parser.add_argument("new", type=Path, metavar="NEW", help="results.json of the later run")
    parser.add_argument("--section", default="", metavar="ID", help="only this one, as “quoting”")
    parser.add_argument(
        "--common", action="store_true", help="compare only the questions that both runs have"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the comparison there too")


def run(options: argparse.Namespace) -> int:
    """Compare, print, and return the exit code.

    Raises:
        UsageError: a file is no run, or the runs cannot be compared.
    """
    from evals.reporting.comparing import compare
    from evals.reporting.files import put
    from evals.reporting.leaving import say
    from evals.reporting.stored import read_results

    found = compare(
        read_results(options.old),
        read_results(options.new),
        section=options.section,
        common=options.common,
    )
    text = told(found)
    say(text)
    if options.out is not None:
        put(options.out, text + "\n")
    return found.exit_code


def told(comparison: Comparison, *, width: int = _WIDTH) -> str:
    """Return a comparison as plain text: what is worse first."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    out = io.StringIO()
    console = Console(
        file=out, width=width, markup=False, highlight=False, no_color=True, emoji=False
    )
    console.print(f"old {comparison.old_made}, new {comparison.new_made}")
    for problem in comparison.problems:
        console.print(f"WORSE  {problem}")
    for note in comparison.notes:
        console.print(f"NOTE   {note}")
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    heads = ("measure", "old", "new", "n", "better", "worse", "p worse", "")
    for number_, head in enumerate(heads):
        table.add_column(head, justify="right" if 0 < number_ < 7 else "left", overflow="fold")
    for each in sorted(comparison.differences, key=lambda each: not each.worse):
        if each.overall or each.worse:
            table.add_row(*_row(each))
    console.print(table)
    for head, pairs in (
        ("newly failing", comparison.newly_failing),
        ("newly passing", comparison.newly_passing),
        ("changed answers", comparison.changed),
    ):
        console.print(f"{head}: {len(pairs)}")
        for pair in pairs[:_SHOWN]:
            console.print("  " + _pair(pair, why=head == "newly failing"))
        if len(pairs) > _SHOWN:
            console.print(f"  and {len(pairs) - _SHOWN} more")
    console.print("WORSE" if comparison.exit_code else "NOT WORSE")
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n")).strip("\n")


def _row(each: Difference) -> tuple[str, ...]:
    test = each.test
    counts = (str(test.wins), str(test.losses), f"{test.p_worse:.4f}") if test else ("", "", "")
    lower = " (lower is better)" if each.lower_is_better else ""
    return (
        f"{each.section}: {each.key}{lower}",
        number(each.old, name=each.key),
        number(each.new, name=each.key),
        str(each.n),
        *counts,
        _word(each),
    )


def _word(each: Difference) -> str:
    if not each.worse:
        return ""
    if isnan(each.old) or isnan(each.new):
        return "WORSE (NaN)"
    if each.decides:
        return "WORSE"
    return "worse (told only)" if each.test is None else "worse in this group"


def _pair(pair: Pair, *, why: bool) -> str:
    must = " MUST PASS" if pair.old.must_pass or pair.new.must_pass else ""
    reasons = f" - {'; '.join(pair.new.problems)}" if why and pair.new.problems else ""
    head = f"{pair.section} {pair.key}{must} [{pair.new.category}] {pair.new.question}"
    return limited(head + reasons, 300)
