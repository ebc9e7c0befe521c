"""The values that both paths pass on: frozen, keyword-only, checked on construction.

Spans are half-open and count code points of the article's text.
"""

from __future__ import annotations

from rag.records.answers import (
    Answer,
    Check,
    Claim,
    Conflict,
    Draft,
    DraftClaim,
    EngineName,
    Evidence,
    Filters,
    Hit,
    LeftOut,
    Notice,
    Source,
    Speaker,
    Standing,
    Version,
)
from rag.records.articles import (
    Article,
    ArticleKind,
    ArticleSummary,
    FieldOrigin,
    Origin,
    Passage,
    Sentence,
    SentenceKind,
    StoredPassage,
)
from rag.records.conversations import KeptConversation, KeptTurn, TurnState
from rag.records.events import (
    ClaimReady,
    Event,
    Finished,
    ModelState,
    Status,
    Step,
)
from rag.records.feedback import Complaint, Feedback, Review
from rag.records.people import Person, Role, SignedIn
from rag.records.questions import Concept, Correction, FollowUp, Period, Understood, Wording
from rag.records.traces import Attempt, TracedClaim
from rag.records.wishes import AS_READ, Exchange, Wishes

__all__ = [
    "AS_READ",
    "Answer",
    "Article",
    "ArticleKind",
    "ArticleSummary",
    "FieldOrigin",
    "Attempt",
    "Check",
    "Claim",
    "ClaimReady",
    "Complaint",
    "Concept",
    "Conflict",
    "Correction",
    "Draft",
    "DraftClaim",
    "EngineName",
    "Event",
    "Evidence",
    "Exchange",
    "Feedback",
    "Filters",
    "Finished",
    "FollowUp",
    "Hit",
    "KeptConversation",
    "KeptTurn",
    "LeftOut",
    "ModelState",
    "Notice",
    "Origin",
    "Passage",
    "Period",
    "Person",
    "Review",
    "Role",
    "Sentence",
    "SentenceKind",
    "SignedIn",
    "Source",
    "Speaker",
    "Standing",
    "Status",
    "Step",
    "StoredPassage",
    "TracedClaim",
    "TurnState",
    "Understood",
    "Version",
    "Wishes",
    "Wording",
]
