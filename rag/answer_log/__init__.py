"""Every answer as it was given, so that it can be looked at, replayed and judged later."""

from __future__ import annotations

from rag.answer_log.log import AnswerLog
from rag.answer_log.standing import SourceChange, SourceState, changes
from rag.answer_log.stored import StoredAnswer, new_id, packed, unpacked

__all__ = [
    "AnswerLog",
    "SourceChange",
    "SourceState",
    "StoredAnswer",
    "changes",
    "new_id",
    "packed",
    "unpacked",
]
