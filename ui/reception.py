"""What happens when a page is opened, and what it says around the conversation. Imports gradio."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any

import gradio as gr

from rag.errors import TanyaError
from rag.records import Status
from ui import drawn, render
from ui.chat import Answering, Conversation, Trouble, trouble_of
from ui.conversing import LIMIT, plain
from ui.desk import Desk, Updates
from ui.door import Door
from ui.parts import Parts
from ui.storing import Storing
from ui.texts import LANGUAGES, texts
from ui.web import language_of

_log = logging.getLogger("ui")


class Reception:
    """The handlers around the conversation. It holds nothing of any session."""

    def __init__(
        self, assistant: Answering, parts: Parts, *, desk: Desk, storing: Storing, door: Door
    ) -> None:
        """Serve the components ``parts``; ``desk`` tells the filter."""
        self._assistant = assistant
        self._parts = parts
        self._desk = desk
        self._storing = storing
        self._door = door

    async def open(self, session: Conversation, request: gr.Request) -> Updates:
        """Begin a session in the chosen language, or the browser's own.

        The page's address may name a stored conversation (``c``) or bring a question (``q``).
        """
        session.language, session.opened = language_of(request.request), True
        if self._door.refusal(session, request):
            return self._labels(session)
        asked = dict(request.query_params)
        updates = await self._reopened(session, str(asked.get("c", "")))
        question = plain(str(asked.get("q", "")))[:LIMIT]
        if question:
            updates[self._parts.box] = gr.update(**self._box(session), value=question)
        return updates

    async def turn_page(
        self, session: Conversation, request: gr.Request, event: gr.EventData
    ) -> Updates:
        """Open another stored conversation on a page that is open already."""
        sent = event._data if isinstance(event._data, dict) else {}
        wanted = sent.get("id")
        if self._door.refusal(session, request) or not isinstance(wanted, str):
            return {self._parts.kept: gr.skip()}
        if session.kept_id and sent.get("deleted") == session.kept_id:
            session.place.gone = True  # what still runs in it must not bring it back
        session.forget()
        return await self._reopened(session, wanted)

    async def _reopened(self, session: Conversation, identity: str) -> Updates:
        parts, found, words = self._parts, False, texts(session.language)
        if identity:
            found = await self._storing.open(session, identity)
        updates = self._labels(session)
        updates[parts.welcome] = gr.update(visible=not session.turns)
        updates[parts.fresh] = gr.update(value=words.new, visible=found)
        updates[parts.send] = gr.update(value=words.send, visible=True)
        updates[parts.stop] = gr.update(value=words.stop, visible=False)
        updates[parts.kept] = {"id": session.kept_id, "wanted": identity, "opened": True}
        if identity and not found:
            told = render.hint(words.no_such_conversation, session.language)
            updates[parts.progress] = told
        return updates

    async def speak(self, language: str, session: Conversation, request: gr.Request) -> Updates:
        """Change the language of the page, and of all that is drawn on it."""
        if self._door.refusal(session, request):
            return {self._parts.language: gr.skip()}
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

    async def forget(self, session: Conversation, request: gr.Request) -> Updates:
        """Begin a new conversation."""
        if self._door.refusal(session, request):
            return {self._parts.kept: gr.skip()}
        session.forget()
        parts, language = self._parts, session.language
        return {
            parts.welcome: gr.update(visible=True),
            parts.drawn: drawn.everything(session, texts(language).conversation),
            parts.kept: {"id": "", "new": True},
            parts.progress: "",
            parts.box: "",
            parts.send: gr.update(visible=True),
            parts.stop: gr.update(visible=False),
            parts.fresh: gr.update(visible=False),
            parts.evidence: render.evidence(None, language),
        }

    def _header(self, session: Conversation) -> str:
        return render.header(
            session.language,
            session.status,
            ways=self._door.ways(session),
            visitor=session.visitor,
            rail=self._door.keeps,
        )

    def _box(self, session: Conversation) -> dict[str, Any]:
        words = texts(session.language)
        return {"label": words.box, "placeholder": words.placeholder}

    def _labels(self, session: Conversation) -> Updates:
        parts, language = self._parts, session.language
        words = texts(language)
        return {
            parts.header: self._header(session),
            parts.language: gr.update(value=language),
            parts.greeting: render.greeting(language, session.status),
            parts.fresh: gr.update(value=words.new),
            parts.drawn: drawn.everything(session, words.conversation),
            parts.help: render.help_box(language),
            parts.progress: render.progress(session.last, language),
            parts.box: gr.update(**self._box(session)),
            parts.send: gr.update(value=words.send),
            parts.stop: gr.update(value=words.stop),
            parts.evidence: render.evidence(session.turn(session.shown), language),
            parts.first: gr.update(label=words.filter_first, placeholder=words.filter_day),
            parts.last: gr.update(label=words.filter_last, placeholder=words.filter_day),
            parts.outlet: gr.update(label=words.filter_outlet, placeholder=words.filter_name),
            **self._desk.narrowed(session, session.narrowing),
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
        mode = status
        if status is not None and not self._door.mends(session):
            mode = replace(status, commands=())  # they are of no use to who cannot run them
        updates: Updates = {
            parts.header: self._header(session),
            parts.banner: render.banner(language, mode, trouble),
            parts.greeting: render.greeting(language, status),
        }
        for place, button in enumerate(parts.examples):
            there = place < len(offered)
            updates[button] = gr.update(value=offered[place] if there else "", visible=there)
        return updates
