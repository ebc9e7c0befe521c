"""What a pointing question points at, found once and used by the rules of either language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.plain import Word
from rag.conversation.words import STANCES

_STANCE = re.compile(
    r"\bapa (?:saja )?(?:(?P<answer>tanggapan|respons|reaksi|komentar|jawaban)"
    r"|sikap|pendapat|kata|pernyataan)"
    r" \S+(?: [A-Z]\S+| \w+){0,3}\Z",
    re.IGNORECASE,
)


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
    stance = _STANCE.search(text)
    if stance is None:
        return f"{text}, tentang {about}"
    return f"{text} {'atas' if stance['answer'] else 'soal'} {about}"


def linked_english(text: str, about: str) -> str:
    """Return a question and what it is about; a verb of speaking runs on without a comma."""
    last = text.rsplit(maxsplit=1)[-1].lower()
    return f"{text}{'' if last in STANCES else ','} about {about}"
