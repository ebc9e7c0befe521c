"""The quoting engine: answers in the archive's own sentences, without a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.language import QuestionType
from rag.quoting.gate import Answerable, confidence, lost_of, passes
from rag.quoting.question import AskedQuestion, read_question
from rag.quoting.ranking import Ranked, header_of, rank
from rag.quoting.scope import scopes
from rag.records import Draft, DraftClaim, EngineName, Evidence, Hit, Sentence, StoredPassage

MOST_CLAIMS = 3
EXTRA = 0.75
"""A further sentence is shown if its score is at least this share of the best one's."""
EXTRA_SAID = 0.55  # the same where all that somebody said is asked for
SAME = 0.75
"""Sentences that share this much of the shorter one's stems say the same."""
FITTING = 0.75  # of the best sentence's fit, for a further one to be shown
_TRIED = 3  # sentences that may pass the gate when a better one does not


def quote(
    question: str, hits: Sequence[Hit], *, language: str, frequency: Callable[[str], float]
) -> Draft:
    """Answer ``question`` with one to three sentences of ``hits``, or with none: a refusal.

    Args:
        question: as the person asked it.
        hits: passages, best first.
        language: of the answer, "id" or "en"; sentences are quoted as they are.
        frequency: the inverse document frequency of a stem in the archive.

    The text of each claim is its first evidence sentence, letter by letter; a table row has the
    table's first row as second evidence.
    """
    del language  # quotations are never translated; part of every engine's call
    asked = read_question(question, frequency)
    chosen = _choose(asked, rank(asked, hits))
    return Draft(engine=EngineName.QUOTING, claims=tuple(_claim(ranked) for ranked in chosen))


def enough(question: str, hits: Sequence[Hit], *, frequency: Callable[[str], float]) -> Answerable:
    """Tell whether ``hits`` can answer ``question``, and which of its names they never mention."""
    asked = read_question(question, frequency)
    ranked = rank(asked, hits)
    if not ranked:
        return Answerable(ok=False, score=0.0)
    known = scopes(ranked)
    chosen = _choose(asked, ranked)
    best = (chosen or ranked)[0]
    score = confidence(asked, best, known[best.stored.article.id])
    if chosen:
        return Answerable(ok=True, score=score)
    lost = set.intersection(*(set(lost_of(asked, scope).all) for scope in known.values()))
    named = (*asked.names, *asked.acronyms, *map(str, asked.figures), *map(str, asked.years))
    ordered = dict.fromkeys(word for word in named if word in lost)
    return Answerable(ok=False, score=score, missing=tuple(ordered))


def _choose(asked: AskedQuestion, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return the sentences to show: the best that passes the gate, and others nearly as good."""
    known = scopes(ranked)

    def fits(sentence: Ranked) -> bool:
        return passes(asked, sentence, known[sentence.stored.article.id])

    best = next((sentence for sentence in ranked[:_TRIED] if fits(sentence)), None)
    if best is None:
        return []
    share = EXTRA_SAID if asked.type is QuestionType.WHAT_SAID else EXTRA
    chosen = [best]
    for other in ranked:
        if len(chosen) == MOST_CLAIMS or other.score < share * best.score:
            break
        said_before = any(same(other, shown) for shown in chosen)
        if not said_before and other.fit >= FITTING * best.fit and fits(other):
            chosen.append(other)
    return chosen


def same(one: Ranked, other: Ranked) -> bool:
    """Tell whether two sentences say the same in nearly the same words."""
    shorter = min(len(one.stems), len(other.stems))
    return len(one.stems & other.stems) >= SAME * shorter


def _claim(ranked: Ranked) -> DraftClaim:
    evidence = [_evidence(ranked.stored, ranked.sentence)]
    header = header_of(ranked.stored, ranked.sentence)
    if header is not None:
        evidence.append(_evidence(ranked.stored, header))
    return DraftClaim(text=ranked.text, evidence=tuple(evidence))


def _evidence(stored: StoredPassage, sentence: Sentence) -> Evidence:
    return Evidence(
        article=stored.article.id,
        passage=stored.passage.id,
        sentence=sentence.ordinal,
        start=sentence.start,
        end=sentence.end,
        text=stored.sentence_text(sentence),
    )
