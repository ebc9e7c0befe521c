"""Other wordings of one thing, by the glossary: "unjuk rasa" for "demo", "strike" for "mogok"."""

from __future__ import annotations

from functools import lru_cache

from rag.glossary import Glossary, load
from rag.records.questions import Concept

_SURE = 0.75  # wordings of at least this weight mean the same (``rag.evidence.wordings``)
_LONGEST = 600  # characters; longer texts are no single sentences


@lru_cache(maxsize=1)
def _glossary() -> Glossary:
    return load()


@lru_cache(maxsize=512)
def _concepts(text: str) -> tuple[Concept, ...]:
    return _glossary().concepts(text[:_LONGEST])


def said_otherwise(text: str, known: frozenset[str]) -> frozenset[str]:
    """Return the stems of a text's words that stand among ``known`` stems in another wording."""
    found: set[str] = set()
    for concept in _concepts(text):
        for other in concept.others:
            if other.weight >= _SURE and known.issuperset(other.stems):
                found.update(concept.stems)
                break
    return frozenset(found)


def translatable(text: str) -> frozenset[str]:
    """Return the stems of a text's words for which the glossary has another wording."""
    return frozenset(stem for concept in _concepts(text) if concept.others for stem in concept.stems)
