"""``evals run``: measure what was asked for, hold it to its floors, and leave a report."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

from evals.cases import read_dataset
from evals.context import Context, Watch
from evals.floors import Floors, read_floors, recorded, write_floors
from evals.gate import BENCH, absent_collections, exit_code, judged
from evals.lowering import refuse_lost, refuse_other_changes
from evals.options import wanted_of
from evals.preparing import SAMPLE, Wanted, prepared
from evals.results import Results, Section, not_measured
from rag.errors import UsageError

FLOORS = Path(__file__).parent / "floors.json"
PUSH = ("index", "selftest", "quoting", "hostile", "replay")
"""What every run on the sample measures: the gate that blocks a push."""
OWN = ("index", "quoting")
"""What a run on other questions measures, if it is not told otherwise."""
_OTHERS = MappingProxyType(
    {
        "index": ("Vector index", "T1", "left out of this run"),
        "selftest": ("Self-test of the checks", "T1", "left out of this run"),
        "quoting": ("Quotes, no model", "A", "left out of this run"),
        "hostile": ("Hostile model", "B", "left out of this run"),
        "replay": ("Recorded replies", "C", "left out of this run"),
        "live": ("Live model", "D", "no model was asked: --live, with OLLAMA_HOST"),
        "judge": ("Answers before a judge", "T2", "no judge was asked: “evals judge”"),
        "human": ("Read by people", "T3", "nobody has read: “evals review”"),
    }
)
"""What a run may leave out: title, lane, and why it is not there."""
_REQUIRED = ("index", "selftest", "quoting", "hostile")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What is measured: sections of the archive in order, and folders of the bench."""

    sections: tuple[str, ...]
    bench: tuple[Path, ...]
    bench_limit: int
    asked: frozenset[str]


def run(options: argparse.Namespace) -> int:
    """Measure and report; return the exit code.

    Raises:
        TanyaError: data or settings cannot be used; what was measured until then is lost.
    """
    from evals.reporting.progress import watching

    live = options.live or "live" in options.only
    wanted = wanted_of(options, chosen(options.model) if live else None)
    plan = _plan(options, wanted)
    floors = _floors(options, wanted)
    if floors is not None and wanted.built_in and not options.record_floors:
        refuse_other_questions(floors, wanted)
    with watching() as watch:
        measured = tuple(_measured(wanted, plan, watch))
    if options.record_floors:  # and the run is judged by them, as the next one will be
        floors = _recorded(options, floors or Floors(), measured)
    required = set(_REQUIRED) if wanted.built_in and floors is not None else set[str]()
    required |= {each.id for each in measured if each.id.startswith(BENCH)}
    part = wanted.own and not wanted.built_in and options.floors is None
    sections = judged(measured, floors, required=required if floors else (), part=part)
    # Where collections are given, one that has floors may not go without a word; where all of them
    # are (TANYA_BENCH), it may not go at all. Another version of one is told by the gate.
    gone = absent_collections(sections, floors) if plan.bench else ()
    asked = plan.asked | ({each.id for each in gone} if not options.bench else set[str]())
    sections = (*sections, *gone)
    sections = (*sections, *_absent(sections))
    return _reported(options, sections, exit_code(sections, asked=asked))


def refuse_other_questions(floors: Floors, wanted: Wanted) -> None:
    """Refuse before minutes of measuring what the gate would refuse after them.

    Raises:
        UsageError: the floors are for another version of the questions.
    """
    kept, now = floors.sections.get("quoting"), read_dataset(wanted.dataset).digest
    if kept is not None and kept.digest != now:
        raise UsageError(
            f"The floors were recorded for other questions ({kept.digest[:12]}, now {now[:12]}).",
            remedy="Record them anew with “./tanya evals run --record-floors”.",
            item=str(wanted.dataset),
        )


def chosen(model: str) -> dict[str, str]:
    """Return where the operator's model listens and which one it is, as variables of settings."""
    names = ("OLLAMA_HOST", "TANYA_MODEL", "TANYA_NUM_CTX")
    found = {name: os.environ[name] for name in names if name in os.environ}
    return {**found, **({"TANYA_MODEL": model} if model else {})}


def _plan(options: argparse.Namespace, wanted: Wanted) -> Plan:
    bench = _bench(options)
    own = not wanted.on_sample or wanted.dataset.resolve() != SAMPLE.resolve()
    sections: tuple[str, ...] = OWN if own else PUSH
    if options.live:
        sections = (*sections, "live")
    asked = set(sections) - {"replay"}
    if options.only:
        sections = tuple(each for each in (*PUSH, "live") if each in options.only)
        asked = set(sections)
        if "bench" in options.only and not bench:
            asked.add("bench")  # there is nothing to measure, and that is no success
    if options.bench or "bench" in options.only:  # not where only TANYA_BENCH names them
        asked |= {f"{BENCH}{folder.name}" for folder in bench}
    return Plan(
        sections=sections, bench=bench, bench_limit=options.bench_limit, asked=frozenset(asked)
    )


