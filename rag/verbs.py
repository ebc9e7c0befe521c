"""The verbs of ``tanya`` and their options. Nothing heavy is imported: ``--help`` is instant."""

from __future__ import annotations

import argparse
from typing import Any

from rag import models

DOORS = ("ui", "ingest", "evals")
"""Programs of their own."""

_DESCRIPTION = """Ask an archive of labor news; answers cite its sentences.

verbs:
  ask      answer a question in the terminal
  answers  look at the answers that were given
  models   look at, check and fetch the local models
  ui       open the page in the browser
  ingest   put articles into the archive and look after it
  evals    measure the answers
"""

_EPILOGUE = """exit codes: 0 answered or refused, 1 some lines of a batch failed, 2 wrong use,
3 archive trouble, 4 a needed service is missing, 130 interrupted.
"""

_ANSWERS_EPILOGUE = """examples:
  tanya answers list --query umk
  tanya answers show 261121-181502-a3f9c1
  tanya answers replay a3f9c1        today's checks over what the model wrote then

exit codes: 0 done, 1 replay shows something else than was shown then, 2 wrong use,
3 archive trouble.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``tanya``."""
    made = argparse.ArgumentParser(
        prog="tanya",
        description=_DESCRIPTION,
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = made.add_subparsers(dest="verb", required=True, metavar="VERB")
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
    ask.add_argument("--chat", action="store_true", help="a conversation, line by line")
    ask.add_argument(
        "--continue",
        dest="after",
        nargs="?",
        const="",
        type=_text,
        metavar="ID",
        help="ask further after a stored answer (the last one, unless it is named)",
    )
    _add_wishes(ask)
    _add_answers(verbs)
    models.add_parser(verbs)
    for door in DOORS:
        verbs.add_parser(door, add_help=False)
    return made


def _text(argument: str) -> str:
    """Return an argument as text: the terminal may send bytes that are none."""
    return argument.encode("utf-8", "replace").decode()


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
    ask.add_argument(
        "--outlet", type=_text, metavar="NAME", help="only this outlet, named as its sources are"
    )


def _add_answers(verbs: Any) -> None:
    parser = verbs.add_parser(
        "answers",
        help="look at the answers that were given",
        epilog=_ANSWERS_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="the answers, newest first")
    listed.add_argument(
        "--query", type=_text, default="", metavar="WORDS", help="only questions with this"
    )
    listed.add_argument("--limit", type=int, default=30)
    listed.add_argument(
        "--citing", type=_text, metavar="ARTICLE", help="only answers that cite this article"
    )
    listed.add_argument(
        "--changed", action="store_true", help="only answers whose sources are not as they were"
    )
    shown = actions.add_parser("show", help="one answer as it was given, and its sources today")
    shown.add_argument("id", type=_text)
    shown.add_argument("--record", action="store_true", help="everything, prompts and replies too")
    again = actions.add_parser("replay", help="today's checks over what the model wrote then")
    again.add_argument("id", type=_text)
    gone = actions.add_parser("remove", help="remove answers from the archive")
    gone.add_argument("id", type=_text, nargs="+")
    for action in (listed, shown, again, gone):
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--data-dir", metavar="DIR", help="the archive's folder")
        action.add_argument("--sample", action="store_true", help="of the sample archive")
