"""``tanya ask``: questions from the terminal or a file, answers as text or JSON."""

from __future__ import annotations

from rag.asking.batch import answer_batch, ask, open_batch
from rag.asking.formats import as_json, as_text, written
from rag.asking.wishes import day_of, filters_of
from rag.records import AS_READ, Wishes

__all__ = [
    "AS_READ", "Wishes", "answer_batch", "as_json", "as_text", "ask", "day_of", "filters_of",
    "open_batch", "written",
]  # fmt: skip
