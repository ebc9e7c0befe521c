"""How a run is seen while it goes on: lines in a pipe, lines above a bar on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType

from ingest.commands.report import result_line, say
from ingest.results import SKIPPED, UNCHANGED, Result

_COUNT_SECONDS = 0.5  # between two looks at the number of passages


class Display:
    """Plain lines: what a pipe or a log gets."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def __enter__(self) -> Display:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        sys.stdout.flush()

    def show(self, result: Result) -> None:
        """Print the line for one file; what did not change is only counted."""
        if not self._quiet and result.outcome not in (SKIPPED, UNCHANGED):
            say(result_line(result))

    def watch(self, passages: Callable[[], int]) -> None:
        """Take note of what tells how many passages were stored."""

    def embedded(self, done: int, total: int) -> None:
        """Take note that so many changes were followed."""

    def copied(self, what: str, done: int, total: int = 0) -> None:
        """Take note that so many records or vectors were written or read."""


class BarDisplay(Display):
    """Lines and bars: what a terminal gets. The bars are on standard error.

    The bar of the articles shows how many are done, how many passages they gave, and the time
    left; that of the vectors is seen while there are some to make.
    """

    def __init__(self, total: int, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as Remaining

        super().__init__(quiet=quiet)
        self._passages: Callable[[], int] | None = None
        self._looked = 0.0
        self._bar = Progress(
            TextColumn("{task.description:8}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[beside]}"),
            Remaining(),
            console=Console(stderr=True),
            transient=True,
            # Lines on the same terminal are printed above the bar; a pipe gets them untouched.
            redirect_stdout=sys.stdout.isatty(),
        )
        self._articles = self._bar.add_task(
            "articles", total=total or None, visible=total > 0, beside=""
        )
        self._vectors = self._bar.add_task("vectors", total=None, visible=False, beside="")

    def __enter__(self) -> Display:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
        super().__exit__(kind, error, trace)

    def show(self, result: Result) -> None:
        """Print the line for one file and move the bar."""
        super().show(result)
        self._bar.advance(self._articles)
        now = time.monotonic()
        if self._passages is not None and now - self._looked > _COUNT_SECONDS:
            self._looked = now
            self._bar.update(self._articles, beside=f"{self._passages():,} passages")

    def watch(self, passages: Callable[[], int]) -> None:
        """Show beside the articles how many passages were stored."""
        self._passages = passages

    def embedded(self, done: int, total: int) -> None:
        """Move the bar of the vectors; it is seen while there are many."""
        self._bar.update(self._vectors, completed=done, total=total, visible=done < total)

    def copied(self, what: str, done: int, total: int = 0) -> None:
        """Move the bar of a copy."""
        self._bar.update(
            self._articles, description=what, completed=done, total=total or None, visible=True
        )


def open_display(total: int, *, quiet: bool) -> Display:
    """Return a display with bars on a terminal, else plain lines.

    Args:
        total: how many results are expected, 0 where that is not known.
        quiet: print no lines.
    """
    return BarDisplay(total, quiet=quiet) if sys.stderr.isatty() else Display(quiet=quiet)


def both(
    first: Callable[[int, int], None], other: Callable[[int, int], None]
) -> Callable[[int, int], None]:
    """Return what tells two others how far something has come."""

    def told(done: int, total: int) -> None:
        first(done, total)
        other(done, total)

    return told
