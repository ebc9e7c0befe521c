"""``results.json``: a whole run as one file that can be read back.

The object has the fields of :class:`evals.results.Results`, and ``schema`` comes first. Numbers of
measures that are NaN stand as null, those of items as ``"NaN"``: there null says that a measure
does not apply, and the two must not be confused. Fields that a later program adds are ignored;
one that changes the meaning of a field gets another schema number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

from evals.reporting.files import put
from evals.results import SCHEMA, Item, Measure, Results, Section, State
from rag.errors import UsageError

_NAN = float("nan")


def write_results(path: Path, results: Results) -> None:
    """Write a run in one step: the file is the old one or the new one, never half of one.

    Raises:
        UsageError: the file cannot be written.
    """
    record = {"schema": results.schema, **asdict(results)}
    for section, held in zip(record["sections"], results.sections, strict=True):
        section["state"] = held.state.value
        for item in section["items"]:
            item["scores"] = {name: _score(value) for name, value in item["scores"].items()}
    try:
        text = json.dumps(_plain(record), ensure_ascii=False, indent=1, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"This run cannot be stored as JSON: {error}.",
            remedy="Look at what the sections put into “shown”, “gold” and “judged”.",
            item=str(path),
        ) from error
    put(path, text + "\n")


def read_results(path: Path) -> Results:
    """Read a run.

    Raises:
        UsageError: the file cannot be read, is no run, or is one of another schema.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else f"it is broken ({error})"
        raise _unusable(path, f"{why}") from error
    if not isinstance(record, dict) or "schema" not in record:
        raise _unusable(path, "it is not what a run writes")
    if record["schema"] != SCHEMA:
        raise _unusable(
            path,
            f"it has schema {record['schema']!r} and this version reads {SCHEMA}",
            remedy="Measure again with this version.",
        )
    try:
        return Results(
            made=_text(record["made"]),
            version=_text(record["version"]),
            command=_text(record["command"]),
            exit_code=int(record["exit_code"]),
            sections=tuple(_section(each) for each in record["sections"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{error!r} in a section, measure or item"
        raise _unusable(path, f"it is not what a run writes: {what}") from error


def _unusable(
    path: Path, why: str, remedy: str = "Name a results.json that “evals run” wrote."
) -> UsageError:
    return UsageError(f"{path} cannot be read: {why}.", remedy=remedy, item=str(path))


def _section(record: Mapping[str, Any]) -> Section:
    return Section(
        id=_text(record["id"]),
        title=_text(record["title"]),
        lane=_text(record["lane"]),
        state=State(record["state"]),
        dataset=_text(record.get("dataset", "")),
        digest=_text(record.get("digest", "")),
        measures=tuple(_measure(each) for each in record.get("measures", ())),
        items=tuple(_item(each) for each in record.get("items", ())),
        problems=_texts(record.get("problems", ())),
        missing=_texts(record.get("missing", ())),
        subject={str(key): _text(value) for key, value in record.get("subject", {}).items()},
        seconds=_number(record.get("seconds", 0.0)),
    )


def _measure(record: Mapping[str, Any]) -> Measure:
    return Measure(
        name=_text(record["name"]),
        group=_text(record["group"]),
        words=_text(record.get("words", "")),
        value=_number(record["value"]),
        n=int(record["n"]),
        low=_number(record["low"]),
        high=_number(record["high"]),
        lower_is_better=_truth(record.get("lower_is_better", False)),
        demand=_limit(record.get("demand")),
        floor=_limit(record.get("floor")),
        told_only=_truth(record.get("told_only", False)),
    )


def _item(record: Mapping[str, Any]) -> Item:
    named = ("language", "split", "source", "expected", "cluster")
    return Item(
        id=_text(record["id"]),
        question=_text(record["question"]),
        category=_text(record["category"]),
        ok=_truth(record["ok"]),
        must_pass=_truth(record.get("must_pass", False)),
        **{name: _text(record[name]) for name in named if name in record},
        scores={
            str(name): None if value is None else _number(None if value == "NaN" else value)
            for name, value in record.get("scores", {}).items()
        },
        problems=_texts(record.get("problems", ())),
        shown=dict(record.get("shown", {})),
        gold=dict(record.get("gold", {})),
        judged=dict(record.get("judged", {})),
    )


def _score(value: float | None) -> float | str | None:
    return value if value is None or isfinite(value) else "NaN"


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it: what is no finite number becomes null."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _number(value: object) -> float:
    if value is None:
        return _NAN
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _limit(value: object) -> float | None:
    return None if value is None else _number(value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(values: object) -> tuple[str, ...]:
    if isinstance(values, str) or not isinstance(values, list | tuple):
        raise TypeError(f"{values!r} is no list of texts")
    return tuple(_text(each) for each in values)
