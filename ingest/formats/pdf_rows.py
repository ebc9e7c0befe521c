"""From the pieces of a page to its rows: which stand beside each other, tables, two columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.formats.pdf_order import in_order
from ingest.formats.pdf_text import HYPHEN, Piece

_SAME = 0.3  # em between the feet of pieces of one row
_WORD = 0.16  # em between letters; a smaller gap without a space parts no words
_MARK = 0.4  # em, the same before a full stop and its like, whose ink is narrow
_CLOSING = frozenset(".,;:!?)]}%”’")
_GAP = 1.0  # em; a greater one parts cells or columns
_BACK = 6  # rows above in which the row of a cell with several lines is looked for
_LEADING = 2.2  # em between the lines of one cell, at most
_ALIGNED = 0.7  # em between the edges of cells that stand below each other
_RECENT = 60  # rows in which the table is looked for that a lone row goes on with
_COLUMN_ROWS = 5  # rows in which two long pieces stand beside each other are two columns
_COLUMN_TEXT = 20  # code points of such a piece


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of a page, or a row of a table when it has several cells."""

    cells: tuple[Piece, ...]
    table: bool = False

    @property
    def text(self) -> str:
        """Its text; cells of a table are parted by " | ", others by a space."""
        return (" | " if self.table else " ").join(cell.text for cell in self.cells)

    @property
    def left(self) -> float:
        """Where it begins, in points."""
        return self.cells[0].left

    @property
    def right(self) -> float:
        """Where it ends, in points."""
        return max(cell.right for cell in self.cells)

    @property
    def y(self) -> float:
        """Its foot, in points above the page's."""
        return self.cells[0].y

    @property
    def size(self) -> float:
        """The font size of its longest cell, in points."""
        return max(self.cells, key=lambda cell: len(cell.text)).size


def page_rows(pieces: Sequence[Piece], before: Sequence[Row] = ()) -> list[Row]:
    """Return the rows of a page in reading order, tables marked and two columns parted.

    ``before`` are the rows of the page before, on which a table may have begun.
    """
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and _continues(rows[-1], piece):
            continue
        if rows and _beside(rows[-1][-1], piece):
            rows[-1].append(piece)
        elif not _into_row_above(rows, piece):
            rows.append([piece])
    rows = [_merged(row) for row in in_order(rows)]
    return _tables(_columns(rows), before)


def _merged(row: list[Piece]) -> list[Piece]:
    """Join the parts of a row between which no gap is left."""
    found = row[:1]
    for piece in row[1:]:
        if not _continues(found, piece):
            found.append(piece)
    return found


def _continues(row: list[Piece], piece: Piece) -> bool:
    """Join a piece that follows on the same line without a gap, such as words in bold."""
    last = row[-1]
    size = max(last.size, piece.size)
    gap = piece.left - last.right
    if _is_mark(last, piece, gap):
        row[-1] = replace(last, right=piece.right)
        return True
    if _is_mark(piece, last, gap):  # the mark in front of the note itself
        row[-1] = piece
        return True
    if abs(piece.y - last.y) > _SAME * size or not -_SAME * size <= gap <= _GAP * size:
        return False
    tight = gap < (_MARK if piece.text[0] in _CLOSING else _WORD) * size
    glue = "" if tight and not piece.spaced else " "
    row[-1] = Piece(
        text=last.text + glue + piece.text,
        left=last.left,
        right=piece.right,
        y=last.y,
        spaced=last.spaced,
        size=last.size if len(last.text) >= len(piece.text) else piece.size,
    )
    return True


def _is_mark(text: Piece, mark: Piece, gap: float) -> bool:
    """Tell whether a piece is the raised mark of a footnote beside another piece."""
    return (
        mark.text.isdecimal()
        and len(mark.text) <= 3
        and mark.size < 0.85 * text.size
        and 0.15 * text.size < mark.y - text.y < text.size
        and abs(gap) < text.size
    )


def _beside(last: Piece, piece: Piece) -> bool:
    size = max(last.size, piece.size)
    return abs(piece.y - last.y) <= _SAME * size and piece.left > last.right


