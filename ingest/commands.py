"""The commands that look after the archive: one function each, returning its exit code."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ingest import sources
from ingest.opening import opened, projecting, settings_of
from ingest.report import (
    article_lines,
    as_json,
    open_display,
    print_json,
    say,
    vectors_notice,
    warn,
)
from rag.archive import Archive
from rag.errors import TanyaError, UsageError
from rag.projection import Projector
from rag.settings import embedder_spec


def list_articles(options: argparse.Namespace) -> int:
    """List the articles."""
    with opened(settings_of(options)) as archive:
        found = archive.summaries(limit=options.limit, offset=options.offset)
        total = archive.statistics().articles
    if options.json:
        print_json({"total": total, "articles": [as_json(article) for article in found]})
        return 0
    for article in found:
        when = article.published.isoformat() if article.published else "(no date) "
        say(f"{article.id}  {when}  {article.outlet or '-':20}  {article.title}")
    last = options.offset + len(found)
    if last < total and found:
        warn(f"{last:,} of {total:,}; go on with --offset {last}")
    if not total:
        warn("The archive is empty. Fill it with “ingest add FOLDER”.")
    return 0


def show(options: argparse.Namespace) -> int:
    """Show one article."""
    with opened(settings_of(options)) as archive:
        article = archive.article(_identity(archive, options.id))
    if article is None:
        raise _unknown(options.id)
    removed = _removed_lines(article.source) if options.raw else None
    if options.json:
        print_json(as_json(article) | ({} if removed is None else {"removed": removed}))
        return 0
    for line in article_lines(article):
        say(line)
    if removed is not None:
        say("\nLeft out when it was read:" if removed else "\nNothing was left out.")
        for line in removed:
            say(f"  - {line}")
    return 0


def remove(options: argparse.Namespace) -> int:
    """Remove one article."""
    settings = settings_of(options)
    with opened(settings) as archive:
        identity = _identity(archive, options.id)
        article = archive.article(identity)
        if article is None or not archive.remove(identity):
            raise _unknown(options.id)
        with projecting(settings, archive) as projector:
            trouble = _caught_up(projector)
        if options.json:
            print_json({"removed": identity, "title": article.title, "notice": trouble})
        else:
            say(f"removed    {article.title}  ({identity})")
            if trouble:
                warn(trouble)
    return 0


def status(options: argparse.Namespace) -> int:
    """Tell what the archive holds."""
    settings = settings_of(options)
    with opened(settings) as archive, projecting(settings, archive) as projector:
        numbers = archive.statistics()
        facts = {
            "folder": str(settings.archive_dir),
            "articles": numbers.articles,
            "passages": numbers.passages,
            "oldest": numbers.oldest and numbers.oldest.isoformat(),
            "newest": numbers.newest and numbers.newest.isoformat(),
            "undated": numbers.undated,
            "embedder": embedder_spec(settings, archive),
            "waiting": projector.waiting(),
        }
    if options.json:
        print_json(facts)
        return 0
    for name, value in facts.items():
        say(f"{name:10} {'-' if value is None else value}")
    if facts["waiting"]:
        say("Vectors wait; they follow at the next “ingest add”, or now with “ingest check”.")
    return 0


def check(options: argparse.Namespace) -> int:
    """Compare the vectors with the archive, and heal them."""
    settings = settings_of(options)
    with opened(settings) as archive, projecting(settings, archive) as projector:
        projector.catch_up()
        health = projector.check(thorough=options.thorough)
    if options.json:
        print_json(asdict(health) | {"sound": health.sound})
    elif health.sound:
        say(f"The vectors are sound: {health.found:,} rows, {health.tested:,} tested.")
    else:
        say(
            f"The vectors were damaged: {health.found:,} of {health.expected:,} rows were there, "
            f"{health.lost:,} of {health.tested:,} tested were not found. They were rebuilt."
        )
    return 0


def rebuild(options: argparse.Namespace) -> int:
    """Make all vectors anew."""
    settings = settings_of(options)
    with opened(settings) as archive, projecting(settings, archive, options.embedder) as new:
        display = open_display(0, quiet=options.json)
        with display:
            new.rebuild(display.embedded)
        facts = {"embedder": embedder_spec(settings, archive), "passages": archive.passage_count()}
    if options.json:
        print_json(facts)
    else:
        say(f"rebuilt    {facts['passages']:,} passages with {facts['embedder']}")
    return 0


# --- shared ----------------------------------------------------------------------------------


def _caught_up(projector: Projector) -> str:
    try:
        if projector.waiting():
            projector.catch_up()
    except TanyaError as error:
        return vectors_notice(error)
    return ""


def _identity(archive: Archive, name: str) -> str:
    """Return the id that a person means: an id, or the file of an article."""
    if archive.article(name) is not None:
        return name
    addresses = [name, sources.source_of(Path(name).expanduser().resolve())]
    for address in addresses:
        known = archive.known_source(address)
        if known is not None:
            return known.article_id
    return name


def _unknown(name: str) -> UsageError:
    return UsageError(
        f"The archive has no article {name}.",
        remedy="“ingest list” shows the ids.",
        item=name,
    )


def _removed_lines(source: str) -> Sequence[str]:
    """Read an article's file again and return the lines that the reader left out.

    Raises:
        UsageError: the file is not there any more.
    """
    from ingest.readers import read

    path = sources.path_of(source)
    if path is None or not path.is_file():
        raise UsageError(
            f"The file of this article is not there any more ({source}).",
            remedy="Leave out --raw to see what the archive holds.",
            item=source,
        )
    return read(path.read_bytes(), str(path)).removed
