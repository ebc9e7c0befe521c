"""Correct a question's misspelled words by the archive's own vocabulary.

A word is looked at only where the archive knows neither the word nor its stem. It becomes the
likeliest spelling one edit away that the archive knows: exchanged, doubled, left out or added
letters, a key beside the right one, older spellings, a space too few or too many. A name must not
silently become another name, so a capitalised word is only corrected for a slip of the hand or
ear: "Iqbla" and "Ikbal" become "Iqbal", "Santosa" never "Santoso". What is not sure enough is
suggested instead.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from rag.language import detect_language, is_common_word, stem
from rag.records.questions import Correction
from rag.spelling.asked import (
    SHORTEST,
    Asked,
    Care,
    asked_words,
    function_word,
    may_be_wrong,
    places,
)
from rag.spelling.candidates import Candidate, far_commoner, likeliest, one_edit, two_edits
from rag.spelling.edits import Likelihood, readable
from rag.spelling.spaces import joined, parted
from rag.spelling.vocabulary import Vocabulary

__all__ = ["Spelled", "Vocabulary", "correct", "spell"]

MOST_WORDS = 8
"""Unknown words in a question that are looked at; with more it is not about this archive."""

_LEAST = -1.0
"""Below this score a spelling is only suggested: a single passage, and a changed first letter."""

_RARE = 2
"""Passages of a word that may be a slip which an article made as well."""

_LONG = 6
"""Letters from which a word of a heading is rather a misspelled word than a name."""

_SUGGESTED = 2
_COMMON = 20  # passages of a word that may stand for one with a capital

_NAME_PASSAGES = 3
"""Passages of a name before another spelling becomes it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spelled:
    """A question in the archive's spelling.

    ``corrections`` are in ``text``, in its order. ``suggestions`` are not: words of ``text`` that
    may have been meant otherwise, each with a spelling that the archive knows: names that nothing
    certain is near to, and what was nearly as likely as a correction. Good for finding passages
    and for asking "did you mean", never for answering about.
    """

    text: str
    corrections: tuple[Correction, ...] = ()
    suggestions: tuple[Correction, ...] = ()


def correct(
    text: str, vocabulary: Vocabulary, *, known: Container[str] = frozenset()
) -> tuple[str, tuple[Correction, ...]]:
    """Return a question with its misspelled words corrected, and what was corrected.

    ``known`` are folded words that are right though the archive may lack them (a glossary's).
    Text without unknown words comes back as it is. Any string is allowed.
    """
    found = spell(text, vocabulary, known=known)
    return found.text, found.corrections


def spell(text: str, vocabulary: Vocabulary, *, known: Container[str] = frozenset()) -> Spelled:
    """Do what ``correct`` does, and suggest names for those that it leaves alone."""
    asked = asked_words(text, foreign=detect_language(text) == "en")
    counted = _hardly_known(asked, vocabulary, known)
    unknown = [one for one, passages in counted.items() if not passages]
    if not counted or len(unknown) > MOST_WORDS:
        return Spelled(text=text)
    changes = joined(text, asked, unknown, vocabulary)
    suggestions: list[Correction] = []
    for one, passages in counted.items():
        if any(start <= one.start < end for start, end, _ in changes):
            continue
        around = _around(asked, one)
        if passages:
            slips = _slips(one, passages, vocabulary)
            better, sure = likeliest(slips, around, vocabulary), True
        else:
            better, sure = _better(one, around, vocabulary, known)
        written = text[one.start : one.end]
        if better and sure:
            changes.append((one.start, one.end, better[0]))
            written = better.pop(0)
        suggestions += [Correction(asked=written, used=other) for other in better[:_SUGGESTED]]
    corrected, corrections = _applied(text, sorted(changes))
    return Spelled(text=corrected, corrections=corrections, suggestions=tuple(suggestions))


