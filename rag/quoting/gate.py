"""Is the best sentence good enough to be shown as an answer?

What is there counts as evidence (``confidence``), and what is missing raises the evidence that is
needed (``needed``): a question may name a place or a country that a report takes for granted. Only
what is rarely wrong is a rule by itself (``_barred``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.evidence.question import AskedQuestion
from rag.evidence.ranking import Ranked, part_of
from rag.language import QuestionType, dates, index_words, words
from rag.language.stopwords import listed
from rag.quoting.scope import Scope, covers_year, mentions, shortened, spelled_out
from rag.records import SentenceKind

# Chosen by hand on the open halves (see bench/quoting.py): near-by values trade answerable for
# unanswerable questions about one to one.
LEAST_CONFIDENCE = 0.7
LEAST_FIT = 0.35  # of the best candidate: below, it is another kind of name or number
LEAST_FIT_OF_SUM = 0.5
LEAST_FIT_OF_TITLE = 0.6  # a headline has capitals that are no names
LEAST_SUBJECT = 0.4  # of the weight of the words that are no names, in the article
LEAST_ASKED_WHY = 0.5  # of the same, beside the sentence: a reason for something else is none
MOST_NAMES_LOST = 0.5  # of the weight of the question's names
MOST_OF_BODY_LOST = 0.25  # of the same, where the holder of a role is asked for
# How much more confidence it takes where something of the question is missing.
_SUBJECT_THIN = 0.15
_SUBJECT_GONE = 0.35
_NO_SUBJECT = 0.7  # where a question is made of names alone
_NAMES_LOST = 0.2
_ACRONYM_LOST = 0.3
_FIGURE_LOST = 0.3
_NO_CAUSE = 0.2  # no "karena", "akibat" or the like
_DOUBTFUL_FORM = 0.35  # for each tenth that the best candidate's fit is below ...
_SURE_FIT = 0.8
_TOLD_IN_WORDS = 12  # smaller figures are written in words too often to be missed in digits

# A sentence that reports a falsehood as one: it answers only a question about falsehoods.
_DENIES = re.compile(
    r"\b(?:hoa(?:ks|x)|bohong|pesan berantai|kabar palsu|tidak (?:mempercayai|memercayai|benar)"
    r"|jangan (?:percaya|mempercayai|memercayai)|fake news|false rumou?rs?|not true|untrue)\b",
    re.IGNORECASE,
)
_QUARTERS = listed("barat timur utara selatan tengah tenggara pusat daya")
# Titles and forms of companies: written in capitals, they tell nobody apart.
_TITLES = listed("pt cv tbk ud dr drs ir prof pm mr mrs ri ma sh se mm")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answerable:
    """Whether the found passages can answer; ``score`` is the best sentence's coverage.

    ``missing`` names what the question speaks of and the best passage never mentions, for "the
    archive does not mention …".
    """

    ok: bool
    score: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Lost:
    """What a question names and an article does not mention."""

    names: tuple[str, ...]
    acronyms: tuple[str, ...]
    figures: tuple[str, ...]
    years: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Return everything that is missing, each once."""
        return tuple(dict.fromkeys((*self.names, *self.acronyms, *self.figures, *self.years)))


def passes(asked: AskedQuestion, best: Ranked, scope: Scope) -> bool:
    """Tell whether a sentence may be shown: nothing forbids it, and its evidence is enough."""
    lost = lost_of(asked, scope)
    if _barred(asked, best, scope, lost):
        return False
    return confidence(asked, best, scope) >= needed(asked, best, scope, lost)


def _barred(asked: AskedQuestion, best: Ranked, scope: Scope, lost: Lost) -> bool:
    """Tell whether a rule that is rarely wrong forbids the sentence."""
    if _formless(asked, best):
        return True
    if asked.type is QuestionType.WHAT_SAID and asked.entity_stems.isdisjoint(best.beside):
        return bool(asked.entity_stems)
    if asked.type is QuestionType.WHY and part_of(asked.subject, best.beside) < LEAST_ASKED_WHY:
        return bool(asked.subject)
    # Jawa Barat is not Jawa Timur, and a family name alone is somebody else.
    if any(name.lower() in _QUARTERS or name in asked.strange for name in lost.names):
        return True
    if asked.roles and (lost.acronyms or _names_share(asked, lost.names) > MOST_OF_BODY_LOST):
        return True  # the chair of another body
    return bool(lost.years) or _other_year(asked, best, scope)


def _formless(asked: AskedQuestion, best: Ranked) -> bool:
    """Tell whether a sentence holds nothing that answers by its form, or only a headline may."""
    if asked.has_form and best.fit < LEAST_FIT:
        return True
    if _DENIES.search(best.text) and not _DENIES.search(asked.text):
        return True  # what its own sentence calls a hoax
    # Another sum than the one asked for, or a share of it.
    if asked.money and (asked.money.isdisjoint(best.beside) or best.fit < LEAST_FIT_OF_SUM):
        return True
    title = best.sentence.kind is SentenceKind.TITLE and best.fit < LEAST_FIT_OF_TITLE
    return title and (asked.has_form or asked.asks_name)


