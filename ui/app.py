"""The web program: the page mounted behind the guard, with Gradio's own calls home off."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.environment import silence
from ui.chat import Answering
from ui.guard import BODY_LIMIT, LOOPBACK, Guard
from ui.render import TEMPLATES
from ui.theme import theme, variables

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

STATIC = TEMPLATES.parent / "static"
WAITING = 256
"""Events that may wait in Gradio's queue before it turns people away."""


def quiet_gradio() -> None:
    """Switch off everything that would call out or keep records of its own; before the import."""
    silence(os.environ)
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    # Its own statistics of events: pandas over all of the last 10,000 after every single one.
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"


def build_app(assistant: Answering, *, hosts: tuple[str, ...] = LOOPBACK) -> FastAPI:
    """Return the whole web program around an assistant. Imports gradio (seconds of CPU).

    Args:
        assistant: what answers; it is not closed here.
        hosts: names and addresses by which the page may be called.

    Returns:
        The program; set ``app.state.ending`` when its server ends, so that the streams to open
        pages are closed in order.
    """
    quiet_gradio()
    from ui.page import TOGETHER, build_page

    def build() -> FastAPI:
        page = build_page(assistant)
        page.queue(max_size=WAITING, default_concurrency_limit=TOGETHER, api_open=False)
        return _mounted(page, hosts)

    return _in_a_loop(build)


def _mounted(page: gr.Blocks, hosts: tuple[str, ...]) -> FastAPI:
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/health", _health)
    app.mount("/tanya", StaticFiles(directory=STATIC))
    app.state.ending = asyncio.Event()
    app.add_middleware(Guard, hosts=hosts, ending=app.state.ending)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=BODY_LIMIT,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        favicon_path=str(STATIC / "icon.svg"),
        theme=theme(),
        css=variables(),
        head='<link rel="stylesheet" href="tanya/page.css"><script src="tanya/page.js"></script>',
    )
    return app


def _in_a_loop(build: Callable[[], FastAPI]) -> FastAPI:
    """Build where an event loop runs: elsewhere gradio opens several and closes none."""

    async def inside() -> FastAPI:
        return build()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(inside())
    return build()


async def _health() -> dict[str, str]:
    return {"status": "ok"}
