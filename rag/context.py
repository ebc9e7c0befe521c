"""What every part of an answer needs to know of a question and what was found for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rag.archive import Archive
from rag.archive.concerning import takes_back
from rag.records import ArticleKind, ArticleSummary, Filters, Hit, StoredPassage, Understood
from rag.retrieval import Found
from rag.understanding import plainly


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What every part of an answer needs to know."""

    question: str
    language: str
    archive: Archive
    found: Found
    concerning: Mapping[str, tuple[ArticleSummary, ...]] = field(default_factory=dict)
    """Corrections, replies and retractions of each article found, by its id."""

    @property
    def filters(self) -> Filters:
        """The filters that held."""
        return self.found.filters

    @property
    def understood(self) -> Understood:
        """The question as it was searched."""
        return self.found.understood or plainly(self.question)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages found, best first."""
        return self.found.hits

    @property
    def standing(self) -> tuple[Hit, ...]:
        """The passages that an answer may rest on: a withdrawn report is none."""
        return tuple(hit for hit in self.hits if not self.withdrawn(hit.stored.article))

    def withdrawn(self, article: ArticleSummary) -> bool:
        """Say whether its newsroom took an article back, by itself or in another article."""
        return article.kind is ArticleKind.RETRACTED or any(
            takes_back(other, article) for other in self.concerning.get(article.id, ())
        )

    @property
    def stored(self) -> dict[str, StoredPassage]:
        """The passages found, by id."""
        return {hit.stored.passage.id: hit.stored for hit in self.hits}

    @property
    def published(self) -> dict[str, date | None]:
        """The publication dates of the articles found, by id."""
        return {hit.stored.article.id: hit.stored.article.published for hit in self.hits}


def context_of(question: str, found: Found, archive: Archive, *, language: str) -> Context:
    """Return what the parts of an answer need, from what a search found."""
    return Context(
        question=question,
        language=language,
        archive=archive,
        found=found,
        concerning=_concerning(archive, found.hits),
    )


def _concerning(archive: Archive, hits: Sequence[Hit]) -> Mapping[str, tuple[ArticleSummary, ...]]:
    """Return what corrects, replies to or retracts each article among ``hits``, by its id."""
    articles = {hit.stored.article.id: hit.stored.article for hit in hits}
    return archive.concerning(list(articles.values()))
