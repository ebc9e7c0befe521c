"""``tanya ask``: questions from the terminal or a file, answers as text or JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import TextIO

from rag.assistant import Assistant
from rag.errors import TanyaError, UsageError
from rag.records import Answer, Check, Finished
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
        outlet = source.outlet or "?"
        lines.append(
            f"[{source.number}] {source.title} ({outlet}, {day(source.published, language)})"
        )
        if source.url:
            lines.append(f"    {source.url}")
    if answer.refused and answer.passages:
        lines.append("Kutipan terdekat:" if language == "id" else "Nearest passages:")
        for stored in answer.passages[:3]:
            article = stored.article
            lines.append(
                f"  - {article.title} ({article.outlet or '?'}, "
                f"{day(article.published, language)}): {_short(stored.text)}"
            )
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


def _short(text: str, limit: int = 200) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit].rsplit(" ", 1)[0] + " …"


def answer_batch(assistant: Assistant, name: str, out: TextIO) -> int:
    """Answer every question of a JSONL file, one object a line; a bad line stops nothing.

    Args:
        assistant: answers.
        name: the file, or ``-`` for standard input. Each line: ``{"id": …, "question": …}``.
        out: where the answers go, each with its ``id``, or ``{"id": …, "error": …}``.

    Returns:
        How many lines could not be answered.

    Raises:
        UsageError: the file cannot be read.
    """
    failed = 0
    for number, line in enumerate(_lines(name), 1):
        if not line.strip():
            continue
        identity: object = number
        try:
            record = _record(line, number)
            identity = record.get("id", number)
            result = {"id": identity, **as_json(ask(assistant, str(record["question"])))}
        except TanyaError as error:
            failed += 1
            result = {"id": identity, "error": str(error)}
        print(json.dumps(result, ensure_ascii=False), file=out, flush=True)
    return failed


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8") as file:
            yield from file
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The file of questions {name} cannot be read: {error}.",
            remedy="Name a UTF-8 file with one JSON object a line.",
            item=name,
        ) from error


def _record(line: str, number: int) -> dict[str, object]:
    try:
        record = json.loads(line)
    except ValueError:
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("question"), str):
        raise UsageError(
            f"Line {number} is not an object with “id” and “question”.",
            remedy='Write it as {"id": 1, "question": "…"}.',
            item=str(number),
        )
    return record
