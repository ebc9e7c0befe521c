"""Filled sheets read back and held against the key: nothing unknown, nothing left open."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.reviewing.sheets import COLUMNS, KEY_SCHEMA
from evals.reviewing.words import COMMENT, FIELDS, SENTENCE, readings
from rag.errors import UsageError

_NAMED = 12  # problems that a message names
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What a code of the sheets stands for."""

    code: str
    id: str
    why: str
    shared: bool
    readers: tuple[str, ...]
    sentences: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """The key of all sheets: ``section`` is whose answers were read, ``made`` those results."""

    section: str
    made: str
    sheets: Mapping[str, str]
    places: Mapping[str, Place]


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What one reader said of one answer: support by sentence, values by field."""

    reader: str
    place: Place
    support: tuple[str, ...]
    values: Mapping[str, str]
    comment: str = ""


@dataclass(slots=True)
class _Sheet:
    """The rows of one file, by item and field."""

    name: str
    reader: str
    rows: dict[tuple[str, str], str] = field(default_factory=dict)


def read_key(path: Path) -> Key:
    """Read ``key.json``.

    Raises:
        UsageError: it cannot be read, or is no key.
    """
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if record["schema"] != KEY_SCHEMA:
            raise ValueError(f"schema {record['schema']!r} instead of {KEY_SCHEMA}")
        places = {code: _place(code, each) for code, each in record["items"].items()}
        return Key(
            section=str(record["section"]),
            made=str(record["made"]),
            sheets={str(reader): str(id) for reader, id in record["sheets"].items()},
            places=places,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} cannot be read as the key of review sheets: {error}.",
            remedy="Name the key.json that “evals review make” wrote beside the sheets.",
            item=str(path),
        ) from error


def _place(code: str, record: Mapping[str, Any]) -> Place:
    return Place(
        code=code,
        id=str(record["id"]),
        why=str(record["why"]),
        shared=bool(record["shared"]),
        readers=tuple(record["readers"]),
        sentences=int(record["sentences"]),
    )


def read_sheets(paths: Sequence[Path], key: Key, *, partial: bool = False) -> list[Read]:
    """Read filled sheets; every problem is named with its file and item.

    Args:
        paths: CSV files from the page or from a spreadsheet: comma, semicolon or tab, UTF-8 or
            what a Windows spreadsheet writes.
        key: what they belong to.
        partial: leave out answers that are not finished, instead of refusing them.

    Raises:
        UsageError: a file is no sheet of this key, two are of one reader, a value is unknown, or
            an answer is missing.
    """
    sheets = [_sheet(path, key) for path in paths]
    for one in sheets:
        twice = [each.name for each in sheets if each.reader == one.reader]
        if len(twice) > 1:
            raise UsageError(
                f"Reader {one.reader} stands in more than one file: {', '.join(twice)}.",
                remedy="Give one file a reader.",
                item=one.name,
            )
    found: list[Read] = []
    wrong: list[str] = []
    missing: list[str] = []
    for sheet in sheets:
        for place in key.places.values():
            if sheet.reader in place.readers:
                read, unknown, open_ = _read(sheet, place)
                wrong += unknown
                missing += open_
                found += [read] if not open_ and not unknown else []
    _refuse(wrong, "cannot be understood", "Use the words of the sheet, or 1, 2 and 3.")
    if not partial:
        _refuse(
            missing,
            "missing",
            "Let the reader finish, or leave unfinished answers out with --partial.",
        )
    if not found:
        raise UsageError(
            "No answer on these sheets is finished.",
            remedy="Name the filled CSV files: those that the page's button downloads.",
        )
    return found


def _refuse(problems: Sequence[str], what: str, remedy: str) -> None:
    if not problems:
        return
    named = "; ".join(problems[:_NAMED])
    more = f"; and {len(problems) - _NAMED} more" if len(problems) > _NAMED else ""
    raise UsageError(
        f"On the sheets, {len(problems)} answers {what}: {named}{more}.", remedy=remedy
    )


def _read(sheet: _Sheet, place: Place) -> tuple[Read, list[str], list[str]]:
    """Return what was said of one answer, what cannot be understood, and what is missing."""
    unknown: list[str] = []
    missing: list[str] = []
    values: dict[str, str] = {}
    sentences = [f"{SENTENCE} {number}" for number in range(1, place.sentences + 1)]
    for name in (*sentences, *FIELDS):
        said = sheet.rows.get((place.code, name), "").strip()
        known = readings(SENTENCE if name in sentences else name)
        if not said:
            missing.append(f"{sheet.name}, {place.code}: {name}")
        elif said.casefold() not in known:
            unknown.append(f"{sheet.name}, {place.code}: {name} is “{said[:40]}”")
        else:
            values[name] = known[said.casefold()]
    read = Read(
        reader=sheet.reader,
        place=place,
        support=tuple(values.get(name, "") for name in sentences),
        values={name: values.get(name, "") for name in FIELDS},
        comment=sheet.rows.get((place.code, COMMENT), "").strip(),
    )
    return read, unknown, missing


def _sheet(path: Path, key: Key) -> _Sheet:
    rows = list(_rows(path))
    columns = [name.strip().casefold() for name in rows[0]] if rows else []
    if not set(COLUMNS) - {"text"} <= set(columns):
        raise _no_sheet(path, f"its first line does not name the columns {', '.join(COLUMNS)}")
    sheet: _Sheet | None = None
    for number, row in enumerate(rows[1:], 2):
        cells = dict(zip(columns, (*row, *[""] * len(columns)), strict=False))
        if not any(cells.values()):
            continue
        reader, code = cells["reader"].strip(), cells["item"].strip()
        if key.sheets.get(reader) != cells["sheet"].strip():
            raise _no_sheet(path, f"line {number} belongs to another key")
        place = key.places.get(code)
        if place is None or reader not in place.readers:
            raise _no_sheet(path, f"line {number} names “{code}”, which reader {reader} has not")
        sheet = sheet or _Sheet(name=path.name, reader=reader)
        at = (code, cells["field"].strip())
        if sheet.reader != reader or at in sheet.rows:
            raise _no_sheet(path, f"line {number} stands there twice, or is another reader's")
        sheet.rows[at] = cells["value"]
    if sheet is None:
        raise _no_sheet(path, "it holds no line")
    return sheet


def _rows(path: Path) -> Iterable[list[str]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _no_sheet(path, error.strerror or str(error)) from error
    text = _text(raw)
    head = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise _no_sheet(path, f"it is broken ({error})") from error


def _text(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")  # a spreadsheet's own "CSV" on Windows


def _no_sheet(path: Path, why: str) -> UsageError:
    return UsageError(
        f"{path.name} is no filled sheet of this key: {why}.",
        remedy="Name the CSV files that belong to the key: those of one “evals review make”.",
        item=str(path),
    )
