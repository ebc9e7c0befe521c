"""The commands that look at articles: ``list``, ``show``, ``history``, ``removed``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ingest import sources
from ingest.commands.naming import identity_of, unknown, version_key
from ingest.commands.opening import opened, settings_of
from ingest.commands.report import plain, print_json, say, warn
from ingest.commands.showing import article_lines, related_lines
from ingest.commands.tables import Column, show_table
from ingest.readers import is_export
from rag.archive import Archive
from rag.archive.history import Version
from rag.archive.overview import Wanted
from rag.errors import UsageError
from rag.records import Article, ArticleKind, ArticleSummary

ARTICLE_COLUMNS = (
    Column(head="id", width=16),
    Column(head="date", width=10),
    Column(head="outlet", width=20),
    Column(head="title"),
)
_VERSIONS = (
    Column(head="version", width=8, right=True),
    Column(head="until", width=19),
    Column(head="why", width=8),
    Column(head="article", width=16),
    Column(head="title"),
)


def list_articles(options: argparse.Namespace) -> int:
    """List the articles."""
    wanted = Wanted(
        outlet=options.outlet,
        first=options.first,
        last=options.last,
        kind=ArticleKind(options.kind) if options.kind else None,
        language=options.language.casefold(),
        undated=options.undated,
        words=options.query,
    )
    with opened(settings_of(options)) as archive:
        found, total = archive.overview.listed(wanted, limit=options.limit, offset=options.offset)
        withdrawn = archive.withdrawn(found)
    if options.json:
        print_json({"total": total, "articles": found, "withdrawn": sorted(withdrawn)})
        return 0
    if found:
        rows = [summary_row(article, withdrawn=article.id in withdrawn) for article in found]
        show_table(ARTICLE_COLUMNS, rows)
    _more(len(found), total, options.offset)
    if not total and wanted == Wanted():
        warn("The archive is empty. Fill it with “ingest add FOLDER”.")
    elif not total:
        warn("No article is like that. “ingest stats” shows outlets, months and kinds.")
    return 0


def summary_row(article: ArticleSummary, *, withdrawn: bool = False) -> tuple[object, ...]:
    """Return an article as a row of a list; a correction and the like is named before the title.

    So is a report that was ``withdrawn`` by another article.
    """
    when = article.published.isoformat() if article.published else "(no date)"
    kind = "" if article.kind is ArticleKind.NEWS else f"[{article.kind.value}] "
    if withdrawn:
        kind = f"[{ArticleKind.RETRACTED.value}] "
    return (article.id, when, article.outlet, kind + article.title)


def show(options: argparse.Namespace) -> int:
    """Show one article, or one of its earlier versions."""
    with opened(settings_of(options)) as archive:
        key = version_key(options.id)
        article = archive.article(identity_of(archive, options.id)) if key is None else None
        if key is not None:
            article = archive.history.version(key)
        if article is None:
            raise unknown(options.id)
        related = _related(archive, article)
        versions = archive.history.versions(article.id) if options.versions else None
    removed = _removed_lines(article.source) if options.raw else None
    if options.json:
        also = {"removed": removed, "versions": versions}
        also = {name: value for name, value in also.items() if value is not None}
        print_json({**plain(article), **plain(related), **plain(also)})
        return 0
    for line in (*article_lines(article), *related_lines(related), "", article.text):
        say(line)
    if versions is not None:
        say("\nEarlier versions:" if versions else "\nThere are no earlier versions.")
        if versions:
            show_table(_VERSIONS, [_version_row(version) for version in versions])
    if removed is not None:
        say("\nLeft out when it was read:" if removed else "\nNothing was left out.")
        for line in removed:
            say(f"  - {line}")
    return 0


def history(options: argparse.Namespace) -> int:
    """List the earlier versions of an article."""
    with opened(settings_of(options)) as archive:
        identity = identity_of(archive, options.id)
        versions = archive.history.versions(identity)
        if not versions and archive.article(identity) is None:
            raise unknown(options.id)
    if options.json:
        print_json({"article": identity, "versions": versions})
        return 0
    if not versions:
        say("There are no earlier versions.")
        return 0
    show_table(_VERSIONS, [_version_row(version) for version in versions])
    return 0


def removed(options: argparse.Namespace) -> int:
    """List the articles that were removed."""
    with opened(settings_of(options)) as archive:
        found = archive.history.removed(options.limit, options.offset)
    if options.json:
        print_json({"removed": found})
        return 0
    if not found:
        say("Nothing is removed." if not options.offset else "There are no more.")
        return 0
    show_table(_VERSIONS, [_version_row(version) for version in found])
    if len(found) == options.limit:
        warn(f"Go on with --offset {options.offset + len(found)}")
    return 0


def _version_row(version: Version) -> tuple[object, ...]:
    when = str(version.replaced_at)[:19].replace("T", " ")
    return (version.key, when, version.reason, version.article_id, version.title)


def _more(shown: int, total: int, offset: int) -> None:
    if shown and offset + shown < total:
        last = offset + shown
        warn(f"{last:,} of {total:,}; go on with --offset {last}")


def _related(archive: Archive, article: Article) -> dict[str, list[ArticleSummary]]:
    """Return the articles that tell the same story, and those that correct or answer this one."""
    story = archive.stories.of([article.id]).get(article.id)
    members = archive.stories.members(story) if story else []
    return {
        "same_story": [other for other in members if other.id != article.id],
        "about_it": list(archive.concerning([_summary(article)])[article.id]),
    }


def _summary(article: Article) -> ArticleSummary:
    return ArticleSummary(
        id=article.id,
        source=article.source,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
    )


_SAVED = " To see what is left out of a page of the web, save it and add the file."


def _removed_lines(source: str) -> Sequence[str]:
    """Read an article's file again and return the lines that the reader left out.

    A process under limits reads it first: what is not good for it is not read here either.

    Raises:
        UsageError: the file is not there any more.
        DocumentError: it cannot be read any more.
    """
    from ingest.readers import read
    from ingest.reading.child import Job
    from ingest.reading.pool import ReadingPool

    path = sources.path_of(source)
    if path is None or not path.is_file():
        raise UsageError(
            f"The file of this article is not there any more ({source})."
            if path is not None
            else f"What this article was read from is not kept ({source}): --raw is for files.",
            remedy="Leave out --raw to see what the archive holds."
            + (_SAVED if source.startswith(("http://", "https://")) else ""),
            item=source,
        )
    if not is_export(path):  # which is refused below
        size = path.stat().st_size
        with ReadingPool(processes=1) as pool:
            job = Job(source=source, name=str(path), path=str(path), size=size)
            pool.take(pool.submit(job))
    return read(path.read_bytes(), str(path)).removed
