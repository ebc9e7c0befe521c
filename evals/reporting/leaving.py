"""The end of a run: what it tells, and the files that it leaves."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from evals.results import Results

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


def leave(results: Results, out: Path | None, previous: Path | Results | None) -> None:
    """Tell a run on the terminal and, where ``out`` is given, leave its files there.

    ``results.json``, ``report.html``, ``summary.md`` and ``junit.xml``; on GitHub also ten
    annotations at most, and the summary goes to the page of the run. ``previous`` is an earlier
    run, or its ``results.json``, to show beside this one.

    Raises:
        UsageError: the earlier run cannot be read, or a file cannot be written.
    """
    from evals.reporting.comparing import Comparison, comparable
    from evals.reporting.stored import read_results
    from evals.reporting.summary import annotations_of
    from evals.reporting.telling import told

    before = read_results(previous) if isinstance(previous, Path) else previous
    comparison: Comparison | None = comparable(before, results) if before is not None else None
    if out is not None:
        _files(out, results, before, comparison)
    say(told(results))
    if out is not None:
        say(f"report: {out / 'report.html'}")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in annotations_of(results):
            say(line)


def say(text: str) -> None:
    """Print a text, whatever the terminal can hold of it."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def _files(out: Path, results: Results, before: Results | None, comparison: object) -> None:
    from evals.reporting.comparing import Comparison
    from evals.reporting.files import put
    from evals.reporting.junit import write_junit
    from evals.reporting.page import write_report
    from evals.reporting.stored import write_results
    from evals.reporting.summary import append_summary, summary_of

    compared = comparison if isinstance(comparison, Comparison) else None
    write_results(out / "results.json", results)  # first: the rest can be made again from it
    write_report(out, results, before, compared)
    summary = summary_of(results, compared)
    put(out / "summary.md", summary)
    write_junit(out / "junit.xml", results)
    if step := os.environ.get(STEP_SUMMARY, ""):
        append_summary(Path(step), summary)
