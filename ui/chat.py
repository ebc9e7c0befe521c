"""A conversation: what one open page holds, and one question from sending to its answer.

No page and no markup here: ``converse`` turns the assistant's events into snapshots of a
``Turn`` that ``ui.render`` draws.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import unicodedata
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol

from rag.errors import TanyaError
from rag.records import (
    AS_READ,
    Answer,
    Claim,
    ClaimReady,
    Event,
    Exchange,
    Finished,
    Source,
    Status,
    Step,
    Wishes,
)
from ui.narrowing import Narrowing
from ui.pacing import paced
from ui.texts import texts, trouble

LIMIT = 4000
"""Characters of a question: the assistant's own limit, checked here so that the text stays in
the box."""
HEARTBEAT = 1.0
"""Seconds after which a waiting page hears that its question is still being worked on."""
LEANT_ON = 10
"""Earlier answers that a question is sent with; the assistant remembers fewer still."""
KEPT = 50
"""Turns that a session remembers; the oldest leave first, so that memory stays bounded."""

_log = logging.getLogger("ui")


class Answering(Protocol):
    """What the page needs of ``rag.assistant.Assistant``."""

    def ask(
        self,
        question: str,
        wishes: Wishes = AS_READ,
        *,
        history: Sequence[Exchange] = (),
        asker: str = "",
    ) -> AsyncGenerator[Event, None]:
        """Answer one question as a stream of events that ends with ``Finished``."""

    def status(self) -> Status:
        """Say how the assistant stands; may block for up to three seconds."""

    def examples(self, language: str) -> tuple[str, ...]:
        """Return up to four questions that the archive can answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Why there is no answer, and what to do, in plain words."""

    what: str
    remedy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One question and how far its answer has come. ``number`` counts from 1 in the session."""

    number: int
    question: str
    wishes: Wishes = AS_READ
    steps: tuple[Step, ...] = ()
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    answer: Answer | None = None
    trouble: Trouble | None = None
    stopped: bool = False
    running: bool = True
    seconds: float = 0.0


class Conversation:
    """What one session has asked. It lives on the server; nothing of it is taken from a browser.

    One question runs at a time: ``begin`` and ``end`` bracket it, ``stop`` ends it early.
    """

    def __init__(self) -> None:
        """Start empty, in Indonesian until the browser has said what it prefers."""
        self.language = "id"
        self.turns: list[Turn] = []
        self.shown = 0
        self.status: Status | None = None
        self.narrowing = Narrowing()
        self.drafted = ""
        self._asker = ""
        self._asked = 0
        self._stop: asyncio.Event | None = None

    @property
    def asker(self) -> str:
        """Who asks, for a fair turn at the model: a random word that names nobody.

        Drawn when first needed, because every session begins as a copy of one conversation.
        """
        self._asker = self._asker or secrets.token_hex(8)
        return self._asker

    def history(self, before: int | None = None) -> tuple[Exchange, ...]:
        """Return what a question may lean on: earlier answers, refusals too, oldest first.

        A refused question is what people correct ("maksud saya KSPI"); one that was stopped or
        failed has no reading that could be leaned on. ``before`` is the number of a turn that is
        asked again: what came after it is not known to it.
        """
        found = [
            Exchange.of(turn.answer)
            for turn in self.turns
            if turn.answer is not None and (before is None or turn.number < before)
        ]
        return tuple(found[-LEANT_ON:])

    def takes_alone(self, question: str) -> bool:
        """Tell whether a question is the one put into the box to be edited; asked at most once.

        It is, while half of its words are still there.
        """
        drafted, self.drafted = set(self.drafted.casefold().split()), ""
        kept = drafted & set(question.casefold().split())
        return bool(drafted) and 2 * len(kept) >= len(drafted)

    @property
    def busy(self) -> bool:
        """Whether a question is being answered."""
        return self._stop is not None

    def begin(self, question: str, wishes: Wishes = AS_READ) -> tuple[Turn, asyncio.Event]:
        """Open a turn; return it and the event that will ask it to stop."""
        self._asked += 1
        turn = Turn(number=self._asked, question=question, wishes=wishes)
        self.turns = [*self.turns[-(KEPT - 1) :], turn]
        self.shown = turn.number
        self._stop = asyncio.Event()
        return turn, self._stop

    def keep(self, turn: Turn) -> Turn:
        """Put a newer snapshot in the place of the older one, if it is still remembered."""
        self.turns = [turn if old.number == turn.number else old for old in self.turns]
        return turn

    def end(self) -> None:
        """Close the running turn."""
        self._stop = None

    def stop(self) -> None:
        """Ask the running question, if any, to stop."""
        if self._stop is not None:
            self._stop.set()

    def forget(self) -> None:
        """Stop what runs and start anew in the same language, with the same filter."""
        self.stop()
        self.turns = []
        self.shown = 0
        self.drafted = ""

    def turn(self, number: int) -> Turn | None:
        """Return a turn by its number, or None if there is no such turn."""
        return next((turn for turn in self.turns if turn.number == number), None)


def trouble_of(error: TanyaError, language: str) -> Trouble:
    """Return an error as the page tells it."""
    what, remedy = trouble(error, language)
    return Trouble(what=what, remedy=remedy)


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
) -> AsyncGenerator[Turn, None]:
    """Ask one question and yield the turn as it grows, at least once a second.

    ``before`` is the number of the turn that is asked once more, None for a new question.
    Nothing is raised but cancellation: every trouble becomes part of the last snapshot.
    Closing this generator, or ``conversation.stop()``, closes the assistant's generator and so
    the connection to the model.
    """
    history = conversation.history(before)
    turn, stop = conversation.begin(question, wishes)
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
        yield conversation.keep(replace(turn, running=False, seconds=perf_counter() - began))
    finally:
        left = conversation.turn(turn.number)
        if left is not None and left.running:  # the page was closed in the middle
            conversation.keep(replace(left, running=False, stopped=True))
        conversation.end()


def _grown(turn: Turn, event: Event | None) -> Turn:
    match event:
        case Step():
            # A place in the queue is told while it holds, and only the newest.
            done = tuple(step for step in turn.steps if step.name != "waiting")
            return replace(turn, steps=(*done, event))
        case ClaimReady():
            return replace(turn, claims=(*turn.claims, event.claim), sources=event.sources)
        case Finished(answer=answer):
            return replace(turn, answer=answer, claims=answer.claims, sources=answer.sources)
        case None:
            return turn
