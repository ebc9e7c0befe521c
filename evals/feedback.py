"""Cases that were made of feedback on the page, asked of the archive that holds them.

There are no floors: such cases come and go with the archive. A case that a person has yet to
complete is listed and not counted; a line that is no case fails the run, since nobody waits for it.
They are scored as every other question is.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from evals.archives import names_in
from evals.cases import Case, Dataset, case_of, record_of, unscorable
from evals.gate import exit_code
from evals.preparing import Wanted, asking
from evals.results import Item, Results, Section, State
from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.archive import Archive

_ID, _TITLE = "feedback", "Cases made of feedback"
_NAMES = MappingProxyType({_ID: "feedback", f"{_ID} live": "feedback, with the model"})
_ELSEWHERE = "rests on something else than what the person named"


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What an archive holds: cases to ask, and in words which are not asked and why.

    ``waiting`` are those that a person has to look at, ``broken`` those that nobody can score.
    """

    dataset: Dataset
    waiting: tuple[str, ...]
    broken: tuple[str, ...] = ()


def run(options: argparse.Namespace) -> int:
    """Ask the cases; return 0 where every one is answered as it should be, else 1.

    With ``--live`` a model is asked as well, and 3 is returned where it is not there.

    Raises:
        UsageError: the archive holds no case that can be asked, or an option makes no sense here.
        TanyaError: the archive cannot be used.
    """
    _refuse(options)
    engines = _engines(options)
    folder, found = _found(options.data_dir)
    for line in found.waiting:
        _say(f"needs review: {line}")
    for line in found.broken:
        _say(f"cannot be used: {line}")
    if not found.dataset.cases:
        raise _nothing(folder, found)
    sections = _measured(_wanted(options, folder, engines), found, engines)
    code = exit_code(sections, asked=[each.id for each in sections])
    _leave(options, sections, code)
    for section in sections:
        _tell(section, len(found.waiting))
    return code


def _nothing(folder: Path, found: Found) -> UsageError:
    reasons = []
    if found.waiting:
        reasons.append(f"{len(found.waiting)} need review")
    if found.broken:
        reasons.append(f"{len(found.broken)} cannot be used")
    return UsageError(
        f"The archive in {folder} holds no case that can be asked"
        + (f" ({', '.join(reasons)})." if reasons else "."),
        remedy="Make one on the page, under Feedback.",
        item=str(folder),
    )


def _refuse(options: argparse.Namespace) -> None:
    """Refuse what means nothing for these cases, rather than pass over it in silence.

    Raises:
        UsageError: there is such an option.
    """
    if options.record_floors or options.floors is not None or options.lower is not None:
        raise UsageError(
            "Cases made of feedback have no floors.",
            remedy="Leave out --record-floors, --floors and --lower.",
        )
    if options.dataset is not None or options.articles or options.bench:
        raise UsageError(
            "Cases made of feedback are asked of the archive that holds them.",
            remedy="Leave out --dataset, --articles and --bench; --data-dir names the archive.",
        )
    if others := sorted({*options.only} - {"quoting", "live"}):
        raise UsageError(
            f"Cases made of feedback are asked of quoting and of a model, not of {others[0]}.",
            remedy="With --feedback use --only quoting or --only live.",
            item=others[0],
        )


def _engines(options: argparse.Namespace) -> tuple[str, ...]:
    """Return what is asked: quoting, and a model where somebody wants it, as in every run."""
    if options.only:
        return tuple(each for each in ("quoting", "live") if each in options.only)
    return ("quoting", "live") if options.live else ("quoting",)


def _wanted(options: argparse.Namespace, folder: Path, engines: Sequence[str]) -> Wanted:
    from evals.running import chosen

    return Wanted(
        data_dir=str(folder),
        split=options.split,
        limit=options.limit,
        environ=chosen(options.model) if "live" in engines else {},
        dataset=Path(_TITLE),  # as an error calls it; the cases are read already
    )


def _tell(section: Section, waiting: int) -> None:
    for item in section.items:
        if _ELSEWHERE in item.problems:
            _say(f"  without its article: {item.id} {item.question}")
    right = sum(item.ok for item in section.items)
    rest = f", {waiting} need review and are not counted" if waiting else ""
    if section.items:
        _say(f"{_NAMES[section.id]}: {right} of {len(section.items)} as they should be{rest}")


