"""Finds the conflicts that touch what an answer states."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from rag.conflicts.asking import asked_kind, asks_for
from rag.conflicts.matching import Told, differ, grows, told
from rag.conflicts.replacing import corrected, put_off, replacements
from rag.conflicts.statements import Said, lines_of, stated
from rag.context import Context
from rag.language import numbers
from rag.records import ArticleKind, Claim, Conflict, Standing, StoredPassage, Version

_DATELINE = re.compile(r"[A-Z][A-Z .]+(?:,[^—–-]{0,30})?\s[—–-]\s")
_DAY = r"(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_WEEKDAYS = re.compile(
    rf"[\s,]*(?:\b(?:pada|hari|on)\s+)*\b{_DAY}(?:\s*[–-]\s*{_DAY})?[\s,]*\Z", re.IGNORECASE
)
_MOST = 3
"""Conflicts shown with one answer; more would hide the answer."""
_SHORT = 12
_LABEL = 90  # characters of what a conflict is about


def find(context: Context, claims: Sequence[Claim]) -> tuple[Conflict, ...]:
    """Return the conflicts about figures and dates that ``claims`` state or the question asks for.

    Looks at the passages found that an answer may rest on. Values of withdrawn reports are none.
    """
    passages = [hit.stored for hit in context.standing]
    cited = {(item.article, item.sentence) for claim in claims for item in claim.evidence}
    asks = asked_kind(context.question)
    if not asks and not any(numbers(item.text) for claim in claims for item in claim.evidence):
        return ()
    found = versions_among(passages, prefer=cited)
    touched = [each for each in found if _stated(each, claims, cited)]
    asked = [each for each in found if each not in touched and asks_for(context, each, asks)]
    return tuple([*touched, *asked][:_MOST])


def _stated(
    conflict: Conflict, claims: Sequence[Claim], cited: Collection[tuple[str, int]]
) -> bool:
    """Tell whether a claim cites a version's sentence, or says its value from the same report."""
    for version in conflict.versions:
        if (version.evidence.article, version.evidence.sentence) in cited:
            return True
        for claim in claims:
            articles = {item.article for item in claim.evidence}
            if version.evidence.article in articles and version.value in claim.text:
                return True
    return False


def versions_among(
    passages: Sequence[StoredPassage], *, prefer: Collection[tuple[str, int]] = ()
) -> list[Conflict]:
    """Return every conflict among passages, those that a report itself settles first.

    Where a report states a value in several sentences, one of ``prefer`` (article and ordinal of
    sentences) stands for it.
    """
    lines = sorted(lines_of(passages), key=lambda line: line.key not in prefer)
    said = {id(line): stated(line) for line in lines}
    every = [one for line in lines for one in said[id(line)]]
    replaced = [pair for line in lines for pair in replacements(line, said[id(line)])]
    replaced += corrected(every)
    found = [c for old, new in replaced if (c := _settled(old, new, every)) is not None]
    found += [_put_off(old, new) for old, new in put_off(every)]
    settled = {v.evidence.text for conflict in found for v in conflict.versions}
    articles = told(passages, every)
    candidates = [one for one in every if one.line.evidence.text not in settled]
    return [*_once(found), *_disputed(candidates, articles)]


def _settled(old: Said, new: Said, every: Iterable[Said]) -> Conflict | None:
    """Return the conflict of a replaced value and the earlier reports that still state it."""
    later = new.line
    stale = [
        one
        for one in every
        if one.line.stored.article.id != later.stored.article.id
        and one.value == old.value
        and one.unit == old.unit
        and not _after(one.line.published, later.published)
        and _of_one_thing(one, old)
    ]
    if not stale:
        return None
    versions = [_version(new, Standing.CURRENT)]
    versions += [_version(one, Standing.SUPERSEDED) for one in _one_each(stale)]
    return Conflict(subject=_label(stale[0]), kind=new.kind, versions=tuple(versions))


def _put_off(old: Sequence[Said], new: Said) -> Conflict:
    versions = [_version(new, Standing.CURRENT)]
    versions += [_version(one, Standing.SUPERSEDED) for one in _one_each(old)]
    return Conflict(subject=_label(old[0]), kind=new.kind, versions=tuple(versions))


