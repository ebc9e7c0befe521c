"""What every command opens first: settings, archive, projector."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from rag.archive import Archive
from rag.projection import Projector
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
