"""Exports of a newsroom: one file with many articles, as JSON lines or as a CSV table.

``.jsonl`` holds an object a line, ``.csv`` a row each, both also packed (``.gz``). An article has
``_id`` (or ``id``), ``text``, and what else is known: ``title``, date, outlet, author, URL, either
beside them or below ``metadata``, which is the form of BEIR corpora (Thakur et al. 2021); other
names are mapped (``ingest.fields.field_map``). Without an id, an article is known by its URL, else
by its text: then a changed text is another article. Lines are read one after the other, so a file
may be of any size; the limits of one article hold for each line.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.boilerplate import tidy
from ingest.documents import Document, normal_line
from ingest.exports.lines import REPAIR, bad, json_lines, json_object, opened
from ingest.exports.rows import rows
from ingest.fields.field_map import FieldMap, find_mapping, renamed
from ingest.fields.named import read_fields, text_of, value_of
from ingest.pages.fragments import text_lines
from ingest.readers import MAX_TEXT
from ingest.sources import READERS_VERSION, FoundFile, record_source
from rag.archive import Archive
from rag.errors import DocumentError, UsageError

MAX_ID = 500  # code points
_SETTING = "export:"
_PAGE = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One article of an export, not yet read into a document.

    ``number`` is its first line, from 1. ``fingerprint`` is that of its fields, so that an export
    that grows costs only what is new. ``fields`` have the usual names (``field_map``).
    """

    path: Path
    number: int
    name: str
    source: str
    fingerprint: str
    fields: dict[str, Any]

    @property
    def shown(self) -> str:
        """How the record is called in a list of results."""
        return f"{self.path}#{self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class BadLine:
    """A line that is no article, and why."""

    path: Path
    number: int
    reason: str
    remedy: str = REPAIR

    @property
    def shown(self) -> str:
        """How the line is called in a list of results."""
        return f"{self.path}:{self.number}"


def is_table(path: Path) -> bool:
    """Tell whether an export is a CSV table."""
    return path.name.casefold().endswith((".csv", ".csv.gz"))


def records(file: FoundFile, mapping: FieldMap | None = None) -> Iterator[Record | BadLine]:
    """Yield the articles of an export in order; a bad line is told and the next one follows.

    A file that breaks off (damaged, not complete) ends with a bad line; what was before it counts.
    ``mapping`` is the operator's; without one a mapping file beside the export holds.
    """
    number = 0
    try:
        mapping = find_mapping(file.path) if mapping is None else mapping
        entries = _table(file.path, mapping) if is_table(file.path) else _json(file.path)
        names = _Names()
        for number, fields, digest in entries:
            try:
                if isinstance(fields, DocumentError):
                    raise fields
                found = renamed(fields, mapping)
                name = names.of(found, number)
            except DocumentError as error:
                yield BadLine(path=file.path, number=number, reason=f"Line {number}: {error.what}")
                continue
            yield Record(
                path=file.path,
                number=number,
                name=name,
                source=record_source(file.source, name),
                fingerprint=f"{READERS_VERSION}:{digest[:32]}{mapping.digest()}",
                fields=found,
            )
    except (DocumentError, UsageError) as error:  # of the file as a whole
        yield BadLine(path=file.path, number=1, reason=error.what, remedy=error.remedy)
    except (EOFError, zlib.error, OSError, UnicodeDecodeError) as error:
        yield BadLine(
            path=file.path,
            number=number + 1,
            reason=f"The file cannot be read beyond line {number}: {error}.",
            remedy="Export it again, and see that it is copied whole; what was read is kept.",
        )


def count(path: Path) -> int:
    """Return the number of lines, for a progress bar; 1 where it cannot be told."""
    try:
        with opened(path) as stream:
            return max(
                1, sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
            )
    except (EOFError, zlib.error, OSError):
        return 1


