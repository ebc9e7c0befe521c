"""What a line of a dataset must be, so that any run can score it honestly.

These rules stand here once: reading a dataset refuses a line by them, ``evals lint`` lists by them
everything that is wrong with it. What is not looked at here needs the articles, other lines, or is
a matter of good questions; that is ``lint``'s alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite, isnan
from types import MappingProxyType
from typing import Any

REQUIRED = ("id", "split", "language", "category", "question", "expected")
"""Texts without which nothing can be asked; all other fields may be left out of a run."""
ROLES = (
    "primary", "supporting", "duplicate", "conflicting", "superseded", "retracted", "near_miss",
)  # fmt: skip
REASONS = ("not_reported", "not_yet", "other_period", "off_topic")
_LANGUAGES = ("id", "en")
_ONE_OF = MappingProxyType(
    {
        "split": ("dev", "test"),
        "language": _LANGUAGES,
        "answer_language": _LANGUAGES,
        "refuse_reason": REASONS,
    }
)
_IMPORTANCE = ("vital", "okay")
_ONE = MappingProxyType(
    {
        "gold_articles": "gold article",
        "gold_passages": "gold passage",
        "nuggets": "nugget",
        "history": "earlier turn",
        "forbidden": "forbidden entry",
        "missing": "missing entry",
    }
)
"""Lists of objects, and what one of them is called."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST = 60  # letters of a value that a message shows


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something that is wrong with a line: a sentence that names the field, and lint's rule."""

    text: str
    rule: str = "schema"


def parsed(line: str) -> tuple[Mapping[str, Any], tuple[Fault, ...]]:
    """Return the object of a line, with what is wrong with its JSON; ``{}`` where it is none."""
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Build an object; JSON keeps the last of two equal keys without a word."""
        made = dict(pairs)
        names = [key for key, _ in pairs]
        twice.extend(key for key in made if names.count(key) > 1)
        return made

    try:
        record = json.loads(line, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        return {}, (Fault(text=f"It is no valid JSON from character {error.pos + 1} on."),)
    except (ValueError, RecursionError):  # thousands of digits, or of brackets
        return {}, (Fault(text="It is no usable JSON: a number or a nesting is far too long."),)
    if not isinstance(record, dict):
        return {}, (Fault(text=f"It is {told(record)}, not an object with fields."),)
    return record, tuple(
        Fault(text=f"The field {key!r} is written twice in one object.") for key in twice
    )


def faults(record: Mapping[str, Any], behaviours: Collection[str]) -> Iterator[Fault]:
    """Find fields of the wrong form: types, values nobody knows, dates that do not exist.

    Args:
        record: the object of a line.
        behaviours: what may be expected of an answer.
    """
    absent = [repr(key) for key in REQUIRED if key not in record]
    if absent:
        yield Fault(text=f"Fields are missing in the question: {', '.join(absent)}.")
    yield from _unkeepable(record, ())
    for key in REQUIRED:
        if key in record:
            yield from _text(record, key)
    for key, known in {**_ONE_OF, "expected": tuple(behaviours)}.items():
        value = record.get(key)
        if value not in (None, "", *known) and not (key in REQUIRED and not _is_text(value)):
            yield Fault(text=f"{key} is {told(value)}, not one of {', '.join(known)}.")
    for key in ("must_pass", "needs_review"):
        if not isinstance(record.get(key, False), bool):
            yield Fault(text=f"{key} is neither true nor false: {told(record[key])}.")
    yield from _optional_text(record, "canary")
    tags = record.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag for tag in tags):
        yield Fault(text="tags is not a list of words.")
    yield from _lists(record)
    yield from _days(record)


def told(value: object) -> str:
    """Return a value as a person may read it."""
    if isinstance(value, str):
        text = value.encode(errors="replace").decode()  # half characters cannot be written
        return f"“{text if len(text) <= _MOST else text[:_MOST] + '…'}”"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float) and not isfinite(value):
        return "NaN" if isnan(value) else "an infinite number"
    text = repr(value)
    return f"the number {text if len(text) < _MOST else text[:_MOST] + '…'}"


def day_of(text: str) -> date | None:
    """Return the day of a text such as 2025-03-31; None where it is none."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _field(way: Sequence[str | int]) -> str:
    """Return a place in a record in words, such as: The field 'number' of nugget 1."""
    names = [each for each in way if isinstance(each, str)]
    if not names:
        return "The line"
    text = f"The field {names[-1]!r}"
    holder = next((each for each in way if isinstance(each, int)), None)
    if len(names) > 1 and holder is not None and names[0] in _ONE:
        return f"{text} of {_ONE[names[0]]} {holder + 1}"
    return f"{text} of {names[0]}" if len(names) > 1 else text


