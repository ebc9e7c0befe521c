"""Which questions are asked, and which lies each of them is answered with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals.cases import Case, Expected
from evals.lanes.hostile.lies import Lie, lies
from evals.lanes.hostile.sheet import Sheet, dumped, said

HONEST = "honest"
_TOGETHER = 6  # lies in one reply; with a true sentence beside them, which must be shown

MORE: Mapping[str, int] = {"quotation of another": 3, "words of another": 3}
"""How many times as many questions, and lies for each of them, where one that is shown is worse
than no answer at all: words put into another's mouth."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """A question and the lies of one reply to it."""

    case: Case
    lies: tuple[Lie, ...]
    good: str
    raw: str


def askable(cases: Iterable[Case], most: int) -> tuple[Case, ...]:
    """Return up to ``most`` answerable questions without a history, from all categories in turn."""
    rows: dict[str, list[Case]] = {}
    for case in cases:
        if case.expected is not Expected.REFUSE and not case.history:
            rows.setdefault(case.category, []).append(case)
    longest = max(map(len, rows.values()), default=0)
    turns = [row[at] for at in range(longest) for row in rows.values() if at < len(row)]
    return tuple(turns[:most])


def planned(
    sheets: Mapping[str, Sheet], cases: Mapping[str, Case], attacks: Sequence[str], each: int
) -> tuple[Batch, ...]:
    """Return batches in which every attack comes on up to ``each`` questions.

    Args:
        sheets: by the id of the case, the prompt that the product sent for it.
        cases: by id.
        attacks: names of lies.
        each: questions for one attack.
    """
    chosen: dict[str, list[Lie]] = {name: [] for name in sheets}
    for attack in attacks:
        count, most = 0, MORE.get(attack, 1)
        # Those with fewest lies so far come first, so that few questions need a second reply.
        for name in sorted(sheets, key=lambda name: len(chosen[name])):
            if count < each * most:
                found = {lie.text: lie for lie in lies(sheets[name], attack)}
                new = [lie for text, lie in found.items() if text not in _texts(chosen[name])]
                chosen[name] += new[:most]
                count += bool(new)
    return tuple(
        _batch(cases[name], sheets[name], told[start : start + _TOGETHER])
        for name, told in chosen.items()
        for start in range(0, len(told), _TOGETHER)
    )


def _texts(told: Iterable[Lie]) -> set[str]:
    return {lie.text for lie in told}


def _batch(case: Case, sheet: Sheet, told: Sequence[Lie]) -> Batch:
    """Put a true sentence before or behind the lies, in turn."""
    good = sheet.true(case.canary)[0]
    claims = [said(lie.text, *lie.labels) for lie in told]
    claims.insert(0 if len(case.id) % 2 else len(claims), said(good.text, good.label))
    return Batch(case=case, lies=tuple(told), good=good.text, raw=dumped(claims))
