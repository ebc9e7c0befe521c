"""Linking near-duplicates: every function runs inside a transaction of the caller.

What is linked depends on the set of articles alone, never on the order in which they came:

- A pair is linked if both are news, their signatures meet in a band that is not crowded, and
  ``rag.likeness.same_story`` says so of their texts. Corrections, replies and retractions, and
  withdrawn reports, stand alone: none of them may be shown for another.
- A band that more than ``CROWDED`` articles share links nothing: it is boilerplate, and comparing
  all with all would make every further article dearer. This fails safe: what is not linked is
  shown.
- In a story each two articles are linked with each other, so that a chain of small changes never
  joins two that differ. Of the pairs that hang together, the article with most partners takes
  those of them that know each other; then the next (ties: the lesser id).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from rag import likeness
from rag.archive.statements import batches, marks
from rag.records import ArticleKind

CROWDED = 64
"""Articles of a band from which it is boilerplate. The most crowded band over 24,664 articles
holds 12."""

_DOUBT = 0.15
"""Three standard errors of an estimated similarity: what is further below the threshold needs no
look at the texts."""

_T = TypeVar("_T", int, str)


def link(
    db: sqlite3.Connection, key: int, text: str, made: likeness.Signature | None = None
) -> None:
    """Find the near-duplicates of an article that was just stored, inside its transaction.

    ``made`` is its text's signature where that is known already.
    """
    if made is None or made.scheme != likeness.scheme():
        made = likeness.signature(text)
    db.execute("INSERT INTO signature VALUES (?, ?, ?)", (key, made.scheme, made.hashes))
    (kind,) = db.execute("SELECT kind FROM article WHERE key = ?", (key,)).fetchone()
    if kind != ArticleKind.NEWS or len(text) > likeness.LONGEST:
        return
    bands = likeness.bands(made)
    db.executemany("INSERT INTO signature_band VALUES (?, ?)", [(band, key) for band in bands])
    touched = {key}
    near: set[int] = set()
    for members in _members(db, bands).values():
        if len(members) <= CROWDED:
            near.update(members)
        elif len(members) == CROWDED + 1:  # with this article it is one too many
            touched.update(_part(db, members))
    _pair(db, ((key, other) for other in near - {key}))
    _regroup(db, touched)


def unlink(db: sqlite3.Connection, key: int) -> None:
    """Take an article out of its story before its text changes or its row goes."""
    bands = bands_of(db, key)
    reopened: set[tuple[int, int]] = set()
    for members in _members(db, bands).values():
        if len(members) == CROWDED + 1:  # without this article it is crowded no more
            reopened.update(combinations(sorted(set(members) - {key}), 2))
    touched = _partners(db, [key]).get(key, set())
    db.execute("DELETE FROM story_pair WHERE one = ? OR other = ?", (key, key))
    db.executemany(
        "DELETE FROM signature_band WHERE band = ? AND article = ?", [(band, key) for band in bands]
    )
    db.execute("DELETE FROM signature WHERE article = ?", (key,))
    db.execute("UPDATE article SET story = NULL WHERE key = ?", (key,))
    _regroup(db, touched | _pair(db, reopened))


def forget_other_schemes(db: sqlite3.Connection) -> None:
    """Drop the bands of signatures that were made in another way: they meet nothing any more."""
    others = db.execute(
        "SELECT 1 FROM signature WHERE scheme IS NOT ? LIMIT 1", (likeness.scheme(),)
    ).fetchone()
    if others is not None:
        db.execute(
            "DELETE FROM signature_band WHERE article IN"
            " (SELECT article FROM signature WHERE scheme IS NOT ?)",
            (likeness.scheme(),),
        )


def bands_of(db: sqlite3.Connection, key: int) -> list[int]:
    """Return the bands in which an article stands, in order: none of what is no news."""
    row = db.execute("SELECT scheme, hashes FROM signature WHERE article = ?", (key,)).fetchone()
    if row is None:
        return []
    bands = likeness.bands(likeness.Signature(scheme=row[0], hashes=row[1]))
    found = db.execute(
        f"SELECT band FROM signature_band WHERE article = ? AND band IN ({marks(bands)})",
        (key, *bands),
    )
    return sorted(row[0] for row in found)


def _members(db: sqlite3.Connection, bands: Sequence[int]) -> dict[int, list[int]]:
    """Return the articles of each band; of a crowded one no more than tell that it is.

    One statement for all, each part with its own limit: a band may be as large as the archive.
    """
    one = (
        "SELECT * FROM (SELECT band, article FROM signature_band WHERE band = ?"
        f" LIMIT {CROWDED + 2})"
    )
    found: dict[int, list[int]] = {}
    if bands:
        for band, article in db.execute(" UNION ALL ".join([one] * len(bands)), tuple(bands)):
            found.setdefault(band, []).append(article)
    return found


def _part(db: sqlite3.Connection, members: Sequence[int]) -> set[int]:
    """Drop the pairs among a band's articles that meet in no other band; return whose they were."""
    places = marks(members)
    pairs = db.execute(
        f"SELECT one, other FROM story_pair WHERE one IN ({places}) AND other IN ({places})",
        (*members, *members),
    ).fetchall()
    parted: set[int] = set()
    for one, other in pairs:
        if not _meet(db, one, other):
            db.execute("DELETE FROM story_pair WHERE one = ? AND other = ?", (one, other))
            parted.update((one, other))
    return parted


