"""``junit.xml``: one test case per question and lane, and per measure that is held to a limit.

It is red where the gate is red, and only there. A wrong answer fails its case where it alone breaks
something: a must-pass question that is not listed as known, or a measure that allows none. Others
count in their measures; their cases pass and say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from evals.reporting.files import put
from evals.reporting.marks import ENDS, WORDS, interval, limit, number
from evals.reporting.must_pass import unlisted
from evals.reporting.pairing import keyed
from evals.results import Item, Measure, Results, Section, State

WITHIN = "wrong, within limits"
_UNMEASURED = (State.NOT_MEASURED, State.STALE, State.UNTRUSTED)
# What XML 1.0 cannot hold, not even escaped (W3C, section 2.2).
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(path: Path, results: Results) -> None:
    """Write a run for the programs that show tests; what was not measured is skipped, not passed.

    A stale lane and a judge that is not trusted are failures: nobody asked for either. A run that
    did not pass has at least one failure, also where all that it was asked for is missing.

    Raises:
        UsageError: the file cannot be written.
    """
    root = ElementTree.Element("testsuites", {"name": "evals"})
    totals = {"tests": 0, "failures": 0, "skipped": 0}
    suites = [(each.id, list(_cases(each)), each.seconds) for each in results.sections]
    failed = any(case.find("failure") is not None for _, cases, _ in suites for case in cases)
    if results.exit_code and not failed:
        suites.append(("run", [_of_run(results)], 0.0))
    for name, cases, seconds in suites:
        counts = {
            "tests": len(cases),
            "failures": sum(case.find("failure") is not None for case in cases),
            "skipped": sum(case.find("skipped") is not None for case in cases),
        }
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            {
                "name": safe(name),
                **{kind: str(count) for kind, count in counts.items()},
                "errors": "0",
                "time": f"{seconds:.3f}",
                "timestamp": safe(results.made),
            },
        )
        suite.extend(cases)
        totals = {kind: totals[kind] + counts[kind] for kind in totals}
    for kind, count in totals.items():
        root.set(kind, str(count))
    root.set("errors", "0")
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    put(path, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def _cases(section: Section) -> Iterator[ElementTree.Element]:
    yield _of_section(section)
    unmeasured = section.state in _UNMEASURED
    for key, item in keyed(section).items():
        case = _case(section, f"{item.category}", f"{key}: {item.question}")
        if unmeasured:
            _skipped(case, WORDS[section.state])
        elif _breaks(section, item):
            _failure(case, *_words(item))
        if not item.ok and case.find("failure") is None:
            _told(case, f"{_allowed(section, item)}: {'; '.join(item.problems)}".rstrip(": "))
        yield case
    for measure in section.measures:
        if measure.demand is None and measure.floor is None:
            continue
        case = _case(section, "measures", measure.key)
        if not measure.n and unmeasured:
            _skipped(case, WORDS[section.state])
        elif not measure.held:
            _failure(case, _below(measure), measure.words)
        elif unmeasured:
            _skipped(case, WORDS[section.state])
        yield case


def _of_run(results: Results) -> ElementTree.Element:
    """Return a case for a run that did not pass though no section failed: what it was asked for."""
    case = ElementTree.Element("testcase", {"classname": "run", "name": "the gate"})
    told = ENDS.get(results.exit_code, "it did not pass")
    _failure(case, f"{told} (exit code {results.exit_code})", safe(results.command))
    return case


def _breaks(section: Section, item: Item) -> bool:
    """Tell whether a wrong item breaks something by itself.

    Either the gate names it, or a measure that it fails and that is broken allows no fault at all.
    """
    if item.ok:
        return False
    if unlisted(section, item):
        return True
    return any(
        not measure.held and _allows_none(measure) and _at_fault(item, measure)
        for measure in section.measures
    )


def _at_fault(item: Item, measure: Measure) -> bool:
    """Tell whether an item fails a measure that applies to it; written so that NaN is a fault."""
    score = item.scores.get(measure.name)
    if score is None:
        return False
    return not (score <= 0.0 if measure.lower_is_better else score >= 1.0)


def _allows_none(measure: Measure) -> bool:
    limits = [each for each in (measure.demand, measure.floor) if each is not None]
    return (0.0 if measure.lower_is_better else 1.0) in limits


def _allowed(section: Section, item: Item) -> str:
    known = "must pass, listed as known; " if item.must_pass else ""
    return known + (WITHIN if section.state is State.PASSED else "wrong, counted in its measures")


def _of_section(section: Section) -> ElementTree.Element:
    """Return a case for the section as a whole, which holds also what no item says."""
    case = _case(section, "section", section.title)
    why = "; ".join([*section.problems, *section.missing])
    if section.state is State.NOT_MEASURED:
        _skipped(case, f"NOT MEASURED: {why}")
    elif section.state is not State.PASSED:
        _failure(case, f"{WORDS[section.state]}: {why}".rstrip(": "), "")
    return case


def _case(section: Section, group: str, name: str) -> ElementTree.Element:
    classname = f"{section.id.replace('.', '-')}.{group.replace('.', '-')}"
    return ElementTree.Element("testcase", {"classname": safe(classname), "name": safe(name)})


def _failure(case: ElementTree.Element, message: str, text: str) -> None:
    found = ElementTree.SubElement(case, "failure", {"message": safe(message), "type": "evals"})
    found.text = safe(text)


def _skipped(case: ElementTree.Element, message: str) -> None:
    ElementTree.SubElement(case, "skipped", {"message": safe(message)})


def _told(case: ElementTree.Element, text: str) -> None:
    ElementTree.SubElement(case, "system-out").text = safe(text)


def _words(item: Item) -> tuple[str, str]:
    problems = item.problems or ("it failed, and no reason was recorded",)
    answer = str(item.shown.get("answer") or "")
    must = "must_pass. " if item.must_pass else ""
    return must + problems[0], "\n".join([*problems, "", f"Shown: {answer}"])


def _below(measure: Measure) -> str:
    between = interval(measure)
    told = f"{number(measure.value, name=measure.name)} (n {measure.n}"
    told += f", 95% interval {between})" if between else ")"
    return f"{measure.key}: {told}, must be {limit(measure)}"


def safe(text: str) -> str:
    """Return a text as XML can hold it."""
    return _FORBIDDEN.sub("\ufffd", text)
