"""A conversation: what one open page holds of what was asked and answered.

No page and no markup here; ``ui.conversing`` lets a turn grow, ``ui.render`` draws it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from rag.answer_log import SourceChange
from rag.errors import TanyaError
from rag.records import AS_READ, Answer, Claim, Event, Exchange, Source, Status, Step, Wishes
from ui.narrowing import Narrowing
from ui.texts import trouble

if TYPE_CHECKING:
    from ui.web import Visitor

LEANT_ON = 10
"""Earlier answers that a question is sent with; the assistant remembers fewer still."""
KEPT = 50
"""Turns that a session remembers; the oldest leave first, so that memory stays bounded."""


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

    def suggestions(
        self, answer: Answer, language: str, *, wanted: Callable[[], bool] = lambda: True
    ) -> tuple[str, ...]:
        """Return up to three questions that follow an answer and that the archive can answer.

        ``wanted`` is asked between the candidates; nothing is returned once it says no.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Why there is no answer, and what to do, in plain words."""

    what: str
    remedy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One question and how far its answer has come. ``number`` counts from 1 in a conversation.

    ``run`` tells one asking from every other of the session, ``asked_at`` is when that was, and
    ``meant`` what a follow-up is taken to mean, as soon as that is known. ``suggestions`` may be
    asked next; ``changes`` are sources that are not as they were when a stored answer was given.
    """

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
    run: int = 0
    asked_at: datetime | None = None
    meant: str = ""
    suggestions: tuple[str, ...] = ()
    changes: tuple[SourceChange, ...] = ()


@dataclass(slots=True)
class Place:
    """Where the turns of one conversation are stored; the same object for all who store there.

    ``kept_id`` is the stored conversation ("" while it is not stored), ``kept_as`` under which
    numbers its turns stand there, ``unkept`` whether storing the last one failed, and ``gone``
    whether the person has deleted it: nothing more is stored there then.
    """

    kept_id: str = ""
    kept_as: dict[int, int] = field(default_factory=dict)
    unkept: bool = False
    gone: bool = False


class Conversation:
    """What one session has asked. It lives on the server; nothing of it is taken from a browser.

    One question runs at a time: ``begin`` and ``end`` bracket it, ``stop`` ends it early.
    ``visitor`` is whose it is and ``place`` where it is stored. ``replacing`` is the number of the
    turn that the next question takes the place of, None where it stands after all others.
    ``opened`` is False for a page whose session the server has forgotten, or never knew.
    """

    def __init__(self) -> None:
        """Start empty, in Indonesian until the browser has said what it prefers."""
        self.language = "id"
        self.opened = False
        self.turns: list[Turn] = []
        self.shown = 0
        self.status: Status | None = None
        self.narrowing = Narrowing()
        self.drafted = ""
        self.replacing: int | None = None
        self.place = Place()
        self.visitor: Visitor | None = None
        self._asker = ""
        self._runs = 0
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
    def kept_id(self) -> str:
        """The stored conversation that this one is, "" while it is not stored."""
        return self.place.kept_id

    @kept_id.setter
    def kept_id(self, identity: str) -> None:
        self.place.kept_id = identity

    @property
    def kept_as(self) -> dict[int, int]:
        """Under which number each turn is stored."""
        return self.place.kept_as

    @kept_as.setter
    def kept_as(self, numbers: dict[int, int]) -> None:
        self.place.kept_as = numbers

    @property
    def unkept(self) -> bool:
        """Whether storing the last turn failed."""
        return self.place.unkept

    @unkept.setter
    def unkept(self, failed: bool) -> None:
        self.place.unkept = failed

    def at(self, place: Place, turn: Turn) -> Conversation:
        """Return what is needed to store one turn at its place, wherever this session is now."""
        there = Conversation()
        there.language, there.visitor = self.language, self.visitor
        there.place, there.turns = place, [turn]
        return there

    @property
    def busy(self) -> bool:
        """Whether a question is being answered."""
        return self._stop is not None

    @property
    def last(self) -> Turn | None:
        """The newest turn, None before the first question."""
        return self.turns[-1] if self.turns else None

    def begin(
        self, question: str, wishes: Wishes = AS_READ, *, instead: bool = False
    ) -> tuple[Turn, asyncio.Event]:
        """Open a turn; return it and the event that will ask it to stop.

        ``instead``: it takes the place of the newest turn, under the same number.
        """
        self._runs += 1
        self.replacing = None
        number = (self.turns[-1].number if self.turns else 0) + (not instead or not self.turns)
        turn = Turn(
            number=number,
            question=question,
            wishes=wishes,
            run=self._runs,
            asked_at=datetime.now(UTC),
        )
        before = self.turns[:-1] if instead else self.turns
        self.turns = [*before[-(KEPT - 1) :], turn]
        self.shown = turn.number
        self._stop = asyncio.Event()
        return turn, self._stop

    def keep(self, turn: Turn) -> Turn:
        """Put a newer snapshot in the place of the older one, if that is still remembered."""
        self.turns = [turn if _same(old, turn) else old for old in self.turns]
        return turn

    def holds(self, turn: Turn) -> bool:
        """Tell whether this asking still belongs to the conversation that is open."""
        return any(_same(other, turn) for other in self.turns)

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
        self.replacing = None
        self.place = Place()

    def turn(self, number: int) -> Turn | None:
        """Return a turn by its number, or None if there is no such turn."""
        return next((turn for turn in self.turns if turn.number == number), None)


def _same(one: Turn, other: Turn) -> bool:
    """Tell whether two snapshots are of one asking; reopened turns differ by number alone."""
    return (one.run, one.number) == (other.run, other.number)


def trouble_of(error: TanyaError, language: str) -> Trouble:
    """Return an error as the page tells it."""
    what, remedy = trouble(error, language)
    return Trouble(what=what, remedy=remedy)
