"""Fields that lie beside a file: ``judul.yaml`` for ``judul.txt``, or a table for a whole folder.

A file's own sidecar has its name with ``.yaml``, ``.yml`` or ``.json`` in place of, or after, its
suffix. A folder's ``metadata.csv`` has a column ``file`` and one row a file; ``metadata.yaml``
(``.yml``, ``.json``) is a list of such entries, or an object with an entry for each file. The
file's own sidecar goes before its folder's table.
"""

from __future__ import annotations

import csv
import io
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from ingest.documents import Metadata
from ingest.exports.rows import header_of
from ingest.fields.field_map import plain_name, safe_yaml
from ingest.fields.named import read_fields, value_of
from rag.errors import DocumentError

MAX_OWN = 100_000  # bytes of one file's sidecar
MAX_TABLE = 50_000_000  # bytes of a folder's table: some 100,000 rows
_OWN = (".yaml", ".yml", ".json")
_TABLES = ("metadata.csv", "metadata.yaml", "metadata.yml", "metadata.json")
_SETTLED = 2_000_000_000  # ns; a folder changed more recently may change again within its clock


def is_sidecar(path: Path) -> bool:
    """Tell whether a file holds the fields of a folder's other files."""
    return path.name.casefold() in _TABLES


def find(path: Path) -> Metadata:
    """Return what the sidecars of a file say of it; empty where there are none.

    Raises:
        DocumentError: a sidecar cannot be read.
    """
    found = Metadata()
    for sidecar in _beside(path):
        if is_sidecar(sidecar):
            state = sidecar.stat()
            table = _table(sidecar, state.st_mtime_ns, state.st_size)
            row = table.get(path.name.casefold(), table.get(path.stem.casefold()))
        else:
            row = _own(sidecar)
        if row is None:
            continue
        try:
            found = _over(found, read_fields(row, f"sidecar {sidecar.name}"))
        except DocumentError as error:
            what = error.what[0].lower() + error.what[1:].rstrip(".")
            raise _broken(sidecar, f"of {path.name} {what}") from error
    return found


def stamp(path: Path) -> str:
    """Return what changes whenever a file's sidecars do, "" for none: part of its fingerprint."""
    states = []
    for sidecar in _beside(path):
        try:
            state = sidecar.stat()
        except OSError:
            continue
        states.append((sidecar.name, state.st_size, state.st_mtime_ns))
    return sha256(repr(states).encode()).hexdigest()[:12] if states else ""


def has_any(folder: Path) -> bool:
    """Tell whether there may be sidecars in a folder."""
    return bool(_names(str(folder)))


# --- which files ------------------------------------------------------------------------------


def _beside(path: Path) -> list[Path]:
    """Return the sidecars of a file, the one that goes before first."""
    folder, _, name = str(path).rpartition(os.sep)  # pathlib would cost more than the look itself
    names = _names(folder or os.sep if path.is_absolute() else folder or ".")
    if not names:
        return []
    stem = path.stem
    own = [name + suffix for suffix in _OWN] + [stem + suffix for suffix in _OWN]
    return [path.with_name(name) for name in (*own, *_TABLES) if name in names]


def _names(folder: str) -> frozenset[str]:
    try:
        changed = os.stat(folder).st_mtime_ns
    except OSError:
        return frozenset()
    if 0 <= time.time_ns() - changed < _SETTLED:
        return _listed(folder)
    return _listed_at(folder, changed)


@lru_cache(maxsize=64)
def _listed_at(folder: str, changed: int) -> frozenset[str]:
    del changed  # part of the key: a folder that has changed is listed again
    return _listed(folder)


def _listed(folder: str) -> frozenset[str]:
    try:
        return frozenset(name for name in os.listdir(folder) if name.endswith((*_OWN, ".csv")))
    except OSError:
        return frozenset()


# --- what they say ----------------------------------------------------------------------------


def _own(sidecar: Path) -> Mapping[str, object]:
    parsed = _parsed(sidecar, _text(sidecar, MAX_OWN))
    if parsed is None:
        return {}
    if not isinstance(parsed, Mapping):
        raise _broken(sidecar, "is no list of fields")
    return parsed


@lru_cache(maxsize=4)
def _table(sidecar: Path, changed: int, size: int) -> Mapping[str, Mapping[str, object]]:
    """Return a folder's table by the names of its files, without capitals."""
    del changed, size  # part of the key
    text = _text(sidecar, MAX_TABLE)
    entries = _rows(sidecar, text) if sidecar.suffix == ".csv" else _entries(sidecar, text)
    found: dict[str, Mapping[str, object]] = {}
    for name, entry in entries:
        if found.setdefault(name.strip().removeprefix("./").casefold(), entry) is not entry:
            raise _broken(sidecar, f"has {name} twice")
    return found


def _rows(sidecar: Path, text: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    csv.field_size_limit(MAX_TABLE)  # one for the whole process: never less than exports need
    first = text.partition("\n")[0]
    try:
        columns, delimiter = header_of(first, field="file")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        next(reader)
        for cells in reader:
            if cells and len(cells) != len(columns):
                raise ValueError(
                    f"line {reader.line_num} has {len(cells)} cells, the header {len(columns)}"
                )
            row = dict(zip(columns, cells, strict=False))
            if name := value_of(row, "file"):
                yield str(name), row
    except DocumentError as error:
        raise _broken(sidecar, f"cannot be read: {error.what}") from error
    except (csv.Error, ValueError) as error:
        raise _broken(sidecar, f"cannot be read: {error}") from error


def _entries(sidecar: Path, text: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    parsed = _parsed(sidecar, text)
    if isinstance(parsed, Mapping):
        listed = [(name, entry) for name, entry in parsed.items() if plain_name(name) != "version"]
    elif isinstance(parsed, list):
        rows = [entry for entry in parsed if isinstance(entry, Mapping)]
        listed = [(value_of(entry, "file"), entry) for entry in rows]
    else:
        listed = []
    for name, entry in listed:
        if not name or not isinstance(entry, Mapping):
            raise _broken(sidecar, "has an entry without the name of a file, or without fields")
        yield str(name), entry


def _parsed(sidecar: Path, text: str) -> object:
    try:
        return json.loads(text) if sidecar.suffix == ".json" else safe_yaml(text)
    except (ValueError, RecursionError) as error:
        raise _broken(sidecar, f"cannot be read: {error}") from error


def _text(sidecar: Path, most: int) -> str:
    from ingest.readers import decoded

    try:
        with sidecar.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise _broken(sidecar, f"cannot be opened: {error.strerror}") from error
    if len(data) > most:
        raise _broken(sidecar, f"is larger than {most / 1e6:,.1f} MB")
    return decoded(data, str(sidecar)).removeprefix("\ufeff")


def _over(first: Metadata, second: Metadata) -> Metadata:
    """Return the first one's fields, and the second one's where the first has none."""
    names = [field.name for field in fields_of(Metadata) if field.name != "details"]
    values = {n: getattr(second, n) for n in names if not getattr(first, n)}
    details = {**dict(second.details), **dict(first.details)}
    return replace(first, **values, details=tuple(sorted(details.items())))


def _broken(sidecar: Path, why: str) -> DocumentError:
    return DocumentError(
        f"The sidecar {sidecar.name} {why}.",
        remedy="Correct it, then add the file again.",
        item=str(sidecar),
    )
