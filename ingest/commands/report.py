"""What ``ingest`` says: a line for each article, a summary, and the same as JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from ingest.documents import normal_line
from ingest.results import FAILED, SKIPPED, UNCHANGED, Result

MOVED, REMOVED, KEPT = "moved", "removed", "kept"
_ORDER = ("new", "updated", UNCHANGED, "duplicate", MOVED, REMOVED, KEPT, FAILED)
_MOST_KINDS = 6  # of skipped files that are named
_HEAD = 10  # columns for the outcome


def say(text: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(_writable(text) + "\n")


def warn(text: str) -> None:
    """Write a line to standard error, after what was said before it."""
    sys.stdout.flush()
    sys.stderr.write(_writable(text) + "\n")


def _writable(text: str) -> str:
    r"""Return a text with bytes of file names that are no text as ``\udcff``, as JSON has them."""
    return text.encode("utf-8", "backslashreplace").decode()


def print_json(value: object) -> None:
    """Write a value as one line of JSON to standard output; dates become YYYY-MM-DD."""
    say(json.dumps(plain(value), ensure_ascii=False))


def plain(value: object) -> Any:  # noqa: ANN401 - what JSON can hold
    """Return records as objects, dates as text, and everything else as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


class Tally:
    """Counts what became of files; keeps every result if wanted."""

    def __init__(self, *, keep: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self.nothing = "no articles were found"
        """What is said of a run without any result."""
        self._kinds: Counter[str] = Counter()
        self._results: list[Result] | None = [] if keep else None

    def count(self, result: Result) -> None:
        """Count one result."""
        self.counts[result.outcome] += 1
        if result.outcome == SKIPPED:
            self._kinds[PurePath(result.path).suffix.casefold() or "no ending"] += 1
        if self._results is not None and result.outcome != SKIPPED:
            self._results.append(result)

    def summary(self, seconds: float, *, interrupted: bool) -> str:
        """Return the last line of a run."""
        parts = [f"{self.counts[name]:,} {name}" for name in _ORDER if self.counts[name]]
        if self.counts[SKIPPED]:
            kinds = [normal_line(kind) for kind, _ in self._kinds.most_common(_MOST_KINDS)]
            more = ", …" if len(self._kinds) > _MOST_KINDS else ""
            told = f"{', '.join(kinds)}{more}"
            parts.append(f"{self.counts[SKIPPED]:,} of other kinds skipped ({told})")
        done = ", ".join(parts) or self.nothing
        if interrupted:
            return (
                f"Interrupted after {seconds:.1f} s: {done}. What is listed is stored; run the "
                "same command again to go on."
            )
        return f"{done[0].upper()}{done[1:]}, in {seconds:.1f} s."

    def as_json(self, seconds: float, notice: str, *, interrupted: bool) -> dict[str, Any]:
        """Return the whole run as one object."""
        counted = [name for name in (*_ORDER, SKIPPED) if name not in _RARE or self.counts[name]]
        return {
            "results": [asdict(result) for result in self._results or ()],
            "counts": {name: self.counts[name] for name in counted},
            "seconds": round(seconds, 3),
            "interrupted": interrupted,
            "notice": notice,
        }


_RARE = (MOVED, REMOVED, KEPT)


def result_line(result: Result) -> str:
    """Return the line for one file."""
    head = f"{result.outcome:{_HEAD}} "
    path = normal_line(result.path)
    if result.outcome in (FAILED, KEPT):
        return f"{head}{path}: {result.reason} {result.remedy}".rstrip()
    return f"{head}{result.title}  ({path})" if result.title else f"{head}{path}"
