"""One run of ``evals judge``: whose answers, which judge, calibration, judgement, report."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import monotonic

from evals.context import Watch
from evals.judging.asking import Asker, find_judge
from evals.judging.families import refuse_same_family
from evals.judging.judge import JudgeAbsent
from evals.judging.scoring import ID, TITLE, Scorer, calls_expected, chosen_of, judge_section
from evals.judging.store import Identity, Store
from evals.judging.tables import METRICS
from evals.results import Results, Section, State
from rag.environment import silence
from rag.errors import UsageError
from rag.ollama_client import OllamaClient, Timeouts

_STORE = "judge.jsonl"
_TIMEOUTS = Timeouts(load_s=900.0, idle_s=180.0, total_s=1800.0)
"""A judge is no chat: a large model on a slow machine reads for minutes, and nobody waits."""

_CALIBRATION_CALLS = 240  # known statements, each once a repeat


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """A judge that is ready, and who it is."""

    judge: Scorer
    asker: Asker
    identity: Identity
    subject: dict[str, str]


def run(options: argparse.Namespace) -> int:
    """Judge and report; return the exit code.

    Raises:
        UsageError: options, answers or the store cannot be used.
        JudgeAbsent: there is no judge; what it has said is kept.
    """
    from evals.reporting.unfinished import unfinished

    source = _source(options)
    _refuse_replacing(options)
    with unfinished(options.out, options.previous, _command()) as before:
        return _reported(options, _sections(options, source), before)


def _sections(options: argparse.Namespace, source: Section) -> list[Section]:
    from evals.reporting.progress import watching

    if not source.items or source.state is State.NOT_MEASURED:
        why = f"There are no answers in the section “{source.id}”."
        _say(f"{why} NOT MEASURED.")
        return [Section(id=ID, title=TITLE, lane="T2", state=State.NOT_MEASURED, missing=(why,))]
    metrics = _metrics(options.metrics)
    if not options.same_family:
        for model in _answering(source):
            refuse_same_family(options.judge, model)
    bench = _open(options)
    items = chosen_of(source, options.limit)
    calls = calls_expected(items, metrics, options.repeats)
    known = _CALIBRATION_CALLS * options.repeats
    _say(
        f"At most {calls} calls to {bench.identity.model} for {len(items)} answers, and up to "
        f"{known} before for its calibration; what is in the store is not asked again."
    )
    with watching() as watch:
        sections = _judged(bench, source, watch, options, metrics)
    _say(
        f"{bench.asker.calls} calls in {bench.asker.seconds:.0f} s; "
        f"{bench.asker.reused} replies came from the store."
    )
    return sections


def _refuse_replacing(options: argparse.Namespace) -> None:
    """Refuse to put the report of the judge in the place of the answers that it judges.

    Raises:
        UsageError: the folder of the report is that of the answers.
    """
    if options.out is None or options.out.resolve() != options.results.resolve().parent:
        return
    raise UsageError(
        f"{options.out} holds the answers that are judged; the report would replace them.",
        remedy="Name another folder with --out.",
        item=str(options.out),
    )


def _judged(
    bench: Bench,
    source: Section,
    watch: Watch,
    options: argparse.Namespace,
    metrics: Sequence[str],
) -> list[Section]:
    from evals.judging.calibration import calibrate

    calibrated = calibrate(bench.judge, watch, repeats=options.repeats)
    calibrated = replace(calibrated, subject={**calibrated.subject, **bench.subject})
    if calibrated.state is not State.PASSED:
        why = "Nothing was judged: the judge failed its calibration."
        return [
            calibrated,
            Section(id=ID, title=TITLE, lane="T2", state=State.UNTRUSTED, missing=(why,)),
        ]
    started = monotonic()
    section = judge_section(
        source,
        bench.judge,
        watch,
        metrics=metrics,
        repeats=options.repeats,
        limit=options.limit,
    )
    seconds = round(monotonic() - started, 1)
    subject = {**section.subject, **bench.subject}
    return [calibrated, replace(section, subject=subject, seconds=seconds)]


def _source(options: argparse.Namespace) -> Section:
    """Return the section whose answers are judged.

    Raises:
        UsageError: the file has no such section.
    """
    from evals.reporting.stored import read_results

    sections = {each.id: each for each in read_results(options.results).sections}
    wanted = [options.section] if options.section else ["live", "replay"]
    found = [sections[name] for name in wanted if name in sections]
    if not found:
        raise UsageError(
            f"{options.results} has no section {' or '.join(f'“{name}”' for name in wanted)}.",
            remedy="Make one with “evals run --live --out DIR”, or name another with --section.",
            item=str(options.results),
        )
    return next((each for each in found if each.items), found[0])


def _metrics(named: str) -> tuple[str, ...]:
    """Return the metrics of a list with commas, in our order; "-" may stand for a space."""
    wanted = {part.strip().lower().replace("-", " ") for part in named.split(",") if part.strip()}
    if unknown := wanted - set(METRICS):
        raise UsageError(
            f"There is no metric “{min(unknown)}”.",
            remedy=f"Choose from: {', '.join(METRICS)}.",
            item=min(unknown),
        )
    return tuple(name for name in METRICS if not wanted or name in wanted)


def _answering(source: Section) -> list[str]:
    """Return the models whose answers these are; an engine without a model has none."""
    named = {str(item.shown.get("model") or "") for item in source.items}
    return sorted((named | {source.subject.get("model", "")}) - {""})


def _open(options: argparse.Namespace) -> Bench:
    """Find the judge, open its store, and load ragas.

    Raises:
        UsageError: the store or the embedder cannot be used.
        JudgeAbsent: the judge cannot be reached, or a replay has nothing of it.
    """
    from rag.embedding import make_embedder
    from rag.settings import load

    silence(os.environ)  # before ragas is imported
    settings = load(os.environ)
    store = Store(options.store or options.results.parent / _STORE, writing=not options.only_replay)
    client = OllamaClient(settings.ollama_host, _TIMEOUTS)
    embedder = make_embedder(options.embedder, client)
    if options.only_replay:
        identity = _replayed(store, options)
    else:
        identity = find_judge(client, options.judge)
    if others := store.others(identity):
        store.notices.append(
            f"The store also holds replies of {others} other judge{'s' * (others > 1)} (another "
            "model, digest or Ollama); none of them is used."
        )
    for notice in store.notices:
        _say(notice)
    asker = Asker(
        None if options.only_replay else client,
        identity,
        store,
        temperature=options.temperature,
    )
    from evals.judging.ragas_joint import RagasJudge, version

    judge = RagasJudge(asker, embedder, options.repeats)
    subject = {
        "judge": identity.model,
        "judge digest": identity.digest,
        "Ollama": identity.version,
        "temperature": f"{options.temperature:g}",
        "ragas": version(),
        "prompts": judge.prompts(),
        "embedder of relevancy": options.embedder,
    }
    return Bench(judge=judge, asker=asker, identity=identity, subject=subject)


def _replayed(store: Store, options: argparse.Namespace) -> Identity:
    found = store.last_judge(options.judge)
    if found is None:
        raise JudgeAbsent(
            f"The store holds nothing that {options.judge} said.",
            remedy="Name another store with --store, or leave out --only-replay.",
            item=options.judge,
        )
    return found


def _command() -> str:
    return "evals " + " ".join(sys.argv[1:])


def _reported(
    options: argparse.Namespace, sections: Sequence[Section], before: Results | None
) -> int:
    from importlib.metadata import version

    from evals.gate import exit_code, judged
    from evals.reporting import leave

    told = judged(sections, None)
    code = exit_code(told, asked={ID})
    results = Results(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("tanya-serikat"),
        command=_command(),
        sections=told,
        exit_code=code,
    )
    leave(results, options.out, before)
    return code


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
