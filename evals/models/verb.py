"""``evals models a b c``: compare local models on one dataset."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.options import add_questions, wanted_of

if TYPE_CHECKING:
    from evals.context import Context
    from evals.models.measuring import Bake
    from evals.models.page import Told

_EPILOGUE = """Every model answers the same questions through the product, at OLLAMA_HOST, beside
quoting without a model. What is measured is kept at once: run the same command again after an
interruption, and only the rest is asked. Leaves models.html and models.json in --out.
exit codes: 0 all measured, 2 wrong use or data, 3 a model is not there, not all was measured or no
model answered any question, 130 interrupted.
"""
_NOT_MEASURED, _INTERRUPTED = 3, 130


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    models = verbs.add_parser(
        "models", help="compare local models on one dataset", epilog=_EPILOGUE
    )
    models.add_argument(
        "models", nargs="+", metavar="MODEL", help="as Ollama names them; the first is compared to"
    )
    add_questions(models)
    models.add_argument(
        "--out",
        type=Path,
        default=Path("models"),
        metavar="DIR",
        help="where the page, the numbers and the store go (models)",
    )
    models.add_argument("--anew", action="store_true", help="forget what the store holds")


def run(options: argparse.Namespace) -> int:
    """Compare; return the exit code.

    Raises:
        UsageError: the questions or the folder cannot be used.
        ArchiveError: the archive cannot be used.
    """
    from evals.models.measuring import bake
    from evals.models.table import write_table
    from evals.preparing import prepared
    from evals.reporting.progress import watching

    with watching() as watch, prepared(wanted_of(options), watch) as context:
        done = bake(context, options.models, options.out / "store", anew=options.anew)
        told = _told(context, options)
    write_table(done.rows, sys.stdout)
    _leave(done, told, options.out)
    if done.interrupted:
        return _INTERRUPTED
    return _NOT_MEASURED if any(row.absent for row in done.rows) or _all_silent(done) else 0


def _all_silent(done: Bake) -> bool:
    """Tell whether no model answered any question: then nothing was compared."""
    from evals.models.rows import QUOTING

    models = [row for row in done.rows if row.n and row.name != QUOTING]
    return bool(models) and all(row.silent for row in models)


def _told(context: Context, options: argparse.Namespace) -> Told:
    from datetime import UTC, datetime
    from importlib.metadata import version

    from evals.lanes.subject import model_settings
    from evals.models.page import Told

    wanted = wanted_of(options)
    return Told(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("tanya-serikat"),
        dataset=f"{wanted.dataset.name}, split {wanted.split}",
        digest=context.dataset.digest,
        questions=len(context.cases),
        host=model_settings(context).ollama_host,
    )


def _leave(done: Bake, told: Told, folder: Path) -> None:
    from evals.models.page import as_json, page
    from evals.reporting.files import put

    text = json.dumps(as_json(done.rows, told), ensure_ascii=False, indent=1, allow_nan=False)
    put(folder / "models.json", text + "\n")
    put(folder / "models.html", page(done.rows, told))
    sys.stdout.write(f"{folder / 'models.html'} and {folder / 'models.json'} are written\n")
