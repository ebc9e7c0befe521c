"""How near to the question's words an answer stands, in its sentence and across sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.evidence.candidates import Candidate
from rag.evidence.question import AskedQuestion
from rag.language import index_words

_REACH = 6  # tokens at which a word's nearness is halved
APART = 8
"""Tokens that the end of a sentence counts as."""
BESIDE = 2
"""Sentences either way that are looked at."""
_MOST = 40  # candidates of a sentence; a list of a hundred figures is no answer to look at closely
_TOKEN = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*|%")

_Token = tuple[int, int, tuple[str, ...]]  # begin, end, stems


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A sentence's tokens, and where the question's words stand among them."""

    tokens: Sequence[_Token]
    places: Sequence[tuple[int, str]]  # number of the token, stem of the question


def placed(
    asked: AskedQuestion, text: str, known: Mapping[str, frozenset[str]] | None = None
) -> Placed:
    """Find the question's words in a text.

    An acronym stands for the words that ``known`` gives it.
    """
    tokens: list[_Token] = [(m.start(), m.end(), _stems(m[0])) for m in _TOKEN.finditer(text)]
    if known:
        tokens = [(a, b, _spelled(stems, known)) for a, b, stems in tokens]
    tokens = _meant(tokens, asked, text)
    places = [(n, s) for n, (_, _, stems) in enumerate(tokens) for s in stems if s in asked.weights]
    return Placed(tokens=tokens, places=places)


def nearness(
    asked: AskedQuestion,
    text: str,
    found: Sequence[Candidate],
    known: Mapping[str, frozenset[str]] | None = None,
) -> float:
    """Return how near the best-fitting candidate stands to the question's words, from 0 to 1.

    Each question word counts with its weight, divided by 1 + distance / 6 in tokens.
    """
    if not found or not asked.mass:
        return 0.0
    read = placed(asked, text, known)
    return near_in(asked, read, found)


def near_in(asked: AskedQuestion, read: Placed, found: Sequence[Candidate]) -> float:
    """Return ``nearness`` in a sentence whose words are found already."""
    return _nearest(asked, read, found, read.places)


def near_across(
    asked: AskedQuestion,
    passage: Sequence[Placed],
    number: int,
    found: Sequence[Candidate],
    *,
    apart: int = APART,
) -> float:
    """Return ``nearness`` of one sentence's candidates, with the words of those beside it.

    "She was born in Semarang. Rina is a lawyer": what a sentence leaves out stands in the one
    before or after it. The end of a sentence counts as ``apart`` tokens.
    """
    places = list(passage[number].places)
    shift = 0
    for other in range(number - 1, max(-1, number - 1 - BESIDE), -1):
        shift -= len(passage[other].tokens) + apart
        places += [(n + shift, stem) for n, stem in passage[other].places]
    shift = len(passage[number].tokens) + apart
    for other in range(number + 1, min(len(passage), number + 1 + BESIDE)):
        places += [(n + shift, stem) for n, stem in passage[other].places]
        shift += len(passage[other].tokens) + apart
    return _nearest(asked, passage[number], found, places)


def _nearest(
    asked: AskedQuestion,
    read: Placed,
    found: Sequence[Candidate],
    places: Sequence[tuple[int, str]],
) -> float:
    best = 0.0
    for candidate in found[:_MOST] if asked.mass else ():
        inside = [
            n
            for n, (begin, end, _) in enumerate(read.tokens)
            if begin < candidate.end and end > candidate.start
        ]
        if inside:
            best = max(best, candidate.fit * _pull(asked, places, inside[0], inside[-1]))
    return best / asked.mass if asked.mass else 0.0


def _spelled(stems: tuple[str, ...], known: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    return (*stems, *(word for stem in stems for word in known.get(stem, ())))


def _meant(tokens: list[_Token], asked: AskedQuestion, text: str) -> list[_Token]:
    """Add to each token the stems of the question that it stands for, alone or in a row."""
    singles, there = asked.wordings.singles, frozenset(s for *_, stems in tokens for s in stems)
    rows = asked.wordings.rows_in(there, text)
    if not rows and singles.keys().isdisjoint(there):
        return tokens
    return [
        (
            begin,
            end,
            (
                *stems,
                *(meant for stem in stems for meant in singles.get(stem, ())),
                *(
                    stem
                    for said, meant in rows
                    if not set(said).isdisjoint(stems)
                    for stem in meant
                ),
            ),
        )
        for begin, end, stems in tokens
    ]


def _pull(asked: AskedQuestion, places: Sequence[tuple[int, str]], first: int, last: int) -> float:
    pulls: dict[str, float] = {}
    for place, stem in places:
        distance = 1 if first <= place <= last else max(first - place, place - last)
        pulls[stem] = max(pulls.get(stem, 0.0), asked.weights[stem] / (1 + distance / _REACH))
    return sum(pulls.values())


@lru_cache(maxsize=100_000)
def _stems(raw: str) -> tuple[str, ...]:
    return tuple(index_words(raw))
