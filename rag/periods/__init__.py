"""Time in a question: which days of publication it asks for, by written rules (ADR 0005)."""

from __future__ import annotations

from rag.periods.reading import Reading, read_period

__all__ = ["Reading", "read_period"]
