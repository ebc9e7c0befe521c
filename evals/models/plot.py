"""Two drawings as SVG: right against seconds with intervals, and what became of the questions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

from evals.models.outcomes import NONE, REFUSED, RIGHT, WRONG
from evals.models.rows import Row
from evals.models.wording import label

WIDTH, HEIGHT = 860, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 190, 18, 52
_BAR, _GAP, _NAMES = 26, 16, 190
COLOURS = {RIGHT: "#2f7d4f", REFUSED: "#c9a227", NONE: "#8a8f98", WRONG: "#b3372f"}
"""Told apart by lightness too, and named in words in the legend and in each bar."""
_ON = {REFUSED: "#1d2228"}
"""Letters on a colour that is too light for white ones."""
_POINTS = ("#1f4e79", "#8c2d66", "#5b7f1b", "#a35a00", "#3b3f8f", "#00706b", "#7a4a2b", "#555555")
_LEAST_SECONDS = 0.01


def scatter(rows: Sequence[Row]) -> str:
    """Return right answers against the median seconds of a whole answer, both with intervals.

    Seconds are on a logarithmic scale: quotes take hundredths, models many.
    """
    rows = [row for row in rows if row.n and "whole median" in row.seconds]
    if not rows:
        return ""
    times = [row.seconds["whole median"] for row in rows]
    low = floor(log10(max(_LEAST_SECONDS, min(each.low for each in times))))
    high = max(low + 1, ceil(log10(max(_LEAST_SECONDS, *(each.high for each in times)))))
    parts = [*_axes(low, high)]
    taken: list[float] = []
    for number, row in enumerate(rows):
        parts += _point(row, (low, high), _POINTS[number % len(_POINTS)], taken)
    return _svg(WIDTH, HEIGHT, "Right answers against seconds", parts)


def bars(rows: Sequence[Row]) -> str:
    """Return a bar for each model: right, refused, no answer and wrong."""
    rows = [row for row in rows if row.n]
    if not rows:
        return ""
    height = 40 + len(rows) * (_BAR + _GAP)
    room = WIDTH - _NAMES - 20
    parts = []
    at = float(_NAMES)
    for kind, colour in COLOURS.items():
        parts.append(f'<rect x="{at:.0f}" y="6" width="14" height="14" fill="{colour}"/>')
        parts.append(f'<text x="{at + 20:.0f}" y="18">{escape(kind)}</text>')
        at += 120
    for number, row in enumerate(rows):
        y = 36 + number * (_BAR + _GAP)
        name = f'<text x="{_NAMES - 10}" y="{y + 18}" text-anchor="end">{_short(row)}</text>'
        parts.append(name)
        at = float(_NAMES)
        for kind, colour in COLOURS.items():
            share = row.kinds[kind].value
            parts += _piece((at, y, share * room), colour, kind, share)
            at += share * room
    return _svg(WIDTH, height, "What became of the questions", parts)


def _piece(place: tuple[float, float, float], colour: str, kind: str, share: float) -> list[str]:
    x, y, width = place
    if not width:
        return []
    found = [
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{colour}">'
        f"<title>{escape(kind)} {100 * share:.0f}%</title></rect>"
    ]
    if width > 34:
        ink = _ON.get(kind, "#fff")
        found.append(
            f'<text x="{x + width / 2:.1f}" y="{y + 18}" text-anchor="middle" fill="{ink}" '
            f'class="in">{100 * share:.0f}%</text>'
        )
    return found


def _axes(low: int, high: int) -> list[str]:
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    found = []
    for step in range(0, 101, 20):
        y = _y(step / 100)
        found.append(f'<line x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        found.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{step}%</text>')
    for power in range(low, high + 1):
        x = _x(10.0**power, (low, high))
        found.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom}" class="grid"/>')
        found.append(
            f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{10.0**power:g} s</text>'
        )
    middle = (_LEFT + right) / 2
    found.append(
        f'<text x="{middle:.0f}" y="{HEIGHT - 10}" text-anchor="middle">'
        "seconds for a whole answer (median, logarithmic)</text>"
    )
    found.append(
        f'<text transform="rotate(-90)" x="{-(_TOP + bottom) / 2:.0f}" y="16" '
        'text-anchor="middle">right answers</text>'
    )
    return found


def _point(row: Row, scale: tuple[int, int], colour: str, taken: list[float]) -> list[str]:
    """Return a point with both intervals, and its name where no other name stands."""
    seconds, right = row.seconds["whole median"], row.kinds[RIGHT]
    x, y = _x(seconds.value, scale), _y(right.value)
    ends = [_x(each, scale) for each in (seconds.low, seconds.high)]
    tips = [_y(each) for each in (right.low, right.high)]
    at = y + 4
    while any(abs(at - other) < 16 for other in taken):
        at += 16
    taken.append(at)
    end = WIDTH - _RIGHT + 12
    line = f'stroke="{colour}" stroke-width="1.5"'
    words = f"{label(row)}: {100 * right.value:.0f}% right, {seconds.value:.2f} s"
    return [
        f'<line x1="{ends[0]:.1f}" x2="{ends[1]:.1f}" y1="{y:.1f}" y2="{y:.1f}" {line}/>',
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{tips[0]:.1f}" y2="{tips[1]:.1f}" {line}/>',
        *(
            f'<line x1="{x - 4:.1f}" x2="{x + 4:.1f}" y1="{tip:.1f}" y2="{tip:.1f}" {line}/>'
            for tip in tips
        ),
        f'<line x1="{x:.1f}" x2="{end - 4}" y1="{y:.1f}" y2="{at - 4:.1f}" class="lead"/>',
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}">'
        f"<title>{escape(words)}</title></circle>",
        f'<text x="{end}" y="{at:.1f}" fill="{colour}">{_short(row)}</text>',
    ]


def _x(seconds: float, scale: tuple[int, int]) -> float:
    low, high = scale
    place = (log10(max(_LEAST_SECONDS, seconds)) - low) / (high - low)
    return _LEFT + min(1.0, max(0.0, place)) * (WIDTH - _RIGHT - _LEFT)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (HEIGHT - _BOTTOM - _TOP)


def _short(row: Row, most: int = 24) -> str:
    name = label(row)
    return escape(name if len(name) <= most else name[: most - 1] + "…")


def _svg(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )
