"""``evals record``: keep a real model's raw replies, for every run to replay."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from evals.options import add_questions, wanted_of

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
