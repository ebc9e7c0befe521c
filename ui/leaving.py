"""Pages that were closed, and what the server still remembers of them. Imports gradio."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import gradio as gr

GRACE = 3600.0
"""Seconds after which a closed page is forgotten. One that comes back later, because it only lay in
the background, is recalled from the stored conversation (``ui.storing.Storing.recall``)."""


class Leaving:
    """Forgets the sessions of closed pages.

    Gradio drops a value of its own accord only where a handler has returned it; ours change in
    place, and the copies of the components that each session has would stay in any case.
    """

    def __init__(self, page: gr.Blocks, grace: float = GRACE) -> None:
        """Watch over the sessions of ``page``."""
        self._page = page
        self._grace = grace

    async def left(self, request: gr.Request) -> None:
        """Have a session forgotten once it was not used for the time of grace."""
        session = request.session_hash
        if session:
            self._look_after(session, self._grace)

    def _look_after(self, session: str, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._look, session)

    def _look(self, session: str) -> None:
        holder: Any = self._page.state_holder
        used = holder.time_last_used.get(session)
        if used is None:
            return
        rests = self._grace - (datetime.now() - used).total_seconds()
        if rests > 0:  # the page was not closed, or it is back
            self._look_after(session, rests)
            return
        with holder.lock:
            holder.session_data.pop(session, None)
            holder.time_last_used.pop(session, None)
