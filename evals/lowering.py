"""What guards floors against sinking unseen: git knows what they were.

A floor may sink for a reason, in a commit of its own. Here stands what refuses the ways around
that: a deleted file, other work beside, and a file that was edited by hand.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.floors import MARKED, MUST_PASS, Floors, Kept, floors_of, read_floors, restore
from rag.errors import UsageError

LESS_IS_BETTER = frozenset(
    {
        "answered without evidence",
        "changes waiting",
        "claims dropped",
        "claims marked",
        "claims repaired",
        "false alarms",
        "fell back",
        "rows off",
        "stated without evidence",
        "wrong refusals",
    }
)
"""Measures whose floors are ceilings: the file holds their values alone. A test compares this with
every measure of the program."""
_SLACK = 1e-9
_UPSTREAM = "origin/HEAD"


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What the floors were compared with, in words, and what sank without a reason.

    ``unchecked`` says why nothing could be compared; "" where it was.
    """

    beside: str = ""
    sunk: tuple[str, ...] = ()
    unchecked: str = ""


def refuse_lost(path: Path) -> None:
    """Refuse to record anew where git knows floors that are not there: that would forget them all.

    Raises:
        UsageError: the file is missing, and a commit or the index holds it.
    """
    if not path.exists() and (remedy := restore(path)):
        raise UsageError(
            f"The floors in {path} are gone, and git knows them: they are not recorded anew.",
            remedy=f"{remedy} What has to sink: --record-floors --lower “the reason”.",
            item=str(path),
        )


def refuse_other_changes(path: Path, *, report: Path | None = None) -> None:
    """Refuse to lower floors beside other changes: a lowered floor is a commit of its own.

    New files count as well, but for ignored ones and those in the folder of the report. Without
    git, or outside a checkout, nothing is known and nothing refused.

    Raises:
        UsageError: the checkout holds changes other than of the file.
    """
    folder = path.resolve().parent
    status = ("status", "--porcelain", "--no-renames", "--untracked-files=all", "-z")
    told, top = _git(folder, *status), _git(folder, "rev-parse", "--show-toplevel")
    if told is None or top is None:
        return
    root = Path(top.strip("\n"))
    for line in filter(None, told.split("\0")):
        changed = root / line[3:]
        ours = changed == folder / path.name
        reported = (
            line.startswith("??") and report is not None and report.resolve() in changed.parents
        )
        if not ours and not reported:
            raise UsageError(
                f"Floors are lowered in a commit of their own, and {line[3:]} is changed or new "
                "as well.",
                remedy="Commit the other changes first (or ignore the file), then lower.",
                item=str(path),
            )


def look_back(path: Path, base: str = "") -> Looked:
    """Compare floors with those of an earlier commit.

    Args:
        path: the floors as they are now.
        base: the commit; "" for the one where this branch left the upstream one or, on that branch
            itself, the commit before.

    Raises:
        UsageError: today's floors cannot be read, or a commit was named that does not exist.
    """
    now = read_floors(path)
    folder, name = path.resolve().parent, path.name
    if _git(folder, "rev-parse", "--verify", "HEAD^{commit}") is None:
        return Looked(unchecked="this is no git checkout with a commit")
    commit = _git(folder, "rev-parse", "--verify", f"{base}^{{commit}}") if base else _base(folder)
    if commit is None and base:
        raise UsageError(
            f"There is no commit {base} here.", remedy="Name another with --base.", item=base
        )
    if commit is None:
        return Looked(unchecked="there is no earlier commit here (one commit, or a shallow clone)")
    commit = commit.strip()
    text = _git(folder, "show", f"{commit}:./{name}")
    if text is None:  # deleted since: what it held last counts
        held = _git(folder, "log", "-1", "--diff-filter=AM", "--format=%H", commit, "--", name)
        commit = (held or "").strip()
        text = _git(folder, "show", f"{commit}:./{name}") if commit else None
    if text is None:
        return Looked(unchecked="no earlier commit here holds these floors")
    try:
        before = floors_of(text)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Looked(unchecked=f"the floors of {commit[:12]} are of another form")
    return Looked(beside=commit[:12], sunk=tuple(unexplained(before, now)))


def unexplained(before: Floors, now: Floors) -> Iterator[str]:
    """Yield in words what sank without a new entry of ``lowered`` that says why."""
    reasons = _new_reasons(before, now)
    for name, old in before.sections.items():
        new = now.sections.get(name, Kept(digest="", floors={}))
        for measure, was, is_ in _changes(old, new):
            less = measure.partition(" / ")[0] in LESS_IS_BETTER
            given = [each["to"] for each in reasons.get((name, measure), ())]
            if not _worse(was, is_, less) or any(not _worse(to, is_, less) for to in given):
                continue
            yield f"{name}: {measure} was {was:g} and {_value(is_)}, without a reason"


def _changes(old: Kept, new: Kept) -> Iterator[tuple[str, float, float | None]]:
    """Yield measure, value before and value now, as entries of ``lowered`` name them."""
    for key, value in old.floors.items():
        yield key, value, new.floors.get(key)
    yield MARKED, old.must_pass, new.must_pass
    for item in sorted(new.known - old.known):
        yield f"{MUST_PASS}{item}", 1, 0


def _worse(was: float | None, now: float | None, less: bool) -> bool:
    """Tell whether a limit allows more than it did; None is no limit. NaN allows everything."""
    if was is None:
        return False
    if now is None:
        return True
    return not (now <= was + _SLACK if less else now >= was - _SLACK)


def _value(now: float | None) -> str:
    return "is gone" if now is None else f"is {now:g}"


def _new_reasons(
    before: Floors, now: Floors
) -> Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]:
    """Return the entries that are new and give a reason; an old one excuses nothing again."""
    had = Counter(map(_frozen, before.lowered))
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for each in now.lowered:
        if had[_frozen(each)] > 0:
            had[_frozen(each)] -= 1
        elif str(each.get("because", "")).strip() and "to" in each:
            where = (str(each.get("section", "")), str(each.get("measure", "")))
            found.setdefault(where, []).append(each)
    return found


def _frozen(entry: Mapping[str, Any]) -> str:
    return repr(sorted((str(key), repr(value)) for key, value in entry.items()))


def _base(folder: Path) -> str | None:
    """Return the commit where the branch left the upstream one, else the one before; or None."""
    head = _git(folder, "rev-parse", "HEAD")
    left = _git(folder, "merge-base", "HEAD", _UPSTREAM)
    if left is not None and left != head:
        return left
    return _git(folder, "rev-parse", "--verify", "HEAD~1^{commit}")


def _git(folder: Path, *words: str) -> str | None:
    """Return what git says; None where there is no git, no checkout, or no such thing."""
    try:
        done = subprocess.run(
            ["git", *words], cwd=folder, check=False, capture_output=True, encoding="utf-8"
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
