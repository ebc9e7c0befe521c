"""The findings as a person reads them, and as JSON."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from typing import TYPE_CHECKING

from evals.linting.checking import Checked
from evals.linting.problems import Level
from evals.linting.whole import overlaps

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    Level.PROBLEM: "bold red",
    Level.WARNING: "yellow",
    Level.UNCHECKED: "bold yellow",
    Level.NOTE: "",
}


def show(checked: Checked, console: Console) -> None:
    """Print how many questions there are of each kind, and what was found."""
    from rich.table import Table
    from rich.text import Text

    table = Table("category", title="questions", title_justify="left")
    splits = sorted({row.case.split for row in checked.rows})
    for name in (*splits, "all", "must pass", "overlap"):
        table.add_column(name, justify="right")
    for category, row in counts(checked).items():
        cells = [str(row.get(name, 0)) for name in (*splits, "all", "must_pass")]
        share = row.get("overlap")
        table.add_row(category, *cells, "–" if share is None else f"{share:.2f}")
    console.print(table)
    console.print("overlap: median share of a question's content words in its gold quotes")
    for finding in checked.findings:
        text = Text(f"{finding.level}: ", style=_STYLES[finding.level])
        where = f"{finding.where}: " if finding.where else ""
        text.append(f"{where}{finding.text} [{finding.rule}]", style="")
        console.print(text, soft_wrap=True)
    levels = Counter(finding.level for finding in checked.findings)
    console.print(
        f"{len(checked.rows)} questions, {levels[Level.PROBLEM]} problems, "
        f"{levels[Level.WARNING]} warnings, {levels[Level.UNCHECKED]} kinds of check not made"
    )


def counts(checked: Checked) -> dict[str, dict[str, float | None]]:
    """Return, by category and for "all", the questions by split, must-pass marks and overlap."""
    shares = overlaps(checked.rows)
    shares["all"] = [share for each in shares.values() for share in each]
    found: dict[str, dict[str, float | None]] = {}
    categories = dict.fromkeys(row.case.category for row in checked.rows)
    for category in (*categories, "all"):
        rows = [row for row in checked.rows if category in ("all", row.case.category)]
        found[category] = {
            **Counter(row.case.split for row in rows),
            "all": len(rows),
            "must_pass": sum(row.case.must_pass for row in rows),
            "overlap": statistics.median(shares[category]) if shares.get(category) else None,
        }
    return found


def as_json(checked: Checked) -> str:
    """Return counts and findings as one JSON object."""
    return json.dumps(
        {
            "sound": checked.sound,
            "questions": counts(checked),
            "findings": [
                {
                    "level": finding.level.name.lower(),
                    "rule": finding.rule,
                    "line": finding.line or None,
                    "id": finding.case or None,
                    "text": finding.text,
                }
                for finding in checked.findings
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
