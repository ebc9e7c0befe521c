"""The values that both paths pass on: frozen, keyword-only, checked on construction.

Spans are half-open and count code points of the article's text.
"""

from __future__ import annotations

from rag.records.answers import (
    Answer,
    Check,
    Claim,
    Draft,
    DraftClaim,
    EngineName,
    Evidence,
    Filters,
    Hit,
    Notice,
    Source,
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
from rag.records.questions import Concept, Correction, Period, Understood, Wording

__all__ = [
    "Answer",
    "Article",
    "ArticleKind",
    "ArticleSummary",
    "FieldOrigin",
    "Check",
    "Claim",
    "ClaimReady",
    "Concept",
    "Correction",
    "Draft",
    "DraftClaim",
    "EngineName",
    "Event",
    "Evidence",
    "Filters",
    "Finished",
    "Hit",
    "ModelState",
    "Notice",
    "Origin",
    "Passage",
    "Period",
    "Sentence",
    "SentenceKind",
    "Source",
    "Status",
    "Step",
    "StoredPassage",
    "Understood",
    "Wording",
]
