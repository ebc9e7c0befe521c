"""The person's own filter: what stands in its fields, and times in words. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from rag.asking import day_of
from rag.records import Filters
from rag.wording import day
from ui.texts import texts

FIELD_LIMIT = 120
"""Characters that a field takes in; the longest names of outlets are a third of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowing:
    """What the fields of the filter mean: filters, or in ``wrong`` why they mean nothing."""

    filters: Filters = field(default_factory=Filters)
    wrong: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is narrowed."""
        return self.filters != Filters()


def narrowing(first: object, last: object, outlet: object, language: str) -> Narrowing:
    """Read the three fields, whatever a browser has sent.

    Args:
        first: the first day of publication: a day, month or year, as people write it.
        last: the last day; of a month or year its last day.
        outlet: the name of an outlet.
        language: in which ``wrong`` is said.
    """
    begin_text, end_text, name = (_line(one) for one in (first, last, outlet))
    begin, end = day_of(begin_text), day_of(end_text, last=True)
    words = texts(language)
    if begin_text and begin is None:
        return Narrowing(wrong=words.no_such_date.format(text=begin_text[:60]))
    if end_text and end is None:
        return Narrowing(wrong=words.no_such_date.format(text=end_text[:60]))
    if begin is not None and end is not None and begin > end:
        return Narrowing(
            wrong=words.wrong_order.format(first=day(begin, language), last=day(end, language))
        )
    return Narrowing(filters=Filters(published_from=begin, published_to=end, outlet=name or None))


def _line(sent: object) -> str:
    return " ".join(sent[:FIELD_LIMIT].split()) if isinstance(sent, str) else ""


def span(first: date | None, last: date | None, language: str) -> str:
    """Return days in few words: "terbit 1–30 November 2025", "published since 3 March 2025"."""
    words = texts(language)
    if first is None or last is None:
        if first is not None:
            return words.published_since.format(date=day(first, language))
        return words.published_until.format(date=day(last, language))
    begin, end = day(first, language), day(last, language)
    if first == last:
        return words.published_on.format(date=end)
    if (first.year, first.month) == (last.year, last.month):
        begin, dash = str(first.day), "–"
    else:
        begin, dash = (begin[:-5] if first.year == last.year else begin), " – "
    return words.published_on.format(date=begin + dash + end)


def described(filters: Filters, language: str) -> str:
    """Return the person's own filters in words, "" where there are none."""
    parts = []
    if filters.published_from is not None or filters.published_to is not None:
        parts.append(span(filters.published_from, filters.published_to, language))
    if filters.outlet is not None:
        parts.append(texts(language).from_outlet.format(outlet=filters.outlet))
    return ", ".join(parts)
