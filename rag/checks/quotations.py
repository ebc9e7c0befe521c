"""Checks of quotations: what stands in quotation marks must be in the evidence exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.checks.reading import same_text
from rag.records import Evidence

_QUOTED = re.compile(r'"([^"]{1,2000})"')
_SINGLE = re.compile(r"(?<!\w)'([^']{3,500})'(?!\w)")
_TIED = "\n\n"  # between evidence sentences that do not follow each other
_TRANSLATED = re.compile(r"\b(?:terjemahan|diterjemahkan|translat(?:ed|ion))\b", re.IGNORECASE)


def altered_quotations(claim: str, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the claim's texts in quotation marks that the evidence does not have exactly.

    Glyphs of quotation marks, white space, capitals and closing punctuation may differ; an
    ellipsis parts a quotation into pieces. A quotation may run over sentences that follow each
    other in one article. A mark without its partner is a problem of its own.
    """
    folded = same_text(claim)
    if '"' not in folded and "'" not in folded:
        return ()
    found = _QUOTED.findall(folded) + _SINGLE.findall(folded)
    source = _joined(evidence)
    altered = tuple(
        f"quotation: {quotation}"
        for quotation in found
        if not all(_stands(piece, source) for piece in re.split(r"\.{2,}", quotation))
    )
    open_here = folded.count('"') % 2 and not any(
        same_text(item.text).count('"') % 2 for item in evidence
    )
    return altered or (("quotation_open",) if open_here else ())


def marked_translation(claim: str) -> bool:
    """Whether a claim says of its quotation that it is a translation."""
    return _TRANSLATED.search(claim) is not None


def _joined(evidence: Sequence[Evidence]) -> str:
    """Return the evidence as one folded text; only sentences that follow each other touch."""
    parts: list[str] = []
    ordered = sorted(evidence, key=lambda item: (item.article, item.sentence))
    for before, item in zip([None, *ordered], ordered, strict=False):
        follows = (
            before is not None
            and before.article == item.article
            and before.sentence + 1 == item.sentence
        )
        parts.append((" " if follows else _TIED) + same_text(item.text))
    return "".join(parts).casefold()


def _stands(piece: str, source: str) -> bool:
    wanted = piece.casefold().strip(" .,;:!?-'\"")
    if not wanted:
        return True
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", source) is not None
