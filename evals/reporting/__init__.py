"""What a run leaves behind: results, a report, summaries, comparisons, and its progress."""

from __future__ import annotations

from evals.reporting.leaving import leave

__all__ = ["leave"]
