"""Is the best sentence good enough to be shown as an answer?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.language import QuestionType, dates, index_words, is_common_word, numbers, stem, words
from rag.language.stopwords import listed
from rag.quoting.question import AskedQuestion
from rag.quoting.ranking import Ranked, part_of
from rag.records import StoredPassage

# Chosen by hand on the open halves: about one answerable question in twenty of the labor set is
# refused. What a wrong answer costs decides in doubt: names, acronyms, figures and years are hard.
LEAST_CONFIDENCE = 0.6
LEAST_SUBJECT = 0.4  # of the weight of the words that are no names, in the article
LEAST_FIT = 0.35  # of the best candidate: below, it is another kind of name or number
MOST_NAMES_LOST = 0.5  # of the weight of the question's names
_TOLD_IN_WORDS = 12  # smaller figures are written in words too often to be missed in digits

_ACRONYM = re.compile(r"\b[A-Z]{3,8}\b")
_RAW = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_QUARTERS = listed("barat timur utara selatan tengah tenggara pusat daya")
_NEEDS_FORM = frozenset(
    (
        QuestionType.WHO,
        QuestionType.WHEN,
        QuestionType.WHERE,
        QuestionType.HOW_MANY,
        QuestionType.WHAT_SAID,
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answerable:
    """Whether the found passages can answer; ``score`` is the best sentence's coverage.

    ``missing`` names what the question speaks of and the best passage never mentions, for "the
    archive does not mention …".
    """

    ok: bool
    score: float
    missing: tuple[str, ...] = ()


def passes(asked: AskedQuestion, best: Ranked, scope: Scope) -> bool:
    """Tell whether a sentence may be shown: form, confidence and names are all there."""
    if asked.type in _NEEDS_FORM and best.fit < LEAST_FIT:
        return False
    if asked.subject and part_of(asked.subject, scope.known) < LEAST_SUBJECT:
        return False
    if asked.type is QuestionType.WHAT_SAID and asked.entity_stems.isdisjoint(best.beside):
        return not asked.entity_stems
    return confidence(asked, best, scope) >= LEAST_CONFIDENCE and not missing(asked, scope)


def confidence(asked: AskedQuestion, best: Ranked, scope: Scope) -> float:
    """Return how well a sentence and its article cover the question, names counting double.

    What the article says in another way (a year by its date of publication, an acronym by its
    words) is left out of the count.
    """
    implied = _implied(asked, scope)
    plain = {stem: weight for stem, weight in asked.weights.items() if stem not in implied}
    double = {s: w * (2 if s in asked.entity_stems else 1) for s, w in plain.items()}
    mass = sum(plain.values())
    near = best.near * asked.mass / mass if mass else 0.0
    return (
        0.4 * part_of(double, scope.known)
        + 0.3 * part_of(plain, best.beside)
        + 0.3 * part_of(plain, best.stems)
        + 0.5 * near
    )


def _implied(asked: AskedQuestion, scope: Scope) -> frozenset[str]:
    """Return stems of the question that the article does not have but means."""
    years = frozenset(str(year) for year in asked.years if _covers_year(scope, year))
    spelled = frozenset(s for a in asked.acronyms if _spelled_out(a, scope) for s in index_words(a))
    return (years | spelled | _shortened(asked, scope)) - scope.known


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What the found passages of one article say, for looking up the question's names."""

    published: date | None
    text: str
    known: frozenset[str]  # words and stems
    acronyms: frozenset[str]
    raw: dict[str, set[str]]  # each word in lower case, as it is written


def scopes(ranked: Sequence[Ranked]) -> dict[str, Scope]:
    """Return the scope of each article among ``ranked``, by article id."""
    passages: dict[str, dict[str, StoredPassage]] = {}
    for sentence in ranked:
        stored = sentence.stored
        passages.setdefault(stored.article.id, {})[stored.passage.id] = stored
    return {article: _scope(list(found.values())) for article, found in passages.items()}


def _scope(passages: Sequence[StoredPassage]) -> Scope:
    article = passages[0].article
    text = "\n".join([article.title, article.outlet, *(stored.text for stored in passages)])
    raw: dict[str, set[str]] = {}
    for word in _RAW.findall(text):
        raw.setdefault(word.lower(), set()).add(word)
    return Scope(
        published=article.published,
        text=text,
        known=frozenset(index_words(text)) | frozenset(words(text)),
        acronyms=frozenset(_ACRONYM.findall(text)),
        raw=raw,
    )


def missing(asked: AskedQuestion, scope: Scope) -> tuple[str, ...]:
    """Return the names, acronyms and figures of the question that an article does not mention."""
    shortened = _shortened(asked, scope)
    lost = [word for word in asked.names if not _has(word, scope.known | shortened)]
    mass = sum(_weight(asked, word) for word in asked.names)
    elsewhere = any(word.lower() in _QUARTERS for word in lost)  # Jawa Barat is not Jawa Timur
    if (
        mass
        and not elsewhere
        and sum(_weight(asked, word) for word in lost) <= MOST_NAMES_LOST * mass
    ):
        lost = []
    lost += [a for a in asked.acronyms if not _mentions(scope, a)]
    large = [figure for figure in asked.figures if figure > _TOLD_IN_WORDS]
    values = {number.value for number in numbers(scope.text)} if large else set()
    lost += [format(figure, "f") for figure in large if figure not in values]
    lost += [str(year) for year in asked.years if not _covers_year(scope, year)]
    return tuple(dict.fromkeys(lost))


def _shortened(asked: AskedQuestion, scope: Scope) -> frozenset[str]:
    """Return words of the question whose initials, in a row, are an acronym of the article."""
    spoken = words(asked.text)
    initials = "".join(word[0] for word in spoken)
    found: set[str] = set()
    for acronym in scope.acronyms:
        at = initials.find(acronym.lower())
        if at >= 0:
            found.update(spoken[at : at + len(acronym)])
    return frozenset(found) | frozenset(stem(word) for word in found)


def _weight(asked: AskedQuestion, word: str) -> float:
    return sum(asked.weights.get(stem, 0.0) for stem in index_words(word))


def _has(word: str, known: frozenset[str]) -> bool:
    stems = index_words(word) or words(word)
    return all(stem in known for stem in stems)


def _mentions(scope: Scope, acronym: str) -> bool:
    """Tell whether an acronym is there: "aspek" and "Kopi" are words, ASPEK and KOPI unions.

    A long one may be written like a name ("Apindo" for APINDO) if it is no word otherwise.
    """
    written = scope.raw.get(acronym.lower(), set())
    if acronym in written or any(word.isupper() for word in written):
        return True
    named = len(acronym) > 4 and bool(written) and acronym.lower() not in written
    if named and not is_common_word(acronym.lower()):
        return True
    return _spelled_out(acronym, scope)


def _spelled_out(acronym: str, scope: Scope) -> bool:
    """Tell whether words in a row begin with the letters of ``acronym``."""
    letters = re.sub(r"[^A-Za-z]", "", acronym).lower()
    return len(letters) > 2 and letters in "".join(word[0] for word in words(scope.text))


def _covers_year(scope: Scope, year: int) -> bool:
    """Tell whether the article speaks of ``year``; one without any year is not held to it."""
    if scope.published is not None and scope.published.year == year:
        return True
    spans = [
        (mention.first.year, mention.last.year)
        for mention in dates(scope.text, scope.published)
        if mention.first is not None and mention.last is not None
    ]
    if not spans and scope.published is None:
        return True
    return any(first <= year <= last for first, last in spans)
