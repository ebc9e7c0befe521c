"""Which answers people read, and who reads which."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evals.lanes.standing_in import MARK
from evals.results import Item, Results, Section
from rag.errors import UsageError

SHARED = 15
"""Answers that every reader gets, for their agreement."""
JUDGE = "judge"
_FIRST = ("live", "replay", "quoting", "hostile")


class Why(StrEnum):
    """Why an answer was chosen; in the key, never on a sheet."""

    DISAGREEMENT = "tiers disagree"
    CHANGED = "must-pass changed"
    RANDOM = "random"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """An answer to be read. ``code`` is all that a sheet says of where it is from."""

    code: str
    item: Item
    why: Why
    shared: bool
    readers: tuple[str, ...]


def section_of(results: Results, wanted: str) -> Section:
    """Return the section whose answers are read: the one named, else the first with answers.

    Raises:
        UsageError: there is none.
    """
    order = [wanted] if wanted else [*_FIRST, *(each.id for each in results.sections)]
    sections = {each.id: each for each in results.sections}
    for name in order:
        if name in sections and answers_of(sections[name]):
            return sections[name]
    known = ", ".join(each.id for each in results.sections if answers_of(each)) or "none"
    raise UsageError(
        f"These results hold no answers of “{wanted or 'any section'}”; sections with answers: "
        f"{known}.",
        remedy="Name another with --section, or make results with “evals run --out DIR”.",
        item=wanted,
    )


def answers_of(section: Section) -> list[Item]:
    """Return the items that show an answer or a refusal; quotes in a model's place are not its."""
    return [
        each
        for each in section.items
        if section.id != JUDGE
        and not each.shown.get(MARK)
        and (each.shown.get("claims") or each.shown.get("refused"))
    ]


def chosen(
    section: Section,
    judge: Section | None,
    previous: Section | None,
    *,
    n: int,
    readers: Sequence[str],
    seed: int,
) -> tuple[Chosen, ...]:
    """Choose what is read: everything that must be, the rest at random; the same seed, the same.

    ``n`` is how many answers there are in all; more where the tiers disagree on more.

    Raises:
        UsageError: fewer than one answer or reader was asked for.
    """
    if n < 1 or not readers:
        raise UsageError(
            "A sheet needs at least one answer and one reader.",
            remedy="Give --n and --readers at least 1.",
        )
    rng = random.Random(f"review {seed}")
    items = answers_of(section)
    reasons = _reasons(items, judge, previous)
    rest = [each for each in items if each.id not in reasons]
    rng.shuffle(rest)
    picked = [each for each in items if each.id in reasons]
    picked += rest[: max(0, n - len(picked))]
    rng.shuffle(picked)
    codes = _codes(len(picked), rng)
    found = []
    for place, (item, code) in enumerate(zip(picked, codes, strict=True)):
        shared = place < SHARED or len(readers) == 1
        own = (readers[(place - SHARED) % len(readers)],)
        found.append(
            Chosen(
                code=code,
                item=item,
                why=reasons.get(item.id, Why.RANDOM),
                shared=shared and len(readers) > 1,
                readers=tuple(readers) if shared else own,
            )
        )
    return tuple(found)


def sheet_of(everything: Sequence[Chosen], reader: str, seed: int) -> list[Chosen]:
    """Return a reader's answers, in an order of their own."""
    own = [each for each in everything if reader in each.readers]
    random.Random(f"order {seed} {reader}").shuffle(own)
    return own


def _reasons(
    items: Sequence[Item], judge: Section | None, previous: Section | None
) -> Mapping[str, Why]:
    found: dict[str, Why] = {}
    before = {each.id: each for each in previous.items} if previous else {}
    for item in items:
        old = before.get(item.id)
        if item.must_pass and old is not None and _changed(old, item):
            found[item.id] = Why.CHANGED
    verdicts = {each.id: each.ok for each in judge.items} if judge else {}
    for item in items:
        if item.id in verdicts and verdicts[item.id] != item.ok:
            found[item.id] = Why.DISAGREEMENT
    return found


def _changed(old: Item, new: Item) -> bool:
    return old.ok != new.ok or old.shown.get("answer") != new.shown.get("answer")


def _codes(count: int, rng: random.Random) -> list[str]:
    """Return different short names that tell nothing and are hard to misread."""
    letters = "BCDFGHJKLMNPQRSTVWXZ"
    codes: dict[str, None] = {}
    while len(codes) < count:
        codes["".join(rng.choices(letters, k=2)) + str(rng.randrange(10, 100))] = None
    return list(codes)
