"""``tanya``: asks questions, and starts the other doors as programs of their own."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from rag.environment import silence
from rag.errors import TanyaError, UsageError
from rag.verbs import DOORS, parser

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit code."""
    silence(os.environ)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old terminal must not stop an answer
            stream.reconfigure(errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):  # nor bytes that are no text a conversation
        sys.stdin.reconfigure(errors="replace")
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in DOORS:
        # A program of its own: this package does not import what stands above it.
        command = [sys.executable, "-m", arguments[0], *arguments[1:]]
        os.execv(sys.executable, command)
    options = parser().parse_args(arguments)
    try:
        code = _VERBS[options.verb](options)
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


def _ask(options: argparse.Namespace) -> int:
    from contextlib import ExitStack

    from rag.asking import (
        Wishes,
        answer_batch,
        as_json,
        as_text,
        ask,
        chat,
        continued,
        filters_of,
        open_batch,
        written,
    )
    from rag.assistant import open_assistant
    from rag.questions import valid_question
    from rag.settings import load, require_archive

    _one_way_to_ask(options)
    with ExitStack() as opened:
        # What was typed wrong is said before anything is started.
        wishes = Wishes(
            filters=filters_of(options.first, options.last, options.outlet),
            exactly=options.exactly,
            any_time=options.any_time,
        )
        question = ""
        if options.batch is not None:
            lines = opened.enter_context(open_batch(options.batch))
        elif not options.chat:
            question = valid_question(" ".join(options.question))
        settings = load(os.environ, data_dir=options.data_dir, sample=options.sample)
        require_archive(settings)
        assistant = open_assistant(settings)
        opened.callback(assistant.close)
        history = continued(assistant.log, options.after)
        assistant.prepare()
        if options.batch is not None:
            return 1 if answer_batch(assistant, lines, sys.stdout, wishes) else 0
        if options.chat:
            chat(assistant, sys.stdin, sys.stdout, wishes, history)
            return 0
        answer = ask(assistant, question, wishes, history)
    print(written(as_json(answer), sys.stdout.encoding) if options.json else as_text(answer))
    return 0


def _one_way_to_ask(options: argparse.Namespace) -> None:
    given = {
        "a question": bool(options.question),
        "--batch": options.batch is not None,
        "--chat": options.chat,
    }
    named = [name for name, there in given.items() if there]
    if len(named) > 1:
        raise UsageError(
            f"{named[0][0].upper()}{named[0][1:]} and {named[1]} were both given.",
            remedy="Leave one of them out.",
        )
    if options.chat and options.json:
        raise UsageError("--chat and --json were both given.", remedy="Leave one of them out.")
    if options.batch is not None and options.after is not None:
        raise UsageError(
            "--batch and --continue were both given.",
            remedy="Write “history” into the lines of the file.",
        )


def _answers(options: argparse.Namespace) -> int:
    from rag.asking.stored import run

    return run(options)


def _models(options: argparse.Namespace) -> int:
    from rag.models import run

    return run(options)


_VERBS = {"ask": _ask, "answers": _answers, "models": _models}


if __name__ == "__main__":
    sys.exit(main())
