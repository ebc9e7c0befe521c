"""Reading in processes of their own: ahead of the run, in parallel, under limits.

Jobs go out in the order they were handed in, several small ones to a process at a time so that it
never waits for the next; each is answered by itself, so that whatever a document does to its
process costs that document alone. A process is started when there is work for it and not before.

What is blamed on a document has to happen twice where it may have been its predecessors' doing: a
process that dies or runs out of memory after it has read others gets its document repeated by a
fresh one.
"""

from __future__ import annotations

import errno
import json
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import TypeVar

from ingest.reading.child import FEED, Job, Limits, ReadArticle
from ingest.reading.process import Lost, ReadingProcess
from ingest.reading.tickets import Passing, Ticket, interrupted, mib, not_started, too_much
from ingest.reading.wire import unpacked
from rag.errors import DocumentError

_T = TypeVar("_T")

_MESSAGE_JOBS = 16
_SMALL = 100_000  # bytes; a larger document goes alone
_HELD_BYTES = 32_000_000
"""Answers that nobody has taken yet: with more than this no new job is given out."""
_LOOK_SECONDS = 0.05
_PATIENCE = 3  # jobs waiting before a second process is started: one or two are not worth it


class ReadingPool:
    """Reads documents in child processes. Use it as a context, or ``close`` it."""

    def __init__(self, *, processes: int = 0, limits: Limits | None = None) -> None:
        """Start nothing yet.

        Args:
            processes: how many at most; 0 for as many as the machine has processors, up to 4.
            limits: what one document may cost.
        """
        self.limits = limits or Limits()
        self._most = processes or min(4, max(1, os.cpu_count() or 1))
        self._queue: deque[Ticket] = deque()
        self._changed = threading.Condition()
        self._workers: list[_Worker] = []
        self._watch: threading.Thread | None = None
        self._next = 0
        self._taken = 0
        self._held = 0
        self.closed = False
        self.started = 0
        """How many processes were started so far."""

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, job: Job, data: bytes = b"") -> Ticket:
        """Hand a job in. Answers are to be taken in the same order."""
        with self._changed:
            self._next += 1
            ticket = Ticket(job=job, data=data, number=self._next)
            self._queue.append(ticket)
            self._changed.notify()
            idle = any(worker.idle for worker in self._workers)
            wanted = not self._workers or (len(self._queue) >= _PATIENCE and not idle)
            if wanted and len(self._workers) < self._most:
                self._workers.append(_Worker(self))
            if self._watch is None:
                self._watch = threading.Thread(target=self._watching, daemon=True)
                self._watch.start()
        return ticket

    def take(self, ticket: Ticket) -> ReadArticle:
        """Wait for a job's answer.

        Raises:
            DocumentError: the document cannot be read, or it went beyond a limit.
        """
        return self._result(ticket, ReadArticle)

    def parse_feed(self, data: bytes, url: str, kind: type[_T]) -> _T:
        """Read a feed; ``kind`` is the dataclass that ``ingest.feeds`` makes of it.

        Raises:
            DocumentError: it is no feed, or it went beyond a limit.
        """
        return self._result(self.submit(Job(task=FEED, source=url, name=url), data), kind)

    def close(self) -> None:
        """End all processes at once, whatever they are doing."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()
            workers = list(self._workers)
        for worker in workers:
            worker.end()
        for worker in workers:
            worker.join(2)

    def _result(self, ticket: Ticket, kind: type[_T]) -> _T:
        while not ticket.done.wait(0.2):  # a wait without end cannot be interrupted everywhere
            if self.closed:
                raise interrupted()
        with self._changed:
            self._taken = max(self._taken, ticket.number)
            self._held -= len(ticket.answer)
            self._changed.notify_all()
        if ticket.failure is not None:
            raise ticket.failure
        answer = json.loads(ticket.answer)
        ticket.answer = b""
        if "error" in answer:
            what, remedy = answer["error"]
            kind_of_error = Passing if answer.get("errno") in _PASSING else DocumentError
            raise kind_of_error(what, remedy=remedy, item=ticket.job.name)
        return unpacked(kind, answer["ok"])

    # --- for the workers --------------------------------------------------------------------------

    def next_jobs(self, free: int, *, wait: bool) -> list[Ticket]:
        """Return jobs for a process with room for ``free``; none, if there are none for it."""
        with self._changed:
            while not self.closed:
                if self._queue and (self._held < _HELD_BYTES or self._oldest_waits()):
                    return self._chunk(free)
                if not wait:
                    break
                self._changed.wait(1)
        return []

    def _oldest_waits(self) -> bool:
        return self._queue[0].number <= self._taken + 1

    def _chunk(self, free: int) -> list[Ticket]:
        share = max(1, min(free, len(self._queue) // len(self._workers)))
        chunk: list[Ticket] = []
        while self._queue and len(chunk) < share:
            first = self._queue[0]
            alone = first.cost > _SMALL or first.repeated
            if chunk and alone:
                break
            if alone and free < _MESSAGE_JOBS:  # its process must have nothing else to answer
                break
            chunk.append(self._queue.popleft())
            if alone:
                break
        return chunk

    def answered(self, ticket: Ticket, answer: bytes) -> None:
        """Keep the answer to a job."""
        with self._changed:
            self._held += len(answer)
        ticket.answer, ticket.data = answer, b""
        ticket.done.set()

    def failed(self, ticket: Ticket, failure: DocumentError) -> None:
        """Keep that a document could not be read."""
        ticket.failure, ticket.data = failure, b""
        ticket.done.set()

    def again(self, tickets: Sequence[Ticket]) -> None:
        """Put jobs back in front of the queue."""
        with self._changed:
            self._queue.extendleft(reversed(tickets))
            self._changed.notify_all()

    def _watching(self) -> None:
        while not self.closed:
            time.sleep(_LOOK_SECONDS)
            now = time.monotonic()
            for worker in tuple(self._workers):
                worker.look(now)


class _Worker:
    """One thread with one process at a time."""

    def __init__(self, pool: ReadingPool) -> None:
        self._pool = pool
        self._process: ReadingProcess | None = None
        self._sent: deque[Ticket] = deque()
        self.idle = False
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)
        self._thread.start()

    def look(self, now: float) -> None:
        """End the process if its document has taken too long."""
        if (process := self._process) is not None:
            process.look(now)

    def end(self) -> None:
        """End the process; the thread follows."""
        if (process := self._process) is not None:
            process.end()

    def join(self, seconds: float) -> None:
        """Wait for the thread."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._pool.closed:
            self._give()
            if not self._sent:
                continue
            try:
                self._hear()
            except Lost as lost:
                self._lost(lost)
        self.end()

    def _give(self) -> None:
        """Send as many jobs as the process has room for."""
        free = _MESSAGE_JOBS - len(self._sent)
        if self._sent and (free < _MESSAGE_JOBS // 2 or self._sent[-1].cost > _SMALL):
            return
        self.idle = not self._sent
        jobs = self._pool.next_jobs(free, wait=not self._sent)
        self.idle = False
        if not jobs:
            return
        if jobs[0].repeated:
            self.end()
            self._process = None
        if self._process is None:
            try:
                self._process = ReadingProcess(self._pool.limits)
            except OSError as error:
                for ticket in jobs:
                    self._pool.failed(ticket, not_started(ticket.job, error))
                return
            self._pool.started += 1
            if self._pool.closed:
                self._process.end()
        self._sent.extend(jobs)
        try:
            for ticket in jobs:
                self._process.send(ticket.job, ticket.data)
        except Lost as lost:
            self._lost(lost)

    def _hear(self) -> None:
        assert self._process is not None
        answer = self._process.receive()
        ticket = self._sent[0]
        if answer.startswith(_MEMORY):
            raise Lost(f"it needs more memory than the {mib(self._pool.limits)} that one may take")
        self._sent.popleft()
        self._pool.answered(ticket, answer)
        self._process.answered += 1
        if answer.endswith(_LAST):
            self._leave()

    def _leave(self) -> None:
        """Part with a process that has read enough; what it was still given goes to another."""
        self.end()
        self._process = None
        self._pool.again(self._sent)
        self._sent.clear()

    def _lost(self, lost: Lost) -> None:
        process, self._process = self._process, None
        assert process is not None
        process.end()
        first, rest = self._sent[0], list(self._sent)[1:]
        self._sent.clear()
        if self._pool.closed:
            return
        if process.answered and not first.repeated and not lost.certain:
            first.repeated = True
            self._pool.again([first, *rest])
            return
        self._pool.again(rest)
        self._pool.failed(first, too_much(first.job, lost.reason))


_MEMORY, _LAST = b'{"memory":', b'"last":true}'
# A disk or a share that may come back; Windows does not know the last.
_PASSING = (errno.EIO, errno.ETIMEDOUT, getattr(errno, "ESTALE", errno.EIO))
