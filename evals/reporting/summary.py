"""``summary.md`` for pull requests, and GitHub's annotations: the failures first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evals.reporting.aims import aim_of, aims
from evals.reporting.comparing import Comparison
from evals.reporting.marks import (
    BOTH_ERRORS,
    ENDS,
    INTERVALS,
    SIGNS,
    WORDS,
    interval,
    key_measures,
    limit,
    limited,
    not_measured,
    number,
    unsaid,
    worst_first,
)
from evals.reporting.must_pass import must_pass_told
from evals.reporting.pairing import Pair
from evals.results import Measure, Results, Section, State
from rag.errors import UsageError

LIMIT = 1024 * 1024
"""GitHub shows no summary of a step that is larger (bytes)."""
ANNOTATIONS = 10
"""GitHub shows ten errors of a step and drops the others."""
_CUT = "\n\n**This summary was cut at GitHub's limit of 1 MiB; report.html holds everything.**\n"
_TEXT = 300


def summary_of(results: Results, comparison: Comparison | None = None) -> str:
    """Return a run as Markdown, never more than 1 MiB of UTF-8; what does not fit is told."""
    told = ENDS.get(results.exit_code, f"exit code {results.exit_code}")
    lines = [f"# Evaluation: {told}", ""]
    if must := must_pass_told(results):
        lines += [f"**{_plain(must)}**", ""]
    lines += _failures(results)
    lines += _sections(results)
    lines += _both_errors(results)
    lines += _aimed(results)
    if comparison is not None:
        lines += _compared(comparison)
    lines += _within_floors(results)
    if missing := not_measured(results):
        lines += ["## NOT MEASURED", "", *(f"- {_plain(why)}" for why in missing), ""]
    lines += [f"`{_code(results.command)}` · version {_plain(results.version)} · {results.made}"]
    return cut("\n".join(lines) + "\n", LIMIT)


def cut(text: str, most: int) -> str:
    """Return a text that has at most so many bytes, with a notice where it was cut."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= most:
        return raw.decode("utf-8")
    kept = raw[: most - len(_CUT.encode())].decode("utf-8", "ignore")
    return kept[: kept.rfind("\n") + 1 or None] + _CUT


def append_summary(path: Path, summary: str) -> None:
    """Put the summary behind what a step of a GitHub job has already written there.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        room = LIMIT - (path.stat().st_size if path.exists() else 0)
        if room > len(_CUT.encode()):
            with path.open("a", encoding="utf-8") as file:
                file.write(cut(summary, room))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror or error}.",
            remedy="Look at GITHUB_STEP_SUMMARY.",
            item=str(path),
        ) from error


def annotations_of(results: Results) -> list[str]:
    """Return GitHub's ``::error`` lines, ten at most, the last of which counts what is left."""
    told = [_annotation(title, text) for title, text in _complaints(results)]
    if len(told) <= ANNOTATIONS:
        return told
    more = len(told) - ANNOTATIONS + 1
    return [*told[: ANNOTATIONS - 1], _annotation("more", f"{more} more, see the summary")]


def _complaints(results: Results) -> Iterator[tuple[str, str]]:
    """Yield what is wrong: sections first, then limits, must_pass, and other questions."""
    sections = worst_first(results.sections)
    for section in sections:
        if section.state in (State.STALE, State.UNTRUSTED):
            yield section.title, f"{WORDS[section.state]}: {'; '.join(section.missing)}"
        for problem in section.problems:
            yield section.title, problem
    for section in sections:
        for measure in unsaid(section):
            value = number(measure.value, name=measure.name)
            yield section.title, f"{measure.key} is {value}, must be {limit(measure)}"
    for must in (True, False):
        for section in sections:
            for item in section.items:
                if not item.ok and item.must_pass is must and _counts(section):
                    why = "; ".join(item.problems)
                    yield f"{section.title} {item.id}", f"{item.question} - {why}"


def _counts(section: Section) -> bool:
    """Tell whether single questions are news: not where their section holds its limits."""
    return section.state is not State.PASSED


def _annotation(title: str, text: str) -> str:
    """Escape as GitHub's toolkit does: % and line ends, and in properties also : and ,."""
    data = _escaped(limited(text, 1000))
    named = _escaped(limited(title, 100)).replace(":", "%3A").replace(",", "%2C")
    return f"::error title={named}::{data}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _failures(results: Results) -> list[str]:
    lines: list[str] = []
    for section in worst_first(results.sections):
        limits = [f"- {_limit_line(each)}" for each in unsaid(section)]
        rows = _wrong(section) if _counts(section) else []
        if rows or limits or section.problems:
            lines += [f"## {_head(section)}", ""]
            lines += [f"- **{_plain(problem)}**" for problem in section.problems]
            lines += [*limits, "", *rows, ""]
    return lines


