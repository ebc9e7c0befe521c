"""How alike two texts are, and whether two articles tell the same story.

MinHash (Broder 1997) over word trigrams finds who may be alike among very many; the texts
themselves decide. All measurements: ``python -m bench.stories`` over the pairs of
``bench/data/story_pairs.tsv``, judged by hand. Of 269 stratified ones no link is wrong (65 links,
130 of the pairs the same story); of 114 links drawn evenly over the corpus three are.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from itertools import pairwise

from rag.language import fold

SHINGLE = 3
"""Words of a shingle. One to five words and four to nine characters part the judged pairs about
equally well (area under the curve 0.88 to 0.90); trigrams rarely meet by chance, which keeps the
candidates few (0.2 an article in an archive of 24,664)."""

PERMUTATIONS = 128
BANDS, ROWS = 32, 3
"""Signatures meet in one of 32 bands of 3 with probability 1 - (1 - s^3)^32: 0.88 at a similarity
of 0.4, 0.95 at 0.45, 0.99 at 0.5, 0.03 at 0.1. Every band is a row to write for an article; bands
of 4 would miss 44% at 0.4, bands of 2 bring ten times the candidates."""

ACROSS = 0.4
"""Shared part of the shingles (Jaccard) from which reports of two outlets are one story."""

WITHIN = 0.8
"""The same for one outlet, or where an outlet is not known. An outlet reuses its own paragraphs in
every follow-up: obituaries share 0.67, half-time and final score up to 0.76, and are different
news."""

FEW = 50
"""Words: of shorter texts only those that say the same word for word are one story."""

LONGEST = 200_000
"""Characters: a longer text is a book, not a report, and is compared with none."""

_LONG, _SLIP = 6, 0.8
"""Letters of a word in which a slip of the pen is told from another name, and the share of them
that stays (difflib)."""

_COMPARED = 10_000
"""Rows of figures, and names, that are held against each other between the same two words, in all
places together: texts with more (tables, lists of names) are different reports. Without this two
texts of 43,000 characters took 49 s; 10,000 comparisons take 0.2 s."""

_TITLE = 150  # characters

_SEED = 1
_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[.!?:\n\"“”]")  # digits apart; marks after which a word begins

_MONTHS = (
    ("januari", "january"), ("februari", "february", "pebruari"), ("maret", "march"), ("april",),
    ("mei", "may"), ("juni", "june"), ("juli", "july"), ("agustus", "august"),
    ("september",), ("oktober", "october"), ("november", "nopember"), ("desember", "december"),
)  # fmt: skip
# One is left out: "salah satu", "one of" count nothing.
_COUNTS = (
    ("dua", "two"), ("tiga", "three"), ("empat", "four"), ("lima", "five"), ("enam", "six"),
    ("tujuh", "seven"), ("delapan", "eight"), ("sembilan", "nine"), ("sepuluh", "ten"),
    ("sebelas", "eleven"),
)  # fmt: skip
_DAYS = (
    ("senin", "monday"), ("selasa", "tuesday"), ("rabu", "wednesday"), ("kamis", "thursday"),
    ("jumat", "friday"), ("sabtu", "saturday"), ("minggu", "ahad", "sunday"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """A MinHash signature: 128 little-endian 32-bit numbers. ``scheme`` says how it was made."""

    scheme: str
    hashes: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """What a text is compared by.

    ``shingles`` are its word trigrams, ``words`` its words, ``length`` their number. ``figures``
    are its numbers, days and months, ``names`` the capitalised words that it repeats. The places
    say by the words on both sides which figures in a row, and which names, stand between them.
    """

    shingles: frozenset[str]
    words: frozenset[str]
    length: int
    figures: frozenset[str]
    names: frozenset[str]
    figure_places: Mapping[tuple[str, str], frozenset[tuple[str, ...]]]
    name_places: Mapping[tuple[str, str], frozenset[str]]


@cache
def scheme() -> str:
    """Return the name of the way signatures are made: another one is not to be compared."""
    from rensa import RMinHash

    algorithm = RMinHash.ALGORITHM_VERSION
    major = ".".join(version("rensa").split(".")[:2])
    return f"rensa-{major}-r{algorithm}-w{SHINGLE}-p{PERMUTATIONS}-s{_SEED}-b{BANDS}x{ROWS}"


def signature(text: str) -> Signature:
    """Return the signature of a text, of its beginning where it is longer than ``LONGEST``."""
    from rensa import RMinHash

    sketch = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    sketch.update(_shingles(_words(text[:LONGEST])))
    return Signature(scheme=scheme(), hashes=struct.pack(f"<{PERMUTATIONS}I", *sketch.digest()))


def similarity(one: Signature, other: Signature) -> float:
    """Return the estimated Jaccard similarity of two texts' shingles; standard error below 0.045.

    Raises:
        ValueError: the signatures were made in different ways.
    """
    if one.scheme != other.scheme:
        raise ValueError(f"signatures of {one.scheme} and {other.scheme} cannot be compared")
    mine, theirs = memoryview(one.hashes).cast("I"), memoryview(other.hashes).cast("I")
    return sum(a == b for a, b in zip(mine, theirs, strict=True)) / PERMUTATIONS


def bands(made: Signature) -> tuple[int, ...]:
    """Return the 32 signed 64-bit numbers by which alike signatures are found."""
    width = 4 * ROWS
    name = made.scheme.encode()
    found = []
    for band in range(BANDS):
        rows = made.hashes[band * width : (band + 1) * width]
        key = blake2b(rows, digest_size=8, key=name[:64], salt=band.to_bytes(2, "big"))
        found.append(int.from_bytes(key.digest(), "big", signed=True))
    return tuple(found)


def telling(text: str) -> Telling:
    """Return what a text is compared by."""
    words = _words(text)
    tokens = _TOKEN.findall(text)
    figures = _figure_places(tokens)
    return Telling(
        shingles=frozenset(_shingles(words)),
        words=frozenset(fold(token) for token in tokens if token.isalpha()),
        length=len(words),
        figures=frozenset(figure for runs in figures.values() for run in runs for figure in run),
        names=_names(tokens),
        figure_places=figures,
        name_places=_name_places(_TOKEN.findall(_below_title(text))),
    )


def overlap(one: Telling, other: Telling) -> float:
    """Return the Jaccard similarity of two texts' shingles, exactly."""
    shared = len(one.shingles & other.shingles)
    return shared / (len(one.shingles) + len(other.shingles) - shared)


