"""Documents that were handed in to be read, and what is said of those that cannot be."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.reading.child import Job, Limits
from rag.errors import DocumentError, UsageError

SECONDS, MEGABYTES = "TANYA_READ_SECONDS", "TANYA_READ_MB"
_LEAST = {SECONDS: 1, MEGABYTES: 256}


class Passing(DocumentError):
    """A document cannot be read now, but perhaps later."""


@dataclass(eq=False, kw_only=True, slots=True)
class Ticket:
    """A job that was handed in; its answer comes later."""

    job: Job
    number: int
    data: bytes = b""
    answer: bytes = b""
    failure: DocumentError | None = None
    repeated: bool = False
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def cost(self) -> int:
        """Return how many bytes the document has."""
        return max(len(self.data), self.job.size)


def mib(limits: Limits) -> str:
    """Return how much memory one document may take, for a message."""
    return f"{limits.memory >> 20:,} MiB"


def too_much(job: Job, reason: str) -> DocumentError:
    """Return the error for a document that ended its process."""
    return DocumentError(
        f"It cannot be read safely: {reason}.",
        remedy="It may be damaged or made to do harm. Save the article as plain text instead.",
        item=job.name,
    )


def not_started(job: Job, error: OSError) -> Passing:
    """Return the error for a document for which the system gives no process."""
    return Passing(
        f"No process to read it could be started: {error.strerror or error}.",
        remedy="Close other programs, then try again with “ingest retry --all”.",
        item=job.name,
    )


def interrupted() -> DocumentError:
    """Return the error for a document whose run has ended."""
    return DocumentError("Reading was interrupted.", remedy="Run the same command again.")


def limits_of(environ: Mapping[str, str]) -> Limits:
    """Return what one document may cost, as the environment says.

    ``TANYA_READ_SECONDS`` (30) is the time, by the clock and of work; ``TANYA_READ_MB`` (1024) the
    address space.

    Raises:
        UsageError: one of them is no number, or too small for any document.
    """
    standard = Limits()
    seconds = _number(environ, SECONDS, int(standard.wall_s))
    megabytes = _number(environ, MEGABYTES, standard.memory >> 20)
    return Limits(memory=megabytes << 20, cpu_s=seconds, wall_s=float(seconds))


def _number(environ: Mapping[str, str], name: str, standard: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return standard
    if not text.isdecimal() or int(text) < _LEAST[name]:
        raise UsageError(
            f"{name} is “{text[:20]}”, which is no number from {_LEAST[name]}.",
            remedy=f"Correct it, or unset it for the usual {standard}.",
            item=name,
        )
    return int(text)
