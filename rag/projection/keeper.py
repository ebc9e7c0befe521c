"""Keeps one Chroma server running for as long as this process lives."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import rag.chroma_server
from rag.projection.places import Places, Running

if TYPE_CHECKING:
    from filelock import BaseFileLock

START_SECONDS = 30.0
"""How long a server may take to answer. Measured: 0.2 s on a quiet machine, 6 s on a busy one."""

_LOOK_SECONDS = 0.2
_HEARTBEAT_SECONDS = 2.0
_SILENT_SECONDS = 12.0
"""A server that gave no sign of life for so long is stuck, and is replaced."""

_ORPHAN_SECONDS = 5.0
"""How long a server may outlive its parent: its own grace is 3 s."""

_FAILED_STARTS = 3
"""After so many in a row the index is taken for broken and thrown away."""

_LONGEST_PAUSE = 30.0


class Keeper(threading.Thread):
    """The thread of the process that owns the server. Ends when it is not the owner any more."""

    def __init__(self, places: Places, lock: BaseFileLock) -> None:
        """Keep the server of this folder; ``lock`` is held, and freed at the end."""
        super().__init__(name="chroma-keeper", daemon=True)
        self.failures = 0
        """Starts in a row after which the server did not answer."""
        self._places = places
        self._lock = lock
        self._lock_file = os.stat(places.owner)
        self._ending = threading.Event()
        self._epoch = ""
        self._taken = False  # another server keeps the folder

    def run(self) -> None:
        """Start the server whenever there is none."""
        try:
            self._wait_for_orphan()
            while self._mine() and not self._ending.is_set():
                try:
                    answered = self._keep_one()
                except OSError:  # no space for the log, no process to be had: later perhaps
                    answered = False
                self._pause(answered)
        finally:
            found = self._places.record()
            if found is not None and found.epoch == self._epoch:
                self._places.drop_record()
            self._lock.release()

    def stop(self) -> None:
        """End the server and free the folder."""
        self._ending.set()
        self.join(timeout=10)

    def _keep_one(self) -> bool:
        """Run a server to its end; whether it ever answered."""
        port = _free_port()
        with self._places.log.open("wb") as log:
            child = subprocess.Popen(
                # By its path: `-m` would import from whatever folder the user stands in.
                [
                    sys.executable,
                    "-P",
                    str(Path(rag.chroma_server.__file__).resolve()),
                    str(self._places.data.resolve()),
                    str(port),
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environment(),
                start_new_session=True,
            )
        try:
            if not self._answered(child, port):
                self._taken = child.poll() == rag.chroma_server.TAKEN
                return False
            self._epoch = uuid4().hex
            self._places.write_record(Running(port=port, pid=child.pid, epoch=self._epoch))
            self._watch(child, port)
            return True
        finally:
            _end(child)
            self._places.do_wanted()

    def _answered(self, child: subprocess.Popen[bytes], port: int) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while child.poll() is None and time.monotonic() < deadline and not self._ending.is_set():
            if answers(port) and child.poll() is None:
                return True
            time.sleep(0.02)
        return False

    def _watch(self, child: subprocess.Popen[bytes], port: int) -> None:
        """Return when the server is gone, stuck, or not wanted any more."""
        alive = asked = time.monotonic()
        while not self._ending.wait(_LOOK_SECONDS):
            gone = child.poll() is not None or not self._places.data.exists()
            if gone or self._places.wanted() or not self._mine():
                return
            now = time.monotonic()
            if now - asked >= _HEARTBEAT_SECONDS:
                asked = now
                if answers(port):
                    alive = now
                elif now - alive >= _SILENT_SECONDS:
                    child.kill()
                    return

    def _pause(self, answered: bool) -> None:
        """Wait ever longer after failed starts, and try without the index after some."""
        if answered:
            self.failures = 0
            return
        self.failures += 1
        broken = self.failures == _FAILED_STARTS and not self._taken
        if broken and self._places.enough_space():
            self._places.throw_away()
        self._ending.wait(min(_LONGEST_PAUSE, 0.1 * 2**self.failures))

    def _wait_for_orphan(self) -> None:
        """Let the server of an owner that was killed end before another one opens its files."""
        from filelock import FileLock, Timeout

        lock = FileLock(self._places.in_use, is_singleton=False)
        left = self._places.record()
        try:
            lock.acquire(timeout=_ORPHAN_SECONDS)
            lock.release()
        except Timeout:
            if left is not None:  # it is alive, for it holds the lock, and it is stuck
                _kill(left.pid)
        self._places.drop_record()

    def _mine(self) -> bool:
        """Whether the lock still stands: somebody may have deleted the whole folder."""
        try:
            return os.path.samestat(self._lock_file, os.stat(self._places.owner))
        except OSError:
            return False


def answers(port: int, patience: float = 2.0) -> bool:
    """Say whether a Chroma server answers on that port within ``patience`` seconds."""
    connection = HTTPConnection("127.0.0.1", port, timeout=patience)  # knows nothing of proxies
    try:
        connection.request("GET", "/api/v2/heartbeat")
        return b"heartbeat" in connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child: its standard input ends, and so does it."""
    assert child.stdin is not None  # it was made with a pipe
    child.stdin.close()
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _kill(pid: int) -> None:
    try:
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    except OSError:
        return  # it has ended by itself


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment() -> dict[str, str]:
    """The child needs no proxy, and no token of ours."""
    drop = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "CHROMA_URL"}
    return {name: value for name, value in os.environ.items() if name.upper() not in drop}
