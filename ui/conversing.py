"""One question from sending to its answer: the assistant's events as snapshots of a ``Turn``."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from time import perf_counter

from rag.errors import TanyaError
from rag.records import AS_READ, ClaimReady, Event, Finished, Step, Wishes
from ui.chat import Answering, Conversation, Trouble, Turn, trouble_of
from ui.pacing import paced
from ui.texts import texts

LIMIT = 4000
"""Characters of a question: the assistant's own limit, checked here so that the text stays in
the box."""
HEARTBEAT = 0.8
"""Seconds after which a waiting page hears that its question is still being worked on: under the
second that was promised, with some room for a busy machine."""

_log = logging.getLogger("ui")


def plain(typed: str) -> str:
    """Return what was typed without invisible and control characters; lines are kept."""
    kept = (
        char
        for char in typed.replace("\r\n", "\n")
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
    )
    return "".join(kept).strip()


def refusal_of(question: str, language: str) -> str:
    """Return why a question is not sent, in plain words; "" when it may be."""
    words = texts(language)
    if not question:
        return words.empty_question
    if len(question) > LIMIT:
        return words.too_long.format(limit=LIMIT)
    return ""


async def converse(
    assistant: Answering,
    conversation: Conversation,
    question: str,
    wishes: Wishes = AS_READ,
    before: int | None = None,
    *,
    instead: bool = False,
) -> AsyncGenerator[Turn, None]:
    """Ask one question and yield the turn as it grows, at least once a second.

    ``before`` is the number of the turn that is asked once more, None for a new question;
    ``instead`` lets the answer take the place of the newest turn. Where the same question was
    asked anew and brought nothing, the answer that stood there before comes back.
    Nothing is raised but cancellation: every trouble becomes part of the last snapshot.
    Closing this generator, or ``conversation.stop()``, closes the assistant's generator and so
    the connection to the model.
    """
    old = conversation.last if instead else None
    history = conversation.history(before)
    turn, stop = conversation.begin(question, wishes, instead=instead)
    began = perf_counter()
    try:
        yield turn
        try:
            asked = assistant.ask(question, wishes, history=history, asker=conversation.asker)
            async with aclosing(paced(asked, stop, HEARTBEAT)) as events:
                async for event in events:
                    turn = _grown(turn, event)
                    yield conversation.keep(replace(turn, seconds=perf_counter() - began))
            if turn.answer is None and not stop.is_set():
                raise RuntimeError("the assistant ended without an answer")
        except TanyaError as error:
            turn = replace(turn, trouble=trouble_of(error, conversation.language))
        except Exception:  # noqa: BLE001 - the last net: the page must stay usable
            _log.exception("A question could not be answered.")
            words = texts(conversation.language)
            turn = replace(
                turn, trouble=Trouble(what=words.unexpected, remedy=words.unexpected_remedy)
            )
        turn = replace(turn, stopped=stop.is_set() and turn.answer is None)
        yield conversation.keep(_ended(turn, old, perf_counter() - began))
    finally:
        left = conversation.last
        if left is not None and left.run == turn.run and left.running:
            left = replace(left, stopped=left.answer is None)  # the page was closed
            conversation.keep(_ended(left, old, perf_counter() - began))
        conversation.end()


def _ended(turn: Turn, old: Turn | None, seconds: float) -> Turn:
    """Return the last snapshot of an asking; ``old`` is the turn whose place it took."""
    nothing = turn.answer is None and not turn.claims
    if nothing and old is not None and old.answer is not None and old.question == turn.question:
        return replace(old, run=turn.run, trouble=turn.trouble, running=False)
    return replace(turn, running=False, seconds=seconds)


def _grown(turn: Turn, event: Event | None) -> Turn:
    match event:
        case Step():
            # A place in the queue is told while it holds, and only the newest.
            done = tuple(step for step in turn.steps if step.name != "waiting")
            return replace(turn, steps=(*done, event), meant=event.text or turn.meant)
        case ClaimReady():
            return replace(turn, claims=(*turn.claims, event.claim), sources=event.sources)
        case Finished(answer=answer):
            return replace(turn, answer=answer, claims=answer.claims, sources=answer.sources)
        case None:
            return turn
