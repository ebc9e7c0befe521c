"""Closed pages are forgotten, pages in use are not."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from ui.app import quiet_gradio

quiet_gradio()

from ui.leaving import Leaving  # noqa: E402  (gradio must be quiet before it is imported)


def test_a_closed_page_is_forgotten_after_its_time_of_grace() -> None:
    now = datetime.now()
    holder = SimpleNamespace(
        lock=threading.Lock(),
        session_data={"left": "a whole conversation", "back": "another", "open": "a third"},
        time_last_used=dict.fromkeys(("left", "back", "open"), now),
    )
    page: Any = SimpleNamespace(state_holder=holder)
    leaving = Leaving(page, grace=0.2)

    async def run() -> None:
        for name in ("left", "back", "never heard of"):
            request: Any = SimpleNamespace(session_hash=name)
            await leaving.left(request)
        holder.time_last_used["back"] = now + timedelta(seconds=0.5)
        await asyncio.sleep(0.4)
        assert set(holder.session_data) == set(holder.time_last_used) == {"back", "open"}
        await asyncio.sleep(0.6)
        assert set(holder.session_data) == {"open"}

    asyncio.run(run())
