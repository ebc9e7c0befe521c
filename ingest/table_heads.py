"""Long tables: their head is written again before every part, as printed tables do.

A table of more words than a passage may hold is parted when it is split, and rows without their
head say nothing ("Sagara | 4,6 | 4,9"). Passages are exact spans of the article's text, so the
head can stand in each only by standing in the text: it is repeated here, when the file is read,
and ``ingest.split`` begins a new part at every repetition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.documents import Line
from rag.records import SentenceKind

WHOLE = 200  # words; a table of no more stays in one passage (at most 300) with the line before it
PART = 130  # words of rows below each head; a passage is about 150
_YEAR = re.compile(r"(?:tahun\s+)?(?:19|20)\d\d\W*", re.I)
_HEAD_SHARE = 0.25  # of a part; a longer head would crowd the rows out


def repeat_heads(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return an article's lines with the heads of its long tables repeated; in words, see above."""
    return tuple(_repeated(lines))


def _repeated(lines: Sequence[Line]) -> Iterator[Line]:
    at = 0
    while at < len(lines):
        if lines[at].kind is not SentenceKind.ROW:
            yield lines[at]
            at += 1
            continue
        end = at
        while end < len(lines) and lines[end].kind is SentenceKind.ROW:
            end += 1
        yield from _parts(lines[at:end])
        at = end


def _parts(rows: Sequence[Line]) -> Iterator[Line]:
    head = rows[0]
    if sum(map(_words, rows)) <= WHOLE or not _is_head(rows):
        yield from rows
        return
    size = 0
    yield head
    for row in rows[1:]:
        if size and size + _words(row) > PART:
            yield head
            size = 0
        yield row
        size += _words(row)


def _is_head(rows: Sequence[Line]) -> bool:
    """Tell whether the first row names columns: no figures but years, and figures below it."""
    first = [cell.strip() for cell in rows[0].text.split(" | ")]
    figures = any(re.search(r"\d", cell) and not _YEAR.fullmatch(cell) for cell in first)
    below = sum(bool(re.search(r"\d", row.text)) for row in rows[1:])
    return (
        len(first) > 1
        and not figures
        and below * 2 > len(rows)
        and _words(rows[0]) <= PART * _HEAD_SHARE
    )


def _words(line: Line) -> int:
    return max(len(line.text.split()), len(line.text) // 8)  # as ``ingest.split`` counts
