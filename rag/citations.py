"""From drafted claims to claims that may be shown, and from evidence to numbered sources.

A claim is compared with its own evidence sentences only: a number, name or speaker that stands
somewhere else among the passages does not make the claim right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.checks import closest, compare, is_order, same_text
from rag.records import (
    ArticleSummary,
    Check,
    Claim,
    DraftClaim,
    Evidence,
    Source,
    StoredPassage,
)

_LONGEST_REPAIR = 500  # characters of evidence that still read as one sentence of an answer
_RELATED = 0.25  # below this share of common words the evidence is not about the claim


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """The outcome for one drafted claim.

    ``claim`` is None when nothing may be shown; ``dropped_reason`` then is instruction (the
    evidence speaks to the model), unsupported (the evidence is about something else) or
    too_long (the evidence is too long to stand in for the claim), else it is empty.
    ``problems`` lists every objection, as ``code`` or ``code: detail``, for the record and, on a
    claim that is marked or repaired, for the reader. ``rag.checks.HARD`` has the codes that
    forbid the wording (numbers, dates, names, speakers and their offices, who did what to whom,
    quotations, unsupported content, language), ``rag.checks.SOFT`` those that mark it for review.
    """

    claim: Claim | None
    dropped_reason: str = ""
    problems: tuple[str, ...] = ()


def check_claim(
    claim: DraftClaim, *, language: str, published: Mapping[str, date | None]
) -> Checked:
    """Decide whether and how a drafted claim may be shown.

    A claim that is one of its evidence sentences letter by letter is QUOTED, with that sentence
    as its evidence. A claim that fails on a number, date, name, speaker, quotation or on its
    content as a whole is REPAIRED: the closest evidence sentence is shown in its place. One
    with softer objections is marked REVIEW, and the rest is FOUND.

    Args:
        claim: as drafted; its evidence is already known to exist.
        language: of the answer, "id" or "en".
        published: publication dates by article id.
    """
    evidence = tuple(item for item in claim.evidence if not is_order(item.text))
    if not evidence:
        return Checked(claim=None, dropped_reason="instruction", problems=("instruction",))
    for item in evidence:
        if _verbatim(claim.text, item.text):
            return Checked(claim=_quote(item, Check.QUOTED))
    found = compare(claim.text, evidence, language=language, published=published)
    problems = found.hard + found.soft
    if found.hard:
        return _repair(claim.text, evidence, problems, found.share)
    check = Check.REVIEW if found.soft else Check.FOUND
    shown = Claim(text=claim.text, check=check, evidence=evidence, problems=problems)
    return Checked(claim=shown, problems=problems)


def resolve_sources(
    claims: Sequence[Claim], stored: Mapping[str, StoredPassage]
) -> tuple[Source, ...]:
    """Number the cited articles from 1 in order of their first citation.

    Args:
        claims: in the order in which they are shown.
        stored: the passages of the question by their id.

    Raises:
        KeyError: a claim cites a passage that is not among ``stored``.
    """
    sources: dict[str, Source] = {}
    for claim in claims:
        for item in claim.evidence:
            if item.article in sources:
                continue
            article = stored[item.passage].article
            sources[item.article] = Source(
                number=len(sources) + 1,
                article=article.id,
                title=article.title,
                outlet=article.outlet,
                published=article.published,
                url=article.url,
            )
    return tuple(sources.values())


def verify_evidence(evidence: Evidence, stored: Mapping[str, StoredPassage]) -> bool:
    """Whether evidence is a sentence of its passage and its span cuts out exactly its text."""
    passage = stored.get(evidence.passage)
    if passage is None or passage.article.id != evidence.article:
        return False
    for sentence in passage.passage.sentences:
        if sentence.ordinal == evidence.sentence:
            spans_agree = (sentence.start, sentence.end) == (evidence.start, evidence.end)
            return spans_agree and passage.sentence_text(sentence) == evidence.text
    return False


def _verbatim(text: str, evidence: str) -> bool:
    """Whether a claim is its evidence; glyphs of quotation marks and the last stop may differ."""
    return same_text(text).rstrip(" .") == same_text(evidence).rstrip(" .")


def _quote(item: Evidence, check: Check, problems: tuple[str, ...] = ()) -> Claim:
    return Claim(text=item.text, check=check, evidence=(item,), problems=problems)


def _repair(
    text: str, evidence: Sequence[Evidence], problems: tuple[str, ...], share: float
) -> Checked:
    if "unsupported" in problems and share < _RELATED:
        return Checked(claim=None, dropped_reason="unsupported", problems=problems)
    item = closest(text, evidence)
    if len(item.text) > _LONGEST_REPAIR:
        return Checked(claim=None, dropped_reason="too_long", problems=problems)
    return Checked(claim=_quote(item, Check.REPAIRED, problems), problems=problems)


def independent(articles: Iterable[ArticleSummary]) -> int:
    """Return how many reports there are among articles: of those that tell one story, one."""
    return len({article.story or article.id for article in articles})
