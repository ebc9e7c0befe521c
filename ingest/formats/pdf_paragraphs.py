"""From the rows of a document's pages to its paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.documents import normal_line
from ingest.formats.hyphens import joined, known_words
from ingest.formats.pdf_margins import Leaf
from ingest.formats.pdf_rows import Row
from ingest.formats.pdf_text import HYPHEN

_BROKEN = (HYPHEN, "\x02", "-")
_SIZES = 0.06  # relative difference of font sizes that parts a heading from its text
_MIXED = 0.12  # the same inside a sentence
_SPACED = 1.25  # times the usual distance of lines: a new paragraph
_INDENT = 0.8  # em
_ITEM = re.compile(
    r"[•▪●◦–—*\-]\s|(?:\d{1,3}|[a-zA-Z])[.)]\s|\(\w{1,3}\)\s|Pasal \d+\b|BAB [IVXL]+\b"
)
_BULLET = re.compile(r"[•▪●◦\uf0b7]\s*")
_ENDS = re.compile(r"[.?!:;…][\"'”’)\]]*$")
_TAIL = 6  # code points in which the end of a sentence is looked for
_LOOK_BACK = 6  # paragraphs in which the one that goes on over a page's end is looked for
_ROWS_FOR_WIDTH = 3


@dataclass(slots=True)
class Paragraph:
    """A paragraph, heading or row of a table; ``size`` in points, ``page`` from 1."""

    text: str
    size: float
    page: int
    table: bool = False
    full: bool = False  # its last line reached the right edge


def paragraphs(leaves: Sequence[Leaf]) -> list[Paragraph]:
    """Return the paragraphs of a document, over the ends of columns and pages."""
    texts = [row.text for leaf in leaves for row in leaf.rows]
    broken = any(text.endswith(_BROKEN) for text in texts)
    known = known_words(texts) if broken else frozenset()
    done: list[Paragraph] = []
    for leaf in leaves:
        for run in _runs(leaf.rows):
            _take(run, leaf.number, done, known)
    for paragraph in done:
        text = _BULLET.sub("", paragraph.text, count=1)
        text = text.replace(HYPHEN, "-").replace("\x02", "-")
        paragraph.text = normal_line(text)
    return [paragraph for paragraph in done if paragraph.text]


def body_size(found: Iterable[Paragraph]) -> float:
    """Return the font size in which most of the text is set, in points; 0 without text."""
    counted: Counter[float] = Counter()
    for paragraph in found:
        counted[round(paragraph.size, 1)] += len(paragraph.text)
    return counted.most_common(1)[0][0] if counted else 0.0


def _runs(rows: list[Row]) -> list[list[Row]]:
    """Return runs of rows below each other in one size; a row of a table is a run of its own."""
    runs: list[list[Row]] = []
    for row in rows:
        last = runs[-1][-1] if runs else None
        if (
            last is None
            or last.table
            or row.table
            or _other_size(last, row)
            or not 0 < last.y - row.y < 6 * last.size
            or row.left > last.right
            or row.right < last.left
        ):
            runs.append([row])
        else:
            runs[-1].append(row)
    return runs


def _other_size(last: Row, row: Row) -> bool:
    """Tell whether a row is set in another size; a line may begin with a word in a smaller font."""
    differs = abs(row.size - last.size)
    inside = not _ENDS.search(last.text[-_TAIL:]) and last.y - row.y < 1.6 * last.size
    return differs > (_MIXED if inside else _SIZES) * last.size


def _take(run: list[Row], page: int, done: list[Paragraph], known: frozenset[str]) -> None:
    left = min(row.left for row in run)
    right = max(row.right for row in run)
    leading = _leading(run)
    open_at: Paragraph | None = _unfinished(done, run[0], page)
    for index, row in enumerate(run):
        if index and _breaks(run[index - 1], row, (left, right, leading, len(run))):
            open_at = None
        if open_at is None:
            open_at = Paragraph(text=row.text, size=row.size, page=page, table=row.table)
            done.append(open_at)
        else:
            open_at.text = _glued(open_at.text, row.text, known)
        open_at.full = row.right >= right - 2 * row.size and len(run) >= _ROWS_FOR_WIDTH


def _leading(run: list[Row]) -> float:
    """Return the usual distance of lines: the median of the smaller half of the distances."""
    steps = sorted(a.y - b.y for a, b in zip(run, run[1:], strict=False))
    usual = 1.35 * run[0].size
    return min(median(steps[: len(steps) // 2 + 1]), 2.2 * usual) if len(steps) > 1 else usual


def _glued(before: str, after: str, known: frozenset[str]) -> str:
    if before.endswith((HYPHEN, "\x02")):
        return joined(before[:-1], after, known)
    tail = before[-2:]
    if tail[-1:] == "-" and tail[:1].isalpha() and after[:1].isalpha():
        return joined(before[:-1], after, known)
    if tail[-1:] in ("-", "/", "–") and not tail[:1].isspace():
        return before + after
    return f"{before} {after}"


def _breaks(last: Row, row: Row, run: tuple[float, float, float, int]) -> bool:
    """Tell whether a paragraph ends between two rows of a run (left, right, leading, rows)."""
    left, right, leading, count = run
    text = row.text
    if last.text.endswith((HYPHEN, "\x02")):
        return False
    if last.y - row.y > _SPACED * leading:
        return True
    ended = bool(_ENDS.search(last.text[-_TAIL:]))
    if _ITEM.match(text) and (ended or text[0] in "•▪●◦" or _ITEM.match(last.text)):
        return True
    if text[0].islower():
        return False
    indented = row.left - left > _INDENT * row.size and last.left - left < _INDENT * row.size
    if (indented and ended) or count < _ROWS_FOR_WIDTH:
        return indented and ended
    word = text.split(" ", 1)[0]
    needed = (len(word) + 1) * (row.right - row.left) / max(len(text), 1)
    room = right - last.right
    return room > 1.2 * needed + row.size if ended else room > 3 * needed + 4 * row.size


def _unfinished(done: list[Paragraph], row: Row, page: int) -> Paragraph | None:
    """Return the paragraph that a column or page begins by going on with, if any."""
    if row.table or _ITEM.match(row.text):
        return None
    for paragraph in reversed(done[-_LOOK_BACK:]):
        if paragraph.table or abs(paragraph.size - row.size) > _SIZES * row.size:
            if paragraph.page == page:
                return None  # a heading or table above on the same page
            continue  # notes at the foot of the page before, in smaller letters
        if paragraph.text.endswith((HYPHEN, "\x02")):
            return paragraph
        if _ENDS.search(paragraph.text[-_TAIL:]) or page - paragraph.page > 1:
            return None
        return paragraph if row.text[0].islower() or paragraph.full else None
    return None
