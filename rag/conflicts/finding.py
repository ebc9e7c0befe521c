"""Finds the conflicts that touch what an answer states."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from rag.conflicts.asking import asked_kind, asks_for
from rag.conflicts.contested import answered, called_before, denied
from rag.conflicts.matching import Told, differ, grows, told
from rag.conflicts.naming import named
from rag.conflicts.replacing import corrected, put_off, replacements
from rag.conflicts.showing import after, label, one_each, version_of
from rag.conflicts.statements import Line, Said, lines_of, stated
from rag.context import Context
from rag.language import numbers, words
from rag.records import ArticleKind, Claim, Conflict, Standing, StoredPassage

_MOST = 3
"""Conflicts shown with one answer; more would hide the answer."""
_NAMES = 2  # shared by two headlines of one matter
_HEADLINE = 4  # words of a headline that name a report


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


@lru_cache(maxsize=4)
def _read(passages: tuple[StoredPassage, ...]) -> tuple[tuple[Line, tuple[Said, ...]], ...]:
    """Read passages once for all that is asked of them in one answer."""
    return tuple((line, tuple(stated(line))) for line in lines_of(passages))


def versions_among(
    passages: Sequence[StoredPassage], *, prefer: Collection[tuple[str, int]] = ()
) -> list[Conflict]:
    """Return every conflict among passages, those that a report itself settles first.

    Where a report states a value in several sentences, one of ``prefer`` (article and ordinal of
    sentences) stands for it.
    """
    lines = sorted(_read(tuple(passages)), key=lambda each: each[0].key not in prefer)
    every = [one for _, said in lines for one in said]
    replaced = [pair for line, said in lines for pair in replacements(line, said)]
    replaced += [*corrected(every), *called_before(every)]
    found, gone = [], set()
    for old, new in replaced:
        conflict = _settled(old, new, every)
        if conflict is not None:
            found.append(conflict)
            gone.add((old.unit, old.value))
    found = [*_merged(found), *(_put_off(old, new) for old, new in put_off(every))]
    settled = {v.evidence.text for conflict in found for v in conflict.versions}
    candidates = [
        one
        for one in every
        if one.line.evidence.text not in settled and (one.unit, one.value) not in gone
    ]
    own_words = [c for a, b in answered(every) if (c := _answered(a, b, candidates)) is not None]
    own_words += [_conflict([own, theirs]) for theirs, own in denied(passages, candidates)]
    used = {v.evidence.text for conflict in own_words for v in conflict.versions}
    candidates = [one for one in candidates if one.line.evidence.text not in used]
    disputed = _disputed(candidates, told(passages, every))
    return _once(_open(found + own_words + disputed))


def _open(found: Sequence[Conflict]) -> list[Conflict]:
    """Return conflicts without disputes over a figure that another one shows as replaced."""
    gone = {
        number.value
        for conflict in found
        for version in conflict.versions
        if version.standing is Standing.SUPERSEDED
        for number in numbers(version.value)
    }
    return [
        conflict
        for conflict in found
        if conflict.kind != "figure"
        or conflict.versions[0].standing is not Standing.DISPUTED
        or gone.isdisjoint(n.value for v in conflict.versions for n in numbers(v.value))
    ]


def _answered(theirs: Said, own: Said, candidates: Sequence[Said]) -> Conflict | None:
    """Return what a letter of reply answers with another value, where a report states that."""
    reports = [
        one
        for one in candidates
        if one.line.stored.article.id != own.line.stored.article.id
        and (one.unit, one.value) == (theirs.unit, theirs.value)
        and not after(one.line.published, own.line.published)
        and _of_one_thing(one, own)
    ]
    return _conflict([own, *one_each(reports)]) if reports and own in candidates else None


def _settled(old: Said, new: Said, every: Iterable[Said]) -> Conflict | None:
    """Return the conflict of a replaced value and the earlier reports that still state it."""
    later = new.line
    stale = [
        one
        for one in every
        if one.line.stored.article.id != later.stored.article.id
        and one.value == old.value
        and one.unit == old.unit
        and not after(one.line.published, later.published)
        and (_of_one_thing(one, old) or _earlier_count(one, old, new) or _names_report(new, one))
    ]
    if not stale:
        return None
    versions = [version_of(new, Standing.CURRENT)]
    versions += [version_of(one, Standing.SUPERSEDED) for one in one_each(stale)]
    return Conflict(subject=label(stale[0]), kind=new.kind, versions=tuple(versions))


def _put_off(old: Sequence[Said], new: Said) -> Conflict:
    versions = [version_of(new, Standing.CURRENT)]
    versions += [version_of(one, Standing.SUPERSEDED) for one in one_each(old)]
    return Conflict(subject=label(old[0]), kind=new.kind, versions=tuple(versions))


def _of_one_thing(earlier: Said, old: Said) -> bool:
    """Tell whether an earlier report means what a later sentence calls the old value."""
    mine, theirs = earlier.line.years, old.line.years
    if old.kind == "figure" and mine and theirs and mine.isdisjoint(theirs):
        return False  # "37 persen pada 2006 menjadi 17 persen pada 2018"
    names = earlier.line.names & old.line.names
    common = _content(earlier) & _content(old)
    return len(common) >= 2 and (bool(names) or len(common) >= 3)


def _merged(found: Iterable[Conflict]) -> list[Conflict]:
    """Put the values that one value replaced together: 14 and 11 months, of which 13 were right."""
    kept: dict[tuple[str, str, int], Conflict] = {}
    for each in found:
        newest = each.versions[0]
        key = (newest.value, newest.evidence.article, newest.evidence.sentence)
        known = kept.get(key)
        shown = {v.value for v in known.versions} if known else set()
        more = tuple(v for v in each.versions if v.value not in shown)
        kept[key] = replace(known, versions=known.versions + more) if known else each
    return list(kept.values())


def _earlier_count(one: Said, old: Said, new: Said) -> bool:
    """Tell whether a report states what a later one calls the earlier count, of the same people.

    The sentence of the count says what it counts, the headlines whose it is.
    """
    if old.line is new.line:
        return False
    headlines = [named(said.line.stored.article.title).names for said in (one, new)]
    return _of_one_thing(one, new) or (
        len(headlines[0] & headlines[1]) >= _NAMES and len(_content(one) & _content(new)) >= _NAMES
    )


def _content(said: Said) -> frozenset[str]:
    return frozenset(token.stem for token in said.line.tokens if token.content)


def _names_report(new: Said, one: Said) -> bool:
    """Tell whether a correction bears the headline of a report: "Correction: Court orders …"."""
    own, its = (set(words(said.line.stored.article.title)) for said in (new, one))
    correction = new.line.stored.article.kind is ArticleKind.CORRECTION
    return correction and len(its) >= _HEADLINE and its <= own


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
        group = one_each([one, *against])
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
        and all(after(newest.line.published, each.line.published) for each in older)
        and all(_more(newest, each) for each in older)
    )
    first = Standing.CURRENT if settles else Standing.DISPUTED
    rest = Standing.SUPERSEDED if settles else Standing.DISPUTED
    versions = (version_of(newest, first), *(version_of(each, rest) for each in older))
    return Conflict(subject=label(newest), kind=newest.kind, versions=versions)


def _more(newest: Said, older: Said) -> bool:
    """Tell whether a count went up: those who died or lost their work are not fewer later."""
    one, other = newest.value, older.value
    return isinstance(one, Decimal) and isinstance(other, Decimal) and one > other


def _once(found: Iterable[Conflict]) -> list[Conflict]:
    kept: dict[tuple[str, ...], Conflict] = {}
    for each in found:
        key = tuple(sorted(version.value for version in each.versions))
        kept.setdefault(key, each)
    return list(kept.values())
