"""Whether a collection holds what the archive says, and finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.archive import Archive
from rag.projection.rows import PassageVectors, unpack
from rag.vectors import Collection

SAMPLE = 64
"""Passages tested when a server is met for the first time: about 0.1 s."""

_SWEEP_BATCH = 200
_SELF_DISTANCE = 1e-3
"""Cosine distance of a float16 vector to itself, generously; a neighbour is farther away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """What a check found: rows expected and there, passages that did not find themselves."""

    expected: int
    found: int
    tested: int
    lost: int

    @property
    def sound(self) -> bool:
        """Whether nothing is missing."""
        return self.expected == self.found and self.lost == 0


def examine(
    archive: Archive,
    vectors: PassageVectors,
    collection: Collection,
    embedder: str,
    *,
    thorough: bool,
) -> Health:
    """Count rows, and let passages look for themselves: counting alone misses lost vectors.

    With some damaged index files ``count`` is right and 2 to 1,719 of 2,000 vectors are not
    found (measured on Chroma 1.5.9).

    Raises:
        VectorsUnavailable: the server does not answer, or crashed over it.
    """
    found = collection.count()
    tested = lost = 0
    for ids in _all(archive) if thorough else [archive.sample_passages(SAMPLE)]:
        tested += len(ids)
        lost += _lost_among(collection, vectors, ids)
    return Health(expected=archive.embedded_count(embedder), found=found, tested=tested, lost=lost)


def _all(archive: Archive) -> Iterator[list[str]]:
    after = ""
    while ids := archive.passages_after(after, limit=_SWEEP_BATCH):
        yield ids
        after = ids[-1]


def _lost_among(collection: Collection, vectors: PassageVectors, ids: Sequence[str]) -> int:
    _, rows = vectors.rows(ids)
    if not rows:
        return 0
    # Another passage with the very same vector is as good as the passage itself.
    return sum(
        not nearest or nearest[0][1] > _SELF_DISTANCE
        for nearest in collection.nearest(unpack(rows), 1)
    )
