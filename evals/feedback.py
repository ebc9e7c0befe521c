"""Cases that were made of feedback on the page, asked of the archive that holds them.

There are no floors: such cases come and go with the archive. A case that a person has yet to
complete is listed and not counted. They are scored as every other question is.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.archives import names_in
from evals.cases import Case, Dataset, Expected, case_of
from evals.results import Item, Results, Section, State
from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.archive import Archive

_ID, _TITLE = "feedback", "Cases made of feedback"
_ELSEWHERE = "rests on something else than what the person named"


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What an archive holds: cases to ask, and in words which are not asked and why."""

    dataset: Dataset
    waiting: tuple[str, ...]


def run(options: argparse.Namespace) -> int:
    """Ask the cases; return 0 where every one is answered as it should be, else 1.

    Raises:
        UsageError: the archive holds no case that can be asked, or an option makes no sense here.
        TanyaError: the archive cannot be used.
    """
    if options.record_floors:
        raise UsageError(
            "Cases made of feedback have no floors.", remedy="Leave out --record-floors."
        )
    folder, found = _found(options.data_dir)
    for line in found.waiting:
        _say(f"needs review: {line}")
    if not found.dataset.cases:
        raise UsageError(
            f"The archive in {folder} holds no case that can be asked"
            + (f" ({len(found.waiting)} need review)." if found.waiting else "."),
            remedy="Make one on the page, under Feedback.",
            item=str(folder),
        )
    section = _measured(folder, found)
    right = sum(item.ok for item in section.items)
    _leave(options, section, 0 if right == len(section.items) else 1)
    for item in section.items:
        if _ELSEWHERE in item.problems:
            _say(f"  without its article: {item.id} {item.question}")
    waiting = f", {len(found.waiting)} need review and are not counted" if found.waiting else ""
    _say(f"feedback: {right} of {len(section.items)} as they should be{waiting}")
    return 0 if right == len(section.items) else 1


def _found(data_dir: str | None) -> tuple[Path, Found]:
    from rag.settings import load, open_archive, require_archive

    settings = load(os.environ, data_dir=data_dir)
    require_archive(settings)
    archive = open_archive(settings)
    try:
        return Path(settings.data_dir), read(archive)
    finally:
        archive.close()


def _measured(folder: Path, found: Found) -> Section:
    from evals.lanes import quoting
    from evals.preparing import Wanted, asking
    from evals.reporting.progress import watching

    wanted = Wanted(data_dir=str(folder))
    with watching() as watch, asking(wanted, found.dataset, watch) as context:
        section = quoting.measure(context)
    items = tuple(_as_wished(item) for item in section.items)
    return replace(
        section,
        id=_ID,
        title=_TITLE,
        dataset=_ID,
        items=items,
        state=State.PASSED if all(item.ok for item in items) else State.FAILED,
        missing=found.waiting,
    )


def _as_wished(item: Item) -> Item:
    """Fail an answer that does not rest on what the person named.

    Most cases name an article and no words, so that being answered alone would say little.
    """
    if 0.0 not in (item.scores["article@5"], item.scores["gold cited"]):
        return item
    return replace(item, ok=False, problems=(*item.problems, _ELSEWHERE))


def _leave(options: argparse.Namespace, section: Section, code: int) -> None:
    from importlib.metadata import version

    from evals.reporting import leave

    results = Results(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("tanya-serikat"),
        command="evals run --feedback",
        sections=(section,),
        exit_code=code,
    )
    leave(results, options.out, options.previous)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def read(archive: Archive) -> Found:
    """Read the cases of an archive. Of several with one id the last one counts."""
    lines = archive.feedback.cases()
    cases: dict[str, Case] = {}
    waiting: dict[str, str] = {}
    sources = names_in(archive)
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
