"""What a search costs beside the bare queries inside it, other libraries, and its own parts.

    python -m bench.retrieval --data FOLDER [--passages 10000 100000 ...] [--queries N]
        [--vectors N]

Archives of made-up news (``bench/retrieval_corpus.py``) are written into FOLDER, one a size, and
used again by the next run: 100,000 passages take some thirteen minutes of CPU, nine of them for the
vectors. Archives of more than ``--vectors`` passages (100,000) have none and are searched by words.

Costs are CPU time: this process's, and the Chroma server's where the system tells it by
nanoseconds (Linux). Every question is searched by every action, in an order shuffled anew each
time, so that noise and warm caches serve all alike. "bare" is FTS5 with function words dropped,
ordered by its own BM25, plus Chroma asked for ids; tables give medians and 95th percentiles as
multiples of bare's median in the same run. Ratios are the result; milliseconds depend on the day.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench import retrieval_peers as peers
from bench.retrieval_corpus import DAYS, FIRST, TODAY, filled, questions
from bench.retrieval_peers import Action, Asked
from bench.retrieval_timing import (
    BARE,
    BARE_VECTORS,
    BARE_WORDS,
    Clock,
    Size,
    measured,
    parts,
    resident,
    table,
)
from bench.retrieval_vectors import Server, passage_dates
from rag.archive import Archive, index_token
from rag.embedding import OfflineEmbedder
from rag.environment import silence
from rag.language import question_words
from rag.projection import Projector
from rag.records import Filters
from rag.retrieval import Retriever

_FUSION = 10_000
_STEP = 1000  # passages written at once, nearly
_IN_MEMORY = 100_000
_HALF = (DAYS // 2, DAYS)
_MONTH = (DAYS // 2, DAYS // 2 + 30)
BARE_PRUNED = "FTS5, bare, asked as ours asks it"
BOTH, WORDS, VECTORS = "ours: both", "ours: words only", "ours: vectors only"


def between(days: tuple[int, int]) -> Filters:
    """Return a filter on the publication date."""
    first, last = (FIRST + timedelta(days=day) for day in days)
    return Filters(published_from=first, published_to=last)


def asked_of(retriever: Retriever, texts: Sequence[str]) -> list[Asked]:
    """Return questions with what bare queries need, worked out beforehand."""
    embedder, found = OfflineEmbedder(), []
    for text in texts:
        with patch.object(Archive, "matches", autospec=True, return_value=[]) as matches:
            retriever.search(text)
        tokens = dict.fromkeys(index_token(stem) for stem in question_words(text))
        found.append(
            Asked(
                text=text,
                tokens=tuple(token for token in tokens if token),
                phrases=tuple(matches.call_args_list[0].args[1]),
                vector=embedder.embed_question(text),
            )
        )
    return found


def ours(archive: Archive, projector: Projector | None) -> dict[str, Action]:
    """Return the project's own searches, by name."""

    def today() -> date:
        return TODAY

    def action(retriever: Retriever) -> Action:
        def search(asked: Asked) -> object:
            found = retriever.search(asked.text)
            if found.trouble is not None:  # a search without its vectors would look cheap
                raise found.trouble
            return found

        return search

    found = {}
    kinds: dict[str, Callable[[Filters], Retriever]] = {
        WORDS: lambda filters: Retriever(archive=archive, filters=filters, today=today)
    }
    if projector is not None:
        search = projector.search
        kinds[VECTORS] = lambda filters: Retriever(
            archive=archive, vectors=search, words=False, filters=filters, today=today
        )
        kinds[BOTH] = lambda filters: Retriever(
            archive=archive, vectors=search, filters=filters, today=today
        )
    for name, make in kinds.items():
        found[name] = action(make(Filters()))
        found[f"{name}, half of all dates"] = action(make(between(_HALF)))
        found[f"{name}, one month"] = action(make(between(_MONTH)))
    return found


