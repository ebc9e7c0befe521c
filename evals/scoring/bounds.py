"""Whether an answer keeps to the language and to the days that were asked for."""

from __future__ import annotations

from datetime import date

from evals.scoring.view import CURRENT, Look, Score
from rag.language import detect_language


def in_language(look: Look) -> Score:
    """Return whether the answer is in the language wanted, in everything but quotes.

    A sentence that is quoted letter by letter keeps its language; what the product or a model says
    in its own words is read.
    """
    wanted = look.case.answer_language
    own = [
        claim.text
        for claim in look.answer.claims
        if all(claim.text != item.text for item in claim.evidence)
    ]
    if look.answer.refused:
        own = [_unquoted(look.answer.text.split("\n")[0])]
    if look.answer.language != wanted:
        return 0.0
    return float(not own or detect_language(" ".join(own)) == wanted)


def within_dates(look: Look) -> Score:
    """Return whether all cited articles are of the days asked for.

    A question about "UMP 2027" is answered by articles of 2026: the days of a case bound the
    publication only where its gold articles were published in them.
    """
    if look.answer.refused or not (look.case.since or look.case.until):
        return None
    first, last = _days_of_case(look)
    gold = [name for name, role in look.case.roles.items() if role in CURRENT]
    days = [look.known[name].published for name in gold if name in look.known]
    if not days or len(days) < len(gold) or not all(day and first <= day <= last for day in days):
        return None
    return float(not outside_dates(look))


def within_filters(look: Look) -> Score:
    """Return whether all cited articles are of the days that the answer says it kept to."""
    filters = look.answer.filters
    if look.answer.refused or not (filters.published_from or filters.published_to):
        return None
    return float(not outside_filters(look))


def outside_dates(look: Look) -> list[str]:
    """Return the cited articles that lie outside the days that the question is about."""
    return _cited_outside(look, *_days_of_case(look))


def outside_filters(look: Look) -> list[str]:
    """Return the cited articles that lie outside the days that the answer says it kept to."""
    filters = look.answer.filters
    first, last = filters.published_from, filters.published_to
    undated = filters.undated or any(each.code == "period_undated" for each in look.answer.notices)
    if undated or (first, last) == (None, None):
        return []
    return _cited_outside(look, first or date.min, last or date.max)


def _unquoted(text: str) -> str:
    """Return a text without what stands in quotation marks: words of the question or a title."""
    parts = text.replace("”", "“").split("“")
    return " ".join(parts[::2])


def _days_of_case(look: Look) -> tuple[date, date]:
    since, until = look.case.since, look.case.until
    return (
        date.fromisoformat(since) if since else date.min,
        date.fromisoformat(until) if until else date.max,
    )


def _cited_outside(look: Look, first: date, last: date) -> list[str]:
    found = []
    for identity in look.cited:
        article = look.article(identity)
        day = None if article is None else article.published
        if day is None or not first <= day <= last:
            found.append(look.names(identity)[0] if article else identity)
    return found
