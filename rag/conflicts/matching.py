"""Whether two reports give different values of the same thing.

The rules would rather miss a conflict than invent one: a reader who is shown two numbers of two
things side by side stops trusting the real ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from rag.checks.lists import OPPOSITES
from rag.conflicts.lists import GROWN_WORDS, MEASURES, MOVED, OUTCOMES, PLANNED
from rag.conflicts.statements import Said, Value
from rag.language import fold, words
from rag.records import StoredPassage

_SHARED = 2  # content stems of the two clauses
_SHARE = 0.6  # of the shorter clause's
_ROUNDED = Decimal("0.02")  # "4,9 juta" for 4.901.798
_ROUGH = Decimal("0.15")  # "sekitar 500" for 540
_SAME_DAYS = timedelta(days=2)
_SAME_WEEK = timedelta(days=10)
"""Reports so far apart are compared only where nearly all words beside the figures agree; others
count at different times, unless both give a price or share for the same year."""
_SAME_YEAR = timedelta(days=90)
_ALIKE = 0.75
_UPDATED = timedelta(
    days=45
)  # "jumlahnya bertambah menjadi …" may come weeks after the first count


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What is known of an article from its passages at hand."""

    story: str
    outlet: str
    words: frozenset[str]
    values: Mapping[str, frozenset[Value]]


def told(passages: Sequence[StoredPassage], said: Sequence[Said]) -> dict[str, Told]:
    """Return what each article tells, by its id."""
    vocabulary: dict[str, set[str]] = {}
    values: dict[str, dict[str, set[Value]]] = {}
    articles = {stored.article.id: stored.article for stored in passages}
    for stored in passages:
        known = vocabulary.setdefault(stored.article.id, set(words(stored.article.title)))
        known.update(words(stored.text))
        known.update(fold(word) for word in stored.text.replace("-", " ").split())
    for one in said:
        mine = values.setdefault(one.line.stored.article.id, {})
        mine.setdefault(one.unit, set()).add(one.value)
    return {
        identity: Told(
            story=article.story,
            outlet=article.outlet,
            words=frozenset(vocabulary[identity]),
            values={unit: frozenset(v) for unit, v in values.get(identity, {}).items()},
        )
        for identity, article in articles.items()
    }


def differ(one: Said, other: Said, articles: Mapping[str, Told]) -> bool:
    """Tell whether two statements of two articles give different values of one thing."""
    here, there = articles[_article(one)], articles[_article(other)]
    if one.unit != other.unit or one.value == other.value or _one_report(one, other, here, there):
        return False
    comparable = one.whole and other.whole and not one.wanted and not other.wanted
    if not comparable or one.denied != other.denied or _near(one, other):
        return False
    # Who knows both values has two things in mind, or says himself that one replaced the other.
    if one.value in there.values.get(one.unit, ()) or other.value in here.values.get(one.unit, ()):
        return False
    return _same_thing(one, other, here, there)


def _one_report(one: Said, other: Said, here: Told, there: Told) -> bool:
    return _article(one) == _article(other) or bool(here.story) and here.story == there.story


def _same_thing(one: Said, other: Said, here: Told, there: Told) -> bool:
    shared = one.about & other.about
    shorter = min(len(one.about), len(other.about))
    if one.unit in MEASURES or _outcomes(one) != _outcomes(other):
        return False
    # "1.200 buruh Sinar Arum mogok": what happened, and to whose workers, is enough.
    if not told_alike(one, other) and (len(shared) < _SHARED or len(shared) < _SHARE * shorter):
        return False
    if _opposed(one, other) or not _same_names(one, other, here, there):
        return False
    if one.kind == "date":
        return _same_occasion(one, other)
    return _same_time(one, other)


def _same_names(one: Said, other: Said, here: Told, there: Told) -> bool:
    """Names beside the values must be each other's, and known to the other article at least."""
    known = (one.names <= there.words, other.names <= here.words)
    if told_alike(one, other):
        return any(known)  # one of them may say where as well
    if not all(known):
        return False
    if one.names and other.names:
        return one.names <= other.names or other.names <= one.names
    return bool(one.line.names & other.line.names)


def _opposed(one: Said, other: Said) -> bool:
    theirs = {token.word for token in other.line.tokens}
    ours = {token.word for token in one.line.tokens}
    return any(
        OPPOSITES[word] & theirs and word not in theirs for word in ours if word in OPPOSITES
    ) or any(OPPOSITES[word] & ours and word not in ours for word in theirs if word in OPPOSITES)


def told_alike(one: Said, other: Said) -> bool:
    """Tell whether two counts of people say the same of them, with a name beside both."""
    named = bool(one.names & other.names)
    return one.unit == "people" and named and bool(_outcomes(one) & _outcomes(other))


def _outcomes(said: Said) -> frozenset[int]:
    return frozenset(OUTCOMES[stem] for stem in said.about if stem in OUTCOMES)


def _same_time(one: Said, other: Said) -> bool:
    mine, yours = one.line.years, other.line.years
    if mine and yours and mine.isdisjoint(yours):
        return False
    gap = _apart(one.line.published, other.line.published)
    if gap is None:
        return False
    shared = len(one.about & other.about)
    alike = shared > _SHARED and shared >= _ALIKE * max(len(one.about), len(other.about))
    later = max(one, other, key=lambda said: said.line.published or date.min)
    if told_alike(one, other) and not GROWN_WORDS.isdisjoint(t.word for t in later.line.tokens):
        return gap <= _UPDATED
    priced = one.unit in {"rupiah", "percent"} and bool(mine & yours)
    return gap <= (_SAME_YEAR if priced else _SAME_WEEK if alike else _SAME_DAYS)


def _same_occasion(one: Said, other: Said) -> bool:
    """Dates: the same words return with every meeting, so reports must be near, and one plan."""
    gap = _apart(one.line.published, other.line.published)
    if gap is None or gap > timedelta(days=3):
        return False
    tokens = [token for said in (one, other) for token in said.line.tokens]
    planned = any(token.stem in PLANNED or token.word in MOVED for token in tokens)
    return planned and len(one.about & other.about) > _SHARED


def _near(one: Said, other: Said) -> bool:
    """Tell whether two figures may be one, rounded or roughly given."""
    if not isinstance(one.value, Decimal) or not isinstance(other.value, Decimal):
        return False
    low, high = sorted((abs(one.value), abs(other.value)))
    if not high:
        return True
    apart = (high - low) / high
    rough = not (one.exact and other.exact)
    if apart <= (_ROUGH if rough else 0):
        return True
    digits = [len(str(value.normalize().as_tuple().digits)) for value in (one.value, other.value)]
    return apart <= _ROUNDED and digits[0] != digits[1]


def _apart(one: date | None, other: date | None) -> timedelta | None:
    return None if one is None or other is None else abs(one - other)


def _article(said: Said) -> str:
    return said.line.stored.article.id
