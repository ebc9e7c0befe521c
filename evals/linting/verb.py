"""``evals lint``: is the dataset sound?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

_SOUND, _UNSOUND = 0, 2


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    lint = verbs.add_parser(
        "lint",
        help="check the questions and their gold data",
        epilog="exit codes: 0 sound, 2 something is wrong with the data or the command",
    )
    lint.add_argument(
        "--dataset", type=Path, metavar="FILE", help="questions, one JSON object a line (built-in)"
    )
    lint.add_argument(
        "--articles", type=Path, metavar="DIR", help="the articles, as text, Markdown or HTML"
    )
    lint.add_argument(
        "--facts", type=Path, metavar="FILE", help="YAML with the groups of articles by story"
    )
    lint.add_argument("--json", action="store_true", help="write everything as JSON")


def run(options: argparse.Namespace) -> int:
    """Check, print what was found, and return 0, or 2 where something is wrong.

    Raises:
        UsageError: a file or folder cannot be read.
    """
    from evals.linting.checking import DATASET, FACTS, SAMPLE, Subject, check
    from evals.linting.table import as_json, show

    subject = Subject(
        dataset=options.dataset or DATASET, articles=options.articles, facts=options.facts
    )
    if subject.built_in:
        subject = Subject(
            dataset=subject.dataset,
            articles=subject.articles or SAMPLE,
            facts=subject.facts or FACTS,
        )
    checked = check(subject)
    if options.json:
        sys.stdout.write(as_json(checked) + "\n")
    else:
        from rich.console import Console

        show(checked, Console(highlight=False))
    return _SOUND if checked.sound else _UNSOUND
