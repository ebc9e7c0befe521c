"""Whether two reports give different values of the same thing.

Two values are of one thing where the same is counted (unit, and what happened to those who are
counted), the names beside them are known to both reports, places, years and kinds agree, and the
reports are of the same days. The rules would rather miss a conflict than invent one: a reader who
is shown two numbers of two things side by side stops trusting the real ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.conflicts.contested import refuted
from rag.conflicts.likeness import near, opposed
from rag.conflicts.lists import (
    ATTENDED,
    GATHERED,
    GROWING,
    MEASURES,
    MOVED,
    NO_ANCHOR,
    OUTCOMES,
    PLANNED,
)
from rag.conflicts.naming import Named, named, short_names, shortened, specific
from rag.conflicts.statements import Said, Value
from rag.language import fold, is_common_word, stem, words
from rag.records import SentenceKind, StoredPassage

_SHARED = 2  # content stems of the two clauses
_SHARE = 0.6  # of the shorter clause's
_SAME_DAYS = timedelta(days=3)
_SAME_WEEK = timedelta(days=10)
"""Reports so far apart are compared only where nearly all words beside the figures agree; others
count at different times, unless both give a price or share for the same year."""
_SAME_YEAR = timedelta(days=90)
_ALIKE = 0.75
_UPDATED = timedelta(
    days=45
)  # "jumlahnya bertambah menjadi …" may come weeks after the first count
_TITLES = 0.5  # of the shorter headline's names that the other has
_WHERE = re.compile(r"\b(?:di|ke|dalam|pada|saat|asal|in|at|on|during|from)\b", re.IGNORECASE)
_DAILY = re.compile(r"\b(?:hari ini|sehari|today|hari pertama|hari kedua|hari ketiga)\b", re.I)
_ONE_DAY = timedelta(days=1)
_LONG_AGO = timedelta(days=7)
_ATTENDED = frozenset(OUTCOMES[stem] for stem in ATTENDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What is known of an article from its passages at hand.

    ``values`` are those that it states itself, without those that it denies; ``short`` are its
    acronyms with what they stand for.
    """

    story: str
    outlet: str
    words: frozenset[str]
    values: Mapping[str, frozenset[Value]]
    title: Named
    short: Mapping[str, frozenset[str]]


def told(passages: Sequence[StoredPassage], said: Sequence[Said]) -> dict[str, Told]:
    """Return what each article tells, by its id."""
    vocabulary: dict[str, set[str]] = {}
    values: dict[str, dict[str, set[Value]]] = {}
    articles = {stored.article.id: stored.article for stored in passages}
    short: dict[str, dict[str, frozenset[str]]] = {}
    for stored in passages:
        known = vocabulary.setdefault(stored.article.id, set(words(stored.article.title)))
        known.update(words(stored.text))
        short.setdefault(stored.article.id, {}).update(short_names(stored.text))
        known.update(fold(word) for word in stored.text.replace("-", " ").split())
    for one in said:
        if refuted(one):
            continue
        mine = values.setdefault(one.line.stored.article.id, {})
        mine.setdefault(one.unit, set()).add(one.value)
    return {
        identity: Told(
            story=article.story,
            outlet=article.outlet,
            words=frozenset(vocabulary[identity]),
            values={unit: frozenset(v) for unit, v in values.get(identity, {}).items()},
            title=named(article.title),
            short=short[identity],
        )
        for identity, article in articles.items()
    }


def differ(one: Said, other: Said, articles: Mapping[str, Told]) -> bool:
    """Tell whether two statements of two articles give different values of one thing."""
    here, there = articles[_article(one)], articles[_article(other)]
    if one.unit != other.unit or one.value == other.value or _one_report(one, other, here, there):
        return False
    comparable = one.whole and other.whole and not one.wanted and not other.wanted
    if not comparable or one.denied != other.denied or near(one, other):
        return False
    # Who knows both values has two things in mind, or says himself that one replaced the other.
    if one.value in there.values.get(one.unit, ()) or other.value in here.values.get(one.unit, ()):
        return False
    if not _same_kind(one, other) or refuted(one) != refuted(other):
        return False
    return _same_thing(one, other, here, there)


