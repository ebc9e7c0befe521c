"""Notices of how a question was read, how fresh its sources are and what concerns them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.archive.concerning import takes_back
from rag.citations import independent
from rag.context import Context
from rag.coverage import newer
from rag.errors import VectorsUnavailable
from rag.language import index_words
from rag.records import (
    ArticleKind,
    ArticleSummary,
    Check,
    Claim,
    Filters,
    Notice,
    Period,
    Source,
    StoredPassage,
)
from rag.wording import day, explain, say

SAME_STORY = 0.8
"""Shared part of two passages' stems (Jaccard), as ``rag.arranging`` takes for one story twice."""


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


def narrowed(filters: Filters, language: str) -> str:
    """Return filters in words."""
    parts = []
    if filters.published_from is not None:
        parts.append(say("from", language, date=day(filters.published_from, language)))
    if filters.published_to is not None:
        parts.append(say("to", language, date=day(filters.published_to, language)))
    if filters.outlet is not None:
        parts.append(say("outlet", language, outlet=filters.outlet))
    return ", ".join(parts)


def reading(context: Context) -> list[Notice]:
    """Say how the question was read where that is not how it was written."""
    understood, language = context.understood, context.language
    found: list[Notice] = []
    if understood.corrections:
        changed = ", ".join(
            say("changed_word", language, asked=one.asked, used=one.used)
            for one in understood.corrections
        )
        found.append(notice("corrected", language, text=understood.text, words=changed))
    if understood.period is not None and _holds(understood.period, context.filters):
        code = "period_undated" if context.found.undated else "period"
        held = narrowed(context.filters, language)
        found.append(notice(code, language, filters=held, text=understood.period.text))
    if understood.newest:
        found.append(notice("newest", language))
    return found


def _holds(period: Period, filters: Filters) -> bool:
    return (filters.published_from, filters.published_to) == (period.first, period.last)


def of_answer(
    context: Context, claims: Sequence[Claim], sources: Sequence[Source], as_of: date | None
) -> list[Notice]:
    """Return what to say of claims and their sources; ``as_of`` is the newest source's date."""
    language = context.language
    found: list[Notice] = []
    for code, check in (("repaired", Check.REPAIRED), ("review", Check.REVIEW)):
        count = sum(claim.check is check for claim in claims)
        if count:
            found.append(notice(code, language, count=count))
    found.extend(_corrections(context, sources))
    found.extend(_corroboration(context, sources))
    undated = [source.number for source in sources if source.published is None]
    if undated:
        numbers = ", ".join(f"[{number}]" for number in undated)
        found.append(notice("undated", language, numbers=numbers))
    later = newer(context, as_of, [source.article for source in sources])
    if later is not None:
        article = later.stored.article
        outlet = article.outlet or say("no_outlet", language)
        when = day(article.published, language)
        found.append(notice("newer", language, title=article.title, outlet=outlet, date=when))
    newest = context.archive.newest()
    if as_of is not None and newest is not None:
        found.append(
            notice("as_of", language, cited=day(as_of, language), newest=day(newest, language))
        )
    return found


def withdrawn_nearby(context: Context) -> list[Notice]:
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
            elsewhere = other.kind is ArticleKind.RETRACTION and not takes_back(other, article)
            found.append(
                notice(
                    "retracted_elsewhere" if elsewhere else f"has_{other.kind}",
                    language,
                    number=source.number,
                    title=other.title,
                    date=_when(other, article, language),
                )
            )
        found.extend(_same_withdrawn(context, source.number, article))
    return found


def _when(other: ArticleSummary, article: ArticleSummary, language: str) -> str:
    """Return a date, after the outlet where that is another than the article's own."""
    when = day(other.published, language)
    return f"{other.outlet}, {when}" if other.outlet and other.outlet != article.outlet else when


def _same_withdrawn(context: Context, number: int, article: ArticleSummary) -> list[Notice]:
    """Warn of a source that tells what another newsroom told and took back."""
    own = [hit.stored for hit in context.hits if hit.stored.article.id == article.id]
    titles = {
        hit.stored.article.title
        for hit in context.hits
        if context.withdrawn(hit.stored.article)
        and any(_tells_the_same(each, hit.stored) for each in own)
    }
    return [
        notice("same_withdrawn", context.language, number=number, title=title)
        for title in sorted(titles)
    ]


def _tells_the_same(one: StoredPassage, other: StoredPassage) -> bool:
    """Tell whether two passages are of one story, or share what near-duplicates share.

    Withdrawn reports stand in no story, so their words are compared too.
    """
    if one.article.story and one.article.story == other.article.story:
        return True
    mine, theirs = set(index_words(one.text)), set(index_words(other.text))
    return len(mine & theirs) >= SAME_STORY * len(mine | theirs)


def _corroboration(context: Context, sources: Sequence[Source]) -> list[Notice]:
    """Say where sources, or articles beside them, carry the same report: it counts once."""
    language = context.language
    articles = {hit.stored.article.id: hit.stored.article for hit in context.hits}
    reports = independent(articles[source.article] for source in sources)
    found: list[Notice] = []
    if reports < len(sources):
        found.append(notice("independent", language, count=len(sources), number=reports))
    cited = {source.article for source in sources}
    for source in sources:
        names = sorted(
            {
                other.outlet or other.title
                for hit in context.hits
                if hit.stored.article.id == source.article
                for other in hit.also
                if other.id not in cited
            }
        )
        if names:
            listed = ", ".join(names)
            found.append(notice("same_report", language, number=source.number, outlet=listed))
    return found
