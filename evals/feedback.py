"""Cases that were made of feedback on the page, asked of the archive that holds them.

There are no floors: such cases come and go with the archive. A case that a person has yet to
complete is listed and not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from evals.cases import Case, Dataset, Expected, case_of
from evals.scorers import Scores, file_name
from rag.archive import Archive
from rag.errors import UsageError

Measured = tuple[list[tuple[Case, Scores]], list[dict[str, object]]]
Measure = Callable[[argparse.Namespace, Dataset, str], Measured]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What an archive holds: cases to ask, and in words which are not asked and why."""

    dataset: Dataset
    waiting: tuple[str, ...]


def run(options: argparse.Namespace, measure: Measure) -> int:
    """Ask the cases; return 0 where every one is answered as it should be, else 1.

    Raises:
        UsageError: the archive holds no case that can be asked, or an option makes no sense here.
        TanyaError: the archive cannot be used.
    """
    from evals.cli import write_answers
    from evals.report import summary
    from rag.settings import load, open_archive, require_archive

    if options.record_floors:
        raise UsageError(
            "Cases made of feedback have no floors.", remedy="Leave out --record-floors."
        )
    settings = load(os.environ, data_dir=options.data_dir)
    require_archive(settings)
    archive = open_archive(settings)
    try:
        found = read(archive)
    finally:
        archive.close()
    for line in found.waiting:
        _say(f"needs review: {line}")
    if not found.dataset.cases:
        raise UsageError(
            f"The archive in {archive.folder} holds no case that can be asked"
            + (f" ({len(found.waiting)} need review)." if found.waiting else "."),
            remedy="Make one on the page, under Feedback.",
            item=str(archive.folder),
        )
    options.data_dir, options.split = str(settings.data_dir), "all"
    scored, answers = measure(options, found.dataset, "")
    if options.out is not None:
        write_answers(options.out, answers)
    _say(summary(found.dataset, scored))
    missed = [case for case, scores in scored if scores.right == 1.0 and not _as_wished(scores)]
    for case in missed:
        _say(f"  without its article: {case.id} {case.question}")
    right = sum(_as_wished(scores) for _, scores in scored)
    waiting = f", {len(found.waiting)} need review and are not counted" if found.waiting else ""
    _say(f"feedback: {right} of {len(scored)} as they should be{waiting}")
    return 0 if right == len(scored) else 1


def _as_wished(scores: Scores) -> bool:
    """Tell whether an answer is right and rests on what the person named.

    Most cases name an article and no words, so that being answered alone would say little.
    """
    return scores.right == 1.0 and scores.article_found != 0.0 and scores.passage_cited != 0.0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def read(archive: Archive) -> Found:
    """Read the cases of an archive. Of several with one id the last one counts."""
    lines = archive.feedback.cases()
    cases: dict[str, Case] = {}
    waiting: dict[str, str] = {}
    sources = _sources(archive)
    for number, line in enumerate(lines, 1):
        where = f"case {number} of the feedback in {archive.folder}"
        try:
            case = case_of(line, where, item=str(archive.folder))
            record = json.loads(line)
        except UsageError as error:
            waiting[where] = str(error)
            continue
        cases.pop(case.id, None)
        waiting.pop(case.id, None)
        problem = _problem(case, record, sources)
        if problem:
            waiting[case.id] = f"{case.id}: {problem} ({case.question})"
        else:
            cases[case.id] = case
    digest = sha256("\n".join(lines).encode()).hexdigest()
    return Found(
        dataset=Dataset(cases=tuple(cases.values()), digest=digest),
        waiting=tuple(waiting.values()),
    )


def _problem(case: Case, record: dict[str, Any], sources: frozenset[str]) -> str:
    """Return in plain words why a case cannot be asked; "" where it can."""
    if not case.question.strip():
        return "it has no question"
    if record.get("needs_review"):
        return "a person has yet to say what a right answer holds"
    vital = any(nugget.vital for nugget in case.nuggets)
    if case.expected is not Expected.REFUSE and not (vital or case.gold_articles):
        return "it names neither an article nor words that the answer must hold"
    missing = [name for name in case.gold_articles if name not in sources]
    if missing:
        return f"the archive does not hold {', '.join(missing)}"
    return ""


def _sources(archive: Archive) -> frozenset[str]:
    found: set[str] = set()
    offset = 0
    while page := archive.summaries(1000, offset):
        found.update(name for each in page for name in (each.source, file_name(each.source)))
        offset += len(page)
    return frozenset(found)
