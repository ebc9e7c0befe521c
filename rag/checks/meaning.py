"""Checks of meaning: is all of the claim in the evidence, and does it say the same way round?

Negation and tense are compared where they belong: a marker is joined with the content word
that follows it, and that pair must stand in the evidence. A sentence that leaves out another,
negated part of its evidence is therefore not suspicious.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.checks.lists import DONE, FRAME, HELPERS, INTENDED, NEGATIONS, PLANNED, ROLES, UNSURE
from rag.checks.opposites import opposite_stems, opposites
from rag.checks.reading import Token, stems
from rag.language import stem
from rag.language.stopwords import listed

_SUPERLATIVES = listed(
    """
    pertama terakhir tertinggi terendah terbesar terkecil terbanyak tersedikit termahal termurah
    first last highest lowest largest smallest most fewest
    """
)
_CLOSING = listed(
    """
    sehingga yang demi sebagai meski meskipun walau walaupun guna untuk agar supaya membuat
    menandakan menunjukkan which causing despite in making showing reflecting as so
    """
)
_FOUNDED = 0.34  # share of the words of a closing clause that must stand in the evidence
_REFUSALS = listed("menolak gagal batal enggan")
_JOINS = listed("maupun atau ataupun or nor")
_REACH = 4  # tokens after a marker in which the word that it belongs to stands
_SPEECH_FRAME = listed(
    """
    kata ujar ucap tutur ungkap jelas tegas sebut nyata nilai sampai lapor turut said say state
    according menurut bahwa
    """
)  # stems that only frame reported speech: every honest summary adds some
# Words that a negation may put another way: "dilarang" for "tidak boleh".
_NEGATIVE = listed(
    """
    melarang larangan dilarang kecuali hanya membantah menyangkal dibantah menunggak tunggakan
    ditunggak palsu bebas hilang kosong nihil habis berhenti absen mangkir luput kurang out only
    except denied denies ban banned false
    """
)
# With a deadline a plain verb is a plan already: "diangkat paling lambat 1 Juli".
_DUE = listed("lambat selambat deadline due by")
_STATEMENT = 2  # content words that make a statement
_LOW_SHARE = 0.5
_REVIEW_SHARE = 0.65
_LONG_GAP = 4
_REVIEW_GAP = 3


def support(
    claim: Sequence[Token],
    evidence: Sequence[Token],
    otherwise: frozenset[str] = frozenset(),
    counted: frozenset[str] = frozenset(),
) -> tuple[str, float]:
    """Judge how much of a claim's content stands in its evidence.

    ``otherwise`` are stems of the claim that stand in the evidence in another wording,
    ``counted`` words that belong to numbers, which are compared elsewhere.

    Returns:
        ("unsupported", share) when less than half of the content words, or a run of them,
        stands nowhere in the evidence; ("wording", share) when it is a good part but not
        all; else ("", share).
    """
    known = stems(evidence) | initials(evidence) | otherwise
    content = [
        token
        for token in claim
        if token.content
        and token.stem not in _SPEECH_FRAME
        and token.word not in counted
        and FRAME.isdisjoint((token.word, token.word.removesuffix("nya")))
    ]
    if not content:
        return "", 1.0
    found = [_stands(token, known) for token in content]
    share = sum(found) / len(found)
    gap = longest = 0
    for hit in found:
        gap = 0 if hit else gap + 1
        longest = max(longest, gap)
    if share < _LOW_SHARE or longest > _LONG_GAP:
        return "unsupported", share
    if share < _REVIEW_SHARE or longest >= _REVIEW_GAP:
        return "wording", share
    return "", share


def names_alone(
    claim: Sequence[Token],
    evidence: Sequence[Token],
    otherwise: frozenset[str] = frozenset(),
    counted: frozenset[str] = frozenset(),
) -> bool:
    """Whether no word of a claim but its names stands in the evidence.

    The parameters are those of ``support``. One word alone is no statement: two at least must
    be missing.
    """
    known = stems(evidence) | initials(evidence) | otherwise
    told = [
        token
        for token in claim
        if token.content
        and not (token.capital and (not token.opens or token.stem in known))
        and token.stem not in _SPEECH_FRAME
        and token.word not in FRAME | counted | ROLES
    ]
    return len(told) >= _STATEMENT and not any(_stands(token, known) for token in told)


def polarity(claim: Sequence[Token], evidence: Sequence[Token]) -> tuple[str, ...]:
    """Return which of negation, tense and certainty differ between claim and evidence."""
    problems = []
    denied = sum(token.word in NEGATIONS for token in claim)
    negative = sum(token.word in NEGATIONS | _NEGATIVE for token in evidence)
    markers = NEGATIONS - _shared_refusals(claim, evidence)
    lost = _differs(claim, evidence, markers) and not complements(claim, evidence)
    if lost or denied > max(1, negative):
        problems.append("negation")
    plans = PLANNED | INTENDED
    as_many = sum(t.word in plans for t in claim) >= sum(t.word in plans for t in evidence) > 0
    dated = as_many or any(token.word in _DUE for token in evidence)
    if (_differs(claim, evidence, PLANNED) and not dated) or _turned(claim, evidence):
        problems.append("tense")
    if _differs(claim, evidence, UNSURE, only_lost=True):
        problems.append("certainty")
    return tuple(problems)


def _shared_refusals(claim: Sequence[Token], evidence: Sequence[Token]) -> frozenset[str]:
    """Return words like "menolak" that both have in some form: it stands before or behind."""
    ours, theirs = stems(claim), stems(evidence)
    return frozenset(word for word in _REFUSALS if stem(word) in ours and stem(word) in theirs)


def _denied(tokens: Sequence[Token], index: int) -> bool:
    return any(token.word in NEGATIONS for token in tokens[max(0, index - 2) : index])


def complements(claim: Sequence[Token], evidence: Sequence[Token]) -> frozenset[str]:
    """Return stems of a claim that its evidence has as the opposite word, one of both denied.

    "tidak setuju" for "menolak", "dilarang" for "tidak boleh".
    """
    theirs = {token.word for token in evidence}
    found = set()
    for place, token in enumerate(claim):
        against = opposites(token.word) if token.word not in theirs else frozenset()
        for there, other in enumerate(evidence if against else ()):
            if other.word in against and _denied(claim, place) != _denied(evidence, there):
                found.add(token.stem)
    return frozenset(found)


def antonyms(claim: Sequence[Token], evidence: Sequence[Token]) -> tuple[str, ...]:
    """Return words of the claim whose opposite stands in the evidence instead of them."""
    theirs = {token.word for token in evidence}
    their_stems = stems(evidence)
    ours = {token.word for token in claim}
    return tuple(
        token.text
        for place, token in enumerate(claim)
        if opposites(token.word)
        and token.word not in theirs
        and (
            # "terakhir" for "pertama", though "mengakhiri" stands there too
            (opposites(token.word) & theirs - ours and token.word in _SUPERLATIVES)
            or (
                token.stem not in their_stems
                and (opposites(token.word) & theirs or opposite_stems(token.word) & their_stems)
            )
        )
        and not complements(claim[max(0, place - 2) : place + 1], evidence)
    )


def added_clause(claim: Sequence[Token], evidence: Sequence[Token]) -> bool:
    """Whether a clause at the end of a claim has next to nothing of its evidence.

    Small models like to close with "..., demi kesejahteraan bersama"; everyday synonyms make
    such words look supported, so only the evidence's own words count here.
    """
    start = max(
        (n for n, t in enumerate(claim) if "," in t.before and t.word in _CLOSING), default=0
    )
    known = stems(evidence)
    told = [token for token in claim[start:] if token.content and not token.capital]
    hits = sum(_stands(token, known) for token in told)
    return start > 0 and len(told) > 1 and hits < _FOUNDED * len(told)


def _stands(token: Token, known: frozenset[str]) -> bool:
    return token.stem in known or token.word in known


def initials(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the initials of every run of 2 to 6 words: a claim may abbreviate."""
    letters = "".join(token.word[0] for token in tokens)
    return frozenset(
        letters[start : start + size]
        for size in range(2, 7)
        for start in range(len(letters) - size + 1)
    )


