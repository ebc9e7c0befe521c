"""Claims that are a part of their evidence, letter by letter."""

from __future__ import annotations

from collections.abc import Sequence

from rag.checks.lists import NEGATIONS, PLANNED, UNSURE
from rag.checks.quantities import QUANTITIES
from rag.checks.reading import Token
from rag.language.stopwords import listed

_LEAST = 3  # words that make an excerpt
_REACH = 4  # words before an excerpt of which one may turn what it says
_TURNING = (
    NEGATIONS
    | UNSURE
    | (PLANNED - {"mau", "ingin"})
    | QUANTITIES
    | listed(
        """
        jika bila kalau apabila seandainya andai asalkan membantah menyangkal dibantah hoaks
        menuntut mendesak meminta berharap mengusulkan mengancam minta desak agar supaya ingin
        mau menuding dituduh if unless deny denies denied refute demand demands demanded urged
        hope hopes false untrue should
        """
    )
)


def excerpt(claim: Sequence[Token], sources: Sequence[Sequence[Token]]) -> str:
    """Return whether a claim is a run of words of one evidence sentence.

    "same" says that it means the same alone, "turned" that it does not, "" that it is no run.

    Words right before the run that deny, doubt, plan, demand or narrow it make it another
    statement, as do words cut from the phrase that it ends in the middle of.
    """
    words = [token.word for token in claim]
    if len(words) < _LEAST:
        return ""
    result = ""
    for source in sources:
        theirs = [token.word for token in source]
        for start in range(len(theirs) - len(words) + 1):
            if theirs[start] == words[0] and theirs[start : start + len(words)] == words:
                before = source[max(0, start - _REACH) : start]
                if not any(token.word in _TURNING for token in _clause(before, source[start])):
                    return "same"
                result = "turned"
    return result


def _clause(before: Sequence[Token], first: Token) -> list[Token]:
    """Return the words before an excerpt that no comma or full stop parts from it.

    A comma does not part what is said from who denies it, so the verb right before counts.
    """
    kept: list[Token] = []
    after = first
    for token in reversed(before):
        if any(mark in after.before for mark in ",.;:!?()"):
            break
        kept.append(token)
        after = token
    return kept
