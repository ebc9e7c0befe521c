"""Which words the library's pages speak with."""

from __future__ import annotations

from ui.library.english import ENGLISH
from ui.library.indonesian import INDONESIAN
from ui.library.words import Words

__all__ = ["Words", "words_of"]


def words_of(language: str) -> Words:
    """Return the words of ``language`` ("en"; anything else is Indonesian)."""
    return ENGLISH if language == "en" else INDONESIAN
