"""Numbers of a row in words, the same in the terminal and on the page."""

from __future__ import annotations

from math import isnan

from evals.metrics import Estimate, Paired
from evals.models.outcomes import NONE, REFUSED, RIGHT, WRONG
from evals.models.rows import QUOTING, Row
from evals.results import Measure

UNKNOWN = "–"
HEADINGS = (
    "model",
    "right",
    "wrong",
    "refused",
    "no answer",
    "wrong refusals",
    "answered without evidence",
    "CRAG score",
    "claims dropped",
    "repaired",
    "marked",
    "first claim, s (median, p95)",
    "whole answer, s (median, p95)",
    "memory",
    "disk",
    "quantisation",
    "digest",
    "against the first",
)
_SURE = 0.05
_LEAST_SHOWN = 0.001


def cells(row: Row) -> tuple[str, ...]:
    """Return a row's cells, in the order of ``HEADINGS``."""
    size = row.head.size
    return (
        row.name if row.n == row.of else f"{row.name} ({row.n} of {row.of})",
        *(percent(row.kinds.get(kind)) for kind in (RIGHT, WRONG, REFUSED, NONE)),
        percent(row.errors.get("wrong refusals")),
        percent(row.errors.get("answered without evidence")),
        score(row.crag),
        *(plain(row.checks.get(name)) for name in ("dropped", "repaired", "marked")),
        _times(row, "first"),
        _times(row, "whole"),
        gigabytes(row.memory),
        gigabytes(size),
        row.head.quantization or UNKNOWN,
        row.head.digest[:12] or UNKNOWN,
        sign(row.against),
    )


def percent(measure: Measure | None) -> str:
    """Return a share with its interval, such as ``83% (78–87)``."""
    if measure is None or isnan(measure.value):
        return UNKNOWN
    low, high = round(100 * measure.low), round(100 * measure.high)
    return f"{100 * measure.value:.0f}% ({low}–{high})"


def plain(measure: Measure | None) -> str:
    """Return a share without an interval: claims of one answer are no independent sample."""
    if measure is None or isnan(measure.value):
        return UNKNOWN
    return f"{100 * measure.value:.0f}% of {measure.n}"


def score(value: Estimate | None) -> str:
    """Return a CRAG score from -1 to 1 with its interval."""
    if value is None or isnan(value.value):
        return UNKNOWN
    return f"{value.value:+.2f} ({value.low:+.2f} to {value.high:+.2f})"


def gigabytes(size: int) -> str:
    """Return bytes as GB."""
    return f"{size / 1e9:.1f} GB" if size else UNKNOWN


def sign(against: Paired | None) -> str:
    """Return what the comparison with the first model comes to."""
    if against is None:
        return UNKNOWN
    p = min(1.0, 2 * min(against.p_better, against.p_worse))
    word = "no clear difference"
    if p < _SURE:
        word = "better" if against.wins > against.losses else "worse"
    chance = f"p={p:.3f}" if p >= _LEAST_SHOWN else f"p<{_LEAST_SHOWN}"
    return f"+{against.wins} −{against.losses}, {chance}: {word}"


def absence(row: Row) -> str:
    """Return the line for a model of which something is missing."""
    return row.absent if row.absent.startswith(row.name) else f"{row.name}: {row.absent}"


def silence(row: Row) -> str:
    """Return the line for a model that answered nothing: quotes stood in for all of it."""
    none = sum(each.kind == NONE for each in row.outcomes)
    return (
        f"{row.name}: NOT MEASURED: it answered no question; {none} of {row.n} came without "
        "anything that can be used. Ask one with --anew and --limit 1, and look at the server."
    )


def label(row: Row) -> str:
    """Return what a plot calls a row."""
    return "quoting (no model)" if row.name == QUOTING else row.name


def _times(row: Row, name: str) -> str:
    middle, late = row.seconds.get(f"{name} median"), row.seconds.get(f"{name} p95")
    if middle is None or late is None or isnan(middle.value):
        return UNKNOWN
    return f"{middle.value:.1f}, {late.value:.1f}"
