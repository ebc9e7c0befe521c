"""Whether what is shown rests on the articles: spans, citations, the product's checks, quotations.

Each function returns its objections in plain words; none is a pass.
"""

from __future__ import annotations

import re

from evals.scoring.view import Look
from evals.scoring.wording import folded
from rag.citations import check_claim
from rag.records import Check, Claim, DraftClaim, Evidence

_VERBATIM = (Check.QUOTED, Check.REPAIRED)
_QUOTED = re.compile(r'"([^"]+)"')
_CUT = re.compile(r"\.{2,}|\[\.*\]")  # NFKC makes three points of an ellipsis
_WHOLE = re.compile("“(.+)”", re.DOTALL)
_CORRECTS = "premise"  # the notice that quotes a sentence against what the question takes as given
_MARKER = re.compile(r"\[(\d+)\]")
_EDGES = " .,;:!?-'\""
_SHORT = 60


def inexact(look: Look) -> list[str]:
    """Return evidence whose span does not cut out its text, and quotes that are none.

    Also looked at are the versions beside the answer, speakers, and the nearest sentences under a
    refusal.
    """
    found = [_span_problem(look, item) for item in _all_evidence(look)]
    for claim in (*look.answer.claims, *look.answer.nearest):
        verbatim = claim.check in _VERBATIM
        if verbatim and not any(claim.text == item.text for item in claim.evidence):
            found.append(f"“{short(claim.text)}” is shown as a quote and is no evidence sentence")
    return [each for each in found if each]


def uncited(look: Look) -> list[str]:
    """Return claims that rest on nothing, or on an article that is not among the sources."""
    listed = {source.article for source in look.answer.sources}
    return [
        f"“{short(claim.text)}” has no listed source"
        for claim in look.answer.claims
        if not claim.evidence or any(item.article not in listed for item in claim.evidence)
    ]


def wrong_markers(look: Look) -> list[str]:
    """Return what is wrong with the numbers in brackets.

    Sources are numbered from 1 without a gap; behind each claim stand the numbers of its own
    sources; no other number is used.
    """
    answer = look.answer
    numbers = {source.article: source.number for source in answer.sources}
    found = []
    if sorted(numbers.values()) != list(range(1, len(answer.sources) + 1)):
        found.append("the sources are not numbered one by one")
    for claim in answer.claims:
        own = dict.fromkeys(numbers.get(item.article, 0) for item in claim.evidence)
        if claim.text + " " + "".join(f"[{number}]" for number in own) not in answer.text:
            found.append(f"behind “{short(claim.text)}” do not stand the numbers of its sources")
    used = {int(number) for number in _MARKER.findall(_without_claims(look))}
    found += [f"[{number}] names no source" for number in sorted(used - set(numbers.values()))]
    return found


def flagged(look: Look) -> list[str]:
    """Return claims shown without a mark that the product's own checks would mark or change.

    The checks get the evidence as the stored article has it, not as the answer shows it.
    """
    found = []
    for claim in look.answer.claims:
        problem = _second_opinion(look, claim)
        if problem:
            found.append(f"“{short(claim.text)}” should not be shown so: {problem}")
    return found


def altered_quotations(look: Look) -> list[str]:
    """Return texts in quotation marks that no evidence of their claim has word by word.

    The sentence with which a notice corrects the question stands in an article that was found.
    Glyphs, white space and closing punctuation may differ; an ellipsis parts a quotation. Written
    anew here rather than taken from the product, whose own reader of quotations is measured by it.
    """
    found = []
    for claim in look.answer.claims:
        source = folded(" ".join(item.text for item in claim.evidence))
        found += [each for each in _QUOTED.findall(folded(claim.text)) if not _stands(each, source)]
    retrieved = {stored.article.id for stored in look.answer.passages}
    texts = [each.text for identity in retrieved if (each := look.article(identity))]
    for notice in look.answer.notices:
        quoted = _WHOLE.search(notice.text) if notice.code == _CORRECTS else None
        if quoted and not any(_stands(folded(quoted[1]), folded(text)) for text in texts):
            found.append(quoted[1])
    return [f"the quotation “{short(each)}” does not stand in its evidence" for each in found]


def _stands(quotation: str, source: str) -> bool:
    pieces = [piece.strip(_EDGES) for piece in _CUT.split(quotation)]
    return all(piece in source for piece in pieces if piece)


def short(text: str) -> str:
    """Return the beginning of a text, for a message."""
    return text if len(text) <= _SHORT else text[:_SHORT].rsplit(" ", 1)[0] + " …"


def _all_evidence(look: Look) -> list[Evidence]:
    answer = look.answer
    claims = (*answer.claims, *answer.nearest)
    found = [item for claim in claims for item in claim.evidence]
    found += [claim.speaker.evidence for claim in claims if claim.speaker]
    found += [each.evidence for conflict in answer.conflicts for each in conflict.versions]
    return found


def _span_problem(look: Look, item: Evidence) -> str:
    article = look.article(item.article)
    if article is None:
        return f"the archive has no article {item.article} that is cited"
    if article.text[item.start : item.end] != item.text:
        return f"“{short(item.text)}” does not stand at its place in {look.names(item.article)[0]}"
    return ""


def _without_claims(look: Look) -> str:
    """Return the answer's text without the words of its claims, which may hold brackets."""
    text = look.answer.text
    for claim in look.answer.claims:
        text = text.replace(claim.text, " ", 1)
    return text


def _second_opinion(look: Look, claim: Claim) -> str:
    evidence = []
    published = {}
    for item in claim.evidence:
        article = look.article(item.article)
        if article is None:
            return "its article is not in the archive"
        text = article.text[item.start : item.end]
        if not text.strip():
            return "its evidence is empty"
        published[item.article] = article.published
        evidence.append(
            Evidence(
                article=item.article,
                passage=item.passage,
                sentence=item.sentence,
                start=item.start,
                end=item.end,
                text=text,
            )
        )
    checked = check_claim(
        DraftClaim(text=claim.text, evidence=tuple(evidence)),
        language=look.answer.language,
        published=published,
    )
    if checked.claim is None:
        return f"the checks drop it ({checked.dropped_reason})"
    worse = {Check.REPAIRED} if claim.check is Check.REVIEW else {Check.REPAIRED, Check.REVIEW}
    if checked.claim.check in worse:
        return f"the checks object ({', '.join(checked.problems)})"
    return ""