def grows(later: Said) -> bool:
    """Tell whether a report says that its count brings an earlier one up to date."""
    return later.marks.updates and later.unit not in {"percent", "rupiah", "day"}


def _one_report(one: Said, other: Said, here: Told, there: Told) -> bool:
    return _article(one) == _article(other) or bool(here.story) and here.story == there.story


def _same_kind(one: Said, other: Said) -> bool:
    """Tell whether what stands beside two values lets them be compared."""
    mine, yours = one.marks, other.marks
    changed = one.unit == "rupiah" and mine.change != yours.change
    if one.unit in MEASURES or changed or opposed(one, other):
        return False
    if mine.qualifiers != yours.qualifiers or (
        mine.rate and yours.rate and mine.rate != yours.rate
    ):
        return False
    if mine.level and yours.level and mine.level.isdisjoint(yours.level):
        return False
    if one.kind == "figure" and mine.planned != yours.planned:
        return False
    return _alike_outcomes(one, other)


def _alike_outcomes(one: Said, other: Said) -> bool:
    """Those who took part are those on strike, or those who rallied; else the same happened."""
    mine, yours = one.marks.outcome, other.marks.outcome
    if mine == yours:
        return True
    part = mine in _ATTENDED or yours in _ATTENDED
    return part and {mine, yours} <= GATHERED


def _same_thing(one: Said, other: Said, here: Told, there: Told) -> bool:
    if not _same_names(one, other, here, there):
        return False
    if one.kind == "date":
        return _same_occasion(one, other)
    shared = one.about & other.about
    shorter = min(len(one.about), len(other.about))
    # "1.200 buruh Sinar Arum mogok": what happened, and to whose workers, is enough.
    if not told_alike(one, other) and (len(shared) < _SHARED or len(shared) < _SHARE * shorter):
        return False
    return _same_time(one, other, here, there)


def _same_names(one: Said, other: Said, here: Told, there: Told) -> bool:
    """Names beside the values must be known to the other report, and one of them be shared."""
    mine, yours = specific(one.names), specific(other.names)
    strange = shortened(one.names, here.short, there.short) - NO_ANCHOR - there.words
    foreign = shortened(other.names, here.short, there.short) - NO_ANCHOR - here.words
    if strange and foreign:
        return False
    alike = told_alike(one, other) or _one_event(one, other)
    strange, foreign = specific(strange), specific(foreign)  # a court is known to both
    if (strange or foreign) and not (
        alike and _say_where(one, strange) and _say_where(other, foreign)
    ):
        return False
    if not mine & yours and not _kin(one, other, here, there):
        return False
    if (_headline(one) or _headline(other)) and not _more_than_places(one, other):
        return False  # "Warga Sukabumi … 182 Orang", "111 Buruh di Sukabumi …"
    # The places of clauses, or of headlines where the clauses have none.
    places = named(one.line.text).places or here.title.places
    others = named(other.line.text).places or there.title.places
    return not places or not others or bool(places & others) or bool(places & there.words)


def _headline(said: Said) -> bool:
    line = said.line
    return line.sentence.kind is SentenceKind.TITLE or line.text == line.stored.article.title


def _more_than_places(one: Said, other: Said) -> bool:
    """Tell whether two sentences share a name that neither of them gives as a place."""
    shared = specific(one.line.names | named(one.line.text).names) & specific(
        other.line.names | named(other.line.text).names
    )
    places = named(one.line.text).places | named(other.line.text).places
    return any(not is_common_word(stem(n)) and stem(n) not in OUTCOMES for n in shared - places)


