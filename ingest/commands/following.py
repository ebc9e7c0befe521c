"""The commands that follow feeds: ``follow add``, ``list``, ``remove`` and ``run``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from ingest.commands.filling import Filling, filling, policy_of
from ingest.commands.opening import opened, settings_of
from ingest.commands.report import print_json, say, warn
from ingest.commands.tables import Column, show_table
from ingest.results import FAILED, Result
from rag.errors import UsageError
from rag.importing import Recorder

if TYPE_CHECKING:
    from ingest.feeds.following import FeedReport
    from ingest.feeds.reading import Feed

_COLUMNS = (
    Column(head="last read", width=16),
    Column(head="items", width=6, right=True),
    Column(head="open", width=6, right=True),
    Column(head="outlet", width=20),
    Column(head="feed"),
)


def follow_add(options: argparse.Namespace) -> int:
    """Follow one more feed."""
    from ingest.feeds import following

    policy = policy_of(options)
    with (
        opened(settings_of(options), filling=True) as archive,
        Recorder(archive.folder, command="follow add", what=[options.url]),
        _parser() as parse_with,
    ):
        added = following.add(
            archive, policy, options.url, outlet=options.outlet, parse_with=parse_with
        )
    if options.json:
        print_json(added)
        return 0
    word = "followed" if added.new else "known"
    say(f"{word:10} {added.title or added.url}  ({added.url})")
    say(f"It has {added.items:,} items now; “ingest follow run” takes what is new.")
    return 0


def follow_list(options: argparse.Namespace) -> int:
    """Show the feeds."""
    from ingest.feeds import following

    with opened(settings_of(options)) as archive:
        rows = following.listed(archive)
    if options.json:
        print_json({"feeds": rows})
        return 0
    if not rows:
        say("No feed is followed. Follow one with “ingest follow add URL”.")
        return 0
    show_table(
        _COLUMNS,
        [(_when(row.checked_at), row.items, row.waiting, row.outlet, row.url) for row in rows],
    )
    for row in rows:
        if row.error:
            warn(f"{row.url}: {row.error}")
    return 0


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment is not None else "never"


def follow_remove(options: argparse.Namespace) -> int:
    """Follow a feed no more; its articles stay."""
    from ingest.feeds import following

    with opened(settings_of(options)) as archive:
        if not following.remove(archive, options.url):
            raise UsageError(
                f"The feed {options.url} is not followed.",
                remedy="“ingest follow list” shows the feeds.",
                item=options.url,
            )
    if options.json:
        print_json({"removed": options.url})
    else:
        say(f"no longer followed: {options.url}. Its articles stay.")
    return 0


def follow_run(options: argparse.Namespace) -> int:
    """Look for new items now: in the feeds that are due, or in those that are named."""
    from ingest.feeds import following

    policy = policy_of(options)
    reports: list[FeedReport] = []
    with filling(
        settings_of(options), ("follow", *options.urls), as_object=options.json, making=False
    ) as run:
        run.also = {"feeds": reports}
        run.tally.nothing = "nothing new"
        for notice in policy.notices():
            warn(notice)

        def told(report: FeedReport) -> None:
            reports.append(report)
            _tell(run, report, quiet=options.json)

        with _parser() as parse_with:
            run.over(
                following.run(run.archive, policy, options.urls, parse_with=parse_with, report=told)
            )
        following.settle(run.archive)
        if not reports and not options.json and not run.interrupted:
            say(
                "No feed is due; one is read every 15 minutes at most. “ingest follow run URL” "
                "reads it now."
                if following.listed(run.archive)
                else "No feed is followed. Follow one with “ingest follow add URL”."
            )
    return run.code


def _tell(run: Filling, report: FeedReport, *, quiet: bool) -> None:
    """Say what was found in a feed; one that could not be read counts as failed."""
    name = f"{report.title}  ({report.url})" if report.title else report.url
    if report.error:
        run.show(Result(path=report.url, outcome=FAILED, reason=report.error, remedy=report.remedy))
    elif not quiet:
        found = "nothing new" if report.unchanged else f"{report.items:,} items, {report.new:,} new"
        left = f", {report.left:,} left for the next run" if report.left else ""
        say(f"{'feed':10} {name}: {found}{left}")


@contextmanager
def _parser() -> Iterator[Callable[[bytes, str], Feed]]:
    """Give what reads a feed's bytes, in a process of its own under limits."""
    from ingest.feeds.reading import Feed
    from ingest.reading.pool import ReadingPool

    with ReadingPool(processes=1) as pool:

        def parse(data: bytes, url: str) -> Feed:
            return pool.parse_feed(data, url, Feed)

        yield parse