def _found(data_dir: str | None) -> tuple[Path, Found]:
    from rag.settings import load, open_archive, require_archive

    settings = load(os.environ, data_dir=data_dir)
    sample = load(os.environ, data_dir=data_dir, sample=True)
    if not _holds(settings.archive_dir) and _holds(sample.archive_dir):
        settings = sample  # what ``ui --sample --data-dir DIR`` has filled lies within DIR
        _say(f"asked: the sample archive in {settings.archive_dir}")
    require_archive(settings)
    archive = open_archive(settings)
    try:
        return settings.archive_dir, read(archive)
    finally:
        archive.close()


def _holds(folder: Path) -> bool:
    from rag.archive import exists

    try:
        return exists(folder)
    except OSError:
        return False  # what stands in the way is told by ``require_archive``


def _measured(wanted: Wanted, found: Found, engines: Sequence[str]) -> tuple[Section, ...]:
    from evals.lanes import live, quoting
    from evals.reporting.progress import watching

    measures = {"quoting": quoting.measure, "live": live.measure}
    with watching() as watch, asking(wanted, found.dataset, watch) as context:
        sections = [measures[name](context) for name in engines]
        left = len(found.dataset.cases) - len(context.cases)
    missing = (*found.waiting, *([f"{left} cases: --split or --limit leave them out"] * bool(left)))
    return tuple(_as_asked(each, missing, found.broken) for each in sections)


def _as_asked(section: Section, missing: tuple[str, ...], broken: tuple[str, ...]) -> Section:
    """Return a section of these cases: each can be read and is answered as it should be."""
    id = _ID if section.id == "quoting" else f"{_ID} {section.id}"
    title = _TITLE if section.id == "quoting" else f"{_TITLE}, {section.title.lower()}"
    named = replace(
        section,
        id=id,
        title=title,
        missing=(*section.missing, *missing),
        problems=(*section.problems, *broken),
    )
    if section.state is State.NOT_MEASURED:
        return named
    items = tuple(_as_wished(item) for item in section.items)
    fine = all(item.ok for item in items) and not named.problems
    state = State.PASSED if fine else State.FAILED
    return replace(named, dataset=_ID, items=items, state=state)


def _as_wished(item: Item) -> Item:
    """Fail an answer that does not rest on what the person named.

    Most cases name an article and no words, so that being answered alone would say little.
    """
    if 0.0 not in (item.scores["article@5"], item.scores["gold cited"]):
        return item
    return replace(item, ok=False, problems=(*item.problems, _ELSEWHERE))


def _leave(options: argparse.Namespace, sections: tuple[Section, ...], code: int) -> None:
    from importlib.metadata import version

    from evals.reporting import leave

    results = Results(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("tanya-serikat"),
        command="evals " + " ".join(sys.argv[1:]),
        sections=sections,
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
    broken: dict[str, str] = {}
    sources = names_in(archive)
    for number, line in enumerate(lines, 1):
        where = f"Case {number} of the feedback in {archive.folder}"
        record, _ = record_of(line)
        identity = str(record.get("id") or where)
        for kept in (cases, waiting, broken):
            kept.pop(identity, None)
        try:
            case = case_of(line, where, item=str(archive.folder))
        except UsageError as error:
            broken[identity] = error.what
            continue
        if case.record.get("needs_review"):
            why = "a person has yet to say what a right answer holds"
            waiting[identity] = f"{identity}: {why} ({case.question})"
        elif without := unscorable(case):
            broken[identity] = f"{where} ({identity}) cannot be scored. {' '.join(without)}"
        elif gone := [name for name in case.gold_articles if name not in sources]:
            why = f"the archive does not hold {', '.join(gone)}"
            waiting[identity] = f"{identity}: {why} ({case.question})"
        else:
            cases[identity] = case
    digest = sha256("\n".join(lines).encode()).hexdigest()
    return Found(
        dataset=Dataset(cases=tuple(cases.values()), digest=digest),
        waiting=tuple(waiting.values()),
        broken=tuple(broken.values()),
    )
