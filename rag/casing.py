"""Capitals for a question that was typed without any.

People in a hurry type "siapa ketua spgs". Whether a name or an abbreviation of the question is
missing from a report can only be judged where it is known to be one, and in Indonesian nothing but
its capitals says so. The archive knows how its words are written. Without this, facqa's questions
in small letters (n = 281 that nothing answers) are answered in 31% instead of 15% as written, with
it in 17%; labor's (n = 122) 34%, 17%, 25%.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from rag.language import fold, is_common_word
from rag.language.stopwords import ENGLISH, INDONESIAN, QUESTION
from rag.records import Hit, SentenceKind, StoredPassage

Elsewhere = Callable[[str], Iterable[StoredPassage]]
"""Returns passages of the archive that have a word."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_OPENING = re.compile(r"(?:^|[.!?:“\"'‘(—–-])\s*\Z")
"""What stands before a word that has its capital from its place."""
_SMALL = 0.1
"""Share of small letters from which on a word is an ordinary one: a name is hardly ever so written,
and a report's misprint is not to make one of it."""


def typed_small(text: str) -> bool:
    """Tell whether a question has no capitals, or nothing else.

    Who begins with one writes names with one too: "Usaha apa yang dikecualikan?" has none.
    """
    return text in (text.lower(), text.upper())


def with_capitals(text: str, hits: Sequence[Hit], elsewhere: Elsewhere) -> str:
    """Return a question with the capitals that the archive gives its names and abbreviations.

    A question that has capitals of its own is returned as it is. Words of the language stay
    small, whatever a headline does with them, and so does a word that the archive does not have.
    To take such words for names was measured and left out: among many articles most of them are
    (facqa in small letters, n = 281 that nothing answers: 14% answered instead of 17%), in the
    sample of 56 they are ordinary words, and one question in twelve more was wrongly refused.

    Args:
        text: the question.
        hits: what was found for it.
        elsewhere: looks up a word that ``hits`` do not have.
    """
    if not typed_small(text):
        return text
    shouted = text == text.upper()
    found = _forms(hit.stored for hit in hits)

    def written(match: re.Match[str]) -> str:
        word = match[0].lower() if shouted else match[0]
        return _written(word, found, elsewhere) or word

    return _WORD.sub(written, text)


def _written(word: str, found: dict[str, Counter[str]], elsewhere: Elsewhere) -> str:
    """Return a word as the archive writes it, "" if it does not."""
    folded = fold(word)
    if folded in INDONESIAN | ENGLISH | QUESTION:
        return word
    forms = found.get(folded) or _forms(elsewhere(folded)).get(folded)
    if not forms:
        return ""
    best, _ = forms.most_common(1)[0]
    small = sum(count for form, count in forms.items() if form.islower())
    if small > _SMALL * forms.total() or (is_common_word(folded) and not best.isupper()):
        return word
    return best if best[0].isupper() else word


def _forms(passages: Iterable[StoredPassage]) -> dict[str, Counter[str]]:
    """Return how words are written where no place gives them a capital, by the folded word."""
    found: dict[str, Counter[str]] = {}
    for stored in passages:
        for sentence in stored.passage.sentences:
            if sentence.kind is SentenceKind.TITLE:
                continue
            text = stored.sentence_text(sentence)
            for match in _WORD.finditer(text):
                if not _OPENING.search(text, max(0, match.start() - 3), match.start()):
                    found.setdefault(fold(match[0]), Counter())[match[0]] += 1
    return found
