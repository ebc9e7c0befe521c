"""Whether a word of a question and a word of a form are the same word with another ending."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from rag.language import stem

# What English adds to a word without making another one of it. Snowball also joins words that
# differ in more (intern, internal, international; organ, organization), which are not joined here.
_INFLECTIONS = frozenset(("", "s", "es", "e", "ed", "d", "ing", "y", "ies", "ied", "i"))
_NOUN_OF_VERB = frozenset(("al", "als", "ion", "ions", "ment", "ments"))


class _Stemmer(Protocol):
    def stemWords(self, words: Sequence[str]) -> list[str]: ...


class _Local(threading.local):
    """PyStemmer objects must not be shared by threads."""

    stemmer: _Stemmer | None = None


_local = _Local()


def english_stems(words: Sequence[str]) -> list[str]:
    """Return Snowball's English stems of lower-case words."""
    if _local.stemmer is None:
        import Stemmer

        _local.stemmer = Stemmer.Stemmer("english")
    return _local.stemmer.stemWords(list(words))


def same_words(form: Sequence[str], asked: Sequence[str]) -> bool:
    """Tell whether words with the same Indonesian stems are forms of the same words.

    A person who does something (pekerja) is not what is done (kerja, pekerjaan).
    """
    return all(
        one == two or _agent(one) == _agent(two) for one, two in zip(form, asked, strict=True)
    )


def _agent(word: str) -> bool:
    begins = word.startswith("pe") and not word.endswith("an") and stem(word) != word
    return begins and not stem(word).startswith("pe")


def same_english(form: Sequence[str], asked: Sequence[str]) -> bool:
    """Tell whether words with the same English stems are inflections of the same words."""
    return all(one == two or _inflected(one, two) for one, two in zip(form, asked, strict=True))


def _inflected(one: str, two: str) -> bool:
    common = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        common += 1
    first, second = one[common:], two[common:]
    if len(first) > 1 and first[0] == one[common - 1 : common]:
        first = first[1:]  # plan, planned
    if len(second) > 1 and second[0] == two[common - 1 : common]:
        second = second[1:]
    if first in _INFLECTIONS and second in _INFLECTIONS:
        return True
    noun, verb = (first, second) if first in _NOUN_OF_VERB else (second, first)
    return (
        noun in _NOUN_OF_VERB and verb in _INFLECTIONS and (verb != "" or noun not in {"al", "als"})
    )
