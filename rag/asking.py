"""``tanya ask``: questions from the terminal or a file, answers as text or JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO

from rag.assistant import Assistant
from rag.errors import TanyaError, UsageError
from rag.records import Answer, ArticleKind, Check, Finished, StoredPassage
from rag.wording import day


def ask(assistant: Assistant, question: str) -> Answer:
    """Return the answer to one question.

    Raises:
        TanyaError: as ``Assistant.ask`` does.
    """
    return asyncio.run(_finished(assistant, question))


async def _finished(assistant: Assistant, question: str) -> Answer:
    async with aclosing(assistant.ask(question)) as events:
        async for event in events:
            if isinstance(event, Finished):
                return event.answer
    raise AssertionError("the last event is the answer")


def as_json(answer: Answer) -> dict[str, object]:
    """Return the documented object; spans are half-open, in code points of the article's text."""
    return {
        "question": answer.question,
        "language": answer.language,
        "refused": answer.refused,
        "answer": answer.text,
        "claims": [
            {
                "text": claim.text,
                "check": claim.check.value,
                "evidence": [
                    {
                        "article": item.article,
                        "passage": item.passage,
                        "sentence": item.sentence,
                        "start": item.start,
                        "end": item.end,
                        "text": item.text,
                    }
                    for item in claim.evidence
                ],
            }
            for claim in answer.claims
        ],
        "sources": [
            {
                "article": source.article,
                "title": source.title,
                "outlet": source.outlet,
                "published": source.published.isoformat() if source.published else None,
                "url": source.url,
            }
            for source in answer.sources
        ],
        "notices": [{"code": item.code, "text": item.text} for item in answer.notices],
        "as_of": answer.as_of.isoformat() if answer.as_of else None,
        "engine": answer.engine.value,
        "model": answer.model or None,
        "timings": dict(answer.timings),
    }


def as_text(answer: Answer) -> str:
    """Return the answer as a person reads it in a terminal."""
    language = answer.language
    lines = [_marked(answer), ""] if not answer.refused else [answer.text, ""]
    for source in answer.sources:
        where = _where(source.outlet, source.published, language)
        lines.append(f"[{source.number}] {source.title} ({where})")
        if source.url:
            lines.append(f"    {source.url}")
    if answer.refused and answer.passages:
        lines.append("Kutipan terdekat:" if language == "id" else "Nearest passages:")
        lines.extend(_nearest(stored, language) for stored in answer.passages[:3])
    lines.extend(f"! {item.text}" for item in answer.notices)
    return "\n".join(lines).rstrip()


_MARKS = {Check.REVIEW: ("periksa", "check"), Check.REPAIRED: ("diganti kutipan", "quoted instead")}


def _marked(answer: Answer) -> str:
    """Add what a check found behind each line of the answer."""
    lines = answer.text.split("\n")
    for number, claim in enumerate(answer.claims):
        if claim.check in _MARKS:
            lines[number] += f" ({_MARKS[claim.check][answer.language == 'en']})"
    return "\n".join(lines)


def _where(outlet: str, published: date | None, language: str) -> str:
    return ", ".join(filter(None, (outlet, day(published, language))))


def _nearest(stored: StoredPassage, language: str) -> str:
    article = stored.article
    where = _where(article.outlet, article.published, language)
    if article.kind is ArticleKind.RETRACTED:
        where += ", withdrawn" if language == "en" else ", dicabut"
    text = stored.text.removeprefix(article.title)  # it has just been said
    return f"  - {article.title} ({where}): {_short(text)}"


def _short(text: str, limit: int = 200) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit].rsplit(" ", 1)[0] + " …"


def answer_batch(assistant: Assistant, lines: Iterable[bytes], out: TextIO) -> int:
    """Answer every question of a JSONL file, one object a line; a bad line stops nothing.

    Args:
        assistant: answers.
        lines: as ``open_batch`` gives them. Each: ``{"id": …, "question": …}`` in UTF-8.
        out: where the answers go, each with its ``id``, or ``{"id": …, "error": …}``. A line
            without an ``id`` gets its number.

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
            answer = ask(assistant, _question(record, number))
            result = {"id": identity, **as_json(answer)}
        except TanyaError as error:
            failed += 1
            result = {"id": identity, "error": str(error)}
        print(written(result, out.encoding), file=out, flush=True)
    return failed


def written(value: Mapping[str, object], encoding: str | None) -> str:
    """Return an object as one line of JSON that this encoding (None: UTF-8) can hold."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode(encoding or "utf-8")
    except UnicodeEncodeError:  # an old terminal, or half of a surrogate pair
        return json.dumps(value)
    return line


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
