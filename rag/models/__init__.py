"""``./tanya models``: what the model servers have, whether they work, fetching, and advice.

Only the options are read here, so that ``--help`` costs next to nothing.
"""

from __future__ import annotations

import argparse
from typing import Any

_EPILOGUE = """exit codes: 0 all is well, 2 wrong use or a model that is refused, 4 a server or a
model is missing or does not work, 130 interrupted. Several servers: OLLAMA_HOST=one,other
"""


def add_parser(verbs: Any) -> None:  # noqa: ANN401  argparse has no public name for it
    """Add ``models`` and its own verbs to the verbs of ``tanya``."""
    models = verbs.add_parser(
        "models",
        help="list, check, fetch and recommend local models",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    own = models.add_subparsers(dest="models_verb", metavar="VERB")
    models.set_defaults(models_verb="list", json=False, data_dir=None, sample=False)
    listing = own.add_parser("list", help="what is there, and what is missing")
    checking = own.add_parser("check", help="try the configured models out", epilog=_EPILOGUE)
    pulling = own.add_parser("pull", help="fetch a model; interrupted, it goes on where it was")
    advising = own.add_parser("recommend", help="which model suits this machine")
    pulling.add_argument("name", nargs="?", default="", help="default: what is missing")
    pulling.add_argument("--host", default="", help="fetch it on this server only")
    for verb in (listing, checking, advising):
        verb.add_argument("--json", action="store_true", help="print one JSON object")
    for verb in (listing, checking, pulling):
        verb.add_argument("--data-dir", metavar="DIR", help="the archive's folder (TANYA_DATA_DIR)")
        verb.add_argument("--sample", action="store_true", help="with the sample archive")
    advising.add_argument(
        "--memory", type=_gigabytes, metavar="GB", help="for a machine with this much instead"
    )


def _gigabytes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:  # "inf" and "nan" are numbers, too
        raise argparse.ArgumentTypeError("write gigabytes as a number, such as 8")
    return value


def run(arguments: argparse.Namespace) -> int:
    """Run one of the verbs; returns its exit code.

    Raises:
        TanyaError: a wrong setting, or what was wanted could not be done.
    """
    from rag.models.commands import check, list_models, pull, recommend

    return {"list": list_models, "check": check, "pull": pull, "recommend": recommend}[
        arguments.models_verb
    ](arguments)
