"""What a verb of the command line is, and how its options are read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

KINDS = ("news", "correction", "right_of_reply", "retraction", "retracted")
FORMATS = ("html", "md", "txt", "pdf", "docx", "odt", "epub")
MARKABLE = ("kind", "concerns", "date", "outlet", "title", "author")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verb:
    """A command: ``target`` is ``module:function``, ``options`` adds its own arguments."""

    name: str
    text: str
    target: str = ""
    options: Callable[[argparse.ArgumentParser], object] | None = None
    examples: Sequence[str] = ()
    below: Sequence[Verb] = ()


class Parser(argparse.ArgumentParser):
    """Says what was typed wrong in one plain sentence, with what to do next."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - argparse's own
        """Take what ``argparse.ArgumentParser`` takes."""
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**settings)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            from difflib import get_close_matches

            close = get_close_matches(str(value), list(action.choices), n=1, cutoff=0.5)
            meant = f" Did you mean “{close[0]}”?" if close else ""
            raise argparse.ArgumentError(None, f"There is no command “{value}”.{meant}")
        super()._check_value(action, value)

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        text = message[0].upper() + message[1:].rstrip()
        stop = "" if text.endswith((".", "?", "!")) else "."
        sys.stderr.write(f"ingest: {text}{stop} “{self.prog} --help” shows how it is used.\n")
        sys.exit(2)


def day(text: str) -> date:
    """Read a date as the operator writes it: year first, or the day first as in Indonesia."""
    text = text.strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        parts = text.replace(".", "/").replace("-", "/").split("/")
    try:
        if len(parts) == 3 and len(parts[2]) == 4:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        pass
    if any(letter.isalpha() for letter in text):  # "19 November 2025"
        from ingest.fields.datelines import given_date

        if (written := given_date(text)) is not None:
            return written
    raise argparse.ArgumentTypeError(
        f"“{text}” is no date; write it as 2025-11-19, or with the day first as 19/11/2025"
    ) from None


def kind(text: str) -> str:
    """Read a kind in either language; what is none is returned as it is, for the message."""
    from ingest.fields.named import read_fields
    from rag.errors import DocumentError

    try:
        found = read_fields({"kind": text}, "here").kind
    except DocumentError:
        return text
    return text if found is None else found.value


def count(text: str) -> int:
    """Read a number that is not negative."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise argparse.ArgumentTypeError(f"“{text}” is no number")
    return int(text)


def everywhere() -> argparse.ArgumentParser:
    """Return the options that may stand before or after the command."""
    options = argparse.ArgumentParser(add_help=False)
    group = options.add_argument_group("for every command")
    group.add_argument(
        "--data-dir",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the archive's folder (TANYA_DATA_DIR)",
    )
    group.add_argument(
        "--sample", action="store_true", default=argparse.SUPPRESS, help="use the sample archive"
    )
    group.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object"
    )
    return options
