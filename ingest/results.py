"""What became of the items of a run, and the list of those that failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingest.exports.records import BadLine, Record
from ingest.items import NotModified, Page, Unavailable
from ingest.readers import unknown_suffix
from ingest.remembering import Given, written
from ingest.sources import FoundFile, Skipped, source_of
from rag.archive import Archive
from rag.archive.failures import NewFailure

FAILED = "failed"
UNCHANGED = "unchanged"
SKIPPED = "skipped"

Item = FoundFile | Record | Page

_FAILURES = 100_000  # more are not on the list of any archive that somebody looks after


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What became of one file, page, or line of an export.

    ``outcome`` is new, updated, unchanged, duplicate, failed or skipped. ``article`` is the
    article's id; ``reason`` and ``remedy`` say why it failed, ``transient`` whether trying again
    later may help. ``source`` is its address in the archive.
    """

    path: str
    outcome: str
    article: str = ""
    title: str = ""
    reason: str = ""
    remedy: str = ""
    source: str = ""
    transient: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run has come: ``articles`` done, ``passages`` stored, ``vectors`` made.

    ``waiting`` is how many changes the vectors are behind; ``seconds_left`` an estimate, None
    where the number of items is not known.
    """

    articles: int
    passages: int
    vectors: int
    waiting: int
    seconds_left: float | None


def shown(item: Item | Unavailable | NotModified) -> str:
    """Return how an item is called in a list of results."""
    return str(item.path) if isinstance(item, FoundFile) else item.shown


def failed(item: Item, reason: str, remedy: str, *, transient: bool = False) -> Result:
    """Return the result for an item that could not be taken in."""
    return Result(
        path=shown(item),
        outcome=FAILED,
        reason=reason,
        remedy=remedy,
        source=item.source,
        transient=transient,
    )


def refused(item: Skipped | BadLine | Unavailable) -> Result:
    """Return the result for what is no item at all."""
    if isinstance(item, BadLine):
        reason, remedy = item.reason, item.remedy
        return Result(path=item.shown, outcome=FAILED, reason=reason, remedy=remedy)
    if isinstance(item, Unavailable):
        return Result(
            path=item.shown,
            outcome=FAILED,
            reason=item.reason,
            remedy=item.remedy,
            source=item.source,
            transient=item.transient,
        )
    path = str(item.path)
    if not item.named:
        return Result(path=path, outcome=SKIPPED)
    if item.path.is_file():
        error = unknown_suffix(path)
        reason, remedy = error.what, error.remedy
    else:
        reason = "It cannot be opened."
        remedy = "Check that it is a file or folder and that you may read it."
    source = source_of(item.path)
    return Result(path=path, outcome=FAILED, reason=reason, remedy=remedy, source=source)


class FailedItems:
    """Keeps the archive's list of failed items in step with a run; writes only what changed."""

    def __init__(self, archive: Archive, given: Callable[[str, str], Given]) -> None:
        """Remember what is on the list, so that a run without failures never writes to it.

        ``given`` tells what was given with an item, by its address and how it is shown.
        """
        self._list = archive.failures
        self._given = given
        self.listed = {failure.source for failure in self._list.all(limit=_FAILURES)}

    def keep(self, results: Iterable[Result]) -> None:
        """Note those that failed, and take those off the list that did not."""
        noted: list[NewFailure] = []
        cleared: list[str] = []
        for result in results:
            if not result.source:
                continue
            if result.outcome == FAILED:
                noted.append(
                    NewFailure(
                        source=result.source,
                        shown=_storable(result.path),
                        reason=_storable(result.reason),
                        remedy=_storable(result.remedy),
                        transient=result.transient,
                        given=written(self._given(result.source, result.path)),
                    )
                )
            elif result.source in self.listed:
                cleared.append(result.source)
        if noted:
            self._list.note(noted)
            self.listed.update(failure.source for failure in noted)
        if cleared:
            self._list.clear(cleared)
            self.listed.difference_update(cleared)


def _storable(text: str) -> str:
    """Return a text with what cannot be stored escaped: bytes of a file's name that are no text."""
    return text.encode("utf-8", "backslashreplace").decode()
