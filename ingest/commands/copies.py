"""Copies of the whole archive: ``export`` writes a folder, ``import`` fills an empty archive of it.

The folder holds ``manifest.json`` and parts: lines of JSON, packed with gzip, no part larger than
about 64 MB. The manifest names the format and its version, the archive's logical digest
(``rag.archive.digesting``), counts, and of each part its SHA-256, bytes and lines. It is written
under another name and renamed when it is complete, so a folder of that name is a whole copy. An
import first verifies every part, then fills an archive that must be empty, and compares digests.
"""

from __future__ import annotations

import argparse
import errno
import os
import shutil
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from ingest.commands.copy_parts import (
    RECORDS,
    VECTORS,
    Manifest,
    Part,
    read_lines,
    sync_file,
    verified,
    write_manifest,
    write_parts,
)
from ingest.commands.display import Display, open_display
from ingest.commands.opening import followed, opened, settings_of
from ingest.commands.report import print_json, say, warn
from ingest.commands.tables import counted, size_text
from rag.archive import Archive
from rag.archive.digesting import whole
from rag.errors import ArchiveError, DiskFull, UsageError
from rag.importing import Recorder, State

_Record = TypeVar("_Record")


def export(options: argparse.Namespace) -> int:
    """Write everything into a folder."""
    target = Path(options.folder).expanduser().absolute()
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UsageError(
            f"There is something in {options.folder} already; nothing was written.",
            remedy="Name a folder that is not there yet.",
            item=options.folder,
        )
    with opened(settings_of(options)) as archive:
        display = open_display(0, quiet=True)
        with display:
            manifest = write_copy(
                archive, target, vectors=not options.without_vectors, display=display
            )
    size = sum(part.bytes for part in manifest.parts)
    if options.json:
        print_json({"folder": str(target), "bytes": size, **asdict(manifest)})
        return 0
    counts = manifest.counts
    say(
        f"exported   {counted(counts['articles'], 'article')}, "
        f"{counted(counts['passages'], 'passage')} and {counted(counts['vectors'], 'vector')} "
        f"into {options.folder} ({size_text(size)})"
    )
    say(f"digest     {manifest.digest}")
    return 0


def import_(options: argparse.Namespace) -> int:
    """Fill an empty archive from what ``export`` wrote."""
    source = Path(options.folder).expanduser()
    manifest = verified(source)
    settings = settings_of(options)
    with opened(settings, filling=True) as archive:
        _require_empty(archive)
        display = open_display(0, quiet=True)
        recorder = Recorder(archive.folder, command="import", what=[options.folder])
        with recorder:
            with display, _Telling(display, recorder, manifest) as telling:
                articles = _load(archive, source, manifest, telling)
            _compare(archive, manifest, options.folder)
            trouble = followed(settings, archive)
            recorder.end(State.FINISHED, trouble)
    if options.json:
        print_json({"articles": articles, "digest": manifest.digest, "notice": trouble})
        return 0
    say(f"imported   {counted(articles, 'article')} from {options.folder}")
    but = "" if manifest.with_vectors else " but for the vectors, which it does not have"
    say(f"digest     {manifest.digest}, the same as in the copy{but}")
    if trouble:
        warn(trouble)
    return 0


# --- writing ----------------------------------------------------------------------------------


