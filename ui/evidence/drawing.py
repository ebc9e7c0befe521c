"""A dated series as a small chart, a timeline as a list; each point opens its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from ui.chat import Turn
from ui.evidence.series import Point, Series, series, timeline
from ui.evidence.words import words_of
from ui.web.shell import environment

WIDTH, HEIGHT = 560, 190
"""The chart's own units; it is scaled to its column. At 350 px its 13-unit letters would be 8 px,
so the figures stand in the table below it as well."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 60, 34, 34
_ROOM = 0.15  # of the values' range, above and below


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """A point of the chart and where it is drawn."""

    x: float
    y: float
    point: Point


def drawn_series(turn: Turn, language: str) -> Markup:
    """Return the chart of a finished answer, its timeline, or nothing at all."""
    answer = turn.answer
    if answer is None or answer.refused:
        return Markup("")
    found = series(answer, language)
    moments = () if found else timeline(answer, language)
    if found is None and not moments:
        return Markup("")
    template = environment().get_template("evidence/series.html")
    drawn = template.render(
        own=words_of(language),
        turn=turn,
        series=found,
        dots=dots(found) if found else (),
        moments=moments,
        width=WIDTH,
        height=HEIGHT,
        base=HEIGHT - _BOTTOM,
        left=_LEFT,
        right=WIDTH - _RIGHT,
    )
    return Markup(drawn.strip())


def dots(found: Series) -> tuple[Dot, ...]:
    """Lay the points out: time from left to right in proportion, values from the bottom up.

    The axis of values begins near the lowest one, not at zero: the chart shows a course, and each
    point has its figure written beside it.
    """
    first, last = found.points[0].first, found.points[-1].first
    days = max(1, (last - first).days)
    values = [float(point.value) for point in found.points]
    low, high = min(values), max(values)
    room = (high - low) * _ROOM or abs(high) * _ROOM or 1.0
    low, high = low - room, high + room
    wide, tall = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    return tuple(
        Dot(
            x=round(_LEFT + wide * (point.first - first).days / days, 1),
            y=round(_TOP + tall * (high - value) / (high - low), 1),
            point=point,
        )
        for point, value in zip(found.points, values, strict=True)
    )
