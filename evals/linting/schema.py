"""Whether each line has the fields of ``evals/data/README.md`` and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from evals.linting.problems import Finding
from evals.linting.rows import Row

ROLES = (
    "primary", "supporting", "duplicate", "conflicting", "superseded", "retracted", "near_miss",
)  # fmt: skip
REASONS = ("not_reported", "not_yet", "other_period", "off_topic")
_REQUIRED = (
    "id", "split", "language", "category", "question", "expected", "gold_articles",
    "gold_passages", "nuggets", "forbidden", "must_pass",
)  # fmt: skip
_OPTIONAL = (
    "schema", "history", "answer_language", "tags", "as_of", "date_constraint", "missing",
    "refuse_reason", "canary", "provenance", "needs_review", "complaints",
)  # fmt: skip
_INSIDE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "history": (("question",), ("answer",)),
    "gold_articles": (("id",), ("role",)),
    "gold_passages": (("article", "quote"), ()),
    "nuggets": (
        ("text", "importance", "all_of"),
        ("id", "evidence", "number", "date", "speaker"),
    ),
    "forbidden": (("any_of",), ("why",)),
    "missing": (("any_of",), ("text",)),
}
"""Lists of objects: the fields that each object must have, and those that it may have."""
_TEXTS = ("id", "split", "language", "category", "question", "expected")


def check(row: Row) -> Iterator[Finding]:
    """Find missing, unknown and badly written fields."""
    record = row.record
    yield from _fields(row, record, "the question", (_REQUIRED, _OPTIONAL))
    for key in _TEXTS:
        if not isinstance(record.get(key), str) or not record[key].strip():
            yield row.finding("schema", f"The field {key!r} is not a text with something in it.")
    for key, allowed in _INSIDE.items():
        for item in record.get(key) or []:
            if not row.of_feedback or key not in ("nuggets", "forbidden"):
                yield from _fields(row, item, f"an object in {key!r}", allowed)
    yield from _values(row)
    yield from _dates(row)


def _fields(
    row: Row,
    record: Mapping[str, Any],
    what: str,
    allowed: tuple[tuple[str, ...], tuple[str, ...]],
) -> Iterator[Finding]:
    required, optional = allowed
    for key in required:
        if key not in record:
            yield row.finding("schema", f"The field {key!r} is missing in {what}.")
    for key in record:
        if key not in (*required, *optional):
            yield row.finding("schema", f"Nobody reads the field {key!r} of {what}.")


def _values(row: Row) -> Iterator[Finding]:
    record, case = row.record, row.case
    for key, value, known in (
        ("split", case.split, ("dev", "test")),
        ("language", case.language, ("id", "en")),
        ("answer_language", case.answer_language, ("id", "en")),
    ):
        if value not in known:
            yield row.finding("schema", f"{key} is {value!r}, not one of {', '.join(known)}.")
    if not isinstance(record.get("must_pass", False), bool):
        yield row.finding("schema", "must_pass is neither true nor false.")
    for identity, role in case.roles.items():
        if role not in ROLES:
            yield row.finding("schema", f"The article {identity} has the unknown role {role!r}.")
    if len(case.roles) != len(record.get("gold_articles", [])):
        yield row.finding("schema", "An article is listed twice in gold_articles.")
    for nugget in record.get("nuggets", []):
        if nugget.get("importance") not in ("vital", "okay"):
            yield row.finding("schema", f"The nugget {nugget['text']!r} is not vital and not okay.")
        if not nugget["all_of"] or not all(nugget["all_of"]):
            yield row.finding("schema", f"The nugget {nugget['text']!r} has no wording.")
    reason = record.get("refuse_reason")
    if reason is not None and reason not in REASONS:
        yield row.finding("schema", f"refuse_reason is {reason!r}: know {', '.join(REASONS)}.")
    tags = record.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag for tag in tags):
        yield row.finding("schema", "tags is not a list of words.")


def _dates(row: Row) -> Iterator[Finding]:
    case, record = row.case, row.record
    period = record.get("date_constraint") or {}
    for key in period:
        if key not in ("from", "to"):
            yield row.finding("schema", f"Nobody reads the field {key!r} of date_constraint.")
    written = (record.get("provenance") or {}).get("written")
    named = [case.since, case.until, *(nugget.date for nugget in case.nuggets)]
    for text in (*named, str(written or ""), str(record.get("as_of") or "")):
        if text and day_of(text) is None:
            yield row.finding("schema", f"{text!r} is not a date of the form 2025-03-31.")
    since, until = day_of(case.since), day_of(case.until)
    if since and until and since > until:
        yield row.finding("schema", f"The period ends ({until}) before it begins ({since}).")


def day_of(text: str) -> date | None:
    """Return an ISO date; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
