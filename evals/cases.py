"""Questions with what is expected of their answers, read and checked.

One JSON object a line; ``evals/data/README.md`` explains the fields.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from rag.errors import UsageError

_GOLD_ROLES = ("primary", "supporting", "duplicate", "conflicting")
"""Superseded, retracted and near-miss articles are listed in the data, and are no evidence."""


class Expected(StrEnum):
    """What a right answer does."""

    ANSWER = "answer"
    REFUSE = "refuse"
    CORRECT_PREMISE = "correct_premise"
    PRESENT_CONFLICT = "present_conflict"
    PARTIAL = "partial"  # answer what the archive holds, and say what it does not hold
    CLARIFY = "clarify"  # ask back, or say which reading was taken


@dataclass(frozen=True, kw_only=True, slots=True)
class Nugget:
    """A fact that the answer must hold: of each group of ``all_of`` at least one wording.

    ``number`` (in full units) and ``date`` (ISO) hold too where the answer writes them otherwise;
    ``speaker`` is who must be named as having said it; ``evidence`` are places in the gold
    passages, each of which carries it alone.
    """

    text: str
    vital: bool
    all_of: tuple[tuple[str, ...], ...]
    number: float | None = None
    date: str = ""
    speaker: str = ""
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GoldPassage:
    """Words of an article, verbatim, that carry the answer."""

    article: str
    quote: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One question; ``history`` holds earlier turns with ``question`` and ``answer``.

    ``roles`` gives every article that the line names its role, also those that are no evidence;
    ``since`` and ``until`` (ISO dates or "") bound what the question asks for; ``source`` is
    ``fixture`` for invented articles and ``real`` for others; ``second_reader`` says who answered
    the question from the articles alone, "" for nobody yet; ``missing`` are wordings, of each group
    at least one, that name what a ``partial`` answer must say is not reported; ``record`` is the
    line itself.
    """

    id: str
    split: str
    language: str
    category: str
    question: str
    expected: Expected
    gold_articles: tuple[str, ...]
    gold_passages: tuple[GoldPassage, ...]
    nuggets: tuple[Nugget, ...]
    forbidden: tuple[str, ...]
    must_pass: bool
    history: tuple[Mapping[str, str], ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    answer_language: str = ""
    canary: str = ""
    source: str = "fixture"
    second_reader: str = ""
    missing: tuple[tuple[str, ...], ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """Cases in the order of the file, and the file's digest."""

    cases: tuple[Case, ...]
    digest: str


def read_dataset(path: Path) -> Dataset:
    """Read a JSONL file of cases.

    Raises:
        UsageError: the file cannot be read or a line is not a case; the message names it.
    """
    try:
        raw = path.read_bytes()
        lines = raw.decode("utf-8").split("\n")  # U+2028 may stand inside a question
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The dataset {path} cannot be read: {error}.",
            remedy="Name a JSONL file with --dataset.",
            item=str(path),
        ) from error
    cases = [
        case_of(line, f"line {number} of {path}", item=str(path))
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    if not cases:
        raise UsageError(
            f"The dataset {path} holds no question.", remedy="Name another.", item=str(path)
        )
    if len({case.id for case in cases}) != len(cases):
        raise UsageError(
            f"The dataset {path} uses an id twice.", remedy="Make ids unique.", item=str(path)
        )
    return Dataset(cases=tuple(cases), digest=sha256(raw).hexdigest())


def case_of(line: str, where: str, *, item: str) -> Case:
    """Read one case; ``where`` says where the line stands, ``item`` what it is part of.

    Raises:
        UsageError: the line is no case.
    """
    try:
        record = json.loads(line)
        return Case(
            id=record["id"],
            split=record["split"],
            language=record["language"],
            category=record["category"],
            question=record["question"],
            expected=Expected(record["expected"]),
            gold_articles=tuple(
                item["id"]
                for item in record.get("gold_articles", [])
                if item.get("role", "primary") in _GOLD_ROLES
            ),
            gold_passages=tuple(
                GoldPassage(article=item["article"], quote=item["quote"])
                for item in record.get("gold_passages", [])
            ),
            nuggets=tuple(_nugget(item) for item in record.get("nuggets", [])),
            forbidden=tuple(
                _wording(word) for item in record.get("forbidden", []) for word in item["any_of"]
            ),
            must_pass=bool(record.get("must_pass", False)),
            history=tuple(_turn(item) for item in record.get("history", [])),
            **_more(record),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{where[:1].upper()}{where[1:]} is not a case: {error!r}.",
            remedy="See evals/data/README.md for the fields.",
            item=item,
        ) from error


def _more(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that a line may leave out."""
    dates = record.get("date_constraint") or {}
    provenance = record.get("provenance") or {}
    return {
        "roles": {
            str(item["id"]): str(item.get("role", "primary"))
            for item in record.get("gold_articles", [])
        },
        "since": str(dates.get("from") or ""),
        "until": str(dates.get("to") or ""),
        "answer_language": str(record.get("answer_language") or record["language"]),
        "canary": str(record.get("canary") or ""),
        "source": str(provenance.get("source") or "fixture"),
        "second_reader": str(provenance.get("reviewed_by") or ""),
        "missing": tuple(
            tuple(_wording(word) for word in item["any_of"]) for item in record.get("missing", [])
        ),
        "record": record,
    }


def _turn(item: Mapping[str, Any]) -> Mapping[str, str]:
    """Return an earlier turn of the conversation that a question follows up on."""
    question, answer = item["question"], item.get("answer", "")
    if not isinstance(question, str) or not isinstance(answer, str):
        raise TypeError("an earlier turn has texts as question and answer")
    return {"question": question, "answer": answer}


def _nugget(item: Mapping[str, Any]) -> Nugget:
    return Nugget(
        text=item["text"],
        vital=item.get("importance") == "vital",
        all_of=tuple(tuple(_wording(word) for word in group) for group in item["all_of"]),
        number=None if item.get("number") is None else float(item["number"]),
        date=str(item.get("date") or ""),
        speaker=str(item.get("speaker") or ""),
        evidence=tuple(int(place) for place in item.get("evidence", [])),
    )


def _wording(word: object) -> str:
    """Refuse a wording that every answer, or none, would hold."""
    if not isinstance(word, str) or not word.strip():
        raise ValueError("a wording is a text with something in it")
    return word
