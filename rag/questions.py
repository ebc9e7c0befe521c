"""What may be asked, and the clock of an answer."""

from __future__ import annotations

import time
import unicodedata

from rag.errors import UsageError

MAX_QUESTION = 4000
"""Characters; a longer one is a pasted document, not a question."""


def valid_question(question: str) -> str:
    """Return the question without control characters and needless space.

    Raises:
        UsageError: nothing is left, or it is longer than 4,000 characters.
    """
    if len(question) > MAX_QUESTION:
        raise UsageError(
            f"The question has {len(question):,} characters; {MAX_QUESTION:,} is the most.",
            remedy="Ask about one thing in a sentence or two.",
        )
    plain = plain_text(question)
    if not plain:
        raise UsageError("The question is empty.", remedy="Write what you want to know.")
    return plain


def plain_text(text: str) -> str:
    """Return what a person or a program wrote, without control characters and needless space."""
    return " ".join("".join(map(_plain, text)).split())


def _plain(character: str) -> str:
    """Drop what is invisible (it may stand inside a word), and space what breaks a line."""
    category = unicodedata.category(character)
    if category in ("Cf", "Cs"):
        return ""
    return " " if category == "Cc" else character


class Clock:
    """Milliseconds by step."""

    def __init__(self) -> None:
        """Start."""
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        """Note what has passed since the last lap."""
        now = time.perf_counter()
        self._laps[name] = round((now - self._last) * 1000, 1)
        self._last = now

    @property
    def laps(self) -> dict[str, float]:
        """The laps so far and their total."""
        total = round((time.perf_counter() - self._start) * 1000, 1)
        return {**self._laps, "total": total}