def _hardly_known(
    asked: Sequence[Asked], vocabulary: Vocabulary, known: Container[str]
) -> dict[Asked, int]:
    """Return the words that the archive does not know or hardly knows, with their passages."""
    doubtful = [one for one in asked if may_be_wrong(one.word) and one.word not in known]
    if not doubtful:
        return {}
    forms = vocabulary.form_frequency([one.word for one in doubtful])
    doubtful = [one for one in doubtful if forms[one.word] <= _RARE]
    if not doubtful:
        return {}
    stems = vocabulary.document_frequency([stem(one.word) for one in doubtful])
    counted = {one: max(forms[one.word], stems[stem(one.word)]) for one in doubtful}
    return {
        one: count
        for one, count in counted.items()
        if not count or (count <= _RARE and _may_be_slip(one))
    }


def _may_be_slip(one: Asked) -> bool:
    return len(one.word) > SHORTEST and (one.care is not Care.NAME or not readable(one.word))


def _slips(one: Asked, passages: int, vocabulary: Vocabulary) -> list[Candidate]:
    """Return the far commoner words that a rare one is a slip of; a rare name is none."""
    ordinary = one.care is Care.ORDINARY or not readable(one.word)
    found = far_commoner(one.word, passages, vocabulary)
    return [each for each in found if ordinary or function_word(each.word)]


def _around(asked: Sequence[Asked], one: Asked) -> tuple[str, str]:
    """Return the content words before and after a word, empty where there is none."""
    content = [other for other in asked if other is one or not function_word(other.word)]
    place = content.index(one)
    before = content[place - 1].word if place else ""
    after = content[place + 1].word if place + 1 < len(content) else ""
    return before, after


def _better(
    one: Asked, around: tuple[str, str], vocabulary: Vocabulary, known: Container[str]
) -> tuple[list[str], bool]:
    """Return the likeliest words, and whether the first may stand in the word's place."""
    candidates = one_edit(one.word, vocabulary)
    accepted = [each for each in candidates if _accepted(one, each) or _opens(one, each, known)]
    if accepted:
        return likeliest(accepted, around, vocabulary), True
    if one.care is Care.ORDINARY:
        sure = parted(one.word, vocabulary) or two_edits(one.word, vocabulary)
        if sure:
            return [sure], True
    content = [each for each in candidates if not function_word(each.word)]
    return likeliest(content, around, vocabulary), False


def _accepted(one: Asked, candidate: Candidate) -> bool:
    """Tell whether a candidate may silently stand in the place of a word."""
    kind = candidate.likelihood
    if one.care is Care.ORDINARY:
        too_short = len(one.word) == SHORTEST and kind is Likelihood.OTHER
        return not too_short and candidate.score >= _LEAST
    if kind is Likelihood.SLIP and candidate.passages >= _NAME_PASSAGES:
        return True
    return _no_name(one, candidate) or (
        len(one.word) > SHORTEST and candidate.word in places() and kind < Likelihood.OTHER
    )


def _opens(one: Asked, candidate: Candidate, known: Container[str]) -> bool:
    """Tell whether a word begins a sentence and a common word of the language was meant."""
    return (
        one.care is Care.START
        and len(one.word) > SHORTEST
        and candidate.passages >= _COMMON
        and candidate.word in known
    )


def _no_name(one: Asked, candidate: Candidate) -> bool:
    """Tell whether a word with a capital is a misspelled word rather than a name."""
    if one.care is not Care.NAME:
        if function_word(candidate.word) and candidate.likelihood < Likelihood.OTHER:
            return True
        heading = one.care is Care.TITLED and len(one.word) >= _LONG
        limit = Likelihood.NEAR if heading else Likelihood.SLIP
        if is_common_word(candidate.word) and candidate.likelihood <= limit:
            return True
    return readable(candidate.word) and not readable(one.word)


def _applied(
    text: str, changes: Sequence[tuple[int, int, str]]
) -> tuple[str, tuple[Correction, ...]]:
    """Return the text with words replaced, each written as large as the one before it."""
    parts, position, found = [], 0, []
    for start, end, better in changes:
        before, used = text[start:end], better
        if before.isupper():
            used = used.upper()
        elif before[0].isupper():
            used = used[0].upper() + used[1:]
        parts += [text[position:start], used]
        position = end
        found.append(Correction(asked=before, used=used))
    return "".join([*parts, text[position:]]), tuple(found)
