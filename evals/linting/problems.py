"""What a check has to say of a dataset."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters; only a ``PROBLEM`` makes the check fail."""

    PROBLEM = "problem"
    WARNING = "warning"
    UNCHECKED = "NOT CHECKED"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing found: ``rule`` is its short name, ``text`` says in plain words what is wrong.

    ``line`` (from 1) and ``case`` name the question; 0 and "" are the whole dataset.
    """

    rule: str
    text: str
    level: Level = Level.PROBLEM
    line: int = 0
    case: str = ""

    @property
    def where(self) -> str:
        """The place in words, such as ``line 3 (num-01)``; "" for the whole dataset."""
        if not self.line:
            return ""
        return f"line {self.line}" + (f" ({self.case})" if self.case else "")
