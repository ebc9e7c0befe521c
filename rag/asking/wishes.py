"""A person's own filters, as they are typed."""

from __future__ import annotations

from datetime import date

from rag.errors import UsageError
from rag.language import dates
from rag.records import Filters


def day_of(text: str, *, last: bool = False) -> date | None:
    """Return the day that a person has written, or None where the text is no date, and only that.

    ISO (2025-11-30), day first (30/11/2025, 30 November 2025, 30 Nov 2025), and a month or year
    alone, of which the first day counts, or the last if ``last``. The year has to be written: a
    guessed year would hide articles.
    """
    text = " ".join(text.split())
    found = dates(text)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(text)):
        return None
    return found[0].last if last else found[0].first


def filters_of(first: str | None, last: str | None, outlet: str | None) -> Filters:
    """Return the filters that ``--from``, ``--to`` and ``--outlet`` ask for.

    Raises:
        UsageError: a date cannot be read, they are in the wrong order, or the outlet is empty.
    """
    begin, end = _bound("--from", first), _bound("--to", last)
    if begin is not None and end is not None and begin > end:
        raise UsageError(
            f"--from {first} is later than --to {last}.", remedy="Exchange them.", item="--from"
        )
    if outlet is not None and not outlet.strip():
        raise UsageError(
            "--outlet names no outlet.", remedy="Name one, or leave it out.", item="--outlet"
        )
    return Filters(
        published_from=begin, published_to=end, outlet=outlet.strip() if outlet else None
    )


def _bound(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    found = day_of(text, last=option == "--to")
    if found is None:
        raise UsageError(
            f"{option} “{text[:60]}” is not a date with its year.",
            remedy="Write it as 2025-11-30, 30/11/2025, “30 November 2025” or “November 2025”.",
            item=option,
        )
    return found
