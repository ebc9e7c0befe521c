"""The words of a question with their places in it and what matters for matching them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from rag.language import stem, words
from rag.language.figures import SCALES
from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION

# A figure keeps the scale word after it and the currency before it: words() reads them together.
_PIECE = re.compile(
    r"(?:(?:rp|idr|us\$|usd|rm)\.?\s?)?\d+(?:[.,]\d+)*+(?![^\W_])"
    rf"(?:\s(?:{'|'.join(sorted(SCALES, key=len, reverse=True))})(?![^\W_]))?"
    r"|[^\W_]++(?:['’‘ʼ`´-]++[^\W_]++)*+|%",
    re.IGNORECASE,
)
_SKIPPED = INDONESIAN | ENGLISH


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A content word of a question, or a word that only asks.

    ``word`` is what is looked up (a chat abbreviation written out), ``stem`` what the question
    itself contributes to a search, ``surface`` how it is written there, ``before`` and
    ``behind`` the function words between it and the next content word on either side.
    """

    start: int
    end: int
    surface: str
    word: str
    stem: str
    asks: bool
    before: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()


def tokens(text: str, written_out: Callable[[str], str | None]) -> list[Token]:
    """Return the words of ``text`` in order without function words.

    The stems of those that do not only ask are those of ``rag.language.question_words``, except
    that chat abbreviations of function words are left out too.
    """
    found: list[Token] = []
    skipped: set[str] = set()
    for start, end, folded in _placed(text):
        surface = text[start:end] if end > start else folded
        out = _meaning(surface, folded, written_out)
        if folded in _SKIPPED or out in _SKIPPED:
            skipped.add(folded)
            continue
        found.append(
            Token(
                start=start,
                end=end,
                surface=surface,
                word=out,
                stem=stem(folded),
                asks=folded in QUESTION or out in QUESTION,
                before=frozenset(skipped),
            )  # fmt: skip
        )
        skipped.clear()
    behind = [token.before for token in found[1:]] + [frozenset(skipped)]
    return [replace(token, behind=own) for token, own in zip(found, behind, strict=False)]


def _meaning(surface: str, folded: str, written_out: Callable[[str], str | None]) -> str:
    """Return the word that a chat abbreviation stands for, or the word itself.

    In capitals it is something else: SBY is a person, sby a town.
    """
    if len(surface) > 1 and surface.isupper():
        return folded
    full = words(written_out(folded) or folded)
    return full[0] if len(full) == 1 else folded


def _placed(text: str) -> list[tuple[int, int, str]]:
    """Return each word with the span of text that it comes from.

    Where marks that fall away in folding stand inside words, spans are empty and come from
    nowhere: the words are right in any case.
    """
    whole = words(text)
    placed = [
        (match.start(), match.end(), word)
        for match in _PIECE.finditer(text)
        for word in words(match[0])
    ]
    if [word for _, _, word in placed] == whole:
        return placed
    return [(0, 0, word) for word in whole]
