"""Whether a judge can be believed: what it says of statements known to be good or bad.

It comes before everything else that a judge is asked. A judge that misses one of the demands is not
trusted, and nothing it says is counted. A statement counts as judged rightly where all repeats gave
a verdict and most of them are right; without a verdict it is judged wrongly, whichever side it is
of. Where a judge is given up before all were asked, nothing was measured: the measures are NaN.
The measures and what is demanded of them stand in ``evals.judging.trusting``.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from math import isnan
from pathlib import Path

from evals.context import Watch
from evals.judging.judge import REPEATS, Judge, JudgeAbsent, Verdicts
from evals.judging.known import KNOWN, Known, read_known
from evals.judging.trusting import Asked, stopped
from evals.judging.trusting import measures as measures_of
from evals.results import Item, Measure, Section, State

ID = "calibration"
TITLE = "Calibration of the judge"
PUBLISHED = (
    "Published judges, in balanced accuracy unless said otherwise: Bespoke-MiniCheck-7B 0.774 "
    "(LLM-AggreFact); on RAGTruth, F1 0.634 for GPT-4 without examples, 0.787 for a fine-tuned "
    "Llama-2-13B, 0.839 for the best; on FaithBench's hard cases 0.44 to 0.56, GPT-4o 0.55. "
    "Other data, so no comparison; and errors put in on purpose, as here, are easier to find than "
    "those that models make by themselves. The product's own checks, without a model, reach 0.783 "
    "on these very statements (bad caught 0.983, false alarms 0.417): a judge is there to see "
    "that an honest paraphrase, a sum of two sentences or a refusal is borne out."
)
_PATIENCE = 8
"""Statements in a row without any verdict, after which the judge counts as not to be reached."""


def calibrate(
    judge: Judge,
    watch: Watch,
    *,
    repeats: int = REPEATS,
    limit: int | None = None,
    path: Path = KNOWN,
) -> Section:
    """Ask a judge of all known statements; the section is PASSED or UNTRUSTED, nothing else.

    Args:
        judge: who is asked, one statement with its evidence at a time.
        watch: shows how far it has come.
        repeats: how often each is asked; with one, agreement cannot be measured, and what cannot
            be measured holds no demand.
        limit: ask this many only, of all classes in turn; a look, no proof: not trusted.
        path: the statements.

    Raises:
        UsageError: the statements cannot be read.
    """
    started = time.monotonic()
    every = _in_turn(read_known(path))
    chosen = every if limit is None else every[: max(limit, 0)]
    asked, absent = _ask(judge, chosen, watch, repeats)
    measures = measures_of(asked)
    if len(asked) < len(chosen):
        measures = stopped(measures, len(asked), len(chosen))
    problems = [absent] if absent else []
    problems += [_missed(each) for each in measures if not each.holds(each.demand)]
    missing: tuple[str, ...] = ()
    if len(asked) < len(every):
        missing = (f"Only {len(asked)} of {len(every)} known statements were asked.",)
    if len(chosen) < len(every):
        problems.append("A judge is trusted after all known statements, not after some of them.")
    return Section(
        id=ID,
        title=TITLE,
        lane="T2",
        state=State.UNTRUSTED if problems else State.PASSED,
        dataset=path.name,
        digest=sha256(path.read_bytes()).hexdigest(),
        measures=measures,
        items=tuple(_item(each) for each in asked),
        problems=tuple(problems),
        missing=missing,
        subject={"repeats": str(repeats), "published": PUBLISHED},
        seconds=time.monotonic() - started,
    )


def _in_turn(known: Sequence[Known]) -> list[Known]:
    """Return the statements with one of each class after the other, so that a part holds all."""
    classes: dict[str, list[Known]] = defaultdict(list)
    for each in known:
        classes[each.kind].append(each)
    ranked = [(rank, each) for members in classes.values() for rank, each in enumerate(members)]
    return [each for _, each in sorted(ranked, key=lambda pair: pair[0])]


def _ask(
    judge: Judge, known: Sequence[Known], watch: Watch, repeats: int
) -> tuple[list[Asked], str]:
    """Ask of each statement, as long as there is a judge; also return why there is none, or ""."""
    asked: list[Asked] = []
    absent = ""
    silent = 0
    for each in watch.steps(known, "judge calibration", len(known)):
        try:
            told = _asked(judge, each, repeats)
        except JudgeAbsent as error:
            absent = str(error)
            told = Asked(known=each, votes=(None,) * repeats, unscored=error.what)
        asked.append(told)
        silent = silent + 1 if not any(vote is not None for vote in told.votes) else 0
        if silent >= _PATIENCE and not absent:
            absent = f"The judge gave no verdict on {silent} statements in a row: {told.unscored}."
        if absent:
            break
    return asked, absent


def _asked(judge: Judge, known: Known, repeats: int) -> Asked:
    votes: list[int | None] = []
    raw: list[str] = []
    unscored = ""
    for repeat in range(repeats):
        verdicts = judge.supported([known.statement], known.text, repeat=repeat)
        raw += verdicts.raw
        vote = _vote(verdicts)
        votes.append(vote)
        if vote is None:
            unscored = unscored or verdicts.unscored or "no single verdict of 0 or 1 came"
    return Asked(known=known, votes=tuple(votes), unscored=unscored, raw=tuple(raw))


def _vote(verdicts: Verdicts) -> int | None:
    values = verdicts.values
    return values[0] if values is not None and len(values) == 1 and values[0] in (0, 1) else None


def _missed(measure: Measure) -> str:
    side = "at most" if measure.lower_is_better else "at least"
    found = f"{measure.value:.3f} (n {measure.n})"
    if isnan(measure.value):
        found = f"not measured (n {measure.n})" if measure.n else measure.words or "not measured"
    return f"{measure.key}: {found}, demanded is {side} {measure.demand}"


def _item(asked: Asked) -> Item:
    known = asked.known
    return Item(
        id=known.id,
        question=known.statement,
        category=known.kind,
        ok=asked.right,
        language=known.language,
        expected="supported" if known.good else "not supported",
        cluster=known.evidence[0].article if known.evidence else "",
        scores={"right": float(asked.right), "repeat agreement": asked.agreed},
        problems=_problems(asked),
        gold={
            "statement": known.statement,
            "evidence": [{"article": e.article, "quote": e.quote} for e in known.evidence],
            "origin": known.origin,
            "wrong": known.wrong,
        },
        judged={
            ID: {
                "statement": known.statement,
                "evidence": [each.quote for each in known.evidence],
                "verdicts": list(asked.votes),
                "unscored": asked.unscored,
                "raw": list(asked.raw),
            }
        },
    )


def _problems(asked: Asked) -> tuple[str, ...]:
    problems = []
    if not asked.scored:
        problems.append(f"No verdict: {asked.unscored}.")
    elif not asked.right and asked.known.good:
        problems.append("The judge does not see that its evidence bears it out.")
    elif not asked.right:
        problems.append(f"The judge takes it as borne out; wrong is “{asked.known.wrong}”.")
    if asked.scored and asked.agreed == 0.0:
        problems.append("The judge does not agree with itself.")
    return tuple(problems)
