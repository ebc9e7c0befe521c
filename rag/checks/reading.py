"""A sentence as the checks see it: tokens with their stems, capitals and places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.language import fold, stem
from rag.language.stopwords import ENGLISH, INDONESIAN

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W\d_]+)?")
_BETWEEN_SENTENCES = re.compile(r"[.!?…:;—–\"“”«»]")
_GENITIVE = re.compile(r"(?<=\w\w)'s$")
_CLITIC = re.compile(r"(?:nya|lah|kah|pun)$")
_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"',
                       "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-", "‹": "<",
                       "…": ".", "\u00a0": " "})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word or figure of a sentence.

    ``word`` is folded, ``stem`` its stem. ``capital`` tells of a capital first letter,
    ``opens`` that it begins a sentence or quotation, so that its capital says nothing.
    ``before`` is what stands between the token before and this one. A ``figure`` holds a digit,
    like 6 or Rp5; ``content`` carries meaning of its own: no function word and no figure; an
    ``acronym`` is written in capitals like KSPI or UMP.
    """

    text: str
    word: str
    stem: str
    start: int
    end: int
    capital: bool
    opens: bool
    before: str
    figure: bool
    content: bool
    acronym: bool


@lru_cache(maxsize=512)
def read(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text in order; recent texts are remembered."""
    tokens: list[Token] = []
    end = 0
    for match in _WORD.finditer(text):
        before = text[end : match.start()]
        surface = match[0]
        figure = any(char.isdigit() for char in surface)
        word = _GENITIVE.sub("", fold(match[0]).translate(_SAME)).replace("'", "")
        tokens.append(
            Token(
                text=match[0],
                word=word,
                stem=stem(word),
                start=match.start(),
                end=match.end(),
                capital=match[0][0].isupper(),
                opens=not tokens or bool(_BETWEEN_SENTENCES.search(before)) and _parts(before),
                before=before,
                figure=figure,
                content=not figure and word not in INDONESIAN and word not in ENGLISH,
                acronym=len(surface) > 1 and surface.isupper() and surface.isalpha(),
            )
        )
        end = match.end()
    return tuple(tokens)


def _parts(before: str) -> bool:
    """Whether the marks between two words part sentences; "PT. Maju" and "13.500" do not."""
    return before.strip() != "." or before.endswith((" ", "\n"))


def stems(tokens: Iterable[Token]) -> frozenset[str]:
    """Return the stems of tokens, and their words without clitics."""
    found = {token.stem for token in tokens}
    return frozenset(found | {_CLITIC.sub("", token.word) for token in tokens})


def same_text(text: str) -> str:
    """Return a text folded for letter-by-letter comparison: glyphs and white space unified."""
    folded = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    return " ".join(folded.split())
