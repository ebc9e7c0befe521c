"""A question that points, with what it points at put in its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation import english as english_rules
from rag.conversation import indonesian as indonesian_rules
from rag.conversation.aim import Aim, linked_english, linked_indonesian
from rag.conversation.plain import Plain, sentence
from rag.conversation.topic import persons, topic, without_end
from rag.conversation.words import MORE
from rag.records import Exchange

_BY_WHOM = re.compile(r"(?:siapa|who)\b", re.IGNORECASE)


def person_meant(history: Sequence[Exchange]) -> str:
    """Return the one person whom "dia" can mean, "" if there is none or more than one.

    Who is named in the last question goes before who is named in its answer, the first claim
    before the others; then the question before it.
    """
    for turn in reversed(history[-3:]):
        for text in (turn.standalone, *turn.claims[:2]):
            found = persons(text)
            if found:
                return found[0] if len(found) == 1 else ""
    return ""


def composed(said: Plain, history: Sequence[Exchange], *, english: bool) -> str:
    """Return a pointing question as one that stands alone, "" if nothing is there to point at."""
    base = history[-1].standalone.strip(" ?.!")
    about, whole = topic(base), topic(base, whole=True)
    if not about:
        return ""
    asked = about if _BY_WHOM.match(base) else without_end(whole)
    if MORE.fullmatch(said.text):
        lead = "Tell me more about" if english else "Jelaskan lebih lanjut tentang"
        return sentence(f"{lead} {asked}")
    aim = Aim(
        text=said.text,
        words=said.words,
        base=base,
        about=about,
        whole=whole,
        person=person_meant(history),
    )
    rules = english_rules.RULES if english else indonesian_rules.RULES
    text = next((found for rule in rules if (found := rule(aim))), "")
    linked = linked_english if english else linked_indonesian
    return sentence(text or linked(said.text, asked))
