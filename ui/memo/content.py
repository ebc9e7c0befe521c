"""From stored answers to a memo: what it says, in which order. Pure: nothing is read or drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rag.answer_log import SourceChange, StoredAnswer
from rag.conflicts import heading
from rag.coverage import relative_days
from rag.notices import left_out_line, reasons, relative_note, speaker_line
from rag.records import Answer, Check, Claim, Conflict, EngineName, TurnState
from rag.wording import day, say
from ui.memo.cleaning import clean, line, shortened
from ui.memo.sources import counted, near_of, sources_of, where
from ui.memo.values import Asked, Memo, Section, Statement, VersionRow, Versions
from ui.memo.words import words_of
from ui.narrowing import described

TITLE = 140
"""Characters of a title; the question stands below in full."""
_READ = ("follow_up", "corrected", "period", "period_undated", "newest")
_SAID_ELSEWHERE = (*_READ, "as_of", "model_off", "independent")
"""Notices that a memo tells in places of their own."""


def memo_of(asked: Sequence[Asked], language: str, *, made: datetime, title: str = "") -> Memo:
    """Return the memo of one or several questions.

    Args:
        asked: the questions in order, with their answers.
        language: of the memo's own words, "id" or "en"; answers stay in theirs.
        made: the present moment, in the time zone that readers live in.
        title: of a conversation; without one the first question is the title.

    Raises:
        ValueError: nothing was asked.
    """
    if not asked:
        raise ValueError("a memo tells of at least one question")
    heading = shortened(title or asked[0].question, TITLE) or words_of(language).memo
    return Memo(
        language="en" if language == "en" else "id",
        title=heading,
        made=moment(made, language),
        made_at=made,
        sections=tuple(
            replace(section, headed=len(asked) > 1 or section.question != heading)
            for section in (
                _section(one, number, language, made) for number, one in enumerate(asked, start=1)
            )
        ),
    )


def moment(when: datetime, language: str) -> str:
    """Return a moment as "21 November 2026, 21.30 WIB", with the time zone's own name."""
    clock = f"{when:%H:%M}" if language == "en" else f"{when:%H.%M}"
    return f"{day(when.date(), language)}, {clock} {when.tzname() or ''}".rstrip()


def _section(asked: Asked, number: int, language: str, made: datetime) -> Section:
    words = words_of(language)
    when = words.asked.format(when=moment(asked.asked_at.astimezone(made.tzinfo), language))
    if asked.stored is None:
        why = {TurnState.STOPPED: words.stopped, TurnState.FAILED: words.failed}
        text = why.get(asked.state, words.gone)
        return Section(number=number, question=line(asked.question), asked=when, text=text)
    stored, answer = asked.stored, asked.stored.answer
    return Section(
        number=number,
        question=line(answer.question),
        asked=when,
        understood=tuple(_understood(stored, language)),
        refused=answer.refused,
        text=clean(answer.text) if answer.refused else "",
        statements=tuple(_statement(claim, answer, language) for claim in answer.claims),
        versions=versions_of(answer, language),
        open=tuple(_open(answer, language)),
        near=near_of(answer, language),
        notices=tuple(
            line(notice.text) for notice in answer.notices if notice.code not in _SAID_ELSEWHERE
        ),
        as_of=as_of_line(answer, language),
        by=_by(answer, language),
        changes=tuple(change_line(each, language) for each in asked.changes),
        counted=counted(stored, language),
        sources=sources_of(stored, language),
        id=line(answer.id),
    )


def _understood(stored: StoredAnswer, language: str) -> Iterator[str]:
    """Say how the question was read, where that is not as it was written."""
    words, wishes = words_of(language), stored.wishes
    for notice in stored.answer.notices:
        if notice.code in _READ:
            yield line(notice.text)
    own = described(wishes.filters, language)
    if own:
        yield words.own_filter.format(filter=line(own))
    for holds, told in (
        (wishes.exactly, words.as_typed),
        (wishes.any_time, words.all_times),
        (wishes.alone, words.alone),
    ):
        if holds:
            yield told


def _statement(claim: Claim, answer: Answer, language: str) -> Statement:
    words = words_of(language)
    marks = {Check.REVIEW: words.review, Check.REPAIRED: words.repaired}
    by_article = {source.article: source for source in answer.sources}
    published = {source.article: source.published for source in answer.sources}
    return Statement(
        text=line(claim.text),
        numbers=numbers_of(claim, answer),
        quoted=claim.check in (Check.QUOTED, Check.REPAIRED),
        mark=marks.get(claim.check, ""),
        reasons=line(reasons(claim.problems, language)) if claim.check in marks else "",
        speaker=line(speaker_line(claim, by_article, language)),
        days=line(relative_note(relative_days(claim, published), language)),
    )


def numbers_of(claim: Claim, answer: Answer) -> tuple[int, ...]:
    """Return the numbers of the sources that a claim cites, each once, in order of its evidence."""
    numbers = {source.article: source.number for source in answer.sources}
    found = (numbers[item.article] for item in claim.evidence if item.article in numbers)
    return tuple(dict.fromkeys(found))


def versions_of(answer: Answer, language: str) -> tuple[Versions, ...]:
    """Return the tables of what sources differ on."""
    return tuple(_versions(conflict, answer, language) for conflict in answer.conflicts)


def _versions(conflict: Conflict, answer: Answer, language: str) -> Versions:
    numbers: Mapping[str, int] = {source.article: source.number for source in answer.sources}
    return Versions(
        head=line(heading(conflict.subject, language)),
        columns=(
            say("column_value", language),
            say("column_source", language),
            say("column_standing", language),
        ),
        rows=tuple(
            VersionRow(
                value=line(version.value),
                where=where(version.outlet, version.published, language),
                standing=say(f"standing_{version.standing}", language),
                number=numbers.get(version.evidence.article),
            )
            for version in conflict.versions
        ),
    )


def _open(answer: Answer, language: str) -> Iterator[str]:
    if answer.uncovered:
        parts = ", ".join(f"“{part}”" for part in answer.uncovered)
        yield line(say("uncovered", language, text=parts))
    if answer.left_out:
        yield line(left_out_line(answer.left_out, language))


def as_of_line(answer: Answer, language: str) -> str:
    """Return how fresh the cited sources are; "" where none has a date."""
    told = next((notice.text for notice in answer.notices if notice.code == "as_of"), "")
    if told or answer.as_of is None:
        return line(told)
    return words_of(language).as_of.format(date=day(answer.as_of, language))


def _by(answer: Answer, language: str) -> str:
    words = words_of(language)
    if answer.refused:
        return ""
    if answer.engine is EngineName.GENERATING:
        return words.by_model.format(model=line(answer.model))
    return words.by_quotes


def change_line(change: SourceChange, language: str) -> str:
    """Return what became of a source, and which article says so."""
    words = words_of(language)
    told = words.changes[change.state.value].format(number=change.number)
    if change.by is None:
        return told
    title = line(change.by.title) or words.untitled
    place = where(change.by.outlet, change.by.published, language)
    return f"{told} {words.changed_by.format(title=title, where=place)}"
