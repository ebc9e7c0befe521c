"""An article's text as paragraphs and tables. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

_CELLS = " | "


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A paragraph (``text``), or a table: ``rows`` of cells, the first its head."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(text: str, title: str = "") -> tuple[Block, ...]:
    """Return the paragraphs and tables of a text.

    An opening line that only repeats ``title`` is left out. Rows are lines of the same number of
    cells with " | " between them, two or more in a row.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if lines and title and lines[0].strip() == title:
        lines.pop(0)
    found: list[Block] = []
    for cells, group in groupby(lines, key=lambda line: line.count(_CELLS)):
        run = list(group)
        if cells and len(run) > 1:
            found.append(Block(rows=tuple(tuple(line.split(_CELLS)) for line in run)))
        else:
            found += [Block(text=line) for line in run]
    return tuple(found)
