"""Words for how many of a group: all, part of it, almost all, only."""

from __future__ import annotations

from collections.abc import Sequence

from rag.checks.reading import Token
from rag.language.stopwords import listed

_ALL = listed(
    "semua seluruh setiap tiap segenap segala seluruhnya semuanya all every each entire whole"
)
_PART = listed("sebagian beberapa separuh setengah some several partly segelintir few")
_MANY = listed("mayoritas kebanyakan most majority banyak many")
_ONLY = listed("hanya cuma sekadar only merely solely")
_NEAR = listed("hampir nyaris almost nearly")
_CLASSES = (("all", _ALL), ("part", _PART), ("many", _MANY), ("only", _ONLY), ("near", _NEAR))
# A claim may not leave these out: without them it says more than the evidence.
_NARROWING = ("part", "near")
_REACH = 4
# Each single one without saying "all": "per bulan", "sebulan", "masing-masing".
APIECE = listed("per masing a an sebulan setahun seminggu sehari sepekan bulanan monthly yearly")
QUANTITIES = _ALL | _PART | _MANY | _ONLY | _NEAR


def quantity_class(word: str) -> str:
    """Return which kind of quantity a folded word names, "" for none."""
    return next((name for name, words in _CLASSES if word in words), "")


def quantities(claim: Sequence[Token], evidence: Sequence[Token]) -> tuple[str, ...]:
    """Return the claim's words for how many that its evidence does not bear out.

    A word of quantity belongs to the content word after it; where the evidence has that word
    with another quantity, or the claim has left a narrowing one out, the claim says something
    else. Which quantity is meant is compared, not the word: "semua" may become "seluruh".
    """
    ours, theirs = _marked(claim), _marked(evidence)
    bare = {token.stem for token in claim if token.content} - {word for _, word in ours}
    their_kinds = {kind for kind, _ in theirs}
    if any(token.word in APIECE for token in evidence):
        their_kinds.add("all")
    problems = [
        kind
        for kind, word in ours
        if (kind, word) not in theirs
        and kind not in their_kinds
        and (kind != "many" or any(other == word for _, other in theirs))
        and (kind == "all" or any(other == word for _, other in theirs) or kind == "only")
    ]
    unmarked = _bare(evidence)
    problems += [
        kind
        for kind, word in theirs
        if kind in _NARROWING
        and word in bare
        and word not in unmarked
        and kind not in {own for own, _ in ours}
    ]
    return tuple(f"quantity: {kind}" for kind in sorted(set(problems)))


def _marked(tokens: Sequence[Token]) -> set[tuple[str, str]]:
    found = set()
    for index, token in enumerate(tokens):
        kind = quantity_class(token.word)
        if kind:
            after = tokens[index + 1 : index + 1 + _REACH]
            word = next((other.stem for other in after if other.content), "")
            found.add((kind, word))
    return found


def _bare(tokens: Sequence[Token]) -> set[str]:
    marked = {word for _, word in _marked(tokens)}
    counts: dict[str, int] = {}
    for token in tokens:
        counts[token.stem] = counts.get(token.stem, 0) + 1
    return {stem for stem, count in counts.items() if stem not in marked or count > 1}
