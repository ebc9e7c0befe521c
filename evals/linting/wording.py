"""Whether a text holds a wording, and which numbers and days a wording names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})\Z")


def fold(text: str) -> str:
    """Return ``text`` with each run of white space as one space."""
    return _SPACE.sub(" ", text).strip()


def holds(wording: str, text: str) -> bool:
    """Tell whether ``text`` contains ``wording`` as whole words or whole numbers.

    The rule of ``evals/data/README.md``: case and white space do not matter; a wording that begins
    or ends with a digit must not touch another digit there, nor a comma or point with a digit
    behind it ("41" is not in "2.410"); one that is digits only must not touch "/", ":" or "-"
    either ("7" is not in "7/2").
    """
    wording, text = fold(wording).casefold(), fold(text).casefold()
    if not wording:
        return False
    no = "/:-" if wording.isdigit() else ""
    left = rf"(?<![\d{no}])(?<!\d[.,])" if wording[0].isdigit() else r"(?<!\w)"
    right = rf"(?![\d{no}])(?![.,]\d)" if wording[-1].isdigit() else r"(?!\w)"
    return re.search(left + re.escape(wording) + right, text) is not None


def numbers_in(wording: str) -> frozenset[float]:
    """Return the numbers of a wording in full units: "4,9 juta" is 4900000."""
    from rag.language.numbers import numbers

    return frozenset(float(number.value) for number in numbers(wording))


def days_in(wording: str, about: date) -> list[tuple[date, date]]:
    """Return the days, or runs of days, that a wording names; ``about`` lends a missing year."""
    from rag.language.dates import dates

    short = _DAY_AND_MONTH.match(wording.strip())
    if short:
        try:
            day = date(about.year, int(short[2]), int(short[1]))
        except ValueError:
            return []
        return [(day, day)]
    return [
        (mention.first, mention.last)
        for mention in dates(wording, about)
        if mention.precision == "day" and mention.first and mention.last
    ]


def tokens(text: str) -> list[str]:
    """Return the words and figures of a text, in lower case, without punctuation."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def content_words(text: str) -> frozenset[str]:
    """Return the words that carry meaning: no function words and no question words."""
    from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION

    return frozenset(tokens(text)) - INDONESIAN - ENGLISH - QUESTION


def overlap(question: str, quotes: Iterable[str]) -> float | None:
    """Return which share of the question's content words stands in the quotes.

    None for a question without content words ("Kalau yang itu?").
    """
    asked = content_words(question)
    if not asked:
        return None
    said = frozenset(word for quote in quotes for word in tokens(quote))
    return len(asked & said) / len(asked)
