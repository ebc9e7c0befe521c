"""Raw replies of a real model in a file, and what they were recorded with.

A file holds one JSON object a line. The first is the head (:class:`Head`), each further one a
question (:class:`Recorded`) with every request that the product made for it and the raw reply to
each, before anything was read out of it. The file's name is the head's fingerprint. A line is
written and brought to the disk as one piece, so that a run that is cut loses at most one question;
of two lines for one question the later one counts. The lines are what a recording covers, also of
questions for which the model was not asked; each carries a digest of itself, so that a reply that
was changed afterwards is no reply of the model.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from rag.errors import ArchiveError, UsageError

FOLDER = Path(__file__).resolve().parent.parent / "recordings" / "live"
"""Where recordings are kept that every run replays."""

_MEANING = ("model", "messages", "format", "options", "think", "truncate", "shift")
"""What of a request decides the reply; how it is sent and how long the model stays does not."""
_SEAL = "sha256"


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What a file was recorded with.

    ``options`` are those of a chat request; ``window`` is what the server really gave, in tokens
    (0 where it did not say); ``prompts`` are digests of the rules, examples and schema by name;
    ``dataset`` and ``corpus`` digests of the questions and of the archive; ``size`` is bytes on
    disk. ``made`` is an ISO moment in UTC and, like what the server says of itself, no part of the
    fingerprint.
    """

    model: str
    digest: str
    options: Mapping[str, float]
    prompts: Mapping[str, str]
    dataset: str
    corpus: str
    quantization: str = ""
    parameters: str = ""
    size: int = 0
    ollama: str = ""
    window: int = 0
    capabilities: tuple[str, ...] = ()
    made: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over model, digest, options, prompts, dataset and corpus."""
        same = ("model", "digest", "options", "prompts", "dataset", "corpus")
        return digest_of({name: getattr(self, name) for name in same})


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """One request to ``/api/chat`` and the reply, letter by letter.

    ``reply`` is all text that came, ``sizes`` the lengths in characters of the pieces before the
    last line, ``end`` the last line (empty where the product hung up before it). ``status`` is
    that of HTTP; of a refusal ``error`` holds the text.
    """

    request: Mapping[str, Any]
    reply: str = ""
    sizes: tuple[int, ...] = ()
    thinking: str = ""
    end: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    error: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the exact request."""
        return digest_of(self.request)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """Every exchange of one question, in order; none where the model was not asked."""

    id: str
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """A file as it was read: ``items`` are the questions that it covers, by id.

    ``damaged`` says in words which lines cannot be used, and why; ``lost`` are the questions of
    those lines that can be told. A line for which a whole one stands further down is neither.
    """

    path: Path
    head: Head
    items: Mapping[str, Recorded]
    damaged: tuple[str, ...] = ()
    lost: frozenset[str] = frozenset()


def digest_of(value: object) -> str:
    """Return SHA-256 over JSON with sorted keys, in hexadecimal."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def meaning_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a request's body that decides the reply."""
    return {name: body[name] for name in _MEANING if name in body}


