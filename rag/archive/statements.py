"""What statements of several modules share: values in parts, and one form for times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

_BATCH = 400  # twice that is below SQLite's limit of 999 variables in old builds
_T = TypeVar("_T")


def batches(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Return values in parts that fit into one query."""
    for begin in range(0, len(values), _BATCH):
        yield values[begin : begin + _BATCH]


def marks(values: Sequence[object]) -> str:
    """Return a placeholder for each value of a query."""
    return ", ".join("?" * len(values))


def time_text(moment: datetime | None = None) -> str:
    """Return a moment (now, unless given) in UTC to the second: so times compare as texts."""
    return (moment or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