def _within_floors(results: Results) -> list[str]:
    """Return the wrong answers of sections that held their limits all the same, folded away."""
    lines: list[str] = []
    for section in results.sections:
        if not _counts(section) and (rows := _wrong(section)):
            head = f"{_plain(section.title)}: {len(rows) - 2} wrong, within its limits"
            lines += ["<details>", f"<summary>{head}</summary>", "", *rows, "", "</details>", ""]
    return lines


def _wrong(section: Section) -> list[str]:
    """Return a table of the items that failed, must_pass first; [] where none did."""
    wrong = [item for item in section.items if not item.ok]
    wrong.sort(key=lambda item: not item.must_pass)
    rows = [
        f"| {'**must pass** ' if item.must_pass else ''}{_plain(item.id)} "
        f"({_plain(item.category)}) {_plain(item.question)} | {_plain('; '.join(item.problems))} |"
        for item in wrong
    ]
    return ["| question | what is wrong |", "| --- | --- |", *rows] if rows else []


def _head(section: Section) -> str:
    state = f"{SIGNS[section.state]} {WORDS[section.state]}"
    return f"{_plain(section.title)} ({_plain(section.lane)}): {state}"


def _limit_line(measure: Measure) -> str:
    return f"**{_plain(measure.key)}** {_value(measure)}, must be {limit(measure)}"


def _value(measure: Measure | None) -> str:
    if measure is None or not measure.n:
        return "not measured"
    between = interval(measure)
    told = number(measure.value, name=measure.name)
    return f"{told} ({between}; n {measure.n})" if between else f"{told} (n {measure.n})"


def _sections(results: Results) -> list[str]:
    lines = [
        "## Sections",
        "",
        "| section | lane | state | measures |",
        "| --- | --- | --- | --- |",
    ]
    for section in worst_first(results.sections):
        measures = "<br>".join(
            f"{'' if each.held else '✗ '}{_plain(each.key)} {_value(each)}"
            + (f", {limit(each)}" if limit(each) else "")
            for each in key_measures(section)
        )
        state = f"{SIGNS[section.state]} {WORDS[section.state]}"
        lines.append(f"| {_plain(section.title)} | {_plain(section.lane)} | {state} | {measures} |")
    return [*lines, "", INTERVALS, ""]


def _both_errors(results: Results) -> list[str]:
    rows = []
    for section in results.sections:
        found = [section.measure(name) for name in BOTH_ERRORS]
        if any(found):
            cells = (_with_aim(section, each) for each in found)
            rows.append(f"| {_plain(section.title)} | " + " | ".join(cells) + " |")
    if not rows:
        return []
    heads = f"| section | {' | '.join(BOTH_ERRORS)} |"
    return ["## Both error rates", "", heads, "| --- | --- | --- |", *rows, ""]


def _with_aim(section: Section, measure: Measure | None) -> str:
    aim = aim_of(section, measure) if measure is not None else None
    return _value(measure) + (f"; {aim.told}" if aim is not None else "")


def _aimed(results: Results) -> list[str]:
    """Return what was aimed at where floors hold only what is reached."""
    found = aims(results)
    if not found:
        return []
    head = "## Refusals against what was aimed at"
    lines = [f"- {'✗ ' if each.below else ''}{_plain(each.line)}" for each in found]
    return [head, "", *lines, "", "Aims decide nothing; floors do.", ""]


def _compared(comparison: Comparison) -> list[str]:
    lines = [f"## Against the run of {_plain(comparison.old_made)}", ""]
    lines += [f"- **{_plain(problem)}**" for problem in comparison.problems]
    lines += [f"- {_plain(note)}" for note in comparison.notes]
    for head, found in (
        ("Newly failing", comparison.newly_failing),
        ("Newly passing", comparison.newly_passing),
    ):
        lines += ["", f"### {head}: {len(found)}", "", *(f"- {_pair(each)}" for each in found[:50])]
        if len(found) > 50:
            lines.append(f"- … {len(found) - 50} more in report.html")
    return [*lines, "", f"{len(comparison.changed)} answers read otherwise than before.", ""]


def _pair(pair: Pair) -> str:
    must = "**must pass** " if pair.old.must_pass or pair.new.must_pass else ""
    why = _plain("; ".join(pair.new.problems))
    return f"{must}{_plain(pair.section)} {_plain(pair.key)}: {_plain(pair.new.question)} {why}"


def _plain(text: str) -> str:
    """Return a text as one line that is no markup, no link, no mention and no cell border."""
    line = limited(text, _TEXT).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"([\\`*_{}\[\]()#!|~$])", r"\\\1", line)
    return line.replace("@", "@\u200b").replace("://", ":\u200b//")


def _code(text: str) -> str:
    return limited(text, _TEXT).replace("`", "'")
