"""The path of an article, on one page.

1. A file whose fingerprint is known is *unchanged*: it is not even opened.
2. Its bytes are read into a document, and the document becomes an article.
3. The same article as before is *unchanged*: nothing is split or embedded.
4. It is split into passages by our llama-index ``NodeParser``.
5. A batch of articles is stored in one transaction: all of them, or none.
6. The vectors follow the archive's change log.
7. Each article is acknowledged.

An export holds many articles, one a line; each goes this way by itself. When all of them are
stored, the archive remembers the file as a whole, and while it stays the same it is not opened.

What step 2 cannot read *fails* with its reason and the others go on. If step 6 fails, because
Chroma or the embedder is away, the articles are stored and found by their words, ``trouble`` says
what happened, and the vectors follow at the next run. A kill at any moment loses only what was not
acknowledged, and the next run does that again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

from ingest import exports
from ingest.articles import Prepared, keep_given, make_article
from ingest.documents import Metadata
from ingest.exports import BadLine, Record
from ingest.readers import MAX_BYTES, is_export, read, too_large, unknown_suffix
from ingest.sources import FoundFile, Skipped
from ingest.split import split
from rag.archive import Archive, Entry
from rag.errors import ArchiveError, DocumentError, TanyaError
from rag.records import Passage

FAILED = "failed"
UNCHANGED = "unchanged"
SKIPPED = "skipped"

BATCH_SECONDS = 1.0
"""A batch is stored after this long, so that what is new can be found within two seconds."""
BATCH_ARTICLES = 100  # at most; a transaction costs a write to the disk, so one each would be slow

Splitter = Callable[[Prepared], tuple[Passage, ...]]
Progress = Callable[[int, int], None]
Item = FoundFile | Record


class Follower(Protocol):
    """What brings the vectors in step with the archive (``rag.projection.Projector``)."""

    def catch_up(self, progress: Progress | None = None) -> int:
        """Follow the change log to its end."""
        ...

    def waiting(self) -> int:
        """Return how many changes have not reached the vectors."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What became of one file, or one line of an export.

    ``outcome`` is new, updated, unchanged, duplicate, failed or skipped. ``article`` is the
    article's id; ``reason`` and ``remedy`` say why it failed.
    """

    path: str
    outcome: str
    article: str = ""
    title: str = ""
    reason: str = ""
    remedy: str = ""


@dataclass
class _Batch:
    """Entries that are ready to be stored, with their files."""

    waiting: list[tuple[Item, Entry]] = field(default_factory=list)
    since: float = 0.0

    def add(self, file: Item, entry: Entry) -> None:
        if not self.waiting:
            self.since = time.monotonic()
        self.waiting.append((file, entry))

    def due(self) -> bool:
        return len(self.waiting) >= BATCH_ARTICLES or (
            bool(self.waiting) and time.monotonic() - self.since >= BATCH_SECONDS
        )


class Run:
    """One run of files through the path. ``trouble`` is set when the vectors could not follow."""

    def __init__(
        self,
        archive: Archive,
        *,
        follower: Follower | None = None,
        operator: Metadata | None = None,
        splitter: Splitter | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Prepare a run.

        Args:
            archive: where articles are stored.
            follower: what brings the vectors in step; None leaves them waiting.
            operator: fields that the operator gives for every file of this run.
            splitter: another one than ours through llama-index.
            progress: told how many changes of a batch were followed, of how many.
        """
        self.trouble: TanyaError | None = None
        self._archive = archive
        self._follower = follower
        self._operator = operator or Metadata()
        self._split = splitter or _split_through_llama_index
        self._progress = progress

    def over(self, files: Iterable[FoundFile | Skipped]) -> Iterator[Result]:
        """Take files through the path and yield what became of each, once that is certain.

        Raises:
            DiskFull, ArchiveError: the archive cannot be written; what was yielded is stored.
        """
        for many, group in groupby(files, _holds_many):
            if many:
                for file in group:
                    yield from self._export(file)  # type: ignore[arg-type]  # see _holds_many
            else:
                yield from self._each(group)
        self._follow()  # what an interrupted run left waiting

    def _export(self, file: FoundFile) -> Iterator[Result]:
        """Take the articles of an export through the path, or skip it as a whole."""
        if self._operator == Metadata() and exports.known(self._archive, file):
            yield Result(path=str(file.path), outcome=UNCHANGED)
            return
        sound = True
        for result in self._each(exports.records(file)):
            sound = sound and result.outcome != FAILED
            yield result
        if sound:  # else its bad lines are told again next time
            exports.remember(self._archive, file)

    def _each(self, items: Iterable[Item | Skipped | BadLine]) -> Iterator[Result]:
        batch = _Batch()
        for item in items:
            if isinstance(item, Skipped | BadLine):
                yield _refused(item)
                continue
            prepared = self._prepare(item)
            if isinstance(prepared, Result):
                yield prepared
            else:
                batch.add(item, prepared)
            if batch.due():
                yield from self._store(batch)
                batch = _Batch()
        yield from self._store(batch)

    def _prepare(self, file: Item) -> Entry | Result:
        """Return what is to be stored, or what became of the file already."""
        known = self._archive.known_source(file.source)
        given = self._operator != Metadata()
        if known is not None and known.fingerprint == file.fingerprint and not given:
            return Result(path=_shown(file), outcome=UNCHANGED, article=known.article_id)
        read_file = self._read(file)
        if isinstance(read_file, Result):
            return read_file
        stored = self._archive.article(known.article_id) if known is not None else None
        same = False
        if stored is not None:
            if stored.source == file.source:
                article = keep_given(read_file.article, stored)
                read_file = Prepared(article=article, lines=read_file.lines)
            same = read_file.article == stored
        # The archive skips what it has; then llama-index need not be loaded to remember a new
        # fingerprint.
        passages = split(read_file.article, read_file.lines) if same else self._split(read_file)
        return Entry(article=read_file.article, passages=passages, fingerprint=file.fingerprint)

    def _read(self, file: Item) -> Prepared | Result:
        try:
            if isinstance(file, Record):
                return make_article(exports.document_of(file), file.source, self._operator)
            if file.size > MAX_BYTES:
                raise too_large(str(file.path), file.size)
            with file.path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
            return make_article(read(data, str(file.path)), file.source, self._operator)
        except DocumentError as error:
            return _failed(file, error.what, error.remedy)
        except OSError as error:
            return _failed(
                file,
                f"It cannot be opened: {error.strerror or error}.",
                "Check that the file is there and that you may read it.",
            )
        except Exception as error:  # noqa: BLE001 - a parser's fault costs this item, not the run
            return _failed(
                file,
                f"Its reader failed unexpectedly ({type(error).__name__}: {str(error)[:200]}).",
                "Please report this with the file; meanwhile save the article as plain text.",
            )

    def _store(self, batch: _Batch) -> Iterator[Result]:
        if not batch.waiting:
            return
        outcomes = self._archive.put([entry for _, entry in batch.waiting])
        self._follow()
        for (file, entry), outcome in zip(batch.waiting, outcomes, strict=True):
            yield Result(
                path=_shown(file),
                outcome=outcome.value,
                article=entry.article.id,
                title=entry.article.title,
            )

    def _follow(self) -> None:
        """Bring the vectors in step; after a failure not again in this run."""
        if self._follower is None or self.trouble is not None:
            return
        try:
            if self._follower.waiting():
                self._follower.catch_up(self._progress)
        except ArchiveError:
            raise
        except TanyaError as error:
            self.trouble = error


def _split_through_llama_index(prepared: Prepared) -> tuple[Passage, ...]:
    from ingest.split_joint import split_through_llama_index

    return split_through_llama_index(prepared)


def _holds_many(file: FoundFile | Skipped) -> bool:
    return isinstance(file, FoundFile) and is_export(file.path)


def _shown(item: Item) -> str:
    return item.shown if isinstance(item, Record) else str(item.path)


def _refused(skipped: Skipped | BadLine) -> Result:
    if isinstance(skipped, BadLine):
        reason, remedy = skipped.reason, skipped.remedy
        return Result(path=skipped.shown, outcome=FAILED, reason=reason, remedy=remedy)
    path = str(skipped.path)
    if not skipped.named:
        return Result(path=path, outcome=SKIPPED)
    if skipped.path.is_file():
        error = unknown_suffix(path)
        return Result(path=path, outcome=FAILED, reason=error.what, remedy=error.remedy)
    return Result(
        path=path,
        outcome=FAILED,
        reason="It cannot be opened.",
        remedy="Check that it is a file or folder and that you may read it.",
    )


def _failed(file: Item, reason: str, remedy: str) -> Result:
    return Result(path=_shown(file), outcome=FAILED, reason=reason, remedy=remedy)
