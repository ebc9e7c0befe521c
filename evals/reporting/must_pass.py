"""Questions marked ``must_pass``: how many fail, and which of them the gate does not know of."""

from __future__ import annotations

import re

from evals.results import Item, Results, Section, State

_MEASURED = (State.PASSED, State.FAILED)
_NAMED = re.compile(r"must.pass: ")
"""How the gate begins its line on one that fails and is not listed as known."""


def unlisted(section: Section, item: Item) -> bool:
    """Tell whether an item is a must-pass question that fails and is not listed as known.

    The gate is what knows the list; each one that is not on it is a problem of the section.
    """
    if item.ok or not item.must_pass:
        return False
    named = (_NAMED.sub("", each, count=1) for each in section.problems if _NAMED.match(each))
    return any(f"{each} ".startswith(f"{item.id} ") for each in named)


def must_pass_told(results: Results) -> str:
    """Return in one line how many must-pass questions fail; "" where none was asked.

    Counted in the results themselves, in every section that was measured, passed or not: that the
    gate lists a failure as known makes it no less of one.
    """
    return "; ".join(
        told
        for section in results.sections
        if section.state in _MEASURED and (told := _of_section(section))
    )


def _of_section(section: Section) -> str:
    marked = [each for each in section.items if each.must_pass]
    if not marked:
        return ""
    wrong = [each for each in marked if not each.ok]
    fresh = sum(unlisted(section, each) for each in wrong)
    n, listed = len(marked), len(wrong) - fresh
    if not wrong:
        return f"all {n} must-pass questions pass ({section.id})"
    told = []
    if listed:
        told.append(f"{listed} of {n} must-pass questions {_fail(listed)} listed as known")
    if fresh:
        told.append(f"{fresh} of {n} must-pass questions {_fail(fresh)} not listed as known")
    return f"{', '.join(told)} ({section.id})"


def _fail(count: int) -> str:
    return "fails and is" if count == 1 else "fail and are"
