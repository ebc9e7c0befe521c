"""Questions and measures that two runs have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isnan

from evals.metrics import Paired, paired
from evals.results import ALL, Item, Measure, Section

SIGNIFICANT = 0.05
RIGHT = "questions passed"
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

    ``test`` is over the questions that both runs have, None where the items do not carry it.
    """

    section: str
    key: str
    old: float
    new: float
    n: int
    lower_is_better: bool
    overall: bool
    test: Paired | None = None

    @property
    def worse(self) -> bool:
        """Whether it counts as worse: by the test, or because a number is missing."""
        if isnan(self.old) or isnan(self.new):
            return True
        return self.test is not None and self.test.p_worse < SIGNIFICANT


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
    """Yield the questions that both runs have."""
    before = keyed(old)
    for key, item in keyed(new).items():
        if key in before:
            yield Pair(section=new.id, key=key, old=before[key], new=item)


def differences(
    old: Section, new: Section, both_have: Sequence[Pair], *, common: bool
) -> Iterator[Difference]:
    """Yield each measure of both; with ``common``, only those that single questions carry."""
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
        elif common:
            continue  # a number over other questions says nothing
        else:
            found = Difference(
                section=new.id,
                key=key,
                old=before.value,
                new=after.value if after else float("nan"),
                n=after.n if after else 0,
                lower_is_better=measure.lower_is_better,
                overall=measure.group == ALL,
            )
        yield found


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