def _into_row_above(rows: list[list[Piece]], piece: Piece) -> bool:
    """Put the first line of a cell beside the row whose first cell had several lines.

    Such a table is written cell by cell: two lines of the first cell, then back up to the second.
    """
    if not rows or piece.y <= rows[-1][-1].y + _SAME * piece.size:
        return _next_line_of_cell(rows, piece)
    for back in range(1, min(_BACK, len(rows)) + 1):
        row = rows[-back]
        if not _beside(row[-1], piece):
            continue
        below = rows[len(rows) - back + 1 :]
        if any(each[0].y > row[0].y or len(each) > 1 for each in below):
            return False
        if any(each[0].right > piece.left for each in below):
            return False
        for each in below:
            row[-1] = _stacked(row[-1], each[0])
        del rows[len(rows) - back + 1 :]
        row.append(piece)
        return True
    return False


def _next_line_of_cell(rows: list[list[Piece]], piece: Piece) -> bool:
    """Join the next line of a cell that is not the first of its row."""
    if not rows or len(rows[-1]) < 2:
        return False
    last = rows[-1][-1]
    under = abs(piece.left - last.left) <= _ALIGNED * last.size
    if not under or not 0 < last.y - piece.y <= _LEADING * last.size:
        return False
    rows[-1][-1] = _stacked(last, piece)
    return True


def _stacked(upper: Piece, lower: Piece) -> Piece:
    """Return a cell with one more line; its foot is the last line's, so that more can follow."""
    text = upper.text.rstrip(HYPHEN) if upper.text.endswith(HYPHEN) else upper.text + " "
    return Piece(
        text=text + lower.text,
        left=min(upper.left, lower.left),
        right=max(upper.right, lower.right),
        y=lower.y,
        size=upper.size,
    )


def _columns(rows: list[list[Piece]]) -> list[list[Piece]]:
    """Part rows in which the lines of two columns were written beside each other."""
    found: list[list[Piece]] = []
    run: list[list[Piece]] = []
    for row in [*rows, []]:
        if run and row and len(row) <= 2 and _shares_gutter(run, row):
            run.append(row)
            continue
        found.extend(_parted(run))
        run = []
        if len(row) == 2 and min(len(cell.text) for cell in row) >= _COLUMN_TEXT:
            run = [row]
        elif row:
            found.append(row)
    return found


def _shares_gutter(run: list[list[Piece]], row: list[Piece]) -> bool:
    gutter = run[0][1].left
    size = run[0][0].size
    if not 0 < run[-1][0].y - row[0].y < 3 * size:
        return False
    if len(row) == 1:
        return row[0].right < gutter or abs(row[0].left - gutter) < 2 * size
    return row[0].right < gutter and abs(row[1].left - gutter) < 2 * size


def _parted(run: list[list[Piece]]) -> list[list[Piece]]:
    pairs = [row for row in run if len(row) == 2]
    if len(pairs) < _COLUMN_ROWS:
        return run
    if min(median(len(row[side].text) for row in pairs) for side in (0, 1)) < _COLUMN_TEXT:
        return run
    gutter = run[0][1].left - 2 * run[0][0].size
    cells = [cell for row in run for cell in row]
    return [[cell] for cell in cells if cell.left < gutter] + [
        [cell] for cell in cells if cell.left >= gutter
    ]


def _tables(rows: list[list[Piece]], before: Sequence[Row]) -> list[Row]:
    """Mark rows with cells below each other as a table; a lone gap is only a wide space.

    A lone row at a column's or page's end is one if its cells stand as those of another row.
    """
    found: list[Row] = []
    for index, cells in enumerate(rows):
        near = rows[max(0, index - 1) : index] + rows[index + 1 : index + 2]
        table = len(cells) > 1 and any(len(r) > 1 and _aligned(cells, r, 0.0) for r in near)
        if len(cells) > 1 and not table:
            recent = [row for row in [*before, *found][-_RECENT:] if row.table]
            table = any(
                len(row.cells) == len(cells)
                and _aligned(cells, list(row.cells), cells[0].left - row.left)
                for row in recent
            )
        found.append(Row(cells=tuple(cells), table=table))
    return found


def _aligned(one: list[Piece], other: list[Piece], shift: float) -> bool:
    """Tell whether a cell after the first begins, ends or is centred below another.

    ``shift`` is how far the first row stands to the right of the other, in points.
    """
    return any(
        min(
            abs(a.left - b.left - shift),
            abs(a.right - b.right - shift),
            abs(a.left + a.right - b.left - b.right - 2 * shift),
        )
        <= _ALIGNED * max(a.size, b.size)
        for a in one[1:]
        for b in other[1:]
    )
