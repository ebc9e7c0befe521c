"""A question as it was understood: words, other wordings, corrections, time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """Another way to say a part of the question, in the archive's languages.

    ``stems`` are its content words as ``rag.language.index_words`` gives them, in order.
    ``weight`` is 1 for what means the same (an acronym and its long form, a translation) and less
    for what is only near.
    """

    text: str
    stems: tuple[str, ...]
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not self.stems or not 0 < self.weight <= 1:
            raise ValueError("a wording has stems and a weight from 0 to 1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Concept:
    """One thing that the question names, in its own words and in others.

    ``text`` is as the (corrected) question has it, ``stems`` its stems. A content word that no
    glossary knows is a concept without other wordings.
    """

    text: str
    stems: tuple[str, ...]
    others: tuple[Wording, ...] = ()

    def __post_init__(self) -> None:
        if not self.stems:
            raise ValueError("a concept has at least one stem")


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A word of the question that was searched in another spelling."""

    asked: str
    used: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """The time of publication that the question asks for. None means no bound; both included.

    ``text`` are the words of the question that say so.
    """

    text: str
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first is None and self.last is None:
            raise ValueError("a period has at least one bound")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError("a period does not end before it begins")


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """A question that leaned on the conversation, as a question of its own.

    ``asked`` is as it was typed, ``standalone`` what it was taken to mean. ``how`` tells what
    understood it: "rules" or "model". ``carried`` are the words taken from the conversation.
    """

    asked: str
    standalone: str
    how: str
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """A question taken apart for searching.

    ``text`` is what is searched and answered: the question with its corrections, without the
    words of ``period``. ``newest`` prefers recent articles and filters nothing. ``follow_up`` tells
    what was carried over from the conversation, None where nothing was.
    """

    asked: str
    text: str
    language: str
    concepts: tuple[Concept, ...] = ()
    corrections: tuple[Correction, ...] = ()
    period: Period | None = None
    newest: bool = False
    follow_up: FollowUp | None = None
