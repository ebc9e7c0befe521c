"""How much of a question the sentences of a passage and their neighbours have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.evidence.question import AskedQuestion
from rag.language import index_words
from rag.records import Sentence, SentenceKind, StoredPassage

_FADING = (1.0, 0.6, 0.4, 0.25)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cover:
    """How much of the question a sentence and its neighbours have."""

    beside: frozenset[str]
    coverage: float
    context: float
    window: float


def cover(
    asked: AskedQuestion,
    stored: StoredPassage,
    number: int,
    stems: Sequence[frozenset[str]],
    title: frozenset[str],
) -> Cover:
    """Return how much of the question the sentence of that number has, given all their stems."""
    beside = title.union(*stems[max(0, number - 1) : number + 2])
    said = stems[number]
    if stored.passage.sentences[number].kind is SentenceKind.ROW:
        head = _header_stems(stored, number, stems)  # what its columns are called, it says too
        said, beside = said | head, beside | head
    coverage = share(asked, said)
    context = share(asked, beside)
    window = _window(asked, title, stems, number)
    return Cover(beside=beside, coverage=coverage, context=context, window=window)


@lru_cache(maxsize=8192)
def stems_in(text: str) -> frozenset[str]:
    """Return the different stems of a text.

    Kept, because the sentences of a good passage are looked at for its place among others, for
    the answer, and for the next question about the same.
    """
    return frozenset(index_words(text))


def header_of(stored: StoredPassage, row: Sentence) -> Sentence | None:
    """Return the first row of the table run that ``row`` stands in, unless it is that row."""
    header: Sentence | None = None
    for sentence in stored.passage.sentences:
        if sentence.kind is not SentenceKind.ROW:
            header = None
        elif header is None:
            header = sentence
        if sentence == row:
            return None if header == row else header
    return None


def _header_stems(
    stored: StoredPassage, number: int, stems: Sequence[frozenset[str]]
) -> frozenset[str]:
    sentences = stored.passage.sentences
    header = header_of(stored, sentences[number])
    return stems[sentences.index(header)] if header else frozenset()


def share(asked: AskedQuestion, stems: Iterable[str]) -> float:
    """Return the share of the question's weight that ``stems`` cover."""
    return part_of(asked.weights, stems)


def part_of(weights: Mapping[str, float], stems: Iterable[str]) -> float:
    """Return the share of the weights' sum that belongs to ``stems``."""
    mass = sum(weights.values())
    return sum(weights[stem] for stem in weights.keys() & stems) / mass if mass else 0.0


def _window(
    asked: AskedQuestion, title: frozenset[str], stems: Sequence[frozenset[str]], number: int
) -> float:
    """Return coverage with words further away counting less, those before more than after."""
    seen = dict.fromkeys(asked.weights.keys() & title, 0.5)
    for other in range(max(0, number - 3), min(len(stems), number + 3)):
        factor = _FADING[abs(other - number)] * (1.0 if other <= number else 0.7)
        for stem in asked.weights.keys() & stems[other]:
            seen[stem] = max(seen.get(stem, 0.0), factor)
    mass = asked.mass
    return sum(asked.weights[stem] * factor for stem, factor in seen.items()) / mass if mass else 0