def document_of(record: Record) -> Document:
    """Read a record's fields into a document; HTML in its text is read as a page is.

    Raises:
        DocumentError: it holds no text or too much, or a field has no readable value.
    """
    text = value_of(record.fields, "text")
    if not isinstance(text, str) or not text.strip():
        raise DocumentError(f"Line {record.number} holds no text.", remedy=REPAIR)
    if len(text) > MAX_TEXT:
        raise DocumentError(
            f"Line {record.number} is too long for one article: {len(text):,} characters, the "
            f"limit is {MAX_TEXT:,}.",
            remedy="Split it into one line for each article.",
        )
    try:
        given = read_fields(record.fields, f"export {record.path.name}")
        return tidy(text_lines(text), given)
    except DocumentError as error:
        what = f"Line {record.number}: {error.what[0].lower()}{error.what[1:]}"
        raise DocumentError(what, remedy=REPAIR) from error


# --- whole files ------------------------------------------------------------------------------


def known(archive: Archive, file: FoundFile, mapping: FieldMap | None = None) -> bool:
    """Tell whether an export is in the archive as it is: same file, and nothing removed since.

    The archive's change log is asked for removals, so an article of the export that was removed
    is put back by the next run, as it is with a file of its own.
    """
    try:
        stored = json.loads(archive.setting(_SETTING + file.source) or "{}")
        fingerprint, position = stored.get("fingerprint"), int(stored.get("head", 0))
    except (ValueError, TypeError, AttributeError):
        return False
    if fingerprint != _fingerprint(file, mapping):
        return False
    while changes := archive.changes_after(position, limit=_PAGE):
        if not all(change.put for change in changes):
            return False
        position = changes[-1].seq
    return True


def remember(archive: Archive, file: FoundFile, mapping: FieldMap | None = None) -> None:
    """Note that the whole of an export is stored."""
    stored = {"fingerprint": _fingerprint(file, mapping), "head": archive.head()}
    archive.put_setting(_SETTING + file.source, json.dumps(stored))


def _fingerprint(file: FoundFile, mapping: FieldMap | None) -> str:
    try:
        used = find_mapping(file.path) if mapping is None else mapping
    except UsageError:  # told when the file is read
        return ""
    return f"{file.fingerprint}{used.digest()}"


# --- lines ------------------------------------------------------------------------------------

_Entry = tuple[int, dict[str, Any] | DocumentError, str]


def _json(path: Path) -> Iterator[_Entry]:
    for number, line in json_lines(path):
        try:
            yield number, json_object(line), sha256(line).hexdigest()
        except DocumentError as error:
            yield number, error, ""


def _table(path: Path, mapping: FieldMap) -> Iterator[_Entry]:
    for row in rows(path, mapping):
        digest = "" if isinstance(row.fields, DocumentError) else _digest(row.fields)
        yield row.number, row.fields, digest


def _digest(fields: dict[str, Any]) -> str:
    return sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


class _Names:
    """Gives each record its name, and knows those that were given."""

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}

    def of(self, fields: dict[str, Any], number: int) -> str:
        name = _own_name(fields)
        made = "" if name else _made_name(fields)
        name = name or made
        copies = 0
        while (first := self._first(name, number)) != number:
            if not made.startswith("text-"):
                raise bad(f"The id {name} stands at line {first} already.")
            copies += 1  # the same text twice is no fault: the archive keeps it once
            name = f"{made}-{copies}"
        return name

    def _first(self, name: str, number: int) -> int:
        return self._seen.setdefault(sha256(name.encode()).digest()[:12], number)


def _own_name(fields: dict[str, Any]) -> str:
    value = value_of(fields, "id")
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise bad("Its _id is no plain text.")
    if len(value) > MAX_ID:
        raise bad(f"Its _id is longer than {MAX_ID} characters.")
    return value


def _made_name(fields: dict[str, Any]) -> str:
    if url := text_of(value_of(fields, "url")):
        return "url-" + sha256(url.encode("utf-8", "replace")).hexdigest()[:16]
    text = value_of(fields, "text")
    if not isinstance(text, str) or not normal_line(text):
        raise bad("It has no _id and no text.")
    return "text-" + sha256(normal_line(text).encode()).hexdigest()[:16]
