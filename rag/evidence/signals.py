"""What speaks for a sentence as an answer, as numbers; ``rag.evidence.weights`` weighs them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.evidence.nearness import Placed
from rag.evidence.question import AskedQuestion
from rag.language import question_words

# A sentence that begins so speaks of somebody or something in the one before it.
_POINTS_BACK = re.compile(
    r"^\W*(?:ia|dia|mereka|beliau|hal (?:itu|ini)|hal tersebut|keduanya|itu|ini|he|she|they|it|this"
    r"|(?:pria|wanita|perempuan|laki-laki|lelaki|serikat|perusahaan|organisasi|lembaga|acara|aksi"
    r"|kegiatan|aturan|angka|jumlah|rapat|pertemuan|kongres|partai|kota|desa)\s(?:\w+\s){0,2}?"
    r"(?:itu|ini|tersebut|kelahiran|berusia))\b",
    re.IGNORECASE,
)
_TOGETHER = 3  # tokens within which two neighbouring words of the question stand together
SHORT = 4
"""Tokens up to which a sentence is a cross-heading or a torn piece."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Signals:
    """Shares and degrees from 0 to 1 of one sentence."""

    coverage: float  # weight of the question's words in the sentence
    context: float  # ... with its title and neighbours
    window: float  # ... with three sentences either way, fading
    passage: float  # ... anywhere in the passage
    first: float  # 1 / (1 + place of the passage among the found ones)
    form: float  # how well the best candidate answers by its form
    near: float  # ... and how near it stands to the question's words
    linked: float  # ... those of the neighbouring sentences among them
    headline: float  # 1 for a title
    subject: float  # weight of the words that are no names in the sentence
    named: float  # weight of the names in the sentence
    pairs: float  # neighbouring words of the question that stand together
    follows: float  # coverage of the sentence before, where this one points back to it
    asking: float  # 1 for a sentence that asks itself
    short: float  # 1 for a piece of a few words
    partly: float  # 1 where only part of a name stands that the passage tells in full


def points_back(text: str) -> bool:
    """Tell whether a sentence speaks of what the one before it named."""
    return bool(_POINTS_BACK.match(text))


def together(asked: AskedQuestion, read: Placed) -> float:
    """Return the weight of neighbouring question words that stand together in the same order."""
    order = [s for s in dict.fromkeys(question_words(asked.text)) if s in asked.weights]
    mass = found = 0.0
    at: dict[str, list[int]] = {}
    for n, stem in read.places:
        at.setdefault(stem, []).append(n)
    for one, next_one in pairwise(order):
        weight = asked.weights[one] + asked.weights[next_one]
        mass += weight
        if any(0 <= b - a <= _TOGETHER for a in at.get(one, ()) for b in at.get(next_one, ())):
            found += weight
    return found / mass if mass else 0.0


def cut_short(names: Sequence[str], told: Iterable[str]) -> bool:
    """Tell whether all of ``names`` are single words of longer names in ``told``.

    "Curtis" where the report elsewhere says "Mark Curtis".
    """
    longer = [name.split() for name in told if " " in name]
    return bool(names) and all(
        " " not in name and any(name in words for words in longer) for name in names
    )
