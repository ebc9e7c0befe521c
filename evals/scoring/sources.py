"""Whether the sources that an answer names are what the articles say they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from evals.scoring.view import Look, TrueSource
from rag.errors import UsageError

_KNOWN = Path(__file__).parent.parent / "data" / "sample_sources.jsonl"


@lru_cache(maxsize=1)
def sample_sources() -> Mapping[str, TrueSource]:
    """Return title, outlet, date and address of the sample's articles by file name.

    They were read from the articles themselves, so that a reader or an archive that mixes two
    outlets up is seen.

    Raises:
        UsageError: the file that lists them is broken.
    """
    try:
        records = [json.loads(line) for line in _KNOWN.read_text("utf-8").splitlines()]
        return {record["id"]: _source(record) for record in records}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"The sources of the sample in {_KNOWN.name} cannot be read: {error!r}.",
            remedy="Restore the file from the project.",
            item=str(_KNOWN),
        ) from error


def _source(record: Mapping[str, str | None]) -> TrueSource:
    when = record["published"]
    return TrueSource(
        title=record["title"] or "",
        outlet=record["outlet"] or "",
        published=None if when is None else date.fromisoformat(when),
        url=record["url"] or "",
    )


def wrong_sources(look: Look) -> list[str]:
    """Return, in words, each source whose title, outlet, date or address is not its article's.

    Compared with the stored article and, where it is known, with the article as people read it.
    Outlet and date of the versions beside the answer count, and the date of the newest source.
    """
    found: list[str] = []
    answer = look.answer
    for source in answer.sources:
        shown = TrueSource(
            title=source.title, outlet=source.outlet, published=source.published, url=source.url
        )
        found += _differences(look, source.article, shown)
    for conflict in answer.conflicts:
        for version in conflict.versions:
            found += _version_differences(
                look, version.evidence.article, version.outlet, version.published
            )
    days = [source.published for source in answer.sources if source.published]
    if not answer.refused and answer.as_of != max(days, default=None):
        found.append(f"the newest source is said to be of {answer.as_of}")
    return list(dict.fromkeys(found))


def _truths(look: Look, article: str) -> list[TrueSource]:
    """Return what an article is by the archive and by those who read it."""
    stored = look.article(article)
    if stored is None:
        return []
    by_archive = TrueSource(
        title=stored.title, outlet=stored.outlet, published=stored.published, url=stored.url
    )
    known = next((look.known[name] for name in look.names(article) if name in look.known), None)
    return [by_archive] if known is None else [by_archive, known]


def _differences(look: Look, article: str, shown: TrueSource) -> list[str]:
    truths = _truths(look, article)
    if not truths:
        return [f"the source {article} is not in the archive"]
    return [
        f"{field} of {look.names(article)[0]} is shown as “{ours}”, it is “{theirs}”"
        for truth in truths
        for field, ours, theirs in (
            ("title", shown.title, truth.title),
            ("outlet", shown.outlet, truth.outlet),
            ("date", shown.published, truth.published),
            ("address", shown.url, truth.url),
        )
        if ours != theirs
    ]


def _version_differences(
    look: Look, article: str, outlet: str, published: date | None
) -> list[str]:
    return [
        f"a version of {look.names(article)[0]} is told as of “{outlet}”, {published}"
        for truth in _truths(look, article)
        if (outlet, published) != (truth.outlet, truth.published)
    ]
