"""A question as the rules read it: chat spellings written out, links and particles taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.conversation.words import CHAT, LINKS, PARTICLES
from rag.language import fold

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_ENDS = ' \t\n?!.,;:…"“”'
_HOW_SO = re.compile(r"kok (?:bisa|gitu|begitu|begini)(?: (?:begitu|gitu))?", re.IGNORECASE)
_LONGEST = 400
"""Characters: a longer question says what it is about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word with its place in a text; ``low`` is folded."""

    text: str
    low: str
    start: int
    end: int


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order."""
    return tuple(
        Word(text=match[0], low=fold(match[0]), start=match.start(), end=match.end())
        for match in _WORD.finditer(text)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Plain:
    """``text`` without the links before it and the marks around it; ``linked`` if it had links."""

    text: str
    linked: bool

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words."""
        return words_of(self.text)


def written_out(question: str) -> str:
    """Return a question with the chat spellings of function words written out."""
    return _WORD.sub(lambda match: CHAT.get(match[0].lower(), match[0]), question)


def plain(question: str) -> Plain | None:
    """Return a question as the rules read it, None if it is empty or too long to lean on another.

    "eh" and "oh" stay: they begin a correction.
    """
    if len(question) > _LONGEST:
        return None
    text = " ".join(written_out(question).split()).strip(_ENDS)
    linked = False
    while found := words_of(text):
        first, last = found[0], found[-1]
        if len(found) > 1 and first.low in LINKS and first.low not in {"eh", "oh"}:
            text, linked = text[first.end :].strip(_ENDS), True
        elif len(found) > 1 and last.low in PARTICLES:
            text = text[: last.start].strip(_ENDS)
        else:
            why = _HOW_SO.fullmatch(text)
            return Plain(text="kenapa" if why else text, linked=linked)
    return None


def sentence(text: str) -> str:
    """Return a text as a question: a capital first, one question mark last."""
    found = " ".join(text.split()).strip(" ,;:?!.")
    return f"{found[:1].upper()}{found[1:]}?"
