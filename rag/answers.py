"""Answers put together from checked claims, and refusals from what was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from rag.archive import Archive, Statistics
from rag.citations import resolve_sources
from rag.errors import VectorsUnavailable
from rag.records import (
    Answer,
    ArticleKind,
    ArticleSummary,
    Check,
    Claim,
    EngineName,
    Filters,
    Hit,
    Notice,
    Source,
    StoredPassage,
)
from rag.retrieval import Found
from rag.wording import day, explain, say

_SHOWN_TERMS = 8
_LONGEST_TERM = 40  # characters; a refusal is no place for a pasted page


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What every part of an answer needs to know."""

    question: str
    language: str
    archive: Archive
    found: Found
    filters: Filters = field(default_factory=Filters)
    concerning: Mapping[str, tuple[ArticleSummary, ...]] = field(default_factory=dict)
    """Corrections, replies and retractions of each article found, by its id."""

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
            other.kind is ArticleKind.RETRACTION for other in self.concerning.get(article.id, ())
        )

    @property
    def stored(self) -> dict[str, StoredPassage]:
        """The passages found, by id."""
        return {hit.stored.passage.id: hit.stored for hit in self.hits}

    @property
    def published(self) -> dict[str, date | None]:
        """The publication dates of the articles found, by id."""
        return {hit.stored.article.id: hit.stored.article.published for hit in self.hits}


def context_of(
    question: str, found: Found, archive: Archive, *, language: str, filters: Filters | None = None
) -> Context:
    """Return what the parts of an answer need, from what a search found."""
    return Context(
        question=question,
        language=language,
        archive=archive,
        found=found,
        filters=filters or Filters(),
        concerning=_concerning(archive, found.hits),
    )


def _concerning(archive: Archive, hits: Sequence[Hit]) -> Mapping[str, tuple[ArticleSummary, ...]]:
    """Return what corrects, replies to or retracts each article among ``hits``, by its id."""
    articles = {hit.stored.article.id: hit.stored.article for hit in hits}
    names = {identity: names_of(article) for identity, article in articles.items()}
    others = archive.about([name for each in names.values() for name in each])
    return {
        identity: tuple(
            other
            for other in others
            if other.concerns in each and other.kind in _ABOUT and other.id != identity
        )
        for identity, each in names.items()
    }


def refusal(
    context: Context,
    *,
    missing: Sequence[str] = (),
    notices: Sequence[Notice] = (),
    engine: EngineName = EngineName.QUOTING,
    model: str = "",
    timings: Mapping[str, float],
) -> Answer:
    """Return an answer that says what was searched and shows the nearest passages."""
    return Answer(
        question=context.question,
        language=context.language,
        refused=True,
        text=_refusal_text(context, missing),
        passages=tuple(hit.stored for hit in context.hits),
        notices=(*notices, *_withdrawn_nearby(context)),
        engine=engine,
        model=model,
        timings=dict(timings),
    )


def answer(
    context: Context,
    claims: Sequence[Claim],
    *,
    notices: Sequence[Notice] = (),
    engine: EngineName,
    model: str = "",
    timings: Mapping[str, float],
) -> Answer:
    """Return the answer that these checked claims make, a refusal where there is none."""
    if not claims:
        return refusal(context, notices=notices, engine=engine, model=model, timings=timings)
    stored = context.stored
    sources = resolve_sources(claims, stored)
    cited = list(dict.fromkeys(item.passage for claim in claims for item in claim.evidence))
    others = [identity for identity in stored if identity not in cited]
    dates = [source.published for source in sources if source.published]
    as_of = max(dates, default=None)
    return Answer(
        question=context.question,
        language=context.language,
        refused=False,
        text=_answer_text(claims, sources),
        claims=tuple(claims),
        sources=sources,
        passages=tuple(stored[identity] for identity in [*cited, *others]),
        notices=(*notices, *_notices(context, claims, sources, as_of)),
        as_of=as_of,
        engine=engine,
        model=model,
        timings=dict(timings),
    )


def notice(code: str, language: str, **values: object) -> Notice:
    """Return a notice with its text in the language of the question."""
    return Notice(code=code, text=say(code, language, **values).strip())


def search_notices(context: Context, chroma_url: str) -> list[Notice]:
    """Return what to say of a search that failed in part or whole; ``chroma_url`` as configured."""
    trouble = context.found.trouble
    if trouble is None:
        return []
    detail = explain(trouble, context.language)
    if chroma_url and isinstance(trouble, VectorsUnavailable) and trouble.item:
        detail = say("chroma_url", context.language, item=trouble.item)
    code = "vectors_unavailable" if context.found.searched else "vectors_only_unavailable"
    return [notice(code, context.language, detail=detail)]


