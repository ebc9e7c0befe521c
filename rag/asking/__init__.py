"""``tanya ask``: questions from the terminal or a file, answers as text or JSON."""

from __future__ import annotations

from rag.asking.batch import answer_batch, ask, open_batch
from rag.asking.chatting import chat
from rag.asking.formats import as_text
from rag.asking.history import after, continued, history_of
from rag.asking.json_form import as_json, written
from rag.asking.wishes import day_of, filters_of
from rag.records import AS_READ, Wishes

__all__ = [
    "AS_READ",
    "Wishes",
    "after",
    "answer_batch",
    "as_json",
    "as_text",
    "ask",
    "chat",
    "continued",
    "day_of",
    "filters_of",
    "history_of",
    "open_batch",
    "written",
]
