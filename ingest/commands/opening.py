"""What every command opens first: settings, archive, projector; and what it says of vectors."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.commands.report import warn
from rag.archive import Archive
from rag.errors import ArchiveError, TanyaError
from rag.projection import Projector
from rag.projection.places import Places
from rag.settings import Settings, load, open_archive, open_projector, require_archive


def settings_of(options: argparse.Namespace) -> Settings:
    """Return the settings of a command.

    Raises:
        UsageError: an option or variable makes no sense.
    """
    return load(os.environ, data_dir=options.data_dir, sample=options.sample)


@contextmanager
def opened(settings: Settings, *, filling: bool = False) -> Iterator[Archive]:
    """Open the archive; only what fills it may make a new one."""
    if not filling:
        require_archive(settings)
    archive = open_archive(settings)
    try:
        yield archive
    finally:
        archive.close()


@contextmanager
def projecting(settings: Settings, archive: Archive, embedder: str = "") -> Iterator[Projector]:
    """Give the projector and stop what it started; ``embedder`` names another one."""
    projector = open_projector(settings, archive, embedder=embedder)
    try:
        yield projector
    finally:
        projector.close()


def say_if_taken(archive: Archive) -> None:
    """Tell a person who would otherwise wonder why nothing moves: another one makes vectors."""
    from filelock import FileLock, Timeout

    path = Places(archive.folder / "vectors").projecting
    if not path.exists():
        return
    lock = FileLock(path, is_singleton=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        warn(
            "Another command, or the page, is making vectors; this one waits for its turn with "
            "them. Articles are stored meanwhile."
        )
    else:
        lock.release()


def followed(settings: Settings, archive: Archive) -> str:
    """Let the vectors follow what a command has just changed; say what kept them from it, or ""."""
    try:
        with projecting(settings, archive) as projector:
            if projector.waiting():
                say_if_taken(archive)
                projector.catch_up()
    except ArchiveError:
        raise
    except TanyaError as error:
        return vectors_notice(error)
    return ""


def vectors_notice(trouble: TanyaError | None) -> str:
    """Say that the vectors wait, why, and how they catch up; "" without trouble."""
    if trouble is None:
        return ""
    return (
        "The articles are stored and found by their words, but their vectors wait: "
        f"{trouble} They catch up by themselves at the next “ingest add” or when the page runs."
    )
