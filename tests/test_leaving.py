"""Closed pages are forgotten, pages in use are not."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta
from http.client import HTTPException
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

import pytest
import starlette.exceptions
from browser_assistant import PretendAssistant
from browser_server import serving

from ui.app import quiet_gradio
from ui.serving.ended import EndedStreams

quiet_gradio()

from ui.leaving import Leaving  # noqa: E402  (gradio must be quiet before it is imported)


def test_a_closed_page_is_forgotten_after_its_time_of_grace() -> None:
    now = datetime.now()
    gone: dict[str, datetime] = {}

    class Sessions(dict[str, str]):
        def pop(self, key: str, *default: Any) -> Any:  # type: ignore[override]
            gone[key] = datetime.now()
            return super().pop(key, *default)

    holder = SimpleNamespace(
        lock=threading.Lock(),
        session_data=Sessions(left="a whole conversation", back="another", open="a third"),
        time_last_used=dict.fromkeys(("left", "back", "open"), now),
    )
    page: Any = SimpleNamespace(state_holder=holder)
    leaving = Leaving(page, grace=0.2)

    async def run() -> None:
        for name in ("left", "back", "never heard of"):
            request: Any = SimpleNamespace(session_hash=name)
            await leaving.left(request)
        holder.time_last_used["back"] = now + timedelta(seconds=0.5)
        async with asyncio.timeout(60):
            while len(gone) < 2:
                await asyncio.sleep(0.02)

    asyncio.run(run())
    assert list(gone) == ["left", "back"]
    assert gone["left"] >= now + timedelta(seconds=0.2)
    assert gone["back"] >= now + timedelta(seconds=0.7), "it was used again, and counts from there"
    assert set(holder.session_data) == set(holder.time_last_used) == {"open"}


def streamed(address: str, session: str) -> None:
    """Ask for a session's stream as a page does that comes back, and read it to its end."""
    with (
        suppress(HTTPException),
        urlopen(f"{address}/gradio_api/queue/data?session_hash={session}", timeout=20) as reply,
    ):
        reply.read()


def told(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [each for each in caplog.records if each.name == "ui"]


def test_a_stream_of_a_forgotten_page_leaves_no_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with serving(PretendAssistant()) as address:
        caplog.set_level(logging.DEBUG, logger="ui")
        logging.getLogger("uvicorn.error").addHandler(caplog.handler)
        try:
            streamed(address, "forgotten")
            until = time.monotonic() + 30
            while not told(caplog) and time.monotonic() < until:
                time.sleep(0.02)
        finally:
            logging.getLogger("uvicorn.error").removeHandler(caplog.handler)
    assert [each.levelno for each in told(caplog)] == [logging.DEBUG]
    assert not [each for each in caplog.records if each.exc_info], "no traceback"


def raised(error: BaseException, name: str = "gradio.routes") -> logging.LogRecord:
    """Return the record of an error that was raised by ``sse_stream`` of a module."""
    inside: dict[str, Any] = {"__name__": name, "error": error}
    exec("def sse_stream():\n    raise error", inside)
    try:
        try:
            inside["sse_stream"]()
        except BaseException as cause:
            raise RuntimeError("Caught handled exception") from cause
    except RuntimeError as outer:
        found = (RuntimeError, outer, outer.__traceback__)
    return logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "x", (), found)


def test_every_other_error_is_printed() -> None:
    printed = EndedStreams().filter
    gone = starlette.exceptions.HTTPException
    assert not printed(raised(gone(status_code=404)))
    assert printed(raised(gone(status_code=500)))
    assert printed(raised(KeyError("session")))
    assert printed(raised(gone(status_code=404), name="ui.app"))
    plain = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "x", (), None)
    assert printed(plain)