def _mostly(asked: AskedQuestion, names: tuple[str, ...]) -> bool:
    return _names_share(asked, names) > MOST_NAMES_LOST


def _names_share(asked: AskedQuestion, names: tuple[str, ...]) -> float:
    """Return the share of the weight of the question's names that ``names`` have."""
    mass = sum(_weight(asked, word) for word in asked.names)
    return sum(_weight(asked, word) for word in names) / mass if mass else float(bool(names))


def _other_year(asked: AskedQuestion, best: Ranked, scope: Scope) -> bool:
    """Tell whether the sentence speaks of another year than the question.

    It states only others, or nothing near it states the year and its report is of another.
    """
    if not asked.years or asked.type is QuestionType.WHEN:
        return False
    told = {m.first.year for m in dates(best.text, scope.published) if m.first is not None}
    if not told.isdisjoint(asked.years):
        return False
    said = {m.first.year for m in dates(best.text) if m.first is not None}
    if said:
        return True
    near = any(str(year) in best.beside for year in asked.years)
    return not near and scope.published is not None and scope.published.year not in asked.years


def needed(asked: AskedQuestion, best: Ranked, scope: Scope, lost: Lost) -> float:
    """Return the confidence that it takes, given what the article does not mention."""
    more = 0.0
    subject = part_of(asked.subject, _known(asked, scope)) if asked.subject else 1.0
    if subject < LEAST_SUBJECT:
        more += _SUBJECT_THIN if subject > 0 else _SUBJECT_GONE
    if _mostly(asked, lost.names):
        more += _NAMES_LOST
    if lost.acronyms:
        more += _ACRONYM_LOST
    if lost.figures:
        more += _FIGURE_LOST
    if asked.type is QuestionType.WHY and not best.fit:
        more += _NO_CAUSE
    if asked.has_form or asked.asks_name:
        more += _DOUBTFUL_FORM * max(0.0, _SURE_FIT - best.fit)
    return LEAST_CONFIDENCE + more


def confidence(asked: AskedQuestion, best: Ranked, scope: Scope) -> float:
    """Return how well a sentence and its article cover the question: from 0 to about 1.75.

    Names count double in the article, what is said of them once more in the sentence; these shares
    are what a logistic regression on the open halves gives weight to.

    What the article says in another way (a year by its date of publication, an acronym by its
    words) is left out of the count.
    """
    implied = _implied(asked, scope)
    plain = {stem: weight for stem, weight in asked.weights.items() if stem not in implied}
    double = {s: w * (2 if s in asked.entity_stems else 1) for s, w in plain.items()}
    mass = sum(plain.values())
    near = best.near * asked.mass / mass if mass else 0.0
    return (
        0.4 * part_of(double, _known(asked, scope))
        + 0.3 * part_of(plain, best.beside)
        + 0.3 * part_of(plain, best.stems)
        + 0.5 * near
        + 0.25 * (part_of(asked.subject, best.stems) if asked.subject else _NO_SUBJECT)
    )


def _implied(asked: AskedQuestion, scope: Scope) -> frozenset[str]:
    """Return stems of the question that the article does not have but means."""
    years = frozenset(str(year) for year in asked.years if covers_year(scope, year))
    spelled = frozenset(s for a in asked.acronyms if spelled_out(a, scope) for s in index_words(a))
    return (years | spelled | shortened(asked, scope)) - _known(asked, scope)


def _known(asked: AskedQuestion, scope: Scope) -> frozenset[str]:
    """Return the article's words with those of the question that they stand for."""
    return asked.wordings.widened(scope.known, scope.text)


def lost_of(asked: AskedQuestion, scope: Scope) -> Lost:
    """Return the names, acronyms and figures of the question that an article does not mention."""
    known = _known(asked, scope) | shortened(asked, scope)
    large = [figure for figure in asked.figures if figure > _TOLD_IN_WORDS]
    return Lost(
        names=tuple(word for word in asked.names if not _has(word, known)),
        acronyms=tuple(
            a
            for a in asked.acronyms
            if a.lower() not in _TITLES
            and not mentions(scope, a)
            and not _said_otherwise(asked, a, scope)
        ),
        figures=tuple(format(figure, "f") for figure in large if figure not in scope.values),
        years=tuple(str(year) for year in asked.years if not covers_year(scope, year)),
    )


def _said_otherwise(asked: AskedQuestion, acronym: str, scope: Scope) -> bool:
    """Tell whether the article has what the acronym stands for, by the glossary."""
    stems = frozenset(index_words(acronym))
    return bool(stems) and stems <= _known(asked, scope) - scope.known


def _weight(asked: AskedQuestion, word: str) -> float:
    return sum(asked.weights.get(stem, 0.0) for stem in index_words(word))


def _has(word: str, known: frozenset[str]) -> bool:
    stems = index_words(word) or words(word)
    return all(stem in known for stem in stems)
