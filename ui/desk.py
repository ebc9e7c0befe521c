"""What happens on each event of the page. Imports gradio, as ``ui.page`` does.

A session's conversation is kept on the server: a browser sends the text of one question and
small numbers, and nothing else is read from it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from rag.asking import Wishes
from rag.errors import TanyaError
from rag.records import Status
from ui import render
from ui.chat import Answering, Conversation, Trouble, Turn, converse, plain, refusal_of, trouble_of
from ui.drawn import Drawn, messages
from ui.narrowing import Narrowing, described, narrowing
from ui.parts import Parts
from ui.readings import understood_as
from ui.texts import LANGUAGES, preferred, texts

Updates = dict[Any, Any]

_log = logging.getLogger("ui")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """A question and how it is to be read; ``before`` the turn that it asks once more, if any."""

    question: str
    wishes: Wishes
    before: int | None = None


class Desk:
    """The handlers, around one assistant. It holds nothing of any session."""

    def __init__(self, assistant: Answering, parts: Parts) -> None:
        """Serve the components ``parts`` with what ``assistant`` says."""
        self._assistant = assistant
        self._parts = parts

    async def open(self, session: Conversation, request: gr.Request) -> Updates:
        """Begin a session in the browser's own language."""
        session.language = preferred(request.headers.get("accept-language", ""))
        return self._labels(session)

    async def speak(self, language: str, session: Conversation) -> Updates:
        """Change the language of the page, and of all that is drawn on it."""
        session.language = language if language in LANGUAGES else "id"
        return self._labels(session)

    async def look(self, session: Conversation) -> Updates:
        """Tell how the archive and the model stand, and offer questions while none was asked."""
        language = session.language
        try:
            status = await asyncio.to_thread(self._assistant.status)
            offered = await asyncio.to_thread(self._assistant.examples, language)
        except TanyaError as error:
            return self._told(session, None, (), trouble_of(error, language))
        except Exception:  # noqa: BLE001 - the last net: the page must stay usable
            _log.exception("The state of the archive could not be read.")
            words = texts(language)
            unknown = Trouble(what=words.unexpected_state, remedy=words.unexpected_remedy)
            return self._told(session, None, (), unknown)
        return self._told(session, status, offered, None)

    async def ask(
        self, typed: object, first: object, last: object, outlet: object, session: Conversation
    ) -> AsyncGenerator[Updates, None]:
        """Answer one question; the page is changed as the answer grows.

        A question that was put into the box to be edited stands for itself.

        All but ``session`` is whatever a browser, or a program that poses as one, has sent: the
        question, and the fields of the person's own filter.
        """
        question = plain(typed) if isinstance(typed, str) else ""
        found = narrowing(first, last, outlet, session.language)
        why_not = refusal_of(question, session.language)
        alone = not why_not and not session.busy and session.takes_alone(question)
        asked = _Asked(question=question, wishes=Wishes(alone=alone))
        async with aclosing(self._answered(session, asked, found, why_not)) as steps:
            async for updates in steps:
                yield updates

    async def again(
        self,
        first: object,
        last: object,
        outlet: object,
        session: Conversation,
        event: gr.EventData,
    ) -> AsyncGenerator[Updates, None]:
        """Ask an earlier question once more, without something that was read into it.

        That is a correction, a time that it names, or the conversation before it; what was undone
        for that question before stays undone. "edit" asks nothing: the question as it was
        understood is put into the box.
        """
        sent = _sent(event)
        wanted, undo = sent.get("turn"), sent.get("undo")
        turn = session.turn(wanted) if isinstance(wanted, int) else None
        if turn is None or undo not in ("words", "time", "alone", "edit"):
            return
        if undo == "edit":
            session.drafted = understood_as(turn)
            yield {self._parts.box: session.drafted}
            return
        found = narrowing(first, last, outlet, session.language)
        wishes = Wishes(
            exactly=turn.wishes.exactly or undo == "words",
            any_time=turn.wishes.any_time or undo == "time",
            alone=turn.wishes.alone or undo == "alone",
        )
        asked = _Asked(question=turn.question, wishes=wishes, before=turn.number)
        async with aclosing(self._answered(session, asked, found)) as steps:
            async for updates in steps:
                yield updates

    async def _answered(
        self,
        session: Conversation,
        asked: _Asked,
        found: Narrowing,
        why_not: str = "",
    ) -> AsyncGenerator[Updates, None]:
        why_not = texts(session.language).busy if session.busy else why_not or found.wrong
        updates = self._narrowed(session, found)
        if why_not:
            yield {**updates, self._parts.progress: self._beside_running(session, why_not)}
            return
        wishes = replace(asked.wishes, filters=found.filters)
        drawn = Drawn()
        growing = converse(self._assistant, session, asked.question, wishes, asked.before)
        async with aclosing(growing) as turns:
            async for turn in turns:
                yield {**updates, **self._grown(session, turn, drawn)}
                updates = {}

    async def narrow(
        self, first: object, last: object, outlet: object, session: Conversation
    ) -> Updates:
        """Take up the person's own filter from its fields."""
        return self._narrowed(session, narrowing(first, last, outlet, session.language))

    async def widen(self, session: Conversation) -> Updates:
        """Clear the person's own filter."""
        parts = self._parts
        fields: Updates = {parts.first: "", parts.last: "", parts.outlet: ""}
        return fields | self._narrowed(session, Narrowing())

    def _narrowed(self, session: Conversation, found: Narrowing) -> Updates:
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

    async def stop(self, session: Conversation) -> None:
        """End the running question; its own stream shows that it was stopped."""
        session.stop()

    async def forget(self, session: Conversation) -> Updates:
        """Begin a new conversation."""
        session.forget()
        parts = self._parts
        return {
            parts.welcome: gr.update(visible=True),
            parts.chat: gr.update(value=[], visible=False),
            parts.progress: "",
            parts.box: "",
            parts.send: gr.update(visible=True),
            parts.stop: gr.update(visible=False),
            parts.fresh: gr.update(visible=False),
            parts.evidence: render.evidence(None, session.language),
        }

    async def turn_to(self, session: Conversation, event: gr.EventData) -> str:
        """Show the evidence of an earlier answer of this session."""
        wanted = _sent(event).get("turn")
        turn = session.turn(wanted) if isinstance(wanted, int) else None
        if turn is not None:
            session.shown = turn.number
        return render.evidence(session.turn(session.shown), session.language)

    def _grown(self, session: Conversation, turn: Turn, drawn: Drawn) -> Updates:
        parts, language = self._parts, session.language
        updates: Updates = {parts.progress: render.progress(turn, language)}
        if session.turn(turn.number) is None:  # a new conversation was begun meanwhile
            return {parts.progress: ""}
        if drawn.changed(turn):
            updates[parts.chat] = gr.update(value=messages(session), visible=True)
            if session.shown == turn.number:
                updates[parts.evidence] = render.evidence(turn, language)
        if drawn.first():
            updates[parts.welcome] = gr.update(visible=False)
            updates[parts.box] = ""
            updates[parts.fresh] = gr.update(visible=True)
            updates[parts.send] = gr.update(visible=False)
            updates[parts.stop] = gr.update(visible=True)
        if not turn.running:
            updates[parts.send] = gr.update(visible=True)
            updates[parts.stop] = gr.update(visible=False)
        return updates

    def _beside_running(self, session: Conversation, why_not: str) -> str:
        running = session.turns[-1] if session.busy and session.turns else None
        return render.hint(why_not) + render.progress(running, session.language)

    def _labels(self, session: Conversation) -> Updates:
        parts, language = self._parts, session.language
        words = texts(language)
        last = session.turns[-1] if session.turns else None
        return {
            parts.header: render.header(language, session.status),
            parts.language: gr.update(value=language),
            parts.greeting: render.greeting(language, session.status),
            parts.fresh: gr.update(value=words.new),
            parts.chat: gr.update(value=messages(session), label=words.conversation),
            parts.progress: render.progress(last, language),
            parts.box: gr.update(label=words.box, placeholder=words.placeholder),
            parts.send: gr.update(value=words.send),
            parts.stop: gr.update(value=words.stop),
            parts.evidence: render.evidence(session.turn(session.shown), language),
            parts.first: gr.update(label=words.filter_first, placeholder=words.filter_day),
            parts.last: gr.update(label=words.filter_last, placeholder=words.filter_day),
            parts.outlet: gr.update(label=words.filter_outlet, placeholder=words.filter_name),
            **self._narrowed(session, session.narrowing),
        }

    def _told(
        self,
        session: Conversation,
        status: Status | None,
        offered: tuple[str, ...],
        trouble: Trouble | None,
    ) -> Updates:
        parts, language = self._parts, session.language
        session.status = status
        updates: Updates = {
            parts.header: render.header(language, status),
            parts.banner: render.banner(language, status, trouble),
            parts.greeting: render.greeting(language, status),
        }
        for place, button in enumerate(parts.examples):
            there = place < len(offered)
            updates[button] = gr.update(value=offered[place] if there else "", visible=there)
        return updates


def _sent(event: gr.EventData) -> dict[str, Any]:
    """Return what came with an event; a program that poses as a browser sends anything."""
    return event._data if isinstance(event._data, dict) else {}
