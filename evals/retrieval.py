"""``evals retrieval``: are the right articles found in a collection that is not ours?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals import trec
from evals.archives import Opened, environment, opened
from evals.corpora import Collection, Query, read_collection, read_distractors
from evals.metrics import (
    MEASURES,
    Estimate,
    Paired,
    PerQuery,
    answer_values,
    below,
    estimates,
    paired,
    per_query,
)
from evals.searching import Searched, percentile, search_all, with_typo
from rag.errors import UsageError
from rag.settings import embedder_spec, open_retriever

SCHEMA = 1
FLIPS = "success@1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """This result against a stored one: by measure, and the questions that changed at rank 1."""

    stored: str
    measures: dict[str, Paired]
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What was measured. ``latency`` is in milliseconds, empty where a run was only scored."""

    dataset: str
    digest: str
    setting: dict[str, str]
    queries: PerQuery
    categories: dict[str, tuple[str, ...]]
    left_out: int
    latency: dict[str, float]
    against: Comparison | None = None

    def overall(self) -> dict[str, Estimate]:
        """Return each measure over all questions."""
        return estimates(self.queries)

    def by_category(self) -> dict[str, dict[str, Estimate]]:
        """Return each measure by type or tag; a question may stand in several."""
        return {name: estimates(self.queries, ids) for name, ids in self.categories.items()}


def run(options: argparse.Namespace) -> int:
    """Measure, print and write what was asked for; return the exit code.

    Raises:
        TanyaError: data or archive cannot be used; nothing was measured.
    """
    from evals.retrieval_report import show

    floors = _floors(options.floors) if options.floors else {}
    collection = read_collection(options.dataset, split=options.qrels, field=options.query_field)
    queries = collection.asked()
    if not queries:
        raise UsageError(
            f"No question of {collection.folder} has a right article.",
            remedy="Look at its qrels, or name others with --qrels.",
            item=str(collection.folder),
        )
    if options.score is None:
        result = _searched(options, collection, queries)
    else:
        values = per_query(_judged(queries, collection.qrels), trec.read_run(options.score))
        result = _result(collection, queries, values, {"scored": options.score.name}, {})
    if options.against is not None:
        result = _compared(result, options.against, _judged(queries, collection.qrels))
    if options.out is not None:
        trec.write(options.out, json.dumps(as_json(result), ensure_ascii=False, indent=1) + "\n")
    show(result)
    problems = below(floors, result.overall())
    for problem in problems:
        sys.stdout.write(f"FAILED  {problem}\n")
    return 1 if problems else 0


def _searched(
    options: argparse.Namespace, collection: Collection, queries: Sequence[Query]
) -> Result:
    others = [read_distractors(folder) for folder in options.with_distractors]
    environ = environment(embedder=options.embedder, search=options.search)
    asked = [with_typo(q, seed=options.seed) for q in queries] if options.perturb else queries
    with opened(collection, others, data_dir=options.data_dir, environ=environ) as made:
        retriever = open_retriever(made.settings, made.archive, made.projector)
        found = search_all(retriever, asked, made.names)
        setting = _setting(options, made, others)
    run = {each.query: trec.as_scores(each.articles) for each in found}
    judged = _judged(queries, made.qrels)
    if options.run is not None:
        trec.write_run(options.run, run)
    if options.qrels_out is not None:
        trec.write_qrels(options.qrels_out, judged)
    values = per_query(judged, run)
    for query, each in zip(queries, found, strict=True):
        if query.answers:
            gold = [name for name, grade in judged[query.id].items() if grade > 0]
            values[query.id].update(answer_values(each.passages, query.answers, gold))
    return _result(collection, queries, values, setting, _latency(found))


def _setting(
    options: argparse.Namespace, made: Opened, others: Sequence[Collection]
) -> dict[str, str]:
    """Return what tells this measurement from another one of the same questions."""
    setting = {
        "search": options.search,
        "embedder": embedder_spec(made.settings, made.archive),
        "wording": options.query_field,
        "passages": str(made.archive.passage_count()),
        "articles": str(made.archive.statistics().articles),
    }
    if options.search == "words":
        del setting["embedder"]
    if options.perturb:
        setting["perturbed"] = f"{options.perturb}, seed {options.seed}"
    if others:
        setting["distractors"] = ", ".join(other.name for other in others)
    return setting


