"""The options of ``evals retrieval``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

_FOLDER = "a folder with corpus.jsonl[.gz], queries.jsonl and qrels/ (BEIR's form)"


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    retrieval = verbs.add_parser(
        "retrieval",
        help="measure the search on a collection of articles and questions",
        epilog="exit codes: 0 done, 1 below a floor, 2 wrong use or data, 130 interrupted",
    )
    common(retrieval)
    retrieval.add_argument(
        "--search", choices=("both", "words", "vectors"), default="both", help="which legs (both)"
    )
    retrieval.add_argument(
        "--perturb", choices=("typo",), help="one wrong letter in one content word of a question"
    )
    retrieval.add_argument("--seed", type=int, default=0, help="of the perturbation (0)")
    _files(retrieval)


def run(options: argparse.Namespace) -> int:
    """Run the verb."""
    from evals import retrieval

    return retrieval.run(options)


def common(parser: argparse.ArgumentParser) -> None:
    """Add what every measurement on a collection is told."""
    parser.add_argument("dataset", type=Path, metavar="DATASET", help=_FOLDER)
    parser.add_argument("--qrels", default="test", help="which file of qrels/ (test)")
    parser.add_argument(
        "--query-field",
        default="text",
        metavar="FIELD",
        help="which wording of the questions, such as text_en in their metadata (text)",
    )
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help="keep the archive there and use it again; without it a passing one is made",
    )
    parser.add_argument(
        "--embedder",
        default="",
        help="offline, or ollama:MODEL (the archive's, offline for a new one)",
    )
    parser.add_argument(
        "--with-distractors",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="put another collection's articles into the same archive; may be repeated",
    )


def _files(parser: argparse.ArgumentParser) -> None:
    for name, text in (
        ("--out", "write everything as JSON, with the values of each question"),
        ("--run", "write the ranking in trec_eval's form"),
        ("--qrels-out", "write the judgements in trec_eval's form"),
        ("--score", "score this run (trec_eval's form) instead of searching"),
        ("--against", "compare with a stored run or result (--run, --out), question by question"),
        ("--floors", 'JSON such as {"success@1": 0.85}: what may not get worse'),
    ):
        parser.add_argument(name, type=Path, metavar="FILE", help=text)
