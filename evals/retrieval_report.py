"""The result of ``evals retrieval`` as tables: boxes on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from evals.metrics import Estimate
from evals.retrieval import FLIPS, Comparison, Result

_BY_CATEGORY = ("success@1", "success@5", "ndcg@10")  # three fit into 80 columns
_IDS = 40  # of changed questions, at most
_NOTE = (
    "success@k: an article that answers is among the first k; recall@k: the share of such "
    "articles; answer@k: one of the first k passages holds an accepted answer, gold_answer@k: and "
    "belongs to such an article. [95% interval: Wilson for 0/1, bootstrap by question for means]"
)


def show(result: Result) -> None:
    """Print the result to standard output."""
    setting = ", ".join(f"{name} {value}" for name, value in result.setting.items())
    overall = result.overall()
    _say(f"{result.dataset}: {len(result.queries):,} questions asked, {setting}")
    if result.left_out:
        _say(f"left out, because no article is right for them: {result.left_out:,}")
    _table(
        ("measure", "%", "95% interval", "n"),
        [
            (name, _percent(found.value), _interval(found), f"{found.n:,}")
            for name, found in overall.items()
        ],
    )
    _by_category(result)
    if result.latency:
        median, p95 = result.latency["median"], result.latency["p95"]
        _say(f"one search: median {median:.1f} ms, p95 {p95:.1f} ms")
    if result.against is not None:
        _comparison(result.against)
    _say(_NOTE)


def _by_category(result: Result) -> None:
    rows = []
    for name, measures in result.by_category().items():
        first = measures[_BY_CATEGORY[0]]
        cells = [
            f"{_percent(measures[each].value)} {_interval(measures[each])}" for each in _BY_CATEGORY
        ]
        rows.append((name, *cells, f"{first.n:,}"))
    if rows:
        _table(("category", *_BY_CATEGORY, "n"), rows)


def _comparison(comparison: Comparison) -> None:
    _say(f"against {comparison.stored}, question by question (one-sided exact sign test):")
    rows = [
        (
            name,
            str(found.wins),
            str(found.losses),
            str(found.ties),
            _chance(found.p_better),
            _chance(found.p_worse),
        )
        for name, found in comparison.measures.items()
    ]
    _table(("measure", "better", "worse", "same", "p better", "p worse"), rows)
    for word, ids in (("gained", comparison.gained), ("lost", comparison.lost)):
        more = f" and {len(ids) - _IDS} more" if len(ids) > _IDS else ""
        _say(f"{FLIPS} {word} ({len(ids)}): {' '.join(ids[:_IDS]) or '-'}{more}")


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _chance(p: float) -> str:
    return f"{p:.4f}" if p >= 0.0001 else "<0.0001"


def _interval(found: Estimate) -> str:
    return f"[{_percent(found.low)}, {_percent(found.high)}]"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    if not sys.stdout.isatty():
        widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
        for row in (heads, *rows):
            cells = [row[0].ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            _say("  ".join(cells).rstrip())
        _say("")
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)  # what data say is no markup
