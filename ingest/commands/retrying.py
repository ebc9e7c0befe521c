"""What could not be taken in: the list of it, and trying again."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from ingest import sources
from ingest.commands.filling import filling, policy_of
from ingest.commands.gathering import STDIN_SOURCE, Gathered, fetched, is_address
from ingest.commands.opening import opened, settings_of
from ingest.commands.report import print_json, say, warn
from ingest.commands.tables import counted, show_facts
from ingest.items import Unavailable
from ingest.remembering import home_of, read
from rag.archive import Archive
from rag.archive.failures import Failure
from rag.errors import UsageError

_PAGE = 500


def failed(options: argparse.Namespace) -> int:
    """List what could not be taken in, or take one off the list."""
    with opened(settings_of(options)) as archive:
        if options.forget is not None:
            return _forget(archive, options)
        found = archive.failures.all(limit=options.limit, offset=options.offset)
        total = archive.failures.count()
    if options.json:
        print_json({"total": total, "failed": found})
        return 0
    if not total:
        say("Nothing failed.")
        return 0
    for failure in found:
        say(failure.shown)
        show_facts(_facts(failure))
    last = options.offset + len(found)
    if found and last < total:
        warn(f"{last:,} of {total:,}; go on with --offset {last}")
    return 0


def _facts(failure: Failure) -> dict[str, object]:
    """Return what is told of a failure, by name, indented below its item."""
    facts: dict[str, object] = {"  why": failure.reason, "  what to do": failure.remedy}
    if failure.shown != failure.source:
        facts["  source"] = failure.source
    if failure.attempts > 1:
        facts["  attempts"] = failure.attempts
    if failure.next_at is not None:
        facts["  next try"] = f"from {failure.next_at:%Y-%m-%d %H:%M} UTC, with “ingest retry”"
    return facts


def _forget(archive: Archive, options: argparse.Namespace) -> int:
    for source in _sources_meant(archive, options.forget):
        if archive.failures.forget(source):
            if options.json:
                print_json({"forgotten": source})
            else:
                say(f"forgotten  {options.forget}")
            return 0
    raise _not_listed(options.forget)


def retry(options: argparse.Namespace) -> int:
    """Try again what failed: what is due, everything (``--all``), or what is named."""
    settings = settings_of(options)
    policy = policy_of(options)
    with opened(settings) as archive:
        chosen = _chosen(archive, options)
        left = archive.failures.count() - len(chosen)
    if not chosen and not options.json:
        say(
            "Nothing is due to be tried again."
            + (f" On the list: {counted(left, 'item')} (“ingest retry --all”)." if left else "")
        )
        return 0
    files, others, urls = _sorted(chosen)
    with filling(
        settings,
        ("retry", *options.sources),
        total=len(files) + len(others) + len(urls),
        remembered={home_of(each.source): read(each.given) for each in chosen if each.given},
        as_object=options.json,
    ) as run:
        run.over(_items(files, others, fetched(urls, policy, run.archive)))
    return run.code


def _items(*parts: Iterator[Gathered] | Sequence[Gathered]) -> Iterator[Gathered]:
    for part in parts:
        yield from part


def _chosen(archive: Archive, options: argparse.Namespace) -> list[Failure]:
    if options.sources:
        chosen = []
        for name in options.sources:
            found = [f for s in _sources_meant(archive, name) if (f := archive.failures.get(s))]
            if not found:
                raise _not_listed(name)
            chosen.append(found[0])
        return chosen
    if options.all:
        return list(_every(archive))
    return archive.failures.due(datetime.now(UTC))


def _every(archive: Archive) -> Iterator[Failure]:
    offset = 0
    while found := archive.failures.all(limit=_PAGE, offset=offset):
        yield from found
        offset += len(found)


def _sorted(chosen: Sequence[Failure]) -> tuple[list[Gathered], list[Gathered], list[str]]:
    """Return the files to be read again, what cannot be had again, and the addresses to fetch."""
    paths: dict[str, Failure] = {}
    others: list[Gathered] = []
    urls: list[str] = []
    for failure in chosen:
        path = sources.path_of(failure.source)
        if is_address(failure.source):
            urls.append(failure.source)
        elif path is None or not path.exists():
            others.append(_gone(failure))
        else:
            paths.setdefault(str(path), failure)  # an export once, however many lines failed
    files: list[Gathered] = list(sources.find(list(paths))) if paths else []
    return files, others, urls


def _gone(failure: Failure) -> Unavailable:
    piped = failure.source.startswith(STDIN_SOURCE)
    return Unavailable(
        source=failure.source,
        shown=failure.shown,
        reason="It came from standard input and was not kept."
        if piped
        else "The file is not there any more.",
        remedy="Add it again."
        if piped
        else f"Take it off the list: ingest failed --forget “{failure.shown}”",
    )


def _sources_meant(archive: Archive, name: str) -> list[str]:
    """Return the addresses that a person may mean: as it is, as a file, or as it was shown."""
    from ingest.commands.naming import addresses_of

    shown = [failure.source for failure in _every(archive) if failure.shown == name]
    return list(dict.fromkeys([*addresses_of(name), *shown]))


def _not_listed(name: str) -> UsageError:
    return UsageError(
        f"{name} is not on the list of what failed.",
        remedy="“ingest failed” shows the list.",
        item=name,
    )
