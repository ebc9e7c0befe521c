"""Other wordings of one thing, by the glossary: "unjuk rasa" for "demo", "strike" for "mogok".

``rag.glossary.Glossary`` takes a whole question apart and ranks what it may mean. Here single
words and phrases of a claim are looked up, hundreds of times for an answer, so the rows are
indexed once by the stem of each form's first word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rag.glossary.comparing import english_stems
from rag.glossary.entries import FILES, read_rows
from rag.language import stem, words
from rag.language.stopwords import ENGLISH, INDONESIAN

_DATA = Path(__file__).parent.parent / "data"
_SKIPPED = INDONESIAN | ENGLISH
_LONGEST = 8  # words of a form that are compared


class _Form(NamedTuple):
    row: int
    text: str
    english: bool
    near: bool


class _Index(NamedTuple):
    """Rows of forms, and the forms by the stem of their first content word."""

    rows: tuple[tuple[_Form, ...], ...]
    begun: dict[str, tuple[_Form, ...]]


@lru_cache(maxsize=1)
def _index() -> _Index:
    rows: list[tuple[_Form, ...]] = []
    begun: dict[str, list[_Form]] = {}
    for name in FILES:
        path = _DATA / name
        if not path.exists():
            continue
        for _, (kind, indonesian, english, _source) in read_rows(path):
            if kind == "chat":
                continue
            row = len(rows)
            forms = tuple(
                _Form(row, text.removeprefix("~"), column == 1, text.startswith("~"))
                for column, cell in enumerate((indonesian, english))
                for text in (cell.split("; ") if cell else ())
            )
            rows.append(forms)
            for form in forms:
                begun.setdefault(_first(form.text, form.english), []).append(form)
    return _Index(tuple(rows), {first: tuple(forms) for first, forms in begun.items()})


def _first(text: str, english: bool) -> str:
    word = next((word for word in text.lower().split() if word not in _SKIPPED), "")
    return _stem(word, english)


@lru_cache(maxsize=65_536)
def _stem(word: str, english: bool) -> str:
    return next(iter(english_stems((word,))), word) if english else stem(word)


@lru_cache(maxsize=16_384)
def _stems(text: str, english: bool) -> tuple[str, ...]:
    """Return the stems of a form's content words."""
    content = [word for word in words(text) if word not in _SKIPPED]
    return tuple(_stem(word, english) for word in content[:_LONGEST])


def said_otherwise(
    claim: Sequence[str], evidence: Sequence[str], lacking: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Return stems of a claim that stand in its evidence in another wording.

    Args:
        claim: its content words in order, folded.
        evidence: its content words, folded.
        lacking: words of the claim for which another wording is sought; each must be part of
            what is found.

    Returns:
        the stems (``rag.language.stem``) of the claim's words, each with the stems of the
        evidence's wordings.
    """
    index = _index()
    known = frozenset(_stem(word, False) for word in evidence)
    known_english = frozenset(_stem(word, True) for word in evidence)
    found: dict[str, frozenset[str]] = {}
    for place in range(len(claim)):
        for english in (False, True):
            for form in index.begun.get(_stem(claim[place], english), ()):
                if form.english != english:
                    continue
                size = _matches(claim, place, form)
                phrase = claim[place : place + size]
                if not size or lacking.isdisjoint(phrase):
                    continue
                said = _others(index, form, known, known_english)
                for word in phrase if said else ():
                    found[stem(word)] = found.get(stem(word), frozenset()) | said
    return found


def _matches(claim: Sequence[str], place: int, form: _Form) -> int:
    """Return how many words of the claim a form takes from a place on; 0 if it is not there."""
    wanted = _stems(form.text, form.english)
    here = tuple(_stem(word, form.english) for word in claim[place : place + len(wanted)])
    return len(wanted) if wanted and here == wanted else 0


def _others(
    index: _Index, form: _Form, known: frozenset[str], known_english: frozenset[str]
) -> frozenset[str]:
    """Return the stems of the other forms of a row that the evidence has."""
    said: frozenset[str] = frozenset()
    for other in index.rows[form.row]:
        if other.near or form.near or other is form:
            continue
        wanted = _stems(other.text, other.english)
        if wanted and (known_english if other.english else known).issuperset(wanted):
            said = said.union(_stems(other.text, False))
    return said
