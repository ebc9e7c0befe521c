"""The commands that fill the archive: ``add`` and ``sample``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from ingest import exports, sources
from ingest.documents import Metadata
from ingest.opening import opened, projecting, settings_of
from ingest.pipeline import FAILED, Run
from ingest.readers import is_export
from ingest.report import Tally, open_display, print_json, say, vectors_notice, warn
from rag.settings import Settings

_SOME_FAILED = 1
_INTERRUPTED = 130


def add(options: argparse.Namespace) -> int:
    """Add files and folders."""
    files = list(sources.find(options.paths))
    operator = Metadata(outlet=options.outlet, published=options.date)
    return _run(settings_of(options), files, operator, as_object=options.json)


def sample(options: argparse.Namespace) -> int:
    """Fill the sample archive."""
    settings = replace(settings_of(options), sample=True)
    return _run(settings, list(sources.find_sample()), Metadata(), as_object=options.json)


def _run(
    settings: Settings,
    files: Sequence[sources.FoundFile | sources.Skipped],
    operator: Metadata,
    *,
    as_object: bool,
) -> int:
    """Take files through the pipeline, showing each; print what was done however it ends."""
    begun = time.monotonic()
    tally = Tally(keep=as_object)
    interrupted = False
    with (
        opened(settings, filling=True) as archive,
        projecting(settings, archive) as projector,
    ):
        display = open_display(sum(map(_articles, files)), quiet=as_object)
        run = Run(archive, follower=projector, operator=operator, progress=display.embedded)
        try:
            with display:
                for result in run.over(files):
                    tally.count(result)
                    display.show(result)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            seconds = time.monotonic() - begun
            notice = vectors_notice(run.trouble)
            if as_object:
                print_json(tally.as_json(seconds, notice, interrupted=interrupted))
            else:
                say(tally.summary(seconds, interrupted=interrupted))
                if notice:
                    warn(notice)
    if interrupted:
        return _INTERRUPTED
    if run.trouble is not None:
        return run.trouble.exit_code
    return _SOME_FAILED if tally.counts[FAILED] else 0


def _articles(file: sources.FoundFile | sources.Skipped) -> int:
    """Return how many steps a file is on the bar, which only a terminal gets."""
    many = isinstance(file, sources.FoundFile) and is_export(file.path)
    return exports.count(file.path) if many and sys.stderr.isatty() else 1
