"""``tanya``: asks questions, and starts the other doors as programs of their own."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from rag.environment import silence
from rag.errors import TanyaError, UsageError

_DOORS = ("ui", "ingest", "evals")
_INTERRUPTED = 130

_DESCRIPTION = """Ask an archive of labor news; answers cite its sentences.

verbs:
  ask      answer a question in the terminal
  ui       open the page in the browser
  ingest   put articles into the archive and look after it
  evals    measure the answers
"""

_EPILOGUE = """exit codes: 0 answered or refused, 1 some lines of a batch failed, 2 wrong use,
3 archive trouble, 4 a needed service is missing, 130 interrupted.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit code."""
    silence(os.environ)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old terminal must not stop an answer
            stream.reconfigure(errors="backslashreplace")
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in _DOORS:
        # A program of its own: this package does not import what stands above it.
        command = [sys.executable, "-m", arguments[0], *arguments[1:]]
        os.execv(sys.executable, command)
    options = _parser().parse_args(arguments)
    try:
        code = _ask(options)
        sys.stdout.flush()
        return code
    except TanyaError as error:
        print(f"tanya: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("tanya: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; so do we, quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tanya",
        description=_DESCRIPTION,
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    ask = verbs.add_parser("ask", help="answer a question in the terminal", epilog=_EPILOGUE)
    ask.add_argument("question", nargs="*", help="the question, in Indonesian or English")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument(
        "--batch",
        metavar="FILE.jsonl",
        help="answer every line ({“id”: …, “question”: …}); “-” reads standard input",
    )
    ask.add_argument("--data-dir", metavar="DIR", help="the archive's folder (TANYA_DATA_DIR)")
    ask.add_argument("--sample", action="store_true", help="ask the sample archive")
    _add_wishes(ask)
    for door in _DOORS:
        verbs.add_parser(door, add_help=False)
    return parser


def _add_wishes(ask: argparse.ArgumentParser) -> None:
    ask.add_argument(
        "--exactly", action="store_true", help="search the words as typed, without correcting them"
    )
    ask.add_argument(
        "--any-time", action="store_true", help="ignore the time that the question names"
    )
    ask.add_argument(
        "--from",
        dest="first",
        metavar="DATE",
        help="only articles published since (2025-11-01, 1/11/2025, “November 2025”)",
    )
    ask.add_argument("--to", dest="last", metavar="DATE", help="only articles published until")
    ask.add_argument("--outlet", metavar="NAME", help="only this outlet, named as its sources are")


def _ask(options: argparse.Namespace) -> int:
    from contextlib import ExitStack

    from rag.asking import (
        Wishes,
        answer_batch,
        as_json,
        as_text,
        ask,
        filters_of,
        open_batch,
        written,
    )
    from rag.assistant import open_assistant
    from rag.questions import valid_question
    from rag.settings import load, require_archive

    if options.batch is not None and options.question:
        raise UsageError("A question and --batch were both given.", remedy="Leave one of them out.")
    with ExitStack() as opened:
        # What was typed wrong is said before anything is started.
        wishes = Wishes(
            filters=filters_of(options.first, options.last, options.outlet),
            exactly=options.exactly,
            any_time=options.any_time,
        )
        if options.batch is not None:
            lines = opened.enter_context(open_batch(options.batch))
        else:
            question = valid_question(" ".join(options.question))
        settings = load(os.environ, data_dir=options.data_dir, sample=options.sample)
        require_archive(settings)
        assistant = open_assistant(settings)
        opened.callback(assistant.close)
        assistant.prepare()
        if options.batch is not None:
            return 1 if answer_batch(assistant, lines, sys.stdout, wishes) else 0
        answer = ask(assistant, question, wishes)
    print(written(as_json(answer), sys.stdout.encoding) if options.json else as_text(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