def _of_one_thing(earlier: Said, old: Said) -> bool:
    """Tell whether an earlier report means what a later sentence calls the old value."""
    mine, theirs = earlier.line.years, old.line.years
    if old.kind == "figure" and mine and theirs and mine.isdisjoint(theirs):
        return False  # "37 persen pada 2006 menjadi 17 persen pada 2018"
    names = earlier.line.names & old.line.names
    common = {t.stem for t in earlier.line.tokens if t.content} & {
        t.stem for t in old.line.tokens if t.content
    }
    return len(common) >= 2 and (bool(names) or len(common) >= 3)


def _disputed(said: Sequence[Said], articles: dict[str, Told]) -> list[Conflict]:
    found: list[Conflict] = []
    used: set[int] = set()
    shown: set[tuple[object, ...]] = set()
    for place, one in enumerate(said):
        if id(one) in used:
            continue
        against = [two for two in said[place + 1 :] if differ(one, two, articles)]
        if not against:
            continue
        group = _one_each([one, *against])
        if len(group) < 2:
            continue
        used.update(id(each) for each in (one, *against))
        key = (one.unit, one.marks.outcome, frozenset(each.value for each in group))
        if key not in shown:  # the same two values in further sentences are one conflict
            shown.add(key)
            found.append(_conflict(group))
    return found


def _conflict(group: Sequence[Said]) -> Conflict:
    """Return versions of one thing, the newest first; a correction or an update settles them."""
    ordered = sorted(group, key=lambda each: each.line.published or date.min, reverse=True)
    newest, older = ordered[0], ordered[1:]
    settles = newest.line.stored.article.kind is ArticleKind.CORRECTION or (
        grows(newest)
        and all(_after(newest.line.published, each.line.published) for each in older)
        and all(_more(newest, each) for each in older)
    )
    first = Standing.CURRENT if settles else Standing.DISPUTED
    rest = Standing.SUPERSEDED if settles else Standing.DISPUTED
    versions = (_version(newest, first), *(_version(each, rest) for each in older))
    return Conflict(subject=_label(newest), kind=newest.kind, versions=versions)


def _more(newest: Said, older: Said) -> bool:
    """Tell whether a count went up: those who died or lost their work are not fewer later."""
    one, other = newest.value, older.value
    return isinstance(one, Decimal) and isinstance(other, Decimal) and one > other


def _one_each(said: Iterable[Said]) -> list[Said]:
    """Keep one statement of each value: who repeats it is no further version."""
    kept: dict[object, Said] = {}
    for one in said:
        kept.setdefault(one.value, one)
    return list(kept.values())


def _once(found: Iterable[Conflict]) -> list[Conflict]:
    kept: dict[tuple[str, ...], Conflict] = {}
    for each in found:
        key = tuple(sorted(version.value for version in each.versions))
        kept.setdefault(key, each)
    return list(kept.values())


def _version(said: Said, standing: Standing) -> Version:
    article = said.line.stored.article
    return Version(
        value=said.shown,
        evidence=said.line.evidence,
        outlet=article.outlet,
        published=article.published,
        standing=standing,
    )


def _label(said: Said) -> str:
    """Return the clause of a value without it: what the value is of, in the archive's words."""
    text, (left, right) = said.line.text, said.clause
    dateline = _DATELINE.match(text)
    left = max(left, dateline.end() if dateline and dateline.end() < said.start else 0)
    clause = f"{text[left : said.start].strip()} … {text[said.shown_end : right].strip()}"
    flat = " ".join(clause.split()).strip(" .,;:–—-…")
    if len(flat) < _SHORT:  # "…, pada Jumat, 24 Oktober, di …": what comes before says what it is
        begin = dateline.end() if dateline and dateline.end() < said.start else 0
        before = " ".join(text[begin : said.start].split()).strip(" .,;:–—-(")
        flat = before if len(before) <= _LABEL else "… " + before[-_LABEL:].split(" ", 1)[-1]
    flat = _WEEKDAYS.sub("", flat) or said.line.stored.article.title
    return flat if len(flat) <= _LABEL + 2 else flat[:_LABEL].rsplit(" ", 1)[0] + " …"


def _after(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one > other
