"""The lines of a dataset, whether or not each of them is a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.cases import Case, case_from, read_lines, record_of
from evals.linting.problems import Finding, Level


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
    """Read a dataset line by line; a line that is no case becomes findings.

    Raises:
        UsageError: the file cannot be read or holds no line.
    """
    return _rows_of(read_lines(path)[1])


def rows_of(lines: Sequence[str]) -> tuple[list[Row], list[Finding]]:
    """Read lines of JSON; those without text are left out."""
    return _rows_of([(number, line) for number, line in enumerate(lines, 1) if line.strip()])


def _rows_of(lines: Sequence[tuple[int, str]]) -> tuple[list[Row], list[Finding]]:
    rows: list[Row] = []
    findings: list[Finding] = []
    for number, line in lines:
        record, wrong = record_of(line)
        name = record.get("id")
        findings += [
            Finding(
                rule=fault.rule,
                text=fault.text,
                line=number,
                case=name if isinstance(name, str) else "",
            )
            for fault in wrong
        ]
        if not wrong:
            rows.append(Row(line=number, record=record, case=case_from(record)))
    return rows, findings
