"""One question, and a file of them, one after the other."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rag.asking.history import history_of
from rag.asking.json_form import as_json, written
from rag.errors import TanyaError, UsageError
from rag.records import AS_READ, Answer, Exchange, Finished, Wishes

if TYPE_CHECKING:
    from rag.assistant import Assistant


def ask(
    assistant: Assistant,
    question: str,
    wishes: Wishes = AS_READ,
    history: Sequence[Exchange] = (),
) -> Answer:
    """Return the answer to one question, asked after those of ``history``.

    Raises:
        TanyaError: as ``Assistant.ask`` does.
    """
    return asyncio.run(_finished(assistant, question, wishes, history))


async def _finished(
    assistant: Assistant, question: str, wishes: Wishes, history: Sequence[Exchange]
) -> Answer:
    async with aclosing(assistant.ask(question, wishes, history=history)) as events:
        async for event in events:
            if isinstance(event, Finished):
                return event.answer
    raise AssertionError("the last event is the answer")


def answer_batch(
    assistant: Assistant, lines: Iterable[bytes], out: TextIO, wishes: Wishes = AS_READ
) -> int:
    """Answer every question of a JSONL file, one object a line; a bad line stops nothing.

    Args:
        assistant: answers.
        lines: as ``open_batch`` gives them. Each: ``{"id": …, "question": …}`` in UTF-8, with
            ``"history": [{"question": …, "answer": …}]`` for a follow-up.
        out: where the answers go, each with its ``id``, or ``{"id": …, "error": …}``. A line
            without an ``id`` gets its number.
        wishes: how all of them are read.

    Returns:
        How many lines could not be answered.
    """
    failed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record = _read(line)
        identity = record.get("id", number) if isinstance(record, dict) else number
        try:
            question = _question(record, number)
            history = history_of(record.get("history")) if isinstance(record, dict) else ()
            answer = ask(assistant, question, wishes, history)
            result = {"id": identity, **as_json(answer)}
        except TanyaError as error:
            failed += 1
            result = {"id": identity, "error": str(error)}
        print(written(result, out.encoding), file=out, flush=True)
    return failed


@contextmanager
def open_batch(name: str) -> Iterator[Iterable[bytes]]:
    """Open a file of questions, or standard input for ``-``, and give its lines.

    Raises:
        UsageError: the file cannot be read.
    """
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115  (closed below)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(
            f"The file of questions {name} cannot be read: {reason}.",
            remedy="Name a UTF-8 file with one JSON object a line, or “-” for standard input.",
            item=name,
        ) from error
    with file:
        yield file


def _read(line: bytes) -> object:
    """Return what a line holds, or None where that is no JSON."""
    try:
        return json.loads(line.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):  # the latter for a few thousand open brackets
        return None


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _question(record: object, number: int) -> str:
    question = record.get("question") if isinstance(record, dict) else None
    if not isinstance(question, str):
        raise UsageError(
            f"Line {number} is not an object with “id” and “question”.",
            remedy='Write it as {"id": 1, "question": "…"}.',
            item=str(number),
        )
    return question
