"""``evals bench FOLDER...``: the sections of public collections, held to stored floors."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.options import count

if TYPE_CHECKING:
    from evals.results import Measure, Section

_LIMIT = 150


def add_verb(verbs: Any) -> None:
    """Add the verb; ``verbs`` is what argparse's ``add_subparsers`` returns."""
    parser = verbs.add_parser(
        "bench",
        help="search and quoting on public collections, quickly",
        epilog="exit codes: 0 every floor held or none given, 1 below a floor, 2 wrong use or "
        "data, 3 no collection to measure, 130 interrupted",
    )
    parser.add_argument(
        "folders",
        type=Path,
        nargs="*",
        metavar="FOLDER",
        help="with corpus.jsonl[.gz], queries.jsonl and qrels/ (all those in TANYA_BENCH)",
    )
    parser.add_argument(
        "--limit", type=count, default=_LIMIT, metavar="N", help=f"questions of each ({_LIMIT})"
    )
    parser.add_argument(
        "--floors", type=Path, metavar="FILE", help="what may not get worse (evals/floors.json)"
    )


def run(options: argparse.Namespace) -> int:
    """Measure, print and compare with the floors; return the exit code.

    Raises:
        TanyaError: a collection or the floors cannot be used; nothing is compared.
    """
    from evals.bench_gate.section import measure
    from evals.floors import read_floors
    from evals.gate import NOT_MEASURED, absent_collections, exit_code, judged
    from evals.reporting.progress import watching

    folders = options.folders or found_in(os.environ.get("TANYA_BENCH", ""))
    if not folders:
        sys.stdout.write("NOT MEASURED  no collection: name a folder, or set TANYA_BENCH\n")
        return NOT_MEASURED
    floors = read_floors(options.floors) if options.floors is not None else None
    with watching() as watch:
        sections = tuple(measure(folder, options.limit, watch) for folder in folders)
    required = {each.id for each in sections} if floors is not None else set[str]()
    sections = judged(sections, floors, required=required)
    if not options.folders:  # all there are were asked for: one with floors may not be missing
        sections = (*sections, *absent_collections(sections, floors))
    sys.stdout.write("\n".join(line for each in sections for line in _lines(each)) + "\n")
    return exit_code(sections, asked=[each.id for each in sections])


def found_in(named: str) -> Sequence[Path]:
    """Return the collections in a folder, by name; none where no folder is named."""
    if not named.strip():
        return ()
    return tuple(sorted(each.parent for each in Path(named).glob("*/queries.jsonl")))


def _lines(section: Section) -> list[str]:
    subject = ", ".join(f"{name}: {value}" for name, value in section.subject.items())
    return [
        f"{section.id}  {section.state.value}  {section.seconds:.0f} s",
        f"  {subject}",
        *(f"  {_line(each)}" for each in section.measures),
        *(f"  - {why}" for why in section.missing),
        *(f"FAILED  {section.id}  {problem}" for problem in section.problems),
    ]


def _line(measure: Measure) -> str:
    floor = "" if measure.floor is None else f"  floor {measure.floor:.3f}"
    return (
        f"{measure.key:44} {measure.value:.3f}  [{measure.low:.3f}, {measure.high:.3f}]"
        f"  n {measure.n}{floor}"
    )
