"""An article's text as paragraphs and tables, cut exactly at what is marked. Pure values.

Spans are half-open and count code points of the whole text, so a mark is a slice and never a
search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

MARKS = 200
"""Marks of one page; an answer cites a tenth of that."""
_CELLS = " | "


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of text. ``begins`` numbers (from 1) the marks whose first stretch this is."""

    text: str
    marked: bool = False
    begins: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A paragraph (``pieces``), or a table: ``rows`` of cells of pieces, the first its head."""

    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A mark: code points of the text, and its number (from 1) in the address."""

    start: int
    end: int
    number: int


@dataclass(kw_only=True, slots=True)
class _Cutter:
    """Cuts stretches of one text in their order, and remembers which marks have begun."""

    text: str
    spans: Sequence[Span]
    begun: set[int] = field(default_factory=set)

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        inside = [span for span in self.spans if span.start < end and span.end > start]
        cuts = {start, end}
        for span in inside:
            cuts |= {max(start, span.start), min(end, span.end)}
        edges = sorted(cuts)
        return tuple(
            self._piece(left, right, inside) for left, right in zip(edges, edges[1:], strict=False)
        )

    def _piece(self, left: int, right: int, inside: Iterable[Span]) -> Piece:
        over = [span.number for span in inside if span.start <= left and right <= span.end]
        begins = tuple(number for number in over if number not in self.begun)
        self.begun.update(begins)
        return Piece(text=self.text[left:right], marked=bool(over), begins=begins)


def spans(asked: Iterable[str], length: int) -> tuple[tuple[Span, ...], int]:
    """Read marks as "START-END"; return those that are in the text, and how many are not."""
    found, lost = [], 0
    for number, one in enumerate(list(asked)[:MARKS], start=1):
        first, _, last = one.partition("-")
        if _is_number(first) and _is_number(last) and int(first) < int(last) <= length:
            found.append(Span(start=int(first), end=int(last), number=number))
        else:
            lost += 1
    return tuple(found), lost


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def blocks(text: str, title: str = "", marks: Sequence[Span] = ()) -> tuple[Block, ...]:
    """Return the paragraphs and tables of a text.

    An opening line that only repeats ``title`` is left out, unless something in it is marked.
    Rows are lines of the same number of cells with " | " between them, two or more in a row.
    """
    lines = list(_lines(text))
    if lines and title and text[slice(*lines[0])].strip() == title:
        start, end = lines[0]
        if not any(span.start < end and span.end > start for span in marks):
            lines.pop(0)
    cutter = _Cutter(text=text, spans=marks)
    found: list[Block] = []
    for cells, group in groupby(lines, key=lambda line: text[slice(*line)].count(_CELLS)):
        run = list(group)
        if cells and len(run) > 1:
            rows = [[cutter.pieces(*cell) for cell in _cells(text, line)] for line in run]
            found.append(Block(rows=tuple(tuple(row) for row in rows)))
        else:
            found += [Block(pieces=cutter.pieces(*line)) for line in run]
    return tuple(found)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line that is not blank begins and ends."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _cells(text: str, line: tuple[int, int]) -> Iterator[tuple[int, int]]:
    start = line[0]
    for cell in text[slice(*line)].split(_CELLS):
        yield start, start + len(cell)
        start += len(cell) + len(_CELLS)
