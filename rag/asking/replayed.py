"""A stored answer again: today's parser and checks over what the model wrote then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date

from rag.answer_log import StoredAnswer
from rag.archive import Archive
from rag.citations import check_claim
from rag.drafting.run import Gathered, Try
from rag.drafting.sureness import REFUSED_BEFORE, as_judged
from rag.errors import ModelError
from rag.generating import DraftStream
from rag.prompts import LabelledPrompt
from rag.quoting import Answerable, Zone, enough, quote
from rag.records import Attempt, EngineName, Evidence, Hit, StoredPassage
from rag.retrieval import rarity


@dataclass(frozen=True, kw_only=True, slots=True)
class Replayed:
    """Every claim as a line "outcome: text", as it was decided then and as it is today."""

    then: tuple[str, ...]
    now: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether today's program decides as the one did that gave the answer."""
        return self.then == self.now


def replay(stored: StoredAnswer, archive: Archive) -> Replayed:
    """Decide on the recorded drafts again; neither a model nor the search is asked.

    The passages are those of that time. Quotes are chosen anew from them, with the rarity of words
    as it is in the archive today.
    """
    then = [
        _line(claim.outcome, claim.text) for attempt in stored.attempts for claim in attempt.claims
    ]
    now: list[str] = []
    gathered = Gathered()
    for attempt in stored.attempts:
        if attempt.engine is EngineName.QUOTING:
            now += _quoted(stored, archive, before=attempt.ended == REFUSED_BEFORE)
        else:
            now += asyncio.run(_generated(stored, attempt, gathered))
    return Replayed(then=tuple(then), now=tuple(now))


def told(stored: StoredAnswer) -> dict[str, object]:
    """Return what the engines were asked and wrote, as JSON can hold it."""
    return {
        "embedder": stored.embedder,
        "chat_model": stored.chat_model,
        "history": [turn.asked for turn in stored.history],
        "passages": [
            {"id": hit.stored.passage.id, "score": hit.score, "text": hit.stored.text}
            for hit in stored.hits
        ],
        "attempts": [_attempt(attempt) for attempt in stored.attempts],
    }


def _attempt(attempt: Attempt) -> dict[str, object]:
    return {
        "engine": attempt.engine.value,
        "form": attempt.form,
        "model": attempt.model or None,
        "digest": attempt.digest or None,
        "host": attempt.host or None,
        "options": dict(attempt.options),
        "messages": [dict(message) for message in attempt.messages],
        "reply": attempt.reply,
        "ended": attempt.ended,
        "dropped": dict(attempt.dropped),
        "claims": [
            {
                "text": claim.text,
                "evidence": [list(place) for place in claim.evidence],
                "outcome": claim.outcome,
                "problems": list(claim.problems),
            }
            for claim in attempt.claims
        ],
    }


def _quoted(stored: StoredAnswer, archive: Archive, *, before: bool) -> list[str]:
    question = stored.answer.understood or stored.answer.question
    standing = _standing(stored)
    frequency = rarity(archive)
    judged = enough(question, standing, frequency=frequency)
    if before:  # the gate before a model had decided
        judged = Answerable(ok=False, score=0.0, zone=Zone.NEAREST)
    language = stored.answer.language
    draft = quote(question, standing, language=language, frequency=frequency)
    published = _published(hit.stored for hit in stored.hits)
    lines = []
    for item in draft.claims:
        checked = check_claim(item, language=language, published=published)
        lines.append(_line(as_judged(checked, judged)[1], item.text))
    return lines


def _standing(stored: StoredAnswer) -> tuple[Hit, ...]:
    """Return the passages that an answer could rest on: not those that were withdrawn then."""
    kept = [hit for hit in stored.hits if hit.stored.article.id not in stored.withdrawn]
    return tuple(kept)


async def _generated(stored: StoredAnswer, attempt: Attempt, gathered: Gathered) -> list[str]:
    passages = {hit.stored.passage.id: hit.stored for hit in stored.hits}
    prompt = LabelledPrompt(
        messages=attempt.messages, labels=_labels(attempt, passages), schema=None, tokens=0
    )
    draft = DraftStream(_Recorded(attempt), prompt, marker_form=attempt.form == "marker")
    published = _published(passages.values())
    again = Try(draft, gathered, marker_form=attempt.form == "marker")
    ended = ""
    try:
        async with aclosing(draft) as claims:
            async for item in claims:
                checked = check_claim(item, language=stored.answer.language, published=published)
                again.take(item, checked)
    except ModelError as error:  # broken then, too; what was complete has been decided on
        ended = type(error).__name__
    again.end(ended)
    record = again.record(model=attempt.model, digest="", host="", options={})
    return [_line(claim.outcome, claim.text) for claim in record.claims]


class _Recorded:
    """A model that says again what it said."""

    budget_tokens = 0

    def __init__(self, attempt: Attempt) -> None:
        self.name = attempt.model
        self._reply = attempt.reply

    async def stream(self, prompt: LabelledPrompt) -> AsyncGenerator[str, None]:
        """Yield the recorded reply."""
        del prompt
        yield self._reply


def _labels(attempt: Attempt, passages: Mapping[str, StoredPassage]) -> dict[str, Evidence]:
    found = {}
    for label, (passage, ordinal) in attempt.labels.items():
        stored = passages.get(passage)
        for sentence in stored.passage.sentences if stored is not None else ():
            if stored is not None and sentence.ordinal == ordinal:
                found[label] = Evidence.of(stored, sentence)
    return found


def _published(passages: Iterable[StoredPassage]) -> dict[str, date | None]:
    return {each.article.id: each.article.published for each in passages}


def _line(outcome: str, text: str) -> str:
    return f"{outcome}: {text}"
