"""The rows of a CSV export: separated by commas, semicolons or tabs, in any usual encoding.

A row that cannot be surely read is told, never guessed: one with more or fewer cells than the
header, or with a quote that is not closed (it would swallow the articles after it).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.exports.lines import bad, bounded, opened
from ingest.fields.field_map import NAMES, FieldMap, find_column, plain_name
from ingest.readers import MAX_BYTES
from rag.errors import DocumentError

_DELIMITERS = ",;\t|"
_LOOKED_AT = 64_000_000  # bytes read ahead to tell the encoding
_BLOCK = 1 << 20
_MAX_HEADER = 100_000  # code points of the first line
_MAX_COLUMNS = 500
_COLUMNS_SHOWN = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row: the number of its first line, from 1, and its cells by column, or what is wrong."""

    number: int
    fields: dict[str, object] | DocumentError


class _TooLong(Exception):
    """A row goes on beyond the limit."""


class _Lines:
    """The physical lines of a file for ``csv.reader``: bounded, counted; an error ends none."""

    def __init__(self, stream: io.TextIOBase, number: int) -> None:
        self.number = number  # of the lines read
        self._stream = stream
        self._size = 0

    def begin(self) -> int:
        """Begin a row and return the number of its first line."""
        self._size = 0
        return self.number + 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(MAX_BYTES + 1)
        if not line:
            raise StopIteration
        self.number += 1
        rest = line
        while not rest.endswith(("\n", "\r")) and (rest := self._stream.readline(_BLOCK)):
            pass  # never kept
        self._size += len(line)
        if self._size > MAX_BYTES:
            raise _TooLong
        return line


def rows(path: Path, named: FieldMap) -> Iterator[Row]:
    """Yield the rows of a CSV file below its header.

    Raises:
        DocumentError: it has no header that names a column with the text.
        OSError: it cannot be read, or not further.
    """
    # The module's own limit for a cell, 131,072, is below a long article.
    csv.field_size_limit(MAX_BYTES)
    encoding = encoding_of(path)
    errors = "strict" if encoding == "utf-16" else "surrogateescape"
    with io.TextIOWrapper(bounded(path), encoding, errors, newline="") as stream:
        first = stream.readline(_MAX_HEADER)
        skipped = int(first.casefold().startswith("sep="))  # Excel's own mark
        if skipped:
            first = stream.readline(_MAX_HEADER)
        columns, delimiter = header_of(first, named)
        lines = _Lines(stream, 1 + skipped)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while (row := _next(reader, lines, columns)) is not None:
            if row.fields:
                yield row


def _next(reader: Iterator[list[str]], lines: _Lines, columns: Sequence[str]) -> Row | None:
    number = lines.begin()
    wrong = ""
    cells: list[str] = []
    try:
        cells = next(reader, [])
        if not cells and lines.number < number:
            return None
    except _TooLong:
        wrong = f"It is larger than one article may be ({MAX_BYTES / 1e6:,.0f} MB), or"
    except csv.Error as error:
        wrong = f"It is no valid CSV ({error}):"
    if wrong:
        wrong += f" a quote is not closed; lines {number:,} to {lines.number:,} are not read."
    elif cells and len(cells) != len(columns):
        wrong = f"It has {len(cells)} cells, but the header has {len(columns)}."
    elif any(not _is_text(cell) for cell in cells):
        wrong = "It holds letters in another encoding than the rest; save the file as UTF-8."
    if wrong:
        return Row(number=number, fields=bad(wrong))
    return Row(number=number, fields=dict(zip(columns, cells, strict=False)))


def header_of(
    line: str, mapped: FieldMap | None = None, *, field: str = "text"
) -> tuple[list[str], str]:
    """Return the columns of a header and the delimiter that makes most sense of it.

    ``field`` is the one that must be there.

    Raises:
        DocumentError: no column holds the text, or a mapped column is not there.
    """
    named = mapped or FieldMap()
    best: tuple[tuple[int, int], list[str], str] | None = None
    for delimiter in _DELIMITERS:
        try:
            cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
        except csv.Error:
            continue
        known = sum(bool(find_column(cells, name, named)) for name in NAMES)
        if best is None or (known, len(cells)) > best[0]:
            best = ((known, len(cells)), cells, delimiter)
    columns = best[1] if best else []
    shown = ", ".join(columns[:_COLUMNS_SHOWN]) or "none"
    plain = [plain_name(column) for column in columns]
    twice = next((c for c in columns if c and plain.count(plain_name(c)) > 1), "")
    if twice or len(columns) > _MAX_COLUMNS:
        raise _no_header(f"Its header names the column {twice} twice." if twice else
                         f"Its header names more than {_MAX_COLUMNS} columns.")  # fmt: skip
    for name, column in named.pairs:
        if "." not in column and not find_column(columns, name, named):
            raise _no_header(f"It has no column {column}; its columns are {shown}.")
    if best is None or not find_column(columns, field, named):
        raise _no_header(f"No column is known to hold the {field}; its columns are {shown}.")
    return columns, best[2]


def encoding_of(path: Path) -> str:
    """Return a file's encoding: by byte order mark, UTF-8, or Windows-1252 as Excel writes it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    looked = 0
    with opened(path) as stream:
        while looked < _LOOKED_AT and (block := stream.read(_BLOCK)):
            if not looked and block.startswith(b"\xef\xbb\xbf"):
                return "utf-8-sig"
            if not looked and block.startswith((b"\xff\xfe", b"\xfe\xff")):
                return "utf-16"
            looked += len(block)
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                text = block.decode("utf-8", "replace")
                broken = text.count("\ufffd")
                whole = sum(not character.isascii() for character in text) - broken
                return "utf-8" if whole > broken else "cp1252"
    return "utf-8"


def _is_text(cell: str) -> bool:
    return cell.isascii() or not any("\ud800" <= character <= "\udfff" for character in cell)


def _no_header(what: str) -> DocumentError:
    return DocumentError(
        what, remedy="Name the columns in the first line, or with --map text=COLUMN."
    )
