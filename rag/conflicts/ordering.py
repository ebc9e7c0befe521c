"""Claims in the order in which they may be read: what was replaced never comes first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rag.checks.reading import read
from rag.conflicts.lists import MOVED
from rag.conflicts.showing import after
from rag.conflicts.statements import is_name
from rag.records import Check, Claim, Conflict, Evidence, Standing, StoredPassage, Version

_OUTCOME = re.compile(
    r"\b(?:akhirnya|ujung(?:-ujung)?nya|jadinya|sekarang|skrg|kini|saat ini|terakhir|eventually"
    r"|finally|in the end|currently|now)\b",
    re.IGNORECASE,
)
_NAMED = 2  # name words of the old claim that the further sentence has


def newest_first(
    claims: Sequence[Claim],
    conflicts: Sequence[Conflict],
    stored: Mapping[str, StoredPassage],
    question: str = "",
) -> list[Claim]:
    """Return claims with those that state a superseded value below the others.

    Where no claim states the value that replaced it, the sentence that does is quoted in its place,
    and with it the next one of the same report that says what else of the old claim has changed
    ("Tempatnya juga pindah"). ``stored`` are the passages of the question. A ``question`` for how
    it ended ("akhirnya", "sekarang") has the newest claim of the first one's matter first.
    """
    claims = _ended(claims, stored) if _OUTCOME.search(question) else claims
    stale = [claim for claim in claims if _is_stale(claim, conflicts)]
    if not stale:
        return list(claims)
    kept: list[Claim] = []
    for claim in claims:
        if claim not in stale:
            kept.append(claim)
            continue
        for new in _replacing(claim, conflicts):
            more = _also_changed(claim, new, stored)
            kept += [each for each in (new, *more) if not _said(each, [*kept, *claims])]
    return [*kept, *stale]


def _ended(claims: Sequence[Claim], stored: Mapping[str, StoredPassage]) -> Sequence[Claim]:
    """Put the newest claim that is of the first one's matter before it."""
    first = claims[0] if claims else None
    if first is None:
        return claims
    later = [
        claim
        for claim in claims[1:]
        if after(_day(claim, stored), _day(first, stored)) and _one_matter(first, claim)
    ]
    if not later:
        return claims
    newest = max(later, key=lambda claim: _day(claim, stored) or date.min)
    return [newest, *(claim for claim in claims if claim is not newest)]


def _day(claim: Claim, stored: Mapping[str, StoredPassage]) -> date | None:
    passage = stored.get(claim.evidence[0].passage)
    return passage.article.published if passage else None


def _one_matter(one: Claim, other: Claim) -> bool:
    """Tell whether two claims share a name or figure, and further words."""
    mine, yours = read(one.text), read(other.text)
    named = {t.word for t in mine if is_name(t) or t.figure}
    words = {t.stem for t in mine if t.content} & {t.stem for t in yours if t.content}
    return bool(named & {t.word for t in yours}) and len(words) >= _NAMED


def _is_stale(claim: Claim, conflicts: Sequence[Conflict]) -> bool:
    for conflict in conflicts:
        current = [v for v in conflict.versions if v.standing is Standing.CURRENT]
        for version in conflict.versions:
            settled = any(_rests_on(claim, other) for other in current)
            if (
                version.standing is Standing.SUPERSEDED
                and _rests_on(claim, version)
                and not settled
            ):
                return True
    return False


def _rests_on(claim: Claim, version: Version) -> bool:
    """Tell whether a claim states a version: its sentence, or the value from its article."""
    wanted = (version.evidence.article, version.evidence.sentence)
    if wanted in {(item.article, item.sentence) for item in claim.evidence}:
        return version.value in claim.text or claim.check is not Check.QUOTED
    return version.value in claim.text and wanted[0] in {item.article for item in claim.evidence}


def _replacing(claim: Claim, conflicts: Sequence[Conflict]) -> list[Claim]:
    return [
        Claim(text=version.evidence.text, check=Check.QUOTED, evidence=(version.evidence,))
        for conflict in conflicts
        if _is_stale(claim, [conflict])
        for version in conflict.versions
        if version.standing is Standing.CURRENT
    ]


def _also_changed(
    stale: Claim, new: Claim, stored: Mapping[str, StoredPassage]
) -> tuple[Claim, ...]:
    """Return the sentence after a replacing one if it too changes something the old claim names."""
    wanted = new.evidence[0]
    names = {token.word for token in read(stale.text) if is_name(token)}
    for passage in stored.values():
        for sentence in passage.passage.sentences:
            if passage.article.id != wanted.article or sentence.ordinal != wanted.sentence + 1:
                continue
            tokens = read(passage.sentence_text(sentence))
            moved = not MOVED.isdisjoint(token.word for token in tokens)
            if moved and len(names & {token.word for token in tokens}) >= _NAMED:
                item = Evidence.of(passage, sentence)
                return (Claim(text=item.text, check=Check.QUOTED, evidence=(item,)),)
    return ()


def _said(new: Claim, claims: Sequence[Claim]) -> bool:
    return any(claim.evidence[0] == new.evidence[0] for claim in claims)
