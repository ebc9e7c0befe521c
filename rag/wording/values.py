"""What a value of a stored sentence looks like, and how it is told in the other language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from rag.wording import day, say

STEPS = 4000
"""Places tried in one text: a refusal of 5 sentences takes some 150, and 4000 take about 0.1 s.

What is written to have endless readings ends there.
"""


class TooManyWays(Exception):
    """A text that can be taken apart in too many ways to try them all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """From which language into which; ``steps`` run out."""

    source: str
    target: str
    steps: Iterator[int] = field(default_factory=lambda: iter(range(STEPS)))

    def step(self) -> None:
        """Count one place tried.

        Raises:
            TooManyWays: it was one too many.
        """
        if next(self.steps, None) is None:
            raise TooManyWays


Rule = Callable[[str, Way], Iterator[str]]
"""Yields every way in which a value can be told in the other language, none if it has no form."""


def as_written(text: str, way: Way) -> Iterator[str]:
    """Keep a value."""
    yield text


def shaped(pattern: str) -> Rule:
    """Keep a value that has this shape."""
    shape = re.compile(pattern, re.DOTALL)

    def rule(text: str, way: Way) -> Iterator[str]:
        if shape.fullmatch(text):
            yield text

    return rule


def listed(rule: Rule, joint: str) -> Rule:
    """Tell one item or more with ``joint`` between them."""

    def listed(text: str, way: Way) -> Iterator[str]:
        yield from rule(text, way)
        at = text.find(joint)
        while at >= 0:
            way.step()
            for first in rule(text[:at], way):
                for rest in listed(text[at + len(joint) :], way):
                    yield f"{first}{joint}{rest}"
            at = text.find(joint, at + 1)

    return listed


def or_none(rule: Rule) -> Rule:
    """Tell a value that may be empty."""
    return lambda text, way: rule(text, way) if text else iter(("",))


def without(rule: Rule, joint: str) -> Rule:
    """Tell a value that does not hold ``joint``."""
    return lambda text, way: iter(()) if joint in text else rule(text, way)


def ended(rule: Rule, end: str) -> Rule:
    """Tell what stands before ``end``."""

    def ended(text: str, way: Way) -> Iterator[str]:
        if text.endswith(end):
            yield from (f"{told}{end}" for told in rule(text.removesuffix(end), way))

    return ended


def dated(text: str, way: Way) -> Iterator[str]:
    """Tell a day as ``day`` writes it, or that there is none."""
    for value in (_day_of(text, way.source), None):
        if day(value, way.source) == text:
            yield day(value, way.target)


def _day_of(text: str, language: str) -> date | None:
    parts = text.split(" ")
    if len(parts) != 3 or not re.fullmatch(r"[0-9]{1,2} [^ ]+ [0-9]{4}", text):
        return None
    try:
        return date(int(parts[2]), _months(language).index(parts[1]) + 1, int(parts[0]))
    except ValueError:
        return None


@cache
def _months(language: str) -> list[str]:
    return [day(date(2000, month, 1), language).split(" ")[1] for month in range(1, 13)]


def dated_elsewhere(text: str, way: Way) -> Iterator[str]:
    """Tell a day that stands alone or after an outlet."""
    outlet, comma, when = text.rpartition(", ")
    yield from (f"{outlet}{comma}{told}" for told in dated(when, way))


def outlet(text: str, way: Way) -> Iterator[str]:
    """Keep an outlet's name, but say in the other language that it is not known."""
    yield say("no_outlet", way.target) if text == say("no_outlet", way.source) else text