def _meet(db: sqlite3.Connection, one: int, other: int) -> bool:
    shared = set(bands_of(db, one)) & set(bands_of(db, other))
    return any(len(members) <= CROWDED for members in _members(db, sorted(shared)).values())


def _pair(db: sqlite3.Connection, pairs: Iterable[tuple[int, int]]) -> set[int]:
    """Store those pairs that tell the same story, and return their articles."""
    known = _Texts(db)
    paired: set[int] = set()
    for pair in pairs:
        one, other = sorted(pair)
        similarity = known.same_story(one, other)
        if similarity is not None:
            db.execute(
                "INSERT OR IGNORE INTO story_pair VALUES (?, ?, ?)", (one, other, similarity)
            )
            paired.update((one, other))
    return paired


class _Texts:
    """Texts of articles, taken apart once each while they are compared."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._signatures: dict[int, likeness.Signature] = {}
        self._tellings: dict[int, tuple[likeness.Telling, str]] = {}

    def same_story(self, one: int, other: int) -> float | None:
        """Return how similar two articles are if they tell the same story, else None."""
        estimate = likeness.similarity(self._signature(one), self._signature(other))
        if estimate < likeness.ACROSS - _DOUBT:
            return None
        (first, outlet), (second, others) = self._telling(one), self._telling(other)
        one_outlet = not outlet or not others or outlet == others
        if not likeness.same_story(first, second, one_outlet=one_outlet):
            return None
        return likeness.overlap(first, second)

    def _signature(self, key: int) -> likeness.Signature:
        if key not in self._signatures:
            scheme, hashes = self._db.execute(
                "SELECT scheme, hashes FROM signature WHERE article = ?", (key,)
            ).fetchone()
            self._signatures[key] = likeness.Signature(scheme=scheme, hashes=hashes)
        return self._signatures[key]

    def _telling(self, key: int) -> tuple[likeness.Telling, str]:
        if key not in self._tellings:
            text, outlet = self._db.execute(
                "SELECT text, outlet FROM article WHERE key = ?", (key,)
            ).fetchone()
            self._tellings[key] = likeness.telling(text), outlet.casefold().strip()
        return self._tellings[key]


def _regroup(db: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Put the articles that hang together with these into their stories anew."""
    partners: dict[int, set[int]] = {}
    waiting = set(keys)
    while waiting:
        found = _partners(db, sorted(waiting))
        partners.update({key: found.get(key, set()) for key in waiting})
        waiting = {other for others in found.values() for other in others} - partners.keys()
    ids: dict[int, str] = {}
    for batch in batches(sorted(partners)):
        ids.update(
            db.execute(f"SELECT key, id FROM article WHERE key IN ({marks(batch)})", list(batch))
        )
    for group in grouped({ids[key]: {ids[o] for o in others} for key, others in partners.items()}):
        story = min(group) if len(group) > 1 else None
        db.executemany(
            "UPDATE article SET story = ? WHERE id = ? AND story IS NOT ?",
            [(story, identity, story) for identity in group],
        )


def grouped(partners: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Part linked articles into stories in which each two are linked with each other."""
    left = {one: set(others) for one, others in partners.items()}
    while left:
        centre = min(left, key=lambda one: (-len(left[one]), one))
        group = [centre]
        for one in sorted(left[centre]):
            if left[one].issuperset(group):
                group.append(one)
        for one in group:
            del left[one]
        for others in left.values():
            others.difference_update(group)
        yield group


def _partners(db: sqlite3.Connection, keys: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for batch in batches(keys):
        places = marks(batch)
        for one, other in db.execute(
            f"SELECT one, other FROM story_pair WHERE one IN ({places}) UNION ALL"
            f" SELECT other, one FROM story_pair WHERE other IN ({places})",
            (*batch, *batch),
        ):
            found.setdefault(one, set()).add(other)
    return found
