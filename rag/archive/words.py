"""Words as the full-text index and the table of spellings keep them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.language import index_words, stem, words
from rag.language.stopwords import ENGLISH, INDONESIAN

SHORTEST_FORM, LONGEST_FORM = 3, 32
"""Letters of a spelling worth keeping: shorter ones are initials, longer ones are addresses."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Analysed:
    """A text's index tokens in order, with repetitions, and its spellings."""

    tokens: tuple[str, ...]
    forms: frozenset[str]


def full_text(text: str) -> list[str]:
    """Return the stems of a text as index tokens, in order, with repetitions."""
    return [token for word in index_words(text) if (token := index_token(word))]


def forms(text: str) -> frozenset[str]:
    """Return the spellings of a text: its words of letters, as ``rag.language.words`` folds them.

    Function words are among them, because they are misspelled too; numbers are not.
    """
    return spellings(words(text))


def spellings(found: Iterable[str]) -> frozenset[str]:
    """Return those of some folded words that are kept as spellings."""
    return frozenset(
        word for word in set(found) if SHORTEST_FORM <= len(word) <= LONGEST_FORM and word.isalpha()
    )


def analysed(text: str) -> Analysed:
    """Return what ``full_text`` and ``forms`` return, for the price of finding words once.

    Finding them is a third of what storing an article costs (1,500 articles measured).
    """
    found: Sequence[str] = words(text)
    return Analysed(
        tokens=tuple(token for word in found if (token := _token(word))),
        forms=spellings(found),
    )


@lru_cache(maxsize=100_000)
def _token(word: str) -> str:
    """Return the index token of a folded word, empty for a function word."""
    return "" if word in INDONESIAN or word in ENGLISH else index_token(stem(word))


def index_token(stem: str) -> str:
    """Return a stem as one token of FTS5's tokenizer, which would split "4.900.000" at dots."""
    return "".join(character for character in stem if character.isalnum())
