"""What is asked of the full-text index for a question, and within which filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rag.archive import index_token
from rag.evidence.wordings import SURE
from rag.language import stem, words
from rag.records import Filters, Period, Understood
from rag.scoring import Part

_POSTINGS = 10_000


def stems_of(understood: Understood) -> Iterable[str]:
    """Return the stems of a question in all its wordings."""
    for concept in understood.concepts:
        yield from concept.stems
        for other in concept.others:
            yield from other.stems


def within(own: Filters, period: Period | None) -> Filters:
    """Return the person's filters and the period that the question names; the person's win."""
    if period is None or own.published_from or own.published_to or own.undated:
        return own
    return replace(own, published_from=period.first, published_to=period.last)


def searched(part: Part, known: Mapping[str, int]) -> list[str]:
    """Return the wordings of a concept that are worth searching in this archive.

    Its own always. Another one where the archive does not know the question's words, or says it
    three times as often; and the short form of a long one. More would find wrong passages: with
    all wordings the right one is among the first ten of 42,965 passages for 86.8% of facqa's
    questions, so it is for 92%, as without any (n = 320).
    """
    phrases = [token for token, _ in part.own]
    own = min(known[token] for token in phrases)
    for tokens, sure in part.others:
        count = min(known[token] for token in tokens)
        short = len(phrases) > 1 and len(tokens) == 1 and sure == 1
        if own == 0 or short or (sure >= SURE and count >= _OFTENER * own):
            phrases.append(" ".join(tokens))
    return phrases


_OFTENER = 3


def pruned(postings: Mapping[str, int]) -> list[str]:
    """Return the rarest phrases whose postings add up to at most 10,000, one at least.

    The cost of frequent words grows with the archive; passages that only they would find are
    rarely right. On the labor set (42,309 passages) 9.9 of the plain query's ten best are still
    among the 100 first, at 0.6 of its cost.
    """
    kept: list[str] = []
    total = 0
    for phrase, count in sorted(postings.items(), key=lambda item: (item[1], item[0])):
        if count == 0:
            continue
        if kept and total + count > _POSTINGS:
            break
        kept.append(phrase)
        total += count
    return kept


def shown_terms(understood: Understood) -> tuple[str, ...]:
    """Return the question's own words that were searched, for people."""
    wanted = {index_token(stem) for concept in understood.concepts for stem in concept.stems}
    return tuple(
        dict.fromkeys(word for word in words(understood.text) if index_token(stem(word)) in wanted)
    )
