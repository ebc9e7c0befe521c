"""The options of ``evals calibrate``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from evals.retrieval_options import common


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    calibrate = verbs.add_parser(
        "calibrate",
        help="choose and store how much vectors count for the embedder in use",
        epilog="exit codes: 0 done, 2 wrong use or data, 130 interrupted",
    )
    common(calibrate)
    calibrate.add_argument(
        "--store",
        metavar="DIR",
        help="the archive that is to use the weight (the one of --data-dir)",
    )
    calibrate.add_argument(
        "--out", type=Path, metavar="FILE", help="write what was measured as JSON"
    )


def run(options: argparse.Namespace) -> int:
    """Run the verb."""
    from evals import calibrating

    return calibrating.run(options)
