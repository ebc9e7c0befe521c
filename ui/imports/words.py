"""The words of the page of imports, by language."""

from __future__ import annotations

from ui.imports.saying import Words
from ui.imports.words_en import ENGLISH
from ui.imports.words_id import INDONESIAN

__all__ = ["Words", "words_of"]


def words_of(language: str) -> Words:
    """Return the words of ``language`` ("en"; anything else is Indonesian)."""
    return ENGLISH if language == "en" else INDONESIAN
