"""The files of a copy: a manifest, and parts with one record a line, each with its SHA-256."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest
from itertools import chain
from pathlib import Path
from typing import Any

from ingest.commands.display import Display
from rag.errors import UsageError

FORMAT = "tanya-serikat-archive"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
_PART_BYTES = 64_000_000
_TELL = 500  # lines between two steps of the bar
RECORDS, VECTORS = "records", "vectors"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One file of a copy; ``holds`` is records or vectors, ``bytes`` its size as it is packed."""

    name: str
    holds: str
    sha256: str
    bytes: int
    lines: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What a copy says of itself; ``digests`` are those of the archive's parts, by name.

    ``with_vectors`` is False where they were left out on purpose.
    """

    digest: str
    digests: Mapping[str, str]
    counts: Mapping[str, int]
    parts: tuple[Part, ...]
    with_vectors: bool = True
    version: int = FORMAT_VERSION
    format: str = FORMAT


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest and bring it to the disk."""
    path = folder / MANIFEST
    path.write_text(
        json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    sync_file(path)


def write_parts(
    folder: Path, holds: str, records: Iterable[Mapping[str, Any]], display: Display | None
) -> Iterator[Part]:
    """Write records into one file after the other; yield each as it is complete."""
    rows = iter(records)
    done = 0
    for number, first in enumerate(rows, 1):
        path = folder / f"{holds}-{number:05}.jsonl.gz"
        lines = written = 0
        # No name and no time in the head: the same content gives the same bytes.
        with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, 0) as packed:
            for record in chain([first], rows):
                line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
                packed.write(line + b"\n")
                lines, written, done = lines + 1, written + len(line), done + 1
                if display is not None and done % _TELL == 0:
                    display.copied(holds, done)
                if written >= _PART_BYTES:
                    break
        sync_file(path)
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        size = path.stat().st_size
        yield Part(name=path.name, holds=holds, sha256=digest, bytes=size, lines=lines)


def sync_file(path: Path) -> None:
    """Bring a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def verified(folder: Path) -> Manifest:
    """Read a copy's manifest and verify every part against it, before anything is written.

    Raises:
        UsageError: it is no copy, of a newer program, incomplete, or not as it was written.
    """
    manifest = _manifest(folder)
    for part in manifest.parts:
        path = folder / part.name
        try:
            with path.open("rb") as stream:
                digest = file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise _broken(folder, f"{part.name} is missing or cannot be read") from error
        if digest != part.sha256:
            raise _broken(folder, f"{part.name} is not as it was written")
    return manifest


def _manifest(folder: Path) -> Manifest:
    try:
        fields = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{folder} is no copy of an archive: it has no {MANIFEST} that can be read.",
            remedy="Name a folder that “ingest export” wrote.",
            item=str(folder),
        ) from error
    try:
        if fields["format"] != FORMAT:
            raise _broken(folder, "it is of another program")
        if int(fields["version"]) > FORMAT_VERSION:
            raise UsageError(
                f"{folder} was written by a newer version of this program.",
                remedy="Update the program, then import it.",
                item=str(folder),
            )
        parts = tuple(Part(**part) for part in fields["parts"])
        plain = all(Path(part.name).name == part.name for part in parts)
        if not parts or not plain:
            raise _broken(folder, "its list of parts is no such list")
        return Manifest(
            digest=str(fields["digest"]),
            digests={str(name): str(value) for name, value in fields["digests"].items()},
            counts={str(name): int(count) for name, count in fields["counts"].items()},
            parts=parts,
            with_vectors=bool(fields["with_vectors"]),
            version=int(fields["version"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _broken(folder, f"its {MANIFEST} is incomplete") from error


def _broken(folder: Path, why: str) -> UsageError:
    return UsageError(
        f"The copy {folder} is damaged: {why}. Nothing was imported.",
        remedy="Copy it again from where it was kept, or use another export.",
        item=str(folder),
    )


def read_lines(
    folder: Path, manifest: Manifest, holds: str, display: Display
) -> Iterator[dict[str, Any]]:
    """Yield the records of all parts that hold them, in order."""
    parts = [part for part in manifest.parts if part.holds == holds]
    total = sum(part.lines for part in parts)
    done = 0
    for part in parts:
        for record in _records(folder, part):
            yield record
            done += 1
            if done % _TELL == 0:
                display.copied(holds, done, total)


def _records(folder: Path, part: Part) -> Iterator[dict[str, Any]]:
    lines = 0
    try:
        with gzip.open(folder / part.name, "rt", encoding="utf-8") as stream:
            for line in stream:
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise ValueError(f"{type(record).__name__} is no record")
                yield record
                lines += 1
    except (OSError, EOFError, ValueError) as error:  # its manifest was made to fit
        raise UsageError(
            f"The copy {folder} is damaged: line {lines + 1} of {part.name} cannot be read. What "
            "was imported of it is not whole.",
            remedy="Remove the new archive's folder and import another copy into it.",
            item=str(folder),
        ) from error
