"""Floors: what may not get worse. One file; raised by one command, lowered only when asked.

``floors.json`` holds for each section the digest of the questions that its floors were recorded
with, the floors by measure, how many questions are marked must_pass, and those of them that are not
answered rightly yet::

    {"schema": 2, "sections": {"quoting": {"digest": "…", "floors": {"right": 0.617},
     "must_pass": 111, "known": ["fac-01"]}}, "lowered": [{"section": "quoting",
     "measure": "right", "from": 0.62, "to": 0.617, "because": "…"}]}

A measure where less is better has a ceiling under the same heading. Of a real model the name is
``live:MODEL``, and the digest is that of the questions, ``@`` and that of the model: the floors of
one model say nothing of another.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, isnan
from pathlib import Path
from typing import Any

from evals.results import Measure, Section, State
from rag.errors import UsageError

SCHEMA = 2
LIVE = "live"
"""The section of a real model: the only one whose floors depend on who answers."""
MARKED = "questions marked must_pass"
MUST_PASS = "must pass: "
"""How what was lowered calls the number of must-pass questions, and each one that fails now."""
_STEP = 1000  # floors have three decimals
_SLACK = 1e-9  # 0.617 * 1000 is 616.9999…


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """The floors of one section; ``known`` are must-pass questions that fail as yet."""

    digest: str
    floors: Mapping[str, float]
    must_pass: int = 0
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Floors:
    """All floors by section, and what was lowered when asked to, with the reasons."""

    sections: Mapping[str, Kept] = field(default_factory=dict)
    lowered: tuple[Mapping[str, Any], ...] = ()


def read_floors(path: Path) -> Floors:
    """Read the file.

    Raises:
        UsageError: it is not there, or cannot be read.
    """
    try:
        return floors_of(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        record = "Record floors with “./tanya evals run --record-floors”."
        copy = "Restore the file from a copy, or name another one with --floors."
        raise UsageError(
            f"The floors in {path} cannot be read: {_said(error)}.",
            remedy=restore(path) or (copy if path.exists() else record),
            item=str(path),
        ) from error


def floors_of(text: str) -> Floors:
    """Return floors from the text of their file.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it is no file of floors.
    """
    record = json.loads(text)
    if record["schema"] != SCHEMA:
        raise ValueError(f"schema {record['schema']}")
    return Floors(
        sections={
            str(name): Kept(
                digest=str(each["digest"]),
                floors={str(key): float(value) for key, value in each["floors"].items()},
                must_pass=int(each.get("must_pass", 0)),
                known=frozenset(str(item) for item in each.get("known", ())),
            )
            for name, each in record["sections"].items()
        },
        lowered=tuple(dict(each) for each in record.get("lowered", ())),
    )


def restore(path: Path) -> str:
    """Return how git gives the file back, as one sentence; "" where git does not know it.

    That it was deleted in a commit makes it no less known.
    """
    found = ("log", "-1", "--diff-filter=AM", "--format=%h", "--", path.name)
    for words in (("ls-files", "--", path.name), found):
        try:
            done = subprocess.run(
                ["git", *words],
                cwd=path.resolve().parent,
                check=False,
                capture_output=True,
                text=True,
            )
        except OSError:
            return ""
        if done.returncode == 0 and (said := done.stdout.strip()):
            source = f"--source={said} " if words is found else ""
            return f"Restore the file: git restore {source}{path}."
    return ""


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, KeyError):
        return f"it has no {error}"
    return f"it is no file of floors ({error})"


def recorded(old: Floors, sections: Sequence[Section], *, because: str) -> Floors:
    """Return the floors with today's values for the sections that were measured.

    Of a section that could not be measured nothing is recorded: an empty floor would hold all.

    Args:
        old: the floors so far; those of other sections stay.
        sections: what was measured.
        because: why floors may sink; "" means that none may.

    Raises:
        UsageError: one would sink and no reason was given; every one is named.
    """
    kept = dict(old.sections)
    sunk: list[dict[str, Any]] = []
    for section in sections:
        if section.state not in (State.PASSED, State.FAILED):
            continue
        name = name_of(section)
        before = kept.get(name)
        if before is not None:
            sunk += _sunk(section, before)
        kept[name] = _kept(section)
    if sunk and not because:
        names = ", ".join(f"{each['section']}: {each['measure']}" for each in sunk[:20])
        more = f" and {len(sunk) - 20} more" if len(sunk) > 20 else ""
        raise UsageError(
            f"This would lower {names}{more}.",
            remedy="If that is meant: --lower “the reason”, in a commit of its own.",
        )
    told = tuple({**each, "because": because} for each in sunk)
    return Floors(sections=kept, lowered=(*old.lowered, *told))


def write_floors(path: Path, floors: Floors) -> None:
    """Write the file.

    Raises:
        UsageError: it cannot be written.
    """
    record = {
        "schema": SCHEMA,
        "sections": {
            name: {
                "digest": each.digest,
                "floors": dict(sorted(each.floors.items())),
                "must_pass": each.must_pass,
                "known": sorted(each.known),
            }
            for name, each in sorted(floors.sections.items())
        },
        "lowered": list(floors.lowered),
    }
    try:
        path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"The floors cannot be written to {path}: {error.strerror}.",
            remedy="Name another file with --floors.",
            item=str(path),
        ) from error


def name_of(section: Section) -> str:
    """Return what floors call a section: its id, and of a real model also which one."""
    return f"{LIVE}:{section.subject.get('model', '')}" if section.id == LIVE else section.id


def digest_of(section: Section) -> str:
    """Return what the floors of a section are for: its questions, and of a real model its digest.

    The section itself keeps the digest of the questions alone, so that “evals compare” can set two
    models side by side.
    """
    if section.id != LIVE:
        return section.digest
    return f"{section.digest}@{section.subject.get('digest', '')}"


def _kept(section: Section) -> Kept:
    return Kept(
        digest=digest_of(section),
        floors={each.key: _rounded(each) for each in section.measures if wants_floor(each)},
        must_pass=must_pass_of(section),
        known=frozenset(each.id for each in section.items if each.must_pass and not each.ok),
    )


def must_pass_of(section: Section) -> int:
    """Return how many questions of a section are marked must_pass."""
    return sum(each.must_pass for each in section.items)


def wants_floor(measure: Measure) -> bool:
    """Tell whether a measure is held to a recorded floor: all but those that are only told."""
    return not measure.told_only and not isnan(measure.value)


def _rounded(measure: Measure) -> float:
    """Round to the side that today's value holds."""
    value = measure.value * _STEP
    return (ceil(value - _SLACK) if measure.lower_is_better else floor(value + _SLACK)) / _STEP


def _sunk(section: Section, before: Kept) -> list[dict[str, Any]]:
    now = {each.key: each for each in section.measures}
    found: list[dict[str, Any]] = []
    for key, value in before.floors.items():
        measure = now.get(key)
        if measure is None or not measure.holds(value):
            to = None if measure is None or isnan(measure.value) else _rounded(measure)
            found.append({"section": name_of(section), "measure": key, "from": value, "to": to})
    found += [
        {"section": name_of(section), "measure": f"{MUST_PASS}{item.id}", "from": 1, "to": 0}
        for item in section.items
        if item.must_pass and not item.ok and item.id not in before.known
    ]
    if (marked := must_pass_of(section)) < before.must_pass:
        told = {"measure": MARKED, "from": before.must_pass, "to": marked}
        found.append({"section": name_of(section), **told})
    return found
