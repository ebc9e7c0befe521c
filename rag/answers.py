"""Answers put together from checked claims, and refusals from what was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.archive import Statistics, index_token
from rag.citations import resolve_sources
from rag.context import Context
from rag.language import index_words, question_words
from rag.notices import narrowed, of_answer, reading, withdrawn_nearby
from rag.records import Answer, Claim, EngineName, Filters, Notice, Source
from rag.wording import day, say

_SHOWN_TERMS = 8
_LONGEST_TERM = 40  # characters; a refusal is no place for a pasted page


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
        notices=(*reading(context), *notices, *withdrawn_nearby(context)),
        engine=engine,
        model=model,
        timings=dict(timings),
        understood=context.understood,
        filters=context.filters,
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
        notices=(
            *reading(context),
            *notices,
            *of_answer(context, claims, sources, as_of),
            *withdrawn_nearby(context),  # its passages are shown below the answer
        ),
        as_of=as_of,
        engine=engine,
        model=model,
        timings=dict(timings),
        understood=context.understood,
        filters=context.filters,
    )


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
    if not question_words(context.question):
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
        parts.append(say("narrowed", language, filters=narrowed(context.filters, language)))
    nowhere = _nowhere(context, missing)
    elsewhere = [word for word in missing if word not in nowhere]
    if nowhere:
        parts.append(say("missing", language, terms=_listed(nowhere)))
    if elsewhere:
        parts.append(say("missing_here", language, terms=_listed(elsewhere)))
    if context.hits:
        parts.append(say("nearest", language))
    return " ".join(parts)


def _nowhere(context: Context, words: Sequence[str]) -> list[str]:
    """Return the words that stand in no passage of the archive, found or not."""
    tokens = {word: [index_token(stem) for stem in index_words(word)] for word in words}
    known = context.archive.document_frequency([t for each in tokens.values() for t in each])
    return [word for word, each in tokens.items() if any(not known[token] for token in each)]


def _listed(words: Sequence[str]) -> str:
    return ", ".join(
        f"“{word if len(word) <= _LONGEST_TERM else word[:_LONGEST_TERM] + '…'}”" for word in words
    )


def _span(held: Statistics, language: str) -> str:
    if held.oldest is None or held.newest is None:
        return ""
    if held.oldest == held.newest:
        return say("one_day", language, newest=day(held.newest, language))
    return say(
        "span", language, oldest=day(held.oldest, language), newest=day(held.newest, language)
    )
