"""The Chroma server as a child process that ends when its parent does.

``python -m rag.chroma_server FOLDER PORT`` serves the folder on loopback until its standard input
ends. The parent holds the other end of that pipe, so a parent that is killed takes the server
with it, on every operating system.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

_GRACE_SECONDS = 3.0


def _end_with_parent() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(0)


def main(folder: str, port: str) -> None:
    """Serve until standard input ends. The Rust server lets the watching thread run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # The package's own command would import all of chromadb (1 s) to start the same server.
    import chromadb_rust_bindings  # type: ignore[import-untyped]

    chromadb_rust_bindings.cli(
        ["chroma", "run", "--path", folder, "--host", "127.0.0.1", "--port", port]
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
