"""The Chroma server as a child process that ends when its parent does.

``python rag/chroma_server.py FOLDER PORT`` serves the folder on loopback until its standard input
ends. The parent holds the other end of that pipe, so a parent that is killed takes the server
with it, on every operating system. A lock beside the folder keeps a second server off the same
files, which would damage them: the first may need a moment to end.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

LOCK_SUFFIX = ".lock"
LOCK_SECONDS = 10.0
TAKEN = 3
"""The exit code if another server keeps the folder."""

_GRACE_SECONDS = 3.0


def _end_with_parent() -> None:
    # Not sys.stdin: its lock, held by this thread, would spoil the end of the interpreter.
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(0)


def main(folder: str, port: str) -> None:
    """Serve until standard input ends. The Rust server lets the watching thread run.

    Ends with exit code ``TAKEN`` if another server keeps the folder.
    """
    from filelock import FileLock, Timeout

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    lock = FileLock(folder + LOCK_SUFFIX, timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        sys.stderr.write(f"Another server keeps {folder}.\n")
        os._exit(TAKEN)
    # The package's own command would import all of chromadb (1 s) to start the same server.
    import chromadb_rust_bindings  # type: ignore[import-untyped]

    chromadb_rust_bindings.cli(
        ["chroma", "run", "--path", folder, "--host", "127.0.0.1", "--port", port]
    )
    os._exit(0)  # the kernel frees the lock


if __name__ == "__main__":
    main(*sys.argv[1:])
