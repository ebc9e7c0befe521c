"""The quoting engine: answers in the archive's own sentences, without a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.evidence.question import AskedQuestion, read_question
from rag.evidence.ranking import Ranked, header_of, rank
from rag.quoting.judging import Judge, Judged, Zone
from rag.quoting.parts import parts
from rag.quoting.readings import readings
from rag.quoting.scope import scopes
from rag.records import (
    ArticleSummary,
    Draft,
    DraftClaim,
    EngineName,
    Evidence,
    Hit,
    SentenceKind,
    Understood,
)
from rag.understanding import plainly

MOST_CLAIMS = 3
SAME = 0.75
"""Sentences that share this much of the shorter one's stems say the same."""
SAME_AS_TITLE = 0.5  # the same for a headline after a sentence of its article
EQUAL = 0.9
"""Of sentences whose probability is this near to the best, the newest report's is shown first."""
EXTRA = {Zone.SURE: 0.6, Zone.CHECK: 0.2}
"""A further sentence is shown if it is at least this share as likely an answer as the first: beside
a sure answer rarely, where the reader is to compare anyway more often."""
FITTING = 0.75
"""The same, beside a sure answer, for how well it fits the form asked for."""
_LOOKED_AT = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Answerable:
    """Whether the found passages can answer, and how the sentences may be shown.

    ``ok`` is True in the zones ``SURE`` and ``CHECK``; in ``CHECK`` the reader is to compare each
    sentence with the question. ``score`` is the first sentence's probability. ``missing`` is what
    the question names and no passage mentions, for "the archive does not mention …"; where ``ok``
    is True as well, the answer leaves that open.
    """

    ok: bool
    score: float
    missing: tuple[str, ...] = ()
    zone: Zone = Zone.NOTHING


def quote(
    question: str | Understood,
    hits: Sequence[Hit],
    *,
    language: str,
    frequency: Callable[[str], float],
) -> Draft:
    """Return the one to three sentences of ``hits`` that bear most on ``question``, or none.

    Whether they are an answer, or only what comes nearest and belongs under a refusal, is for
    ``enough`` to say.

    Args:
        question: as the search understood it; a bare string has no other wordings.
        hits: passages, best first.
        language: of the answer, "id" or "en"; sentences are quoted as they are.
        frequency: the inverse document frequency of a stem in the archive, the greatest for the
            empty stem.

    The text of each claim is its first evidence sentence, letter by letter; a table row has the
    table's first row as second evidence.
    """
    del language  # quotations are never translated; part of every engine's call
    shown = _judge(_read(question), tuple(hits), frequency)
    claims = tuple(_claim(one.ranked) for one in shown.chosen)
    return Draft(engine=EngineName.QUOTING, claims=claims)


def enough(
    question: str | Understood, hits: Sequence[Hit], *, frequency: Callable[[str], float]
) -> Answerable:
    """Tell whether ``hits`` can answer ``question``, and which of its names they never mention."""
    shown = _judge(_read(question), tuple(hits), frequency)
    if not shown.chosen:
        return Answerable(ok=False, score=0.0, missing=shown.missing)
    best = shown.chosen[0]
    return Answerable(
        ok=best.answers, score=best.probability, missing=shown.missing, zone=best.zone
    )


def alike(
    question: str | Understood, hits: Sequence[Hit], *, frequency: Callable[[str], float]
) -> tuple[ArticleSummary, ...]:
    """Return an article of each matter that ``question`` fits about equally, () where it is one.

    ``quote`` shows a sentence of each.
    """
    shown = _judge(_read(question), tuple(hits), frequency)
    return tuple(one.ranked.stored.article for one in shown.readings)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """Sentences to show, best first, what no passage mentions, and matters that fit alike."""

    chosen: tuple[Judged, ...]
    missing: tuple[str, ...]
    readings: tuple[Judged, ...]


def _read(question: str | Understood) -> Understood:
    return plainly(question) if isinstance(question, str) else question


@lru_cache(maxsize=4)
def _judge(
    question: Understood, hits: tuple[Hit, ...], frequency: Callable[[str], float]
) -> _Shown:
    """Rank and choose once for ``enough`` and ``quote``, which are asked one after the other."""
    judge, found = _judged(question, question.text, hits, frequency)
    chosen = _choose(found)
    several: tuple[Judged, ...] = ()
    if chosen and chosen[0].answers and question.follow_up is None:
        several = readings(judge.asked, found, frequency)
        chosen = _with_readings(chosen, several)
    for part in parts(question.text) if chosen and chosen[0].answers else ():
        own, answers = _judged(question, part, hits, frequency)
        bearing = (one for one in answers if one.answers and not _stray(one, own.asked, judge))
        chosen = _with_part(chosen, next(bearing, None), several)
    return _Shown(chosen=tuple(chosen), missing=judge.missing, readings=several)


