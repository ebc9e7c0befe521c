"""The archive: one SQLite file, the only truth. Everything else can be rebuilt from it.

Several processes may read and write it at the same time. A kill at any moment leaves either the
old or the new state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from rag.archive import concerning, reading, searching, snapshots, vocabulary, writing
from rag.archive.answers import AnswerRow, Answers
from rag.archive.connection import Connections, plain_errors
from rag.archive.conversations import Conversations
from rag.archive.entries import Entry, Outcome
from rag.archive.failures import Failure, Failures, NewFailure
from rag.archive.feedback import FeedbackStore
from rag.archive.feeds import Feeds
from rag.archive.following import Following
from rag.archive.history import History, Restored, RestoreOutcome, Version
from rag.archive.indexing import embedded_text
from rag.archive.inspecting import Inspection, Problem
from rag.archive.loading import Loaded
from rag.archive.log import Position, ToEmbed
from rag.archive.maintaining import Maintaining
from rag.archive.marks import Marks
from rag.archive.overview import Overview
from rag.archive.people import People
from rag.archive.reading import Change, KnownSource, Statistics
from rag.archive.searching import Match
from rag.archive.stories import Stories
from rag.archive.words import full_text, index_token
from rag.archive.writing import Gone, RemovedSource
from rag.records import Article, ArticleSummary, Filters, StoredPassage

__all__ = [
    "FILE_NAME",
    "AnswerRow",
    "Archive",
    "Change",
    "Entry",
    "Failure",
    "Gone",
    "Inspection",
    "KnownSource",
    "Loaded",
    "Match",
    "NewFailure",
    "Outcome",
    "Position",
    "Problem",
    "RemovedSource",
    "RestoreOutcome",
    "Restored",
    "Statistics",
    "ToEmbed",
    "Version",
    "embedded_text",
    "exists",
    "full_text",
    "index_token",
]

FILE_NAME = "archive.sqlite3"
_PAGE = 1000


def exists(folder: Path) -> bool:
    """Say whether there is an archive in a folder, without making one."""
    return (folder / FILE_NAME).is_file()


class Archive(Following, Maintaining):
    """The archive in one folder. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the archive in ``folder``, making both where they are missing.

        Raises:
            ArchiveError: the folder cannot be made, or the file is no archive.
            ArchiveTooNew: a newer version of the program wrote it.
        """
        self.folder = folder
        with plain_errors(folder):
            # Ours alone where we make it; what was there keeps its permissions.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._connections = Connections(folder / FILE_NAME)
        self._connections.get()
        self.answers = Answers(self._connections)
        self.history = History(self._connections)
        self.stories = Stories(self._connections)
        self.failures = Failures(self._connections)
        self.feeds = Feeds(self._connections)
        self.marks = Marks(self._connections)
        self.overview = Overview(self._connections)
        self.people = People(self._connections)
        self.conversations = Conversations(self._connections)
        self.feedback = FeedbackStore(self._connections)

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    # --- articles ------------------------------------------------------------------------

    def put(self, entries: Sequence[Entry]) -> list[Outcome]:
        """Store articles in one transaction and say what each was.

        Raises:
            DiskFull: no space is left; none of them was stored.
            ArchiveError: the archive cannot be written; none of them was stored.
        """
        with self._connections.writing() as db:
            writing.refuse_unfinished(db)
            return writing.put_all(db, entries)

    def remove(self, article_id: str) -> bool:
        """Remove an article everywhere at once, with all its addresses; False if it is unknown."""
        return bool(self.remove_many([article_id]))

    def remove_many(self, article_ids: Sequence[str]) -> list[str]:
        """Remove articles as ``remove`` does, all or none; return those that were there."""
        with self._connections.writing() as db:
            writing.refuse_unfinished(db)
            return [each for each in article_ids if writing.remove(db, each)]

    def remove_source(self, source: str) -> RemovedSource:
        """Take an address away, because its document is gone; its article only with the last one.

        When the article's own address goes and another one has the same text, the article
        continues under that one, with the id that goes with it.
        """
        with self._connections.writing() as db:
            writing.refuse_unfinished(db)
            return writing.remove_source(db, source)

    def sources_below(self, prefix: str) -> Iterator[KnownSource]:
        """Yield every address that begins so, in the order of addresses.

        In pages, each seen by itself: addresses may be added and removed meanwhile.
        """
        after = ""
        while True:
            with self._connections.reading() as db:
                page = reading.sources_below(db, prefix, after, _PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1].source

    def entry(self, article_id: str) -> Entry | None:
        """Return an article with its passages as they are stored, or None.

        So that fields can be changed and put again without reading the document. Its
        ``fingerprint`` is the one that is remembered of the article's own address.
        """
        with self._connections.reading() as db:
            return snapshots.entry(db, article_id)

    def known_source(self, source: str) -> KnownSource | None:
        """Return what is remembered of an address, or None."""
        with self._connections.reading() as db:
            return reading.known_source(db, source)

    def known_sources(self, sources: Sequence[str]) -> dict[str, KnownSource]:
        """Return what is remembered of these addresses, by address."""
        with self._connections.reading() as db:
            return reading.known_sources(db, sources)

    def article(self, article_id: str) -> Article | None:
        """Return an article with its text, or None."""
        with self._connections.reading() as db:
            return reading.article(db, article_id)

    def summaries(self, limit: int = 100, offset: int = 0) -> list[ArticleSummary]:
        """Return articles without their texts, newest first, undated ones last."""
        with self._connections.reading() as db:
            return reading.summaries(db, limit, offset)

    def about(self, names: Sequence[str]) -> dict[str, list[ArticleSummary]]:
        """Return corrections, replies and retractions by the names they call an article by."""
        with self._connections.reading() as db:
            return concerning.about(db, names)

    def concerning(
        self, articles: Sequence[ArticleSummary]
    ) -> dict[str, tuple[ArticleSummary, ...]]:
        """Return what corrects, answers or withdraws each article, by its id, oldest first."""
        with self._connections.reading() as db:
            return concerning.concerning(db, articles)

    def withdrawn(self, articles: Sequence[ArticleSummary]) -> set[str]:
        """Return the ids of those articles that their newsroom took back."""
        with self._connections.reading() as db:
            return concerning.withdrawn(db, articles)

    def statistics(self) -> Statistics:
        """Return how much the archive holds, and from when."""
        with self._connections.reading() as db:
            return reading.statistics(db)

    # --- passages ------------------------------------------------------------------------

    def passages(self, ids: Sequence[str]) -> dict[str, StoredPassage]:
        """Return the passages that exist among ``ids``, by id."""
        with self._connections.reading() as db:
            return reading.stored_passages(db, ids)

    def search_words(
        self, tokens: Sequence[str], *, limit: int, filters: Filters | None = None
    ) -> list[str]:
        """Return passage ids by BM25 over index tokens, best first."""
        return [match.id for match in self.matches(tokens, limit=limit, filters=filters)]

    def matches(
        self, phrases: Sequence[str], *, limit: int, filters: Filters | None = None
    ) -> list[Match]:
        """Return passages that have any of the phrases (index tokens) by BM25, best first."""
        with self._connections.reading() as db:
            return searching.search(db, phrases, limit, filters or Filters())

    def has_undated(self) -> bool:
        """Tell whether there is an article without a publication date."""
        with self._connections.reading() as db:
            return reading.has_undated(db)

    def beside(self, passage: str) -> list[Match]:
        """Return the passages before and after one, as far as its article has them."""
        with self._connections.reading() as db:
            return searching.beside(db, passage)

    def oldest(self) -> date | None:
        """Return the publication date of the oldest article that has one."""
        with self._connections.reading() as db:
            return reading.oldest(db)

    def newest(self) -> date | None:
        """Return the publication date of the newest article that has one."""
        with self._connections.reading() as db:
            return reading.newest(db)

    def keep_matching(self, ids: Sequence[str], filters: Filters) -> list[str]:
        """Return those of ``ids`` that exist and pass the filters, in the same order."""
        with self._connections.reading() as db:
            return reading.keep_matching(db, ids, filters)

    def document_frequency(self, tokens: Sequence[str]) -> dict[str, int]:
        """Return in how many passages each token stands."""
        with self._connections.reading() as db:
            return vocabulary.document_frequency(db, tokens)

    def passage_count(self) -> int:
        """Return the number of passages."""
        with self._connections.reading() as db:
            return reading.passage_count(db)

    # --- vocabulary --------------------------------------------------------------------------

    def form_frequency(self, forms: Sequence[str]) -> dict[str, int]:
        """Return in how many passages each spelling stands; absent ones are 0.

        Spellings are folded words of 3 to 32 letters, as ``rag.language.words`` gives them.
        """
        with self._connections.reading() as db:
            return vocabulary.form_frequency(db, forms)

    def forms_beginning(self, prefix: str, *, shortest: int, longest: int) -> Mapping[str, int]:
        """Return the spellings that begin so, of that many letters, with their passages."""
        with self._connections.reading() as db:
            return vocabulary.forms_beginning(db, prefix, shortest, longest)

    def stand_together(self, first: str, second: str) -> bool:
        """Tell whether two index tokens stand side by side, function words left out."""
        with self._connections.reading() as db:
            return vocabulary.stand_together(db, first, second)

    def expansions(self, shorts: Sequence[str], /) -> dict[str, list[str]]:
        """Return the long forms that articles give for abbreviations, the commonest first.

        Capitals do not matter; abbreviations that no article explains are left out.
        """
        with self._connections.reading() as db:
            return vocabulary.expansions(db, shorts)

    def acronyms(self, stems: Sequence[str], /) -> dict[tuple[str, ...], list[str]]:
        """Return the abbreviations whose long form stands in a row of a question's stems.

        By the stems of the long form (its ``rag.language.index_words``), the commonest first.
        """
        with self._connections.reading() as db:
            return vocabulary.acronyms(db, stems)
