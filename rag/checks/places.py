"""Whether a figure or date stands beside the words that it stands beside in the evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.checks.lists import MONTHS_AND_DAYS
from rag.checks.reading import Token, read
from rag.language import stem
from rag.language.stopwords import listed

# A number and a word beside it belong together within this many content words.
_NEAR = 2
_WIDE = 5
_UNITS = listed("orang hari bulan tahun pekan minggu kali jam menit people days months years")
_SCALE_WORDS = MONTHS_AND_DAYS | listed(
    """
    rp idr usd rupiah persen percent ribu juta miliar milyar triliun thousand million billion
    trillion rb jt wib wita wit pukul jam tahun year tanggal bulan
    """
)
_STOPS = re.compile(r"[,;:.!?()\n–—]")
_OUT_OF = re.compile(r"\s(?:dari|di antara|out of|of)\s(?:(?:total|the)\s)?\d", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:dari|of) (?:the |total )?\d[\d.,]* ([^\W\d_]+)\b", re.IGNORECASE)
_BETWEEN = 45
_BACKWARDS = re.compile(
    r"\s*(?:dari|from|dibanding|dibandingkan)\s(?:yang\s)?(?:sebelumnya|semula|tadinya|previously)"
    r"(?:\s(?:yang|sebesar|sekitar|rp)\.?)?\s?",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\s(?:dari|out of|of)\s(?:(?:total|the)\s)?", re.IGNORECASE)
_ORDERED = re.compile(
    r"\s*(?:[-–—]|(?:[^,;.()]{0,25}\b)?(?:hingga|sampai|s\.?/?d\.?|menjadi|ke|to|until)"
    r"(?: dengan| ke)?\b)\s*(?:(?:sebesar|sekitar|rp|tahun|tanggal)\.?\s?)?",
    re.IGNORECASE,
)

Span = tuple[int, int]
Bridge = Mapping[str, frozenset[str]]
"""A claim's stems with the stems of the evidence that say the same in another wording."""


@dataclass(frozen=True, slots=True)
class Place:
    """The stems beside a figure, date or name.

    ``near`` are the two content words on each side within the clause, ``wide`` five on each side
    within the sentence, ``units`` is the word right behind with its other wordings, if it counts
    something.
    """

    near: frozenset[str]
    wide: frozenset[str]
    units: frozenset[str] = frozenset()


@lru_cache(maxsize=2048)
def place_of(text: str, span: Span) -> Place:
    """Return what stands beside a span of a text."""
    tokens = read(text)
    start, end = span
    left = [token for token in tokens if token.end <= start][::-1]
    right = [token for token in tokens if token.start >= end]
    if _OUT_OF.match(text, end):
        right = []  # in "25 dari 27 anggota" the members are counted by the other number
    near = _content(_until_stop(text, left, start, backwards=True), _NEAR)
    near += _content(_until_stop(text, right, end, backwards=False), _NEAR)
    wide = _content(left, _WIDE) + _content(right, _WIDE)
    if not near:
        near = _content(left, _NEAR) + _content(right, _NEAR)
    units: set[str] = set()
    if right and text[end : right[0].start].isspace() and not right[0].figure:
        first = right[0]
        units = {first.stem} if first.content or first.word in _UNITS else set()
    total = _TOTAL.search(text, 0, start)
    if total:  # in "dari 27 anggota, 25 hadir" members are counted by both
        units.add(stem(total[1].casefold()))
    return Place(frozenset(near), frozenset(wide), frozenset(units))


def bridged(place: Place, bridge: Bridge) -> Place:
    """Return a claim's place with the evidence's wordings of its words added."""
    if not bridge:
        return place
    near = place.near.union(*(bridge[word] for word in place.near & bridge.keys()))
    units = place.units.union(*(bridge[word] for word in place.units & bridge.keys()))
    return Place(near, place.wide, units)


def moved(ours: Place, same: Sequence[Place], others: Sequence[Place]) -> bool:
    """Whether a figure stands beside the words of another figure of the evidence.

    Words beside both say nothing ("9 orang korban, 3 orang meninggal"), and words beside neither
    are a wording of its own. What is counted, the word right behind, decides where it differs.
    """
    if not others or not same:
        return False
    units = frozenset().union(*(place.units for place in same))
    foreign_units = frozenset().union(*(place.units for place in others))
    if ours.units and units:
        if ours.units & (units - foreign_units):
            return False
        if not ours.units & units and ours.units & foreign_units:
            return True
    own = frozenset().union(*(place.near for place in same))
    foreign = frozenset().union(*(place.near for place in others))
    beside = ours.near & (foreign - own)
    if not beside or ours.near & (own - foreign):
        return False
    wide = frozenset().union(*(place.wide for place in same))
    return not ours.near & wide or len(beside) > 1


def pairs(text: str, spans: Sequence[Span]) -> tuple[tuple[int, int, str], ...]:
    """Return which spans are tied to the next, by their places, and how.

    The third is "range" for "from this to that" and "share" for "this out of that".
    """
    found = []
    for number, (one, two) in enumerate(zip(spans, spans[1:], strict=False)):
        if two[0] - one[1] > _BETWEEN:
            continue
        if _ORDERED.fullmatch(text, one[1], two[0]):
            found.append((number, number + 1, "range"))
        elif _BACKWARDS.fullmatch(text, one[1], two[0]):
            found.append((number + 1, number, "range"))
        elif _SHARE.fullmatch(text, one[1], two[0]):
            found.append((number, number + 1, "share"))
    return tuple(found)


def _until_stop(text: str, tokens: Sequence[Token], place: int, *, backwards: bool) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        between = text[token.end : place] if backwards else text[place : token.start]
        if _STOPS.search(between) or len(kept) > 4 * _NEAR:
            break
        kept.append(token)
        place = token.start if backwards else token.end
    return kept


def _content(tokens: Sequence[Token], reach: int) -> list[str]:
    kept: list[str] = []
    for token in tokens[: 6 * reach]:
        if token.content and token.word not in _SCALE_WORDS:
            kept.append(token.stem)
            if len(kept) == reach:
                break
    return kept
