"""All mutants of one faithful claim."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from evals.mutating import added, dates, names, numbers, wording
from evals.mutating.material import Material, folded


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """A claim that its evidence does not bear out, and what was done to it.

    ``evidence`` are the sentences on which the faithful claim rests, ``article`` the text they
    stand in; ``kind`` is one of those that ``evals.mutating.rates.CLASSES`` names.
    """

    kind: str
    text: str
    evidence: tuple[str, ...]
    article: str


Make = Callable[[Material, random.Random], Iterator[str]]

_MAKERS: MappingProxyType[str, Make] = MappingProxyType(
    {
        "digit": numbers.digit,
        "number_word": numbers.number_word,
        "number_from_article": numbers.from_article,
        "number_from_evidence": numbers.from_evidence,
        "numbers_exchanged": numbers.exchanged,
        "magnitude_word": numbers.magnitude_word,
        "magnitude_zeros": numbers.magnitude_zeros,
        "day": dates.day,
        "month": dates.month,
        "year": dates.year,
        "weekday": dates.weekday,
        "name_elsewhere": names.elsewhere,
        "name_from_article": names.from_article,
        "name_from_evidence": names.from_evidence,
        "names_exchanged": names.exchanged,
        "speaker": names.speaker,
        "quotation": wording.quotation,
        "negated": wording.negated,
        "negation_removed": wording.negation_removed,
        "antonym": wording.antonym,
        "tense": wording.tense,
        "unrelated_added": added.unrelated_added,
        "unrelated_alone": added.unrelated_alone,
        "filler_added": added.filler_added,
        "filler_alone": added.filler_alone,
        "filler_clause": added.filler_clause,
    }
)

KINDS = tuple(_MAKERS)


def mutants(
    claim_text: str,
    evidence: Sequence[str],
    article_text: str,
    others: Sequence[str],
    seed: int | str,
) -> tuple[Mutant, ...]:
    """Return at most one mutant of each kind, in a fixed order; the same arguments, the same ones.

    Args:
        claim_text: a faithful claim: an evidence sentence, a part of one, or a paraphrase.
        evidence: the sentences it rests on, as they stand in the article.
        article_text: the whole article.
        others: texts of other articles, from which names and unrelated sentences are taken.
        seed: which of several possible places and replacements is taken.
    """
    material = Material(
        claim=claim_text, evidence=tuple(evidence), article=article_text, others=tuple(others)
    )
    found = []
    for kind, make in _MAKERS.items():
        rng = random.Random(f"{seed}\n{kind}\n{claim_text}")  # a string seeds alike everywhere
        for text in make(material, rng):
            if folded(text) != folded(claim_text) and not _borne_out(text, material):
                found.append(
                    Mutant(kind=kind, text=text, evidence=material.evidence, article=article_text)
                )
                break
    return tuple(found)


def _borne_out(text: str, material: Material) -> bool:
    """Return whether the changed claim happens to be, or to stand in, an evidence sentence."""
    return any(folded(text).rstrip(". ") in folded(each) for each in material.evidence)
