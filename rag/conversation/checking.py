"""Whether what a model made of a follow-up may be searched: nothing new, nothing lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from rag.conversation.plain import written_out
from rag.conversation.slots import slots
from rag.conversation.words import FUNCTION, NOT_BUT
from rag.language import detect_language, index_words, is_common_word, numbers, words
from rag.records import Exchange

_LONGEST = 400
_NEW_WORDS = 3  # that are no names: "penyebab" for "kenapa"
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_DIGITS = re.compile(r"\d")


def read_reply(reply: str) -> str:
    """Return the question in a model's reply, "" if there is none."""
    match = _OBJECT.search(reply)
    try:
        read = json.loads(match[0]) if match else None
    except (ValueError, RecursionError):
        return ""
    if not isinstance(read, dict) or set(read) != {"standalone"}:
        return ""
    text = read["standalone"]
    return " ".join(text.split()) if isinstance(text, str) else ""


def objection(written: str, question: str, history: Sequence[Exchange], *, language: str) -> str:
    """Return why a rewritten question may not be used, "" if it may.

    It adds no name, number or date that neither question nor conversation has, keeps the names
    and numbers of the question, is in its language, and is of bounded length.
    """
    if len(written.split()) < 2 or len(written) > _LONGEST or "\n" in written:
        return "length"
    if any(mark in written for mark in ("{", "}", "<", ">", "[", "]")):
        return "marks"
    if detect_language(written) != language and len(written.split()) > 4:
        return "language"
    plain = written_out(question)
    said = [plain, question, *(text for turn in history for text in _told(turn))]
    known = {word for text in said for word in words(text)}
    if _added(written, known, _values(said)):
        return "added"
    negated = NOT_BUT.search(plain)
    kept = negated["new"] if negated else plain
    return "lost" if _lost(written, kept) else ""


def _told(turn: Exchange) -> tuple[str, ...]:
    return (turn.asked, turn.standalone, *turn.claims, *turn.titles)


def _added(written: str, known: set[str], values: set[object]) -> bool:
    """Tell whether a name, a figure or more than a few words stand in it that nobody said."""
    if any(each.value not in values for each in numbers(written)):
        return True
    if any(word not in known for slot in slots(written) for word in words(slot.text)):
        return True
    for place, word in enumerate(written.split()):
        capital = place > 0 and word.strip("\"'(“")[:1].isupper()
        figure = _DIGITS.search(word) is not None
        if (capital or figure) and any(each not in known for each in words(word)):
            return True
    stems = {stem for word in known for stem in index_words(word)}
    new = [
        word
        for word in words(written)
        if word not in known and word not in FUNCTION and not set(index_words(word)) <= stems
    ]
    return len(new) > _NEW_WORDS or any(not is_common_word(word) for word in new)


def _values(said: Iterable[str]) -> set[object]:
    return {each.value for text in said for each in numbers(text)}


def _lost(written: str, question: str) -> bool:
    """Tell whether a name or number of the question is missing in what was written."""
    there = set(words(written))
    named = [slot.text for slot in slots(question) if slot.kind != "group"]
    figures = [word for word in question.split() if _DIGITS.search(word)]
    return any(
        word not in there and word not in FUNCTION
        for text in (*named, *figures)
        for word in words(text)
    )
