"""Conversations that outlive their page: what the page asks of the one who keeps them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from rag.answer_log import SourceChange
from rag.errors import TanyaError
from ui.chat import Conversation, Turn
from ui.web import Visitor

TITLE = 80
"""Characters of a question that name its conversation until somebody renames it."""

_log = logging.getLogger("ui")


class Keeping(Protocol):
    """What the page needs of ``ui.conversations.keeping.Kept``."""

    def store(self, session: Conversation, visitor: Visitor, turn: Turn) -> None:
        """Store a turn that has ended; the first one begins ``session.kept_id``."""

    def open(self, session: Conversation, visitor: Visitor, identity: str) -> bool:
        """Fill a session with a stored conversation; False where it is not the visitor's."""

    def changes(self, answer_id: str) -> Sequence[SourceChange]:
        """Return which sources of a stored answer are not as they were."""


class Storing:
    """Stores and reopens in threads; without anyone who keeps, it does nothing."""

    def __init__(self, kept: Keeping | None) -> None:
        """Leave the keeping itself to ``kept``."""
        self._kept = kept

    async def store(self, session: Conversation, turn: Turn) -> dict[str, str] | None:
        """Store a turn that has ended; return what the browser is told, None if it is not kept."""
        visitor, kept = session.visitor, self._kept
        if kept is None or visitor is None or not session.holds(turn):
            return None
        await asyncio.to_thread(kept.store, session, visitor, turn)
        if session.unkept or not session.kept_id:
            return None
        title = " ".join(session.turns[0].question.split())[:TITLE]
        return {"id": session.kept_id, "title": title, "run": str(turn.run)}

    def store_later(self, session: Conversation) -> None:
        """Store the newest turn of a page that was closed in the middle, waiting for nothing."""
        visitor, kept, turn = session.visitor, self._kept, session.last
        if kept is None or visitor is None or turn is None:
            return
        asyncio.get_running_loop().run_in_executor(None, kept.store, session, visitor, turn)

    async def open(self, session: Conversation, identity: str) -> bool:
        """Put a stored conversation into a session, with what has changed of its sources since."""
        visitor, kept = session.visitor, self._kept
        session.forget()
        if kept is None or visitor is None or not identity:
            return False
        try:
            found = await asyncio.to_thread(kept.open, session, visitor, identity)
            turns = await asyncio.to_thread(_with_changes, kept, session.turns)
        except TanyaError:
            _log.exception("A conversation could not be opened.")
            found = False
        if not found:
            session.forget()
            return False
        session.turns = turns
        session.shown = session.turns[-1].number if session.turns else 0
        return True


def _with_changes(kept: Keeping, turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns, each with the sources of its answer that are not as they were."""
    return [
        replace(turn, changes=tuple(kept.changes(turn.answer.id)))
        if turn.answer is not None and turn.answer.id
        else turn
        for turn in turns
    ]
