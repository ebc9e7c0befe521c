"""How a person wants a question to be read, and what was said before it."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.records.answers import Answer, Filters


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """How a question is to be read.

    ``filters`` are the person's own and win over a time that the question names. ``exactly``
    searches the words as typed, without correcting them. ``any_time`` lets no time that the
    question names filter. ``alone`` takes the question as it stands: nothing is carried over from
    the conversation.
    """

    filters: Filters = field(default_factory=Filters)
    exactly: bool = False
    any_time: bool = False
    alone: bool = False


AS_READ = Wishes()
"""No wishes: corrections are made, follow-ups understood, a time in the question filters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """One question of a conversation with what was answered: all that a follow-up may lean on.

    ``standalone`` is the question as it was understood on its own. ``claims`` are the texts
    shown, in order, none for a refusal. ``articles`` are the ids of the cited articles.
    """

    asked: str
    standalone: str
    language: str
    refused: bool
    claims: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> Exchange:
        """Return what later questions may lean on of an answer."""
        understood = answer.understood
        follow_up = understood.follow_up if understood is not None else None
        return cls(
            asked=answer.question,
            standalone=follow_up.standalone if follow_up is not None else answer.question,
            language=answer.language,
            refused=answer.refused,
            claims=tuple(claim.text for claim in answer.claims),
            articles=tuple(source.article for source in answer.sources),
            titles=tuple(source.title for source in answer.sources),
        )
