"""Which kinds of mutants belong together, and how many of each class must be caught.

The demanded shares come from what a comparison of each claim with its own evidence reached on 715
Indonesian news articles that its rules had not seen: 1.00 for digits, swapped numbers, speakers and
unsupported sentences, .96 to .97 for magnitudes, dates, negation, antonyms and tense, .91 for names
of the same article. Classes without a demand are reported only.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CLASSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "digits": ("digit", "number_word"),
        "number_swap": ("number_from_article", "number_from_evidence", "numbers_exchanged"),
        "magnitude": ("magnitude_word", "magnitude_zeros"),
        "date": ("day", "month", "year", "weekday"),
        "name_elsewhere": ("name_elsewhere",),
        "name_in_article": ("name_from_article", "name_from_evidence"),
        "names_exchanged": ("names_exchanged",),
        "speaker": ("speaker",),
        "quotation": ("quotation",),
        "negation": ("negated", "negation_removed"),
        "antonym": ("antonym",),
        "tense": ("tense",),
        "unsupported": ("unrelated_added", "unrelated_alone", "filler_added", "filler_alone"),
        "filler_clause": ("filler_clause",),
    }
)
"""Class → the kinds of mutants it counts."""

DEMANDED: Mapping[str, float] = MappingProxyType(
    {
        "digits": 0.95,
        "number_swap": 0.95,
        "magnitude": 0.95,
        "date": 0.95,
        "name_elsewhere": 0.90,
        "name_in_article": 0.85,
        "speaker": 0.95,
        "negation": 0.90,
        "antonym": 0.90,
        "tense": 0.90,
        "unsupported": 1.00,
    }
)
"""Class → the least share of mutants that must not be shown as they are."""

GATED: Mapping[str, float] = MappingProxyType({**DEMANDED, "quotation": 0.95})
"""The same for gold answers, which quote: a quotation altered by one word counts as a digit does.

13% of the quotations that public assistants gave of one broadcaster's reports were altered, or not
in them (BBC 2025).
"""

FALSE_ALARMS: Mapping[str, float] = MappingProxyType({"verbatim": 0.0, "paraphrases": 0.20})
"""Kind of faithful claim → the largest share that may be repaired, dropped or marked."""

HARD = frozenset(
    {
        "digits",
        "number_swap",
        "magnitude",
        "date",
        "name_elsewhere",
        "name_in_article",
        "names_exchanged",
        "speaker",
        "quotation",
        "unsupported",
    }
)
"""Classes whose mutants may not be shown even with a mark; the others may be marked for review."""
