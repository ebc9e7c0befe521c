"""Plots as SVG that we draw ourselves: no library, no request, colours from the page's style.

Geometry stands in attributes and colours in classes, since the page's policy allows no ``style``
attribute. Every plot has a title and a description in words; the same numbers stand in tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from xml.sax.saxutils import escape, quoteattr

from evals.reporting.marks import (
    WITHOUT_EVIDENCE,
    WRONG_REFUSALS,
    interval,
    is_share,
    limit,
    number,
)
from evals.results import Measure, Results

_WIDTH, _LABEL, _RIGHT, _ROW = 640, 232, 120, 30
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of an interval plot."""

    label: str
    measure: Measure


@dataclass(frozen=True, kw_only=True, slots=True)
class Plot:
    """A drawn plot with its heading."""

    title: str
    svg: str


def intervals(title: str, rows: Sequence[Row]) -> str:
    """Draw shares as points with their 95% intervals; a tick shows the limit of each.

    Returns "" where no row is a share that was measured.
    """
    drawn = [row for row in rows if _is_share(row.measure)]
    if not drawn:
        return ""
    height = _ROW * len(drawn) + 44
    parts = [_open(title, "; ".join(_in_words(row) for row in drawn), _WIDTH, height)]
    for tick in _TICKS:
        x = _x(tick)
        parts.append(f'<line class="grid" x1="{x}" y1="8" x2="{x}" y2="{height - 30}"/>')
        parts.append(f'<text class="tick" x="{x}" y="{height - 12}">{tick:.0%}</text>')
    for place, row in enumerate(drawn):
        parts += _interval_row(row, 8 + _ROW * place + _ROW / 2)
    return "".join([*parts, "</svg>"])


