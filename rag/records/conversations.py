"""Conversations as they are kept: whose they are, and what was asked in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TurnState(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    """With an answer or a refusal; ``KeptTurn.answer`` names it."""
    STOPPED = "stopped"
    """Its person stopped it."""
    FAILED = "failed"
    """Something was broken; no answer was kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptTurn:
    """One question of a conversation. ``number`` counts from 1 and never changes.

    ``answer`` is the id of the stored answer (``rag.answer_log``), "" where there is none; the
    answer may have gone since (``TANYA_KEEP_DAYS``).
    """

    number: int
    question: str
    answer: str
    state: TurnState
    asked_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptConversation:
    """What a list shows of a conversation.

    ``owner`` is a person's id ("local" where nobody signs in). ``share`` is the secret part of its
    link inside the office, "" while it is not shared. ``deleted_at`` is set while a deletion can
    still be undone.
    """

    id: str
    owner: str
    title: str
    begun_at: datetime
    changed_at: datetime
    turns: int
    share: str = ""
    deleted_at: datetime | None = None
