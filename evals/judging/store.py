"""Every reply of a judge, kept as it came: one JSON line a call, written before it is used.

A reply is found again only under the very same question to the very same judge (ragas' own disk
cache forgets which judge answered, and with which settings).
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from rag.errors import UsageError

_FORM = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Which judge: the model's name with its tag, its digest, and the version of Ollama.

    ``longest`` is the window in tokens that the model can have, 0 where that is not known.
    """

    model: str
    digest: str
    version: str
    longest: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What came of one call: the text as it came, or else the failure in words.

    ``seconds`` is how long the call took when it was made.
    """

    text: str
    failure: str = ""
    seconds: float = 0.0


def key_of(
    judge: Identity,
    prompt: str,
    schema: Mapping[str, Any],
    options: Mapping[str, Any],
    repeat: int,
) -> str:
    """Return the key of a call: SHA-256 over all that can change its reply."""
    parts = [_FORM, asdict(judge), prompt, dict(schema), dict(options), repeat]
    return sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Store:
    """A JSONL file of replies, read once, then only appended to; each line reaches the disk.

    ``notices`` tell what of the file is not used. Two runs may append to one file: a line is one
    write. With ``file`` None nothing is kept on disk.
    """

    def __init__(self, file: Path | None, *, writing: bool = True) -> None:
        """Read the file, or begin a new one.

        Raises:
            UsageError: it cannot be read or written, or is not a store.
        """
        self._file = file
        self._replies: dict[str, Reply] = {}
        self._judges: list[Identity] = []
        self.notices: list[str] = []
        if file is None:
            return
        try:
            self._read(file, writing)
        except OSError as error:
            raise _wrong(file, f"cannot be used: {error.strerror}") from error

    def __len__(self) -> int:
        return len(self._replies)

    def get(self, key: str) -> Reply | None:
        """Return the reply under this key: the newest, and a text before a failure."""
        return self._replies.get(key)

    def last_judge(self, model: str) -> Identity | None:
        """Return the judge of this name that wrote last; a replay goes by its replies alone."""
        named = [each for each in self._judges if _same(each.model, model)]
        return named[-1] if named else None

    def others(self, judge: Identity) -> int:
        """Return how many other judges the file holds replies of; none of them is used."""
        return len({each for each in self._judges if each != judge})

    def put(self, key: str, judge: Identity, repeat: int, reply: Reply) -> None:
        """Keep a reply; on return it is on the disk.

        Raises:
            UsageError: the file cannot be written.
        """
        self._take(key, reply)
        if self._file is None:
            return
        record = {"key": key, "repeat": repeat, **asdict(judge), **asdict(reply)}
        line = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        try:
            handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                if os.write(handle, line) != len(line):  # the rest is cut off at the next opening
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise _wrong(self._file, f"cannot be written: {error.strerror}") from error

    def _read(self, file: Path, writing: bool) -> None:
        if not file.exists():
            if writing:
                file.touch(mode=0o600)
                return
            raise _wrong(file, "is not there")
        content = file.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        for number, line in enumerate(whole.split(b"\n"), 1):
            if line.strip():
                self._line(file, number, line)
        if len(whole) < len(content):
            self.notices.append(
                f"The last line of {file.name} was cut when it was written; its call is made again."
            )
            if writing:
                os.truncate(file, len(whole))

    def _line(self, file: Path, number: int, line: bytes) -> None:
        try:
            record = json.loads(line)
            judge = Identity(
                model=str(record["model"]),
                digest=str(record["digest"]),
                version=str(record["version"]),
                longest=int(record["longest"]),
            )
            reply = Reply(
                text=str(record["text"]),
                failure=str(record["failure"]),
                seconds=float(record["seconds"]),
            )
            key = str(record["key"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise _wrong(file, f"is not a store of a judge's replies (line {number})") from error
        self._take(key, reply)
        if not self._judges or self._judges[-1] != judge:
            self._judges.append(judge)

    def _take(self, key: str, reply: Reply) -> None:
        known = self._replies.get(key)
        if known is None or not reply.failure or known.failure:
            self._replies[key] = reply


def _same(one: str, other: str) -> bool:
    """Whether two names are one model; a name without a tag means ``latest``."""
    tagged = [n if ":" in n.rpartition("/")[2] else f"{n}:latest" for n in (one, other)]
    return tagged[0].lower() == tagged[1].lower()


def _wrong(file: Path, why: str) -> UsageError:
    return UsageError(
        f"The store {file} {why}.", remedy="Name another file with --store.", item=str(file)
    )
