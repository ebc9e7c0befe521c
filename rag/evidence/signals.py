"""What speaks for a sentence as an answer, as numbers; ``rag.evidence.weights`` weighs them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Signals:
    """Shares and degrees from 0 to 1 of one sentence."""

    coverage: float  # weight of the question's words in the sentence
    context: float  # ... with its title and neighbours
    window: float  # ... with three sentences either way, fading
    passage: float  # ... anywhere in the passage
    subject: float  # weight of the words that are no names: of what is said of them
    first: float  # 1 / (1 + place of the passage among the found ones)
    form: float  # how well the best candidate answers by its form
    near: float  # ... and how near it stands to the question's words
    linked: float  # ... those of the neighbouring sentences among them
    headline: float  # 1 for a title: a sentence of the body says the same in full
    partly: float  # 1 where only part of a name stands that the passage tells in full


def cut_short(names: Sequence[str], told: Iterable[str]) -> bool:
    """Tell whether all of ``names`` are single words of longer names in ``told``.

    "Curtis" where the report elsewhere says "Mark Curtis".
    """
    longer = [name.split() for name in told if " " in name]
    return bool(names) and all(
        " " not in name and any(name in words for words in longer) for name in names
    )
