"""Who does it: the head of a verb's subject must not be what the verb is done to in the evidence.

``rag.checks.parties`` wants both sides of a verb exchanged. A small model often exchanges only
one ("PT Maju menggugat 485 bekas pekerjanya" for "485 bekas pekerja PT Maju menggugat perusahaan
itu"), so here the heads of the two sides are looked at: the first noun of the subject's own
clause, and the first noun behind the verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from rag.checks.lists import NEGATIONS
from rag.checks.parties import NO_VERBS, PIVOTS, voice_of
from rag.checks.reading import Token, read
from rag.language.stopwords import listed

_REACH = 24  # tokens on each side of a verb
_STOP = re.compile(r"[.;:!?\n\"“”–—]|\s-\s")
_PLACES = listed("di pada dalam untuk dengan ke dari sejak selama at in on for with since during")
_CLAUSE = listed(
    """
    yang bahwa setelah sebelum karena sehingga agar supaya jika bila apabila kalau ketika saat
    sedangkan sementara tetapi namun lalu untuk that which who after before because when while but
    """
)
_NO_HEADS = listed(
    """
    sebanyak sejumlah bekas mantan eks pt cv rabu senin selasa kamis jumat sabtu minggu kabupaten
    kota provinsi dua tiga empat lima enam tujuh delapan sembilan sepuluh former the a
    """
)
_VERBAL = ("me", "ber", "ter", "di")


@dataclass(frozen=True, slots=True)
class _Act:
    """A verb's stem, the heads of both sides, and all nouns of both sides, as stems."""

    stem: str
    doer: str
    target: str
    doing: frozenset[str]
    receiving: frozenset[str]


def wrong_doers(claim: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Return "parties: ..." for verbs that somebody else does in the evidence."""
    theirs = [act for text in evidence for act in _acts(text)]
    problems = []
    for act in _acts(claim):
        rivals = [other for other in theirs if other.stem == act.stem]
        if any(_turned(act, other) for other in rivals) and not any(
            act.doer in other.doing for other in rivals if not _turned(act, other)
        ):
            problems.append(f"parties: {act.stem}")
    return tuple(dict.fromkeys(problems))


def _turned(ours: _Act, theirs: _Act) -> bool:
    done_to = theirs.receiving - theirs.doing
    if ours.doer in done_to and not ours.doing & theirs.doing:
        return True
    if ours.doer in done_to and theirs.doer in ours.receiving - ours.doing:
        return True
    # "PT Maju menggugat bekas pekerjanya": the doer has become the target.
    return (
        theirs.doer == ours.target
        and theirs.doer not in ours.doing
        and theirs.doer not in theirs.receiving
        and theirs.target not in ours.receiving
    )


@lru_cache(maxsize=512)
def _acts(text: str) -> tuple[_Act, ...]:
    return tuple(_read_acts(read(text)))


def _read_acts(tokens: Sequence[Token]) -> Iterator[_Act]:
    for index, token in enumerate(tokens):
        voice = voice_of(tokens, index)
        if not voice:
            continue
        left = _side(tokens[max(0, index - _REACH) : index][::-1], token)
        right = _side(tokens[index + 1 : index + 1 + _REACH], None)
        head = _head(_own_clause(tokens, index))
        behind = _head(right)
        doing, receiving = frozenset(_nouns(left)), frozenset(_nouns(right))
        if token.word in PIVOTS and any(t.word in NEGATIONS for t in (*left, *right)):
            continue  # "bukan karena A, melainkan karena B" may be told in either order
        if voice == "passive":
            right = list(takewhile(lambda other: other.word not in _PLACES, right))
            behind, receiving = _head(right), frozenset(_nouns(right))
            head, behind, doing, receiving = behind, head, receiving, doing
        if head and doing and receiving:
            yield _Act(token.stem, head, behind, doing, receiving)


def _side(tokens: Sequence[Token], verb: Token | None) -> list[Token]:
    """Return the tokens up to the end of the sentence; backwards where a verb is given."""
    kept: list[Token] = []
    after = verb
    for token in tokens:
        if _STOP.search(after.before if after is not None else token.before):
            break
        kept.append(token)
        if verb is not None:
            after = token
    return kept


def _own_clause(tokens: Sequence[Token], index: int) -> list[Token]:
    """Return the subject's part of a verb's clause, in order."""
    kept: list[Token] = []
    after = tokens[index]
    for place in range(index - 1, max(-1, index - _REACH), -1):
        token = tokens[place]
        if _STOP.search(after.before) or token.word in _CLAUSE:
            break
        if _verbal(token) and kept:
            break
        if not _verbal(token):
            kept.append(token)
        after = token
    return kept[::-1]


def _verbal(token: Token) -> bool:
    if token.word in NO_VERBS:
        return False
    return token.word.startswith(_VERBAL) and token.word != token.stem and not token.capital


def _nouns(tokens: Sequence[Token]) -> list[str]:
    return [
        token.stem
        for token in tokens
        if token.content and token.word not in _NO_HEADS and not _verbal(token)
    ]


def _head(tokens: Sequence[Token]) -> str:
    return next(iter(_nouns(tokens)), "")
