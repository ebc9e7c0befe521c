"""``evals``: measures answers and search, and says whether they are still right."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rag.environment import silence
from rag.errors import TanyaError

_VERBS = MappingProxyType(
    {
        "run": ("evals.options", "the gate: measure, hold to the floors, write a report"),
        "lint": ("evals.linting.verb", "check the questions and their gold data"),
        "floors": ("evals.floors_verb", "has a floor sunk without a reason?"),
        "compare": ("evals.reporting.compare", "two results, question by question"),
        "retrieval": ("evals.retrieval_options", "measure the search on a collection"),
        "bench": ("evals.bench_gate.verb", "search and quoting on public collections, quickly"),
        "calibrate": ("evals.calibrate_options", "choose and store how much vectors count"),
        "record": ("evals.lanes.record_verb", "keep a real model's raw replies for replay"),
        "models": ("evals.models.verb", "compare local models on one dataset"),
        "judge": ("evals.judging.verb", "let a calibrated local model judge answers (ragas)"),
        "review": ("evals.reviewing.verb", "blind sheets for people, and their agreement"),
    }
)
"""Verb -> the module that adds its options (``add_verb``) and runs it (``run``), and its help."""

_EPILOGUE = """exit codes: 0 everything held; 1 something is below its floor or wrong;
2 wrong use, data or settings; 3 not measured or stale; 4 the judge is not
trusted or not there; 70 a fault of the program; 130 interrupted.
With TANYA_DEBUG=1 a fault is shown in full.
"""


_FAULT = 70
"""EX_SOFTWARE of sysexits.h: it is not 1, which says that an answer fell below a floor."""
_READER_GONE = 141  # as a shell tells SIGPIPE: whatever came of the run, nobody read it
_ROOT = Path(__file__).resolve().parent.parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run the verb and return its exit code."""
    silence(os.environ)
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("evals: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the end flushes again
        return _READER_GONE
    except Exception as error:  # noqa: BLE001 - whatever it is, it is no verdict on the answers
        print(f"evals: {_fault(error)}", file=sys.stderr)
        return _FAULT


def _run(words: Sequence[str]) -> int:
    options = _parser(words).parse_args(words)
    try:
        return int(options.measure(options))
    except TanyaError as error:
        print(f"evals: {error}", file=sys.stderr)
        return _code(error, options.verb)


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser; only the verb in use brings its options, so that help is instant."""
    parser = argparse.ArgumentParser(
        prog="evals",
        description=__doc__,
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, (module, words_of_help) in _VERBS.items():
        if words and words[0] == name:
            _add(verbs, module)
        else:
            verbs.add_parser(name, help=words_of_help, add_help=False)
    return parser


def _add(verbs: Any, module: str) -> None:
    verb = import_module(module)
    before = set(verbs.choices)
    verb.add_verb(verbs)
    for name in set(verbs.choices) - before:
        verbs.choices[name].set_defaults(measure=verb.run)


def _fault(error: Exception) -> str:
    """Return in plain words that the program is at fault, and where its traceback is kept."""
    frames = [each for each in traceback.extract_tb(error.__traceback__)]
    own = [each for each in frames if Path(each.filename).is_relative_to(_ROOT)] or frames
    place = ""
    if own:
        place = f", {os.path.relpath(own[-1].filename, _ROOT)} line {own[-1].lineno}"
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return (
        "This is a fault of the program, not of the answers; nothing was passed. "
        f"({what}{place}.) Report it with {_kept(error)}."
    )


def _kept(error: Exception) -> str:
    """Keep the traceback, or print it with TANYA_DEBUG; return in words where it is."""
    told = "".join(traceback.format_exception(error))
    if not os.environ.get("TANYA_DEBUG"):
        try:
            descriptor, name = tempfile.mkstemp(prefix="tanya-evals-fault-", suffix=".txt")
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(told)
            return f"the last lines of {name}"
        except OSError:
            pass  # no room for a file: the terminal has some
    sys.stderr.write(told)
    return "the lines above"


def _code(error: TanyaError, verb: str) -> int:
    """Return 4 where there is no judge to ask, 2 for everything else a person can mend.

    The program's own codes mean other things: its 3 is an archive, here it is "not measured".
    """
    return 4 if verb == "judge" and error.exit_code == 4 else 2


if __name__ == "__main__":
    sys.exit(main())