def _answer_text(claims: Sequence[Claim], sources: Sequence[Source]) -> str:
    numbers = {source.article: source.number for source in sources}
    lines = []
    for claim in claims:
        cited = list(dict.fromkeys(numbers[item.article] for item in claim.evidence))
        lines.append(f"{claim.text} {''.join(f'[{number}]' for number in cited)}")
    return "\n".join(lines)


def _refusal_text(context: Context, missing: Sequence[str]) -> str:
    language = context.language
    held = context.archive.statistics()
    if held.articles == 0:
        return say("empty_archive", language)
    if not context.found.searched:
        return say("not_searched", language)
    if not context.found.terms:
        return say("no_words", language)
    parts = [
        say(
            "refused",
            language,
            articles=held.articles,
            span=_span(held, language),
            terms=_listed(context.found.terms[:_SHOWN_TERMS]),
        )
    ]
    if context.filters != Filters():
        parts.append(say("narrowed", language, filters=_narrowed(context.filters, language)))
    if missing:
        parts.append(say("missing", language, terms=_listed(missing)))
    if context.hits:
        parts.append(say("nearest", language))
    return " ".join(parts)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(
        f"“{word if len(word) <= _LONGEST_TERM else word[:_LONGEST_TERM] + '…'}”" for word in words
    )


def _narrowed(filters: Filters, language: str) -> str:
    parts = []
    if filters.published_from is not None:
        parts.append(say("from", language, date=day(filters.published_from, language)))
    if filters.published_to is not None:
        parts.append(say("to", language, date=day(filters.published_to, language)))
    if filters.outlet is not None:
        parts.append(say("outlet", language, outlet=filters.outlet))
    return ", ".join(parts)


def _span(held: Statistics, language: str) -> str:
    if held.oldest is None or held.newest is None:
        return ""
    if held.oldest == held.newest:
        return say("one_day", language, newest=day(held.newest, language))
    return say(
        "span", language, oldest=day(held.oldest, language), newest=day(held.newest, language)
    )


def _notices(
    context: Context, claims: Sequence[Claim], sources: Sequence[Source], as_of: date | None
) -> list[Notice]:
    language = context.language
    found: list[Notice] = []
    for code, check in (("repaired", Check.REPAIRED), ("review", Check.REVIEW)):
        count = sum(claim.check is check for claim in claims)
        if count:
            found.append(notice(code, language, count=count))
    found.extend(_corrections(context, sources))
    undated = [source.number for source in sources if source.published is None]
    if undated:
        numbers = ", ".join(f"[{number}]" for number in undated)
        found.append(notice("undated", language, numbers=numbers))
    newest = context.archive.statistics().newest
    if as_of is not None and newest is not None:
        found.append(
            notice("as_of", language, cited=day(as_of, language), newest=day(newest, language))
        )
    return found


def _withdrawn_nearby(context: Context) -> list[Notice]:
    """Warn of withdrawn reports among the passages that a refusal shows."""
    titles = {
        hit.stored.article.id: hit.stored.article.title
        for hit in context.hits
        if context.withdrawn(hit.stored.article)
    }
    return [notice("nearest_withdrawn", context.language, title=title) for title in titles.values()]


def _corrections(context: Context, sources: Sequence[Source]) -> list[Notice]:
    """Say which sources are, or have, a correction, a reply or a retraction."""
    language = context.language
    articles = {hit.stored.article.id: hit.stored.article for hit in context.hits}
    found: list[Notice] = []
    for source in sources:
        article = articles[source.article]
        if article.kind is not ArticleKind.NEWS:
            found.append(notice(f"is_{article.kind}", language, number=source.number))
        for other in context.concerning.get(article.id, ()):
            found.append(
                notice(
                    f"has_{other.kind}",
                    language,
                    number=source.number,
                    title=other.title,
                    date=day(other.published, language),
                )
            )
    return found


_ABOUT = (ArticleKind.CORRECTION, ArticleKind.RIGHT_OF_REPLY, ArticleKind.RETRACTION)


def names_of(article: ArticleSummary) -> list[str]:
    """Return what other articles may call this one: its source, address, or file's name."""
    name = PurePosixPath(article.source.split(":", 1)[-1])
    return list(dict.fromkeys([article.source, article.url, name.name, name.stem]))
