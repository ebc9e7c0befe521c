"""The quoting engine: answers in the archive's own sentences, without a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.evidence.question import AskedQuestion, read_question
from rag.evidence.ranking import Ranked, header_of, part_of, rank
from rag.language import QuestionType
from rag.quoting.gate import Answerable, confidence, lost_of, passes
from rag.quoting.scope import Scope, scopes
from rag.records import Draft, DraftClaim, EngineName, Evidence, Hit, Understood
from rag.understanding import plainly

MOST_CLAIMS = 3
EXTRA = 0.75
"""A further sentence is shown if its score is at least this share of the best one's."""
EXTRA_SAID = 0.55  # the same where all that somebody said is asked for
SAME = 0.75
"""Sentences that share this much of the shorter one's stems say the same."""
FITTING = 0.75  # of the best sentence's fit, for a further one to be shown
NEARLY = 0.5  # of its nearness to the question's words
EQUAL = 0.95
"""Of sentences whose scores are this near to the best, the newest report's is shown first."""
_RIVALS = 6
_TRIED = 6  # sentences that may pass the gate when a better one does not


def quote(
    question: str | Understood,
    hits: Sequence[Hit],
    *,
    language: str,
    frequency: Callable[[str], float],
) -> Draft:
    """Answer ``question`` with one to three sentences of ``hits``, or with none: a refusal.

    Args:
        question: as the search understood it; a bare string has no other wordings.
        hits: passages, best first.
        language: of the answer, "id" or "en"; sentences are quoted as they are.
        frequency: the inverse document frequency of a stem in the archive.

    The text of each claim is its first evidence sentence, letter by letter; a table row has the
    table's first row as second evidence.
    """
    del language  # quotations are never translated; part of every engine's call
    judged = _judge(_read(question), tuple(hits), frequency)
    return Draft(engine=EngineName.QUOTING, claims=tuple(_claim(one) for one in judged.chosen))


def enough(
    question: str | Understood, hits: Sequence[Hit], *, frequency: Callable[[str], float]
) -> Answerable:
    """Tell whether ``hits`` can answer ``question``, and which of its names they never mention."""
    judged = _judge(_read(question), tuple(hits), frequency)
    if judged.best is None:
        return Answerable(ok=False, score=0.0)
    asked, known = judged.asked, judged.known
    score = confidence(asked, judged.best, known[judged.best.stored.article.id])
    if judged.chosen:
        return Answerable(ok=True, score=score)
    lost = set.intersection(*(set(lost_of(asked, scope).all) for scope in known.values()))
    named = (*asked.names, *asked.acronyms, *map(str, asked.figures), *map(str, asked.years))
    ordered = dict.fromkeys(word for word in named if word in lost)
    return Answerable(ok=False, score=score, missing=tuple(ordered))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Judged:
    asked: AskedQuestion
    known: dict[str, Scope]
    chosen: tuple[Ranked, ...]
    best: Ranked | None  # the first one shown, else the nearest


def _read(question: str | Understood) -> Understood:
    return plainly(question) if isinstance(question, str) else question


@lru_cache(maxsize=4)
def _judge(
    question: Understood, hits: tuple[Hit, ...], frequency: Callable[[str], float]
) -> _Judged:
    """Rank and choose once for ``enough`` and ``quote``, which are asked one after the other."""
    asked = read_question(question.text, frequency, question.concepts)
    ranked = rank(asked, hits)
    known = scopes(ranked)
    chosen = tuple(_choose(asked, ranked, known))
    best = next(iter((*chosen, *ranked)), None)
    return _Judged(asked=asked, known=known, chosen=chosen, best=best)


def _choose(
    asked: AskedQuestion, ranked: Sequence[Ranked], known: Mapping[str, Scope]
) -> list[Ranked]:
    """Return the sentences to show: the best that passes the gate, and others nearly as good."""

    def fits(sentence: Ranked) -> bool:
        return passes(asked, sentence, known[sentence.stored.article.id])

    best = next((sentence for sentence in ranked[:_TRIED] if fits(sentence)), None)
    if best is None:
        return []
    best = max(
        (s for s in ranked[:_RIVALS] if s.score >= EQUAL * best.score and fits(s)),
        key=lambda s: s.stored.article.published or date.min,
    )  # the first of the newest
    share = EXTRA_SAID if asked.type is QuestionType.WHAT_SAID else EXTRA
    chosen = [best]
    for other in ranked:
        if len(chosen) == MOST_CLAIMS or other.score < share * best.score:
            break
        said_before = any(same(other, shown) for shown in chosen)
        if not said_before and _bears(asked, other, best) and fits(other):
            chosen.append(other)
    return chosen


def _bears(asked: AskedQuestion, other: Ranked, best: Ranked) -> bool:
    """Tell whether a further sentence answers as well: by its form, and about the same names."""
    if other.fit < FITTING * best.fit or other.near < NEARLY * best.near:
        return False
    named = {s: w for s, w in asked.weights.items() if s in asked.entity_stems}
    return part_of(named, other.stems) >= part_of(named, best.stems) or not asked.has_form


def same(one: Ranked, other: Ranked) -> bool:
    """Tell whether two sentences say the same in nearly the same words."""
    shorter = min(len(one.stems), len(other.stems))
    return len(one.stems & other.stems) >= SAME * shorter


def _claim(ranked: Ranked) -> DraftClaim:
    evidence = [Evidence.of(ranked.stored, ranked.sentence)]
    header = header_of(ranked.stored, ranked.sentence)
    if header is not None:
        evidence.append(Evidence.of(ranked.stored, header))
    return DraftClaim(text=ranked.text, evidence=tuple(evidence))
