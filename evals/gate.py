"""The gate: sections against their demands and floors, and the exit code that comes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from evals.floors import LIVE, Floors, Kept, digest_of, must_pass_of, name_of, wants_floor
from evals.results import Measure, Section, State, not_measured
from rag.errors import UsageError

PASSED, FAILED, USAGE, NOT_MEASURED, UNTRUSTED = 0, 1, 2, 3, 4
"""Exit codes; 2 is for data and configuration that cannot be used."""
BENCH = "bench:"
"""How ids of public collections begin."""
_ANSWERABLE = 3
"""Of fewer answerable questions, all may be refused by chance."""
_UNHELD = "no floors are recorded for this data: held to the demands alone"
_PART = (
    "a part of the questions was asked: the floors of the whole do not apply, held to the demands "
    "alone"
)


def judged(
    sections: Sequence[Section],
    floors: Floors | None,
    *,
    required: Collection[str] = (),
    part: bool = False,
) -> tuple[Section, ...]:
    """Return the sections as the gate sees them: with floors, problems in words, and states.

    Args:
        sections: what was measured.
        floors: the recorded floors; None where there are none for this data: then only the
            demands of the code hold.
        required: ids of sections that must have floors.
        part: a part of the questions was asked: no rate of it is comparable with a floor, and of
            the floors only the must-pass questions that are known to fail are looked at. Public
            collections have questions of their own and keep their floors.

    A public collection is somebody else's: where it is another version than the floors are for, it
    counts as not measured. Whatever the data, nothing right, or nothing but wrong refusals, fails;
    and a section without floors says so.

    Raises:
        UsageError: floors were recorded for other questions than those that were asked.
    """
    return tuple(
        _judged_part(each, floors or Floors())
        if part and not each.id.startswith(BENCH)
        else _judged(each, floors, each.id in required)
        for each in sections
    )


def absent_collections(sections: Sequence[Section], floors: Floors | None) -> tuple[Section, ...]:
    """Return a section that was not measured for each collection with floors that is not there."""
    there = {each.id for each in sections}
    why = "it has floors, and no folder of this name was given: --bench, TANYA_BENCH"
    return tuple(
        not_measured(name, f"Public collection {name.removeprefix(BENCH)}", "T1", why)
        for name in sorted(floors.sections if floors is not None else ())
        if name.startswith(BENCH) and name not in there
    )


def exit_code(sections: Sequence[Section], *, asked: Collection[str] = ()) -> int:
    """Return the exit code of a run.

    What failed comes before what could not be trusted, and that before what was not measured.

    Args:
        sections: as :func:`judged` returns them.
        asked: ids of sections that somebody asked for by name: not to have measured them is no
            success. Others, such as the replay of recordings that nobody has made, are told only.
    """
    states = {each.state for each in sections}
    if State.FAILED in states:
        return FAILED
    if State.UNTRUSTED in states:
        return UNTRUSTED
    there = {each.id for each in sections if each.state is not State.NOT_MEASURED}
    if State.STALE in states or not set(asked) <= there or not sections:
        return NOT_MEASURED
    return PASSED


def _judged_part(section: Section, floors: Floors) -> Section:
    """Return a section of a part of the questions: held to its demands and to must-pass."""
    kept = floors.sections.get(name_of(section))
    if section.id == LIVE and (kept is None or _of_another_model(section, kept)):
        return _unheld(section, _without_floors(section))
    if kept is not None and kept.digest == digest_of(section):
        return _unheld(section, _PART, known=kept.known)
    return _unheld(section, _PART)


def _judged(section: Section, floors: Floors | None, required: bool) -> Section:
    if section.state in (State.NOT_MEASURED, State.STALE):
        return section
    kept = floors.sections.get(name_of(section)) if floors is not None else None
    if section.id == LIVE and (kept is None or _of_another_model(section, kept)):
        return _unheld(section, _without_floors(section), required=required)
    if kept is None:
        return _unheld(section, _UNHELD, required=required)
    today = digest_of(section)
    if kept.digest != today and section.id.startswith(BENCH):
        why = (
            f"{section.id}: this is another version of the collection than its floors are for "
            "(or another --bench-limit, or other collections stand beside it)"
        )
        return replace(section, state=State.NOT_MEASURED, missing=(*section.missing, why))
    if kept.digest != today:
        raise UsageError(
            f"The floors of “{name_of(section)}” were recorded for other questions "
            f"({kept.digest[:12]}, now {today[:12]}).",
            remedy="Record them anew with “./tanya evals run --record-floors”.",
            item=section.id,
        )
    measures = tuple(replace(each, floor=kept.floors.get(each.key)) for each in section.measures)
    problems = [*_own(section), *_missing(measures, kept), *_fewer(section, kept)]
    problems += _lost(section, kept.known)
    return _ended(section, measures, problems)


def _unheld(
    section: Section, why: str, *, known: Collection[str] = (), required: bool = False
) -> Section:
    """Return a section that no floor holds: its demands are left, and it says why."""
    if section.state in (State.NOT_MEASURED, State.STALE):
        return section
    problems = _own(section)
    if required:
        problems.append("it has no recorded floors")
    problems += _lost(section, known)
    if section.state is not State.UNTRUSTED:
        section = replace(section, missing=(*section.missing, why))
    return _ended(section, section.measures, problems)


def _own(section: Section) -> list[str]:
    """Return the problems that a section has whatever its measures are held to."""
    empty = section.state is State.PASSED and not section.measures
    return [*section.problems, *(["nothing was measured in it"] if empty else ())]


def _nothing_right(measures: Sequence[Measure]) -> Iterator[str]:
    """Yield what fails on any data, where no floor or demand has told it. NaN fails as well."""
    for each in measures:
        if each.key == "right" and each.n > 0 and each.held and not each.value > 0:
            yield f"right: not one of {each.n} questions; that passes on no data"
        many = each.key == "wrong refusals" and each.n >= _ANSWERABLE
        if many and each.held and not each.value < 1:
            yield (
                f"wrong refusals: all {each.n} questions that have an answer; that passes on no "
                "data"
            )


def _of_another_model(section: Section, kept: Kept) -> bool:
    """Tell whether a tag names other weights than when its floors were recorded."""
    return kept.digest.partition("@")[2] != digest_of(section).partition("@")[2]


def _without_floors(section: Section) -> str:
    model, digest = (section.subject.get(name, "") for name in ("model", "digest"))
    return (
        f"no floors are recorded for this model ({model} {digest[:12]}): it was held only to what "
        "must always hold; --live --record-floors records them"
    )


def _ended(section: Section, measures: Sequence[Measure], problems: Sequence[str]) -> Section:
    """Return the section with what its measures add to its problems, and its state."""
    fallen = (each for each in measures if not each.held)
    # A section may have said so itself, as the calibration of a judge does.
    said = [each for each in fallen if not any(one.startswith(f"{each.key}: ") for one in problems)]
    told = [*problems, *map(_told, said), *_nothing_right(measures)]
    state = section.state
    if told and state is State.PASSED:
        state = State.FAILED
    return replace(
        section, measures=tuple(measures), problems=tuple(dict.fromkeys(told)), state=state
    )


def _told(measure: Measure) -> str:
    demand = not measure.holds(measure.demand)
    limit = measure.demand if demand else measure.floor
    side = "above its ceiling" if measure.lower_is_better else "below its floor"
    if demand:
        side = "above what is allowed," if measure.lower_is_better else "below what is demanded,"
    return f"{measure.key}: {measure.value:.3f} is {side} {limit:.3f} (n {measure.n})"


def _missing(measures: Sequence[Measure], kept: Kept) -> list[str]:
    """Return what has a floor and was not measured, and the reverse."""
    have = {each.key for each in measures}
    gone = [f"{key}: it has a floor and was not measured" for key in kept.floors if key not in have]
    new = [
        f"{each.key}: it is measured and has no floor"
        for each in measures
        if wants_floor(each) and each.key not in kept.floors
    ]
    return gone + new


def _fewer(section: Section, kept: Kept) -> list[str]:
    """Return whether must-pass questions are gone that no list of failed ones could name."""
    marked = must_pass_of(section)
    if marked >= kept.must_pass:
        return []
    return [f"{marked} questions are marked must_pass, and {kept.must_pass} were"]


def _lost(section: Section, known: Collection[str]) -> list[str]:
    """Return the must-pass questions that fail and are not known to."""
    return [
        f"must pass: {each.id} [{each.category}] {each.question}"
        for each in section.items
        if each.must_pass and not each.ok and each.id not in known
    ]
