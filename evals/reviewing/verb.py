"""``evals review``: blind sheets for people, and what they come to."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

_EPILOGUE = """make: give each reader one sheet, and keep key.json to yourself.
read: name the filled CSV files and the key.
exit codes: 0 done, 2 wrong use, or sheets that are not finished or cannot be
understood.
"""


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    parser = verbs.add_parser(
        "review",
        help="blind sheets for people, and their agreement",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    _add_make(does.add_parser("make", help="write one blind sheet a reader, and the key"))
    _add_read(does.add_parser("read", help="read filled sheets back"))


def _add_make(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--results", type=Path, required=True, metavar="FILE", help="results.json with answers"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write")
    parser.add_argument(
        "--section", default="", help="whose answers (live, else replay, else quoting)"
    )
    parser.add_argument("--judged", type=Path, metavar="FILE", help="results.json with the judge")
    parser.add_argument(
        "--previous",
        type=Path,
        metavar="FILE",
        help="an earlier results.json: must-pass answers that changed are read",
    )
    parser.add_argument("--n", type=int, default=30, help="answers in all (30)")
    parser.add_argument("--readers", type=int, default=2, help="people (2)")
    parser.add_argument("--seed", type=int, default=1, help="of the random choice (1)")
    parser.add_argument("--language", choices=("id", "en"), default="id", help="of the sheet (id)")
    parser.add_argument(
        "--data-dir", metavar="DIR", help="the archive that was asked (the sample's, made anew)"
    )
    parser.add_argument(
        "--articles",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="files or folders of the articles that were asked; may be repeated",
    )


def _add_read(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheets", type=Path, nargs="+", metavar="CSV", help="filled sheets")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="key.json")
    parser.add_argument(
        "--results", type=Path, metavar="FILE", help="the results.json that was read"
    )
    parser.add_argument("--judged", type=Path, metavar="FILE", help="results.json with the judge")
    parser.add_argument(
        "--partial", action="store_true", help="leave unfinished answers out instead of refusing"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="leave report.html and results.json there"
    )


def run(options: argparse.Namespace) -> int:
    """Run the verb and return its exit code.

    Raises:
        UsageError: a file or an option cannot be used.
    """
    from evals.reviewing import running

    return running.make(options) if options.does == "make" else running.read(options)
