"""How likely a sentence answers a question, from what it and its article have of the question.

A logistic regression over the numbers of ``Signs``, fitted as ``bench/answerability_quotes.py``
does to whether a sentence holds the gold answer: questions asked of their own archive, with their
story taken out, altered so that nothing answers them, and of another archive (facqa and idkmrc,
5,442 samples; labor news is never fitted to). More signs (rivals, pairs of words, the asked noun,
the question's type, the rank's own score) moved no share of the table in ``rag.quoting.judging``
by more than its interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from rag.evidence.question import AskedQuestion
from rag.evidence.ranking import Ranked, part_of
from rag.quoting.lost import Lost, implied, known_of, names_share
from rag.quoting.scope import Scope


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """What speaks for a sentence, or its weights; shares are of the question's words, 0 to 1."""

    near: float  # how near the span that answers by its form stands to the question's words
    fit: float  # how well that span fits the form asked for
    beside: float  # share said in the sentence, its neighbours and the title
    article: float  # ... anywhere in the article's found passages
    subject: float  # share of the words that are no names, said in the sentence
    names_lost: float  # share of the names that the article does not mention
    acronyms_lost: float  # their number
    figures_lost: float  # numbers of the question that the article does not state
    matched: float  # what the sentence says, in words that the archive never saw: three rare
    # words together are no chance, whatever share of the question they are
    has_form: float  # 1 where an answer shows by its form
    asks_name: float  # 1 for "apa", "mana", "which" with a noun: almost any name fits


WEIGHTS = Signs(
    near=1.852, fit=1.995, beside=1.120, article=2.145, subject=0.586, names_lost=-0.827,
    acronyms_lost=-0.004, figures_lost=-0.962, matched=0.762, has_form=-1.838, asks_name=-1.107,
)  # fmt: skip
BIAS = -5.251
NAMES = tuple(field.name for field in fields(Signs))


def signs(asked: AskedQuestion, sentence: Ranked, scope: Scope, lost: Lost, unseen: float) -> Signs:
    """Return what speaks for a sentence; ``unseen`` is the weight of a word never seen.

    What the article says in another way (a year by its date of publication, an acronym by its
    words) is left out of the count.
    """
    known = known_of(asked, scope)
    unsaid = implied(asked, scope)
    plain = {stem: weight for stem, weight in asked.weights.items() if stem not in unsaid}
    mass = sum(plain.values())
    return Signs(
        near=sentence.near * asked.mass / mass if mass else 0.0,
        fit=sentence.fit,
        beside=part_of(plain, sentence.beside),
        article=part_of(plain, known),
        subject=part_of(asked.subject, sentence.stems) if asked.subject else 1.0,
        names_lost=names_share(asked, lost.names) if asked.names else 0.0,
        acronyms_lost=float(len(lost.acronyms)),
        figures_lost=float(len(lost.figures)),
        matched=sum(plain[stem] for stem in plain.keys() & sentence.stems) / unseen,
        has_form=float(asked.has_form),
        asks_name=float(asked.asks_name),
    )


def probability(found: Signs) -> float:
    """Return how likely the sentence answers, in the mix of questions that was fitted to."""
    logit = BIAS + sum(getattr(WEIGHTS, name) * getattr(found, name) for name in NAMES)
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))
