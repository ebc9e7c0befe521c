"""Questions put to the product's search and quoting engine, with a story taken out if wanted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING

from rag.archive import Archive, index_token
from rag.drafting import Drafter
from rag.finding import Finder, Query, first
from rag.hosts import Hosts
from rag.language import index_words
from rag.querying import stems_of
from rag.questions import Clock
from rag.retrieval import Found, Retriever, rarity
from rag.settings import KEPT, Settings, open_retriever

if TYPE_CHECKING:
    from rag.projection import Projector
    from rag.records import Answer, Filters, Hit, Understood

_SPARE = 16  # hits beyond those that an engine reads, of which a story is taken out


@dataclass(frozen=True, kw_only=True, slots=True)
class Without(Retriever):
    """The product's search as if the archive had never held some articles."""

    gone: frozenset[str] = frozenset()

    def search(self, question: str | Understood, filters: Filters | None = None) -> Found:
        """Return what is found, as many passages as an engine reads."""
        found = Retriever.search(self, question, filters)
        hits = tuple(hit for hit in found.hits if hit.stored.article.id not in self.gone)
        return replace(found, hits=hits[:KEPT])


@dataclass(frozen=True, kw_only=True, slots=True)
class Quoted:
    """An answer in the archive's own sentences, or a refusal, and the passages it was made of."""

    answer: Answer
    hits: tuple[Hit, ...]


class Quoter:
    """Goes the path of a question as ``rag.assistant`` does where no model is asked."""

    def __init__(self, settings: Settings, archive: Archive, projector: Projector) -> None:
        """Open the search; ``bulan lalu`` is counted from the archive's newest article."""
        self._settings = settings
        self._archive = archive
        newest = archive.statistics().newest
        self.retriever = replace(
            open_retriever(settings, archive, projector), today=lambda: newest or date.today()
        )
        hosts = Hosts(settings.ollama_hosts, settings.chat_model, chosen=False)
        self._drafter = Drafter(settings, hosts)

    def ask(self, question: str, *, without: frozenset[str] = frozenset()) -> Quoted:
        """Answer a question, as if the archive had not these articles (by their ids).

        Raises:
            ArchiveError: the archive cannot be read.
            TanyaError: the search failed in part.
        """
        retriever = self._without(without) if without else self.retriever
        finder = Finder(self._settings, self._archive, retriever)
        context, notices = finder.find(Query(question=question))
        if context.found.trouble is not None:
            raise context.found.trouble
        context = first(context)
        frequency = self._frequency(stems_of(context.understood), without)
        answer = self._drafter.quote(context, Clock(), notices, frequency)
        return Quoted(answer=answer, hits=context.hits)

    def _without(self, gone: frozenset[str]) -> Without:
        same = {each.name: getattr(self.retriever, each.name) for each in fields(Retriever)}
        return Without(**{**same, "limit": KEPT + _SPARE}, gone=gone)

    def _frequency(self, stems: Iterable[str], gone: frozenset[str]) -> Callable[[str], float]:
        """Return how rare a stem is; a word that only the story has must not betray it."""
        wanted = ["", *stems]
        if not gone:
            return rarity(self._archive, wanted)
        lost = [words for article in sorted(gone) for words in self._words(article)]
        total = self._archive.passage_count() - len(lost)

        def idf(stem: str) -> float:
            token = index_token(stem)
            known = self._archive.document_frequency([token])[token] if token else 0
            among = known - sum(token in words for words in lost)
            return math.log(1 + (total - among + 0.5) / (among + 0.5))

        return idf

    def _words(self, article_id: str) -> list[frozenset[str]]:
        """Return the indexed words of each passage of an article."""
        entry = self._archive.entry(article_id)
        if entry is None:
            return []
        title, text = entry.article.title, entry.article.text
        return [
            frozenset(map(index_token, index_words(f"{title}\n{text[each.start : each.end]}")))
            for each in entry.passages
        ]
