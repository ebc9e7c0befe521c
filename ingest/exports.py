"""Exports of a newsroom: one file with one article a line, as JSON (``.jsonl``, ``.jsonl.gz``).

A line is an object with ``_id`` (or ``id``), ``text``, and what else is known: ``title``, date,
outlet, author, URL, either beside them or below ``metadata``, which is the form of BEIR corpora
(Thakur et al. 2021). Lines are read one after the other, so a file may be of any size; the limits
of one article hold for each line.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedIOBase
from pathlib import Path
from typing import Any

from ingest.boilerplate import tidy
from ingest.datelines import given_date
from ingest.documents import Document, Line, Metadata, normal_breaks, normal_line
from ingest.readers import MAX_BYTES, MAX_TEXT
from ingest.sources import READERS_VERSION, FoundFile, record_source
from rag.archive import Archive
from rag.errors import DocumentError
from rag.records import ArticleKind

MAX_ID = 500  # code points
MAX_RATIO = 200
"""Text packs to a third or a tenth of its size; the format's utmost is about 1,030 to 1."""
_RATIO_FROM = 64_000_000  # bytes unpacked before the ratio is looked at: small files may be odd
_SETTING = "export:"
_PAGE = 10_000

_REPAIR = "Correct this line in the export and add the file again; the other lines are not lost."


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One article of an export, not yet read into a document.

    ``number`` is its line, from 1. ``fingerprint`` is that of the line, so that an export that
    grows costs only what is new.
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
    remedy: str = _REPAIR

    @property
    def shown(self) -> str:
        """How the line is called in a list of results."""
        return f"{self.path}:{self.number}"


def records(file: FoundFile) -> Iterator[Record | BadLine]:
    """Yield the articles of an export in order; a bad line is told and the next one follows.

    A file that breaks off (damaged, not complete) ends with a bad line; what was before it counts.
    """
    seen: dict[bytes, int] = {}
    number = 0
    try:
        for number, line in _lines(file.path):
            try:
                fields = _object(line)
                name = _name(fields)
                first = seen.setdefault(sha256(name.encode()).digest()[:12], number)
                if first != number:
                    raise _bad(f"The id {name} stands at line {first} already.")
            except DocumentError as error:
                yield BadLine(path=file.path, number=number, reason=f"Line {number}: {error.what}")
                continue
            yield Record(
                path=file.path,
                number=number,
                name=name,
                source=record_source(file.source, name),
                fingerprint=f"{READERS_VERSION}:{sha256(line).hexdigest()[:32]}",
                fields=fields,
            )
    except (EOFError, zlib.error, OSError) as error:
        yield BadLine(
            path=file.path,
            number=number + 1,
            reason=f"The file cannot be read beyond line {number}: {error}.",
            remedy="Export it again, and see that it is copied whole; what was read is kept.",
        )


def count(path: Path) -> int:
    """Return the number of lines, for a progress bar; 1 where it cannot be told."""
    try:
        with _opened(path) as stream:
            return max(
                1, sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
            )
    except (EOFError, zlib.error, OSError):
        return 1


def document_of(record: Record) -> Document:
    """Read a record's fields into a document.

    Raises:
        DocumentError: it holds no text or too much, or a field has no readable value.
    """
    text = record.fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise DocumentError(f"Line {record.number} holds no text.", remedy=_REPAIR)
    if len(text) > MAX_TEXT:
        raise DocumentError(
            f"Line {record.number} is too long for one article: {len(text):,} characters, the "
            f"limit is {MAX_TEXT:,}.",
            remedy="Split it into one line for each article.",
        )
    lines: list[Line | None] = []
    for raw in normal_breaks(text).split("\n"):
        line = normal_line(raw)
        lines.append(Line(text=line) if line else None)
    return tidy(lines, _metadata(record))


# --- whole files ------------------------------------------------------------------------------


def known(archive: Archive, file: FoundFile) -> bool:
    """Tell whether an export is in the archive as it is: same file, and nothing removed since.

    The archive's change log is asked for removals, so an article of the export that was removed
    is put back by the next run, as it is with a file of its own.
    """
    try:
        stored = json.loads(archive.setting(_SETTING + file.source) or "{}")
        fingerprint, position = stored.get("fingerprint"), int(stored.get("head", 0))
    except (ValueError, TypeError, AttributeError):
        return False
    if fingerprint != file.fingerprint:
        return False
    while changes := archive.changes_after(position, limit=_PAGE):
        if not all(change.put for change in changes):
            return False
        position = changes[-1].seq
    return True


