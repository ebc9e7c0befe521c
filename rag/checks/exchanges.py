"""Numbers that have changed places with each other, also in a claim in words of its own.

``rag.checks.places`` asks whether a number stands beside the words of another one. Here two
numbers of a claim are held against the evidence together, as they stand and exchanged: where the
exchanged reading has clearly more of the words around them, the claim has mixed them up. This is
the assignment problem for two; the weight of a word is the inverse of its distance. Numbers that
contradict the claim's own words ("naik dari 22 menjadi 15", "4 dari 3 lini") are found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType

from rag.checks.amounts import Amount, amounts, same_amount
from rag.checks.lists import NEGATIONS
from rag.checks.opposites import opposites
from rag.checks.places import pairs
from rag.checks.reading import Token, read
from rag.language import NumberKind
from rag.language.stopwords import listed

_REACH = 7  # content words on each side that say what a number is about
_ACROSS = 0.4  # weight of a word that a comma or a conjunction parts from the number
# How much more the exchanged reading must have: half of the word next to the number.
_MARGIN = 0.45
_CELL = " | "
_SCALES = listed(
    "rp idr rupiah ribu juta miliar triliun thousand million billion persen percent rb jt"
)
_PARTING = listed("dan sedangkan sementara tetapi namun lalu and while but whereas then")
_PART = re.compile(r"[,;:.!?()\n|–—]")
_FROM = re.compile(
    r"\b(?:dari|from|semula|sebelumnya|tadinya)(?: \w+){0,2}?\s(?:rp\.?\s?)?\Z", re.IGNORECASE
)
_TO = re.compile(r"\b(?:menjadi|jadi|ke|hingga|to)\s(?:\w+\s)?(?:rp\.?\s?)?\Z", re.IGNORECASE)
_UP = "naik"
_DIRECTION = re.compile(
    r"^[\s,]*(?:atau |yang |or )?(?:(?P<up>naik|meningkat|bertambah|melonjak|lebih tinggi|up"
    r"|higher|rose|increase)"
    r"|(?P<down>turun|menurun|berkurang|menyusut|lebih rendah|down|lower|fell|decrease))\b"
    r"[^.;]{0,40}\b(?:dari|daripada|from|than)\s(?:[^\d.;]{0,30}\s)?(?:20\d\d\s)?"
    r"(?:[^\d.;]{0,20}\s)?(?:rp\.?\s?)?\Z",
    re.IGNORECASE,
)
_AGE_AFTER = re.compile(r"\s?(?:\)|tahun\)|-?year-old|years? old|years of age)", re.IGNORECASE)
_AGE_BEFORE = re.compile(r"(?:\(|\b(?:berusia|usia|usianya|umur|berumur|aged?|umurnya)\s)\Z", re.I)
_LASTING = re.compile(
    r"\b(?:selama|bekerja|masa kerja|mengabdi|sudah|telah|worked|works|for|mogok)(?: \w+)?\s\Z",
    re.I,
)

_MOST = 16  # numbers of a claim that are compared in pairs; a sentence of news has two or three

Bridge = Mapping[str, frozenset[str]]


def exchanged_numbers(
    claim: str, evidence: Sequence[str], bridge: Bridge = MappingProxyType({})
) -> tuple[str, ...]:
    """Return "number_place: ..." for numbers of a claim that have taken each other's place.

    Args:
        claim: as drafted.
        evidence: the texts of its evidence sentences.
        bridge: stems of the claim with the stems of the evidence that say the same.
    """
    ours = [amount for amount in amounts(claim) if not amount.vague][:_MOST]
    theirs = [(text, other) for text in evidence for other in amounts(text) if not other.vague]
    theirs = theirs[: 3 * _MOST]
    found = [*_contradicted(claim, evidence, ours), *_ages(claim, ours, theirs)]
    for one, two in combinations(ours, 2):
        if same_amount(one, two) or one.kind is not two.kind:
            continue
        first = [_source(t, other, evidence) for t, other in theirs if same_amount(one, other)]
        second = [_source(t, other, evidence) for t, other in theirs if same_amount(two, other)]
        if not first or not second:
            continue
        left, right = _bridged(claim, one, bridge), _bridged(claim, two, bridge)
        straight = _best(left, first) + _best(right, second)
        if _best(left, second) + _best(right, first) > straight + _MARGIN:
            found.append(claim[one.start : two.end])
    return tuple(f"number_place: {shown}" for shown in dict.fromkeys(found))


def _source(text: str, amount: Amount, evidence: Sequence[str]) -> Mapping[str, float]:
    """Return what a number of the evidence is about; in a table row, what its column says."""
    if _CELL not in text:
        return _about(text, amount.span)
    column = text.count(_CELL, 0, amount.start)
    heads = (row.split(_CELL) for row in evidence if row != text and _CELL in row)
    words = [head[column] for head in heads if len(head) > column] + [text.partition(_CELL)[0]]
    return {
        token.stem: 1.0 for cell in words for token in read(cell) if token.content or _year(token)
    }


def _best(ours: Mapping[str, float], theirs: Sequence[Mapping[str, float]]) -> float:
    return max(
        sum(min(weight, other[word]) for word, weight in ours.items() if word in other)
        for other in theirs
    )


def _bridged(claim: str, amount: Amount, bridge: Bridge) -> Mapping[str, float]:
    about = dict(_about(claim, amount.span))
    for word, weight in tuple(about.items()):
        for other in bridge.get(word, ()):
            about[other] = max(weight, about.get(other, 0.0))
    return about


@lru_cache(maxsize=2048)
def _about(text: str, span: tuple[int, int]) -> Mapping[str, float]:
    """Return the stems around a number with their weights, and what its prepositions say."""
    tokens = read(text)
    start, end = span
    left = [token for token in tokens if token.end <= start][::-1]
    right = [token for token in tokens if token.start >= end]
    found: dict[str, float] = {}
    for side, backwards in ((left, True), (right, False)):
        for word, weight in _weighted(text, side, end if not backwards else start, backwards):
            found[word] = max(weight, found.get(word, 0.0))
    if _FROM.search(text, max(0, start - 40), start):
        found["<from>"] = 1.0
    elif _TO.search(text, max(0, start - 40), start):
        found["<to>"] = 1.0
    return found


def _weighted(
    text: str, side: Sequence[Token], place: int, backwards: bool
) -> Iterator[tuple[str, float]]:
    distance, weight = 0, 1.0
    for token in side:
        between = text[token.end : place] if backwards else text[place : token.start]
        if _PART.search(between) or token.word in _PARTING:
            weight *= _ACROSS
        place = token.start if backwards else token.end
        if token.word in NEGATIONS and distance < 2:
            yield "<not>", weight
        if token.word in _SCALES or not (token.content or _year(token)):
            continue
        distance += 1
        yield token.stem, weight / distance
        if distance == _REACH:
            return


def _year(token: Token) -> bool:
    return token.figure and len(token.word) == 4 and token.word[:2] in {"19", "20"}


def _contradicted(claim: str, evidence: Sequence[str], ours: Sequence[Amount]) -> Iterator[str]:
    """Yield numbers whose own words contradict them, unless the evidence says it so too."""
    mine = set(_impossible(claim, ours))
    if mine:
        theirs = {pair for text in evidence for pair in _impossible(text, amounts(text))}
        for one, two in sorted(mine - theirs):
            yield f"{one}–{two}"


def _impossible(text: str, found: Sequence[Amount]) -> Iterator[tuple[str, str]]:
    exact = [amount for amount in found if not amount.vague]
    for one, two, tie in pairs(text, [amount.span for amount in exact]):
        first, second = exact[one], exact[two]
        if first.kind is not second.kind:
            continue
        counted = first.kind is NumberKind.PLAIN
        more = tie == "share" and counted and first.first > second.first
        if more or (tie == "range" and _against(text, first, second)):
            yield f"{first.first:f}", f"{second.first:f}"
    for first, second in combinations(exact, 2):
        if first.kind is not second.kind:
            continue
        match = _DIRECTION.search(text[first.end : second.start])
        if not match or first.first == second.first:
            continue
        if bool(match["up"]) != (first.first > second.first):
            yield f"{first.first:f}", f"{second.first:f}"


def _against(text: str, first: Amount, second: Amount) -> bool:
    """Whether "from this to that" goes against the direction word before it."""
    before = [token.word for token in read(text) if first.start - 60 < token.start < first.start]
    down = any(_UP in opposites(word) for word in before)
    up = any(word == _UP or "turun" in opposites(word) for word in before)
    if up == down:
        return False
    return first.first > second.first if up else first.first < second.first


def _ages(
    claim: str, ours: Sequence[Amount], theirs: Sequence[tuple[str, Amount]]
) -> Iterator[str]:
    """Yield an age that is told as how long something lasted, and the reverse."""
    for amount in ours:
        same = [_age(text, other) for text, other in theirs if same_amount(amount, other)]
        if not same:
            continue
        lasting = _LASTING.search(claim, max(0, amount.start - 30), amount.start)
        if (all(same) and lasting and not _age(claim, amount)) or (
            not any(same) and _named_age(claim, amount)
        ):
            yield claim[amount.start : amount.end]


def _age(text: str, amount: Amount) -> bool:
    return bool(
        _AGE_BEFORE.search(text, max(0, amount.start - 12), amount.start)
        or _AGE_AFTER.match(text, amount.end)
    )


def _named_age(text: str, amount: Amount) -> bool:
    before = text[max(0, amount.start - 12) : amount.start]
    return bool(_AGE_BEFORE.search(before)) and not before.endswith("(")
