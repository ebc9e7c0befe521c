"""Answers under every metric, and the section that comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from evals.context import Watch
from evals.judging.citations import citation_scores
from evals.judging.judge import REPEATS, Judge
from evals.judging.scores import Judged
from evals.judging.subjects import Subject, subject_of
from evals.judging.tables import METRICS, PRECISION, RECALL, Cells, measures_of, missing_of
from evals.results import Item, Section, State, held

ID = "judge"
TITLE = "Answers before a judge"


class Scorer(Judge, Protocol):
    """A judge that can also be asked for a whole metric."""

    def score(self, metric: str, subject: Subject) -> Judged:
        """Return one of ragas' metrics of an answer."""
        ...


def judge_section(
    source: Section,
    judge: Scorer,
    watch: Watch,
    *,
    metrics: Sequence[str] = tuple(METRICS),
    repeats: int = REPEATS,
    limit: int | None = None,
) -> Section:
    """Judge the answers of a section; the state is PASSED or FAILED.

    A verdict that is missing counts as 0 and as unscored. Refusals are left out of what is judged
    of answers, and counted. With ``limit`` so many items are taken, evenly from all.

    Raises:
        JudgeAbsent: there is no judge any more; what it said is kept in its store.
    """
    chosen = _evenly(source.items, limit)
    subjects = [subject_of(item) for item in chosen]
    found: list[dict[str, Judged]] = [{} for _ in chosen]
    # Metric by metric: prompts of one kind need the same window, for which the model stays loaded.
    rounds = [(group, place) for group in _groups(metrics) for place in range(len(chosen))]
    for group, place in watch.steps(rounds, TITLE, len(rounds)):
        found[place] |= _judge(judge, group, subjects[place], repeats)
    cells = Cells()
    items = tuple(
        _item(item, subject, {name: each[name] for name in metrics if name in each}, cells, metrics)
        for item, subject, each in zip(chosen, subjects, found, strict=True)
    )
    measures = tuple(measures_of(cells, metrics))
    return Section(
        id=ID,
        title=TITLE,
        lane="T2",
        state=held(State.PASSED, measures, ()),
        dataset=source.dataset,
        digest=source.digest,
        measures=measures,
        items=items,
        missing=tuple(missing_of(cells, metrics, len(chosen), len(source.items))),
        subject={
            **source.subject,
            "answers of": source.id,
            "repeats": str(repeats),
            "refusals left out": str(cells.refused),
        },
    )


def calls_expected(items: Sequence[Item], metrics: Sequence[str], repeats: int) -> int:
    """Return how many calls to the judge these answers take at most, without retries."""
    return sum(_calls(subject_of(item), metrics, repeats) for item in items)


def chosen_of(source: Section, limit: int | None) -> Sequence[Item]:
    """Return the items that :func:`judge_section` judges."""
    return _evenly(source.items, limit)


def _calls(subject: Subject, metrics: Sequence[str], repeats: int) -> int:
    answered = bool(subject.sentences and subject.cited) and not subject.refused
    gold = bool(subject.reference and subject.retrieved)
    cited = [len(each.cited) for each in subject.sentences if each.cited]
    cost = {
        "faithfulness": (1 + repeats) * answered,
        "groundedness": 2 * repeats * answered,
        "context precision": repeats * len(subject.retrieved or ()) * gold,
        "context recall": repeats * gold,
        "answer relevancy": repeats * answered,
        RECALL: repeats * len(cited) * answered,
        PRECISION: 2 * repeats * sum(n for n in cited if n > 1) * answered,
    }
    both = {RECALL, PRECISION} if {RECALL, PRECISION} & set(metrics) else set()
    return sum(cost[name] for name in set(metrics) | both)


def _groups(metrics: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the metrics one by one, but those of citations together: one rests on the other."""
    both = tuple(name for name in (RECALL, PRECISION) if name in metrics)
    single: list[tuple[str, ...]] = [(name,) for name in metrics if name not in both]
    return [*single, *([both] if both else [])]


def _judge(
    judge: Scorer, group: tuple[str, ...], subject: Subject, repeats: int
) -> dict[str, Judged]:
    """Return what a group of metrics comes to; nothing where they do not apply."""
    if not _applies(group[0], subject):
        return {}
    if (ready := _ready(subject, group[0])) is not None:
        return dict.fromkeys(group, ready)
    if group[0] in (RECALL, PRECISION):
        recall, precision = citation_scores(judge, subject.sentences, repeats)
        both = {RECALL: recall, PRECISION: precision}
        return {name: both[name] for name in group}
    return {group[0]: judge.score(group[0], subject)}


def _item(
    item: Item,
    subject: Subject,
    found: Mapping[str, Judged],
    cells: Cells,
    metrics: Sequence[str],
) -> Item:
    """Return an item as it was judged, and count it."""
    cells.refused += subject.refused
    kept = subject.absent or subject.retrieved is not None
    cells.without_passages += bool(subject.reference) and not kept
    judged = replace(item, cluster=subject.cluster, scores={}, problems=())
    for name, each in found.items():
        cells.values[name].append((judged, each.score))
        cells.unscored.append(float(bool(each.unscored)))
        cells.agreed += [float(same) for same in each.agreed]
    return replace(
        judged,
        scores={name: found[name].score if name in found else None for name in metrics},
        problems=(problems := tuple(_problems(found))),
        ok=not problems,
        judged={name: each.record for name, each in found.items()},
    )


def _applies(name: str, subject: Subject) -> bool:
    if METRICS[name].of_answers:
        return not subject.refused
    return bool(subject.reference) and (subject.absent or subject.retrieved is not None)


def _ready(subject: Subject, name: str) -> Judged | None:
    """Return what needs no judge: no answer at all, or nothing that could bear it out."""
    if subject.absent:
        return _without("no answer came that could be judged", unscored=True)
    if not METRICS[name].of_answers:
        return None if subject.retrieved else _without("no passage was found")
    if not subject.sentences:
        return _without("the answer has no sentences that could be judged", unscored=True)
    if not subject.cited:
        return _without("the answer cites nothing")
    return None


def _without(why: str, *, unscored: bool = False) -> Judged:
    told = {"score": 0.0, "asked": [], **({"unscored": why} if unscored else {"why": why})}
    return Judged(score=0.0, unscored=why if unscored else "", record=told)


def _problems(found: Mapping[str, Judged]) -> list[str]:
    problems = []
    for name, each in found.items():
        if each.unscored:
            problems.append(f"{name}: unscored, which counts as 0 ({each.unscored})")
        elif name in ("faithfulness", RECALL) and each.score < 1:
            problems.append(f"{name}: not all is borne out by what is cited ({each.score:.2f})")
    return problems


def _evenly(items: Sequence[Item], limit: int | None) -> Sequence[Item]:
    if limit is None or limit >= len(items):
        return items
    return [items[place * len(items) // limit] for place in range(limit)]
