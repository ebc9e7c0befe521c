"""``junit.xml``: one test case per question and lane, and per measure that is held to a limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from evals.reporting.files import put
from evals.reporting.marks import WORDS, interval, limit, number
from evals.reporting.pairing import keyed
from evals.results import Item, Measure, Results, Section, State

_UNMEASURED = (State.NOT_MEASURED, State.STALE, State.UNTRUSTED)
# What XML 1.0 cannot hold, not even escaped (W3C, section 2.2).
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(path: Path, results: Results) -> None:
    """Write a run for the programs that show tests; what was not measured is skipped, not passed.

    A stale lane and a judge that is not trusted are failures: nobody asked for either.

    Raises:
        UsageError: the file cannot be written.
    """
    root = ElementTree.Element("testsuites", {"name": "evals"})
    totals = {"tests": 0, "failures": 0, "skipped": 0}
    for section in results.sections:
        cases = list(_cases(section))
        counts = {
            "tests": len(cases),
            "failures": sum(case.find("failure") is not None for case in cases),
            "skipped": sum(case.find("skipped") is not None for case in cases),
        }
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            {
                "name": safe(section.id),
                **{name: str(count) for name, count in counts.items()},
                "errors": "0",
                "time": f"{section.seconds:.3f}",
                "timestamp": safe(results.made),
            },
        )
        suite.extend(cases)
        totals = {name: totals[name] + counts[name] for name in totals}
    for name, count in totals.items():
        root.set(name, str(count))
    root.set("errors", "0")
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    put(path, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def _cases(section: Section) -> Iterator[ElementTree.Element]:
    yield _of_section(section)
    unmeasured = section.state in _UNMEASURED
    for key, item in keyed(section).items():
        case = _case(section, f"{item.category}", f"{key}: {item.question}")
        if not item.ok:
            _failure(case, *_words(item))
        elif unmeasured:
            _skipped(case, WORDS[section.state])
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
