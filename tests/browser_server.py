"""The page on a real port in a thread, for tests that speak HTTP or drive a browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ui.server import address, bind, server_for
from ui.serving.reach import HERE, Reach
from ui.web import House


@contextmanager
def serving(assistant: Any, house: House | None = None, reach: Reach = HERE) -> Iterator[str]:
    """Serve ``assistant``'s page and those that stand on ``house``; yield the address."""
    listening = bind("127.0.0.1", 0)
    server = server_for(assistant, house=house, reach=reach)
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
