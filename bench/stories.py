"""How well near-duplicates are linked as stories.

Usage: python -m bench.stories FOLDER (that holds ``corpus.jsonl.gz`` of the labor set)

Holds ``rag.likeness`` against the pairs of ``bench/data/story_pairs.tsv``, judged by hand (the
definition stands there), with 95% Wilson intervals. Thresholds are chosen on one half, figures
that count are those of the other. Then the same over the whole corpus: how many pairs are linked,
how crowded the bands are, what an article costs; and how rensa's estimates compare with the exact
similarity and with datasketch's.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from pathlib import Path

from bench.quoting import wilson
from rag import likeness
from rag.archive.linking import CROWDED
from rag.likeness import Signature, Telling

_PAIRS = Path(__file__).parent / "data" / "story_pairs.tsv"
_ACROSS, _WITHIN = (0.3, 0.35, 0.4, 0.45, 0.5), (0.6, 0.7, 0.8)


class Text:
    """An article of the corpus, taken apart at first use."""

    def __init__(self, record: dict[str, object]) -> None:
        self.text = f"{record['title']}\n{record['text']}".strip()
        metadata = record["metadata"]
        self.outlet = str(metadata.get("source")) if isinstance(metadata, dict) else ""

    @cached_property
    def telling(self) -> Telling:
        """What it is compared by."""
        return likeness.telling(self.text)

    @cached_property
    def signature(self) -> Signature:
        """Its signature."""
        return likeness.signature(self.text)

    @cached_property
    def bands(self) -> tuple[int, ...]:
        """Its bands."""
        return likeness.bands(self.signature)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two articles with the verdict of a reader."""

    one: Text
    other: Text
    same: bool
    part: str

    @property
    def one_outlet(self) -> bool:
        """Whether both are of one outlet."""
        return self.one.outlet == self.other.outlet

    def linked(self) -> bool:
        """Tell whether the archive links them: found by the bands and held to be one story."""
        met = not set(self.one.bands).isdisjoint(self.other.bands)
        return met and likeness.same_story(
            self.one.telling, self.other.telling, one_outlet=self.one_outlet
        )

    def linked_from(self, across: float, within: float) -> bool:
        """Tell whether thresholds alone would link them, without bands, figures and names."""
        shared = likeness.overlap(self.one.telling, self.other.telling)
        return shared >= (within if self.one_outlet else across)


def read(folder: Path) -> dict[str, Text]:
    """Return the articles of the corpus by id."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {record["_id"]: Text(record) for record in map(json.loads, lines)}


def judged(texts: dict[str, Text]) -> list[Pair]:
    """Return the judged pairs."""
    with _PAIRS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t")
        return [
            Pair(
                one=texts[row["one"]],
                other=texts[row["other"]],
                same=row["verdict"] == "same",
                part=row["part"],
            )
            for row in rows
        ]


def _share(count: int, n: int) -> str:
    low, high = wilson(count, n)
    return f"{count:3}/{n:<3} = {count / n:.3f} [{low:.3f}, {high:.3f}]" if n else "      -"


def _scores(name: str, pairs: Iterable[Pair], links: Callable[[Pair], bool]) -> None:
    counted = Counter((pair.same, links(pair)) for pair in pairs)
    right = counted[True, True]
    print(
        f"{name:34} precision {_share(right, right + counted[False, True])}"
        f"   recall {_share(right, right + counted[True, False])}"
    )


def _judgements(pairs: list[Pair]) -> None:
    for part in ("choose", "held"):
        chosen = [pair for pair in pairs if pair.part == part]
        _scores(part, chosen, Pair.linked)
        for name, wanted in (("different outlets", False), ("one outlet", True)):
            some = [pair for pair in chosen if pair.one_outlet == wanted]
            _scores(f"  {name}", some, Pair.linked)
    for part in ("linked", "linked2"):
        _scores(part, (p for p in pairs if p.part == part), Pair.linked)
    print("\nthresholds alone, on the half they were chosen on (no figures, names and bands)")
    for across, within in product(_ACROSS, _WITHIN):
        _scores(
            f"  {across:.2f} across, {within:.2f} within",
            (pair for pair in pairs if pair.part == "choose"),
            lambda pair: pair.linked_from(across, within),  # noqa: B023
        )


def _candidates(texts: Iterable[Text]) -> tuple[set[tuple[int, int]], int]:
    """Return the pairs that meet in a band, by position, and the size of the most crowded band."""
    bands: dict[int, list[int]] = {}
    for position, text in enumerate(texts):
        for band in text.bands:
            bands.setdefault(band, []).append(position)
    met = {
        pair
        for members in bands.values()
        if 1 < len(members) <= CROWDED
        for pair in combinations(members, 2)
    }
    return met, max(map(len, bands.values()))


def _whole(texts: list[Text]) -> None:
    begin = time.perf_counter()
    met, crowded = _candidates(texts)
    took = (time.perf_counter() - begin) / len(texts) * 1000
    linked = Counter[str]()
    for one, other in met:
        first, second = texts[one], texts[other]
        one_outlet = first.outlet == second.outlet
        if likeness.same_story(first.telling, second.telling, one_outlet=one_outlet):
            linked["one outlet" if one_outlet else "different outlets"] += 1
    print(f"\n{len(texts)} articles: {len(met)} candidate pairs, {dict(linked)} linked")
    print(f"most crowded band {crowded}; signature and bands {took:.2f} ms an article")


def _estimates(pairs: list[Pair]) -> None:
    """Compare rensa's and datasketch's estimates with the exact similarity, and their speed."""
    from datasketch import MinHash

    def sketched(text: Text) -> MinHash:
        made = MinHash(num_perm=likeness.PERMUTATIONS)
        made.update_batch([shingle.encode() for shingle in text.telling.shingles])
        return made

    exact = [likeness.overlap(pair.one.telling, pair.other.telling) for pair in pairs]
    for name, make, compare in (
        ("rensa", lambda text: likeness.signature(text.text), likeness.similarity),
        ("datasketch", sketched, MinHash.jaccard),
    ):
        begin = time.perf_counter()
        made = [(make(pair.one), make(pair.other)) for pair in pairs]
        took = (time.perf_counter() - begin) / len(pairs) / 2 * 1000
        off = [compare(*two) - real for two, real in zip(made, exact, strict=True)]
        mean = sum(map(abs, off)) / len(off)
        print(f"{name:10} mean error {mean:.4f}, bias {sum(off) / len(off):+.4f}, {took:.2f} ms")


def _worst(pairs: list[Pair]) -> Iterator[str]:
    for pair in pairs:
        if pair.linked() and not pair.same:
            shared = likeness.overlap(pair.one.telling, pair.other.telling)
            yield f"{pair.part} {shared:.2f} {pair.one.outlet} | {pair.other.outlet}"


def main(folder: Path) -> None:
    """Measure and print."""
    texts = read(folder)
    pairs = judged(texts)
    count = sum(pair.same for pair in pairs)
    print(f"{len(pairs)} pairs judged: {count} same, {len(pairs) - count} different\n")
    _judgements(pairs)
    print("\nwrongly linked:", *_worst(pairs), sep="\n  ")
    print()
    _estimates(pairs)
    _whole(list(texts.values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