def same_story(one: Telling, other: Telling, *, one_outlet: bool) -> bool:
    """Tell whether two texts are the same report: copied, cut, extended or lightly edited.

    ``one_outlet`` where both are of the same outlet, or it is not known. However alike they read,
    two texts are different reports (price lists, results, recurring releases) where each has a
    figure, day or month, or a repeated name, that the other lacks, or where another figure or name
    stands between the same two words. A cut or extended copy lacks such on one side only.
    """
    shorter = min(one.length, other.length)
    if shorter < FEW:
        return shorter > 0 and one.shingles == other.shingles
    if overlap(one, other) < (WITHIN if one_outlet else ACROSS):
        return False
    figures = one.figures - other.figures, other.figures - one.figures
    names = one.names - other.words, other.names - one.words
    return not (all(figures) or all(names) or _other_figure(one, other) or _other_name(one, other))


def _other_figure(one: Telling, other: Telling) -> bool:
    left = _COMPARED
    for place, runs in one.figure_places.items():
        others = other.figure_places.get(place)
        if others is None or runs & others:
            continue
        left -= len(runs) * len(others)
        if left < 0 or not any(_either_in(mine, theirs) for mine in runs for theirs in others):
            return True
    return False


def _either_in(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether the shorter row of figures is what the longer one says with some left out."""
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    return all(figure in rest for figure in shorter)


def _other_name(one: Telling, other: Telling) -> bool:
    left = _COMPARED
    for place in one.name_places.keys() & other.name_places.keys():
        mine = one.name_places[place] - other.words
        theirs = other.name_places[place] - one.words
        if not mine or not theirs:
            continue
        left -= len(mine) * len(theirs)
        if left < 0 or not any(_spelled_alike(a, b) for a in mine for b in theirs):
            return True
    return False


def _spelled_alike(one: str, other: str) -> bool:
    """Tell whether two long words are one with a slip; KSPI and KSPSI are two unions."""
    if min(len(one), len(other)) < _LONG:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SLIP


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _shingles(words: list[str]) -> list[str]:
    return [
        " ".join(words[begin : begin + SHINGLE])
        for begin in range(max(1, len(words) - SHINGLE + 1))
    ]


@cache
def _figure_words() -> dict[str, str]:
    named = {word: str(n) for n, words in enumerate(_MONTHS, 1) for word in words}
    named.update({word: str(n) for n, words in enumerate(_COUNTS, 2) for word in words})
    named.update({word: words[0] for words in _DAYS for word in words})
    return named


def _figure_places(tokens: list[str]) -> dict[tuple[str, str], frozenset[tuple[str, ...]]]:
    """Return by the words on both sides which figures stand in a row between them.

    Digits are taken apart at their separators and words for numbers, days and months count too,
    so that "280.000" and "280 ribu", "19/9/2019" and "19 September" differ on one side at most.
    """
    named = _figure_words()
    places: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    before, run = "", list[str]()
    for token in (*map(fold, tokens), ""):
        if token.isdecimal():
            run.extend([token.lstrip("0")] if token.strip("0") else [])
        elif token in named:
            run.append(named[token])
        elif not token or token.isalpha():
            if run:
                places.setdefault((before, token), set()).add(tuple(run))
            before, run = token, []
    return {place: frozenset(runs) for place, runs in places.items()}


def _below_title(text: str) -> str:
    """Return a text without a first line as short as a title, where every word has a capital."""
    title, _, body = text.partition("\n")
    return body if len(title) <= _TITLE else text


def _names(tokens: list[str]) -> frozenset[str]:
    """Return the words that stand at least twice with a capital inside a sentence."""
    counted = Counter(
        fold(token) for before, token in pairwise(tokens) if _is_name(token) and before.isalnum()
    )
    return frozenset(name for name, count in counted.items() if count > 1)


def _name_places(tokens: list[str]) -> dict[tuple[str, str], frozenset[str]]:
    """Return by the words on both sides which names stand between them, inside a sentence."""
    places: dict[tuple[str, str], set[str]] = {}
    before, run = "", set[str]()
    for token in tokens:
        if before and _is_name(token):
            run.add(fold(token))
            continue
        word = fold(token) if token.isalnum() else ""
        if run and word:
            places.setdefault((before, word), set()).update(run)
        before, run = word, set()
    return {place: frozenset(names) for place, names in places.items()}


def _is_name(token: str) -> bool:
    return len(token) > 2 and token[0].isupper() and fold(token) not in _figure_words()
