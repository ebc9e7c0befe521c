"""The process in which documents are read: one at a time, under limits, with nothing to lose.

A parser that hangs, crashes or eats memory costs its document and this process; the run goes on
with another one. ``ingest.reading.pool`` is the other end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any, BinaryIO

from ingest.articles import Prepared, make_article
from ingest.documents import Document, Metadata
from ingest.reading.wire import Broken, packed, receive, send, unpacked
from ingest.split import split
from rag.archive.words import Analysed, analysed
from rag.errors import DocumentError
from rag.likeness import Signature, signature
from rag.records import Passage

READ, RECORD, FEED = "read", "record", "feed"

_RECYCLE_ITEMS = 2000
"""A new process after so many documents: parsers leak, and starting one takes 0.2 s."""
_RECYCLE_SHARE = 0.5  # of the allowed address space in use
_SHOWN = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one document may cost: bytes of address space, seconds of CPU and by the clock.

    1 GiB and 30 s: measured with hostile files of eight formats, no honest article came near
    either, and every bomb met one of them.
    """

    memory: int = 1 << 30
    cpu_s: int = 30
    wall_s: float = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A document to be read: a file, bytes that are at hand, or a record of an export.

    ``path`` is empty where ``data`` or ``record`` (a packed ``ingest.exports.Record``) hold the
    document. ``operator`` is what the operator gives, ``given`` what is known from where it was
    found (a feed). ``size`` is in bytes.
    """

    task: str = READ
    source: str
    name: str
    path: str = ""
    size: int = 0
    operator: Metadata = Metadata()
    given: Metadata = Metadata()
    record: Any = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadArticle:
    """What came of a document: an article, the lines of its text, and its passages.

    ``words`` are those of its title and of each passage, as the archive's index keeps them.
    ``scheme`` and ``hashes`` (hexadecimal) are the signature of its text.
    """

    prepared: Prepared
    passages: tuple[Passage, ...]
    words: tuple[Analysed, ...]
    scheme: str
    hashes: str

    def signature(self) -> Signature:
        """Return the signature of its text."""
        return Signature(scheme=self.scheme, hashes=bytes.fromhex(self.hashes))

    def words_by_name(self) -> dict[str, Analysed]:
        """Return the words by passage id, those of the title by itself."""
        names = (self.prepared.article.title, *(passage.id for passage in self.passages))
        return dict(zip(names, self.words, strict=True))


def carry_out(job: Job, data: bytes) -> dict[str, Any]:
    """Do one job and return the reply: ``ok`` with the packed result, or ``error``.

    Raises:
        MemoryError: more memory was needed than is allowed.
    """
    try:
        return {"ok": packed(_TASKS[job.task](job, data))}
    except DocumentError as error:
        return _error(error.what, error.remedy)
    except OSError as error:
        reply = _error(
            f"It cannot be opened: {error.strerror or error}.",
            "Check that the file is there and that you may read it.",
        )
        return reply | {"errno": error.errno or 0}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a parser's fault costs this document alone
        return _error(
            f"Its reader failed unexpectedly ({type(error).__name__}: {str(error)[:_SHOWN]}).",
            "Please report this with the file; meanwhile save the article as plain text.",
        )


def read_article(job: Job, data: bytes) -> ReadArticle:
    """Read a document into an article and split it.

    Raises:
        DocumentError: it cannot be read, or holds no text.
        OSError: its file cannot be opened.
    """
    sidecar = None
    if job.task == RECORD:
        document = _document_of_record(job)
    else:
        document = _document(job, data)
        sidecar = _sidecar(Path(job.path)) if job.path else None
    given = None if job.given == Metadata() else job.given
    prepared = make_article(document, job.source, job.operator, sidecar=sidecar, given=given)
    article, passages = prepared.article, split(prepared.article, prepared.lines)
    texts = (article.title, *(article.text[each.start : each.end] for each in passages))
    made = signature(article.text)
    return ReadArticle(
        prepared=prepared,
        passages=passages,
        words=tuple(analysed(text) for text in texts),
        scheme=made.scheme,
        hashes=made.hashes.hex(),
    )


def _document(job: Job, data: bytes) -> Document:
    from ingest.readers import max_bytes, read, too_large

    if not job.path:
        return read(data, job.name)
    # A pipe or a device may have taken the file's place meanwhile: never wait for one.
    handle = os.open(job.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not S_ISREG(status.st_mode):
            raise DocumentError(
                "It is no regular file.", remedy="Give the file itself.", item=job.path
            )
        limit = max_bytes(job.path)
        if status.st_size > limit:
            raise too_large(job.path, status.st_size, limit)
        return read(stream.read(limit + 1), job.path)


_BINARY = getattr(os, "O_BINARY", 0)


def _document_of_record(job: Job) -> Document:
    from ingest.exports.records import Record, document_of

    return document_of(unpacked(Record, job.record))


def _sidecar(path: Path) -> Metadata:
    from ingest.fields import sidecars

    return sidecars.find(path)


def _feed(job: Job, data: bytes) -> object:
    from ingest.feeds.reading import parse_feed

    return parse_feed(data, job.name)


_TASKS = {READ: read_article, RECORD: read_article, FEED: _feed}


def _error(what: str, remedy: str) -> dict[str, Any]:
    return {"error": [what, remedy]}


# --- the process ------------------------------------------------------------------------------


def main() -> None:
    """Answer jobs from standard input until it ends.

    Arguments: the limits as JSON, and the number of the process that started this one.
    """
    _die_with(int(sys.argv[2]))
    limits = unpacked(Limits, json.loads(sys.argv[1]))
    # What a parser prints must not mix with the answers.
    answers = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    _limit(limits)
    try:
        _serve(sys.stdin.buffer, answers, limits)
    except (Broken, OSError):
        pass  # the run has ended
    finally:
        # No interpreter clean-up: after a memory error there may be nothing to do it with.
        os._exit(0)


def _serve(jobs: BinaryIO, answers: BinaryIO, limits: Limits) -> None:
    for number in range(1, _RECYCLE_ITEMS + 1):
        body, data = receive(jobs)
        job = unpacked(Job, json.loads(body)["job"])
        _allow_cpu(limits)
        try:
            reply = carry_out(job, data)
            last = number == _RECYCLE_ITEMS or _large(limits)
        except MemoryError:
            reply, last = {"memory": True}, True
        send(answers, reply | {"last": True} if last else reply)
        if last:
            return


def _limit(limits: Limits) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the run's business
    try:
        import resource
    except ImportError:  # Windows: the run's clock is the only limit
        return
    for kind, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, limits.memory)):
        _, hard = resource.getrlimit(kind)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (most, most))


def _allow_cpu(limits: Limits) -> None:
    """Allow the next document its seconds of CPU; the kernel ends the process beyond them."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_s
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or soft <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _large(limits: Limits) -> bool:
    """Tell whether so much memory was needed that the next document had better start afresh."""
    return _most_memory() > limits.memory * _RECYCLE_SHARE


def _most_memory() -> int:
    """Return the most bytes this process has held so far; 0 where that is not known."""
    try:
        # Not getrusage: on Linux its figure is inherited from the process that started this one.
        with open("/proc/self/status", encoding="ascii", errors="replace") as stream:
            lines = dict(line.split(":", 1) for line in stream if ":" in line)
        return int(lines["VmHWM"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        pass
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _die_with(parent: int) -> None:
    """Be ended with the run, however it ends; elsewhere the end of standard input tells."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    set_death_signal = 1  # PR_SET_PDEATHSIG, linux/prctl.h
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
    if os.getppid() != parent:  # it died before
        os._exit(0)


if __name__ == "__main__":
    main()
