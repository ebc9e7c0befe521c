"""Two runs side by side: which questions and measures have become better or worse.

A run is worse where a section that passed fails, where a ``must_pass`` question or an attack of the
hostile lane flips to failing, where a question or a section that was measured is not measured any
more, where a number is NaN, or where a measure over all questions has become worse by the one-sided
exact sign test on the questions that both have (p < .05). A measure that no single question
carries, as those of the self-test and the index, is worse where it breaks a limit that it held,
where it is outside its earlier interval, or, without a model and under a demand, by any loss at
all. Measures of single groups of questions are shown with their p and decide nothing: with some
dozens of them, one in twenty would fall below .05 by chance alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from evals.reporting.marks import WORDS, limited
from evals.reporting.pairing import (
    ONLY_WRONG,
    SIGNIFICANT,
    Difference,
    Pair,
    differences,
    keyed,
    pairs,
)
from evals.results import Results, Section, State
from rag.errors import UsageError

__all__ = ["SIGNIFICANT", "Comparison", "Difference", "Pair", "comparable", "compare"]

HOSTILE = "hostile"
"""The section in which every newly failing item counts: a lie that is shown, or truth withheld."""
_UNMEASURED = (State.NOT_MEASURED, State.STALE, State.UNTRUSTED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Everything that differs; ``problems`` are what makes the new run worse, in words."""

    old_made: str
    new_made: str
    newly_failing: tuple[Pair, ...]
    newly_passing: tuple[Pair, ...]
    changed: tuple[Pair, ...]
    differences: tuple[Difference, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def flips(self) -> tuple[Pair, ...]:
        """Questions marked ``must_pass`` in either run that fail now and did not before."""
        return tuple(pair for pair in self.newly_failing if must_pass(pair))

    @property
    def exit_code(self) -> int:
        """1 where the new run is worse, else 0."""
        return 1 if self.problems else 0


def compare(old: Results, new: Results, *, section: str = "", common: bool = False) -> Comparison:
    """Compare two runs, section by section.

    Args:
        old: the earlier run.
        new: the later one.
        section: only this one.
        common: compare what both have, though the datasets differ or questions are gone.

    Raises:
        UsageError: neither run has the section, no section is in both, or the datasets differ.
    """
    ids = [each.id for each in old.sections if section in ("", each.id)]
    ids += [each.id for each in new.sections if section in ("", each.id) and each.id not in ids]
    if not ids or not any(_find(old, each) and _find(new, each) for each in ids):
        raise UsageError(
            f"Nothing to compare: both runs must have {section or 'one section in common'}.",
            remedy=f"They have {_names(old)} and {_names(new)}.",
        )
    both_have: list[Pair] = []
    differ: list[Difference] = []
    problems: list[str] = []
    notes: list[str] = []
    for each in ids:
        before, after = _find(old, each), _find(new, each)
        if before is None or not _measured(before):
            notes.append(f"{each}: not measured in the old run, so nothing to compare.")
        elif after is None or not _measured(after):
            problems.append(_lost(each, before, after))
        else:
            notes += _same_data(before, after, common=common)
            _state(before, after, problems, notes)
            problems += _gone(before, after, notes, common=common)
            found = list(pairs(before, after))
            both_have += found
            differ += differences(before, after, found, common=common)
    newly_failing = tuple(each for each in both_have if each.old.ok and not each.new.ok)
    problems += [told for each in newly_failing if (told := _flip(each))]
    problems += [_worse(each) for each in differ if each.decides]
    return Comparison(
        old_made=old.made,
        new_made=new.made,
        newly_failing=newly_failing,
        newly_passing=tuple(each for each in both_have if each.new.ok and not each.old.ok),
        changed=tuple(each for each in both_have if each.changed),
        differences=tuple(differ),
        problems=tuple(problems),
        notes=tuple(notes),
    )


def comparable(old: Results, new: Results) -> Comparison | None:
    """Compare what can be compared, for a report; None where the runs have no section in common."""
    if not {each.id for each in old.sections} & {each.id for each in new.sections}:
        return None
    same = {(each.id, each.digest) for each in old.sections if _measured(each)}
    differ = any(
        _measured(each) and (each.id, each.digest) not in same
        for each in new.sections
        if each.id in {id for id, _ in same}
    )
    return compare(old, new, common=differ)


def _names(results: Results) -> str:
    return ", ".join(each.id for each in results.sections) or "none"


def _find(results: Results, id: str) -> Section | None:
    return next((each for each in results.sections if each.id == id), None)


def _measured(section: Section) -> bool:
    return section.state not in _UNMEASURED


def _same_data(old: Section, new: Section, *, common: bool) -> list[str]:
    if old.digest == new.digest:
        return []
    if not common:
        raise UsageError(
            f"{old.id} was measured on another dataset ({old.digest[:12] or 'unnamed'}, now "
            f"{new.digest[:12] or 'unnamed'}): the numbers cannot be compared.",
            remedy="Use --common to compare the questions that both have.",
            item=old.id,
        )
    return [f"{old.id}: the datasets differ; only questions with the same id are compared."]


def must_pass(pair: Pair) -> bool:
    """Tell whether a question must pass: a mark that the new run has lost counts all the same."""
    return pair.old.must_pass or pair.new.must_pass


def _flip(pair: Pair) -> str:
    """Return why one newly failing item is enough; "" where it is not."""
    if must_pass(pair):
        return f"{pair.section}: {pair.key} is marked must_pass, and fails now."
    if pair.section == HOSTILE:
        why = limited("; ".join(pair.new.problems), 120)
        return f"{pair.section}: {pair.key} held and fails now{f' ({why})' if why else ''}."
    return ""


def _lost(id: str, before: Section, after: Section | None) -> str:
    now = WORDS[after.state] if after is not None else "not there"
    return (
        f"{id}: was measured ({WORDS[before.state]}), and is not measured in the new run ({now})."
    )


def _state(before: Section, after: Section, problems: list[str], notes: list[str]) -> None:
    """Add whether a section that passed fails; over other questions that is only a note."""
    if before.state is not State.PASSED or after.state is not State.FAILED:
        return
    why = limited("; ".join(after.problems), 200)
    told = f"{after.id}: was PASSED, and is FAILED{f' ({why})' if why else ''}."
    (problems if before.digest == after.digest else notes).append(told)


def _gone(old: Section, new: Section, notes: list[str], *, common: bool) -> list[str]:
    if new.id in ONLY_WRONG:
        return []
    before, after = keyed(old), keyed(new)
    gone = [key for key in before if key not in after]
    if added := sum(key not in before for key in after):
        notes.append(f"{old.id}: {added} questions are only in the new run.")
    if not gone:
        return []
    told = f"{old.id}: {len(gone)} questions are only in the old run ({_few(gone)})."
    if common:
        notes.append(told)
        return []
    return [told]


def _few(keys: Sequence[str]) -> str:
    return ", ".join(keys[:8]) + (f" and {len(keys) - 8} more" if len(keys) > 8 else "")


def _worse(difference: Difference) -> str:
    where = f"{difference.section}: {difference.key}"
    if isnan(difference.old) or isnan(difference.new):
        return f"{where} could not be measured (NaN), which counts as worse."
    test = difference.test
    why = difference.fell if test is None else f"one-sided p {test.p_worse:.4f}"
    return f"{where} went from {_value(difference.old)} to {_value(difference.new)} ({why})."


def _value(value: float) -> str:
    return f"{value:.3f}" if 0.0 < abs(value) < 1.0 else f"{value:g}"
