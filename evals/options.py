"""The options of ``evals run``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evals.preparing import Wanted


def count(text: str) -> int:
    """Read how many of something are wanted: of none nothing can be said.

    Raises:
        ArgumentTypeError: it is less than one.
        ValueError: it is no number.
    """
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a number from 1")
    return number


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    parser = verbs.add_parser(
        "run",
        help="the gate: measure, hold to the floors, write a report",
        epilog="exit codes: 0 everything held, 1 below a floor or wrong, 2 wrong use or data, "
        "3 asked for and not measured, or stale recordings, 130 interrupted. While a run goes on, "
        "and where it ends with 2 or 130, the files in --out say “not finished”.",
    )
    _what(parser)
    _floors(parser)
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="write report.html, summary.md, junit.xml and results.json there",
    )
    parser.add_argument(
        "--previous",
        type=Path,
        metavar="FILE",
        help="a results.json to show beside this run (that of the last run that ended in --out)",
    )


def add_questions(parser: argparse.ArgumentParser) -> None:
    """Add what chooses the questions and the archive that is asked."""
    parser.add_argument(
        "--dataset", type=Path, metavar="FILE", help="questions (the project's own)"
    )
    parser.add_argument(
        "--articles",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="a file or folder of articles that the questions are about; may be repeated",
    )
    parser.add_argument(
        "--data-dir", metavar="DIR", help="an archive to ask, instead of a passing one"
    )
    parser.add_argument("--split", choices=("dev", "test", "all"), default="all")
    parser.add_argument(
        "--limit", type=count, metavar="N", help="only N questions, evenly of all kinds"
    )


def wanted_of(options: argparse.Namespace, environ: Mapping[str, str] | None = None) -> Wanted:
    """Return what the options of ``add_questions`` ask for.

    Args:
        options: as parsed.
        environ: variables of settings that the operator chose besides.

    Raises:
        UsageError: they exclude each other.
    """
    from evals.preparing import SAMPLE, Wanted
    from rag.errors import UsageError

    if options.data_dir is not None and options.articles:
        raise UsageError(
            "An archive and articles for a passing one exclude each other.",
            remedy="Leave out --data-dir or --articles.",
        )
    return Wanted(
        dataset=options.dataset or SAMPLE,
        split=options.split,
        limit=options.limit,
        articles=tuple(options.articles),
        data_dir=options.data_dir,
        environ=environ or {},
    )


def _what(parser: argparse.ArgumentParser) -> None:
    add_questions(parser)
    parser.add_argument(
        "--feedback",
        action="store_true",
        help="ask the cases made of feedback on the page, of the archive that holds them; goes "
        "with --data-dir, --split, --limit, --live, --model and --only quoting or live",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=("index", "selftest", "quoting", "hostile", "replay", "live", "bench"),
        default=[],
        help="measure only this section; may be repeated",
    )
    parser.add_argument("--live", action="store_true", help="also ask the model at OLLAMA_HOST")
    parser.add_argument("--model", default="", help="with --live: which one (that of the settings)")
    parser.add_argument(
        "--bench",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="also measure a public collection; may be repeated (all in TANYA_BENCH)",
    )
    parser.add_argument(
        "--bench-limit", type=count, default=150, metavar="N", help="questions of each (150)"
    )


def _floors(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--floors", type=Path, metavar="FILE", help="what may not get worse (the project's own)"
    )
    parser.add_argument("--record-floors", action="store_true", help="keep today's rates as floors")
    parser.add_argument(
        "--lower",
        metavar="REASON",
        help="with --record-floors: also lower them, and why; in a commit of its own",
    )


def run(options: argparse.Namespace) -> int:
    """Run the verb; until it has ended, the folder of its report says so."""
    from evals.reporting.unfinished import unfinished

    command = "evals " + " ".join(sys.argv[1:])
    with unfinished(options.out, options.previous, command) as before:
        options.previous = before  # read before its file was moved aside
        if options.feedback:
            from evals import feedback

            return feedback.run(options)
        from evals import running

        return running.run(options)
