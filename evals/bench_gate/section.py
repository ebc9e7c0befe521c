"""``bench:NAME``: search and quoting on a part of a public collection, as one section.

Questions that must be refused are made in three ways: *marked* (the collection says that it has no
answer), *removed* (an answerable question whose right articles are taken out of what is found and
out of the word counts; left out where another passage holds the answer all the same) and *other*
(questions of another collection). Items name questions by their ids: reports hold no text of it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evals.archives import Opened, environment, opened
from evals.bench_gate.measures import ANSWER, GRADED, RANKED, REFUSE, WITHOUT, measures_of
from evals.bench_gate.parts import Part, part_of
from evals.bench_gate.quoter import Quoted, Quoter
from evals.context import Watch
from evals.corpora import Collection, Query
from evals.metrics import holds, per_query
from evals.results import Item, Section, State
from evals.searching import search_all
from evals.trec import as_scores
from rag.errors import TanyaError, UsageError
from rag.records import Check

LANE = "T1"
Scores = dict[str, float | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """Everything that a question of the part is asked with."""

    part: Part
    made: Opened
    quoter: Quoter
    ids: Mapping[str, str]
    """Article of the collection → its id in the archive."""


def measure(folder: Path, limit: int, watch: Watch) -> Section:
    """Measure a part of the collection in ``folder``, with at most ``limit`` of its questions.

    Raises:
        UsageError: the collection cannot be used, or none of those questions has an answer.
        TanyaError: its archive cannot be made.
    """
    begun = time.perf_counter()
    with asking_of(folder, limit) as asking:
        items = items_of(asking, watch)
        part = asking.part
        return Section(
            id=f"bench:{part.collection.name}",
            title=f"Public collection {part.collection.name}",
            lane=LANE,
            state=State.PASSED,
            dataset=part.collection.name,
            digest=part.digest,
            measures=tuple(measures_of(items)),
            items=items,
            subject=_subject(asking),
            missing=_missing(part.collection),
            seconds=time.perf_counter() - begun,
        )


@contextmanager
def asking_of(folder: Path, limit: int) -> Iterator[Asking]:
    """Give a part of a collection in a passing archive; errors as for ``measure``."""
    with tempfile.TemporaryDirectory(prefix="tanya-bench-") as scratch:
        part = part_of(folder, limit, Path(scratch))
        if not part.collection.asked():
            raise UsageError(
                f"None of the questions chosen from {folder} has a right article.",
                remedy="Look at its qrels, or choose more with --limit.",
                item=str(folder),
            )
        environ = environment(search="words")
        with opened(part.collection, (), data_dir=None, environ=environ) as made:
            yield Asking(
                part=part,
                made=made,
                quoter=Quoter(made.settings, made.archive, made.projector),
                ids={name: article for article, name in made.names.items()},
            )


def items_of(asking: Asking, watch: Watch) -> tuple[Item, ...]:
    """Return one item for each question and each way that it is asked."""
    found = _retrieved(asking)
    part = asking.part
    marked = sum(not query.answerable for query in part.collection.queries)
    total = 2 * len(found) + marked + len(part.others)
    asked = watch.steps(_items(asking, found), part.collection.name, total)
    return tuple(item for item in asked if item is not None)


def _subject(asking: Asking) -> dict[str, str]:
    part = asking.part.collection
    articles, questions = asking.part.whole
    return {
        "engine": "quoting",
        "search": "words",
        "questions": f"{len(part.queries)} of {questions:,}, by a hash of their ids",
        "articles": f"{len(part.ids):,} of {articles:,}, with all that are judged right",
        "others": f"{len(asking.part.others)} questions of another collection",
        "passages": str(asking.made.archive.passage_count()),
    }


def _missing(part: Collection) -> tuple[str, ...]:
    """Return what was not asked or searched, and why."""
    told = ["vectors: they are not searched here, the section “index” looks at them"]
    unjudged = sum(query.answerable for query in part.queries) - len(part.asked())
    if unjudged:
        told.append(f"{unjudged} answerable questions for which no article is judged right")
    return tuple(told)


# --- asking -----------------------------------------------------------------------------------


def _retrieved(asking: Asking) -> dict[str, Scores]:
    """Return the scores of the search for each answerable question."""
    queries = asking.part.collection.asked()
    searched = search_all(asking.quoter.retriever, queries, asking.made.names)
    judged = {query.id: dict(asking.made.qrels[query.id]) for query in queries}
    values = per_query(judged, {each.query: as_scores(each.articles) for each in searched})
    return {
        name: {
            **{ours: found[theirs] for ours, theirs in RANKED.items()},
            **{graded: found[graded] for graded in GRADED},
        }
        for name, found in values.items()
    }


def _items(asking: Asking, retrieved: Mapping[str, Scores]) -> Iterator[Item | None]:
    """Yield each question in each way; None for one that is left out."""
    for query in asking.part.collection.queries:
        gold = frozenset(
            asking.ids[name]
            for name, grade in asking.made.qrels.get(query.id, {}).items()
            if grade > 0
        )
        if query.id in retrieved:
            yield _answerable(asking, query, gold, retrieved[query.id])
            yield _removed(asking, query, gold)
        elif not query.answerable:
            yield _unanswerable(asking, query, "marked")
    for query in asking.part.others:
        yield _unanswerable(asking, query, "other")


def _answerable(asking: Asking, query: Query, gold: frozenset[str], search: Scores) -> Item:
    problems = [] if search["article@5"] else ["no right article is among the first five"]
    scores: Scores = {**search, "answered": 0.0, "wrong refusals": 1.0}
    if query.answers:
        scores |= {"answer@1": 0.0, "answer@3": 0.0}
    try:
        answer = asking.quoter.ask(query.text).answer
    except TanyaError as error:
        return _item(query, ANSWER, scores, [*problems, f"no answer came: {error.what}"])
    told = [] if answer.refused else [claim.text for claim in answer.claims[:3]]
    scores |= {"answered": float(bool(told)), "wrong refusals": float(not told)}
    if not told:
        problems.append("it is refused, though an article answers it")
    elif query.answers:
        right = [holds(text, query.answers) for text in told]
        scores |= {"answer@1": float(right[0]), "answer@3": float(any(right))}
        if not any(right):
            problems.append("no accepted answer stands in the first three sentences")
    return _item(query, ANSWER, scores, problems, cluster=min(gold))


def _removed(asking: Asking, query: Query, gold: frozenset[str]) -> Item | None:
    """Return the question asked without its story; None where another passage answers it too."""
    try:
        quoted = asking.quoter.ask(query.text, without=gold)
    except TanyaError as error:
        return _failed(query, "removed", error)
    if any(holds(hit.stored.text, query.answers) for hit in quoted.hits):
        return None
    return _refusal(query, "removed", quoted)


def _unanswerable(asking: Asking, query: Query, recipe: str) -> Item:
    try:
        return _refusal(query, recipe, asking.quoter.ask(query.text))
    except TanyaError as error:
        return _failed(query, recipe, error)


def _refusal(query: Query, recipe: str, quoted: Quoted) -> Item:
    claims = () if quoted.answer.refused else quoted.answer.claims
    refused = not claims
    scores: Scores = {
        "refused": float(refused),
        "answered without evidence": float(not refused),
        "stated without evidence": float(any(each.check is not Check.REVIEW for each in claims)),
    }
    problems = [] if refused else ["it is answered, though nothing there answers it"]
    return _item(query, recipe, scores, problems)


def _failed(query: Query, recipe: str, error: TanyaError) -> Item:
    scores: Scores = {"refused": 0.0, **dict.fromkeys(WITHOUT, 1.0)}
    return _item(query, recipe, scores, [f"no answer came: {error.what}"])


def _item(
    query: Query,
    recipe: str,
    scores: Scores,
    problems: Sequence[str],
    *,
    cluster: str = "",
) -> Item:
    name = query.id if recipe in (ANSWER, "marked") else f"{query.id} {recipe}"
    return Item(
        id=name,
        question=query.id,
        category=recipe,
        ok=not problems,
        source="real",
        expected=ANSWER if recipe == ANSWER else REFUSE,
        cluster=cluster or query.id,
        scores=scores,
        problems=tuple(problems),
    )
