"""Whether each line has the fields of ``evals/data/README.md`` and no others.

That a field has the right form is a rule for every reader of a dataset: ``evals.case_rules``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evals import case_rules
from evals.linting.problems import Finding
from evals.linting.rows import Row

ROLES = case_rules.ROLES
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


def check(row: Row) -> Iterator[Finding]:
    """Find fields that are missing, unknown or written twice; their form has been looked at."""
    record = row.record
    yield from _fields(row, record, "the question", (_REQUIRED, _OPTIONAL))
    for key, allowed in _INSIDE.items():
        for item in record.get(key, ()):
            if not row.of_feedback or key not in ("nuggets", "forbidden"):
                yield from _fields(row, item, f"an object in {key!r}", allowed)
    for key in record.get("date_constraint") or {}:
        if key not in ("from", "to"):
            yield row.finding("schema", f"Nobody reads the field {key!r} of date_constraint.")
    if len(row.case.roles) != len(record.get("gold_articles", ())):
        yield row.finding("schema", "An article is listed twice in gold_articles.")


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