def _result(
    collection: Collection,
    queries: Sequence[Query],
    values: PerQuery,
    setting: dict[str, str],
    latency: dict[str, float],
) -> Result:
    names = sorted({category for query in queries for category in query.categories})
    return Result(
        dataset=collection.name,
        digest=collection.digest,
        setting=setting,
        queries=values,
        categories={
            name: tuple(query.id for query in queries if name in query.categories) for name in names
        },
        left_out=len(collection.queries) - len(queries),
        latency=latency,
    )


def _judged(
    queries: Sequence[Query], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    return {query.id: dict(qrels[query.id]) for query in queries}


def _latency(found: Sequence[Searched]) -> dict[str, float]:
    times = [1000 * each.seconds for each in found]
    return {"median": percentile(times, 0.5), "p95": percentile(times, 0.95)}


# --- stored results ---------------------------------------------------------------------------


def _compared(result: Result, path: Path, judged: Mapping[str, Mapping[str, int]]) -> Result:
    theirs = _stored(path, judged)
    common = [query for query in result.queries if query in theirs]
    if not common:
        raise UsageError(
            f"{path} and this measurement have no question in common.",
            remedy="Name a run or result of the same questions with --against.",
            item=str(path),
        )
    measures: dict[str, Paired] = {}
    for name in MEASURES:
        ours = {q: found[name] for q, found in result.queries.items() if name in found}
        other = {q: theirs[q][name] for q in common if name in theirs[q]}
        if ours and other:
            measures[name] = paired(ours, other)
    comparison = Comparison(
        stored=path.name,
        measures=measures,
        gained=tuple(q for q in common if result.queries[q][FLIPS] > theirs[q][FLIPS]),
        lost=tuple(q for q in common if result.queries[q][FLIPS] < theirs[q][FLIPS]),
    )
    kept = {name: getattr(result, name) for name in Result.__dataclass_fields__}
    return Result(**{**kept, "against": comparison})


def _stored(path: Path, judged: Mapping[str, Mapping[str, int]]) -> PerQuery:
    """Return the values of a stored run (trec's form) or of a stored result (``--out``)."""
    text = trec.read(path)
    if not text.lstrip().startswith("{"):
        return per_query(judged, trec.read_run(path))
    try:
        stored = json.loads(text)
        values = {
            str(query): {str(name): float(value) for name, value in found.items()}
            for query, found in stored["queries"].items()
        }
        if stored["schema"] != SCHEMA or not all(FLIPS in found for found in values.values()):
            raise ValueError("another form")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} is no stored result: {error!r}.",
            remedy="Name a file that --out or --run has written.",
            item=str(path),
        ) from error
    return values


def _floors(path: Path) -> dict[str, float]:
    try:
        stored = json.loads(trec.read(path))
        floors = {str(name): float(value) for name, value in stored.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise UsageError(
            f"The floors in {path} cannot be read: {error!r}.",
            remedy='Write them as {"success@1": 0.85, "ndcg@10": 0.9}.',
            item=str(path),
        ) from error
    unknown = sorted(set(floors) - set(MEASURES))
    if unknown:
        raise UsageError(
            f"The floors in {path} name what is not measured: {', '.join(unknown)}.",
            remedy=f"These are: {', '.join(MEASURES)}.",
            item=str(path),
        )
    return floors


def as_json(result: Result) -> dict[str, Any]:
    """Return the whole result; the form is described in docs/evals-retrieval.md."""
    return {
        "schema": SCHEMA,
        "dataset": result.dataset,
        "digest": result.digest,
        "setting": result.setting,
        "asked": len(result.queries),
        "left_out": result.left_out,
        "measures": {name: asdict(found) for name, found in result.overall().items()},
        "categories": {
            category: {name: asdict(found) for name, found in measures.items()}
            for category, measures in result.by_category().items()
        },
        "latency_ms": result.latency,
        "against": None if result.against is None else asdict(result.against),
        "queries": result.queries,
    }
