"""Where articles come from: files and folders, without reading them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from ingest.fields import sidecars
from ingest.readers import SUFFIXES, is_export
from rag.errors import UsageError

READERS_VERSION = 2
"""To be raised when readers or splitter change what they make of a file: then every file is read
again at the next run, although it did not change."""

SAMPLE = Path(__file__).parent / "sample"
_FILE, _SAMPLE, _EXPORT = "file:", "sample:", "export:"
_SIDECARS = (".yaml", ".yml", ".json")
_TELLING = (*_SIDECARS, ".csv")
_OFFICE_LOCK = "~$"  # Word's note that a document is open; it has the document's ending


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFile:
    """A file to be read; ``size`` is in bytes.

    ``source`` is its address in the archive. ``fingerprint`` changes whenever the file does, and
    needs no reading.
    """

    path: Path
    source: str
    size: int
    fingerprint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Skipped:
    """A file that was not looked at; ``named`` when the operator named it expressly."""

    path: Path
    named: bool


def find(paths: Sequence[str]) -> Iterator[FoundFile | Skipped]:
    """Yield the files that paths lead to, each once, folders recursively and in order of names.

    Hidden files are left out, and so are folders met a second time (links that go in circles),
    an office program's lock files ("~$letter.docx"), and what a browser saved beside a page
    ("page_files" where there is a "page.html").
    Exports (``ingest.exports``) are taken where they are named, not as part of a folder.

    Raises:
        UsageError: a path does not exist, before anything is yielded.
    """
    roots = [Path(path).expanduser() for path in paths]
    for root, given in zip(roots, paths, strict=True):
        if not root.exists():
            raise UsageError(
                f"There is no file or folder {given}.",
                remedy="Addresses of the web begin with https:// or http://."
                if "://" in given
                else "Check the spelling, and that you may read it.",
                item=str(given),
            )
    return _walk_all(roots)


def find_sample() -> Iterator[FoundFile]:
    """Yield the articles of the sample archive."""
    for found in _walk_all([SAMPLE]):
        if isinstance(found, FoundFile):
            yield FoundFile(
                path=found.path,
                source=_SAMPLE + found.path.name,
                size=found.size,
                fingerprint=found.fingerprint,
            )


def path_of(source: str) -> Path | None:
    """Return the file behind an address, or None if it is no file's."""
    if source.startswith(_FILE):
        return Path(os.fsdecode(_unquoted(source.removeprefix(_FILE))))
    if source.startswith(_EXPORT):
        return path_of(_FILE + source.removeprefix(_EXPORT).rpartition("#")[0])
    if source.startswith(_SAMPLE):
        return SAMPLE / Path(source.removeprefix(_SAMPLE)).name
    return None


def source_of(path: Path) -> str:
    """Return a file's address: its full path, links followed, bytes that are no text escaped."""
    from urllib.parse import quote_from_bytes

    name = str(path)
    if name.isprintable() and "%" not in name:
        return _FILE + name  # as people write it
    return _FILE + quote_from_bytes(os.fsencode(name), safe="/ ")


def record_source(export: str, name: str) -> str:
    """Return the address of one article of an export: the file's, ``#`` and the record's id.

    Args:
        export: the file's own address, as ``source_of`` makes it.
        name: the record's id; whatever is no letter, digit or one of ``_.-~`` is escaped in it.
    """
    from urllib.parse import quote

    return f"{_EXPORT}{export.removeprefix(_FILE)}#{quote(name, safe='')}"


def _unquoted(name: str) -> bytes:
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(name) if "%" in name else os.fsencode(name)


def _walk_all(roots: Sequence[Path]) -> Iterator[FoundFile | Skipped]:
    seen: set[str] = set()
    folders: set[str] = set()
    for root in roots:
        if root.is_dir():
            yield from _walk(root.resolve(), seen, folders)
        elif (found := _looked_at(root.resolve(), seen)) is not None:
            yield found if isinstance(found, FoundFile) else Skipped(path=root, named=True)


def _walk(folder: Path, seen: set[str], folders: set[str]) -> Iterator[FoundFile | Skipped]:
    """Walk with a stack of its own, so that no depth of folders is too deep."""
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        real = os.path.realpath(current)
        if real in folders:
            continue
        folders.add(real)
        try:
            entries = sorted(os.scandir(real), key=lambda entry: entry.name)
        except OSError:
            yield Skipped(path=current, named=True)
            continue
        below = []
        names = {entry.name for entry in entries}
        for entry in entries:
            if entry.name.startswith((".", _OFFICE_LOCK)):
                continue
            path = Path(os.path.realpath(entry.path) if entry.is_symlink() else entry.path)
            if os.path.isdir(path) if entry.is_symlink() else entry.is_dir():
                if not _beside_a_page(entry.name, names):
                    below.append(path)
            elif entry.name.endswith(_TELLING) and _tells_of_others(path, names):
                continue  # it is read with the articles that it tells of
            elif found := _looked_at(path, seen):
                # Data of any kind may lie in a folder as JSON lines: exports are named expressly.
                export = isinstance(found, FoundFile) and is_export(found.path)
                yield Skipped(path=path, named=False) if export else found
        waiting.extend(reversed(below))


def _beside_a_page(name: str, names: set[str]) -> bool:
    """Tell whether a folder holds what a browser saved beside a page: its scripts, its frames."""
    stem, mark, _ = name.rpartition("_files")
    return (
        bool(mark) and name == stem + mark and not names.isdisjoint({f"{stem}.html", f"{stem}.htm"})
    )


def _tells_of_others(path: Path, names: set[str]) -> bool:
    """Tell whether a file holds the fields of others that lie beside it."""
    own = path.suffix in _SIDECARS and any(path.stem + each in names for each in SUFFIXES)
    return own or sidecars.is_sidecar(path)


def _looked_at(path: Path, seen: set[str]) -> FoundFile | Skipped | None:
    source = source_of(path)
    if source in seen:
        return None
    seen.add(source)
    try:
        status = path.stat()
    except OSError:
        return Skipped(path=path, named=True)
    readable = path.suffix.casefold() in SUFFIXES or is_export(path)
    if not readable or sidecars.is_sidecar(path) or not S_ISREG(status.st_mode):
        return Skipped(path=path, named=False)
    return FoundFile(
        path=path,
        source=source,
        size=status.st_size,
        fingerprint=f"{READERS_VERSION}:{status.st_size}:{status.st_mtime_ns}",
    )
