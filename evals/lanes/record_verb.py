"""``evals record``: keep a real model's raw replies, for every run to replay."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from evals.options import count

_EPILOGUE = """The model is asked through the product itself, at OLLAMA_HOST. What is recorded is
kept at once: run the same command again after an interruption, and only the rest is asked.
exit codes: 0 all recorded, 2 wrong use or data, 3 some or all could not be recorded (no server,
no model), 130 interrupted.
"""
_NOT_MEASURED = 3


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    record = verbs.add_parser(
        "record", help="keep a real model's raw replies for replay", epilog=_EPILOGUE
    )
    record.add_argument("--model", default="", help="the chat model (the product's default)")
    add_questions(record)
    record.add_argument(
        "--out", type=Path, metavar="DIR", help="where to keep them (the project's recordings)"
    )


def add_questions(parser: argparse.ArgumentParser) -> None:
    """Add what chooses the questions and the archive."""
    parser.add_argument(
        "--dataset", type=Path, metavar="FILE", help="questions (the sample's, as evals run)"
    )
    parser.add_argument("--split", choices=("dev", "test", "all"), default="all")
    parser.add_argument("--limit", type=count, metavar="N", help="only the first N questions")
    parser.add_argument(
        "--data-dir", metavar="DIR", help="an archive to ask, instead of a fresh sample archive"
    )
    parser.add_argument(
        "--articles",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="make a passing archive of these files or folders; may be repeated",
    )


def wanted_of(options: argparse.Namespace) -> Any:
    """Return what ``evals.preparing.prepared`` is to prepare."""
    from evals.preparing import SAMPLE, Wanted

    return Wanted(
        dataset=options.dataset or SAMPLE,
        split=options.split,
        limit=options.limit,
        articles=tuple(options.articles),
        data_dir=options.data_dir,
    )


def run(options: argparse.Namespace) -> int:
    """Record; return the exit code."""
    from evals.lanes.recording import record, told
    from evals.lanes.recordings import FOLDER
    from evals.preparing import prepared
    from evals.reporting.progress import watching
    from rag.errors import ModelError

    with watching() as watch, prepared(wanted_of(options), watch) as context:
        try:
            done = record(context, model=options.model, folder=options.out or FOLDER)
        except ModelError as error:
            sys.stderr.write(f"evals: nothing more is recorded: {error}\n")
            return _NOT_MEASURED
    sys.stdout.write(told(done) + "\n")
    return _NOT_MEASURED if done.failed else 0
