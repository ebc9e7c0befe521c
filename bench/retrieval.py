"""What a search costs beside the bare queries inside it, other libraries, and its own parts.

    python -m bench.retrieval --data FOLDER [--passages 10000 100000 ...] [--queries N] [--parts]

Archives of made-up news (``bench/retrieval_corpus.py``) are written into FOLDER, one a size, and
used again by the next run: 100,000 passages take some six minutes of CPU. Up to ``--vectors``
passages (100,000) they have an index of vectors too, the offline embedder's.

Costs are CPU time: this process's, and the Chroma server's where the system tells it by
nanoseconds (Linux). Every question is searched by every action, in an order shuffled anew each
time, so that noise and warm caches serve all alike. "bare" is FTS5 with function words dropped,
ordered by its own BM25, plus Chroma asked for ids; tables give medians and 95th percentiles as
multiples of bare's median in the same run. Ratios are the result; milliseconds depend on the day.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench import retrieval_peers as peers
from bench.retrieval_corpus import DAYS, FIRST, TODAY, filled, questions
from bench.retrieval_peers import Action, Asked
from bench.retrieval_vectors import Server
from rag import retrieval, scoring
from rag.archive import Archive, index_token
from rag.embedding import OfflineEmbedder
from rag.environment import silence
from rag.language import question_words
from rag.projection import Projector
from rag.records import Filters
from rag.retrieval import Retriever

_WARM_UP = 12
_FUSION = 10_000
_IN_MEMORY = 100_000
_HALF = (DAYS // 2, DAYS)
_MONTH = (DAYS // 2, DAYS // 2 + 30)
BARE_WORDS, BARE_VECTORS, BARE = "FTS5, bare", "Chroma ids, bare", "both, bare"
BOTH, WORDS, VECTORS = "ours: both", "ours: words only", "ours: vectors only"

_PARTS: tuple[tuple[str, Any, str], ...] = (
    ("understanding", retrieval, "understand"),
    ("counts of words", Archive, "document_frequency"),
    ("full text", Archive, "matches"),
    ("scoring words", scoring, "lexical"),
    ("sentences", scoring, "sentences"),
    ("reading the question", scoring, "read_question"),
    ("fetching", Archive, "passages"),
    ("arranging", retrieval, "arranged"),
    ("embedding, asking the server", Projector, "search"),
)


class Clock:
    """CPU nanoseconds of this process, and of a server's threads where Linux tells.

    Reading the server's takes longer than some searches, so it stays outside what is measured.
    """

    def __init__(self, server: int | None = None) -> None:
        self._tasks = Path(f"/proc/{server}/task") if server else None

    def server(self) -> int:
        """Return what the server has spent so far."""
        spent = 0
        if self._tasks is not None and self._tasks.exists():
            for task in self._tasks.iterdir():
                try:
                    spent += int((task / "schedstat").read_text().split()[0])
                except (OSError, IndexError):  # it has just ended, or this is not Linux
                    continue
        return spent

    def spent(self, action: Action, asked: Asked) -> int:
        """Return what one search costs."""
        theirs = self.server()
        begin = time.process_time_ns()
        action(asked)
        mine = time.process_time_ns() - begin
        return mine + max(0, self.server() - theirs)


@dataclass(kw_only=True, slots=True)
class Size:
    """What was measured at one size: nanoseconds by action, and resident bytes."""

    passages: int
    spent: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    resident: int = 0
    raw: int = 0

    def median(self, name: str) -> float:
        """Return the median of an action in milliseconds."""
        return statistics.median(self.spent[name]) / 1e6

    def late(self, name: str) -> float:
        """Return the 95th percentile of an action in milliseconds."""
        return statistics.quantiles(self.spent[name], n=20)[-1] / 1e6


def resident(pid: int | None = None) -> int:
    """Return the resident bytes of a process, 0 where the system does not tell."""
    try:
        text = Path(f"/proc/{pid or 'self'}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return (
        next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")) << 10
    )


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
        return lambda asked: retriever.search(asked.text)

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
    found["FTS5, bare, asked as ours asks it"] = peers.bare_words(data, pruned=True)
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
        ids = [identity for identity, _ in peers.passage_dates(data)]
        known = archive.passages(ids)
        got = raw.get(ids=ids, include=["embeddings"])
        vectors = dict(zip(got["ids"], got["embeddings"], strict=True))
        matrix = [vectors[identity] for identity in ids]
        found.update(peers.fusions([known[i] for i in ids], matrix, lexical, raw))  # type: ignore[arg-type]
    return found


def measured(actions: Mapping[str, Action], asked: Sequence[Asked], clock: Clock) -> Size:
    """Run every action on every question, both in shuffled order."""
    size, source = Size(passages=0), random.Random(5)
    names = list(actions)
    for number, one in enumerate([*asked[:_WARM_UP], *source.sample(asked, len(asked))]):
        source.shuffle(names)
        for name in names:
            spent = clock.spent(actions[name], one)
            if number >= _WARM_UP:
                size.spent[name].append(spent)
    if BARE_VECTORS in actions:
        pairs = zip(size.spent[BARE_WORDS], size.spent[BARE_VECTORS], strict=True)
        size.spent[BARE] = [words + vectors for words, vectors in pairs]
    return size


@contextmanager
def watched() -> Iterator[dict[str, int]]:
    """Add up what the parts of a search cost; a part inside another counts as the outer one."""
    spent: dict[str, int] = defaultdict(int)
    inside = False

    def timed(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def wrapper(*positional: object, **named: object) -> object:
            nonlocal inside
            if inside:
                return call(*positional, **named)
            inside, begin = True, time.process_time_ns()
            try:
                return call(*positional, **named)
            finally:
                inside = False
                spent[name] += time.process_time_ns() - begin

        return wrapper

    with ExitStack() as stack:
        for name, owner, attribute in _PARTS:
            call = timed(name, getattr(owner, attribute))
            stack.enter_context(patch.object(owner, attribute, call))
        yield spent


def parts(action: Callable[[], Action], asked: Sequence[Asked], clock: Clock) -> Iterator[str]:
    """Yield what share of a search each part has."""
    with watched() as spent:
        search = action()
        theirs, begin = clock.server(), time.process_time_ns()
        for one in asked:
            search(one)
        whole = time.process_time_ns() - begin
        spent["the vector server"] = max(0, clock.server() - theirs)
        whole += spent["the vector server"]
    for name, value in sorted(spent.items(), key=lambda pair: -pair[1]):
        yield f"    {name:28} {value / whole:6.1%}"
    yield f"    {'the rest':28} {1 - sum(spent.values()) / whole:6.1%}"


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


def table(size: Size) -> Iterator[str]:
    """Yield the table of one size."""
    unit_name = BARE if BARE in size.spent else BARE_WORDS
    unit = size.median(unit_name)
    count = len(size.spent[unit_name])
    yield f"{size.passages} passages, {count} questions; 1 = {unit_name}, here {unit:.2f} ms of CPU"
    yield f"  {'':58} {'median':>7} {'p95':>7}"
    for name in sorted(size.spent):
        yield f"  {name:58} {size.median(name) / unit:7.2f} {size.late(name) / unit:7.2f}"
    memory = size.resident / size.raw
    yield f"  resident beside an empty program: {memory:.2f} x the raw vectors (float32)"


def goals(sizes: Sequence[Size]) -> Iterator[str]:
    """Yield the ratios that have a goal, in this run."""
    for size in sizes:
        kind = BOTH if BOTH in size.spent else WORDS
        bare = size.median(BARE if kind == BOTH else BARE_WORDS)
        yield f"{size.passages}: {kind} / bare {size.median(kind) / bare:.2f} (goal 1.5)"
        for span in ("half of all dates", "one month"):
            ratio = size.median(f"{kind}, {span}") / size.median(kind)
            yield f"{size.passages}: {kind}, {span} / unfiltered {ratio:.2f} (goal 2)"
        for name in size.spent:
            if "fusion" in name:
                yield f"{size.passages}: {BOTH} / {name} {size.median(BOTH) / size.median(name):.2f} (goal 0.3)"
    for one, other in zip(sizes, sizes[1:], strict=False):
        for name in (BOTH, WORDS, BARE_WORDS, "tantivy"):
            if name in one.spent and name in other.spent:
                ratio = other.median(name) / one.median(name)
                yield f"{one.passages} to {other.passages}: {name} {ratio:.2f} times"


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
            if there % 10_000 < 1500:
                sys.stderr.write(f"{there} of {count} passages written\n")
        smaller = data
        for line in measure(data, options, vectors=count <= options.vectors):
            if isinstance(line, Size):
                sizes.append(line)
            else:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
    sys.stdout.write("\n".join(goals(sizes)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
