"""What "kemarin" and "pekan depan" of an article mean to somebody who reads it later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.context import Context
from rag.language import dates, index_words, question_words
from rag.records import Claim, Hit

_MUCH_NEWER = timedelta(days=30)
_RELEVANT = 0.8
"""Fit from which a passage is about the question; it must also be no less so than what is cited."""

_COVERED = 0.75  # of the question's words that the passages cited have


@dataclass(frozen=True, kw_only=True, slots=True)
class RelativeDay:
    """A relative time of a claim, as written, and the days that it means (both included)."""

    text: str
    first: date
    last: date


def relative_days(claim: Claim, published: Mapping[str, date | None]) -> tuple[RelativeDay, ...]:
    """Return the relative times in a claim's text, read against the publication of its article.

    Nothing where the article has no date, or evidence of several days leaves it open which.
    """
    anchors = {published.get(item.article) for item in claim.evidence}
    anchor = anchors.pop() if len(anchors) == 1 else None
    if anchor is None:
        return ()
    absolute = {(mention.start, mention.end) for mention in dates(claim.text)}
    found: dict[str, RelativeDay] = {}
    for mention in dates(claim.text, anchor):
        span = (mention.start, mention.end)
        text = claim.text[mention.start : mention.end]
        if span in absolute or mention.first is None or mention.last is None:
            continue
        found.setdefault(
            text.casefold(), RelativeDay(text=text, first=mention.first, last=mention.last)
        )
    return tuple(found.values())


def newer(context: Context, as_of: date | None, cited: Sequence[str]) -> Hit | None:
    """Return the newest passage that is as much to the point as those cited, if it is not cited.

    It must have been published more than 30 days after everything that is cited, and have nearly
    as many of the question's words: a fit that other wordings raised is no newer report on this.
    """
    own = [hit.fit for hit in _cited(context, cited)]
    least = max([_RELEVANT, *own])
    if as_of is None:
        return None
    asked = set(question_words(context.understood.text))
    covered = max((len(asked & _stems(hit)) for hit in _cited(context, cited)), default=0)
    later = [
        hit
        for hit in context.standing
        if hit.fit >= least
        and len(asked & _stems(hit)) >= _COVERED * covered
        and hit.stored.article.id not in cited
        and hit.stored.article.published is not None
        and hit.stored.article.published - as_of > _MUCH_NEWER
    ]
    return max(later, key=lambda hit: hit.stored.article.published or date.min, default=None)


def _cited(context: Context, cited: Sequence[str]) -> list[Hit]:
    """Return the passages of cited articles that an answer may rest on."""
    return [hit for hit in context.standing if hit.stored.article.id in cited]


def _stems(hit: Hit) -> set[str]:
    return set(index_words(f"{hit.stored.article.title} {hit.stored.text}"))
