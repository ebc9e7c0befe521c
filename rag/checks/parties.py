"""Who did what to whom: the sides of a verb or comparison must not have changed places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.checks.lists import MONTHS_AND_DAYS, SAYS_AFTER
from rag.checks.places import moved, place_of
from rag.checks.reading import Token, read
from rag.language.stopwords import listed

_SENTENCE_MARK = re.compile(r"[.;:!?\"“”\n]")
_CLAUSE_MARK = re.compile(r"[,.;:!?\"“”\n()]")
_SIDE = 6  # content words on each side of a verb that may be its parties
PIVOTS = listed(
    """
    terhadap kepada daripada dibanding dibandingkan ketimbang melawan karena akibat sebelum
    setelah sesudah sehingga than against because before after versus
    """
)
_IRREGULAR = listed("beat met paid told won sold bought gave taught fought sent led left")
# What follows these is no party but a place, a time or a purpose.
_ADJUNCTS = listed("di pada dalam untuk dengan ke dari sejak selama at in on for with since during")
# Verbs of speech that are also done to somebody.
_DEEDS = listed("menolak mendesak menuding mengkritik mengkritisi membantah mengimbau meminta")
# Begin like a verb and are none, or join instead of telling what somebody does.
NO_VERBS = listed(
    """
    mediator mediasi media menteri mesin mereka metode medis mental merek meter menit mengenai
    melalui menurut merupakan menjadi menjelang meskipun memang melainkan direktur direksi dinas
    disnaker distrik dialog diskusi divisi digital diploma dirinya disiplin disabilitas dirut
    dirjen terhadap tersebut terkait terakhir terhitung tertentu terbaru tertinggi terendah
    terbesar berita berbagai bersama berikut berdasarkan berupa berat beras bersih tersangka
    terdakwa tergugat terpidana
    """
)
_BEEN = listed("was were been is are be being")


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb's stem with the stems on the doing and on the receiving side, names in capitals."""

    stem: str
    doing: frozenset[str]
    receiving: frozenset[str]


def exchanged(claim: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Return verbs and comparisons whose two sides have changed places in the claim.

    Active and passive ("A menggugat B", "B digugat A") say the same. Both sides must have been
    exchanged, and no sentence of the evidence may say it the claim's way.
    """
    ours = list(_deeds(read(claim)))
    if not ours:
        return ()
    theirs = [deed for text in evidence for deed in _deeds(read(text))]
    problems = []
    for deed in ours:
        rivals = [other for other in theirs if other.stem == deed.stem]
        if any(_reversed(deed, other) for other in rivals) and not any(
            _kept(deed, other) for other in rivals
        ):
            problems.append(f"parties: {deed.stem}")
    return tuple(problems)


def moved_names(claim: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Return names of the claim that stand beside the words of another name of the evidence."""
    theirs = [
        (words, place_of(text, (start, end)))
        for text in evidence
        for words, start, end in name_runs(read(text))
    ]
    problems = []
    for words, start, end in name_runs(read(claim)):
        own = [near for other, near in theirs if words & other]
        others = [near for other, near in theirs if not words & other]
        if not own or not others:
            continue
        here = place_of(claim, (start, end))
        beside = frozenset().union(*(place.wide for place in own))
        foreign = frozenset().union(*(place.near for place in others))
        enough = min(2, len(here.near))
        if (
            not here.near & beside
            and len(here.near & foreign) >= enough
            and moved(here, own, others)
        ):
            problems.append(f"name_place: {claim[start:end]}")
    return tuple(problems)


def name_runs(tokens: Sequence[Token]) -> list[tuple[frozenset[str], int, int]]:
    """Return the runs of capitalised words that only a space parts, with their places."""
    runs: list[list[Token]] = []
    last: Token | None = None
    for token in tokens:
        named = (
            token.capital
            and token.content
            and token.word not in MONTHS_AND_DAYS
            and (not token.opens or token.acronym)
        )
        if named and last is not None and token.before in {" ", "-"}:
            runs[-1].append(token)
        elif named:
            runs.append([token])
        last = token if named else None
    return [(frozenset(t.word for t in run), run[0].start, run[-1].end) for run in runs]


def _deeds(tokens: Sequence[Token]) -> Iterator[_Deed]:
    for index, token in enumerate(tokens):
        voice = voice_of(tokens, index)
        if not voice:
            continue
        left = _left(tokens, index)
        right = _right(tokens, index)
        if left and right:
            doing, receiving = (left, right) if voice == "active" else (right, left)
            yield _Deed(token.stem, doing, receiving)


def voice_of(tokens: Sequence[Token], index: int) -> str:
    """Return "active" or "passive" for a verb that has two sides, "" for other words."""
    token = tokens[index]
    word = token.word
    if word in PIVOTS:
        return "active"
    if word in SAYS_AFTER - _DEEDS or not token.content or token.capital or word in NO_VERBS:
        return ""
    if word != token.stem and word.startswith(("me", "di")) and len(word) > 5:
        return "active" if word.startswith("me") else "passive"
    if (word.endswith("ed") and word != token.stem) or word in _IRREGULAR:
        before = {other.word for other in tokens[max(0, index - 2) : index]}
        after = {other.word for other in tokens[index + 1 : index + 4]}
        return "passive" if before & _BEEN and "by" in after else "active"
    return ""


def _left(tokens: Sequence[Token], index: int) -> frozenset[str]:
    found: list[str] = []
    after = tokens[index]
    for token in reversed(tokens[max(0, index - 3 * _SIDE) : index]):
        if _SENTENCE_MARK.search(after.before) or len(found) == _SIDE:
            break
        if token.content:
            found.append(token.stem.title() if token.capital and not token.opens else token.stem)
        after = token
    return frozenset(found)


def _right(tokens: Sequence[Token], index: int) -> frozenset[str]:
    found: list[str] = []
    for token in tokens[index + 1 : index + 1 + 3 * _SIDE]:
        if _CLAUSE_MARK.search(token.before) or len(found) == _SIDE:
            break
        if token.word in _ADJUNCTS and tokens[index].word not in PIVOTS:
            break
        if token.content:
            found.append(token.stem.title() if token.capital and not token.opens else token.stem)
    return frozenset(found)


def _crossed(one: _Deed, other: _Deed) -> tuple[int, int, int]:
    """Return how many words of each side have crossed over, and how many have stayed."""
    doer, receiver = other.doing - other.receiving, other.receiving - other.doing
    if any(map(str.istitle, doer)) and any(map(str.istitle, receiver)):
        doer = frozenset(filter(str.istitle, doer))  # names say more than what stands beside them
        receiver = frozenset(filter(str.istitle, receiver))
    doing, receiving = one.doing & receiver, one.receiving & doer
    return len(doing), len(receiving), len(one.doing & doer) + len(one.receiving & receiver)


def _reversed(one: _Deed, other: _Deed) -> bool:
    doing, receiving, stayed = _crossed(one, other)
    return bool(doing and receiving and not stayed)


def _kept(one: _Deed, other: _Deed) -> bool:
    return _crossed(one, other)[2] > 0
