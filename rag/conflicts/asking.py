"""Whether a question asks for the very figure or date on which reports differ."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.context import Context
from rag.language import index_words, question_words
from rag.records import Conflict

_KINDS: Mapping[str, re.Pattern[str]] = {
    "figure": re.compile(
        r"\b(?:berapa|brp|brpa|jumlah(?:nya)?|banyak(?:nya)?|how (?:many|much)|number of)\b", re.I
    ),
    "date": re.compile(
        r"\b(?:kapan|kpn|tanggal|tgl|jadwal(?:nya)?|diundur|when|what date|which day)\b", re.I
    ),
}
_COVERED = 0.6
"""Of the question's content words that a version's sentence and headline must have."""
_LEAST = 2


def asked_kind(question: str) -> frozenset[str]:
    """Return the kinds of value ("figure", "date") that a question asks for."""
    return frozenset(kind for kind, words in _KINDS.items() if words.search(question))


def asks_for(context: Context, conflict: Conflict, kinds: frozenset[str]) -> bool:
    """Tell whether a question of these kinds is about what a conflict is about.

    Most of its content words stand in the sentence or headline of a version, and some of them in
    the sentence itself.
    """
    if conflict.kind not in kinds:
        return False
    asked = set(question_words(context.understood.text))
    titles = {hit.stored.article.id: hit.stored.article.title for hit in context.hits}
    for version in conflict.versions:
        sentence = set(index_words(version.evidence.text))
        around = sentence | set(index_words(titles.get(version.evidence.article, "")))
        own, all_ = asked & sentence, asked & around
        if len(own) >= _LEAST and len(all_) >= max(_LEAST, _COVERED * len(asked)):
            return True
    return False