def refusals(results: Results) -> str:
    """Draw the trade-off: wrong refusals to the right, answers without evidence upwards.

    The corner at the lower left is the aim; dashed lines are limits, crosses 95% intervals.
    Returns "" where no section measured both.
    """
    points = []
    for section in results.sections:
        across, up = section.measure(WRONG_REFUSALS), section.measure(WITHOUT_EVIDENCE)
        if across and up and _is_share(across) and _is_share(up):
            points.append((section.id, across, up))
    if not points:
        return ""
    reach = max(0.2, *(_above(each) for _, across, up in points for each in (across, up)))
    reach = min(1.0, -(-reach * 10 // 1) / 10)
    said = "; ".join(
        f"{name}: {WRONG_REFUSALS} {number(a.value)}, {WITHOUT_EVIDENCE} {number(u.value)}"
        for name, a, u in points
    )
    side = _Square(reach=reach)
    parts = [_open("Refusing and answering", said, side.width, side.height), *side.frame()]
    for place, (name, across, up) in enumerate(points):
        parts += side.point(name, across, up, first=place == 0)
    return "".join([*parts, "</svg>"])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Square:
    reach: float
    left: int = 130
    top: int = 14
    size: int = 300
    width: int = 560
    height: int = 372

    def x(self, value: float) -> float:
        return round(self.left + self.size * min(value, self.reach) / self.reach, 1)

    def y(self, value: float) -> float:
        return round(self.top + self.size * (1 - min(value, self.reach) / self.reach), 1)

    def frame(self) -> list[str]:
        low, right = self.top + self.size, self.left + self.size
        parts = [
            f'<rect class="aim" x="{self.left}" y="{self.y(self.reach / 4)}" '
            f'width="{self.size / 4}" height="{self.size / 4}"/>'
        ]
        for quarter in range(5):
            value = self.reach * quarter / 4
            x, y = self.x(value), self.y(value)
            parts += [
                f'<line class="grid" x1="{x}" y1="{self.top}" x2="{x}" y2="{low}"/>',
                f'<line class="grid" x1="{self.left}" y1="{y}" x2="{right}" y2="{y}"/>',
                f'<text class="tick" x="{x}" y="{low + 18}">{100 * value:.3g}%</text>',
                f'<text class="tick end" x="{self.left - 8}" y="{y + 4}">{100 * value:.3g}%</text>',
            ]
        middle, beside = self.top + self.size / 2, self.left - 50
        return [
            *parts,
            f'<text class="axis" x="{self.left + self.size / 2}" y="{low + 42}">'
            f"{WRONG_REFUSALS}, lower is better</text>",
            f'<text class="axis" x="{beside}" y="{middle}" '
            f'transform="rotate(-90 {beside} {middle})">'
            f"{WITHOUT_EVIDENCE}</text>",
        ]

    def point(self, name: str, across: Measure, up: Measure, *, first: bool) -> list[str]:
        x, y = self.x(across.value), self.y(up.value)
        low, right = self.top + self.size, self.left + self.size
        parts = []
        for bound in _limits(across) if first else ():
            at = self.x(bound)
            parts.append(f'<line class="bound" x1="{at}" y1="{self.top}" x2="{at}" y2="{low}"/>')
        for bound in _limits(up) if first else ():
            at = self.y(bound)
            parts.append(f'<line class="bound" x1="{self.left}" y1="{at}" x2="{right}" y2="{at}"/>')
        if not (isnan(across.low) or isnan(up.low)):
            parts += [
                f'<line class="range" x1="{self.x(across.low)}" y1="{y}" '
                f'x2="{self.x(across.high)}" y2="{y}"/>',
                f'<line class="range" x1="{x}" y1="{self.y(up.low)}" '
                f'x2="{x}" y2="{self.y(up.high)}"/>',
            ]
        tone = "dot" if across.held and up.held else "dot bad"
        shape = f'<circle class="{tone}" cx="{x}" cy="{y}" r="6"/>'
        label = f'<text class="name" x="{x + 11}" y="{y - 9}">{escape(name)}</text>'
        return [*parts, shape, label]


def _interval_row(row: Row, y: float) -> list[str]:
    measure = row.measure
    parts = [
        f'<text class="name end" x="{_LABEL - 12}" y="{y + 4}">{escape(_short(row.label))}</text>'
    ]
    if not (isnan(measure.low) or isnan(measure.high)):
        low, high = _x(max(0.0, measure.low)), _x(min(1.0, measure.high))
        parts.append(f'<line class="range" x1="{low}" y1="{y}" x2="{high}" y2="{y}"/>')
    for bound in _limits(measure):
        at = _x(min(1.0, max(0.0, bound)))
        parts.append(f'<line class="limit" x1="{at}" y1="{y - 10}" x2="{at}" y2="{y + 10}"/>')
    if measure.held:
        parts.append(f'<circle class="dot" cx="{_x(measure.value)}" cy="{y}" r="5"/>')
    else:  # another form as well as another colour
        x = _x(measure.value)
        parts.append(
            f'<path class="dot bad" d="M{x - 6} {y - 6}L{x + 6} {y + 6}M{x - 6} {y + 6}'
            f'L{x + 6} {y - 6}"/>'
        )
    at = _WIDTH - _RIGHT + 14
    sign = "" if measure.held else "✗ "
    told = f"{sign}{number(measure.value)} · n {measure.n}"
    return [*parts, f'<text class="name" x="{at}" y="{y + 4}">{told}</text>']


def _open(title: str, said: str, width: int, height: float) -> str:
    label = quoteattr(f"{title}. {said}")
    return (
        f'<svg class="plot" role="img" aria-label={label} viewBox="0 0 {width} {height:g}" '
        f'width="{width}" height="{height:g}">'
    )


def _in_words(row: Row) -> str:
    measure = row.measure
    between = interval(measure)
    told = f"{row.label} {number(measure.value)}"
    told += f" ({between})" if between else ""
    return f"{told}, must be {limit(measure)}" if limit(measure) else told


def _is_share(measure: Measure) -> bool:
    return measure.n > 0 and is_share(measure.name, measure.value)


def _limits(measure: Measure) -> list[float]:
    return [each for each in (measure.demand, measure.floor) if each is not None]


def _above(measure: Measure) -> float:
    return measure.value if isnan(measure.high) else min(1.0, measure.high)


def _x(value: float) -> float:
    return round(_LABEL + (_WIDTH - _LABEL - _RIGHT) * value, 1)


def _short(label: str) -> str:
    return label if len(label) <= 32 else label[:31] + "…"