def others(data: Path, archive: Archive, raw: Any) -> dict[str, Action]:  # noqa: ANN401
    """Return the bare queries and the other libraries, by name."""
    found = {BARE_WORDS: peers.bare_words(data)}
    found[BARE_PRUNED] = peers.bare_words(data, pruned=True)
    rows = peers.stored_words(data)
    tantivy = peers.tantivy_index(data, rows)
    found["tantivy"] = tantivy(None)
    found["tantivy, half of all dates"] = tantivy(_HALF)
    found["tantivy, one month"] = tantivy(_MONTH)
    lexical = peers.Bm25s(rows) if len(rows) <= _IN_MEMORY else None
    if lexical is not None:
        found["bm25s"] = lexical.action()
    if raw is not None:
        found[BARE_VECTORS] = peers.bare_vectors(raw)
        found["Chroma ids, its filter: half of all dates"] = peers.bare_vectors(raw, _HALF)
        found["Chroma ids, its filter: one month"] = peers.bare_vectors(raw, _MONTH)
    if raw is not None and lexical is not None and len(rows) <= _FUSION + 10:
        ids = [identity for identity, _ in passage_dates(data)]
        known = archive.passages(ids)
        got = raw.get(ids=ids, include=["embeddings"])
        vectors = dict(zip(got["ids"], got["embeddings"], strict=True))
        matrix = [vectors[identity] for identity in ids]
        found.update(peers.fusions([known[i] for i in ids], matrix, lexical, raw))  # type: ignore[arg-type]
    return found


def measure(data: Path, options: argparse.Namespace, *, vectors: bool) -> Iterator[Size | str]:
    """Measure one size: yield the lines of its report, then what was measured."""
    before = resident()
    server = Server(data) if vectors else None
    archive = Archive(data)
    projector = None
    try:
        clock = Clock(server.running.pid if server else None)
        if server is not None:
            for _ in server.filled():
                pass
            projector = Projector(archive, OfflineEmbedder(), chroma_url=server.running.url)
        mine = ours(archive, projector)
        words = Retriever(archive=archive, today=lambda: TODAY)
        asked = asked_of(words, questions(options.queries))
        for one in asked:
            mine[BOTH if vectors else WORDS](one)
        used = resident() - before + (resident(server.running.pid) if server else 0)
        peer = others(data, archive, server.raw() if server else None)
        size = measured({**peer, **mine}, asked, clock)
        size.passages, size.resident = archive.passage_count(), used
        size.raw = size.passages * len(asked[0].vector) * 4
        yield from table(size)
        yield "  where ours spends it:"
        kind = BOTH if vectors else WORDS
        yield from parts(lambda: ours(archive, projector)[kind], asked, clock)
        yield size
    finally:
        if projector is not None:
            projector.close()
        archive.close()
        if server is not None:
            server.close()


def goals(sizes: Sequence[Size]) -> Iterator[str]:
    """Yield the ratios that have a goal: within the last size, and to the one before."""
    size = sizes[-1]
    kind = BOTH if BOTH in size.spent else WORDS
    ratio = size.median(kind) / size.median(BARE if kind == BOTH else BARE_WORDS)
    yield f"{size.passages}: {kind} / bare {ratio:.2f} (goal 1.5 at 100000)"
    if kind == BOTH:
        ratio = size.median(BOTH) / (size.median(BARE_PRUNED) + size.median(BARE_VECTORS))
        yield f"{size.passages}: {BOTH} / bare with only the words that ours asks for {ratio:.2f}"
    for span in ("half of all dates", "one month"):
        ratio = size.median(f"{kind}, {span}") / size.median(kind)
        yield f"{size.passages}: {kind}, {span} / unfiltered {ratio:.2f} (goal 2)"
    for name in size.spent:
        if "fusion" in name:
            ratio = size.median(BOTH) / size.median(name)
            yield f"{size.passages}: {BOTH} / {name} {ratio:.2f} (goal 0.3)"
    for before in sizes[:-1]:
        for name in (BOTH, WORDS, BARE_WORDS, "tantivy"):
            if name in before.spent and name in size.spent:
                ratio = size.median(name) / before.median(name)
                yield f"{before.passages} to {size.passages}: {name} {ratio:.2f} times"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill where needed, measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="where archives are kept")
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--queries", type=int, default=120)
    parser.add_argument("--vectors", type=int, default=100_000, help="no vectors above this")
    options = parser.parse_args(arguments)
    silence(os.environ)
    sizes: list[Size] = []
    smaller: Path | None = None
    for count in sorted(options.passages):
        data = options.data / str(count)
        for there in filled(data, count, smaller=smaller):
            if there % 10_000 < _STEP:
                sys.stderr.write(f"{there} of {count} passages written\n")
        smaller = data
        for line in measure(data, options, vectors=count <= options.vectors):
            if isinstance(line, Size):
                sizes.append(line)
                sys.stdout.write("\n".join(goals(sizes[-2:])) + "\n")
            else:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
