"""How much each signal of ``rag.evidence.signals`` counts."""

from __future__ import annotations

from rag.evidence.signals import Signals

WEIGHTS = Signals(
    coverage=0.4, context=0.3, window=0.2, passage=0.4, first=0.1, form=0.3, near=1.0, linked=0.0,
    headline=-0.1, subject=0.0, named=0.0, pairs=0.0, follows=0.0, asking=0.0, short=0.0,
    partly=0.0,
)  # fmt: skip


def weigh(signals: Signals) -> float:
    """Return the score of a sentence: the weighted sum of its signals."""
    return sum(getattr(WEIGHTS, name) * getattr(signals, name) for name in Signals.__slots__)