def read_recording(path: Path) -> Recording:
    """Read a file of recordings.

    Raises:
        UsageError: it cannot be read, or does not begin with a head.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from error
    head, found = _head(path, lines[0])
    damaged: list[str] = []
    if head.fingerprint != found or not path.stem.startswith(found[:16]):
        damaged.append(
            "the first line names another model, digest, option or prompt than the file was "
            "recorded with: it was changed, or the file was renamed"
        )
    items, bad = _items(lines[1:], found)
    damaged += [why for _, why in bad]
    lost = frozenset(identity for identity, _ in bad if identity) - items.keys()
    return Recording(path=path, head=head, items=items, damaged=tuple(damaged), lost=lost)


def _items(lines: Iterable[bytes], of: str) -> tuple[dict[str, Recorded], list[tuple[str, str]]]:
    """Return what lines of the file ``of`` hold, and id ("": unknown) and fault of the others."""
    items: dict[str, Recorded] = {}
    bad: list[tuple[str, str]] = []
    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            item = _item(value)
            fault = _fault(value, of)
        except (ValueError, KeyError, TypeError, AttributeError):
            bad.append(("", f"line {number} is cut off or no recording"))
            continue
        if fault:
            bad.append((item.id, f"line {number} ({item.id}) {fault}"))
            continue
        items[item.id] = item
        bad = [each for each in bad if each[0] != item.id]  # recorded anew
    return items, bad


def recordings_in(folder: Path) -> tuple[Recording, ...]:
    """Return all recordings of a folder, the newest first; none where there is no folder.

    Raises:
        UsageError: a file of it cannot be used.
    """
    found = [read_recording(path) for path in sorted(folder.glob("*.jsonl"))]
    return tuple(sorted(found, key=lambda each: each.head.made, reverse=True))


class Keeper:
    """Appends to one file of recordings; what stands in it stays."""

    def __init__(self, folder: Path, head: Head) -> None:
        """Open the file of ``head``, or begin it; a line that was cut off is taken away.

        Raises:
            UsageError: there is such a file, and it cannot be used.
            ArchiveError: it cannot be written.
        """
        self.path = folder / f"{head.fingerprint[:16]}.jsonl"
        self.head = head
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if self.path.exists():
                _without_rest(self.path)
            if not self.path.exists() or not self.path.stat().st_size:
                self._append({"head": asdict(head), "fingerprint": head.fingerprint})
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def known(self) -> dict[str, Recorded]:
        """Return what need not be asked again: of this file, else of the same model in others."""
        found: dict[str, Recorded] = {}
        for each in reversed(recordings_in(self.path.parent)):
            same = (each.head.model, each.head.digest) == (self.head.model, self.head.digest)
            if same and each.path != self.path:
                found |= each.items
        return found | dict(read_recording(self.path).items)

    def add(self, item: Recorded) -> None:
        """Keep a question's exchanges.

        Raises:
            ArchiveError: they cannot be written.
        """
        try:
            line = {**asdict(item), "of": self.head.fingerprint}
            self._append({**line, _SEAL: _sealed(line)})
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def _append(self, value: object) -> None:
        line = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        with self.path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def _without_rest(path: Path) -> None:
    """Take away what stands behind the last whole line."""
    raw = path.read_bytes()
    whole = raw.rfind(b"\n") + 1
    if whole != len(raw):
        with path.open("r+b") as file:
            file.truncate(whole)


def _head(path: Path, line: bytes) -> tuple[Head, str]:
    try:
        found = json.loads(line)
        values = dict(found["head"])
        values["capabilities"] = tuple(values.get("capabilities", ()))
        return Head(**values), str(found["fingerprint"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unusable(path, "does not begin with what it was recorded with") from error


def _item(found: Mapping[str, Any]) -> Recorded:
    exchanges = tuple(
        Exchange(**{**each, "sizes": tuple(each["sizes"])}) for each in found["exchanges"]
    )
    return Recorded(id=str(found["id"]), exchanges=exchanges)


def _fault(found: Mapping[str, Any], of: str) -> str:
    """Return in words why a whole line is none of this file's, else nothing."""
    if found["of"] != of:
        return "comes from another file"
    if found[_SEAL] != _sealed(found):
        return "is not what was recorded: it was changed or damaged since"
    return ""


def _sealed(line: Mapping[str, Any]) -> str:
    """Return SHA-256 over all of a line but the digest itself."""
    return digest_of({name: value for name, value in line.items() if name != _SEAL})


def names(items: Iterable[str], most: int = 5) -> str:
    """Return a few names and how many more there are."""
    held = list(items)
    more = f" and {len(held) - most} more" if len(held) > most else ""
    return ", ".join(held[:most]) + more


def _unusable(path: Path, why: str) -> UsageError:
    return UsageError(
        f"The recording {path.name} {why}.",
        remedy="Restore it, or delete it and make it anew with “./tanya evals record”.",
        item=str(path),
    )


def _unwritable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError(
        f"The recording {path} cannot be written: {error.strerror}.",
        remedy="Make room, or name another folder with --out; what was recorded is kept.",
        item=str(path),
    )
