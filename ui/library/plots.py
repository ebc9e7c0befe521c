"""Where the bars of a chart stand. Pure numbers, in the units of an SVG's own view box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MONTHS = 120
"""Months that are drawn, the last ones; a chart of ten years still scrolls in a few strokes."""
NARROW, WIDE = 26.0, 64.0
"""Widths of a month's column: at least what a finger hits (WCAG 2.2, 2.5.8: 24 px)."""
ROOM = 1060.0
"""The width that a chart takes without scrolling on a desk's screen."""
HEIGHT, TOP, LEFT = 220.0, 24.0, 46.0
_LETTER = 6.6  # width of a digit of 11 px, with some room
_TICKS = 4
_SHARE = 0.72  # of a column that its bar fills


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A month's column (``left``, ``step`` wide) and the bar in it; ``fits``: its number too."""

    month: str
    count: int
    left: float
    x: float
    y: float
    width: float
    height: float
    fits: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A line across the chart at a round number."""

    y: float
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A chart of months. The bars stand on ``base``; below it there is room for two lines."""

    width: float
    height: float
    base: float
    step: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def months_of(months: Sequence[str]) -> tuple[str, ...]:
    """Return every month (YYYY-MM) from the first to the last, also those that are not named.

    At most the last ``MONTHS``.
    """
    if not months:
        return ()
    first, last = _ordinal(min(months)), _ordinal(max(months))
    return tuple(_month(each) for each in range(max(first, last - MONTHS + 1), last + 1))


def _ordinal(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _month(ordinal: int) -> str:
    return f"{ordinal // 12:04}-{ordinal % 12 + 1:02}"


def chart(months: Sequence[str], counts: Mapping[str, int]) -> Chart:
    """Return the bars of ``months``; those without a number have no height."""
    step = min(WIDE, max(NARROW, (ROOM - LEFT) / max(1, len(months))))
    top = max([counts.get(month, 0) for month in months], default=0)
    ticks = _ticks(top)
    scale = (HEIGHT - TOP) / max(1, ticks[-1])
    bars = []
    for place, month in enumerate(months):
        count = counts.get(month, 0)
        left = LEFT + place * step
        tall = max(2.0, count * scale) if count else 0.0
        bars.append(
            Bar(
                month=month,
                count=count,
                left=_round(left),
                x=_round(left + step * (1 - _SHARE) / 2),
                y=_round(HEIGHT - tall),
                width=_round(step * _SHARE),
                height=_round(tall),
                fits=len(f"{count:,}") * _LETTER <= step,
            )
        )
    return Chart(
        width=_round(LEFT + len(months) * step + 8),
        height=HEIGHT + 44,
        base=HEIGHT,
        step=_round(step),
        bars=tuple(bars),
        ticks=tuple(Tick(y=_round(HEIGHT - count * scale), count=count) for count in ticks),
    )


def _ticks(top: int) -> list[int]:
    """Return round numbers from 0 to at least ``top``, about four of them."""
    step, power = 1, 1
    while step * _TICKS < top:
        for factor in (1, 2, 5, 10):
            step = factor * power
            if step * _TICKS >= top:
                break
        power *= 10
    return list(range(0, max(top, 1) + step, step))


def small(months: Sequence[str], counts: Mapping[str, int], top: int) -> tuple[Bar, ...]:
    """Return bars in a box of one unit a month by 100 high; ``top`` is a bar's full height."""
    found = []
    for place, month in enumerate(months):
        count = counts.get(month, 0)
        tall = max(3.0, 100 * count / max(1, top)) if count else 0.0
        found.append(
            Bar(
                month=month,
                count=count,
                left=float(place),
                x=place + 0.12,
                y=_round(100 - tall),
                width=0.76,
                height=_round(tall),
                fits=False,
            )
        )
    return tuple(found)


def _round(value: float) -> float:
    return round(value, 1)
