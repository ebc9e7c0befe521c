"""Holders of an office whom a question takes for granted, where reports name another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher

from rag.checks.lists import ROLES
from rag.checks.reading import read
from rag.notices.claimed_figures import Otherwise
from rag.records import StoredPassage

_SOUNDS_ALIKE = 0.7  # ratio of matching letters from which another name is the same, misspelled
_NAME = 2  # words of a name behind its office
_OFFICES = frozenset(
    ("ketua", "sekretaris", "bendahara", "direktur", "kepala", "presiden", "manajer", "gubernur")
    + ("chair", "president", "secretary", "treasurer", "director", "head", "manager")
)
_DEPUTIES = frozenset(("wakil", "mantan", "eks", "bekas", "calon", "deputy", "vice", "former"))


def another_holder(question: str, lines: Sequence[tuple[StoredPassage, str]]) -> Otherwise | None:
    """Return the newest sentence of ``lines`` that names another holder of an office.

    With it the name that the question gives. None where any of ``lines`` names the same one.
    """
    asked = _held(question)
    if asked is None:
        return None
    office, body, name = asked
    others: list[tuple[StoredPassage, str]] = []
    for stored, text in lines:
        told = _held(text, office=office, body=body)
        if told is None:
            continue
        if any(_alike(mine, yours) for mine in name for yours in told[2]):
            return None
        others.append((stored, text))
    if not others:
        return None
    stored, text = max(others, key=lambda other: other[0].article.published or date.min)
    return stored, text, " ".join(name).title()


def names_holder(question: str) -> bool:
    """Tell whether a question names an office with its body and its holder."""
    return _held(question) is not None


def _held(
    text: str, *, office: str = "", body: str = ""
) -> tuple[str, str, tuple[str, ...]] | None:
    """Return an office, its body (an acronym) and the name right behind: "Ketua SPLC Ani Budi"."""
    tokens = read(text)
    for place, token in enumerate(tokens[:-2]):
        following = tokens[place + 1]
        if token.word not in _OFFICES or not following.acronym:
            continue
        if place and tokens[place - 1].word in _DEPUTIES:
            continue
        if office and (token.word != office or following.word != body):
            continue
        name = []
        for part in tokens[place + 2 : place + 2 + _NAME]:
            if not part.capital or part.acronym or part.before.strip():
                break
            name.append(part.word)
        if len(name) == _NAME and ROLES.isdisjoint(name):
            return token.word, following.word, tuple(name)
    return None


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= _SOUNDS_ALIKE
