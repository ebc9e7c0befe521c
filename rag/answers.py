"""Answers put together from checked claims, and refusals from what was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.archive import Statistics, index_token
from rag.citations import resolve_sources
from rag.conflicts import find, heading, newest_first
from rag.context import Context
from rag.coverage import contradicted, relative_days, uncovered
from rag.language import index_words, question_words
from rag.notices import (
    differing,
    granted,
    left_out_line,
    narrowed,
    of_answer,
    premise,
    reading,
    relative_note,
    speaker_line,
    version_line,
    withdrawn_nearby,
)
from rag.records import (
    Answer,
    Check,
    Claim,
    Conflict,
    EngineName,
    Filters,
    LeftOut,
    Notice,
    Source,
    StoredPassage,
)
from rag.speakers import speaker_of
from rag.wording import day, say

_NAME_WORDS = 3
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
    left_out: Sequence[LeftOut] = (),
    nearest: Sequence[Claim] = (),
) -> Answer:
    """Return an answer that says what was searched and shows the nearest passages.

    ``nearest`` are the sentences that come nearest, if any helps.

    A sentence that contradicts what the question takes for granted is quoted in a notice.
    ``left_out`` are statements of a model of which none may be shown.
    """
    text = _refusal_text(context, missing)
    if left_out:
        text = f"{text}\n{left_out_line(left_out, context.language)}"
    return Answer(
        question=context.question,
        language=context.language,
        refused=True,
        text=text,
        passages=tuple(hit.stored for hit in context.hits),
        notices=(
            *reading(context),
            *_besides(notices, left_out),
            *(premise(context, contradicted(context)) or granted(context)),
            *withdrawn_nearby(context),
        ),
        engine=engine,
        model=model,
        timings=dict(timings),
        understood=context.understood,
        filters=context.filters,
        left_out=tuple(left_out),
        nearest=tuple(nearest),
    )


def answer(
    context: Context,
    claims: Sequence[Claim],
    *,
    notices: Sequence[Notice] = (),
    engine: EngineName,
    model: str = "",
    timings: Mapping[str, float],
    left_out: Sequence[LeftOut] = (),
) -> Answer:
    """Return the answer that these checked claims make, a refusal where there is none.

    A claim that states a value which a later report replaced goes below the others; where none of
    them has the value that holds, the later report's own sentence is put before it.
    """
    if not claims:
        return refusal(
            context, notices=notices, engine=engine, model=model, timings=timings, left_out=left_out
        )
    stored = context.stored
    conflicts = find(context, claims)
    shown = [
        claim if claim.speaker else replace(claim, speaker=speaker_of(claim, stored))
        for claim in newest_first(claims, conflicts, stored, context.question)
    ]
    sources = resolve_sources([*shown, *_versions(conflicts)], stored)
    open_parts = uncovered(context, shown)
    as_of = max((source.published for source in sources if source.published), default=None)
    return Answer(
        question=context.question,
        language=context.language,
        refused=False,
        text="\n".join(
            (
                *_claim_lines(context, shown, sources),
                *_conflict_lines(context.language, conflicts, sources),
                *_open_lines(context, open_parts, left_out),
            )
        ),
        claims=tuple(shown),
        sources=sources,
        passages=_cited_first(stored, shown, conflicts),
        notices=(
            *reading(context),
            *_besides(notices, left_out),
            *(premise(context, contradicted(context, shown)) or granted(context, shown)),
            *differing(conflicts, context.language),
            *of_answer(context, shown, sources, as_of),
            *withdrawn_nearby(context),  # its passages are shown below the answer
        ),
        as_of=as_of,
        engine=engine,
        model=model,
        timings=dict(timings),
        understood=context.understood,
        filters=context.filters,
        conflicts=conflicts,
        uncovered=open_parts,
        left_out=tuple(left_out),
    )


def _cited_first(
    stored: Mapping[str, StoredPassage], claims: Sequence[Claim], conflicts: Sequence[Conflict]
) -> tuple[StoredPassage, ...]:
    """Return the passages found: those that claims cite, those of other versions, the rest."""
    cited = [item.passage for claim in claims for item in claim.evidence]
    cited += [version.evidence.passage for each in conflicts for version in each.versions]
    return tuple(stored[identity] for identity in dict.fromkeys([*cited, *stored]))


def _versions(conflicts: Sequence[Conflict]) -> list[Claim]:
    """Return the versions as claims, so that their articles are numbered after the cited ones."""
    return [
        Claim(text=version.evidence.text, check=Check.QUOTED, evidence=(version.evidence,))
        for conflict in conflicts
        for version in conflict.versions
    ]


def _besides(notices: Sequence[Notice], left_out: Sequence[LeftOut]) -> list[Notice]:
    """Return notices without the bare count of what is told with its reasons below."""
    return [each for each in notices if not (left_out and each.code == "dropped")]


def _claim_lines(context: Context, claims: Sequence[Claim], sources: Sequence[Source]) -> list[str]:
    """Return one line for each claim: text, sources, what relative days mean, who says it."""
    by_article = {source.article: source for source in sources}
    lines = []
    for claim in claims:
        cited = list(dict.fromkeys(by_article[item.article].number for item in claim.evidence))
        line = f"{claim.text} {''.join(f'[{number}]' for number in cited)}"
        days = relative_days(claim, context.published)
        note = relative_note(days, context.language)
        said = speaker_line(claim, by_article, context.language)
        lines.append(" ".join(filter(None, (line, note and f"({note})", said and f"— {said}"))))
    return lines


def _conflict_lines(
    language: str, conflicts: Sequence[Conflict], sources: Sequence[Source]
) -> list[str]:
    numbers = {source.article: source.number for source in sources}
    lines = []
    for conflict in conflicts:
        lines.append(heading(conflict.subject, language))
        lines += [
            f"  • {version_line(version, language)} [{numbers[version.evidence.article]}]"
            for version in conflict.versions
        ]
    return lines


def _open_lines(context: Context, parts: Sequence[str], left_out: Sequence[LeftOut]) -> list[str]:
    """Say which parts of the question stay open, and how much of the draft is not shown."""
    # Only names and years: "why" or "when" stand in no archive either.
    names = [part for part in parts if len(question_words(part)) == len(index_words(part)) > 0]
    nowhere = _nowhere(context, [part for part in names if len(part.split()) <= _NAME_WORDS])
    elsewhere = [part for part in parts if part not in nowhere]
    lines = []
    if nowhere:
        lines.append(say("uncovered_nowhere", context.language, text=_listed(nowhere)))
    if elsewhere:
        lines.append(say("uncovered", context.language, text=_listed(elsewhere)))
    if left_out:
        lines.append(left_out_line(left_out, context.language))
    return lines


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