def _marked(tokens: Sequence[Token], markers: frozenset[str]) -> set[str]:
    """Return the stems of the content words that follow a marker."""
    found = set()
    for index, token in enumerate(tokens):
        if token.word in markers:
            for after in tokens[index + 1 : index + 1 + _REACH]:
                if any(mark in after.before for mark in ",.;:"):
                    break
                if after.word not in HELPERS and after.word not in markers:
                    found.add(after.stem)
                    break
    return found


def _scope(tokens: Sequence[Token], markers: frozenset[str]) -> set[str]:
    """Return the stems of all words that follow a marker closely."""
    found: set[str] = set()
    for index, token in enumerate(tokens):
        if token.word in markers:
            after = tokens[index + 1 : index + 1 + _REACH]
            if any(other.word in _JOINS for other in after):
                after = tokens[index + 1 : index + 1 + 2 * _REACH]
            found.update(other.stem for other in after)
    return found


def _behind(tokens: Sequence[Token], markers: frozenset[str]) -> set[str]:
    """Return the stems of all words that follow a marker within its clause."""
    found: set[str] = set()
    marked = False
    for token in tokens:
        marked = (marked and not any(mark in token.before for mark in ",.;:")) or (
            token.word in markers
        )
        if marked:
            found.add(token.stem)
    return found


def _unmarked(tokens: Sequence[Token], markers: frozenset[str]) -> set[str]:
    """Return the stems of words that stand without the marker at least once."""
    bare = set()
    pending = 0
    for token in tokens:
        if token.word in markers:
            pending = _REACH
        elif pending and token.word in HELPERS:
            pending -= 1
        elif pending:
            pending = 0
        else:
            bare.add(token.stem)
    return bare


def _differs(
    claim: Sequence[Token],
    evidence: Sequence[Token],
    markers: frozenset[str],
    *,
    only_lost: bool = False,
) -> bool:
    theirs, ours = _marked(evidence, markers), _marked(claim, markers)
    their_bare, our_bare = _unmarked(evidence, markers), _unmarked(claim, markers)
    scope, their_scope = _scope(claim, markers), _scope(evidence, markers)
    if sum(t.word in markers for t in claim) == sum(t.word in markers for t in evidence) == 1:
        scope |= _behind(claim, markers)  # one marker in both: it may stand further ahead
    lost = {word for word in theirs & our_bare if word not in scope and word not in their_bare}
    if lost:
        return True
    if only_lost:
        return False
    gained = {word for word in ours - their_scope if word in their_bare or not theirs}
    return bool(gained)


def _turned(claim: Sequence[Token], evidence: Sequence[Token]) -> bool:
    """Whether something planned is told as done."""
    planned = _marked(evidence, PLANNED) - _marked(evidence, DONE)
    return bool(planned & _marked(claim, DONE))
