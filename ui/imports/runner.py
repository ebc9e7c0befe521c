"""Runs what people ask of ``ingest``: one child process at a time, beside the server.

Never through a shell, with no more of the environment than is needed, and with what it says kept in
bounds. ``ingest`` is safe to be killed, and what is asked again is done only as far as it is not
done; so when the server ends, the running command is interrupted (as Ctrl-C does: it stores what it
has), is killed if it does not listen, and what waits is dropped. Uploaded files stay and are
offered again (``uploads``).
"""

from __future__ import annotations

import atexit
import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from rag.errors import UsageError
from rag.settings import Settings
from ui.imports.jobs import Job, JobState, environment, reported
from ui.imports.journal import Action
from ui.web import Visitor

MOST_WAITING = 20
KEPT = 20
"""Ended jobs that the page shows; they are not kept over a restart, the imports' records are."""
GRACE_S = 5.0
_OUTPUT = 4_000_000  # bytes of a report: some 10,000 items
_ERRORS = 20_000
_PIECE = 65_536
_HOUSE = Path(__file__).resolve().parents[2]
_log = logging.getLogger("ui")


class Runner:
    """A queue of jobs and the thread that does them. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        network: Sequence[str] = (),
        program: Sequence[str] = (sys.executable, "-m", "ingest"),
    ) -> None:
        """Prepare; nothing is started before something is asked for.

        Args:
            settings: where the archive is.
            network: options for fetching that the operator of the page decided on, such as
                ``--allow-address=192.168.1.0/24``; people at the page can never give them.
            program: what is run.
        """
        self.network = tuple(network)
        sample = ("--sample",) if settings.sample else ()
        self._program = (*program, "--data-dir", str(settings.data_dir), *sample)
        self._jobs: dict[str, Job] = {}
        self._news = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(
        self,
        visitor: Visitor,
        action: Action,
        what: Sequence[str],
        steps: Sequence[tuple[str, ...]],
        after: Callable[[], None] | None = None,
    ) -> Job:
        """Put something into the queue.

        Raises:
            UsageError: too much is waiting already, or the server is ending.
        """
        job = Job(
            id=secrets.token_urlsafe(9),
            action=action,
            what=tuple(what),
            person=visitor.name,
            asked_at=datetime.now(UTC),
            steps=tuple(steps),
            after=after,
        )
        with self._news:
            waiting = sum(each.state is JobState.WAITING for each in self._jobs.values())
            if self._closed or waiting >= MOST_WAITING:
                raise UsageError(
                    "Too much is waiting to be imported already.",
                    remedy="Wait until some of it is done, then ask again.",
                )
            self._jobs[job.id] = job
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="imports", daemon=True)
                self._thread.start()
                atexit.register(self.close)
            self._news.notify_all()
        return job

    def jobs(self) -> list[Job]:
        """Return what runs, waits and has ended, the latest asked for first."""
        with self._news:
            return list(self._jobs.values())[::-1]

    def stop(self, identity: str) -> bool:
        """Interrupt a running job in good order, or take it out of the queue; False if it ended."""
        with self._news:
            job = self._jobs.get(identity)
            if job is None or job.state not in (JobState.WAITING, JobState.RUNNING):
                return False
            self._jobs[identity] = replace(job, state=JobState.STOPPED, ended_at=datetime.now(UTC))
            process = self._process if job.state is JobState.RUNNING else None
        if process is not None:
            _interrupt(process)
        return True

    def close(self) -> None:
        """Drop what waits and end what runs; returns when it has ended."""
        with self._news:
            self._closed = True
            open_jobs = [j.id for j in self._jobs.values() if j.state is JobState.WAITING]
            process = self._process
            self._news.notify_all()
        for identity in open_jobs:
            self.stop(identity)
        if process is not None:
            _interrupt(process)
            try:
                process.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                process.kill()
        if self._thread is not None:
            self._thread.join(GRACE_S)
            atexit.unregister(self.close)

    # --- the thread ----------------------------------------------------------------------

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._do(job)
            except Exception as error:  # noqa: BLE001 - the next job is to be done all the same
                _log.exception("A job of the page broke off")
                self._end(job.id, JobState.FAILED, told=f"{type(error).__name__}: {error}")

    def _next(self) -> Job | None:
        with self._news:
            while not self._closed:
                for job in self._jobs.values():
                    if job.state is JobState.WAITING:
                        return self._set(job.id, state=JobState.RUNNING)
                self._news.wait()
        return None

    def _do(self, job: Job) -> None:
        for step in job.steps:
            code, output, errors = self._run(job.id, step)
            found = reported(output, errors, code)
            state = JobState.DONE if found.ended else JobState.FAILED
            self._set(job.id, counts=found.counts, failures=found.failures, told=found.told)
            if state is JobState.FAILED or self._stopped(job.id):
                break
        if not self._stopped(job.id):
            interrupted = code == 130 or code < 0
            self._end(job.id, JobState.STOPPED if interrupted else state, told=found.told)
            if state is JobState.DONE and not interrupted and job.after is not None:
                job.after()

    def _run(self, identity: str, step: Sequence[str]) -> tuple[int, str, str]:
        """Run one command to its end; return its code and what it said."""
        with self._news:
            if self._closed or self._jobs[identity].state is not JobState.RUNNING:
                return 130, "", ""
            process = subprocess.Popen(
                [*self._program, *step],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=_HOUSE,
                env=environment(),
                start_new_session=True,  # Ctrl-C at the server's terminal is for the server
            )
            self._process = process
            self._set(identity, pid=process.pid)
        assert process.stdout is not None and process.stderr is not None
        errors: list[bytes] = []
        other = threading.Thread(
            target=lambda: errors.append(_tail(process.stderr, _ERRORS)), daemon=True
        )
        other.start()
        output = _head(process.stdout, _OUTPUT)
        code = process.wait()
        other.join(GRACE_S)
        for stream in (process.stdout, process.stderr):
            stream.close()
        with self._news:
            self._process = None
        return code, _text(output), _text(b"".join(errors))

    def _stopped(self, identity: str) -> bool:
        with self._news:
            return self._jobs[identity].state is JobState.STOPPED

    def _end(self, identity: str, state: JobState, *, told: str) -> None:
        with self._news:
            self._set(identity, state=state, told=told, ended_at=datetime.now(UTC))
            ended = [j.id for j in self._jobs.values() if j.ended_at is not None]
            for old in ended[:-KEPT]:
                del self._jobs[old]

    def _set(self, identity: str, **changes: object) -> Job:
        with self._news:
            job = self._jobs[identity] = replace(self._jobs[identity], **changes)  # type: ignore[arg-type]
            return job


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    try:
        process.send_signal(signal.SIGINT) if os.name == "posix" else process.terminate()
    except OSError as error:  # it has just ended
        _log.debug("Not interrupted: %s", error)


def _head(stream: IO[bytes], most: int) -> bytes:
    """Read to the end, keep the beginning."""
    kept = b""
    while piece := stream.read(_PIECE):
        kept += piece[: most - len(kept)]
    return kept


def _tail(stream: IO[bytes] | None, most: int) -> bytes:
    """Read to the end, keep the end."""
    kept = b""
    while stream is not None and (piece := stream.read(_PIECE)):
        kept = (kept + piece)[-most:]
    return kept


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
