"""What an answer leaves open, what a question takes wrongly for granted, what a date means."""

from __future__ import annotations

from rag.coverage.parts import uncovered
from rag.coverage.premises import contradicted
from rag.coverage.times import RelativeDay, newer, relative_days

__all__ = ["RelativeDay", "contradicted", "newer", "relative_days", "uncovered"]
