"""Blocks of a page, and tables of data as blocks: a row is "A | B | C"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.documents import folded, normal_line
from rag.records import SentenceKind

_CELL = 200  # code points; a cell with more is a paragraph, so the table is there for layout
_SPAN = 20  # rows or columns a cell may cover


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A block of text, what share of it is links, and the element that holds it."""

    text: str
    kind: SentenceKind
    link_share: float
    tag: str
    element: Any
    key: str  # letters and digits only, for comparing


def table_rows(table: Any) -> list[Block]:
    """Return a table of data as rows "A | B | C"; nothing for a table that is there for layout."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    if next(table.iterdescendants("table"), None) is not None:
        return []
    found: list[Block] = []
    pending: dict[int, tuple[str, int]] = {}  # cells that reach down: column -> text, rows left
    widest = 0
    for row in rows:
        cells: list[str] = []
        own = 0
        for cell in row.iterchildren("td", "th"):
            text = normal_line(" ".join(cell.itertext()))
            if len(text) > _CELL or next(cell.iter("p", "h1", "h2", "h3", "div"), None) is not None:
                return []
            _fill_down(cells, pending)
            down = _number(cell.get("rowspan"))
            if down > 1:
                pending[len(cells)] = (text, down - 1)
            cells.extend([text, *[""] * (_number(cell.get("colspan")) - 1)])
            own += 1
        _fill_down(cells, pending)
        widest = max(widest, own)
        text = normal_line(" | ".join(cells))
        if key := folded(text):
            linked = sum(len(folded(a.text_content())) for a in row.iter("a"))
            found.append(Block(text=text, kind=SentenceKind.ROW, link_share=linked / len(key),
                               tag="tr", element=row, key=key))  # fmt: skip
    caption = table.find("caption")
    if caption is not None and (text := normal_line(caption.text_content())):
        found.insert(0, Block(text=text, kind=SentenceKind.CAPTION, link_share=0.0, tag="caption",
                              element=caption, key=folded(text)))  # fmt: skip
    return found if widest > 1 and len(rows) > 1 else []


def _fill_down(cells: list[str], pending: dict[int, tuple[str, int]]) -> None:
    while len(cells) in pending:
        text, left = pending.pop(len(cells))
        if left > 1:
            pending[len(cells)] = (text, left - 1)
        cells.append(text)


def _number(value: str | None) -> int:
    return min(int(value), _SPAN) if value and value.strip().isdecimal() else 1
