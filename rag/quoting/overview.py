"""Overviews in the archive's own sentences: how reports begin, and what else one of them tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from rag.checks import is_order
from rag.language import index_words
from rag.records import (
    Draft,
    DraftClaim,
    EngineName,
    Evidence,
    Sentence,
    SentenceKind,
    StoredPassage,
)

MOST_REPORTS = 5
"""Reports of an overview: what a person in a hurry reads."""
MOST_OF_ONE = 5
"""Sentences of the only report, its beginning among them."""
_SAME = 0.75  # of the shorter one's stems: as ``rag.quoting.engine`` takes for the same
_FEWEST = 8  # words: bylines, captions and cross-headings have fewer
_LONGEST = 450  # characters; what is longer is a list that was not taken apart
_OPENING = 6  # sentences among which the one that a report begins with is looked for
# What leans on the sentence before it says little alone.
_LEANS = re.compile(
    r"[\"“'‘]?(?:ia|dia|mereka|beliau|itu|ini|hal (?:itu|ini)|namun|tetapi|tapi|selain itu|sebab"
    r"|karena itu|akibatnya|padahal|sementara itu|he|she|they|it|this|that|these|those|but|however"
    r"|his|her|their|also|meanwhile)\b",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:baca(?: juga)?|read(?: also| more)?|simak|lihat juga|editor|penulis|reporter|pewarta"
    r"|foto|photo|sumber|source|tags?)\s*[:;]|©|\(c\) ",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One report of an overview: its passages from the first one on, in the order of the text."""

    passages: tuple[StoredPassage, ...]


_Placed = tuple[StoredPassage, Sentence]


def overview(reports: Sequence[Report], *, frequency: Callable[[str], float]) -> Draft:
    """Return how the reports begin, in their order; of a single one what it tells besides.

    At most ``MOST_REPORTS``; a report that begins as an earlier one does is left out. Further
    sentences of a single report are those that have most of its own words for their length
    (the idea of SumBasic: Nenkova and Vanderwende 2005, with the archive's rarity of words), in the
    order of the text. Each claim is a sentence letter by letter. ``frequency`` is the inverse
    document frequency of a stem.
    """
    shown: list[_Placed] = []
    said: list[frozenset[str]] = []
    for report in reports:
        first = opening(report)
        if len(shown) == MOST_REPORTS or first is None:
            continue
        stems = _stems(first)
        if not any(_same(stems, other) for other in said):
            shown.append(first)
            said.append(stems)
    if len(reports) == 1 and shown:
        shown += _telling(reports[0], shown[0], frequency)
    claims = tuple(
        DraftClaim(text=stored.sentence_text(one), evidence=(Evidence.of(stored, one),))
        for stored, one in shown
    )
    return Draft(engine=EngineName.QUOTING, claims=claims)


def opening(report: Report) -> _Placed | None:
    """Return the sentence that a report begins with, None where it has no sentence to quote.

    The first whole sentence of its text: a title, a byline or a caption says who or what, and not
    what happened.
    """
    body = list(_body(report))
    whole = (one for one in body[:_OPENING] if _whole(one))
    return next(whole, body[0] if body else None)


def _body(report: Report) -> Iterator[_Placed]:
    for stored in report.passages:
        for sentence in stored.passage.sentences:
            text = stored.sentence_text(sentence)
            kept = sentence.kind is SentenceKind.BODY and not _FURNITURE.match(text)
            if kept and len(text) <= _LONGEST and not is_order(text):
                yield stored, sentence


def _whole(placed: _Placed) -> bool:
    text = placed[0].sentence_text(placed[1]).rstrip(" \"”’'")
    return len(text.split()) >= _FEWEST and text.endswith((".", "!", "?", ",", "…"))


def _telling(report: Report, first: _Placed, frequency: Callable[[str], float]) -> list[_Placed]:
    """Return the sentences after ``first`` that tell most, none of them twice, in their order."""
    body = list(_body(report))
    counts: dict[str, int] = {}
    for placed in body:
        for stem in _stems(placed):
            counts[stem] = counts.get(stem, 0) + 1
    said = set(_stems(first))
    after = [
        placed
        for placed in body
        if placed[1].ordinal > first[1].ordinal and _whole(placed) and _stands_alone(placed)
    ]
    chosen: list[_Placed] = []

    def worth(placed: _Placed) -> float:
        new = _stems(placed) - said
        mass = sum(sqrt(counts[stem]) * max(0.0, frequency(stem)) for stem in new)
        return mass / sqrt(_FEWEST + len(_stems(placed)))

    while after and len(chosen) < MOST_OF_ONE - 1:
        best = max(after, key=lambda placed: (worth(placed), -placed[1].ordinal))
        after.remove(best)
        if any(_same(_stems(best), _stems(other)) for other in (first, *chosen)):
            continue
        chosen.append(best)
        said |= _stems(best)
    return sorted(chosen, key=lambda placed: placed[1].ordinal)


def _stands_alone(placed: _Placed) -> bool:
    return not _LEANS.match(placed[0].sentence_text(placed[1]))


def _stems(placed: _Placed) -> frozenset[str]:
    return frozenset(index_words(placed[0].sentence_text(placed[1])))


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) >= _SAME * shorter
