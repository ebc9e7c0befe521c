"""Spellings that the archive knows near a word that it does not know, the likeliest first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.language import is_common_word, stem
from rag.spelling.asked import CLITICS, SHORTEST, function_word
from rag.spelling.edits import Likelihood, edits, likelihood, readable, respellings
from rag.spelling.vocabulary import Vocabulary

_TIER = 0.5
"""A likelier kind of mistake weighs as much as three times the passages (log10)."""

_FIRST = 0.5
"""So does the same first letter, which people rarely mistype."""

_FUNCTION_WORD = 10
"""Passages that a function or question word counts for at least, however small the archive."""

_LOOKED_AT = 4
_TOGETHER = 2.0
"""A candidate that stands beside the question's next word weighs like a hundred times as many."""

_CLOSE = 1.5
"""Candidates within a factor of thirty of the best may be what was meant as well."""

_FAR_COMMONER = 200
"""A word of one or two passages is a slip of one that stands in so many times more.

Articles have slips as well, and a question may repeat one.
"""

_TWO_EDITS = 9
"""Letters of a word that may hold two mistakes; shorter ones have too many neighbours."""

_MUCH_COMMONER = 10
_PREFIX = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A known spelling, the passages it stands in, and how the misspelling comes about."""

    word: str
    passages: int
    likelihood: Likelihood
    score: float


def one_edit(word: str, vocabulary: Vocabulary) -> list[Candidate]:
    """Return all known spellings one edit away, and known older or newer spellings.

    About 450 look-ups by key for a word of eight letters: always fresh, and faster than a scan
    (median of 200 words at 103,000 spellings: 0.7 ms, rapidfuzz over a list in memory 22 ms).
    """
    nearby = edits(word) | respellings(word)
    long_enough = sorted(each for each in nearby if len(each) >= SHORTEST - 1)
    found = {e: count for e, count in vocabulary.form_frequency(long_enough).items() if count}
    found |= _of_known_stems([e for e in long_enough if e not in found], vocabulary)
    for each in long_enough:
        if len(each) >= SHORTEST and function_word(each):
            found[each] = max(found.get(each, 0), _FUNCTION_WORD)
    return [_rated(word, each, count) for each, count in found.items()]


def _of_known_stems(words: Sequence[str], vocabulary: Vocabulary) -> dict[str, int]:
    """Return words of the language that the archive has in another form, with its passages.

    "dilahirkan" may stand nowhere in it, and "lahir" everywhere.
    """
    stems = {
        word: stem(word) for word in words if is_common_word(word) and not word.endswith(CLITICS)
    }
    if not stems:
        return {}
    passages = vocabulary.document_frequency(sorted(set(stems.values())))
    return {word: passages[root] for word, root in stems.items() if passages[root]}


def far_commoner(word: str, passages: int, vocabulary: Vocabulary) -> list[Candidate]:
    """Return the words of which a known but rare one may be a slip."""
    return [
        each
        for each in one_edit(word, vocabulary)
        if each.passages >= _FAR_COMMONER * passages
        and (
            each.likelihood is Likelihood.SLIP
            or (each.likelihood is Likelihood.NEAR and function_word(each.word))
            or (readable(each.word) and not readable(word))
        )
    ]


def _rated(typed: str, meant: str, passages: int) -> Candidate:
    kind = likelihood(meant, typed)
    score = math.log10(passages) - _TIER * kind - _FIRST * (meant[0] != typed[0])
    return Candidate(word=meant, passages=passages, likelihood=kind, score=score)


def likeliest(
    candidates: Sequence[Candidate], around: tuple[str, str], vocabulary: Vocabulary
) -> list[str]:
    """Return the best candidate and those nearly as good, best first.

    Of the first few, rather one that stands beside the same words. ``around`` are the content
    words before and after, empty where there is none.
    """
    ranked = sorted(candidates, key=lambda each: (-each.score, each.word))[:_LOOKED_AT]
    if len(ranked) < 2:
        return [each.word for each in ranked]
    before, after = (stem(word) if word else "" for word in around)

    def rank(each: Candidate) -> float:
        meant = stem(each.word)
        together = (before and vocabulary.stand_together(before, meant)) or (
            after and vocabulary.stand_together(meant, after)
        )
        return each.score + (_TOGETHER if together else 0)

    scores = {each.word: rank(each) for each in ranked}
    best = sorted(scores, key=lambda word: -scores[word])
    return [word for word in best if scores[word] >= scores[best[0]] - _CLOSE]


def two_edits(word: str, vocabulary: Vocabulary) -> str | None:
    """Return the only word two edits away that is much commoner than any other, or None.

    Only words that begin with the same three letters are looked at: there are too many others,
    and people seldom mistype a word's beginning.
    """
    if len(word) < _TWO_EDITS:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    counts = vocabulary.forms_beginning(
        word[:_PREFIX], shortest=len(word) - 2, longest=len(word) + 2
    )
    near = process.extract(word, list(counts), scorer=OSA.distance, score_cutoff=2, limit=None)
    found = sorted(((counts[each], each) for each, _, _ in near), reverse=True)
    if not found or found[0][0] < _MUCH_COMMONER:
        return None
    others = [count for count, each in found[1:] if stem(each) != stem(found[0][1])]
    if others and others[0] * _MUCH_COMMONER > found[0][0]:
        return None
    return found[0][1]
