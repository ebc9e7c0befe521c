"""``evals floors``: has a floor sunk since an earlier commit, without a reason in the file?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

_HELD, _SUNK = 0, 1
_MOST = 20


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    parser = verbs.add_parser(
        "floors",
        help="has a floor sunk without a reason since an earlier commit?",
        epilog="exit codes: 0 none has, or NOT CHECKED for want of a git history, 1 one has, "
        "2 the floors cannot be read",
    )
    parser.add_argument(
        "--floors", type=Path, metavar="FILE", help="the floors (evals/floors.json)"
    )
    parser.add_argument(
        "--base",
        default="",
        metavar="COMMIT",
        help="compare with this one (where this branch left origin, else the commit before)",
    )


def run(options: argparse.Namespace) -> int:
    """Compare, print and return the exit code.

    Raises:
        UsageError: the floors cannot be read, or there is no such commit.
    """
    from evals.lowering import look_back
    from evals.running import FLOORS

    path = options.floors or FLOORS
    looked = look_back(path, options.base)
    if looked.unchecked:
        _say(f"NOT CHECKED  whether a floor has sunk: {looked.unchecked}.")
        return _HELD
    for each in looked.sunk[:_MOST]:
        _say(f"✗ {each}")
    if len(looked.sunk) > _MOST:
        _say(f"✗ and {len(looked.sunk) - _MOST} more")
    if looked.sunk:
        _say(f"Floors sank since {looked.beside}: restore {path.name}, then lower what has to sink")
        _say("with “./tanya evals run --record-floors --lower REASON”, which keeps the reason.")
        return _SUNK
    _say(f"No floor has sunk without a reason since {looked.beside}.")
    return _HELD


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
