"""Setting an article's fields by hand: kept for its address, and applied to it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from ingest.documents import Line, Metadata
from ingest.fields.concerning import concern_of
from ingest.fields.dating import impossible, today
from ingest.fields.named import read_fields
from rag.archive import Archive, Entry
from rag.errors import DocumentError, UsageError
from rag.records import Article, ArticleKind, FieldOrigin, Origin, SentenceKind

FIELDS = (
    "title", "outlet", "author", "published", "url", "language", "section", "tags", "kind",
    "concerns",
)  # fmt: skip
"""What can be marked."""
MARK = "mark"
"""The detail of a field that was set by hand."""


class Marked(StrEnum):
    """What came of a mark."""

    APPLIED = "applied"  # the article has changed
    SAME = "same"  # it was so already
    WAITING = "waiting"  # a mark was taken away: the document's own value comes with the next run


def mark(archive: Archive, which: str | Article, changes: Mapping[str, object]) -> Marked:
    """Set fields of an article by hand. They go before everything that its documents say.

    Args:
        archive: the archive.
        which: the article, or its id.
        changes: by field (``FIELDS``); a date, a kind or text, and None to take a mark away.

    Raises:
        UsageError: there is no such article or field, or a value cannot be read.
        ArchiveError: the archive cannot be written; nothing was changed.
    """
    article_id = which if isinstance(which, str) else which.id
    article = archive.article(article_id)
    if article is None:
        raise UsageError(
            f"The archive has no article {article_id}.",
            remedy="“ingest list” shows the ids.",
            item=article_id,
        )
    stored = {_known(name): _storable(value) for name, value in changes.items()}
    given = _read({name: value for name, value in stored.items() if value is not None})
    if given.published and (why := impossible(given.published, today())):
        raise UsageError(
            f"{given.published} cannot be the date of publication: it is {why}.",
            remedy="Write the date as 2025-11-19, or with the day first as 19/11/2025.",
            item=article_id,
        )
    archive.marks.set(article.source, stored)
    taken_away = any(value is None for value in stored.values())
    # What a document says of a field is known only by reading it: so it is read again.
    again = taken_away or bool(given.title)
    if again and article.source.startswith("export:"):
        export = article.source.rpartition("#")[0].removeprefix("export:")
        archive.put_setting(f"export:file:{export}", "{}")
    # Text, passages and fingerprint of one moment: a run may be storing a new text just now.
    entry = archive.entry(article_id)
    if entry is None:  # removed meanwhile: the mark waits for its return
        return Marked.WAITING
    fresh = _with(entry.article, given)
    if fresh == entry.article and not again:
        return Marked.SAME
    fingerprint = "" if again else entry.fingerprint
    archive.put([Entry(article=fresh, passages=entry.passages, fingerprint=fingerprint)])
    return Marked.WAITING if taken_away else Marked.APPLIED


def _with(article: Article, given: Metadata) -> Article:
    """Return the article with the fields that were given."""
    changes: dict[str, Any] = {n: v for n in FIELDS if (v := getattr(given, n))}
    origins = {each.field: each for each in article.origins}
    for name in tuple(changes):
        origins[name] = FieldOrigin(field=name, origin=Origin.GIVEN, detail=MARK)
        if name in ("title", "outlet", "published"):
            changes[f"{name}_origin"] = Origin.GIVEN
    fresh = replace(article, **changes)
    if "kind" in changes or "concerns" in changes:
        fresh = _concerning(fresh, origins)
    return replace(fresh, origins=tuple(origins[name] for name in sorted(origins)))


def _concerning(article: Article, origins: dict[str, FieldOrigin]) -> Article:
    """Return the article with what it is about, as a run that read it anew would find it."""
    known = origins.get("concerns")
    given = article.concerns if known is not None and known.origin is Origin.GIVEN else ""
    lines = article.text.split("\n")[article.title_origin is not Origin.INFERRED :]
    found = concern_of(
        article.kind,
        article.title,
        [Line(text=line, kind=SentenceKind.BODY) for line in lines],
        own=(article.outlet, article.published),
        given=given,
    )
    if found.shown and not given:
        origins["concerns"] = FieldOrigin(field="concerns", origin=Origin.STATED, detail="the text")
    elif not found.shown:
        origins.pop("concerns", None)
    return replace(article, concerns=found.shown, concerning=found.names)


def _read(fields: Mapping[str, object]) -> Metadata:
    try:
        return read_fields(fields, MARK)
    except DocumentError as error:
        raise UsageError(error.what, remedy=error.remedy) from error


def _known(name: str) -> str:
    name = {"date": "published"}.get(name, name)
    if name not in FIELDS:
        raise UsageError(
            f"There is no field {name!r} to be marked.",
            remedy=f"These can be: {', '.join(FIELDS)}.",
            item=name,
        )
    return name


def _storable(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, ArticleKind):
        return value.value
    if isinstance(value, tuple | list):
        return [str(item) for item in value]
    return None if value is None else str(value)
