"""A part of a collection, small enough for every push and the same each time.

Nothing of it is kept: it is written to a folder that the caller throws away.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from evals.corpora import Collection, Query, read_collection

CORPUS = 2250
"""Articles of a part: all of a small collection. Of a large one those that are judged right come
first and then as many others, by a hash of their ids, so that filling the archive takes seconds."""

OTHERS = 60
"""Questions of another collection that are asked of this one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What is asked: a collection cut down, and questions of another one.

    ``whole`` are the numbers of articles and questions that it was cut from, ``digest`` is that of
    everything that decides the result beside the program.
    """

    collection: Collection
    others: tuple[Query, ...]
    whole: tuple[int, int]
    digest: str


def part_of(folder: Path, limit: int, into: Path) -> Part:
    """Write a part of a collection into a folder and read it.

    Args:
        folder: the collection.
        limit: questions that are asked, chosen by a hash of their ids.
        into: an empty folder for it.

    Raises:
        UsageError: the collection cannot be used; the message names file and line.
    """
    whole = read_collection(folder)
    chosen = _first([query.id for query in whole.queries], limit)
    right = {
        article
        for query, grades in whole.qrels.items()
        if query in chosen
        for article, grade in grades.items()
        if grade > 0
    }
    rest = [name for name in whole.ids if name not in right]
    articles = right | _first(rest, max(0, CORPUS - len(right)))
    target = into / whole.name
    (target / "qrels").mkdir(parents=True)
    _copy(whole.corpus, target / "corpus.jsonl", articles)
    _copy(folder / "queries.jsonl", target / "queries.jsonl", chosen)
    _copy_judged(whole, target / "qrels" / "test.tsv", chosen, articles)
    others = _others(folder)
    part = read_collection(target)
    decides = [part.digest, *sorted(articles), *(query.id for query in others)]
    return Part(
        collection=part,
        others=others,
        whole=(len(whole.ids), len(whole.queries)),
        digest=sha256("\n".join(decides).encode()).hexdigest(),
    )


def _first(names: Sequence[str], count: int) -> set[str]:
    """Return so many of the names: the first by a hash, whatever the others are."""
    ordered = sorted(names, key=lambda name: sha256(name.encode()).digest())
    return set(ordered[:count])


def _others(folder: Path) -> tuple[Query, ...]:
    """Return questions of the first collection beside this one; none where it stands alone."""
    for beside in sorted(folder.resolve().parent.iterdir()):
        if beside.name != folder.resolve().name and (beside / "queries.jsonl").is_file():
            asked = read_collection(beside).asked()
            wanted = _first([query.id for query in asked], OTHERS)
            return tuple(query for query in asked if query.id in wanted)
    return ()


def _lines(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield from (gzip.decompress(data) if path.suffix == ".gz" else data).split(b"\n")


def _copy(source: Path, target: Path, wanted: set[str]) -> None:
    """Copy the lines with these ids; the collection was read before, so they are in order."""
    kept = [
        line
        for line in (each.removeprefix(b"\xef\xbb\xbf") for each in _lines(source))
        if line.strip() and json.loads(line)["_id"] in wanted
    ]
    target.write_bytes(b"\n".join(kept) + b"\n")


def _copy_judged(whole: Collection, target: Path, queries: set[str], articles: set[str]) -> None:
    lines = ["query-id\tcorpus-id\tscore"]
    for query in sorted(queries & whole.qrels.keys()):
        grades = whole.qrels[query]
        lines += [f"{query}\t{name}\t{grades[name]}" for name in sorted(grades) if name in articles]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
