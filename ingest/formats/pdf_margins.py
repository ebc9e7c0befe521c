"""What stands in a page's margins: running heads, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.documents import folded
from ingest.formats.pdf_rows import Row

_EDGE_ROWS = 2  # rows at each end of a page that may be margin
_ZONE = 0.13  # of the page's height
_SHARE = 0.4  # of the pages carry a running head; on facing pages two take turns
_NUMBER = re.compile(
    r"\W*(?:(?:halaman|hal\.?|hlm\.?|page|pg\.?)\W*)?(?:\d{1,4}|[ivxl]{1,6})"
    r"(?:\W*(?:dari|of|/|\|)\W*\d{1,4})?\W*$",
    re.I,
)
_FIGURES = re.compile(r"\d+")
_COUNT = re.compile(r"^\d{1,4}(?=\s)|\s\d{1,4}$")
_PAGE_DIGITS = 4  # of a page's number
_LETTERS = 3  # that a running head has at least
_LONGEST = 160  # code points of a running head


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """A page's rows in reading order, its number from 1 and its height in points (0 unknown)."""

    number: int
    rows: list[Row]
    height: float


def without_margins(leaves: Sequence[Leaf]) -> tuple[list[Leaf], list[str]]:
    """Take running heads and page numbers away; return the pages left and what was taken.

    A running head stands in the outer rows of a page, near its edge, and says the same on many
    pages, but for a figure that counts them.
    """
    counted: Counter[tuple[str, int]] = Counter()
    for leaf in leaves:
        counted.update({key for row in _edges(leaf) for key in _keys(row, leaf.number)})
    enough = max(2, round(len(leaves) * _SHARE))
    kept, taken = [], {}
    for leaf in leaves:
        gone = {
            id(row)
            for row in _edges(leaf)
            if len(row.text) <= _LONGEST
            and (
                any(counted[key] >= enough for key in _keys(row, leaf.number))
                or (_NUMBER.match(row.text) and not row.table)
            )
        }
        for row in leaf.rows:
            if id(row) in gone:
                taken[_FIGURES.sub("#", row.text)] = row.text
        rows = [row for row in leaf.rows if id(row) not in gone]
        kept.append(Leaf(number=leaf.number, rows=rows, height=leaf.height))
    return kept, list(taken.values())


def _edges(leaf: Leaf) -> list[Row]:
    if not leaf.height:
        return []
    ordered = sorted(leaf.rows, key=lambda row: -row.y)
    above = [r for r in ordered[:_EDGE_ROWS] if r.y > leaf.height * (1 - _ZONE)]
    below = [r for r in ordered[-_EDGE_ROWS:] if r.y < leaf.height * _ZONE]
    return above + below


def _keys(row: Row, page: int) -> list[tuple[str, int]]:
    """Return what the row may share with those of other pages.

    Its text; its text but for a figure that counts the pages; and, where chapters change, that a
    number in front or at its end counts them. Figures that count something else ("Pasal 16",
    "117 pengaduan") are the text's.
    """
    text = folded(row.text)
    keys = []
    if len(_FIGURES.sub("", text)) >= _LETTERS:
        keys.append((text, round(row.size)))
        for figure in _FIGURES.finditer(row.text[:_LONGEST]):
            if len(figure[0]) <= _PAGE_DIGITS:
                rest = f"{row.text[: figure.start()]}\0{row.text[figure.end() :]}"
                keys.append((f"{round(row.size)} {rest}", int(figure[0]) - page))
    keys += [(f"at {row.y:.0f}", int(count[0]) - page) for count in _COUNT.finditer(row.text)]
    return keys
