"""What the assistant says in its own words, in Indonesian and English."""

from __future__ import annotations

from datetime import date

from rag.errors import TanyaError
from rag.wording import (
    conversation,
    errors,
    evidence,
    generation,
    notices,
    refusals,
    steps,
)

_MONTHS = {
    "id": (
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
    ).split(),
    "en": (
        "January February March April May June July August September October November December"
    ).split(),
}

TEXTS: dict[str, tuple[str, str]] = {
    code: both
    for part in (steps, refusals, notices, errors, conversation, evidence, generation)
    for code, both in part.TEXTS.items()
}
"""Indonesian and English by code, of all parts."""
SAMPLE_QUESTIONS = (
    (
        "Berapa UMP Tirta Raya 2026 yang ditetapkan gubernur?",
        "Siapa ketua umum KBTR yang terpilih?",
        "Berapa buruh Cempaka Logam Presisi yang mogok?",
        "Apa kata Dewi Rumaningsih soal potongan seragam?",
    ),
    (
        "Who was elected chair of the KBTR?",
        "How much raise in basic pay ended the strike?",
        "What share of employees earned at least the minimum wage in 2025?",
        "How many former workers did the court order the weaving mill to pay?",
    ),
)
"""What the page proposes over the sample archive, in Indonesian and English."""


def say(code: str, language: str, **values: object) -> str:
    """Return a text by its code, with its values filled in.

    Raises:
        KeyError: there is no such text, or a value is missing.
    """
    indonesian, english = TEXTS[code]
    return (english if language == "en" else indonesian).format(**values)


def explain(error: TanyaError, language: str) -> str:
    """Return what happened and what to do, in the person's language where we have it."""
    for kind in type(error).__mro__:  # of a kind that has no words of its own, the next wider
        if kind.__name__ in TEXTS:
            return say(kind.__name__, language, item=error.item)
    return str(error)


def day(value: date | None, language: str) -> str:
    """Return a date as people write it, such as "19 November 2025"."""
    if value is None:
        return say("no_date", language)
    months = _MONTHS["en" if language == "en" else "id"]
    return f"{value.day} {months[value.month - 1]} {value.year}"
