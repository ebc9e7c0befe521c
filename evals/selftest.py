"""``selftest``: would the checks before display catch what they are there to catch?

A gate that nothing can fail is none. So the gold answers of the dataset are made wrong in some 26
ways (``evals.mutating``), and the product's own checks must stop each class of them at its demanded
rate, without objecting to what is true. A class with fewer than ten mutants has shown nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evals.mutating.measuring import (
    Base,
    Outcome,
    Tally,
    alarms,
    by_class,
    catches,
    outcome,
)
from evals.mutating.rates import CLASSES, FALSE_ALARMS, GATED, HARD
from evals.results import Item, Measure, Section, State, held, share
from evals.true_claims import Claims, read_claims

if TYPE_CHECKING:
    from evals.context import Context

ID, TITLE, LANE = "selftest", "Self-test of the checks", "T1"
SEED = 7
LEAST = 10
"""Mutants of a class below which nothing is shown: of nine caught, 30% may still pass (Wilson)."""

MOST = 60
"""Mutants of each kind that are checked, so that the section takes seconds."""


def measure(context: Context) -> Section:
    """Measure the product's checks with mutants of the dataset's gold passages."""
    begun = time.perf_counter()
    claims = read_claims(context)
    every = claims.all
    checked = context.watch.steps(every, "mutants", len(every))
    classes = by_class(catches(checked, claims.others, SEED, most=MOST))
    told = {name: alarms(bases) for name, bases in claims.sets.items()}
    measures = (*_caught(classes), *_hidden(classes), *_alarms(told, claims))
    return Section(
        id=ID,
        title=TITLE,
        lane=LANE,
        state=held(State.PASSED, measures, ()),
        dataset="gold passages",
        digest=context.dataset.digest,
        measures=measures,
        items=(*_shown_mutants(classes), *_false_alarms(claims)),
        missing=tuple(f"{each}: its gold passage is not in the archive" for each in claims.missing),
        subject={
            "claims": ", ".join(f"{len(bases)} {name}" for name, bases in claims.sets.items()),
            "mutants": f"at most {MOST} of a kind, seed {SEED}",
        },
        seconds=time.perf_counter() - begun,
    )


# --- what is measured -------------------------------------------------------------------------


def _caught(classes: Mapping[str, Tally]) -> Iterator[Measure]:
    """Yield the share of each class that was not shown as it stood."""
    for name, tally in classes.items():
        kept = [float(count) for count in _flags(tally, tally.caught)]
        yield _enough(share("caught", kept, group=f"class {name}", demand=GATED.get(name)))


def _hidden(classes: Mapping[str, Tally]) -> Iterator[Measure]:
    """Yield the share of each hard class that was not shown even with a mark."""
    for name in (name for name in CLASSES if name in HARD):
        kept = [float(count) for count in _flags(classes[name], classes[name].hard)]
        yield _enough(share("hidden", kept, group=f"class {name}", demand=GATED.get(name)))


def _flags(tally: Tally, hits: int) -> list[bool]:
    return [True] * hits + [False] * (tally.n - hits)


def _enough(found: Measure) -> Measure:
    """Return a measure; NaN, which holds no demand, where there were too few mutants."""
    if found.demand is None:
        return replace(found, told_only=True)
    if found.n >= LEAST:
        return found
    nan = float("nan")
    words = f"{found.n} mutants show nothing: {LEAST} are needed"
    return replace(found, value=nan, low=nan, high=nan, words=words)


def _alarms(told: Mapping[str, Tally], claims: Claims) -> Iterator[Measure]:
    for name, tally in told.items():
        if tally.n or name != "clause":
            yield share(
                "false alarms",
                [float(count) for count in _flags(tally, tally.caught)],
                group=name,
                lower_is_better=True,
                demand=FALSE_ALARMS["verbatim" if name == "verbatim" else "paraphrases"],
            )


# --- what is shown of it ----------------------------------------------------------------------


def _shown_mutants(classes: Mapping[str, Tally]) -> Iterator[Item]:
    """Yield what is wrong and was shown, or was marked where it may not be shown at all."""
    for name, tally in classes.items():
        for number, (base, text) in enumerate(tally.shown):
            yield _item(f"{name}-{number}", base, text, name, Outcome.SHOWN)
        for number, (base, text) in enumerate(tally.marked if name in HARD else ()):
            yield _item(f"{name}-marked-{number}", base, text, name, Outcome.MARKED)


def _false_alarms(claims: Claims) -> Iterator[Item]:
    for name, bases in claims.sets.items():
        for base in _objected(bases):
            yield _item(f"alarm-{base.id}", base, base.text, name, outcome(base.text, base))


def _objected(bases: Sequence[Base]) -> Iterable[Base]:
    return (base for base in bases if outcome(base.text, base) is not Outcome.SHOWN)


def _item(name: str, base: Base, text: str, group: str, became: Outcome) -> Item:
    wrong = group in CLASSES
    said = {
        Outcome.SHOWN: "shown as it stands",
        Outcome.MARKED: "shown with a mark",
        Outcome.REPLACED: "replaced by its evidence",
        Outcome.DROPPED: "not shown",
    }[became]
    return Item(
        id=name,
        question=text,
        category=f"class {group}" if wrong else f"false alarm {group}",
        ok=False,
        language=base.language,
        cluster=base.article.id,
        problems=(f"{'wrong' if wrong else 'true'}, and {said}",),
        shown={"claims": [{"text": text, "check": became.value, "evidence": _told(base)}]},
        gold={"claim": base.text, "evidence": list(base.evidence)},
    )


def _told(base: Base) -> list[dict[str, str]]:
    return [{"article": base.article.id, "text": each} for each in base.evidence]
