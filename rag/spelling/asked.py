"""The words of a question that may be misspelled, with where they stand and how careful to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rag.language import fold, is_common_word, words
from rag.language.roots import PLACES
from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION

SHORTEST, LONGEST = 4, 32
"""Letters of a word that is looked at. Shorter ones have too many neighbours.

From five letters on, misspelled words of four cost 1.4 points of R@1, from four on 0.8; no clean
question is lost either way (facqa, n = 1,476 and 1,271).
"""

_CHUNK = re.compile(r"\S+")
_RUN = re.compile(r"[^\W\d_]+")
# Addresses, numbers and words with signs inside are no words to be corrected.
_NOT_PLAIN = re.compile(r"[\d_@#\\+=<>~^|]|://|\w[.'’‘ʼ`´&]\w|[^\x00-\x7f“”‘’…–—«»]")
_ENDS_SENTENCE = re.compile(r"[.?!:]\s*[\"“'(]*\s*\Z")


class Care(Enum):
    """How much has to speak for another spelling of a word."""

    ORDINARY = "ordinary"  # lower case: a word like any other, or a name typed in a hurry
    START = "start"  # begins a sentence: a name or not
    TITLED = "titled"  # every word begins with a capital: a name or not
    NAME = "name"  # a capital inside a sentence, or a foreign sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One word of the question: its place, its folded form, and the care it needs."""

    start: int
    end: int
    word: str
    care: Care


CLITICS = ("kah", "lah", "pun", "nya")


# Question words take a preposition or prefix on: "keberapa", "seberapa", "darimana", "disiapa".
_LEADS = ("ke", "se", "di", "dari", "dgn", "yang")
_ASK = frozenset(("berapa", "apa", "mana", "kapan", "siapa", "bagaimana"))
_ASK_LED = frozenset(lead + word for lead in _LEADS for word in _ASK)


def function_word(word: str) -> bool:
    """Tell whether a folded word only joins or asks, in either language, "sajakah" too."""
    indonesian = (INDONESIAN, QUESTION, _ASK_LED)
    if word in ENGLISH or any(word in listed for listed in indonesian):
        return True
    bare = word[:-3]  # "apakah", but no "upkah": the English word takes no particle
    return len(bare) > 2 and word.endswith(CLITICS) and any(bare in each for each in indonesian)


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Return the names of places that are known everywhere."""
    return frozenset(PLACES.split())


def asked_words(text: str, *, foreign: bool) -> list[Asked]:
    """Return the plain words of a question in order, function words among them.

    Left out are words with other letters than a to z, acronyms and anything beside a sign or a
    figure. ``foreign`` says that the question is not in the archive's language.
    """
    runs = _RUN.findall(text)
    opening = _RUN.search(text)
    first = opening.start() if opening else 0
    shouted = len(runs) > 2 and text.upper() == text
    titled = shouted or _heading(runs)
    found = []
    for chunk in _CHUNK.finditer(text):
        if _NOT_PLAIN.search(chunk[0]):
            continue
        for match in _RUN.finditer(text, chunk.start(), chunk.end()):
            run = match[0]
            if not shouted and run[1:] != run[1:].lower():
                continue
            care = Care.ORDINARY
            if titled:
                care = Care.TITLED
            elif run[0].isupper():
                start = match.start()
                opens = start == first or _ENDS_SENTENCE.search(text, max(0, start - 8), start)
                care = Care.START if opens else Care.NAME
            elif foreign:
                care = Care.NAME
            found.append(Asked(start=match.start(), end=match.end(), word=fold(run), care=care))
    return found


def _heading(runs: Sequence[str]) -> bool:
    """Tell whether even common words begin with a capital, which then marks no names."""
    longer = [run for run in runs if len(run) >= SHORTEST]
    common = sum(is_common_word(fold(run)) for run in longer[1:])
    return common > 1 and all(run[0].isupper() for run in longer)


def may_be_wrong(word: str) -> bool:
    """Tell whether a folded word is one that the archive has to know to be right.

    Function words, shortened words and the words of the stemmer's lists are right everywhere.
    """
    return (
        SHORTEST <= len(word) <= LONGEST
        and not function_word(word)
        and words(word) == [word]
        and not is_common_word(word)
    )
