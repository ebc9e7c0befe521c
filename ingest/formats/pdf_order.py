"""Rows of a page whose parts were written out of order: by font, or the head of a page last."""

from __future__ import annotations

from ingest.formats.pdf_text import Piece

_SAME = 0.3  # em between the feet of pieces of one row
_NEAR = 1.0  # em between neighbours in one line
_OVERLAP = 0.1  # em that pieces side by side may overlap


def in_order(rows: list[list[Piece]]) -> list[list[Piece]]:
    """Return rows from top to bottom in each column, with every part in its own line.

    A part that fills a gap of a line, or follows one closely, belongs to it. A row above the row
    before it, in the same column, goes up to its place; one beside it begins a new column.
    """
    placed: list[list[Piece]] = []
    lines: dict[int, list[list[Piece]]] = {}
    for row in rows:
        upward = placed and row[0].y > placed[-1][0].y - _SAME * row[0].size
        if upward and _completed(lines, row):
            continue
        index = len(placed)
        if upward:
            while index and _above(row, placed[index - 1]):
                index -= 1
        placed.insert(index, row)
        lines.setdefault(int(row[0].y), []).append(row)
    return placed


def _above(row: list[Piece], other: list[Piece]) -> bool:
    return row[0].y > other[0].y + _SAME * row[0].size and (
        row[0].left < other[-1].right and row[-1].right > other[0].left
    )


def _completed(lines: dict[int, list[list[Piece]]], row: list[Piece]) -> bool:
    """Put a lone part into the line on its own foot that has room for it."""
    if len(row) > 1:
        return False
    piece = row[0]
    for y in range(int(piece.y) - 2, int(piece.y) + 3):
        for line in lines.get(y, ()):
            if abs(line[0].y - piece.y) > _SAME * piece.size:
                continue
            after = sum(other.left < piece.left for other in line)
            left = piece.left - line[after - 1].right if after else None
            right = line[after].left - piece.right if after < len(line) else None
            gaps = [gap for gap in (left, right) if gap is not None]
            if min(gaps) < -_OVERLAP * piece.size:
                continue
            if len(gaps) == 2 or min(gaps) <= _NEAR * piece.size:
                line.insert(after, piece)
                return True
    return False
