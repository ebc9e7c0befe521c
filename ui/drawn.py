"""What a session's conversation looks like on the page, and what of it is there already."""

from __future__ import annotations

from ui import render, understood
from ui.chat import Conversation, Turn


class Drawn:
    """What one running question has already put on the page, so that a heartbeat stays small."""

    def __init__(self) -> None:
        """Nothing is drawn yet."""
        self._seen: tuple[object, ...] | None = None
        self._started = False

    def changed(self, turn: Turn) -> bool:
        """Return whether chat and evidence have to be drawn again."""
        now = (len(turn.claims), turn.answer is not None, turn.running)
        changed = now != self._seen
        self._seen = now
        return changed

    def first(self) -> bool:
        """Return True the first time it is called."""
        first, self._started = not self._started, True
        return first


def messages(session: Conversation) -> list[dict[str, str]]:
    """Return the whole conversation, a message for each question and each answer."""
    found = []
    for turn in session.turns:
        asked = render.question(turn) + understood.understood(turn, session.language)
        found.append({"role": "user", "content": asked})
        answer = render.answer(turn, session.language)
        if answer:
            found.append({"role": "assistant", "content": answer})
    return found
