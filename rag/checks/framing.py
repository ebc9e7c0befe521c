"""What stands around a statement and limits it: a condition, a plan, an opinion, a part.

A claim that leaves it out says more than its evidence. Rules see only that the limiting word is
gone, so they ask the reader to compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.checks.lists import INTENDED, PLANNED, SAYS_AFTER, SAYS_BEFORE, UNSURE
from rag.checks.reading import Token, read
from rag.language.stopwords import listed

_CONDITIONS = listed(
    """
    jika bila apabila kalau jikalau seandainya andai andaikan asal asalkan kecuali sepanjang
    seandainya bilamana manakala if unless provided
    """
)
# What a claim may have instead: "setelah nota dijalankan", "syaratnya", "when".
_CONDITIONAL = _CONDITIONS | listed(
    "syarat syaratnya bersyarat dengan ketika saat tergantung bergantung begitu when once"
)
_AHEAD = re.compile(
    r"\b(?:paling (?:lambat|lama|cepat)|selambat-lambatnya|mendatang|tahun depan|bulan depan"
    r"|pekan depan|by the end of|no later than|next (?:week|month|year)|nanti)\b",
    re.IGNORECASE,
)
# Verbs of those who guess, judge or hope; what they say is theirs.
_GUESSING = listed(
    """
    menilai dinilai menduga diduga berharap mengharapkan menaksir ditaksir memperkirakan
    diperkirakan mengklaim diklaim khawatir menuding menganggap dianggap meyakini yakin berisiko
    berpotensi optimistis mencurigai menurut menuduh estimates estimated estimate believes
    believed hopes hoped fears feared considers considered claims claimed alleges alleged
    expects expected suspects suspected
    """
)
_OWNED = _GUESSING | UNSURE | SAYS_AFTER | SAYS_BEFORE | listed(
    "taksiran perkiraan harapan dugaan klaim anggapan penilaian perhitungan kekhawatiran mungkin "
    "kira versi bagi estimasi risiko potensi pendapat disebut opinion according"
)  # fmt: skip
_SHARE = re.compile(
    r"\b(?P<part>[\d.]+)\s(?:orang\s)?(?:dari|of|out of)\s(?:the\s|total\s)?(?P<whole>[\d.]+)\b"
    r"|\b(?:dari|of)\s(?P<other>[\d.]+)\s[^.;]{3,120}?,\s(?:baru|hanya|only|sebanyak|just)?\s?"
    r"(?P<few>[\d.]+)\b",
    re.IGNORECASE,
)
_ENOUGH = 0.6  # share of a predicate that a claim must have to state it of the whole


def limits(claim: str, source: str) -> tuple[str, ...]:
    """Return which limits of its evidence sentence a claim has left out.

    Args:
        claim: one sentence of the claim.
        source: the evidence sentence that it follows most closely.

    Returns:
        condition, tense, certainty and "quantity: part".
    """
    ours, theirs = read(claim), read(source)
    return tuple(dict.fromkeys(_lost(ours, theirs, claim, source)))


def _lost(ours: Sequence[Token], theirs: Sequence[Token], claim: str, source: str) -> Iterator[str]:
    said = {token.word for token in ours}
    if not said & _CONDITIONAL and _conditioned(ours, theirs):
        yield "condition"
    kept = _intended(ours) or said & (PLANNED | _OWNED) or _AHEAD.search(claim)
    if _intended(theirs) and not kept and _of_what_follows(ours, theirs):
        yield "tense"
    guess = [n for n, token in enumerate(theirs) if token.word in _GUESSING - {"menurut"}]
    if guess and not said & _OWNED and _shares(ours, theirs[guess[0] + 1 :]):
        yield "certainty"
    if _whole_for_part(claim, ours, source):
        yield "quantity: part"


def _conditioned(ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether a claim tells what its evidence has under a condition."""
    for place, token in enumerate(theirs):
        if token.word not in _CONDITIONS:
            continue
        end = next(
            (n for n in range(place + 1, len(theirs)) if "," in theirs[n].before), len(theirs)
        )
        begin = next(
            (n for n in range(place, 0, -1) if any(m in theirs[n].before for m in ".;!?")), 0
        )
        main = [*theirs[begin:place], *theirs[end:]]
        return _shares(ours, main) and bool(main)
    return False


def _intended(tokens: Sequence[Token]) -> bool:
    return any(token.word in INTENDED for token in tokens)


def _of_what_follows(ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether a claim tells what its evidence has after the word of intention."""
    place = next(n for n, token in enumerate(theirs) if token.word in INTENDED)
    after = {token.stem for token in theirs[place + 1 : place + 3] if token.content}
    return bool(after & {token.stem for token in ours})


def _shares(ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    known = {token.stem for token in theirs if token.content}
    wanted = [token.stem in known for token in ours if token.content and not token.capital]
    return len(wanted) > 1 and sum(wanted) >= _ENOUGH * len(wanted)


def _whole_for_part(claim: str, ours: Sequence[Token], source: str) -> bool:
    """Whether a claim says of all what its evidence says of some of them."""
    figures = set(re.findall(r"\d[\d.]*\d|\d", claim))
    for match in _SHARE.finditer(source):
        part, whole = match["part"] or match["few"], match["whole"] or match["other"]
        if whole.strip(".") not in figures or part.strip(".") in figures:
            continue
        after = [token for token in read(source) if token.start >= match.end()][1:6]
        known = {token.stem for token in ours}
        wanted = [token.stem in known for token in after if token.content]
        if wanted and sum(wanted) >= _ENOUGH * len(wanted):
            return True
    return False
