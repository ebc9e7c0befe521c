"""Light stemming for Indonesian, safe for names and English words.

Three steps: take off clitics (-nya, -lah, -kah), look the word up among forms that are built by
rule from a list of roots, and otherwise ask Snowball. Snowball alone turns ketua into tua,
menuntut into untut and Bekasi into bekas.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Protocol

from rag.language.roots import PLACES, ROOTS, WHOLE

_CLITICS = ("nya", "lah", "kah", "pun")
_SUFFIXES = ("", "kan", "i", "an")
_PREFIXES = (
    "", "di", "ter", "ber", "per", "se", "ke", "pe", "pember", "member", "diber", "memper",
    "diper", "teper", "keter", "keber", "pemper", "me", "mem", "men", "meng", "pem", "pen", "peng",
)  # fmt: skip
# What me- and pe- insert before a root's first letter, and whether that letter falls away.
_SOUNDS = {
    **dict.fromkeys("aeiough", ("ng", False)),
    **dict.fromkeys("bfv", ("m", False)),
    **dict.fromkeys("cdjz", ("n", False)),
    "k": ("ng", True), "p": ("m", True), "s": ("ny", True), "t": ("n", True),
}  # fmt: skip
_BORROWED = {"s": "n"}
_SHORTEST = 4  # words of up to three letters are left as they are
_ENGLISH_PLURAL = frozenset("bcdefghklmnprtvwy")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


class _Local(threading.local):
    """PyStemmer objects must not be shared by threads."""

    stemmer: _Stemmer | None = None


_local = _Local()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case ``word`` as ``words`` gives it.

    Numbers and words of up to three letters come back unchanged. Stems are for comparing, they
    need not be words.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    table = _table()
    for form in (word, _without_clitic(word)):
        known = table.get(form)
        if known is not None:
            return known
    if not word.isascii():
        return word
    return _singular(_snowball().stemWord(word))


def is_common_word(word: str) -> bool:
    """Tell whether a lower-case ``word`` is an Indonesian word of the lists, and no place.

    Most words of running text are; names are not, which is what this is for.
    """
    return word not in _places() and (word in _table() or _without_clitic(word) in _table())


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(PLACES.split())


def _without_clitic(word: str) -> str:
    for clitic in _CLITICS:
        if word.endswith(clitic) and len(word) - len(clitic) >= _SHORTEST:
            return word[: -len(clitic)]
    return word


def _singular(word: str) -> str:
    """Take the plural off an English word, the same way wherever it stands."""
    if len(word) > _SHORTEST and word.endswith("s") and word[-2] in _ENGLISH_PLURAL:
        return word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return word


def _snowball() -> _Stemmer:
    if _local.stemmer is None:
        import Stemmer

        _local.stemmer = Stemmer.Stemmer("indonesian")
    return _local.stemmer


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    """Map every word of the lists, and every form derived from a root, to its stem."""
    table = {word: word for word in f"{WHOLE} {PLACES} {ROOTS}".split()}
    for root in ROOTS.split():
        for begun in _with_prefixes(root):
            for suffix in _SUFFIXES:
                table.setdefault(begun + suffix, root)
    return table


def _with_prefixes(root: str) -> list[str]:
    forms = [prefix + root for prefix in _PREFIXES[: _PREFIXES.index("me")]]
    if root.startswith("r"):
        forms += [prefix + root[1:] for prefix in ("ber", "ter", "per", "memper", "diper")]
    if root in {"kerja", "ajar"}:
        link = "be" if root == "kerja" else "bel"
        forms += [link + root, link.replace("b", "p", 1) + root, "mempe" + root, "dipe" + root]
    for prefix in ("me", "pe"):
        forms += [prefix + nasal for nasal in _nasal(root)]
    return forms


def _nasal(root: str) -> list[str]:
    """Return the root after me- or pe- by the sound rules, borrowed words unchanged too."""
    sound, drops = _SOUNDS.get(root[0], ("", False))
    return [sound + root[1:] if drops else sound + root, _BORROWED.get(root[0], sound) + root]
