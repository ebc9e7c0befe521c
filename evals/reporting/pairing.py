"""Questions and measures that two runs have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isnan

from evals.metrics import Paired, paired
from evals.results import ALL, Item, Measure, Section

SIGNIFICANT = 0.05
RIGHT = "questions passed"
ONLY_WRONG = ("selftest",)
"""Sections whose items are only what is wrong, numbered anew in each run: these are no pairs."""
_REPEATABLE = ("T1", "A", "B", "C")
"""Lanes in which no model is asked, so that the same program gives the same numbers."""
_SLACK = 1e-9  # Wilson's upper bound of 1 comes out as 0.9999…
_OF_ITEM = ("category", "language", "expected", "split", "source", "cluster")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """One question of both runs."""

    section: str
    key: str
    old: Item
    new: Item

    @property
    def changed(self) -> bool:
        """Whether the reader sees another answer."""
        return seen(self.old) != seen(self.new)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A measure in both runs; ``old`` and ``new`` are NaN where it was not measured.

    ``test`` is over the questions that both runs have, None where the items do not carry it; such
    a measure is compared by its limits and its earlier interval, and ``fell`` says in words why it
    is worse ("": it is not). ``decides``: whether being worse makes the whole run worse.
    """

    section: str
    key: str
    old: float
    new: float
    n: int
    lower_is_better: bool
    overall: bool
    test: Paired | None = None
    fell: str = ""
    limited: bool = False

    @property
    def worse(self) -> bool:
        """Whether it counts as worse: by the test or its limits, or because a number is missing."""
        if isnan(self.old) or isnan(self.new):
            return True
        if self.test is None:
            return bool(self.fell)
        return self.test.p_worse < SIGNIFICANT

    @property
    def decides(self) -> bool:
        """Whether it makes the run worse; a group counts only where a limit of its own is at stake.

        A group with a test does not: of some dozens, one in twenty falls below .05 by chance alone.
        """
        return self.worse and (self.overall or (self.test is None and self.limited))


def keyed(section: Section) -> dict[str, Item]:
    """Return items by id; an id that comes again gets its number behind it."""
    found: dict[str, Item] = {}
    for item in section.items:
        key, count = item.id, 2
        while key in found:
            key, count = f"{item.id}#{count}", count + 1
        found[key] = item
    return found


def seen(item: Item) -> object:
    """Return what of an answer a reader sees: refused or not, statements and their evidence."""
    shown = item.shown
    claims = [claim for claim in shown.get("claims") or () if isinstance(claim, Mapping)]
    return (
        bool(shown.get("refused")),
        # Some engines' timings stand beside the text, and differ each time: only words count.
        "" if claims else shown.get("answer"),
        [
            (
                claim.get("text"),
                claim.get("check"),
                [one.get("text") for one in claim.get("evidence") or ()],
            )
            for claim in claims
        ],
    )


def pairs(old: Section, new: Section) -> Iterator[Pair]:
    """Yield the questions that both runs have; none of a section that holds only what is wrong."""
    before = {} if new.id in ONLY_WRONG else keyed(old)
    for key, item in keyed(new).items():
        if key in before:
            yield Pair(section=new.id, key=key, old=before[key], new=item)


def differences(
    old: Section, new: Section, both_have: Sequence[Pair], *, common: bool
) -> Iterator[Difference]:
    """Yield each measure of both.

    With ``common``, and where the questions are not the same, only those that single questions
    carry: a number over other questions says nothing.
    """
    other = common and not _same_questions(old, new)
    passed = [(float(pair.old.ok), float(pair.new.ok)) for pair in both_have]
    if passed:
        yield _difference(new.id, RIGHT, passed)
    theirs = {each.key: each for each in old.measures}
    ours = {each.key: each for each in new.measures}
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        before, after = theirs.get(key), ours.get(key)
        measure = after or before
        if measure is None or not (before and before.n):
            continue  # nothing was measured before
        values = [
            both
            for pair in both_have
            if _within(measure.group, pair) and (both := _both(pair, measure))
        ]
        if values:
            found = _difference(new.id, key, values, lower=measure.lower_is_better)
        elif other:
            continue
        else:
            found = _without_items(new, before, after)
        yield found


def _same_questions(old: Section, new: Section) -> bool:
    if old.digest != new.digest:
        return False
    return new.id in ONLY_WRONG or set(keyed(old)) == set(keyed(new))


def _without_items(section: Section, before: Measure, after: Measure | None) -> Difference:
    """Compare a measure that no single question carries by its limits and its interval.

    What is only told, such as seconds, is shown and never decides.
    """
    limited = any(
        each is not None and (each.demand is not None or each.floor is not None)
        for each in (before, after)
    )
    told_only = before.told_only and not limited
    return Difference(
        section=section.id,
        key=before.key,
        old=before.value,
        new=after.value if after else float("nan"),
        n=after.n if after else 0,
        lower_is_better=before.lower_is_better,
        overall=before.group == ALL and not told_only,
        fell=_fell(section, before, after) if after else "",
        limited=limited,
    )


def _fell(section: Section, before: Measure, after: Measure) -> str:
    """Return in words why a measure is worse than it was; "" where it is not.

    It breaks a limit that it held; or it is outside its earlier interval on the worse side; or it
    has lost anything at all where it repeats exactly (no model) and is under a demand of the code.
    """
    sign = -1.0 if before.lower_is_better else 1.0
    if not sign * (before.value - after.value) > _SLACK:
        return ""
    if before.held and not after.held:
        return "it held its limit before"
    edge = before.high if before.lower_is_better else before.low
    if not sign * (after.value - edge) >= -_SLACK and not isnan(edge):
        return "outside its earlier interval"
    demanded = before.demand is not None or after.demand is not None
    if demanded and section.lane in _REPEATABLE:
        return "no model is asked here, so this is no chance"
    return ""


def _difference(
    section: str, key: str, values: Sequence[tuple[float, float]], *, lower: bool = False
) -> Difference:
    """Compare a measure's values, old and new, question by question; NaN anywhere is a loss."""
    sign = -1.0 if lower else 1.0
    before: dict[str, float] = {}
    after: dict[str, float] = {}
    for number, (old, new) in enumerate(values):
        broken = isnan(old) or isnan(new)
        before[str(number)] = inf if broken else sign * old
        after[str(number)] = -inf if broken else sign * new
    n = len(values)
    return Difference(
        section=section,
        key=key,
        old=sum(old for old, _ in values) / n,
        new=sum(new for _, new in values) / n,
        n=n,
        lower_is_better=lower,
        overall=" / " not in key,
        test=paired(after, before),
    )


def _within(group: str, pair: Pair) -> bool:
    """Tell whether a question belongs to a group; of other kinds of groups none is known to."""
    if group == ALL:
        return True
    kind, _, value = group.partition(" ")
    return kind in _OF_ITEM and getattr(pair.new, kind) == value


def _both(pair: Pair, measure: Measure) -> tuple[float, float] | None:
    """Return both scores, or None where the measure applies in neither or one of the runs."""
    old, new = pair.old.scores.get(measure.name), pair.new.scores.get(measure.name)
    return None if old is None or new is None else (old, new)
