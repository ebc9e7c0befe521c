"""What a pointing question points at, found once and used by the rules of either language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.plain import Word
from rag.conversation.words import STANCES


@dataclass(frozen=True, kw_only=True, slots=True)
class Aim:
    """A question that points (``text``, ``words``) and what there is to point at.

    ``base`` is the standalone question before it, ``about`` what that was about, ``whole`` the
    same with what was asked of it, ``person`` the one person who can be meant, or "".
    """

    text: str
    words: Sequence[Word]
    base: str
    about: str
    whole: str
    person: str


def linked_indonesian(text: str, about: str) -> str:
    """Return a question and what it is about."""
    return f"{text}, tentang {about}"


def linked_english(text: str, about: str) -> str:
    """Return a question and what it is about; a verb of speaking runs on without a comma."""
    last = text.rsplit(maxsplit=1)[-1].lower()
    return f"{text}{'' if last in STANCES else ','} about {about}"
