"""``tanya ask --chat``: a conversation in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from rag.asking.batch import ask
from rag.asking.formats import as_text
from rag.errors import TanyaError
from rag.questions import valid_question
from rag.records import AS_READ, Exchange, Wishes

if TYPE_CHECKING:
    from rag.assistant import Assistant

_ENDS = frozenset({"keluar", "selesai", "exit", "quit"})
_PROMPT = "\n? "


def chat(
    assistant: Assistant,
    lines: TextIO,
    out: TextIO,
    wishes: Wishes = AS_READ,
    history: Sequence[Exchange] = (),
) -> None:
    """Answer line after line; each may lean on those before it.

    Ends with the input, or at a line "keluar", "selesai", "exit" or "quit". A question that
    cannot be answered is told and ends nothing.
    """
    told = list(history)
    _say(out, _PROMPT)
    for line in lines:
        question = line.strip()
        if question.casefold() in _ENDS:
            return
        if question:
            try:
                answer = ask(assistant, valid_question(question), wishes, tuple(told))
            except TanyaError as error:
                sys.stderr.write(f"tanya: {error}\n")
            else:
                told.append(Exchange.of(answer))
                _say(out, as_text(answer) + "\n")
        _say(out, _PROMPT)
    _say(out, "\n")


def _say(out: TextIO, text: str) -> None:
    out.write(text)
    out.flush()
