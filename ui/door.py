"""Who has a page open. Imports gradio, as ``ui.page`` does."""

from __future__ import annotations

import gradio as gr

from rag.records import Role
from ui.chat import Conversation
from ui.texts import texts
from ui.web import House, Visitor, visitor_of
from ui.web.shell import Way, ways


class Door:
    """Tells whose request it is, and whether the session it names is theirs."""

    def __init__(self, house: House | None) -> None:
        """Without a house there is nobody to tell apart."""
        self._house = house

    @property
    def keeps(self) -> bool:
        """Whether conversations are kept, so that there is a list of them."""
        return self._house is not None

    def visitor(self, request: gr.Request) -> Visitor | None:
        """Return who sends a request, None without a house.

        Raises:
            KeyError: the request did not pass the gate.
        """
        return None if self._house is None else visitor_of(request.request.scope)

    def refusal(self, session: Conversation, request: gr.Request) -> str:
        """Return why a session may not be used by whoever sends a request; "" when it may be.

        A session belongs to the one who used it first: its name is a word that the browser made
        up, and knowing it must not be enough.
        """
        visitor = self.visitor(request)
        if visitor is None:
            return ""
        if session.visitor is None:
            session.visitor = visitor
        if session.visitor.id == visitor.id:
            session.visitor = visitor  # a role may have changed
            return ""
        return texts(session.language).someone_else

    def mends(self, session: Conversation) -> bool:
        """Tell whether the session's visitor is told which commands change how answers are made."""
        if self._house is None or not self._house.sign_in:
            return True
        return session.visitor is not None and session.visitor.may(Role.ADMIN)

    def ways(self, session: Conversation) -> tuple[Way, ...]:
        """Return the plain pages that the session's visitor may go to."""
        if self._house is None or session.visitor is None:
            return ()
        return ways(self._house, session.visitor, session.language, "/")
