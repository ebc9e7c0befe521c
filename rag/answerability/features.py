"""What tells a question that the hits answer from one that they do not, in six numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from rag.answerability.passages import Read, read_passage
from rag.answerability.terms import Asked, Term
from rag.checks.lists import OPPOSITES
from rag.records import Hit

PASSAGES = 8
"""Hits that are looked at."""

NAMES = ("window", "matched", "missing", "rivals", "opposite", "figures")
"""Of each feature, in the order of a calibration's weights:

- window: share of the question's trust in the best three sentences in a row and their title;
- matched, missing: the trust of what the best window has and has not, in words that the archive
  never saw: three rare words together are no chance, whatever share they are;
- rivals: share of the hits that match as well as the best: where many do, none stands out;
- opposite: 1 if the best passage has, in the place of a word of the question, its opposite, and
  the best window little else missing: a question with much missing has opposites by chance;
- figures: the trust of the figures that the best passage has not, and 1 if the best window
  speaks of other years than the one asked.

Measured with the product's own search and left out, since they gain a point on one collection and
lose more on the next (labor news, never fitted to): a word that the window denies (other topics
caught fall from 80 to 69%), cover of one sentence, words in the question's order, the gap to the
next article, the search's own share, names apart from other words, superlatives, the question's
type and length. Boosted trees over all of them gain up to 10 points on removed stories, which go
when word counts are rounded: they see that the counts were changed.
"""

_SATURATION = 0.9  # k1 of BM25, the best measured for whole articles
_AS_GOOD = 0.9
_PASSAGE_SHARE = 0.5  # what the passage counts in the choice of the best window
_NEAR_SPELLING = 0.7  # what a word with the same beginning counts for
_STEM_SHARED = 4
_LITTLE = 2  # words missing beside which an opposite is no chance
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")

Row = tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Matched:
    """A passage with the presence of each term in each sentence, the title and the whole."""

    read: Read
    lines: tuple[Row, ...]
    title: Row
    whole: Row

    def windows(self) -> list[Row]:
        """Return, for each sentence, the presence in it, its neighbours and the title."""
        last = len(self.lines)
        return [
            tuple(map(max, self.title, *self.lines[max(0, n - 1) : min(last, n + 2)]))
            for n in range(last)
        ]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chosen:
    """The best window: its passage, the number of its middle sentence and what it has."""

    passage: _Matched
    place: int
    row: Row

    def forms(self) -> frozenset[str]:
        return self.passage.read.forms(self.place - 1, self.place + 2)


def features(asked: Asked, hits: Sequence[Hit]) -> Mapping[str, float]:
    """Return the features by name, nothing for a question without words or without hits."""
    found = [_match(asked, read_passage(hit.stored)) for hit in hits[:PASSAGES]]
    found = [matched for matched in found if matched.lines]
    trust = tuple(term.trust for term in asked.terms)
    mass = sum(trust)
    if not found or not mass:
        return {}
    matched = -1.0
    best, chosen = -1.0, _Chosen(passage=found[0], place=0, row=())
    for one in found:
        whole = _PASSAGE_SHARE * _sum(trust, one.whole)
        for n, row in enumerate(one.windows()):
            got = _sum(trust, row)
            matched = max(matched, got)
            if got + whole > best:
                best, chosen = got + whole, _Chosen(passage=one, place=n, row=row)
    return {
        "window": matched / mass,
        "matched": matched,
        "missing": mass - matched,
        "rivals": _rivals(asked, found),
        "opposite": float(chosen.row.count(0.0) <= _LITTLE and _opposite(asked, chosen)),
        "figures": _figures_lost(asked, chosen),
    }


def absent(asked: Asked, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return names and figures of the question, as written, that stand nowhere in the hits."""
    found = [read_passage(hit.stored) for hit in hits]
    everything = frozenset[str]().union(*(read.stems for read in found))
    pairs = frozenset[tuple[str, str]]().union(*(read.pairs for read in found))
    return tuple(
        word
        for term in asked.terms
        if term.named
        and not term.presence(everything, pairs)
        and not near_spelling(term, everything)
        for word in term.named
    )


def near_spelling(term: Term, stems: frozenset[str]) -> bool:
    """Tell whether a stem begins like the term's only one, and ends nearly alike: "Jokowi's"."""
    (one, *more), _ = term.wordings[0]
    if more or len(one) <= _STEM_SHARED or not one.isalpha():
        return False
    head = one[: max(_STEM_SHARED, len(one) - 2)]
    return any(s.startswith(head) and abs(len(s) - len(one)) <= 2 for s in stems)


def _match(asked: Asked, read: Read) -> _Matched:
    whole = [term.presence(read.stems, read.pairs) for term in asked.terms]
    for n, term in enumerate(asked.terms):
        if not whole[n] and near_spelling(term, read.stems):
            whole[n] = _NEAR_SPELLING
    return _Matched(
        read=read,
        lines=tuple(
            tuple(t.presence(line.stems, line.pairs) for t in asked.terms) for line in read.lines
        ),
        title=tuple(term.presence(read.title, read.titled) for term in asked.terms),
        whole=tuple(whole),
    )


def _sum(weights: Row, row: Row) -> float:
    total: float = sum(map(mul, weights, row))
    return total


def _opposite(asked: Asked, chosen: _Chosen) -> bool:
    said = chosen.passage.read.forms()
    return any(
        not OPPOSITES.get(form, frozenset()).isdisjoint(said)
        for term in asked.terms
        for form in term.forms - said
    )


def _figures_lost(asked: Asked, chosen: _Chosen) -> float:
    lost = sum(
        term.trust * (1 - share)
        for term, share in zip(asked.terms, chosen.passage.whole, strict=True)
        if term.named and term.named[0][0].isdecimal()
    )
    years = [
        share
        for term, share in zip(asked.terms, chosen.row, strict=True)
        if term.named and _YEAR.fullmatch(term.named[0])
    ]
    return lost + float(bool(years) and not any(years) and any(map(_is_year, chosen.forms())))


def _is_year(form: str) -> bool:
    return _YEAR.fullmatch(form) is not None


def _rivals(asked: Asked, found: Sequence[_Matched]) -> float:
    scores = [_score(asked, one) for one in found]
    return sum(score >= _AS_GOOD * max(scores) for score in scores) / PASSAGES


def _score(asked: Asked, one: _Matched) -> float:
    """Return the saturated count of the question's terms, as in BM25 without length."""
    score = 0.0
    for term, share in zip(asked.terms, one.whole, strict=True):
        if share:
            count = max(min(map(one.read.count, stems)) for stems, _ in term.wordings)
            often = max(count, share)
            score += term.weight * often / (often + _SATURATION)
    return score