def _bench(options: argparse.Namespace) -> tuple[Path, ...]:
    """Return the folders of collections: those that are named, else those of TANYA_BENCH.

    Raises:
        UsageError: they are named, and --only leaves them out; or TANYA_BENCH holds none.
    """
    found = tuple(options.bench) or _bench_of_environment()
    if not options.only or "bench" in options.only:
        return found
    if options.bench:
        raise UsageError(
            f"--bench names {options.bench[0]}, and --only leaves public collections out.",
            remedy="Add --only bench, or leave out --bench.",
            item=str(options.bench[0]),
        )
    return ()


def _bench_of_environment() -> tuple[Path, ...]:
    """Return the folders of TANYA_BENCH: every folder in it that holds questions.

    Raises:
        UsageError: it is set and holds none.
    """
    named = os.environ.get("TANYA_BENCH", "").strip()
    if not named:
        return ()
    from evals.bench_gate.verb import found_in

    found = tuple(found_in(named))
    if not found:
        raise UsageError(
            f"TANYA_BENCH names {named}, where no folder holds a queries.jsonl.",
            remedy="Name the folder that holds the collections, or unset it.",
            item=named,
        )
    return found


def _floors(options: argparse.Namespace, wanted: Wanted) -> Floors | None:
    """Return the floors to hold to: those of the project for its own data, else what is named."""
    if options.lower is not None and not (options.record_floors and options.lower.strip()):
        raise UsageError(
            "--lower is a reason for lowering floors, and only recorded floors are lowered.",
            remedy="Use --record-floors --lower “the reason”.",
        )
    if options.record_floors:
        if wanted.split != "all" or wanted.limit is not None:
            raise UsageError(
                "Floors are for the whole dataset, not for a part of it.",
                remedy="Leave out --split and --limit.",
            )
        if options.floors is None and not wanted.built_in:
            raise UsageError(
                "The project's own floors are for its own questions about its own articles.",
                remedy="Name a file for these with --floors FILE.",
            )
        path = options.floors or FLOORS
        refuse_lost(path)
        if options.lower:
            refuse_other_changes(path, report=options.out)
        return read_floors(path) if path.exists() else None
    if options.floors is not None:
        return read_floors(options.floors)
    return read_floors(FLOORS) if wanted.own else None


def _measured(wanted: Wanted, plan: Plan, watch: Watch) -> Iterator[Section]:
    if plan.sections:
        with prepared(wanted, watch) as context:
            for name in plan.sections:
                yield _timed(partial(_measure(name), context), name, watch)
    for folder in plan.bench:
        from evals.bench_gate import section

        measure = partial(section.measure, folder, plan.bench_limit, watch)
        yield _timed(measure, f"{BENCH}{folder.name}", watch)


def _absent(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield what this run did not measure, so that no report passes over it in silence."""
    there = {each.id for each in sections}
    for id, (title, lane, how) in _OTHERS.items():
        if id not in there:
            yield not_measured(id, title, lane, how)
    if not any(each.startswith(BENCH) for each in there):
        left_out = os.environ.get("TANYA_BENCH", "").strip()  # by --only: else it was measured
        how = "left out of this run" if left_out else "no folder: --bench, TANYA_BENCH"
        yield not_measured("bench", "Public collections", "T1", how)


def _timed(measure: Callable[[], Section], name: str, watch: Watch) -> Section:
    began = time.perf_counter()
    (section,) = [measure() for _ in watch.steps([name], name, 1)]
    return replace(section, seconds=round(time.perf_counter() - began, 1))


def _measure(name: str) -> Callable[[Context], Section]:
    """Return what measures a section; each is imported only where it is measured."""
    if name == "index":
        from evals import index

        return index.measure
    if name == "selftest":
        from evals import selftest

        return selftest.measure
    if name == "quoting":
        from evals.lanes import quoting

        return quoting.measure
    if name == "hostile":
        from evals.lanes import hostile

        return hostile.measure
    if name == "replay":
        from evals.lanes import replaying

        return replaying.measure
    from evals.lanes import live

    return live.measure


def _recorded(options: argparse.Namespace, old: Floors, sections: Sequence[Section]) -> Floors:
    path = options.floors or FLOORS
    floors = recorded(old, sections, because=options.lower or "")
    write_floors(path, floors)
    sys.stdout.write(f"floors recorded in {path}\n")
    return floors


def _reported(options: argparse.Namespace, sections: Sequence[Section], code: int) -> int:
    from importlib.metadata import version

    from evals.reporting import leave

    results = Results(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("tanya-serikat"),
        command="evals " + " ".join(sys.argv[1:]),
        sections=tuple(sections),
        exit_code=code,
    )
    leave(results, options.out, options.previous)
    return code
