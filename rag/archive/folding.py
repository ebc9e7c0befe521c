"""How names, titles and questions are compared, and the one form of times beside articles."""

from __future__ import annotations

from datetime import UTC, datetime
from unicodedata import normalize


def folded(text: str) -> str:
    """Return text as it is compared: NFKC, without case, each run of spaces one space.

    Normalised twice, because folding case can take a text out of its normal form (Unicode
    Standard 3.13, D146).
    """
    return normalize("NFKC", " ".join(normalize("NFKC", text).casefold().split()))


def moment_text(moment: datetime | None = None) -> str:
    """Return a moment (now, unless given) in UTC to the microsecond: texts compare as times do.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment is None:
        moment = datetime.now(UTC)
    elif moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment_of(text: str | None) -> datetime | None:
    """Return the moment that ``moment_text`` wrote, None for none."""
    return None if text is None else datetime.fromisoformat(text)
