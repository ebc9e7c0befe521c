"""How a question was understood, as the page tells it above an answer. Pure values, no markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.records import Answer, Understood
from ui.chat import Turn
from ui.narrowing import described, span
from ui.texts import texts

TOLD_ABOVE = ("follow_up", "corrected", "period", "period_undated", "newest")
"""Notices that the page tells above the answer instead of below it."""
_AT_LENGTH = 60
"""Characters up to which a question is shown whole; of a longer one only the words concerned."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What is told of one question; "" and () where there is nothing to tell.

    ``corrected`` are stretches of what was searched, each with whether it was corrected, and
    ``typed`` what would be searched instead. ``period`` is the time that the question named, which
    can be undone. ``facts`` are lines that can only be read.
    """

    corrected: tuple[tuple[str, bool], ...] = ()
    typed: str = ""
    period: str = ""
    facts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.corrected or self.period or self.facts)


def reading(turn: Turn, language: str) -> Reading:
    """Return how the question of a turn was read; nothing while there is no answer yet."""
    answer = turn.answer
    if answer is None:
        return Reading()
    understood = answer.understood
    facts = list(_wished(turn, language))
    if understood is not None and understood.newest:
        facts.append(texts(language).newest_first)
    if understood is None or not understood.corrections:
        return Reading(period=_period(turn, answer, language), facts=tuple(facts))
    whole = max(len(understood.text), len(understood.asked)) <= _AT_LENGTH
    return Reading(
        corrected=_emphasised(understood)
        if whole
        else _joined(o.used for o in understood.corrections),
        typed=" ".join(understood.asked.split())
        if whole
        else ", ".join(one.asked for one in understood.corrections),
        period=_period(turn, answer, language),
        facts=tuple(facts),
    )


def understood_as(turn: Turn) -> str:
    """Return the question of its own that a follow-up was taken to be, "" if it was none."""
    if turn.answer is None:
        return turn.meant
    understood = turn.answer.understood
    follow_up = understood.follow_up if understood is not None else None
    return follow_up.standalone if follow_up is not None else ""


def _wished(turn: Turn, language: str) -> Iterable[str]:
    words, wishes = texts(language), turn.wishes
    own = described(wishes.filters, language)
    if own:
        yield words.own_filter.format(filter=own)
    if wishes.alone:
        yield words.asked_alone
    if wishes.exactly:
        yield words.as_typed
    if wishes.any_time:
        yield words.all_times


def _period(turn: Turn, answer: Answer, language: str) -> str:
    """Return the time that the question named, where it held: a person's own dates go before it."""
    own = turn.wishes.filters
    if answer.understood is None or answer.understood.period is None:
        return ""
    if own.published_from is not None or own.published_to is not None:
        return ""
    words, period = texts(language), answer.understood.period
    codes = {notice.code for notice in answer.notices}
    when = span(period.first, period.last, language)
    if "period_undated" in codes:
        return words.none_of_period.format(period=when)
    return words.only_period.format(period=when) if "period" in codes else ""


def _emphasised(understood: Understood) -> tuple[tuple[str, bool], ...]:
    """Cut what was searched at the words that were corrected."""
    used = {one.used.casefold(): re.escape(one.used) for one in understood.corrections}
    longest = sorted(used.values(), key=len, reverse=True)
    cut = re.split(rf"(?<!\w)({'|'.join(longest)})(?!\w)", understood.text, flags=re.IGNORECASE)
    if len(cut) == 1:
        return ((understood.text, True),)
    return tuple((piece, place % 2 == 1) for place, piece in enumerate(cut) if piece)


def _joined(words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    for word in words:
        found += [(", ", False), (word, True)] if found else [(word, True)]
    return tuple(found)
