"""What happens when a question is asked, stopped or asked again. Imports gradio, as ``ui.page``.

A session's conversation is kept on the server: a browser sends the text of one question and
small numbers, and nothing else is read from it. ``ui.reception`` opens and labels the page.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from rag.asking import Wishes
from rag.errors import TanyaError
from ui import drawn, render
from ui.chat import Answering, Conversation, Turn
from ui.conversing import converse, plain, refusal_of
from ui.door import Door
from ui.narrowing import Narrowing, described, narrowing
from ui.parts import Parts
from ui.readings import understood_as
from ui.storing import Storing
from ui.texts import texts

Updates = dict[Any, Any]
Given = dict[Any, Any]
"""What an event brings, by component."""

_UNDOING = ("words", "time", "alone")
"""What can be taken out of how a question was read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """A question and how it is to be read; ``before`` the turn that it asks once more, if any.

    ``instead``: its answer takes the place of the newest one.
    """

    question: str
    wishes: Wishes
    before: int | None = None
    instead: bool = False


class Desk:
    """The handlers, around one assistant. It holds nothing of any session."""

    def __init__(self, assistant: Answering, parts: Parts, storing: Storing, door: Door) -> None:
        """Serve the components ``parts`` with what ``assistant`` says."""
        self._assistant = assistant
        self._parts = parts
        self._storing = storing
        self._door = door

    async def ask(self, given: Given, request: gr.Request) -> AsyncGenerator[Updates, None]:
        """Answer one question; the page is changed as the answer grows.

        A question that was put into the box to be edited stands for itself, or takes the place
        of the last one.

        All but the session is whatever a browser, or a program that poses as one, has sent: the
        question, and the fields of the person's own filter.
        """
        session = self._session(given)
        typed = next((value for key, value in given.items() if self._asks(key)), "")
        question = plain(typed) if isinstance(typed, str) else ""
        found = self._narrowing(given)
        why_not = self._door.refusal(session, request) or refusal_of(question, session.language)
        why_not = why_not or await self._forgotten(session, request)
        alone = not why_not and not session.busy and session.takes_alone(question)
        newest = session.last
        instead = newest is not None and session.replacing == newest.number
        before = newest.number if newest is not None and instead else None
        wishes = Wishes(alone=alone)
        asked = _Asked(question=question, wishes=wishes, before=before, instead=instead)
        async with aclosing(self._answered(session, asked, found, why_not)) as steps:
            async for updates in steps:
                yield updates

    async def again(
        self, given: Given, request: gr.Request, event: gr.EventData
    ) -> AsyncGenerator[Updates, None]:
        """Do what a button of an earlier turn says.

        Ask its question without something that was read into it (a correction, a time that it
        names, the conversation before it; what was undone before stays undone), ask the newest one
        anew, or ask what was proposed after it. "edit" and "change" ask nothing: they put the
        question as it was understood, or the newest one as it was typed, into the box.
        """
        session, sent = self._session(given), _sent(event)
        wanted = sent.get("turn")
        if self._door.refusal(session, request) or await self._forgotten(session, request):
            return
        turn = session.turn(wanted) if isinstance(wanted, int) else None
        if turn is None:
            return
        asked = _asked_again(session, turn, sent)
        if asked is None:
            updates = self._into_the_box(session, turn, sent.get("undo"))
            if updates:
                yield updates
            return
        found = self._narrowing(given)
        async with aclosing(self._answered(session, asked, found)) as steps:
            async for updates in steps:
                yield updates

    async def _forgotten(self, session: Conversation, request: gr.Request) -> str:
        """Recall what a page shows that the server has forgotten; say so where that fails."""
        there = await self._storing.recall(session, request.headers.get("referer", ""))
        return "" if there else texts(session.language).no_such_conversation

    def _session(self, given: Given) -> Conversation:
        session = given[self._parts.state]
        assert isinstance(session, Conversation)  # it never leaves the server
        return session

    def _asks(self, component: object) -> bool:
        return component is self._parts.box or component in self._parts.examples

    def _narrowing(self, given: Given) -> Narrowing:
        first, last, outlet = (given[field] for field in self._parts.fields())
        return narrowing(first, last, outlet, self._session(given).language)

    def _into_the_box(self, session: Conversation, turn: Turn, wish: object) -> Updates:
        parts, newest = self._parts, turn is session.last
        if wish == "edit":
            session.drafted = understood_as(turn)
            return {parts.box: session.drafted}
        if wish == "change" and newest and not session.busy:
            session.replacing = turn.number
            words = texts(session.language)
            told = render.hint(words.changing, session.language, leave=turn.number)
            return {parts.box: turn.question, parts.progress: told}
        if wish == "leave" and session.replacing is not None:
            session.replacing = None
            return {parts.box: "", parts.progress: ""}
        return {}

    async def _answered(
        self,
        session: Conversation,
        asked: _Asked,
        found: Narrowing,
        why_not: str = "",
    ) -> AsyncGenerator[Updates, None]:
        why_not = texts(session.language).busy if session.busy else why_not or found.wrong
        updates = self.narrowed(session, found)
        if why_not:
            yield {**updates, self._parts.progress: self._beside_running(session, why_not)}
            return
        wishes = replace(asked.wishes, filters=found.filters)
        so_far, ended, place = drawn.Drawn(), False, session.place
        turn: Turn | None = None
        grown: Updates = {}
        growing = converse(
            self._assistant, session, asked.question, wishes, asked.before, instead=asked.instead
        )
        try:
            async with aclosing(growing) as turns:
                async for turn in turns:
                    grown = self._grown(session, turn, so_far)
                    yield {**updates, **grown}
                    updates = {}
            ended = True
            assert turn is not None  # every question has a turn
            kept = await self._storing.store(session, place, turn)
            # A browser that is busy takes two updates of a component for one, the later, also where
            # that changes nothing: what stood in the last one is said again.
            if kept is not None:
                again = grown if session.holds(turn) else {}
                yield {**again, self._parts.kept: kept}
            elif place.unkept and session.place is place:
                told = render.hint(texts(session.language).unkept, session.language)
                yield {**grown, self._parts.progress: told}
        finally:
            if not ended and turn is not None:
                self._storing.store_later(session, place, turn)

    async def suggest(self, session: Conversation) -> Any:
        """Propose what can be asked next, once an answer is there; nothing once more is asked."""
        turn = session.last
        answer = turn.answer if turn is not None else None
        if turn is None or turn.running or answer is None or answer.refused or turn.suggestions:
            return gr.skip()
        asked = turn

        def wanted() -> bool:
            return not session.busy and session.holds(asked)

        try:
            found = await asyncio.to_thread(
                self._assistant.suggestions, answer, answer.language, wanted=wanted
            )
        except TanyaError:
            return gr.skip()  # what is broken was told already, or will be by the next question
        if not found or not wanted():
            return gr.skip()
        turn = session.keep(replace(turn, suggestions=tuple(found[:3])))
        return drawn.following(session, turn)

    async def narrow(
        self, first: object, last: object, outlet: object, session: Conversation
    ) -> Updates:
        """Take up the person's own filter from its fields."""
        return self.narrowed(session, narrowing(first, last, outlet, session.language))

    async def widen(self, session: Conversation) -> Updates:
        """Clear the person's own filter."""
        parts = self._parts
        fields: Updates = {parts.first: "", parts.last: "", parts.outlet: ""}
        return fields | self.narrowed(session, Narrowing())

    def narrowed(self, session: Conversation, found: Narrowing) -> Updates:
        """Hold to the person's own filter, and tell what it does."""
        parts, language = self._parts, session.language
        words = texts(language)
        session.narrowing = found
        label = words.filter
        if found.wrong:
            label = words.filter_wrong
        elif found.active:
            label = words.filter_set.format(filter=described(found.filters, language))
        return {
            parts.filter: gr.update(label=label),
            parts.narrowed: render.narrowed(found, language),
            parts.clear: gr.update(
                value=words.filter_clear, visible=found.active or bool(found.wrong)
            ),
        }

    async def stop(self, session: Conversation, request: gr.Request) -> None:
        """End the running question; its own stream shows that it was stopped."""
        if not self._door.refusal(session, request):
            session.stop()

    async def turn_to(self, session: Conversation, request: gr.Request, event: gr.EventData) -> Any:
        """Show the evidence of an earlier answer of this session."""
        if self._door.refusal(session, request) or await self._forgotten(session, request):
            return gr.skip()
        wanted = _sent(event).get("turn")
        turn = session.turn(wanted) if isinstance(wanted, int) else None
        if turn is not None:
            session.shown = turn.number
        return render.evidence(session.turn(session.shown), session.language)

    def _grown(self, session: Conversation, turn: Turn, so_far: drawn.Drawn) -> Updates:
        parts, language = self._parts, session.language
        if not session.holds(turn):  # another conversation was begun or opened meanwhile
            return {parts.progress: ""}
        updates: Updates = {parts.progress: render.progress(turn, language)}
        if so_far.changed(turn):
            updates[parts.drawn] = drawn.one(session, turn)
            if session.shown == turn.number:
                updates[parts.evidence] = render.evidence(turn, language)
        if so_far.first():
            updates[parts.welcome] = gr.update(visible=False)
            updates[parts.box] = ""
            updates[parts.fresh] = gr.update(visible=True)
            updates[parts.send] = gr.update(visible=False)
            updates[parts.stop] = gr.update(visible=True)
        if not turn.running:
            updates[parts.welcome] = gr.update(visible=False)
            updates[parts.fresh] = gr.update(visible=True)
            updates[parts.send] = gr.update(visible=True)
            updates[parts.stop] = gr.update(visible=False)
        return updates

    def _beside_running(self, session: Conversation, why_not: str) -> str:
        running = session.last if session.busy else None
        hint = render.hint(why_not, session.language)
        return hint + render.progress(running, session.language)


def _asked_again(session: Conversation, turn: Turn, sent: dict[str, Any]) -> _Asked | None:
    """Return what a button of a turn asks, None where it asks nothing."""
    wish, which = sent.get("undo"), sent.get("which")
    if wish in _UNDOING:
        wishes = Wishes(
            exactly=turn.wishes.exactly or wish == "words",
            any_time=turn.wishes.any_time or wish == "time",
            alone=turn.wishes.alone or wish == "alone",
        )
        return _Asked(question=turn.question, wishes=wishes, before=turn.number)
    if wish == "anew" and turn is session.last:
        wishes = replace(turn.wishes)
        return _Asked(question=turn.question, wishes=wishes, before=turn.number, instead=True)
    if wish == "next" and isinstance(which, int) and 0 <= which < len(turn.suggestions):
        return _Asked(question=turn.suggestions[which], wishes=Wishes())
    return None


def _sent(event: gr.EventData) -> dict[str, Any]:
    """Return what came with an event; a program that poses as a browser sends anything."""
    return event._data if isinstance(event._data, dict) else {}
