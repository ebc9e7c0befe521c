"""What is said where a question fits several matters of the archive about equally."""

from __future__ import annotations

from collections.abc import Callable

from rag.context import Context
from rag.notices import clarify
from rag.querying import stems_of
from rag.quoting import alike
from rag.records import Notice
from rag.retrieval import rarity


def clarifying(
    context: Context, frequency: Callable[[str], float] | None = None
) -> tuple[Notice, ...]:
    """Return a notice that names the matters, none where the question fits one.

    ``frequency`` is the inverse document frequency of a stem; looked up if it is not given. For
    an answer of either engine: the passages are judged, not what was written from them.
    """
    known = frequency or rarity(context.archive, stems_of(context.understood))
    return clarify(alike(context.understood, context.standing, frequency=known), context.language)
