"""What a question names that an article does not mention, and what the article says for it."""

from __future__ import annotations

from dataclasses import dataclass

from rag.evidence.question import AskedQuestion
from rag.language import index_words, words
from rag.language.stopwords import listed
from rag.quoting.alike import said_alike
from rag.quoting.scope import Scope, covers_year, mentions, shortened, spelled_out

_TOLD_IN_WORDS = 12  # smaller figures are written in words too often to be missed in digits
# Titles and forms of companies: written in capitals, they tell nobody apart.
_TITLES = listed("pt cv tbk ud dr drs ir prof pm mr mrs ri ma sh se mm")


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


def lost_of(asked: AskedQuestion, scope: Scope) -> Lost:
    """Return the names, acronyms and figures of the question that an article does not mention."""
    known = known_of(asked, scope) | shortened(asked, scope)
    large = [figure for figure in asked.figures if figure > _TOLD_IN_WORDS]
    return Lost(
        names=tuple(word for word in asked.names if not _has(word, known, scope)),
        acronyms=tuple(
            a
            for a in asked.acronyms
            if a.lower() not in _TITLES
            and not mentions(scope, a)
            and not _said_otherwise(asked, a, scope)
            and not said_alike(a, scope)
        ),
        figures=tuple(format(figure, "f") for figure in large if figure not in scope.values),
        years=tuple(str(year) for year in asked.years if not covers_year(scope, year)),
    )


def known_of(asked: AskedQuestion, scope: Scope) -> frozenset[str]:
    """Return the article's words with those of the question that they stand for."""
    return asked.wordings.widened(scope.known, scope.text)


def implied(asked: AskedQuestion, scope: Scope) -> frozenset[str]:
    """Return stems of the question that the article does not have but means."""
    years = frozenset(str(year) for year in asked.years if covers_year(scope, year))
    spelled = frozenset(s for a in asked.acronyms if spelled_out(a, scope) for s in index_words(a))
    return (years | spelled | shortened(asked, scope)) - known_of(asked, scope)


def names_share(asked: AskedQuestion, names: tuple[str, ...]) -> float:
    """Return the share of the weight of the question's names that ``names`` have."""
    mass = sum(_weight(asked, word) for word in asked.names)
    return sum(_weight(asked, word) for word in names) / mass if mass else float(bool(names))


def _said_otherwise(asked: AskedQuestion, acronym: str, scope: Scope) -> bool:
    """Tell whether the article has what the acronym stands for, by the glossary."""
    stems = frozenset(index_words(acronym))
    return bool(stems) and stems <= known_of(asked, scope) - scope.known


def _weight(asked: AskedQuestion, word: str) -> float:
    return sum(asked.weights.get(stem, 0.0) for stem in index_words(word))


def _has(word: str, known: frozenset[str], scope: Scope) -> bool:
    stems = index_words(word) or words(word)
    return all(stem in known for stem in stems) or said_alike(word, scope)
