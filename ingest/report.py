"""What ``ingest`` shows: a bar, a line for each article, a summary, and the same as JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict, fields
from datetime import date
from types import TracebackType
from typing import Any

from ingest.documents import normal_line
from ingest.pipeline import FAILED, SKIPPED, UNCHANGED, Result
from rag.errors import TanyaError
from rag.records import Article, ArticleSummary, Origin

_ORDER = ("new", "updated", UNCHANGED, "duplicate", FAILED)
_HEAD = 10  # columns for the outcome
_WORDS = {Origin.GIVEN: "given", Origin.STATED: "stated in the text", Origin.INFERRED: "inferred"}


def say(text: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(text + "\n")


def print_json(value: object) -> None:
    """Write a value as one line of JSON to standard output."""
    say(json.dumps(value, ensure_ascii=False))


class Tally:
    """Counts what became of files; keeps every result if wanted."""

    def __init__(self, *, keep: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self._results: list[Result] | None = [] if keep else None

    def count(self, result: Result) -> None:
        """Count one result."""
        self.counts[result.outcome] += 1
        if self._results is not None and result.outcome != SKIPPED:
            self._results.append(result)

    def summary(self, seconds: float, *, interrupted: bool) -> str:
        """Return the last line of a run."""
        parts = [f"{self.counts[name]:,} {name}" for name in _ORDER if self.counts[name]]
        if self.counts[SKIPPED]:
            parts.append(f"{self.counts[SKIPPED]:,} of other kinds skipped")
        done = ", ".join(parts) or "no articles were found"
        if interrupted:
            return (
                f"Interrupted after {seconds:.1f} s: {done}. What is listed is stored; run the "
                "same command again to go on."
            )
        return f"{done[0].upper()}{done[1:]}, in {seconds:.1f} s."

    def as_json(self, seconds: float, notice: str, *, interrupted: bool) -> dict[str, Any]:
        """Return the whole run as one object."""
        return {
            "results": [asdict(result) for result in self._results or ()],
            "counts": {name: self.counts[name] for name in (*_ORDER, SKIPPED)},
            "seconds": round(seconds, 3),
            "interrupted": interrupted,
            "notice": notice,
        }


def result_line(result: Result) -> str:
    """Return the line for one file."""
    head = f"{result.outcome:{_HEAD}} "
    path = normal_line(result.path)
    if result.outcome == FAILED:
        return f"{head}{path}: {result.reason} {result.remedy}".rstrip()
    return f"{head}{result.title}  ({path})" if result.title else f"{head}{path}"


def article_lines(article: Article) -> list[str]:
    """Return an article with its fields and where they came from."""

    def line(name: str, value: object, origin: Origin = Origin.UNKNOWN) -> str:
        whence = f"  ({_WORDS[origin]})" if value and origin in _WORDS else ""
        return f"{name:10} {value or '-'}{whence}"

    return [
        line("id", article.id),
        line("title", article.title, article.title_origin),
        line("outlet", article.outlet, article.outlet_origin),
        line("author", article.author),
        line("published", article.published, article.published_origin),
        line("language", article.language),
        line("section", article.section),
        line("tags", ", ".join(article.tags)),
        line("kind", article.kind.value),
        line("concerns", article.concerns),
        line("url", article.url),
        line("source", article.source),
        line("digest", article.digest),
        "",
        article.text,
    ]


def as_json(article: Article | ArticleSummary) -> dict[str, Any]:
    """Return an article's fields for JSON, dates as YYYY-MM-DD."""
    values = {field.name: getattr(article, field.name) for field in fields(article)}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def vectors_notice(trouble: TanyaError | None) -> str:
    """Say that the vectors wait, why, and how they catch up; "" without trouble."""
    if trouble is None:
        return ""
    return (
        "The articles are stored and found by their words, but their vectors wait: "
        f"{trouble} They catch up by themselves at the next “ingest add” or when the page runs."
    )


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
        """Print the line for one file."""
        if not self._quiet and result.outcome != SKIPPED:
            say(result_line(result))

    def embedded(self, done: int, total: int) -> None:
        """Take note that so many changes were followed."""


class BarDisplay(Display):
    """Lines and a progress bar: what a terminal gets. The bar is on standard error."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as Remaining

        super().__init__(quiet=quiet)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Remaining(),
            console=Console(stderr=True),
            transient=True,
            # Lines on the same terminal are printed above the bar; a pipe gets them untouched.
            redirect_stdout=sys.stdout.isatty(),
        )
        self._articles = self._bar.add_task("articles", total=total, visible=total > 0)
        self._vectors = self._bar.add_task("vectors", total=None, visible=False)

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

    def embedded(self, done: int, total: int) -> None:
        """Move the bar of the vectors; it is seen while there are many."""
        self._bar.update(self._vectors, completed=done, total=total, visible=done < total)


def open_display(total: int, *, quiet: bool) -> Display:
    """Return a display with a bar on a terminal, else plain lines."""
    if sys.stderr.isatty():
        return BarDisplay(total, quiet=quiet)
    return Display(quiet=quiet)
