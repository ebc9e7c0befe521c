"""One page of a PDF as pieces: runs of text on one baseline, with their place and size.

pdfium gives a page's text in the order in which it was written, which is the reading order in
what office programs, LaTeX and browsers write, and marks a hyphen at the end of a line. Asking it
for the box of every character costs four times the extraction itself (2.3 microseconds each,
measured on 4,500), so it is asked once for each line, and word by word only where the line
consists of several parts that stand apart.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, replace
from typing import Any

from ingest.formats.finishing import raised

HYPHEN = "\ufffe"
"""What pdfium writes for a hyphen at the end of a line; the line break itself is left out."""
_LINE = re.compile(r"[^\r\n\ufffe\x02]+[\ufffe\x02]?")
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"[ \t\u00a0]+")
_SMALL = 0.85  # of the line's font size; a digit below it is a mark of a footnote or an exponent
_RAISED = 0.15  # em above the line's foot
_GAP = 1.0  # em; in justified text a space is seldom wider
_WIDE = 0.75  # em per character on average; above it there are gaps inside the line
_MAX_RECTS = 400  # parts of one line that are looked at


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A run of text on one baseline. Lengths in points, y upwards, ``size`` of its font."""

    text: str
    left: float
    right: float
    y: float
    size: float
    spaced: bool = False  # a space was written before it


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A page's pieces in the order of its text. ``drawn`` tells whether pictures cover it."""

    pieces: tuple[Piece, ...]
    width: float
    height: float
    outside: tuple[str, ...] = ()
    drawn: bool = False


def read_sheet(page: Any) -> Sheet:
    """Read one page (``pypdfium2.PdfPage``)."""
    textpage = page.get_textpage()
    try:
        text = _text(textpage)
        left, bottom, right, top = page.get_cropbox()
        turned = page.get_rotation() % 180 != 0
        reader = _Reader(textpage.raw, text)
        pieces: list[Piece] = []
        outside: list[str] = []
        for number, found in enumerate(_LINE.finditer(text)):
            for piece in reader.pieces(found.start(), found.end(), turned, number):
                middle = (piece.left + min(piece.right, piece.left + piece.size)) / 2
                if turned or (left <= middle <= right and bottom <= piece.y <= top):
                    pieces.append(replace(piece, y=piece.y - bottom) if bottom else piece)
                else:
                    outside.append(piece.text)
    finally:
        textpage.close()
    drawn = not pieces and _has_picture(page)
    return Sheet(
        pieces=tuple(pieces),
        width=right - left,
        height=top - bottom if not turned else 0.0,
        outside=tuple(outside),
        drawn=drawn,
    )


def _text(textpage: Any) -> str:
    """Return the page's text with one character for each of pdfium's indexes."""
    import pypdfium2.raw as pdfium

    count = textpage.count_chars()
    text: str = textpage.get_text_range(errors="replace") if count else ""
    if len(text) == count:
        return text
    codes = (pdfium.FPDFText_GetUnicode(textpage.raw, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    kinds = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING)
    return next(iter(page.get_objects(filter=kinds, max_depth=3)), None) is not None


class _Reader:
    """Asks pdfium for places, with buffers that are used again."""

    def __init__(self, raw: Any, text: str) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium, self._raw, self._text = pdfium, raw, text
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(number) for number in self._numbers]

    def pieces(self, start: int, end: int, turned: bool, number: int) -> list[Piece]:
        """Return the pieces of the line [start, end); of a turned page without real places."""
        line = self._text[start:end]
        spaced = (
            line[0].isspace() or self._text[max(0, start - 3) : start].rstrip("\r\n")[-1:].isspace()
        )
        end -= len(line) - len(line.rstrip())
        start += len(line) - len(line.lstrip())
        if start >= end:
            return []
        if turned:
            return [Piece(text=self._text[start:end], left=0, right=0, y=-12.0 * number, size=10)]
        letter = self._first_letter(start, end)
        size = self._size(letter)
        y = self._origin(letter)[1]
        rects = self._rects(start, end)
        if not rects:
            return []
        wide = rects[-1][1] - rects[0][0] > _WIDE * size * (end - start)
        cuts = [start, end]
        if wide or any(b[0] - a[1] > _GAP * size for a, b in zip(rects, rects[1:], strict=False)):
            cuts = self._cuts(start, end, size)
        marks = self._marks(start, end, size, y) if len(rects) > 1 else {}
        found = []
        for first, last in zip(cuts, cuts[1:], strict=False):
            text = self._text[first:last]
            if marks:
                text = "".join(marks.get(first + i, sign) for i, sign in enumerate(text))
            text = text.strip()
            if not text:
                continue
            whole = len(cuts) == 2
            found.append(Piece(
                text=text,
                left=rects[0][0] if whole else self._origin(self._letter(first, 1))[0],
                right=max(rect[1] for rect in rects) if whole
                else self._right(self._letter(last - 1, -1)),
                y=y, size=size, spaced=spaced,
            ))  # fmt: skip
        return found

    def _letter(self, index: int, step: int) -> int:
        while self._text[index].isspace() and 0 < index < len(self._text) - 1:
            index += step
        return index

    def _first_letter(self, start: int, end: int) -> int:
        for index in range(start, min(end, start + 40)):
            if self._text[index].isalpha():
                return index
        return start

    def _size(self, index: int) -> float:
        size = float(self._pdfium.FPDFText_GetFontSize(self._raw, index))
        if size <= 1.5:  # the size stands in the matrix instead
            self._pdfium.FPDFText_GetCharBox(self._raw, index, *self._refs)
            size = max((self._numbers[3].value - self._numbers[2].value) * 1.4, 0.1)
        return size

    def _origin(self, index: int) -> tuple[float, float]:
        self._pdfium.FPDFText_GetCharOrigin(self._raw, index, *self._refs[:2])
        return self._numbers[0].value, self._numbers[1].value

    def _right(self, index: int) -> float:
        self._pdfium.FPDFText_GetCharBox(self._raw, index, *self._refs)
        return self._numbers[1].value

    def _rects(self, start: int, end: int) -> list[tuple[float, float]]:
        """Return left and right of the parts that were written apart, in order."""
        count = self._pdfium.FPDFText_CountRects(self._raw, start, end - start)
        found = []
        for index in range(min(count, _MAX_RECTS)):
            self._pdfium.FPDFText_GetRect(self._raw, index, *self._refs)
            found.append((self._numbers[0].value, self._numbers[2].value))
        return found

    def _cuts(self, start: int, end: int, size: float) -> list[int]:
        """Return where the line is cut because a gap stands there, with both its ends."""
        cuts = [start]
        for space in _SPACES.finditer(self._text, start, end):
            if space.end() < end and space.start() > start:
                gap = self._origin(space.end())[0] - self._right(space.start() - 1)
                if abs(gap) > _GAP * size:
                    cuts.append(space.end())
        return [*cuts, end]

    def _marks(self, start: int, end: int, size: float, y: float) -> dict[int, str]:
        """Return what is written for small raised digits (see ``finishing.raised``)."""
        marks: dict[int, str] = {}
        for digits in _DIGITS.finditer(self._text, start, end):
            for index in range(digits.end() - 1, digits.start() - 1, -1):
                small = self._size(index) < _SMALL * size
                if not small or self._origin(index)[1] < y + _RAISED * size:
                    break
                marks[index] = raised(self._text[index], self._text[start:index])
        return marks
