"""``evals calibrate``: measure the two legs of the search, choose the weight, store it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from evals import trec
from evals.archives import Opened, environment, opened
from evals.calibration import SETTING, Calibration, Legs, Quality, as_setting, calibrate
from evals.corpora import Query, read_collection, read_distractors
from evals.searching import DEPTH, shown
from rag.embedding import make_embedder
from rag.errors import UsageError
from rag.ollama_client import OllamaClient
from rag.retrieval import Retriever
from rag.settings import embedder_spec, load, open_archive, open_retriever, require_archive

_ENOUGH = 400
"""Simulated (30 seeds): with 400 questions the chosen fusion was never two standard errors below
the better leg on other questions; with 60 it was in 3 of 30 for a good embedder."""


def run(options: argparse.Namespace) -> int:
    """Calibrate, print, store.

    Raises:
        TanyaError: data or archive cannot be used; nothing was stored.
    """
    environ = environment(embedder=options.embedder)
    if options.store is not None:
        require_archive(load(environ, data_dir=options.store))
    collection = read_collection(options.dataset, split=options.qrels, field=options.query_field)
    queries = collection.asked()
    if not queries:
        raise UsageError(
            f"No question of {collection.folder} has a right article.",
            remedy="Look at its qrels, or name others with --qrels.",
            item=str(collection.folder),
        )
    others = [read_distractors(folder) for folder in options.with_distractors]
    with opened(collection, others, data_dir=options.data_dir, environ=environ) as made:
        spec = embedder_spec(made.settings, made.archive)
        identity = make_embedder(spec, OllamaClient(made.settings.ollama_host)).identity()
        found = calibrate(legs_of(made, queries))
        name = "+".join(each.name for each in (collection, *others))
        value = as_setting(found, dataset=name, digest=collection.digest)
        _show(found, name, identity)
        if options.data_dir is not None and options.store is None:
            made.archive.put_setting(SETTING + identity, value)
    if options.store is not None:
        _store(environ, options.store, SETTING + identity, value)
    if options.out is not None:
        stored = {"embedder": identity, **json.loads(value)}
        trec.write(options.out, json.dumps(stored, indent=1) + "\n")
    kept = options.store or options.data_dir
    sys.stdout.write(
        f"stored in {kept}\n" if kept else "not stored: name the archive with --store\n"
    )
    return 0


def legs_of(made: Opened, queries: Sequence[Query]) -> list[Legs]:
    """Search each question by words alone and by vectors alone, 50 passages deep.

    Raises:
        TanyaError: one of the legs cannot be searched.
    """
    words, vectors = (
        replace(
            open_retriever(replace(made.settings, search=leg), made.archive, made.projector),
            limit=DEPTH,
        )
        for leg in ("words", "vectors")
    )
    found = []
    for query in shown(queries, "questions"):
        article: dict[str, str] = {}
        found.append(
            Legs(
                words=_ranked(words, query, made.names, article),
                vectors=_ranked(vectors, query, made.names, article),
                article=article,
                gold=frozenset(name for name, grade in made.qrels[query.id].items() if grade > 0),
            )
        )
    return found


def _ranked(
    retriever: Retriever, query: Query, names: Mapping[str, str], article: dict[str, str]
) -> list[str]:
    """Return passage ids, best first, and note the article of each."""
    found = retriever.search(query.text)
    if found.trouble is not None:
        raise found.trouble
    for hit in found.hits:
        article[hit.stored.passage.id] = names[hit.stored.article.id]
    return [hit.stored.passage.id for hit in found.hits]


def _store(environ: Mapping[str, str], folder: str, name: str, value: str) -> None:
    archive = open_archive(load(environ, data_dir=folder))
    try:
        archive.put_setting(name, value)
    finally:
        archive.close()


def _show(found: Calibration, name: str, identity: str) -> None:
    lines = [
        f"{name}: {found.n:,} questions, embedder {identity}",
        f"{'':>14}  mrr@10  success@1  success@5",
        _row("words alone", found.words),
        _row("vectors alone", found.vectors),
    ]
    for weight, quality in found.tried.items():
        mark = " <" if weight == found.weight else "" if weight in found.guarded else " -"
        lines.append(_row(f"weight {weight:g}", quality) + mark)
    lines += [
        "<: chosen   -: below the better leg at 1 or 5",
        f"weight of vectors beside 1 for words: {found.weight:g}",
    ]
    if found.n < _ENOUGH:
        lines.append(f"{found.n} questions are few: with {_ENOUGH} or more, luck decides less.")
    sys.stdout.write("\n".join(lines) + "\n")


def _row(name: str, found: Quality) -> str:
    return (
        f"{name:>14}  {100 * found.mrr:6.1f}  {100 * found.success_1:9.1f}"
        f"  {100 * found.success_5:9.1f}"
    )
