"""The commands that correct what is there: ``mark``, ``remove``, ``restore``."""

from __future__ import annotations

import argparse
from datetime import date

from ingest.commands.comparing import is_gone, note_put_back
from ingest.commands.naming import identity_of, prefixes_of, unknown, version_key
from ingest.commands.opening import followed, opened, settings_of
from ingest.commands.report import print_json, say, warn
from ingest.commands.tables import confirmed, counted, refuse
from ingest.sources import path_of
from rag.archive import Archive
from rag.archive.history import Restored
from rag.archive.writing import Gone
from rag.errors import UsageError

_ASK_FROM = 10
"""A person is asked before more articles than this are removed together."""


def remove(options: argparse.Namespace) -> int:
    """Remove articles by name, or everything that came from below a place."""
    if bool(options.ids) == bool(options.source):
        raise UsageError(
            "Name the articles to remove, or a place with --source, not both.",
            remedy="“ingest list” shows the ids.",
        )
    settings = settings_of(options)
    with opened(settings) as archive:
        removed, aliases = (
            _remove_below(archive, options) if options.source else _remove_named(archive, options)
        )
        trouble = followed(settings, archive)
    if options.json:
        told = [{"id": each, "title": title} for each, title in removed]
        print_json({"removed": told, "addresses": aliases, "notice": trouble})
        return 0
    for identity, title in removed:
        say(f"removed    {title}  ({identity})")
    if aliases:
        word = counted(aliases, "further address", "further addresses")
        say(f"{word} forgotten; the article stays under another one.")
    if options.source:
        say(f"{counted(len(removed), 'article')} removed. “ingest restore ID” puts one back.")
    if trouble:
        warn(trouble)
    return 0


def _remove_named(
    archive: Archive, options: argparse.Namespace
) -> tuple[list[tuple[str, str]], int]:
    titles: dict[str, str] = {}
    addresses: list[str] = []
    for name in options.ids:  # all names are looked up before anything is removed
        identity = identity_of(archive, name)
        article = archive.article(identity)
        if article is None:
            raise unknown(name)
        titles[identity] = article.title
        addresses.append(article.source)
    _ask(len(titles), options)
    archive.remove_many(list(titles))
    for source in addresses:
        note_put_back(archive, source, yes=False)
    return list(titles.items()), 0


def _remove_below(
    archive: Archive, options: argparse.Namespace
) -> tuple[list[tuple[str, str]], int]:
    known = [
        source for prefix in prefixes_of(options.source) for source in archive.sources_below(prefix)
    ]
    if not known:
        raise UsageError(
            f"No article came from below {options.source}.",
            remedy="“ingest list --json” shows the source of each article.",
            item=options.source,
        )
    _ask(len({source.article_id for source in known}), options)
    removed: list[tuple[str, str]] = []
    aliases = 0
    for source in known:
        result = archive.remove_source(source.source)
        note_put_back(archive, source.source, yes=False)
        if result.outcome is Gone.GONE:
            removed.append((result.article_id, result.title))
        else:
            aliases += 1
    return removed, aliases


def _ask(count: int, options: argparse.Namespace) -> None:
    if count > _ASK_FROM and not confirmed(f"Remove {count:,} articles?", yes=options.yes):
        raise refuse("You chose not to remove them.")


def restore(options: argparse.Namespace) -> int:
    """Put a removed article or an earlier version back."""
    settings = settings_of(options)
    with opened(settings) as archive:
        key = version_key(options.id)
        if key is None:
            versions = archive.history.versions(identity_of(archive, options.id))
            if not versions:
                raise _nothing_earlier(archive, options.id)
            key = versions[-1].key
        result = archive.history.restore(key)
        if result.outcome not in (Restored.RESTORED, Restored.ALREADY):
            raise _not_restored(result.outcome, options.id, result.other)
        article = archive.article(result.article_id)
        title = article.title if article is not None else ""
        path = path_of(article.source) if article is not None else None
        if article is not None and path is not None and is_gone(path):
            note_put_back(archive, article.source, yes=True)
        trouble = followed(settings, archive)
    if options.json:
        facts = {"id": result.article_id, "title": title, "version": key, "notice": trouble}
        print_json({"outcome": result.outcome.value, **facts})
        return 0
    if result.outcome is Restored.ALREADY:
        say(f"unchanged  {title}  ({result.article_id}): the article is like this now.")
    else:
        say(f"restored   {title}  ({result.article_id})")
    if trouble:
        warn(trouble)
    return 0


def _nothing_earlier(archive: Archive, name: str) -> UsageError:
    if archive.article(identity_of(archive, name)) is None:
        return unknown(name)
    return UsageError(
        f"The article {name} has no earlier version.",
        remedy="There is nothing to put back.",
        item=name,
    )


def _not_restored(outcome: Restored, name: str, other: str) -> UsageError:
    if outcome is Restored.ELSEWHERE:
        return UsageError(
            f"The same text stands in the archive already, as {other}.",
            remedy=f"Look at it with “ingest show {other}”; remove that one first if it is wrong.",
            item=name,
        )
    if outcome is Restored.INCOMPLETE:
        return UsageError(
            f"Version {name} was kept by an older program without what is needed to put it back.",
            remedy="Its text can be seen with “ingest show”; save it to a file and add that.",
            item=name,
        )
    return UsageError(
        f"There is no version {name}.",
        remedy="“ingest history ID” and “ingest removed” show the numbers.",
        item=name,
    )


def _concerned(archive: Archive, name: str) -> str:
    """Return the id of the article that is meant, or the name where it may arrive later."""
    identity = identity_of(archive, name)
    if archive.article(identity) is not None:
        return identity
    if "/" in name and "://" not in name:  # a path is found now or never
        raise unknown(name)
    return name


def mark(options: argparse.Namespace) -> int:
    """Set fields of an article by hand."""
    from ingest.commands.marking import Marked
    from ingest.commands.marking import mark as mark_article

    fields: dict[str, object] = {
        name: value.isoformat() if isinstance(value, date) else value
        for name in ("kind", "concerns", "date", "outlet", "title", "author")
        if (value := getattr(options, name)) is not None
    }
    both = [name for name in options.none if name in fields]
    if both or not (fields or options.none):
        raise UsageError(
            f"{both[0]} is both set and taken away." if both else "Nothing is to be marked.",
            remedy="Give what you know, for example: ingest mark ID --date 19/11/2025",
        )
    fields |= dict.fromkeys(options.none)
    settings = settings_of(options)
    with opened(settings) as archive:
        identity = identity_of(archive, options.id)
        article = archive.article(identity)
        if article is None:
            raise unknown(options.id)
        if options.concerns:
            fields["concerns"] = _concerned(archive, options.concerns)
        marked = mark_article(archive, article, fields)
        marks = archive.marks.get(article.source)
        now = archive.article(identity)
        trouble = followed(settings, archive)
    if options.json:
        facts = {"id": identity, "outcome": marked.value, "marks": marks}
        print_json({**facts, "article": now, "notice": trouble})
        return 0
    say(f"marked     {now.title if now else article.title}  ({identity})")
    for name, value in marks.items():
        say(f"  {name:10} {value}")
    if not marks:
        say("  nothing is marked by hand any more")
    if marked is Marked.WAITING:
        say("What its document says instead is read with the next “ingest add” or “ingest sync”.")
    if trouble:
        warn(trouble)
    return 0
