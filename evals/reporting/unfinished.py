"""A run that has not ended: its folder says so, and holds no earlier report.

Before anything is measured the earlier ``results.json`` is moved aside to
``previous-results.json`` (the run to compare with), and the report, the summary and the JUnit file
are replaced by ones that say “not finished”. A run that ends puts its own in their place; one that
ends early leaves them, with why.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from evals.reporting.files import put
from evals.reporting.junit import safe
from evals.reporting.leaving import STEP_SUMMARY, say
from evals.results import Results
from rag.errors import TanyaError, UsageError

ASIDE = "previous-results.json"
_HEAD = "Evaluation: NOT FINISHED"
_RUNNING = (
    "This run has begun and has not ended. If nothing is running any more, it was cut off. Nothing "
    "was passed, and nothing is shown of an earlier run."
)
_STYLE = """
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #1d2228;
  background: #fff; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
main { background: #fdf3e0; border-left: 6px solid #c9a227; padding: .5rem 1rem; }
"""


@contextmanager
def unfinished(out: Path | None, previous: Path | None, command: str) -> Iterator[Results | None]:
    """Give the run to compare with, while the folder ``out`` says that this one has not ended.

    Args:
        out: the folder of the report; None where none is left.
        previous: the ``results.json`` that was named to compare with; without one it is that of the
            last run that ended in ``out``.
        command: what was called, for the files.

    Raises:
        UsageError: the named run cannot be read, or the folder cannot be written.
    """
    before = None
    try:
        before = _before(out, previous)
        if out is not None:
            _set_aside(out)
            _write(out, command, _RUNNING)
        yield before
    except BaseException as error:  # Ctrl-C too: whatever ends it, no earlier report may stay
        if out is not None:
            with suppress(UsageError):  # the error itself is what must be told
                _set_aside(out)  # not done yet where the named run could not be read
                _write(out, command, _why(error), ended=True)
        raise


def _before(out: Path | None, previous: Path | None) -> Results | None:
    from evals.reporting.stored import read_results

    if previous is not None:
        return read_results(previous)
    if out is None:
        return None
    for found in (out / "results.json", out / ASIDE):
        if found.exists():
            try:
                return read_results(found)
            except UsageError as error:  # nobody named it: a run of another version is no obstacle
                say(f"not compared with the earlier run: {error}")
                return None
    return None


def _set_aside(out: Path) -> None:
    kept = out / "results.json"
    try:
        if kept.exists():
            os.replace(kept, out / ASIDE)
    except OSError as error:
        raise UsageError(
            f"{kept} cannot be moved aside: {error.strerror or error}.",
            remedy="Name another folder with --out.",
            item=str(kept),
        ) from error


def _why(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "This run was interrupted (exit code 130). Nothing was passed."
    if isinstance(error, TanyaError):
        return f"This run ended before it had measured everything: {error} Nothing was passed."
    name = type(error).__name__
    return f"This run broke off with an error of the program ({name}). Nothing was passed."


def _write(out: Path, command: str, why: str, *, ended: bool = False) -> None:
    """Write the files; of a run that has ended early also the (GitHub) summary of the step.

    Raises:
        UsageError: one cannot be written.
    """
    from evals.reporting.summary import append_summary

    moment = datetime.now(UTC).isoformat(timespec="seconds")
    summary = f"# {_HEAD}\n\n{_line(why)}\n\n{moment}\n"
    put(out / "report.html", _page(command, why, moment))
    put(out / "summary.md", summary)
    put(out / "junit.xml", _junit(command, why, moment))
    if ended and (step := os.environ.get(STEP_SUMMARY, "")):
        append_summary(Path(step), summary)


def _line(why: str) -> str:
    """Return a text as one line of Markdown that is no markup."""
    return escape(" ".join(why.split()), quote=False).replace("`", "'").replace("@", "@\u200b")


def _page(command: str, why: str, moment: str) -> str:
    """Return a page of its own: everything from outside is escaped, nothing is loaded."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_HEAD}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{_HEAD}</h1><p>{escape(why)}</p>"
        f"<p><code>{escape(command)}</code><br>{escape(moment)}</p></main></body></html>\n"
    )


def _junit(command: str, why: str, moment: str) -> str:
    """Return one test case with an error, so that whoever reads only this file sees red."""
    counts = {"tests": "1", "failures": "0", "skipped": "0", "errors": "1"}
    root = ElementTree.Element("testsuites", {"name": "evals", **counts})
    suite = ElementTree.SubElement(
        root, "testsuite", {"name": "run", **counts, "time": "0", "timestamp": moment}
    )
    case = ElementTree.SubElement(suite, "testcase", {"classname": "run", "name": "finished"})
    ElementTree.SubElement(case, "error", {"message": safe(why)}).text = safe(command)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
