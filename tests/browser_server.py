"""Programs on a real port in a thread, for tests that speak HTTP or drive a browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket
from typing import TYPE_CHECKING, Any

from ui.server import address, bind, server_for
from ui.serving.reach import HERE, Reach
from ui.web import House

if TYPE_CHECKING:
    import uvicorn


@contextmanager
def serving(assistant: Any, house: House | None = None, reach: Reach = HERE) -> Iterator[str]:
    """Serve ``assistant``'s page and those that stand on ``house``; yield the address."""
    listening = bind("127.0.0.1", 0)
    with running(server_for(assistant, house=house, reach=reach), listening) as found:
        yield found


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve a small program without the chat; yield its address."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    with running(server, bind("127.0.0.1", 0)) as found:
        yield found


@contextmanager
def running(server: uvicorn.Server, listening: socket) -> Iterator[str]:
    """Run a server in a thread until it is no longer needed; yield its address."""
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started:
        if time.monotonic() > until or not thread.is_alive():
            raise RuntimeError("the page did not start")
        time.sleep(0.02)
    try:
        yield address(*listening.getsockname()[:2])
    finally:
        server.should_exit = True
        thread.join(timeout=15)
        listening.close()
