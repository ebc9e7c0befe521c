"""Questions with what is expected of their answers, read and checked.

One JSON object a line; ``evals/data/README.md`` explains the fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from evals.case_rules import Fault, faults, parsed
from rag.errors import UsageError

_MOST_TOLD = 3  # faults of one line in one message; lint lists them all
_TWO = 2  # versions of a conflict, readings of an unclear question
_GOLD_ROLES = ("primary", "supporting", "duplicate", "conflicting")
"""Superseded, retracted and near-miss articles are listed in the data, and are no evidence."""
_FIELDS = "evals/data/README.md explains the fields."


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
    """Read a JSONL file of cases, all of which can be scored.

    Raises:
        UsageError: the file cannot be read, a line is no case or cannot be scored honestly, or an
            id is used twice; the message names the first such line and what is wrong with it.
    """
    raw, lines = read_lines(path)
    cases: dict[str, tuple[int, Case]] = {}
    wrong: list[str] = []
    for number, line in lines:
        where = f"Line {number} of {path}"
        try:
            case = case_of(line, where, item=str(path))
        except UsageError as error:
            wrong.append(error.what)
            continue
        if case.id in cases:
            first = cases[case.id][0]
            wrong.append(f"{where} uses the id {case.id} of line {first}: no id is used twice.")
        elif without := unscorable(case):
            wrong.append(f"{where} ({case.id}) cannot be scored. {' '.join(without)}")
        cases.setdefault(case.id, (number, case))
    if wrong:
        others = f" (Lines with such faults: {len(wrong)}.)" if len(wrong) > 1 else ""
        raise UsageError(
            wrong[0] + others,
            remedy=f"“./tanya evals lint --dataset {path}” lists all; {_FIELDS}",
            item=str(path),
        )
    return Dataset(cases=tuple(case for _, case in cases.values()), digest=sha256(raw).hexdigest())


def read_lines(path: Path) -> tuple[bytes, list[tuple[int, str]]]:
    """Return a dataset as it is stored, and its lines that are not empty with their numbers.

    Raises:
        UsageError: the file cannot be read, or there is no such line.
    """
    try:
        raw = path.read_bytes()
        lines = raw.decode("utf-8-sig").split("\n")  # U+2028 may stand inside a question
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The dataset {path} cannot be read: {why_unreadable(error)}.",
            remedy="Name a JSONL file with --dataset.",
            item=str(path),
        ) from error
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not numbered:
        raise UsageError(
            f"The dataset {path} holds no question.", remedy="Name another.", item=str(path)
        )
    return raw, numbered


def why_unreadable(error: OSError | UnicodeDecodeError) -> str:
    """Return in words why a file could not be read."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8"
    known = {
        FileNotFoundError: "there is no such file or folder",
        IsADirectoryError: "it is a folder, not a file",
        NotADirectoryError: "it is not a folder",
        PermissionError: "it may not be read",
    }
    return known.get(type(error)) or str(error.strerror or "the disk gives an error").lower()


def case_of(line: str, where: str, *, item: str) -> Case:
    """Read one case; ``where`` says where the line stands, ``item`` what it is part of.

    Raises:
        UsageError: the line is no case; the message says which fields are wrong, and how.
    """
    record, wrong = record_of(line)
    if wrong:
        texts = [each.text for each in wrong]
        more = f" (And {len(texts) - _MOST_TOLD} more.)" if len(texts) > _MOST_TOLD else ""
        raise UsageError(
            f"{where[:1].upper()}{where[1:]} is not a case. {' '.join(texts[:_MOST_TOLD])}{more}",
            remedy=_FIELDS[:1].upper() + _FIELDS[1:],
            item=item,
        )
    return case_from(record)


def record_of(line: str) -> tuple[Mapping[str, Any], tuple[Fault, ...]]:
    """Return the object of a line, and everything by which it is no case; () where it is one."""
    record, wrong = parsed(line)
    if wrong and not record:
        return record, wrong
    return record, (*wrong, *faults(record, tuple(Expected)))


def unscorable(case: Case) -> tuple[str, ...]:
    """Return in sentences why nobody can tell a right answer to this case from a wrong one.

    Without a vital nugget every answer would be right, and with one version of a conflict there is
    none to show. A case of feedback may name an article instead of words.
    """
    if case.category == "feedback" and case.record.get("needs_review"):
        return ("A person has yet to say what a right answer holds (needs_review).",)
    return tuple(_without_gold(case)) if case.expected is not Expected.REFUSE else ()


def _without_gold(case: Case) -> Iterator[str]:
    vital = sum(nugget.vital for nugget in case.nuggets)
    if case.category == "feedback":
        if not vital and not case.gold_articles:
            yield "It names neither an article nor words that the answer must hold."
        return
    if not vital:
        yield "It has no vital nugget."
    if case.expected in (Expected.PRESENT_CONFLICT, Expected.CLARIFY) and vital < _TWO:
        yield f"{case.expected} needs a vital nugget for each version, and has {vital}."


def case_from(record: Mapping[str, Any]) -> Case:
    """Return the case of a record in which :func:`record_of` has found nothing wrong."""
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
        forbidden=tuple(word for item in record.get("forbidden", []) for word in item["any_of"]),
        must_pass=record.get("must_pass", False),
        history=tuple(
            {"question": item["question"], "answer": item.get("answer", "")}
            for item in record.get("history", [])
        ),
        **_more(record),
    )


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
        "missing": tuple(tuple(item["any_of"]) for item in record.get("missing", [])),
        "record": record,
    }


def _nugget(item: Mapping[str, Any]) -> Nugget:
    return Nugget(
        text=item["text"],
        vital=item["importance"] == "vital",
        all_of=tuple(map(tuple, item["all_of"])),
        number=None if item.get("number") is None else float(item["number"]),
        date=str(item.get("date") or ""),
        speaker=str(item.get("speaker") or ""),
        evidence=tuple(item.get("evidence", [])),
    )
