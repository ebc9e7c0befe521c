"""How far a run has come: bars on a terminal, else one line where something begins and ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, TextIO, TypeVar

from evals.context import Watch

if TYPE_CHECKING:
    from rich.progress import Progress

_Item = TypeVar("_Item")


def watching(stream: TextIO | None = None) -> AbstractContextManager[Watch]:
    """Show progress while the context lasts, on stderr if not told otherwise.

    On a terminal: a bar for each section and, under it, one for its items, with the time gone and
    the time left. Elsewhere, such as in CI: a line when a section begins and when it ends, at once
    (flushed), and nothing for single items.
    """
    place = stream or sys.stderr
    return _on_terminal(place) if place.isatty() else _in_lines(place)


@contextmanager
def _on_terminal(stream: TextIO) -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=stream), transient=True) as progress:
        yield _Bars(progress)


@contextmanager
def _in_lines(stream: TextIO) -> Iterator[Watch]:
    yield _Lines(stream)


class _Bars:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._depth = 0

    def steps(self, items: Iterable[_Item], what: str, total: int) -> Iterator[_Item]:
        """Yield the items; a bar that stands under another goes when it is done."""
        task = self._progress.add_task("  " * self._depth + what, total=total)
        self._depth += 1
        try:
            for item in items:
                yield item
                self._progress.advance(task)
        finally:
            self._depth -= 1
            if self._depth:
                self._progress.remove_task(task)
            else:
                self._progress.stop_task(task)


class _Lines:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._depth = 0

    def steps(self, items: Iterable[_Item], what: str, total: int) -> Iterator[_Item]:
        """Yield the items; only the outermost say when they begin and how they end."""
        outermost, began, done = self._depth == 0, time.monotonic(), 0
        if outermost:
            self._say(f"{what}: begins")
        self._depth += 1
        try:
            for item in items:
                yield item
                done += 1
        finally:
            self._depth -= 1
            if outermost:
                state = "done" if done >= total else f"stopped after {done} of {total}"
                self._say(f"{what}: {state} in {time.monotonic() - began:.1f} s")

    def _say(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()
