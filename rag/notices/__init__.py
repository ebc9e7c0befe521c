"""What is said beside an answer: how it was read, how fresh it is, what to be careful with."""

from __future__ import annotations

from rag.notices.beside import (
    SAME_STORY,
    narrowed,
    notice,
    of_answer,
    reading,
    search_notices,
    withdrawn_nearby,
)
from rag.notices.defining import defined
from rag.notices.premises import granted
from rag.notices.telling import (
    clarify,
    differing,
    left_out_line,
    premise,
    reason,
    reasons,
    relative_note,
    speaker_line,
    version_line,
)

__all__ = [
    "SAME_STORY",
    "clarify",
    "defined",
    "differing",
    "granted",
    "left_out_line",
    "narrowed",
    "notice",
    "of_answer",
    "premise",
    "reading",
    "reason",
    "reasons",
    "relative_note",
    "search_notices",
    "speaker_line",
    "version_line",
    "withdrawn_nearby",
]
