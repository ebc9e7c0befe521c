"""Which reports an overview is made of: those that are about its subject from their beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.archive import Match
from rag.archive.listing import Wanted
from rag.archive.words import full_text
from rag.context import Context, context_of
from rag.glossary import Sort
from rag.language import question_words
from rag.notices import narrowed, notice
from rag.querying import stems_of
from rag.quoting.overview import MOST_REPORTS, Report, opening
from rag.records import Answer, ArticleSummary, Filters, Hit, Notice, StoredPassage
from rag.retrieval import Retriever, rarity
from rag.scoring import lexical, parts_of
from rag.understanding import wish_of
from rag.wording import day, say

_LOOKED_AT = 24  # reports, at a few milliseconds each
_PASSAGES = 6  # of a single report: as much as a model reads beside other passages
_KEPT = 8  # passages that an answer shows, as ``rag.settings`` has it
# Shares of the subject's words by rarity, in any wording. Chosen on questions written for it: of a
# report about something else that mentions the subject in passing, or shares one of two words.
_BEGINS = 0.6
"""What the title and the first sentence have of the subject of a report that is about it."""
_TELLS = 0.85
"""What the whole report has."""
_BARE = 4  # words of a subject alone
_NEAR = 0.8
"""Of what the best report's beginning has: less is about a neighbouring matter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leading:
    """The reports of an overview, newest first, and the context that has their passages."""

    context: Context
    reports: tuple[Report, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    article: ArticleSummary
    passages: tuple[StoredPassage, ...]
    text: str
    opens: str
    also: tuple[ArticleSummary, ...] = ()
    begins: float = 1.0


def leading(context: Context, frequency: Callable[[str], float]) -> Leading | None:
    """Return what an overview is made of, None where none is wanted or nothing is about it.

    Reports that were withdrawn are none of them, and of a story that several tell there is one.
    The filters that held for the question hold here. ``frequency`` is the inverse document
    frequency of a stem.

    Raises:
        ArchiveError: the archive cannot be read.
    """
    wish = wish_of(context.understood)
    if wish is None or wish.sort is not Sort.OVERVIEW or not context.found.searched:
        return None
    if question_words(wish.subject):
        found = _about(context, wish.subject, frequency)
    else:
        found = _read(context, _listed(context), {})[:MOST_REPORTS]
        # What has the word "berita" in it is nothing that was asked for.
        context = replace(context, found=replace(context.found, hits=()))
    if not found:
        return None
    found.sort(key=lambda one: one.article.published or date.min, reverse=True)
    alone = len(found) == 1
    reports = tuple(
        Report(passages=one.passages[: _PASSAGES if alone else _needed(one)]) for one in found
    )
    return Leading(context=_with(context, found, reports), reports=reports)


def led(context: Context) -> Context:
    """Return the context with the reports of an overview first, so that a model reads those.

    Raises:
        ArchiveError: the archive cannot be read.
    """
    found = leading(context, rarity(context.archive, stems_of(context.understood)))
    return context if found is None else found.context


def told_overview(given: Answer) -> Answer:
    """Return an overview with a notice of what it is, and of each report's outlet and day."""
    cited = list(dict.fromkeys(item.article for claim in given.claims for item in claim.evidence))
    sources = {source.article: source for source in given.sources}
    language = given.language
    named = [
        f"[{source.number}] {source.outlet or say('no_outlet', language)},"
        f" {day(source.published, language)}"
        for source in (sources[identity] for identity in cited)
    ]
    code = "overview" if len(cited) > 1 else "overview_one"
    text = say(code, language, count=len(cited), text="; ".join(named))
    return replace(given, notices=(Notice(code="overview", text=f"{text}."), *given.notices))


def only_overview(context: Context) -> bool:
    """Tell whether a question commands an overview of a subject, and says nothing more of it.

    "Jelaskan berapa upah buruh teh, kapan dibayar, dan oleh siapa" asks for facts.
    """
    wish = wish_of(context.understood)
    if wish is None or wish.sort is not Sort.OVERVIEW:
        return False
    return len(question_words(wish.subject)) <= _BARE


def only_newest(context: Context) -> bool:
    """Tell whether nothing but the newest reports is asked for: "berita terbaru apa saja?".

    Their first sentences are the answer, and a model would find no question in it.
    """
    wish = wish_of(context.understood)
    return wish is not None and wish.sort is Sort.OVERVIEW and not question_words(wish.subject)


def nothing_told(context: Context) -> list[Notice]:
    """Return a notice that nothing was published in the time asked for, where that is so."""
    held = narrowed(context.filters, context.language)
    if not only_newest(context) or not held or _listed(context):
        return []
    return [notice("overview_none", context.language, filters=held)]


def _about(context: Context, subject: str, frequency: Callable[[str], float]) -> list[_Read]:
    """Return the newest reports whose beginning is about the subject, at most ``MOST_REPORTS``."""
    hits = Retriever(
        archive=context.archive, limit=_LOOKED_AT, filters=_filters(context)
    ).search(context.understood, _filters(context)).hits  # fmt: skip
    hits = (*context.hits, *hits)
    also = {hit.stored.article.id: hit.also for hit in hits if hit.also}
    summaries = [*(hit.stored.article for hit in hits), *_listed(context, subject)]
    parts = parts_of(context.understood, frequency)
    found = []
    for one in _read(context, summaries, also):
        title = " ".join(full_text(one.article.title))
        texts = (one.opens, one.text)
        begins, tells = lexical(
            parts, [Match(id="", title=title, body=" ".join(full_text(text))) for text in texts]
        )
        if begins.share >= _BEGINS and tells.share >= _TELLS:
            found.append(replace(one, begins=begins.share))
    best = max((one.begins for one in found), default=0.0)
    near = [one for one in found if one.begins >= _NEAR * best]
    near.sort(key=lambda one: one.article.published or date.min, reverse=True)
    return near[:MOST_REPORTS]


def _filters(context: Context) -> Filters:
    if not context.found.undated:
        return context.filters
    return Filters(outlet=context.filters.outlet, undated=True)


def _listed(context: Context, words: str = "") -> list[ArticleSummary]:
    """Return the newest articles within the filters, those that have all of ``words``."""
    held = _filters(context)
    wanted = Wanted(
        outlet=held.outlet or "",
        first=None if held.undated else held.published_from,
        last=None if held.undated else held.published_to,
        undated=held.undated,
        words=words,
    )
    return context.archive.overview.listed(wanted, limit=_LOOKED_AT)[0]


def _read(
    context: Context,
    summaries: Iterable[ArticleSummary],
    also: dict[str, tuple[ArticleSummary, ...]],
) -> list[_Read]:
    """Return the articles with their texts, each once, each story once, none withdrawn."""
    articles = list({article.id: article for article in summaries}.values())
    withdrawn = context.archive.withdrawn(articles) if articles else set()
    stories: set[str] = set()
    found: list[_Read] = []
    for article in articles:
        if article.id in withdrawn or article.story in stories:
            continue
        entry = context.archive.entry(article.id)
        if entry is None:
            continue
        text = entry.article.text
        passages = tuple(
            StoredPassage(passage=each, text=text[each.start : each.end], article=article)
            for each in sorted(entry.passages, key=lambda passage: passage.ordinal)
        )
        first = opening(Report(passages=passages))
        if first is None:
            continue
        stories.update({article.story} - {""})
        found.append(
            _Read(
                article=article,
                passages=passages,
                text=text,
                opens=first[0].sentence_text(first[1]),
                also=also.get(article.id, ()),
            )
        )
    return found


def _needed(one: _Read) -> int:
    """Return how many of the first passages hold the sentence that the report begins with."""
    first = opening(Report(passages=one.passages))
    places = [n for n, stored in enumerate(one.passages) if first and stored == first[0]]
    return places[0] + 1 if places else 1


def _with(context: Context, found: Sequence[_Read], reports: Sequence[Report]) -> Context:
    """Return the context with the reports' passages first, and those that were found behind."""
    hits = [
        Hit(stored=stored, score=1.0, fit=one.begins, also=one.also)
        for one, report in zip(found, reports, strict=True)
        for stored in report.passages
    ]
    known = {hit.stored.passage.id for hit in hits}
    rest = [hit for hit in context.hits if hit.stored.passage.id not in known]
    standing = [hit for hit in rest if not context.withdrawn(hit.stored.article)]
    gone = [hit for hit in rest if context.withdrawn(hit.stored.article)]
    hits += [*standing[: max(0, _KEPT - len(hits))], *gone]
    widened = context_of(
        context.question,
        replace(context.found, hits=tuple(hits)),
        context.archive,
        language=context.language,
    )
    return widened