def write_copy(
    archive: Archive, target: Path, *, vectors: bool, display: Display | None = None
) -> Manifest:
    """Write a copy of the archive as it is at this moment; others may write to it meanwhile.

    Raises:
        UsageError: the folder cannot be written.
        DiskFull: no space is left; nothing stays behind.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.mkdir(mode=0o700, parents=True)
        manifest = _written(archive, partial, vectors=vectors, display=display)
        sync_file(partial)
        if target.exists():
            target.rmdir()  # it is empty
        partial.rename(target)
        sync_file(target.parent)
    except OSError as error:
        raise _unwritten(target, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return manifest


def _written(archive: Archive, folder: Path, *, vectors: bool, display: Display | None) -> Manifest:
    """Write parts and manifest, all of one consistent view of the archive.

    The view is that of ``dump``, which is begun first and read to its end last: what is asked of
    the archive in between, in this thread, is answered from the same view.
    """
    with _closed(archive.dump()) as dumped:
        records: Iterator[Mapping[str, Any]] = chain([next(dumped)], dumped)
        digests = archive.digest_parts()
        numbers = archive.overview.counts()
        passages = archive.passage_count()
        parts: list[Part] = []
        if vectors:
            with _closed(archive.dump_vectors()) as rows:
                parts += write_parts(folder, VECTORS, rows, display)
        parts += write_parts(folder, RECORDS, records, display)
    counts = {
        "articles": numbers.articles,
        "passages": passages,
        "versions": numbers.versions,
        "vectors": sum(part.lines for part in parts if part.holds == VECTORS),
    }
    manifest = Manifest(
        digest=whole(digests),
        digests=digests,
        counts=counts,
        parts=tuple(parts),
        with_vectors=vectors,
    )
    write_manifest(folder, manifest)
    return manifest


@contextmanager
def _closed(records: Iterator[_Record]) -> Iterator[Iterator[_Record]]:
    """Close an iterator in any case: the archive's view is held for as long as it is open."""
    try:
        yield records
    finally:
        if isinstance(records, Generator):
            records.close()


def _unwritten(target: Path, error: OSError) -> ArchiveError | UsageError:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return DiskFull(
            f"No space is left for {target}; nothing was kept of it.",
            remedy="Free some space, or name a folder on another disk.",
            item=str(target),
        )
    return UsageError(
        f"{target} cannot be written: {error.strerror or error}.",
        remedy="Name a folder where you may write.",
        item=str(target),
    )


# --- reading ----------------------------------------------------------------------------------


def _require_empty(archive: Archive) -> None:
    """Refuse to mix a copy with what is there; an interrupted import may be gone on with."""
    if archive.unfinished_import():
        return
    counts = archive.overview.counts()
    if counts.articles or counts.versions:
        raise UsageError(
            f"The archive in {archive.folder} is not empty ({counts.articles:,} articles); nothing "
            "was imported.",
            remedy="Import into an empty folder: --data-dir NEW-FOLDER.",
            item=str(archive.folder),
        )


def _compare(archive: Archive, manifest: Manifest, folder: str) -> None:
    """Compare the archive with its copy; the vectors only where the copy has them.

    Raises:
        ArchiveError: they do not say the same.
    """
    ours = archive.digest_parts()
    with_vectors = manifest.with_vectors
    same = not with_vectors or whole(ours) == manifest.digest
    names = [name for name in manifest.digests if with_vectors or name != VECTORS]
    differing = [name for name in names if ours.get(name) != manifest.digests[name]]
    if same and not differing:
        return
    parts = ", ".join(differing) or "the whole"
    raise ArchiveError(
        f"The archive does not say the same as {folder} after the import (different: {parts}).",
        remedy="Remove this archive's folder and import again; if that does not help, please "
        "report it.",
        item=folder,
    )


class _Telling(Display):
    """Shows what was read, and tells whoever looks at the archive."""

    def __init__(self, display: Display, recorder: Recorder, manifest: Manifest) -> None:
        super().__init__(quiet=True)
        self._display = display
        self._recorder = recorder
        self._all = sum(part.lines for part in manifest.parts)
        self._records = sum(part.lines for part in manifest.parts if part.holds == RECORDS)

    def __exit__(self, *ended: object) -> None:
        if ended[0] is None:
            self._recorder.reached(self._all, self._all)

    def copied(self, what: str, done: int, total: int = 0) -> None:
        self._display.copied(what, done, total)
        before = self._records if what == VECTORS else 0  # which are read behind the records
        self._recorder.reached(before + done, self._all)


def _load(archive: Archive, folder: Path, manifest: Manifest, display: Display) -> int:
    loaded = archive.load(read_lines(folder, manifest, RECORDS, display))
    if any(part.holds == VECTORS for part in manifest.parts):
        archive.load_vectors(read_lines(folder, manifest, VECTORS, display))
    return loaded.articles
