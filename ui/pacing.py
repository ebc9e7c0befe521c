"""An assistant's events at a steady pace, so that a waiting page hears of its question."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from rag.records import Event


async def _next(events: AsyncGenerator[Event, None]) -> Event | None:
    return await anext(events, None)


async def paced(
    events: AsyncGenerator[Event, None], stop: asyncio.Event, heartbeat: float
) -> AsyncGenerator[Event | None, None]:
    """Yield the events, None for each ``heartbeat`` seconds without one; end when ``stop`` is set.

    However it ends, the assistant's generator is closed, also while it waits for the model: its
    pending step is cancelled first, because a generator that is running cannot be closed.
    """
    stopping = asyncio.create_task(stop.wait())
    coming: asyncio.Task[Event | None] | None = None
    try:
        while True:
            coming = coming or asyncio.create_task(_next(events))
            await asyncio.wait(
                {coming, stopping}, timeout=heartbeat, return_when=asyncio.FIRST_COMPLETED
            )
            if stopping.done():
                return
            if not coming.done():
                yield None
                continue
            event, coming = coming.result(), None
            if event is None:
                return
            yield event
    finally:
        stopping.cancel()
        if coming is not None:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
        await events.aclose()