def _kin(one: Said, other: Said, here: Told, there: Told) -> bool:
    """Tell whether headlines and sentences name the same, where the clauses themselves do not.

    "PHK capai 415 orang" below "PHK Elektronik Nusa Raya" and "120 buruh PT Nusa Raya …".
    """
    mine = specific(one.names | one.line.names) | (here.title.names & here.words)
    yours = specific(other.names | other.line.names) | (there.title.names & there.words)
    mine, yours, title, other_title = (
        shortened(names, here.short, there.short)
        for names in (mine, yours, here.title.names, there.title.names)
    )
    shared, titles = mine & yours, title & other_title
    fewer = min(len(title), len(other_title))
    return bool(shared) and (len(shared) > 1 or len(titles) >= _TITLES * fewer > 0)


def _say_where(said: Said, names: frozenset[str]) -> bool:
    """Tell whether names of a clause say only where: "mogok di Pasirwangi"."""
    return names <= named(said.line.text).places | _after_where(said)


def _after_where(said: Said) -> frozenset[str]:
    """Return the names of a clause behind its last word of place or occasion."""
    left, right = said.clause
    text = said.line.text[left:right]
    found = list(_WHERE.finditer(text))
    if not found:
        return frozenset()
    start = left + found[0].end()
    return frozenset(t.word for t in said.line.tokens if start <= t.start < right)


def told_alike(one: Said, other: Said) -> bool:
    """Tell whether two counts of people, or two sums, say that the same happened."""
    return one.unit in {"people", "rupiah"} and one.marks.outcome >= 0


def _long_ago(said: Said) -> bool:
    """Tell whether a sentence is about days well before its report: "bentrokan dua minggu lalu"."""
    published = said.line.published
    return published is not None and any(last < published - _LONG_AGO for last in said.line.days)


def _one_event(one: Said, other: Said) -> bool:
    """Tell whether two dates are of the same kind of event."""
    return one.kind == "date" and one.marks.events == other.marks.events != frozenset()


def _same_time(one: Said, other: Said, here: Told, there: Told) -> bool:
    mine = one.line.years or here.title.years
    yours = other.line.years or there.title.years
    if mine and yours and mine.isdisjoint(yours):
        return False
    gap = _apart(one.line.published, other.line.published)
    if gap is None or one.unit == "people" and _long_ago(one) != _long_ago(other):
        return False
    shared = len(one.about & other.about)
    alike = shared > _SHARED and shared >= _ALIKE * max(len(one.about), len(other.about))
    later = max(one, other, key=lambda said: said.line.published or date.min)
    if grows(later) and one.marks.outcome in GROWING and told_alike(one, other):
        return gap <= _UPDATED
    daily = _DAILY.search(one.line.text) and _DAILY.search(other.line.text)
    if gap >= _ONE_DAY and daily and set(one.line.days).isdisjoint(other.line.days):
        return False  # "hari ini ada 75 orang" and, the day before, "hari ini 46 orang"
    if one.unit == "people" and gap > _ONE_DAY and not specific(one.names) & specific(other.names):
        return False  # "ledakan itu" of Tuesday and "serangan itu" of Thursday
    priced = one.unit in {"rupiah", "percent"} and bool(mine & yours)
    return gap <= (_SAME_YEAR if priced else _SAME_WEEK if alike else _SAME_DAYS)


def _same_occasion(one: Said, other: Said) -> bool:
    """Dates: the same words return with every meeting, so reports must be near, and one plan."""
    gap = _apart(one.line.published, other.line.published)
    if gap is None or gap > timedelta(days=3):
        return False
    if _one_event(one, other):
        return _scheduled(one) and _scheduled(other)
    if one.marks.events or other.marks.events:
        return False
    return (_scheduled(one) or _scheduled(other)) and len(one.about & other.about) > _SHARED


def _scheduled(said: Said) -> bool:
    """Tell whether a date was still to come, and is told as a plan, when it was reported."""
    return any(token.stem in PLANNED or token.word in MOVED for token in said.line.tokens)


def _apart(one: date | None, other: date | None) -> timedelta | None:
    return None if one is None or other is None else abs(one - other)


def _article(said: Said) -> str:
    return said.line.stored.article.id