def _judged(
    question: Understood, text: str, hits: tuple[Hit, ...], frequency: Callable[[str], float]
) -> tuple[Judge, list[Judged]]:
    """Return the judge of a question or part of one, and the first sentences as judged."""
    asked = read_question(text, frequency, question.concepts)
    ranked = rank(asked, hits)
    judge = Judge.of(asked, scopes(ranked), frequency(""))
    return judge, [judge.judge(one) for one in ranked[:_LOOKED_AT]]


def _choose(found: Sequence[Judged]) -> list[Judged]:
    """Return the sentences to show: the best that may be an answer, and others nearly as good."""
    best = next((one for one in found if one.answers), None)
    if best is None:
        return _nearest(found)
    equals = [
        one
        for one in found
        if one.zone is best.zone and one.probability >= EQUAL * best.probability
    ]
    # The first of the newest.
    best = max(equals, key=lambda one: one.ranked.stored.article.published or date.min)
    chosen = [best]
    for other in found:
        if len(chosen) < MOST_CLAIMS and _bears(other, best):
            _add(chosen, other)
    return chosen


def _nearest(found: Sequence[Judged]) -> list[Judged]:
    """Return what may stand under a refusal, if anything comes near."""
    chosen = [one for one in found if one.zone is Zone.NEAREST][:1]
    for one in found if chosen else ():
        if len(chosen) < MOST_CLAIMS:
            _add(chosen, one)
    return chosen


def _bears(other: Judged, best: Judged) -> bool:
    """Tell whether a further sentence may answer as well: nearly as likely, and by its form."""
    likely = other.probability >= EXTRA[best.zone] * best.probability
    if best.zone is Zone.CHECK:
        return likely
    return other.answers and likely and other.ranked.fit >= FITTING * best.ranked.fit


def _add(chosen: list[Judged], other: Judged) -> None:
    if not any(same(other.ranked, shown.ranked) for shown in chosen):
        chosen.append(other)


def _stray(one: Judged, part: AskedQuestion, whole: Judge) -> bool:
    """Tell whether a part that names nothing is answered of others than the question names."""
    named = {*whole.asked.names, *whole.asked.acronyms}
    if not named or part.names or part.acronyms:
        return False
    lost = whole.lost.get(one.ranked.stored.article.id)
    return lost is not None and named.issubset((*lost.names, *lost.acronyms))


def _with_readings(chosen: list[Judged], alike: Sequence[Judged]) -> list[Judged]:
    """Return the chosen sentences with one of each matter that the question fits among them."""
    shown = {one.ranked.stored.article.id for one in chosen}
    lacking = [one for one in alike if one.ranked.stored.article.id not in shown]
    return [*chosen[: max(1, MOST_CLAIMS - len(lacking))], *lacking] if lacking else chosen


def _with_part(
    chosen: list[Judged], answer: Judged | None, alike: Sequence[Judged]
) -> list[Judged]:
    """Return the chosen sentences with the one for a part of the question among them."""
    if answer is None or any(same(answer.ranked, shown.ranked) for shown in chosen):
        return chosen
    return [*chosen[: max(MOST_CLAIMS - 1, len(alike))], answer]


def same(one: Ranked, other: Ranked) -> bool:
    """Tell whether two sentences say the same in nearly the same words.

    A headline says it sooner than a sentence of its own article: it adds nothing below it.
    """
    shorter = min(len(one.stems), len(other.stems))
    return len(one.stems & other.stems) >= _same_share(one, other) * shorter


def _same_share(one: Ranked, other: Ranked) -> float:
    title = SentenceKind.TITLE
    repeats = one.sentence.kind is title and other.sentence.kind is not title
    own = one.stored.article.id == other.stored.article.id
    return SAME_AS_TITLE if repeats and own else SAME


def _claim(ranked: Ranked) -> DraftClaim:
    evidence = [Evidence.of(ranked.stored, ranked.sentence)]
    header = header_of(ranked.stored, ranked.sentence)
    if header is not None:
        evidence.append(Evidence.of(ranked.stored, header))
    return DraftClaim(text=ranked.text, evidence=tuple(evidence))
