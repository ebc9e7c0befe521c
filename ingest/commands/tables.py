"""Rows in columns: a table on a terminal, plain and always the same columns in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.commands.report import say
from ingest.documents import normal_line
from rag.errors import UsageError

_BAR = 40  # characters of the longest bar of a chart


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column: its head, and how many characters wide it is in a pipe (0: the last one, free)."""

    head: str
    width: int = 0
    right: bool = False


def on_terminal() -> bool:
    """Tell whether a person sees the output as it is written."""
    return sys.stdout.isatty()


def show_table(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    """Show rows; in a pipe without a head, so that every line is a row."""
    texts = [[_cell(value) for value in row] for row in rows]
    if on_terminal():
        _rich(columns, texts)
        return
    for row in texts:
        say("  ".join(_padded(text, column) for text, column in zip(row, columns, strict=True)))


def show_chart(title: str, counts: Mapping[str, int], *, most: int = 0, unnamed: str = "-") -> None:
    """Show counts as bars on a terminal, else as lines; with ``most``, the rest in one line."""
    if not counts:
        return
    shown = list(counts.items())
    rest = shown[most:] if most and len(shown) > most else []
    shown = shown[: len(shown) - len(rest)]
    if rest:
        shown.append((f"{len(rest)} others", sum(count for _, count in rest)))
    say(f"\n{title}")
    highest = max(count for _, count in shown)
    for name, count in shown:
        bar = "█" * max(1, round(_BAR * count / highest)) if on_terminal() else ""
        say(f"  {_cell(name or unnamed):24}  {count:>9,}  {bar}".rstrip())


def show_facts(facts: Mapping[str, object]) -> None:
    """Show names and values, one a line."""
    for name, value in facts.items():
        number = isinstance(value, int) and not isinstance(value, bool)
        text = f"{value:,}" if number else _cell(value)
        say(f"{name:14} {text}")


def confirmed(question: str, *, yes: bool) -> bool:
    """Ask a person before something is destroyed; without a terminal nobody can be asked.

    Args:
        question: what will happen, as a question.
        yes: the operator agreed beforehand (``--yes``).
    """
    if yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    # "ya" is what the staff's hands type.
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "ya")


def refuse(what: str) -> UsageError:
    """Return the error for a person who said no."""
    return UsageError(what, remedy="Nothing was changed.")


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun, in the plural where there is not just one."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def size_text(count: int) -> str:
    """Return a number of bytes as people read it."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"


def _cell(value: object) -> str:
    return "-" if value is None or value == "" else normal_line(str(value))


def _padded(text: str, column: Column) -> str:
    if not column.width:
        return text
    return text.rjust(column.width) if column.right else text.ljust(column.width)


def _rich(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        # Only the last column gives way: ids and dates stay whole, to be copied.
        table.add_column(
            column.head,
            justify="right" if column.right else "left",
            no_wrap=bool(column.width),
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    Console().print(table)
