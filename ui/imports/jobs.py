"""What a person asked ``ingest`` to do from the page, as commands and as they are shown."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from ui.imports.journal import Action
from ui.passages import safe_link

MOST_URLS = 200
_URL_LENGTH = 2_000
_TOLD = 600  # characters of what the program said
_FAILED_SHOWN = 10
_PASSED = frozenset(
    "PATH HOME LANG LANGUAGE TZ TMPDIR TMP TEMP USER LOGNAME SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC"
    " PATHEXT USERPROFILE APPDATA LOCALAPPDATA PROGRAMDATA XDG_DATA_HOME XDG_CACHE_HOME"
    " XDG_CONFIG_HOME XDG_RUNTIME_DIR LD_LIBRARY_PATH SSL_CERT_FILE SSL_CERT_DIR"
    " OLLAMA_HOST CHROMA_URL".split()
)
_PREFIXES = ("TANYA_", "LC_")
_SECRET = ("PASSWORD", "SECRET", "TOKEN", "KEY")


class JobState(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"  # some items may have failed
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One thing that was asked for. ``what`` is in words that the person knows it by.

    ``steps`` are commands of ``ingest``, each only after the one before succeeded. ``counts`` and
    ``failures`` (item, reason, remedy) are what the last one reported, ``told`` what it said of
    trouble. ``after`` is called when it came to its end, not when it was stopped or failed.
    """

    id: str
    action: Action
    what: tuple[str, ...]
    person: str
    asked_at: datetime
    steps: tuple[tuple[str, ...], ...]
    state: JobState = JobState.WAITING
    pid: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    failures: tuple[tuple[str, str, str], ...] = ()
    told: str = ""
    ended_at: datetime | None = None
    after: Callable[[], None] | None = field(default=None, compare=False, repr=False)


def adding(
    what: Sequence[str], *, outlet: str = "", network: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the command that adds files (full paths) or addresses, which are checked before."""
    return ("add", "--json", *network, *_outlet(outlet), "--", *what)


def following(url: str, *, outlet: str = "", network: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the command that follows a feed."""
    return ("follow", "add", "--json", *network, *_outlet(outlet), "--", url)


def reading_feeds(url: str = "", *, network: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the command that looks for new items in one feed, or in all that are due."""
    return ("follow", "run", "--json", *network, *(("--", url) if url else ()))


def retrying(source: str = "", *, network: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the command that tries one failed item again, or all."""
    named = ("--", source) if source else ("--all",)
    return ("retry", "--json", *network, *named)


def _outlet(name: str) -> tuple[str, ...]:
    return (f"--outlet={name}",) if name else ()  # one argument: a name may begin with "-"


def plain_line(text: str, most: int = 120) -> str:
    """Return what a person typed into a field as one clean line."""
    kept = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(kept.split())[:most]


def addresses(text: str) -> tuple[list[str], list[str]]:
    """Return the web addresses of a text with one a line, each once, and the lines that are none.

    Only ``http`` and ``https`` with a host: what else ``ingest add`` may be given (files of this
    machine, folders, patterns, options) is not for the page. Addresses with a password are refused.
    """
    good: list[str] = []
    bad: list[str] = []
    for line in dict.fromkeys(each.strip() for each in text.splitlines()):
        if line:
            (good if is_address(line) else bad).append(line)
    return good, bad


def is_address(text: str) -> bool:
    """Tell whether a text is an address of the web, and nothing else in any reading."""
    begins = text.startswith(("http://", "https://"))
    return (
        begins
        and len(text) <= _URL_LENGTH
        and text.isprintable()
        and bool(safe_link(text))
        and bool(urlsplit(text).hostname)
    )


def environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what a child process is told of this one's environment: nothing that it need not know.

    A list of what passes, not of what does not: a server's environment may hold anything.
    """
    passed = {
        name: value
        for name, value in environ.items()
        if (name.upper() in _PASSED or name.startswith(_PREFIXES))
        and not any(word in name.upper() for word in _SECRET)
    }
    return {**passed, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """What a command said at its end; ``ended`` when its report is there, whatever its code."""

    ended: bool
    counts: Mapping[str, int]
    failures: tuple[tuple[str, str, str], ...]
    told: str


def reported(output: str, errors: str, code: int) -> Reported:
    """Read what a command of ``ingest`` wrote; it is data of other people's articles as well."""
    try:
        whole = json.loads(output.strip().rpartition("\n")[2] or "{}")
        result: dict[str, Any] = whole if isinstance(whole, dict) else {}
    except ValueError:  # cut, because there was too much of it
        result = {}
    counts = result.get("counts")
    told = str(result.get("notice") or "")
    # Code 1 with a report (perhaps a cut one) is a run in which some items failed; without one the
    # command itself did, such as following an address that is no feed.
    ended = isinstance(counts, dict) or code == 0 or (code == 1 and bool(output.strip()))
    if not told and not ended:
        lines = [line.strip() for line in errors.splitlines() if line.strip()]
        told = lines[-1].removeprefix("ingest: ") if lines else ""
    failed = [each for each in result.get("results") or () if each.get("outcome") == "failed"]
    return Reported(
        ended=ended,
        counts={str(n): int(v) for n, v in counts.items()} if isinstance(counts, dict) else {},
        failures=tuple(
            (str(each.get("path")), str(each.get("reason")), str(each.get("remedy")))
            for each in failed[:_FAILED_SHOWN]
        ),
        told=told[:_TOLD],
    )
