"""Compares one claim with its own evidence sentences, without a model.

Rules guard near-verbatim claims against corruption; they do not understand meaning, so what
passes is "found in the source" and never "true". On contradictions that people wrote freely,
rules of this kind are right in about six of ten cases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.checks.facts import altered_quotations, strange_dates, strange_numbers
from rag.checks.lists import ENGLISH_HEADS
from rag.checks.meaning import antonyms, polarity, support
from rag.checks.names import foreign_names, repeated_names, speaker
from rag.checks.reading import Token, read, same_text, stems
from rag.language import detect_language, sentence_spans
from rag.records import Evidence

__all__ = ["Findings", "closest", "compare", "is_order", "same_text"]

_ORDERS = re.compile(
    r"\b(?:abaikan|lupakan|hiraukan|ignore|disregard|forget)\b.{0,40}"
    r"\b(?:semua|seluruh|segala|sebelum\w*|di ?atas|sistem|all|any|previous|prior|above|system)\b"
    r".{0,40}|\bprompt sistem\b|\bsystem prompt\b|\bsystem message\b"
    r"|\b(?:kamu|anda) (?:sekarang )?adalah (?:asisten|model|ai|chatbot)\b"
    r"|\byou are (?:now )?(?:an? )?(?:assistant|ai|chatbot|language model)\b"
    r"|^\W*(?:katakan|jawab|jawablah|balas|tuliskan?|sebutkan|say|answer|reply|respond|write"
    r"|output|tell the user)\b.{0,30}(?:\bbahwa\b|\bthat\b|\bdengan\b|\bwith\b|:)",
    re.IGNORECASE,
)

# With so many words in common, claim and evidence are in one language.
_ONE_LANGUAGE = 0.75


@dataclass(frozen=True, slots=True)
class Findings:
    """What a comparison objects to, as ``code`` or ``code: detail``.

    ``hard`` findings forbid showing the claim; ``soft`` ones ask the reader to compare.
    ``share`` is the part of the claim's content words that stands in the evidence, 0 to 1.
    """

    hard: tuple[str, ...]
    soft: tuple[str, ...]
    share: float


def compare(
    text: str,
    evidence: Sequence[Evidence],
    *,
    language: str,
    published: Mapping[str, date | None],
) -> Findings:
    """Compare a claim with the sentences that it names as its evidence, and with no others.

    Args:
        text: the claim.
        evidence: its sentences; at least one.
        language: of the answer, "id" or "en".
        published: publication dates by article id, for relative dates.
    """
    texts = [item.text for item in evidence]
    claim, source = read(text), tuple(token for part in texts for token in read(part))
    hard = [*strange_numbers(text, texts), *strange_dates(text, evidence, published)]
    soft: list[str] = []
    for finding in altered_quotations(text, evidence):
        (soft if finding == "quotation_open" else hard).append(finding)
    spoken, written = detect_language(text), detect_language(" ".join(texts))
    if _shared(claim, source) >= _ONE_LANGUAGE:  # short sentences are often misjudged
        spoken = written
    for name in foreign_names(claim, source):
        if spoken == written or name.casefold() not in ENGLISH_HEADS:
            hard.append(f"name: {name}")
    soft += [f"name_twice: {name}" for name in repeated_names(claim, source)]
    code, name = speaker(claim, source)
    if code:
        (soft if code.endswith("?") else hard).append(f"{code.rstrip('?')}: {name}")
    if spoken != written:
        share = _across_languages(claim, source, spoken == language, hard, soft)
    else:
        share = _within_language(text, source, hard, soft)
    return Findings(hard=tuple(hard), soft=tuple(soft), share=share)


def closest(text: str, evidence: Sequence[Evidence]) -> Evidence:
    """Return the evidence sentence that shares most words with a claim; the first of equals."""
    wanted = stems(token for token in read(text) if token.content)
    return max(evidence, key=lambda item: len(wanted & stems(read(item.text))))


def is_order(text: str) -> bool:
    """Whether a sentence speaks to a model instead of to readers ("abaikan semua instruksi")."""
    return _ORDERS.search(text) is not None


def _within_language(text: str, source: Sequence[Token], hard: list[str], soft: list[str]) -> float:
    """Check content and meaning; every sentence of the claim must stand on its own."""
    shares = []
    for start, end in sentence_spans(text) or [(0, len(text))]:
        part = read(text[start:end])
        code, share = support(part, source)
        shares.append(share)
        if code == "unsupported":
            hard.append(code)
        elif code:
            soft.append(code)
        soft += polarity(part, source)
        soft += [f"antonym: {word}" for word in antonyms(part, source)]
    return min(shares)


def _across_languages(
    claim: Sequence[Token],
    source: Sequence[Token],
    wanted: bool,
    hard: list[str],
    soft: list[str],
) -> float:
    """Words cannot be compared: a claim needs at least an anchor, and always a second look."""
    share = _shared(claim, source)
    if not wanted:
        hard.append("language")
    elif not share:
        hard.append("unsupported")
    soft.append("other_language")
    return share


def _shared(claim: Sequence[Token], source: Sequence[Token]) -> float:
    """Return the share of a claim's content words and figures that stand in the evidence."""
    known = stems(source)
    wanted = [token.stem in known for token in claim if token.content or token.figure]
    return sum(wanted) / len(wanted) if wanted else 0.0