def _unkeepable(value: object, way: tuple[str | int, ...]) -> Iterator[Fault]:
    """Find what Python reads and JSON has not: NaN, infinite numbers, halves of characters."""
    if isinstance(value, float) and not isfinite(value):
        yield Fault(text=f"{_field(way)} is {told(value)}, which is no value.")
    elif isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        yield Fault(text=f"{_field(way)} holds half a character, which no file can keep.")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _unkeepable(each, (*way, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _unkeepable(each, (*way, place))


def _text(holder: Mapping[str, Any], key: str, *way: str | int) -> Iterator[Fault]:
    if not _is_text(value := holder.get(key)):
        what = told(value) if key in holder else "it is missing"
        yield Fault(text=f"{_field((*way, key))} is not a text with something in it: {what}.")


def _optional_text(holder: Mapping[str, Any], key: str, *way: str | int) -> Iterator[Fault]:
    if holder.get(key) not in (None, ""):
        yield from _text(holder, key, *way)


def _lists(record: Mapping[str, Any]) -> Iterator[Fault]:
    for key, name in _ONE.items():
        entries = record.get(key, [])
        if not isinstance(entries, list):
            yield Fault(text=f"{_field((key,))} is {told(entries)}, not a list.")
            continue
        for place, entry in enumerate(entries):
            if not isinstance(entry, Mapping):
                yield Fault(text=f"The {name} {place + 1} is {told(entry)}, not an object.")
            else:
                yield from _entry(record, entry, key, place)


def _entry(
    record: Mapping[str, Any], entry: Mapping[str, Any], key: str, place: int
) -> Iterator[Fault]:
    if key == "history":
        yield from _text(entry, "question", key, place)
        if not isinstance(entry.get("answer", ""), str):
            yield Fault(text=f"{_field((key, place, 'answer'))} is not a text.")
    elif key == "gold_articles":
        yield from _text(entry, "id", key, place)
        if (role := entry.get("role", "primary")) not in ROLES:
            text = f"The article {told(entry.get('id'))} has the unknown role {told(role)}."
            yield Fault(text=text)
    elif key == "gold_passages":
        yield from _text(entry, "article", key, place)
        yield from _text(entry, "quote", key, place)
    elif key == "nuggets":
        yield from _nugget(record, entry, place)
    else:
        yield from _wordings(entry.get("any_of"), (key, place, "any_of"))


def _nugget(record: Mapping[str, Any], nugget: Mapping[str, Any], place: int) -> Iterator[Fault]:
    way = ("nuggets", place)
    name = f"The nugget {told(nugget.get('text'))}"
    yield from _text(nugget, "text", *way)
    yield from _optional_text(nugget, "speaker", *way)
    if nugget.get("importance") not in _IMPORTANCE:
        yield Fault(text=f"{name} is not vital and not okay.")
    groups = nugget.get("all_of")
    if not isinstance(groups, list) or not groups:
        yield Fault(text=f"{name} has no wording: {_field((*way, 'all_of'))} is {told(groups)}.")
    else:
        for group in groups:
            yield from _wordings(group, (*way, "all_of"))
    number = nugget.get("number")
    if number is not None and not _is_number(number):
        yield Fault(text=f"{_field((*way, 'number'))} is {told(number)}, not a usable number.")
    evidence, passages = nugget.get("evidence", []), record.get("gold_passages")
    if not isinstance(evidence, list) or not all(type(each) is int for each in evidence):
        yield Fault(text=f"{_field((*way, 'evidence'))} is not a list of whole numbers.")
        return
    many = len(passages) if isinstance(passages, list) else 0
    for each in evidence:
        if not 0 <= each < many:
            yield Fault(text=f"{name} names passage {each}: there is none.", rule="nuggets")


def _is_number(value: object) -> bool:
    """Tell a number; of NaN and the like is told elsewhere already."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        float(value)
    except OverflowError:
        return False
    return True


def _wordings(words: object, way: Sequence[str | int]) -> Iterator[Fault]:
    """A wording that every answer, or none, would hold is none."""
    if not isinstance(words, list) or not words or not all(map(_is_text, words)):
        said = "is not a list of texts with something in them, so that it has no wording"
        yield Fault(text=f"{_field(way)} {said}.")


def _days(record: Mapping[str, Any]) -> Iterator[Fault]:
    found: dict[str, date] = {}
    for key in ("date_constraint", "provenance"):
        if not isinstance(record.get(key) or {}, Mapping):
            yield Fault(text=f"{_field((key,))} is {told(record[key])}, not an object.")
    nuggets = record.get("nuggets")
    places: list[tuple[tuple[str | int, ...], object]] = [
        (("date_constraint", "from"), _inside(record.get("date_constraint"), "from")),
        (("date_constraint", "to"), _inside(record.get("date_constraint"), "to")),
        (("provenance", "written"), _inside(record.get("provenance"), "written")),
        (("as_of",), record.get("as_of")),
        *(
            (("nuggets", place, "date"), _inside(nugget, "date"))
            for place, nugget in enumerate(nuggets if isinstance(nuggets, list) else ())
        ),
    ]
    for way, value in places:
        if value in (None, ""):
            continue
        day = day_of(value) if isinstance(value, str) else None
        if day is None:
            yield Fault(
                text=f"{_field(way)} is {told(value)}, which is not a date such as 2025-03-31."
            )
        else:
            found[str(way[-1])] = day
    if "from" in found and "to" in found and found["from"] > found["to"]:
        text = f"The period ends ({found['to']}) before it begins ({found['from']})."
        yield Fault(text=text)


def _inside(holder: object, key: str) -> object:
    return holder.get(key) if isinstance(holder, Mapping) else None
