"""One reading process as its run sees it: started, spoken to, watched, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from ingest.reading.child import Job, Limits
from ingest.reading.wire import Broken, packed, receive, send

_ROOT = Path(__file__).resolve().parents[2]
# -P: never a module from the folder in which the command was started. The program's own folder is
# looked in last, so that nothing beside it hides a module of Python's.
_START = "import sys; sys.path.append(sys.argv.pop()); import ingest.reading.child as c; c.main()"
_WINDOWS = sys.platform == "win32"


class Lost(Exception):
    """The process is gone; ``certain`` when it was its present document's doing."""

    def __init__(self, reason: str, *, certain: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.certain = certain


class ReadingProcess:
    """A process of its own group, so that Ctrl-C is for the run alone."""

    def __init__(self, limits: Limits) -> None:
        """Start it."""
        self._limits = limits
        self._late = False
        self._deadline: float | None = None
        self._waiting = 0
        self.answered = 0
        """How many documents it has answered."""
        asked = json.dumps(packed(limits))
        python = [sys.executable, "-P", "-W", "ignore", "-c", _START]
        command = [*python, asked, str(os.getpid()), str(_ROOT)]
        group = {} if _WINDOWS else {"process_group": 0}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **group,  # type: ignore[call-overload]
        )
        self._starting = True

    def send(self, job: Job, data: bytes) -> None:
        """Hand it a document.

        Raises:
            Lost: it is gone.
        """
        if not self._waiting:
            self._restart_clock()
        self._waiting += 1
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, packed_job(job), data)
        except (OSError, ValueError) as error:
            raise self._lost() from error

    def receive(self) -> bytes:
        """Wait for the next answer.

        Raises:
            Lost: it is gone.
        """
        assert self._process.stdout is not None
        try:
            answer, _ = receive(self._process.stdout)
        except (Broken, OSError, ValueError) as error:
            raise self._lost() from error
        self._starting = False
        self._waiting -= 1
        if self._waiting:
            self._restart_clock()
        else:
            self._deadline = None
        return answer

    def look(self, now: float) -> None:
        """End it if the present document has taken longer than allowed."""
        if self._deadline is not None and now > self._deadline:
            self._late = True
            self._kill()

    def end(self) -> None:
        """End it at once and wait until it is gone."""
        self._kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()

    def _restart_clock(self) -> None:
        # The interpreter's own start is not the document's fault.
        self._deadline = time.monotonic() + self._limits.wall_s + (10 if self._starting else 0)

    def _kill(self) -> None:
        if self._process.poll() is not None:
            return
        with suppress(OSError):
            if _WINDOWS:
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)

    def _lost(self) -> Lost:
        if self._late:
            return Lost(
                f"reading it takes longer than the {self._limits.wall_s:g} seconds that one may",
                certain=True,
            )
        self._kill()
        code = self._process.wait(5)
        if not _WINDOWS and code == -signal.SIGXCPU:
            return Lost(
                f"reading it takes more than the {self._limits.cpu_s} seconds of work that one may",
                certain=True,
            )
        return Lost("its reader crashed over it")


def packed_job(job: Job) -> dict[str, object]:
    """Return a job as a message."""
    return {"job": packed(job)}