def remember(archive: Archive, file: FoundFile) -> None:
    """Note that the whole of an export is stored."""
    stored = {"fingerprint": file.fingerprint, "head": archive.head()}
    archive.put_setting(_SETTING + file.source, json.dumps(stored))


# --- lines ------------------------------------------------------------------------------------


def _opened(path: Path) -> BufferedIOBase:
    packed = path.name.casefold().endswith(".gz")
    return gzip.open(path, "rb") if packed else path.open("rb")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines; one above the limit comes cut to one byte more than it."""
    most = max(_RATIO_FROM, MAX_RATIO * path.stat().st_size)
    read = number = 0
    with _opened(path) as stream:
        while line := stream.readline(MAX_BYTES + 1):
            number += 1
            read += len(line)
            rest = line
            while not rest.endswith(b"\n") and (rest := stream.readline(1 << 20)):
                read += len(rest)  # never kept
                if read > most:
                    break
            if read > most:
                raise OSError(f"it unpacks to more than {MAX_RATIO} times its size")
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.isspace():
                yield number, line


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_BYTES:
        raise _bad(f"It is larger than one article may be ({MAX_BYTES / 1e6:,.0f} MB).")
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _bad(f"It is no UTF-8 (at byte {error.start}).") from error
    except json.JSONDecodeError as error:
        raise _bad(f"It is no valid JSON ({error.msg}, column {error.colno}).") from error
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond all measure
        raise _bad("It is no JSON that can be read.") from error
    if not isinstance(fields, dict):
        raise _bad("It is no JSON object with _id and text.")
    return fields


def _bad(what: str) -> DocumentError:
    return DocumentError(what, remedy=_REPAIR)


def _name(fields: dict[str, Any]) -> str:
    value = fields.get("_id", fields.get("id"))
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise _bad("It has no _id, or one that is no plain text.")
    if len(value) > MAX_ID:
        raise _bad(f"Its _id is longer than {MAX_ID} characters.")
    return value


# --- fields -----------------------------------------------------------------------------------


def _metadata(record: Record) -> Metadata:
    below = record.fields.get("metadata")
    both = {**record.fields, **(below if isinstance(below, dict) else {})}
    fields = {str(key).casefold(): value for key, value in both.items()}
    published = None
    for key in ("date", "published", "published_at", "tanggal"):
        if fields.get(key) not in (None, ""):
            published = given_date(fields[key]) if isinstance(fields[key], str) else None
            if published is None:
                raise _unreadable(record, key, fields[key])
            break
    kind = None
    if fields.get("kind"):
        try:
            kind = ArticleKind(str(fields["kind"]).strip())
        except ValueError as error:
            raise _unreadable(record, "kind", fields["kind"]) from error
    tags = fields.get("tags") or ()
    tags = tags.split(",") if isinstance(tags, str) else tags
    return Metadata(
        title=_text(fields, "title", "judul"),
        outlet=_text(fields, "outlet", "source", "media"),
        author=_text(fields, "author", "penulis"),
        published=published,
        url=_text(fields, "url", "link"),
        language=_text(fields, "language", "lang")[:2].casefold(),
        section=_text(fields, "section", "category", "rubrik"),
        tags=tuple(tag for item in tags if (tag := normal_line(str(item))))
        if isinstance(tags, list | tuple)
        else (),
        kind=kind,
        concerns=_text(fields, "concerns"),
    )


def _text(fields: dict[str, Any], *keys: str) -> str:
    for key in keys:
        value = fields.get(key)
        if isinstance(value, list):
            value = ", ".join(str(item) for item in value)
        if isinstance(value, str | int | float) and (text := normal_line(str(value))):
            return text
    return ""


def _unreadable(record: Record, field: str, value: object) -> DocumentError:
    return DocumentError(
        f"Line {record.number}: the {field} {str(value)[:40]!r} cannot be read.", remedy=_REPAIR
    )
