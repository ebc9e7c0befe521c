"""Whether an item has to be read at all: what is known of it, and what goes before its own fields.

Items are looked up in the archive many at a time, and those that have to be read are handed to the
reader at once, so that reading runs ahead of everything else.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from ingest.documents import Metadata
from ingest.exports import records as exports
from ingest.exports.records import BadLine, Record
from ingest.fields import sidecars
from ingest.items import NotModified, Page, Unavailable
from ingest.readers import is_export, max_bytes, too_large
from ingest.reading.child import READ, RECORD, Job
from ingest.reading.tickets import Ticket
from ingest.reading.wire import packed
from ingest.remembering import Given
from ingest.results import UNCHANGED, Item, Result, failed, refused, shown
from ingest.sources import FoundFile, Skipped
from rag.archive import Archive, KnownSource
from rag.errors import DocumentError

_TOGETHER = 200
"""Addresses looked up at once: then the archive costs a fifth of looking at the files."""
_LONG_SECONDS = 0.3

Submit = Callable[[Job, bytes], Ticket]


@dataclass(eq=False, kw_only=True, slots=True)
class Marker:
    """Stands where an export ends; ``reached`` when everything before it is stored."""

    archive: Archive
    file: FoundFile
    named: Any
    sound: bool = True

    def reached(self) -> None:
        """Remember the export as a whole, unless some of it failed: that is told again."""
        if self.sound:
            exports.remember(self.archive, self.file, self.named)

    def result(self) -> Result:
        """Return what became of the export as a whole, for the list of failed items."""
        return Result(path=str(self.file.path), outcome=UNCHANGED, source=self.file.source)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """An item that is being read, with what the archive knows of it."""

    item: Item
    ticket: Ticket
    fingerprint: str
    known: KnownSource | None
    marker: Marker | None = None

    @property
    def held(self) -> int:
        """Return how many bytes it holds in memory until it is read."""
        return len(self.item.data) if isinstance(self.item, Page) else 0

    def failed(self, reason: str, remedy: str, *, transient: bool = False) -> Result:
        """Return the result for a document that could not be taken in."""
        if self.marker is not None:
            self.marker.sound = False
        return failed(self.item, reason, remedy, transient=transient)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """An item before it was looked up; ``marker`` is that of its export."""

    item: Item | NotModified
    marker: Marker | None = None


class Decider:
    """Decides what becomes of items; those to be read are handed to ``submit``."""

    def __init__(
        self, archive: Archive, submit: Submit, given: Callable[[str, str], Given]
    ) -> None:
        """Look at nothing yet; the marks set by hand are read with the first item to be read.

        ``given`` tells what the operator gave with an item, by its address and how it is shown.
        """
        self._archive = archive
        self._submit = submit
        self._given = given
        self._marks: dict[str, dict[str, object]] | None = None
        self._with_sidecars: dict[str, bool] = {}

    def over(self, items: Iterable[object]) -> Iterator[Result | Waiting | Marker | None]:
        """Yield what is decided, in order; None where the next item has been long in coming."""
        together: list[_Found] = []
        asked = time.monotonic()
        for found in self._found(items):
            slow = time.monotonic() - asked > _LONG_SECONDS
            if isinstance(found, _Found):
                together.append(found)
            if slow or not isinstance(found, _Found) or len(together) >= self._room(found):
                yield from self._looked_up(together)
                together = []
            if not isinstance(found, _Found):
                yield found
            if slow:
                yield None
            asked = time.monotonic()
        yield from self._looked_up(together)

    def _room(self, found: _Found) -> int:
        return 1 if isinstance(found.item, Page | NotModified) else _TOGETHER

    def _found(self, items: Iterable[object]) -> Iterator[_Found | Result | Marker]:
        for item in items:
            if isinstance(item, FoundFile) and is_export(item.path):
                yield from self._export(item)
            elif isinstance(item, Skipped | Unavailable | BadLine):
                yield refused(item)
            elif isinstance(item, FoundFile | Page | NotModified | Record):
                yield _Found(item=item)
            else:
                raise TypeError(f"a run takes no {type(item).__name__}")

    def _export(self, file: FoundFile) -> Iterator[_Found | Result | Marker]:
        """Yield the articles of an export and the place where it ends, or skip it as a whole."""
        given = self._given(file.source, "")
        if given.operator == Metadata() and exports.known(self._archive, file, given.mapping):
            yield Result(path=str(file.path), outcome=UNCHANGED, source=file.source)
            return
        marker = Marker(archive=self._archive, file=file, named=given.mapping)
        bad = 0
        first: Result | None = None
        for record in exports.records(file, given.mapping):
            if isinstance(record, BadLine):
                marker.sound = False
                result = refused(record)
                # One entry an export in the list of failed items: that of its first bad line.
                yield replace(result, source=file.source) if first is None else result
                first = first or result
                bad += 1
            else:
                yield _Found(item=record, marker=marker)
        yield marker

    def _looked_up(self, together: list[_Found]) -> Iterator[Result | Waiting]:
        known = self._archive.known_sources([found.item.source for found in together])
        for found in together:
            yield self._decided(found, known.get(found.item.source))

    def _decided(self, found: _Found, known: KnownSource | None) -> Result | Waiting:
        item = found.item
        article = known.article_id if known is not None else ""
        if isinstance(item, NotModified):
            return Result(path=item.shown, outcome=UNCHANGED, article=article, source=item.source)
        fingerprint = item.fingerprint + self._beside(item)
        given = self._given(item.source, shown(item)).operator
        same = known is not None and known.fingerprint == fingerprint
        if same and given == Metadata():
            return Result(path=shown(item), outcome=UNCHANGED, article=article, source=item.source)
        try:
            operator = self._before(item.source, given)
            ticket = self._handed_in(item, operator)
        except DocumentError as error:
            result = failed(item, error.what, error.remedy)
            if found.marker is not None:
                found.marker.sound = False
            return result
        return Waiting(
            item=item, ticket=ticket, fingerprint=fingerprint, known=known, marker=found.marker
        )

    def _handed_in(self, item: Item, operator: Metadata) -> Ticket:
        if isinstance(item, Page):
            job = Job(
                task=READ, source=item.source, name=item.name, operator=operator, given=item.given
            )
            return self._submit(job, item.data)
        if isinstance(item, Record):
            name = str(item.path)
            job = Job(
                task=RECORD,
                source=item.source,
                name=name,
                operator=operator,
                record=packed(item),
                size=len(str(item.fields)),
            )
            return self._submit(job, b"")
        path = str(item.path)
        limit = max_bytes(path)
        if item.size > limit:
            raise too_large(path, item.size, limit)
        job = Job(source=item.source, name=path, path=path, size=item.size, operator=operator)
        return self._submit(job, b"")

    def _before(self, source: str, given: Metadata) -> Metadata:
        """Return what goes before everything else: marks set by hand, then the operator's fields.

        Raises:
            DocumentError: a mark cannot be read.
        """
        if self._marks is None:
            self._marks = self._archive.marks.all()
        marks = self._marks.get(source)
        if not marks:
            return given
        from ingest.fields.named import read_fields

        return _merged(read_fields(marks, "mark"), given)

    def _beside(self, item: Item) -> str:
        """Return what changes when a file's sidecar does; each folder is looked at once."""
        if not isinstance(item, FoundFile):
            return ""
        folder = os.path.dirname(item.path)
        if folder not in self._with_sidecars:
            self._with_sidecars[folder] = sidecars.has_any(item.path.parent)
        return sidecars.stamp(item.path) if self._with_sidecars[folder] else ""


def _merged(first: Metadata, second: Metadata) -> Metadata:
    """Return the fields of the first, and of the second where the first has none."""
    taken = {
        each.name: getattr(second, each.name)
        for each in fields(Metadata)
        if each.name != "details" and not getattr(first, each.name)
    }
    details = dict(first.details)
    details.update((name, words) for name, words in second.details if name in taken)
    return replace(first, **taken, details=tuple(sorted(details.items())))
