"""``sync``: the archive follows a folder. What was deleted there is removed here, with care.

The danger is a folder that only looks empty: a disk that is not mounted, a share that is away, a
folder named wrongly. So a file counts as deleted only where the operating system says that there
is none; a folder without any article removes nothing unless the operator agrees, nor does one that
lost more than half of its articles. What is removed can be restored.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from ingest import sources
from ingest.commands.comparing import (
    Failing,
    Plan,
    is_gone,
    plan_of,
    put_back_by_hand,
    to_read,
)
from ingest.commands.filling import Filling, filling, operator_of
from ingest.commands.opening import opened, settings_of
from ingest.commands.report import KEPT, MOVED, REMOVED, print_json, say
from ingest.commands.tables import confirmed, counted, refuse
from ingest.results import Result
from rag.archive import Archive, KnownSource, exists
from rag.archive.writing import Gone
from rag.errors import UsageError
from rag.settings import Settings

_PAGE = 500


def sync(options: argparse.Namespace) -> int:
    """Make the archive follow a folder."""
    settings = settings_of(options)
    folder = _folder(options.folder)
    if options.dry_run:
        return _dry_run(settings, folder, as_object=options.json)
    with opened(settings, filling=True) as archive:
        plan = plan_of(archive, folder)
        failing = Failing(archive)
    _agree(plan, options)
    found = [file for file in plan.found if not failing.holds(file)]
    before = len(plan.found) - len(found)
    with filling(
        settings,
        ("sync", options.folder),
        total=len(found) + len(plan.gone),
        operator=operator_of(options),
        as_object=options.json,
    ) as run:
        run.also = {"folder": str(folder), "failing": before}
        run.over(found)
        if not run.interrupted:
            _take_out(run, plan)
            Failing.remember_readers(run.archive)
    if before and not options.json:
        say(
            f"{counted(before, 'file')} failed before and did not change: “ingest failed” shows "
            "them, “ingest retry --all” tries again."
        )
    return run.code


def _folder(name: str) -> Path:
    path = Path(name).expanduser()
    if not path.is_dir():
        kind = "is a file, not a folder" if path.exists() else "is not there"
        raise UsageError(
            f"The folder {name} {kind}; nothing was removed.",
            remedy="Check the spelling, and that its disk or share is connected.",
            item=name,
        )
    try:
        os.listdir(path)
    except OSError as error:
        raise UsageError(
            f"The folder {name} cannot be read ({error.strerror}); nothing was removed.",
            remedy="Check that you may read it, and that its disk or share is connected.",
            item=name,
        ) from error
    return path.resolve()


def _agree(plan: Plan, options: argparse.Namespace) -> None:
    """Go on only if there is no doubt, or the operator agrees.

    Raises:
        UsageError: the operator does not, or nobody is there to ask.
    """
    if not plan.doubt or options.yes:
        return
    doubt = f"{plan.doubt}. Perhaps its disk or share is not connected."
    if sys.stdin.isatty() and sys.stderr.isatty():
        if confirmed(f"{doubt}\nRemove them?", yes=False):
            return
        raise refuse("You chose not to go on.")
    raise UsageError(
        f"{doubt} Nothing was changed.",
        remedy="If they were deleted on purpose, say so with --yes.",
        item=str(plan.folder),
    )


def _take_out(run: Filling, plan: Plan) -> None:
    """Remove what is gone, after everything else was added: so a renamed file is recognised."""
    try:
        for source in plan.kept:
            by_hand = put_back_by_hand(run.archive, source.source)
            run.show(_put_back(source) if by_hand else _still_there(source))
        for source in plan.gone:
            path = sources.path_of(source.source)
            # A file may have come back while the others were read.
            gone = path is not None and is_gone(path)
            run.show(_without(run.archive, source) if gone else _still_there(source))
        _forget_failures(run.archive, plan.folder)
        run.follow()
    except KeyboardInterrupt:
        run.interrupted = True


def _still_there(source: KnownSource) -> Result:
    return Result(
        path=str(sources.path_of(source.source)),
        outcome=KEPT,
        article=source.article_id,
        reason="It was not found among the articles of the folder, but it is not deleted either.",
        remedy="The archive keeps what it has of it.",
    )


def _put_back(source: KnownSource) -> Result:
    return replace(
        _still_there(source),
        reason="Its file is deleted, but the article was put back by hand.",
        remedy=f"“ingest remove {source.article_id}” takes it out.",
    )


def _without(archive: Archive, source: KnownSource) -> Result:
    """Remove one address; its article stays if the same text was found at another one."""
    result = archive.remove_source(source.source)
    path = str(sources.path_of(source.source))
    if result.outcome is not Gone.ALIAS:
        return Result(path=path, outcome=REMOVED, article=result.article_id, title=result.title)
    after = archive.article(result.article_id)
    address = after.source if after is not None else ""
    return Result(
        path=f"{path} → {sources.path_of(address) or address}",
        outcome=MOVED,
        article=result.article_id,
        title=result.title,
    )


def _forget_failures(archive: Archive, folder: Path) -> None:
    """Take off the list of failures what is not there any more or can be looked into again."""
    gone: list[str] = []
    offset = 0
    while found := archive.failures.all(limit=_PAGE, offset=offset):
        for failure in found:
            path = sources.path_of(failure.source)
            if path is None or not path.is_relative_to(folder):
                continue
            read_again = path.is_dir() and os.access(path, os.R_OK | os.X_OK)
            if is_gone(path) or read_again:  # a folder that could not be looked into
                gone.append(failure.source)
        offset += len(found)
    if gone:
        archive.failures.clear(gone)


# --- dry run ----------------------------------------------------------------------------------


def _dry_run(settings: Settings, folder: Path, *, as_object: bool) -> int:
    """Say what a sync would do."""
    if not exists(settings.archive_dir):
        plan = Plan(
            folder=folder, found=tuple(sources.find([str(folder)])), known=0, gone=(), kept=()
        )
        new, changed = [str(file.path) for file in plan.readable()], list[str]()
    else:
        with opened(settings) as archive:
            plan = plan_of(archive, folder)
            new, changed = to_read(archive, plan)
    gone = [str(sources.path_of(source.source)) for source in plan.gone]
    if as_object:
        print_json(
            {
                "folder": str(folder),
                "dry_run": True,
                "new": new,
                "changed": changed,
                "gone": gone,
                "doubt": plan.doubt,
            }
        )
        return 0
    for word, paths in (("new", new), ("changed", changed), ("gone", gone)):
        for path in paths:
            say(f"{word:10} {path}")
    say(f"{len(new):,} new, {len(changed):,} changed, {len(gone):,} gone. Nothing was done.")
    if new and gone:
        say("A file that was renamed shows as new and gone here; a sync keeps its article.")
    if plan.doubt:
        say(f"{plan.doubt}: this needs --yes.")
    return 0
