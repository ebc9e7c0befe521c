"""The web program: the chat and the plain pages behind the gate and the guard.

A request passes the guard (hosts, origins, addresses, sizes), then the gate (who visits), then a
plain page or the chat. Gradio's own calls home are off.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from rag.environment import silence
from rag.errors import TanyaError
from ui.chat import Answering
from ui.guard import BODY_LIMIT, Guard
from ui.render import TEMPLATES
from ui.serving.reach import HERE, Reach
from ui.theme import theme, variables
from ui.web import House, Shell, language_of

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from ui.imports import Runner

STATIC = TEMPLATES.parent / "static"
WAITING = 256
"""Events that may wait in Gradio's queue before it turns people away."""
SESSIONS = 1000
"""Pages that Gradio remembers at most; the longest unused is forgotten first.

``ui.leaving`` forgets closed ones; this bounds what comes from programs that never open a stream
and so never leave. Each is 58 kB (tracemalloc, 100 of them) and what was drawn in it last: with
Gradio's own limit of 10,000 it would be up to 1 GB.
"""

_log = logging.getLogger("ui")


def quiet_gradio() -> None:
    """Switch off everything that would call out or keep records of its own; before the import."""
    silence(os.environ)
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    # Its own statistics of events: pandas over all of the last 10,000 after every single one.
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"


def build_app(assistant: Answering, *, house: House | None = None, reach: Reach = HERE) -> FastAPI:
    """Return the whole web program around an assistant. Imports gradio (seconds of CPU).

    Args:
        assistant: what answers; it is not closed here.
        house: what the pages beside the chat stand on; without it there is only the chat, and
            nothing of it is kept.
        reach: by which names and below which path the pages may be called.

    Returns:
        The program; set ``app.state.ending`` when its server ends, so that the streams to open
        pages are closed in order.
    """
    quiet_gradio()
    from ui.page import TOGETHER, build_page

    def build() -> FastAPI:
        page = build_page(assistant, house)
        page.state_session_capacity = SESSIONS
        page.queue(max_size=WAITING, default_concurrency_limit=TOGETHER, api_open=False)
        app = _with_pages(house)
        _mount_chat(app, page, reach)
        _guarded(app, house, reach)
        return app

    return _in_a_loop(build)


def _with_pages(house: House | None) -> FastAPI:
    """Return the program with the plain pages and the static files."""
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles

    from ui.imports import Runner
    from ui.net import Net
    from ui.serving import assets

    runner = Runner(house.settings) if house else None

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncGenerator[None, None]:
        yield
        if runner:
            await asyncio.to_thread(runner.close)

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=living)
    app.add_api_route("/health", _health)
    app.router.routes.extend(assets.routes())
    app.mount("/tanya", StaticFiles(directory=STATIC))
    if house and runner:
        shell = Shell(house)
        app.router.routes.extend(_pages(house, shell, runner))
        app.add_exception_handler(TanyaError, _telling(shell))
        app.add_middleware(Net, tell=_telling(shell))
    return app


def _pages(house: House, shell: Shell, runner: Runner) -> list[BaseRoute]:
    from ui import accounts, conversations, feedback, imports, library, memo
    from ui.evidence import reader
    from ui.glossed import pages as glossary

    return [
        *library.routes(house, shell),
        *imports.routes(house, shell, runner),
        *conversations.routes(house, shell),
        *memo.routes(house, shell),
        *feedback.routes(house, shell),
        *reader.routes(house, shell),
        *glossary.routes(house, shell),
        *accounts.routes(house, shell),
    ]


def _telling(shell: Shell) -> Callable[[Request, Exception], Response]:
    """Return what shows an error of a plain page as a page in plain words."""

    def tell(request: Request, error: Exception) -> Response:
        from ui.texts import texts, trouble

        language = language_of(request)
        if isinstance(error, TanyaError):
            return shell.refusal(request, 500, *trouble(error, language))
        _log.error("A page could not be drawn: %s", request.url.path, exc_info=error)
        words = texts(language)
        return shell.refusal(request, 500, words.unexpected_page, words.unexpected_remedy)

    return tell


def _mount_chat(app: FastAPI, page: gr.Blocks, reach: Reach) -> None:
    import gradio as gr

    from ui.page import HEAD

    gr.mount_gradio_app(
        app,
        page,
        path="/",
        root_path=reach.root_path,
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
        head=HEAD,
    )


def _guarded(app: FastAPI, house: House | None, reach: Reach) -> None:
    """Put the gate around everything, and the guard around the gate."""
    from ui.accounts.gate import Gate

    app.state.ending = asyncio.Event()
    app.add_middleware(Gate, house=house)
    app.add_middleware(Guard, reach=reach, ending=app.state.ending)


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
