"""``evals judge``: a local model of another family judges answers, after it has been judged."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from evals.options import count

_EPILOGUE = """The judge is asked at OLLAMA_HOST. Every reply is kept in the store at once:
run the same command again after an interruption, and only the rest is asked.
Its calibration on statements known to be good or bad comes first; a judge that
fails it judges nothing.
exit codes: 0 all demands held, 1 one was not, 2 wrong use or data, 3 there are
no answers to judge, 4 the judge is not trusted or not there, 130 interrupted.
"""


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    parser = verbs.add_parser(
        "judge",
        help="let a calibrated local model judge answers (ragas)",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--judge", required=True, metavar="MODEL", help="the model that judges")
    parser.add_argument(
        "--results",
        type=Path,
        required=True,
        metavar="FILE",
        help="the results.json of a run with answers",
    )
    parser.add_argument(
        "--section", default="", help="whose answers (those of live, else those of replay)"
    )
    parser.add_argument(
        "--metrics", default="", metavar="A,B", help="only these, such as faithfulness (all)"
    )
    parser.add_argument(
        "--repeats", type=_odd, default=3, metavar="N", help="of each verdict; odd (3)"
    )
    parser.add_argument(
        "--limit", type=count, metavar="N", help="only N answers, evenly taken from all"
    )
    parser.add_argument(
        "--store",
        type=Path,
        metavar="FILE",
        help="where replies are kept (judge.jsonl beside the results)",
    )
    parser.add_argument(
        "--only-replay", action="store_true", help="ask nobody: everything must be in the store"
    )
    parser.add_argument(
        "--same-family",
        action="store_true",
        help="allow a judge of the answering model's family, which is too kind to it",
    )
    parser.add_argument(
        "--temperature", type=_heat, default=0.0, metavar="T", help="of the judge (0)"
    )
    _report(parser)


def _report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--embedder",
        default="offline",
        metavar="SPEC",
        help="for answer relevancy: offline or ollama:MODEL (offline)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="leave report.html and results.json there"
    )
    parser.add_argument(
        "--previous", type=Path, metavar="FILE", help="a results.json to show beside this run"
    )


def run(options: argparse.Namespace) -> int:
    """Judge, report, and return the exit code.

    Raises:
        TanyaError: data or options cannot be used, or there is no judge (``exit_code`` 4).
    """
    from evals.judging import running

    return running.run(options)


def _odd(text: str) -> int:
    number = int(text)
    if number < 1 or number % 2 == 0:
        raise argparse.ArgumentTypeError("an odd number, so that there is a majority")
    return number


def _heat(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 2:
        raise argparse.ArgumentTypeError("a number from 0 to 2")
    return number
