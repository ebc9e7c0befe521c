"""The lines of a dataset, whether or not each of them is a case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from evals.cases import Case, case_of
from evals.linting.problems import Finding, Level
from rag.errors import UsageError


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line that is a case: ``record`` is its JSON, ``line`` its place from 1."""

    line: int
    record: Mapping[str, Any]
    case: Case

    def finding(self, rule: str, text: str, level: Level = Level.PROBLEM) -> Finding:
        """Return a finding about this question."""
        return Finding(rule=rule, text=text, level=level, line=self.line, case=self.case.id)

    @property
    def of_feedback(self) -> bool:
        """Whether the question comes from a person's complaint, which asks for less."""
        return self.case.category == "feedback"


def read_rows(path: Path) -> tuple[list[Row], list[Finding]]:
    """Read a dataset line by line; a line that is no case becomes a finding.

    Raises:
        UsageError: the file cannot be read or holds no line.
    """
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"The dataset {path} cannot be read: {error}.",
            remedy="Name a JSONL file with --dataset.",
            item=str(path),
        ) from error
    if not any(line.strip() for line in lines):
        raise UsageError(
            f"The dataset {path} holds no question.", remedy="Name another.", item=str(path)
        )
    return rows_of(lines)


def rows_of(lines: Sequence[str]) -> tuple[list[Row], list[Finding]]:
    """Read lines of JSON; those without text are left out."""
    rows: list[Row] = []
    findings: list[Finding] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = case_of(line, f"line {number}", item=f"line {number}")
            once = json.loads(line, object_pairs_hook=partial(_once, number, findings))
        except UsageError as error:
            findings.append(Finding(rule="schema", text=error.what, line=number))
            continue
        rows.append(Row(line=number, record=once, case=case))
    return rows, findings


def _once(number: int, findings: list[Finding], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; JSON keeps the last of two equal keys without a word."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            text = f"The field {key!r} is written twice in one object."
            findings.append(Finding(rule="schema", text=text, line=number))
        made[key] = value
    return made
