"""The archive: one SQLite file, the only truth. Everything else can be rebuilt from it.

Several processes may read and write it at the same time. A kill at any moment leaves either the
old or the new state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from rag.archive import log, reading, searching, vocabulary, writing
from rag.archive.connection import Connections, plain_errors
from rag.archive.log import Position, ToEmbed
from rag.archive.reading import Change, KnownSource, Statistics
from rag.archive.searching import Match
from rag.archive.words import full_text, index_token
from rag.archive.writing import Entry, Outcome, embedded_text
from rag.records import Article, ArticleSummary, Filters, StoredPassage

__all__ = [
    "FILE_NAME",
    "Archive",
    "Change",
    "Entry",
    "KnownSource",
    "Match",
    "Outcome",
    "Position",
    "Statistics",
    "ToEmbed",
    "embedded_text",
    "exists",
    "full_text",
    "index_token",
]

FILE_NAME = "archive.sqlite3"


def exists(folder: Path) -> bool:
    """Say whether there is an archive in a folder, without making one."""
    return (folder / FILE_NAME).is_file()


class Archive:
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
            return [writing.put(db, entry) for entry in entries]

    def remove(self, article_id: str) -> bool:
        """Remove an article everywhere at once; False if it is unknown."""
        with self._connections.writing() as db:
            return writing.remove(db, article_id)

    def known_source(self, source: str) -> KnownSource | None:
        """Return what is remembered of an address, or None."""
        with self._connections.reading() as db:
            return reading.known_source(db, source)

    def article(self, article_id: str) -> Article | None:
        """Return an article with its text, or None."""
        with self._connections.reading() as db:
            return reading.article(db, article_id)

    def summaries(self, limit: int = 100, offset: int = 0) -> list[ArticleSummary]:
        """Return articles without their texts, newest first, undated ones last."""
        with self._connections.reading() as db:
            return reading.summaries(db, limit, offset)

    def about(self, names: Sequence[str]) -> list[ArticleSummary]:
        """Return corrections, replies and retractions that concern any of these names."""
        with self._connections.reading() as db:
            return reading.about(db, names)

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

    # --- what projections need ---------------------------------------------------------------

    def head(self) -> int:
        """Return the number of the newest change, 0 for none."""
        with self._connections.reading() as db:
            return log.head(db)

    def changes_after(self, position: int, *, limit: int) -> list[Change]:
        """Return the next changes in order."""
        with self._connections.reading() as db:
            return log.changes_after(db, position, limit)

    def to_embed(self, ids: Sequence[str]) -> list[ToEmbed]:
        """Return the passages that exist among ``ids``, with the text to embed."""
        with self._connections.reading() as db:
            return log.to_embed(db, ids)

    def passages_after(self, after: str, *, limit: int) -> list[str]:
        """Return passage ids in the order of ids, for walking through all of them."""
        with self._connections.reading() as db:
            return log.passages_after(db, after, limit)

    def sample_passages(self, count: int) -> list[str]:
        """Return some passage ids, spread evenly over the archive."""
        with self._connections.reading() as db:
            return log.sample_passages(db, count)

    def vectors(self, embedder: str, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the cached vectors (float16 bytes) among ``digests``."""
        with self._connections.reading() as db:
            return log.vectors(db, embedder, digests)

    def put_vectors(self, embedder: str, vectors: Mapping[bytes, bytes]) -> None:
        """Cache vectors (float16 bytes)."""
        with self._connections.writing() as db:
            log.put_vectors(db, embedder, vectors)

    def vector_width(self, embedder: str) -> int:
        """Return the length in bytes of an embedder's cached vectors, 0 while there are none."""
        with self._connections.reading() as db:
            return log.vector_width(db, embedder)

    def forget_failed(self, embedder: str) -> None:
        """Forget that an embedder failed on some texts: they will be tried again."""
        with self._connections.writing() as db:
            log.forget_failed(db, embedder)

    def embedded_at_head(self, embedder: str) -> tuple[int, int]:
        """Return the newest change's number and how many rows a collection holds just then."""
        with self._connections.reading() as db:
            return log.head(db), log.embedded_count(db, embedder)

    def position(self, embedder: str) -> Position | None:
        """Return how far the projection for an embedder has come, or None."""
        with self._connections.reading() as db:
            return log.position(db, embedder)

    def put_position(self, position: Position) -> None:
        """Record how far a projection has come."""
        with self._connections.writing() as db:
            log.put_position(db, position)

    def setting(self, name: str) -> str | None:
        """Return a stored setting, or None."""
        with self._connections.reading() as db:
            return log.setting(db, name)

    def put_setting(self, name: str, value: str) -> None:
        """Store a setting."""
        self.put_settings({name: value})

    def put_settings(self, settings: Mapping[str, str]) -> None:
        """Store settings, all or none."""
        with self._connections.writing() as db:
            log.put_settings(db, settings)
