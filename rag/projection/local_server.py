"""The built-in Chroma server of an archive: started by whoever comes first, used by all.

The first process that needs vectors takes a lock in the data folder, starts the server on a
random loopback port and writes the port beside it; the others read it. The operating system
frees the lock when its holder dies, and the server ends with its parent, so the next process that
asks takes over.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from uuid import uuid4

from rag.errors import VectorsUnavailable

START_SECONDS = 30.0
"""How long to wait for the server. Measured: 0.2 s when the machine is quiet, 6 s when busy."""

_WATCH_SECONDS = 0.2
_CRASHES = 3
_CRASH_WINDOW_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A server that answered: its address, and a token that is new at every start."""

    url: str
    epoch: str


class LocalServer:
    """The archive's own server, whichever process runs it."""

    def __init__(self, folder: Path) -> None:
        """Remember where the index lives; nothing is started yet."""
        self._folder = folder
        self._data = folder / "chroma"
        self._record = folder / "server.json"
        self._discard = folder / "discard"
        self._guard = threading.Lock()
        self._watcher: _Watcher | None = None

    def running(self) -> Running:
        """Return the running server, starting it where nobody does.

        Raises:
            VectorsUnavailable: it could not be started in time.
        """
        from filelock import FileLock, Timeout

        deadline = time.monotonic() + START_SECONDS
        with self._guard:
            while time.monotonic() < deadline:
                if self._watcher is None:
                    self._folder.mkdir(parents=True, exist_ok=True)
                    lock = FileLock(self._folder / "server.lock", is_singleton=False)
                    try:
                        lock.acquire(timeout=0)
                        self._watcher = _Watcher(self, lock)
                        self._watcher.start()
                    except Timeout:
                        pass  # another process runs it: its record says where
                found = self._answering()
                if found is not None:
                    return found
                time.sleep(0.05)
        raise VectorsUnavailable(
            f"The vector index in {self._folder} could not be started within "
            f"{START_SECONDS:.0f} seconds.",
            remedy=f"Questions are answered from full text meanwhile. See {self.log_path}; "
            "deleting that folder is safe, it is made again.",
            item=str(self._folder),
        )

    @property
    def log_path(self) -> Path:
        """Where the server's own messages go."""
        return self._folder / "chroma.log"

    def discard(self) -> None:
        """Have the owner throw the index away and start an empty one; returns when done.

        Raises:
            VectorsUnavailable: the owner did not react in time.
        """
        before = self._read_record()
        self._discard.touch()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            now = self.running()  # becomes the owner where the owner is gone
            if not self._discard.exists() and now != before:
                return
            time.sleep(0.1)
        raise VectorsUnavailable(
            f"The damaged vector index in {self._folder} could not be replaced.",
            remedy="Stop the page and all “ingest” runs, delete that folder, and start again.",
            item=str(self._folder),
        )

    def close(self) -> None:
        """Stop the server if this process started it."""
        with self._guard:
            if self._watcher is not None:
                self._watcher.stop()
                self._watcher = None

    # --- for the watcher ----------------------------------------------------------------------

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the child and record it once it answers."""
        self._record.unlink(missing_ok=True)
        port = _free_port()
        with self.log_path.open("wb") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "rag.chroma_server", str(self._data), str(port)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environment(),
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while child.poll() is None and time.monotonic() < deadline:
            if _answers(port):
                self._write_record(Running(url=f"http://127.0.0.1:{port}", epoch=uuid4().hex))
                return child
            time.sleep(0.02)
        return child

    def throw_away(self) -> None:
        """Remove the index's files (nothing that cannot be rebuilt)."""
        shutil.rmtree(self._data, ignore_errors=True)
        self._discard.unlink(missing_ok=True)

    def discard_wanted(self) -> bool:
        """Say whether some process found the index damaged."""
        return self._discard.exists()

    # --- the record -----------------------------------------------------------------------------

    def _answering(self) -> Running | None:
        found = self._read_record()
        if found is None:
            return None
        port = int(found.url.rsplit(":", 1)[1])
        return found if _answers(port) else None

    def _read_record(self) -> Running | None:
        try:
            record = json.loads(self._record.read_text(encoding="utf-8"))
            return Running(url=str(record["url"]), epoch=str(record["epoch"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # none yet, or being replaced

    def _write_record(self, running: Running) -> None:
        fresh = self._record.with_suffix(".new")
        fresh.write_text(json.dumps({"url": running.url, "epoch": running.epoch}), "utf-8")
        os.replace(fresh, self._record)


class _Watcher(threading.Thread):
    """Keeps the child running while this process lives."""

    def __init__(self, server: LocalServer, lock: object) -> None:
        super().__init__(name="chroma-watcher", daemon=True)
        self._server = server
        self._lock = lock  # held as long as this object lives
        self._ending = threading.Event()
        self._crashes: list[float] = []

    def run(self) -> None:
        child = self._server.spawn()
        while not self._ending.wait(_WATCH_SECONDS):
            if self._server.discard_wanted():
                _end(child)
                self._server.throw_away()
                child = self._server.spawn()
            elif child.poll() is not None:
                if self._crashes_too_often():
                    self._server.throw_away()
                child = self._server.spawn()
        _end(child)

    def stop(self) -> None:
        self._ending.set()
        self.join(timeout=10)
        release = getattr(self._lock, "release", None)
        if release is not None:
            release()

    def _crashes_too_often(self) -> bool:
        now = time.monotonic()
        self._crashes = [t for t in self._crashes if now - t < _CRASH_WINDOW_SECONDS] + [now]
        if len(self._crashes) < _CRASHES:
            return False
        self._crashes.clear()
        return True


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdin is not None:
        child.stdin.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)  # knows nothing of proxies
    try:
        connection.request("GET", "/api/v2/heartbeat")
        return b"heartbeat" in connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _environment() -> dict[str, str]:
    """The child needs no proxy, and no token of ours."""
    drop = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "CHROMA_URL"}
    return {name: value for name, value in os.environ.items() if name.upper() not in drop}
