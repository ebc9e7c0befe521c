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
from rag.records.events import (
    ClaimReady,
    Event,
    Finished,
    ModelState,
    Status,
    Step,
)
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
    "Concept",
    "Conflict",
    "Correction",
    "Draft",
    "DraftClaim",
    "EngineName",
    "Event",
    "Evidence",
    "Exchange",
    "Filters",
    "Finished",
    "FollowUp",
    "Hit",
    "LeftOut",
    "ModelState",
    "Notice",
    "Origin",
    "Passage",
    "Period",
    "Sentence",
    "SentenceKind",
    "Source",
    "Speaker",
    "Standing",
    "Status",
    "Step",
    "StoredPassage",
    "TracedClaim",
    "Understood",
    "Version",
    "Wishes",
    "Wording",
]
