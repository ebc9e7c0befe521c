"""The comparison in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from evals.models.rows import Row
from evals.models.wording import HEADINGS, absence, cells, silence

_WIDE = 200  # columns where the output is no terminal: a log is not to break words


def write_table(rows: Sequence[Row], out: TextIO) -> None:
    """Write a table with a column for each model, then a line for each that is not there."""
    from rich.console import Console
    from rich.table import Table

    console = Console(file=out, width=None if out.isatty() else _WIDE, highlight=False)
    measured = [row for row in rows if row.n]
    if measured:
        table = Table(show_lines=False)
        # Models stand side by side: 18 columns would fit no terminal.
        table.add_column("")
        columns = [cells(row) for row in measured]
        for column in columns:
            table.add_column(column[0], justify="right", overflow="fold")
        for at, heading in enumerate(HEADINGS[1:], 1):
            table.add_row(heading, *(column[at] for column in columns))
        console.print(table, markup=False)
    for row in rows:
        if row.kept:
            # The same questions, prompts and version, but the program may have changed since.
            told = f"{row.name}: {row.kept} of {row.n} answers were kept from an earlier run"
            console.print(f"{told} (--anew asks again)", markup=False)
        if row.silent:
            console.print(silence(row), markup=False)
        if row.absent:
            console.print(absence(row), markup=False)
