"""What a session's conversation looks like on the page, and what of it is there already.

The browser keeps the turns; the server sends one turn at a time, so that what a growing answer
sends does not grow with the conversation. Only a page that is opened, or that changes its
language, gets all turns at once. The values are what ``static/turns.js`` reads.
"""

from __future__ import annotations

import time

from ui import render
from ui.chat import Conversation, Turn

Value = dict[str, str | int | bool]


class Drawn:
    """What one running question has already put on the page, so that a heartbeat stays small."""

    def __init__(self) -> None:
        """Nothing is drawn yet."""
        self._seen: tuple[object, ...] | None = None
        self._started = False

    def changed(self, turn: Turn) -> bool:
        """Return whether turn and evidence have to be drawn again."""
        now = (len(turn.claims), turn.answer is not None, turn.running, turn.meant)
        changed = now != self._seen
        self._seen = now
        return changed

    def first(self) -> bool:
        """Return True the first time it is called."""
        first, self._started = not self._started, True
        return first


def one(session: Conversation, turn: Turn) -> Value:
    """Return one turn for the browser, and the oldest number that the session still remembers."""
    return {
        "turn": turn.number,
        "run": turn.run,
        "oldest": session.turns[0].number if session.turns else turn.number,
        "html": render.turn(turn, session.language),
    }


def everything(session: Conversation, label: str) -> Value:
    """Return the whole conversation for the browser; ``label`` names it."""
    html = "".join(render.turn(turn, session.language) for turn in session.turns)
    return {"all": True, "label": label, "html": html, "run": len(session.turns)}


def following(session: Conversation, turn: Turn) -> Value:
    """Return what can be asked after a turn.

    A browser passes over what it was told already (Gradio 6.31), so each value has its time: in a
    conversation that was opened again the same questions have to be drawn again.
    """
    return {
        "at": str(time.monotonic_ns()),
        "turn": turn.number,
        "run": turn.run,
        "html": render.suggested(turn, session.language),
    }
