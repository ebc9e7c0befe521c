"""The running server: its address, its start, what it loads afterwards, and its end."""

from __future__ import annotations

import errno
import gc
import logging
import os
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Protocol

from rag.errors import TanyaError, UsageError
from ui.chat import Answering
from ui.serving.ended import hush_ended_streams
from ui.serving.reach import HERE, Reach, is_wildcard

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from ui.web import House

_GRACE = 3
"""Seconds that answers in progress get when the server is told to end."""

Report = Callable[[str], None]

_log = logging.getLogger("ui")


class Serving(Answering, Protocol):
    """An assistant that a server runs with."""

    def warm_up(self) -> None:
        """Load what answering needs."""


def bind(host: str, port: int) -> socket.socket:
    """Take the address before anything heavy is loaded, so that trouble shows at once.

    Raises:
        UsageError: the port is taken, or the address is not one of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere the option lets two programs share one port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise _cannot_bind(host, port, error) from error
    return listening


def _cannot_bind(host: str, port: int, error: OSError) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        return UsageError(
            f"Port {port} is taken by another program, perhaps by a page that already runs.",
            remedy=f"Open {address(host, port)}, or start with another port: --port {port + 1}.",
            item=str(port),
        )
    if error.errno == errno.EACCES:
        return UsageError(
            f"Port {port} may not be used by this user.",
            remedy="Choose one above 1023, such as --port 7860.",
            item=str(port),
        )
    return UsageError(
        f"The page cannot listen on {host}, port {port}: {error.strerror or error}.",
        remedy="Leave out --host and --port to use 127.0.0.1 and 7860.",
        item=host,
    )


def address(host: str, port: int) -> str:
    """Return what to type into a browser."""
    return HERE.address(host, port)


def server_for(
    assistant: Answering, *, house: House | None = None, reach: Reach = HERE
) -> uvicorn.Server:
    """Return a server for the page: quiet, nameless, and without a log of who asked.

    Args:
        assistant: what answers.
        house: what the pages beside the chat stand on; without it there is only the chat.
        reach: by which names and below which path it is called, and who encrypts.
    """
    import uvicorn

    app = _program(assistant, house, reach)

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.ending.set()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        # What a proxy says of scheme and sender counts only from the proxies that were named.
        proxy_headers=bool(reach.proxies),
        forwarded_allow_ips=list(reach.proxies),
        ssl_certfile=reach.certificate,
        ssl_keyfile=reach.key,
        timeout_graceful_shutdown=_GRACE,
        # The other reader of HTTP (httptools) holds headers of any size: 200 MB of them, sent by
        # whoever reaches the port, stayed in memory.
        http="h11",
        h11_max_incomplete_event_size=32 * 1024,
        ws="none",
    )
    hush_ended_streams()
    return Server(config)


def _program(assistant: Answering, house: House | None, reach: Reach) -> FastAPI:
    from ui.app import build_app

    return build_app(assistant, house=house, reach=reach)


def serve(
    assistant: Serving,
    listening: socket.socket,
    *,
    browser: bool,
    report: Report,
    house: House | None = None,
    reach: Reach = HERE,
) -> None:
    """Serve the page until Ctrl-C or a signal to end; return when all is closed.

    The page is up before ``assistant.warm_up`` begins, which then runs beside it. ``report``
    is given the lines that the operator should see; ``house`` and ``reach`` are as for
    ``server_for``.
    """
    where = found_at(listening, reach)

    def ready() -> None:
        report(f"Tanya Serikat: {where}  (Ctrl-C ends it)")
        threading.Thread(target=_warm_up, args=(assistant, report), daemon=True).start()
        if browser:
            threading.Thread(target=webbrowser.open, args=(where,), daemon=True).start()

    _run(server_for(assistant, house=house, reach=reach), listening, ready)


def found_at(listening: socket.socket, reach: Reach) -> str:
    """Return the address at which this machine's own browser finds the page.

    A certificate is made out to a name, which the operator gave first among those that are not
    this machine's names for itself.
    """
    host, port = listening.getsockname()[:2]
    if is_wildcard(host):
        named = [name for name in reach.hosts if name not in HERE.hosts]
        host = named[0] if named else HERE.hosts[0]
    return reach.address(host, port)


def _run(server: uvicorn.Server, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Run uvicorn with our own end: it re-raises the signal it was ended by, which is not news."""

    class _Ended(Exception):
        pass

    def end(number: int, frame: FrameType | None) -> None:
        raise _Ended

    signals = [signal.SIGINT, signal.SIGTERM, *_hangup()]
    before = {number: signal.signal(number, end) for number in signals}
    announced = threading.Thread(target=_when_started, args=(server, ready), daemon=True)
    announced.start()
    try:
        server.run(sockets=[listening])
    except _Ended:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _hangup() -> list[signal.Signals]:
    return [signal.SIGHUP] if hasattr(signal, "SIGHUP") else []


def _when_started(server: uvicorn.Server, ready: Callable[[], None]) -> None:
    """Call ``ready`` once the server accepts connections."""
    pause = threading.Event()
    while not server.started:
        if server.should_exit:
            return
        pause.wait(0.02)
    ready()


def _warm_up(assistant: Serving, report: Report) -> None:
    try:
        assistant.warm_up()
    except TanyaError as error:
        report(str(error))
    except Exception:  # noqa: BLE001 - a thread of its own: questions still work without it
        _log.exception("Preparing the assistant failed; questions may be slower or limited.")
    # What is loaded now stays: without this, each full collection looked through 330,000 objects
    # and stopped all answers for 0.18 s (measured with the sample archive on two busy cores).
    gc.collect()
    gc.freeze()
