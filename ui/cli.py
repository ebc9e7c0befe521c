"""``python -m ui``: serve the page on this machine.

Everything heavy is imported after the options are read, and what only answering needs
(llama-index, Chroma) after the page is up.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.errors import TanyaError, UsageError

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from rag.settings import Settings

LOCAL = ("127.0.0.1", "localhost", "::1")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code (see ``rag.errors``)."""
    options = _parser().parse_args(argv)
    try:
        return _serve(options)
    except TanyaError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tanya ui", description="Open Tanya Serikat in the browser, on this machine."
    )
    parser.add_argument(
        "--sample", action="store_true", help="ask the sample archive that comes with the program"
    )
    parser.add_argument("--data-dir", metavar="DIR", help="the folder of the archive")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=7860, help="port to listen on (7860)")
    parser.add_argument(
        "--no-browser", action="store_true", help="do not open a browser, only print the address"
    )
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port (1 to 65535)")
    return int(text)


def _serve(options: argparse.Namespace) -> int:
    if options.host not in LOCAL:
        raise UsageError(
            f"The page cannot listen on {options.host}: there is no sign-in yet, so anyone on "
            "the network could read the archive.",
            remedy="Leave out --host; the page then answers on this machine only.",
            item=options.host,
        )
    from rag.environment import silence

    silence(os.environ)
    from ui.server import bind

    listening = bind(options.host, options.port)
    try:
        from rag.settings import load

        settings = load(os.environ, data_dir=options.data_dir, sample=options.sample)
        code = _fill_sample(settings.data_dir) if options.sample else 0
        if not code:
            _open_and_serve(settings, listening, browser=not options.no_browser)
        return code
    finally:
        listening.close()


def _say(line: str) -> None:
    print(line, flush=True)


def _fill_sample(data_dir: Path) -> int:
    """Let ``ingest`` put the sample archive in place, its progress visible; return its code."""
    import subprocess

    command = [sys.executable, "-m", "ingest", "sample", "--data-dir", str(data_dir)]
    return subprocess.run(command, check=False).returncode


def _open_and_serve(settings: Settings, listening: socket.socket, *, browser: bool) -> None:
    from rag.assistant import open_assistant
    from ui.server import serve

    assistant = open_assistant(settings)
    try:
        serve(assistant, listening, browser=browser, report=_say)
    finally:
        assistant.close()
