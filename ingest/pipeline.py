"""The path of an article, on one page.

1. A file whose fingerprint is known is *unchanged*: it is not even opened.
2. A process of its own reads its bytes into a document, and the document becomes an article
   (``ingest.reading.pool``). Several do, ahead of what follows.
3. The same article as before is *unchanged*: nothing is split or embedded.
4. It is split into passages by our llama-index ``NodeParser``.
5. A batch of articles is stored in one transaction: all of them, or none.
6. Each article is acknowledged, in the order of the items.
7. The vectors follow the archive's change log, in a thread of their own (``ingest.vector_stage``).

An export holds many articles; each goes this way by itself. When all of them are stored, the
archive remembers the file as a whole, and while it stays the same it is not opened.

What step 2 cannot read *fails*: its reason is kept in the archive's list of failed items, and the
others go on. If step 7 fails, because Chroma or the embedder is away, the articles are stored and
found by their words, ``trouble`` says what happened, and the vectors follow at the next run. A kill
at any moment loses only what was not acknowledged, and the next run does that again.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from ingest.articles import Prepared, keep_given
from ingest.deciding import Decider, Marker, Waiting
from ingest.documents import Metadata
from ingest.fields.field_map import FieldMap
from ingest.reading.child import Job, ReadArticle
from ingest.reading.pool import ReadingPool
from ingest.reading.tickets import Passing, Ticket, limits_of
from ingest.remembering import Given, Remembered, given_for
from ingest.results import FAILED, SKIPPED, UNCHANGED, FailedItems, Progress, Result, shown
from ingest.vector_stage import Follower, Told, VectorStage
from rag.archive import Archive, Entry
from rag.errors import DocumentError, TanyaError
from rag.records import Passage

__all__ = ["FAILED", "SKIPPED", "UNCHANGED", "Follower", "Progress", "Result", "Run", "Told"]

BATCH_SECONDS = 1.0
"""A batch is stored after this long, so that what is new can be found within two seconds."""
BATCH_ARTICLES = 100  # at most; a transaction costs a write to the disk, so one each would be slow
_AHEAD = 512
"""Items read ahead: twice what two processes read while a batch is stored."""
_AHEAD_BYTES = 64_000_000  # of fetched pages, which are held until they are read

Splitter = Callable[[Prepared], tuple[Passage, ...]]


class Reader(Protocol):
    """What reads documents (``ingest.reading.pool.ReadingPool``)."""

    def submit(self, job: Job, data: bytes = b"") -> Ticket:
        """Hand a job in."""
        ...

    def take(self, ticket: Ticket) -> ReadArticle:
        """Wait for its answer."""
        ...

    def close(self) -> None:
        """End whatever is being done."""


@dataclass
class _Batch:
    """Entries that are ready to be stored, in order, among results that wait behind them."""

    waiting: list[tuple[Waiting, Entry] | Result] = field(default_factory=list)
    entries: int = 0
    since: float = 0.0

    def add(self, each: tuple[Waiting, Entry] | Result) -> None:
        if not self.waiting:
            self.since = time.monotonic()
        self.waiting.append(each)
        self.entries += not isinstance(each, Result)

    def left(self) -> float:
        """Return the seconds until it is to be stored."""
        if self.entries >= BATCH_ARTICLES:
            return 0.0
        return max(0.0, self.since + BATCH_SECONDS - time.monotonic())


class Run:
    """One run of items through the path. ``trouble`` is set when the vectors could not follow."""

    def __init__(
        self,
        archive: Archive,
        *,
        follower: Follower | None = None,
        operator: Metadata | None = None,
        splitter: Splitter | None = None,
        progress: Told | None = None,
        named: FieldMap | None = None,
        reader: Reader | None = None,
        total: int = 0,
    ) -> None:
        """Prepare a run on an archive.

        Args:
            archive: where articles are stored.
            follower: what brings the vectors in step; None leaves them waiting.
            operator: fields that the operator gives for every file of this run.
            splitter: another one than ours through llama-index.
            progress: told how many changes were followed, of how many, from another thread.
            named: which fields of exports hold what.
            reader: another one than processes under limits.
            total: how many items there are, 0 where that is not known.
        """
        self.trouble: TanyaError | None = None
        self._archive, self._follower = archive, follower
        self.remembered: Remembered = {}  # what was given with items that failed before
        self._usual = Given(operator=operator or Metadata(), named=named or FieldMap())
        self._splitter, self._reader = splitter, reader
        self._progress, self._total = progress, total
        self._begun, self._articles, self._passages = time.monotonic(), 0, 0
        self._stage = VectorStage(None, None)

    def over(self, items: Iterable[object]) -> Iterator[Result]:
        """Take items through the path and yield what became of each, once that is certain.

        Args:
            items: ``FoundFile``, ``Skipped``, ``Page``, ``Unavailable`` and ``NotModified``.

        Raises:
            DiskFull, ArchiveError: the archive cannot be written; what was yielded is stored.
        """
        self._begun = time.monotonic()
        self._stage = VectorStage(self._follower, self._progress)
        reader = self._reader or ReadingPool(limits=limits_of(os.environ))
        given = given_for(self.remembered, self._usual)
        self._failures = FailedItems(self._archive, given)
        decider = Decider(self._archive, reader.submit, given)
        whole = False
        try:
            for result in self._in_order(decider.over(items), reader):
                self._articles += 1
                yield result
            reader.close()
            self._stage.finish()
            whole = True
        finally:
            if not whole:
                self._stage.abandon()
                reader.close()
            self.trouble = self._stage.trouble

    def progress(self) -> Progress:
        """Return how far the run has come; may be asked from any thread."""
        seconds, waiting = time.monotonic() - self._begun, self._stage.waiting()
        left = None
        if self._total and self._articles:
            left = seconds / self._articles * max(0, self._total - self._articles)
            if self._stage.followed:
                left = max(left, seconds / self._stage.followed * waiting)
        return Progress(
            articles=self._articles,
            passages=self._passages,
            vectors=self._stage.followed,
            waiting=waiting,
            seconds_left=left,
        )

    def _in_order(
        self, decided: Iterator[Result | Waiting | Marker | None], reader: Reader
    ) -> Iterator[Result]:
        """Read ahead, store in batches, and yield in the order of the items."""
        ahead: deque[Result | Waiting | Marker] = deque()
        batch = _Batch()
        held = 0
        for step in decided:
            if step is None:  # the next item is long in coming: leave nothing undone meanwhile
                wanted = 0
            else:
                ahead.append(step)
                held += step.held if isinstance(step, Waiting) else 0
                wanted = _AHEAD if held < _AHEAD_BYTES else 0
            while ahead and (len(ahead) > wanted or _ready(ahead[0])):
                first = ahead.popleft()
                held -= first.held if isinstance(first, Waiting) else 0
                yield from self._advance(first, batch, reader)
            if step is None:
                yield from self._store(batch)
        while ahead:
            yield from self._advance(ahead.popleft(), batch, reader)
        yield from self._store(batch)

    def _advance(
        self, step: Result | Waiting | Marker, batch: _Batch, reader: Reader
    ) -> Iterator[Result]:
        """Take the oldest item one step on; store the batch when it is time."""
        if isinstance(step, Marker):
            yield from self._store(batch)
            step.reached()
            if step.sound:
                self._failures.keep([step.result()])
            return
        if isinstance(step, Waiting):
            while batch.waiting and not step.ticket.done.wait(batch.left()):
                yield from self._store(batch)
            finished = self._finish(step, reader)
            batch.add(finished if isinstance(finished, Result) else (step, finished))
        elif batch.waiting or step.outcome == FAILED or step.source in self._failures.listed:
            batch.add(step)
        else:
            yield step
        if batch.waiting and not batch.left():
            yield from self._store(batch)

    def _finish(self, step: Waiting, reader: Reader) -> Entry | Result:
        """Return what is to be stored of a document that was read, or why there is nothing."""
        item = step.item
        try:
            read = reader.take(step.ticket)
            article, same = read.prepared.article, False
            if step.known is not None:
                stored = self._archive.article(step.known.article_id)
                if stored is not None and stored.source == item.source:
                    article = keep_given(article, stored)
                same = article == stored
            prepared = Prepared(article=article, lines=read.prepared.lines)
            # The archive skips what it has; then llama-index need not be loaded to remember a
            # new fingerprint.
            passages = read.passages if same else self._split(prepared, read.passages)
            return Entry(
                article=article,
                passages=passages,
                fingerprint=step.fingerprint,
                words=read.words_by_name(),
                signature=read.signature(),
            )
        except DocumentError as error:
            return step.failed(error.what, error.remedy, transient=isinstance(error, Passing))
        except TanyaError:
            raise
        except Exception as error:  # noqa: BLE001 - one document's oddity costs it alone
            return _unstorable(step, error)

    def _split(self, prepared: Prepared, ready: tuple[Passage, ...]) -> tuple[Passage, ...]:
        if self._splitter is not None:
            return self._splitter(prepared)
        from ingest.split_joint import split_through_llama_index

        return split_through_llama_index(prepared, ready)

    def _store(self, batch: _Batch) -> Iterator[Result]:
        """Store a batch, note what failed, and yield what became of each."""
        if not batch.waiting:
            return
        waiting, batch.waiting, batch.entries = batch.waiting, [], 0
        stored = iter(self._put([each for each in waiting if not isinstance(each, Result)]))
        results = [each if isinstance(each, Result) else next(stored) for each in waiting]
        self._failures.keep(results)
        self._stage.wake()
        yield from results

    def _put(self, entries: list[tuple[Waiting, Entry]]) -> list[Result]:
        if not entries:
            return []
        try:
            outcomes = self._archive.put([entry for _, entry in entries])
        except TanyaError:
            raise
        except Exception as error:  # noqa: BLE001 - find the one that cannot be stored
            if len(entries) == 1:
                return [_unstorable(entries[0][0], error)]
            return [result for each in entries for result in self._put([each])]
        results = []
        for (step, entry), outcome in zip(entries, outcomes, strict=True):
            self._passages += len(entry.passages) * (outcome.value in ("new", "updated"))
            results.append(
                Result(
                    path=shown(step.item),
                    outcome=outcome.value,
                    article=entry.article.id,
                    title=entry.article.title,
                    source=step.item.source,
                )
            )
        return results


def _ready(step: Result | Waiting | Marker) -> bool:
    return not isinstance(step, Waiting) or step.ticket.done.is_set()


def _unstorable(step: Waiting, error: Exception) -> Result:
    return step.failed(
        f"It cannot be stored ({type(error).__name__}: {str(error)[:200]}).",
        "Please report this with the file; meanwhile save the article as plain text.",
    )
