"""Whether a judge's reply is what was asked for: form, count, order and values.

ragas itself takes any number as a verdict, counts only the verdicts that came, and never compares
statements, so that a judge that skips or garbles gets full marks. Each check returns what is wrong
in words that are shown to the judge when it is asked again, or "".
"""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Check = Callable[[Mapping[str, Any]], str]

_WORD = re.compile(r"\w+")
_FENCE = re.compile(r"\A```(?:json)?\s*\n(.*)\n```\Z", re.DOTALL)
_LIMITS = {"verdict": (0, 1), "attributed": (0, 1), "noncommittal": (0, 1), "rating": (0, 1, 2)}
_LISTS = ("statements", "classifications")


class NotAnObject(ValueError):
    """A reply that is no JSON object; the message says why."""


def parsed(text: str) -> Mapping[str, Any]:
    """Return the reply's object; a fence of Markdown around it is taken off.

    Raises:
        NotAnObject: it is cut, or something else.
    """
    bare = text.strip()
    fenced = _FENCE.match(bare)
    try:
        value = json.loads(fenced.group(1) if fenced else bare)
    except (ValueError, RecursionError) as error:
        raise NotAnObject("it is not whole, valid JSON") from error
    if not isinstance(value, dict):
        raise NotAnObject("it is not a JSON object")
    # Half of a surrogate pair can be written as an escape, and nowhere else.
    plain = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    cleaned: dict[str, Any] = json.loads(plain)
    return cleaned


def statements_given(value: Mapping[str, Any]) -> str:
    """Check a list of statements that an answer was broken down into."""
    given = value.get("statements")
    if not isinstance(given, list) or not given:
        return "“statements” must be a list with at least one statement"
    if any(not isinstance(each, str) or not each.strip() for each in given):
        return "each of “statements” must be a text with words in it"
    return ""


def verdicts_for(statements: Sequence[str], place: str, field: str) -> Check:
    """Return a check of one verdict (0 or 1) a statement, in order, each naming its statement.

    ``place`` is where the list stands in the reply, ``field`` where a verdict stands in an entry.
    A statement is the same where its words and figures are; marks and case do not count.
    """

    def check(value: Mapping[str, Any]) -> str:
        entries = value.get(place)
        if not isinstance(entries, list):
            return f"“{place}” must be a list"
        if len(entries) != len(statements):
            wanted = f"“{place}” must have exactly {len(statements)} entries, one for each"
            return f"{wanted} statement in the given order, and has {len(entries)}"
        for number, (entry, statement) in enumerate(zip(entries, statements, strict=True), 1):
            if problem := _entry(entry, statement, number, field):
                return problem
        return ""

    return check


def _entry(entry: object, statement: str, number: int, field: str) -> str:
    if not isinstance(entry, dict):
        return f"entry {number} must be an object"
    if _words(entry.get("statement")) != _words(statement):
        return f"entry {number} must repeat this statement word by word: “{statement}”"
    return value_in(entry, field, f"entry {number}")


def value_in(entry: Mapping[str, Any], field: str, where: str = "the reply") -> str:
    """Check that a field holds one of the whole numbers that it may hold."""
    allowed = _LIMITS[field]
    value = entry.get(field)
    if type(value) is int and value in allowed:
        return ""
    return f"“{field}” of {where} must be one of {', '.join(map(str, allowed))}"


def question_given(value: Mapping[str, Any]) -> str:
    """Check a question that an answer was turned into."""
    question = value.get("question")
    if not isinstance(question, str) or not question.strip():
        return "“question” must be a text with words in it"
    return value_in(value, "noncommittal")


def tightened(schema: Mapping[str, Any], entries: int = 0) -> dict[str, Any]:
    """Return a JSON schema that allows only valid numbers, and ``entries`` entries (0: any).

    The server's grammar then keeps a judge to them; the checks hold all the same.
    """
    result: dict[str, Any] = copy.deepcopy(dict(schema))
    for part in (result, *result.get("$defs", {}).values()):
        for name, field in part.get("properties", {}).items():
            if name in _LIMITS:
                field["enum"] = list(_LIMITS[name])
    for name in _LISTS:
        if (field := result.get("properties", {}).get(name)) is not None:
            field["minItems"] = entries or 1
            if entries:
                field["maxItems"] = entries
    return result


def _words(text: object) -> list[str]:
    return (
        _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
        if (isinstance(text, str))
        else [""]
    )
