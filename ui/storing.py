"""Conversations that outlive their page: what the page asks of the one who keeps them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from rag.answer_log import SourceChange
from rag.errors import TanyaError
from ui.chat import Conversation, Place, Turn
from ui.web import Visitor

TITLE = 80
"""Characters of a question that name its conversation until somebody renames it."""

WAIT_S = 3.0
"""Seconds that a page waits for a turn to be stored; it is stored all the same, only told later."""

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

    async def store(
        self, session: Conversation, place: Place, turn: Turn
    ) -> dict[str, str | bool] | None:
        """Store a turn that has ended; return what the browser is told, None if it is not kept.

        ``place`` is where the session stood when the turn began: the turn is stored there, also
        where the person has gone on to another conversation meanwhile ("left").
        """
        visitor, kept = session.visitor, self._kept
        if kept is None or visitor is None or place.gone:
            return None
        storing = asyncio.create_task(
            asyncio.to_thread(kept.store, session.at(place, turn), visitor, turn)
        )
        await asyncio.wait({storing}, timeout=WAIT_S)  # an import may hold the archive's lock
        if place.unkept or not place.kept_id:
            return None
        run = str(turn.run)
        if session.place is not place:
            return {"id": place.kept_id, "left": True, "run": run}
        title = " ".join(session.turns[0].question.split())[:TITLE]
        return {"id": place.kept_id, "title": title, "run": run}

    def store_later(self, session: Conversation, place: Place, turn: Turn) -> None:
        """Store a turn of a page that was closed in the middle, waiting for nothing."""
        visitor, kept = session.visitor, self._kept
        if kept is None or visitor is None or place.gone:
            return
        if session.holds(turn):
            turn = session.turn(turn.number) or turn
        turn = replace(turn, running=False, stopped=turn.answer is None)
        there = session.at(place, turn)
        asyncio.get_running_loop().run_in_executor(None, kept.store, there, visitor, turn)

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

    async def recall(self, session: Conversation, address: str) -> bool:
        """Fill a forgotten session with the conversation that its page shows; once for each.

        A page may lie in the background for longer than the server remembers it. What is asked
        then must not be answered as if nothing had been said before.

        Args:
            session: what the server knows.
            address: the page's own (the ``Referer`` of its request), which names the conversation.

        Returns:
            False where the page shows a conversation that cannot be opened any more.
        """
        if session.opened:
            return True
        session.opened = True
        shown = parse_qs(urlsplit(address).query).get("c", [""])[0]
        return not shown or await self.open(session, shown)


def _with_changes(kept: Keeping, turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns, each with the sources of its answer that are not as they were."""
    return [
        replace(turn, changes=tuple(kept.changes(turn.answer.id)))
        if turn.answer is not None and turn.answer.id
        else turn
        for turn in turns
    ]
