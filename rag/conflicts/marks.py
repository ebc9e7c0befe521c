"""What the words beside a figure or date say of it: whole or part, planned or done, of what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.checks.lists import SAYS_AFTER
from rag.checks.reading import Token
from rag.conflicts.lists import (
    ATTENDED,
    COUNTS,
    EVENTS,
    MEMBERS,
    NO_OUTCOME,
    OUTCOMES,
    PLANNING,
    PURPOSES,
    QUALIFIERS,
    WANTS,
)

_RATE = re.compile(
    r"^\s*(?:/|per|se(?=hari|bulan|tahun|jam|minggu|pekan)|tiap|setiap|a|each|every)\s*"
    r"(hari|bulan|tahun|jam|minggu|pekan|orang|kg|kilogram|ton|day|month|year|hour|week|person)\b",
    re.IGNORECASE,
)
_DELTA = re.compile(
    r"\b(?:naik|kenaikan|turun|penurunan|bertambah|tambahan|selisih|berkurang|rise|rose|increase[ds]?"
    r"|raised|fell|cut)\b(?!.*\b(?:menjadi|jadi|ke|to)\b)[^,;]{0,60}\Z",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\b(?:lebih dari|sedikitnya|setidaknya|minimal|paling sedikit|di atas|more than|at least|over"
    r"|no fewer than)\s*(?:rp\.?\s*)?\Z",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(?:kurang dari|maksimal|paling banyak|di bawah|hampir|mendekati|up to|at most|less than"
    r"|fewer than|nearly|almost)\s*(?:rp\.?\s*)?\Z",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    r"^(?:\s+[\w/-]+){0,8}?\s+yang\s+(?!sudah|telah|belum|baru|masih|akan)(?:[\w/-]+\s+){1,4}?"
    r"(?:sudah|telah|belum|baru|masih|akan)\b",
    re.IGNORECASE,
)
_UPDATING = re.compile(
    r"\b(?:bertambah|membengkak|melonjak|menyusut|diperbarui|terbaru|terkini|terakhir|kini|risen"
    r"|grown|now|latest|updated|climbed|(?:jadi|menjadi)\s+(?:total\s+|sekitar\s+)?(?:ada\s+)?(?=\d)"
    r"|(?:sudah|telah|hingga|sampai)\b.{0,30}\bmencapai"
    r"|(?:sudah|telah|kini)\s+(?:ada\s+)?(?:sebanyak\s+)?(?=\d))\b",
    re.IGNORECASE,
)
_JOINTS = {"dan", "serta", "and"}
_GATHERINGS = {"aksi", "demo", "demonstrasi", "unjuk", "mogok", "rally", "protest", "strike"}
_LEVELS = {"provinsi": "province", "province": "province", "ump": "province"} | dict.fromkeys(
    ("kota", "kabupaten", "umk", "city", "regency", "district"), "town"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """What stands beside a value.

    ``outcome`` is the kind of what happened to those who are counted (-1: nothing said), the one
    nearest to the value; ``events`` the kinds of events named; ``rate`` the period or thing of
    "per bulan"; ``change`` is True for "naik Rp 100.000", False for a level; ``least`` and ``most``
    tell of bounds; ``level`` tells provinces from towns.
    """

    outcome: int
    events: frozenset[int]
    qualifiers: frozenset[str]
    level: frozenset[str]
    planned: bool
    change: bool
    rate: str
    least: bool
    most: bool
    part: bool
    updates: bool


def marks(text: str, tokens: Sequence[Token], span: tuple[int, int], whole: str) -> Marks:
    """Return the marks of a value at ``span``.

    Args:
        text: the sentence up to the end of the value's clause.
        tokens: those of the value's clause.
        span: where the value begins and ends in the sentence.
        whole: the whole sentence.
    """
    start, end = span
    before, after = text[:start], text[end:]
    stems, words = {token.stem for token in tokens}, {token.word for token in tokens}
    rate = _RATE.match(after)
    return Marks(
        outcome=_nearest(tokens, start, end),
        events=frozenset(EVENTS[stem] for stem in stems | words if stem in EVENTS),
        qualifiers=frozenset(QUALIFIERS & (stems | words)),
        level=frozenset(_LEVELS[token.word] for token in tokens if token.word in _LEVELS),
        planned=not PLANNING.isdisjoint(token.word for token in tokens),
        change=_DELTA.search(before) is not None,
        rate=rate[1].casefold() if rate else "",
        least=_LEAST.search(before) is not None,
        most=_MOST.search(before) is not None,
        part=_OF_THEM.match(after) is not None,
        updates=_UPDATING.search(whole) is not None,
    )


def without_purpose(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens without what a rally or strike is for: "aksi menolak upah murah"."""
    kept: list[Token] = []
    events = False
    for token in tokens:
        if not (events and token.word in PURPOSES):
            kept.append(token)
        events = events or token.stem in _GATHERINGS
    return kept


def outcome_of(token: Token) -> int:
    """Return the kind of outcome that a word names, -1 for none.

    English forms stand in the list as they are: the stems here are Indonesian.
    """
    if token.word in NO_OUTCOME:
        return -1
    return OUTCOMES.get(token.word, OUTCOMES.get(token.stem, -1))


def after_source(tokens: Sequence[Token], left: int, start: int) -> int:
    """Return where a clause goes on after "Kapolres … menyebut": who says it is no part of it."""
    for token in tokens:
        if (
            left <= token.start < start
            and token.word in SAYS_AFTER | COUNTS
            and token.word not in WANTS
        ):
            return token.end
    return left


def _nearest(tokens: Sequence[Token], start: int, end: int) -> int:
    """Return the nearest outcome; taking part and being a member only where nothing else is."""
    joints = [token.start for token in tokens if token.word in _JOINTS]
    found = [
        (
            not MEMBERS.isdisjoint((token.word, token.stem)),
            not ATTENDED.isdisjoint((token.word, token.stem)),
            any(min(token.start, start) < at < max(token.start, start) for at in joints),
            end - token.end if token.end <= start else token.start - end,
            kind,
        )
        for token in tokens
        if (kind := outcome_of(token)) >= 0
    ]
    return min(found)[-1] if found else -1
