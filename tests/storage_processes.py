"""Starting, asking and killing other processes, for the tests of storage."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

WORKER = Path(__file__).with_name("storage_worker.py")


class WorkerError(Exception):
    """The worker met an error that a person could meet."""


class Worker:
    """A process with an archive and a projector of its own."""

    def __init__(self, folder: Path, *, follow: bool = False, **environ: str) -> None:
        arguments = ["desk", str(folder), *(["follow"] if follow else [])]
        self.process = subprocess.Popen(
            [sys.executable, str(WORKER), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environ},
        )
        self._rest = b""
        assert self._line(30) == b"ready"

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.kill()

    def ask(self, method: str, *arguments: Any, seconds: float = 110) -> Any:
        """Call a method of ``storage_worker.Desk``."""
        self.begin(method, *arguments)
        return self.end(seconds)

    def begin(self, method: str, *arguments: Any) -> None:
        """Call it without waiting for its end."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([method, *arguments]).encode() + b"\n")
        self.process.stdin.flush()

    def end(self, seconds: float = 60) -> Any:
        """Wait for the end of what was begun."""
        result, error = json.loads(self._line(seconds))
        if error:
            raise WorkerError(error)
        return result

    def kill(self) -> None:
        """Kill it with -9, if it still lives."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                continue

    def _line(self, seconds: float) -> bytes:
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self.process.stdout], [], [], 0.05)
            if ready:
                more = os.read(self.process.stdout.fileno(), 65536)
                if not more:
                    raise EOFError("the worker is gone")
                self._rest += more
            elif time.monotonic() > deadline:
                raise TimeoutError(f"no answer in {seconds} seconds")
        line, _, self._rest = self._rest.partition(b"\n")
        return line


def server_pid(folder: Path) -> int | None:
    """Return the process of the archive's own Chroma server, or None."""
    try:
        return int(json.loads((folder / "vectors" / "server.json").read_text())["pid"])
    except (OSError, ValueError, KeyError):
        return None


def server_port(folder: Path) -> int:
    """Return the port of the archive's own Chroma server."""
    return int(json.loads((folder / "vectors" / "server.json").read_text())["port"])


def alive(pid: int) -> bool:
    """Say whether a process lives (and is no zombie)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status != "Z"


def kill_server(folder: Path) -> None:
    """Kill the archive's own Chroma server with -9, if there is one."""
    pid = server_pid(folder)
    if pid is not None and alive(pid):
        os.kill(pid, signal.SIGKILL)


def soon(true: Callable[[], object], seconds: float = 60) -> bool:
    """Wait until something holds; whether it did. What holds is seen at once."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
