"""Abbreviations that a text explains: "Pemutusan Hubungan Kerja (PHK)", "PHK (pemutusan …)".

The letters decide, strictly: a pair that is missed costs a wording, a wrong pair joins two things
that have nothing to do with each other. Method after Schwartz and Hearst (2003, "A simple
algorithm for identifying abbreviation definitions in biomedical text"), with two changes: every
content word of the long form must give letters, and Indonesian syllable words are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.language import is_common_word


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and the long form that a text gives for it, as they are written there."""

    short: str
    long: str


# Words that may stand in a long form without giving a letter.
_SMALL = frozenset(
    """
    dan atas di ke dari untuk bagi pada dalam oleh dengan yang tentang serta se the of and for on in
    to at by an a
    """.split()
)
_NOT_FIRST = _SMALL | {"pt", "cv", "ud"}
_LOOK_BACK = 160  # characters before the bracket
_PAREN = re.compile(r"(?<=\w)[”\"’']?\s?\(([^()\n]{2,100})\)")
_SHORT = re.compile(r"(?=[^\W\d_]*[A-Z])[A-Za-z][A-Za-z-]{1,11}|[A-Z]\d|[a-z]{5,11}")
_SHORT_BEFORE = re.compile(r"(?<![\w.-])([A-Z][A-Za-z]{1,11}|[A-Z]\d)\Z")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# What ends the run of words that a long form may be.
_BREAK = re.compile(r"[.,;:!?()\[\]“”\"/\n–—\d]|\s-\s")
_PREFIX = re.compile(r"(?:ke|pem|pen|per|pe)(?=[a-z]{4})")
_PIECE = 2  # letters that a word which is no initial gives to a syllable word, at the least


def harvest(text: str) -> list[Abbreviation]:
    """Return the abbreviations that ``text`` explains, each pair once, in order.

    Read are capitals by initials (UMP, also K3 for three words with K) and syllable words
    (Disnaker, Apindo, pansus) by pieces of the content words. Small words (dan, of …) may give
    nothing. Time is linear in the length of the text.
    """
    found: dict[Abbreviation, None] = {}
    for match in _PAREN.finditer(text):
        inside = match[1].strip()
        before = text[max(0, match.start() - _LOOK_BACK) : match.start() + 1]
        if _SHORT.fullmatch(inside):
            long = _long_form(inside, _last_run(before.rstrip("”\"’' (")))
            if long:
                found[Abbreviation(inside, long)] = None
            continue
        short = _SHORT_BEFORE.search(before.rstrip("”\"’' ("))
        if short and not _BREAK.search(inside) and _whole(short[1], inside):
            found[Abbreviation(short[1], " ".join(inside.split()))] = None
    return list(found)


def _last_run(before: str) -> str:
    breaks = [match.end() for match in _BREAK.finditer(before)]
    return before[breaks[-1] :] if breaks else before


def _long_form(short: str, run: str) -> str | None:
    """Return the shortest end of ``run`` that the short form abbreviates."""
    spans = [match.span() for match in _WORD.finditer(run)]
    for start, _ in reversed(spans[-2 * len(_letters(short)) - 2 :]):
        long = run[start:]
        if _whole(short, long):
            return " ".join(long.split())
    return None


def _whole(short: str, long: str) -> bool:
    """Tell whether ``short`` is made of the words of ``long``, all of them."""
    words = [match[0].lower() for match in _WORD.finditer(long)]
    letters = _letters(short)
    if len(words) < 2 or words[0] in _NOT_FIRST or words[-1] in _SMALL:
        return False
    content = [word for word in words if word not in _SMALL]
    if len(content) < 2 or letters in words or (short.islower() and is_common_word(short)):
        return False
    if letters[0] != words[0][0]:
        return False
    if short.isupper():
        return _initials(letters, words)
    return _syllables(letters, tuple(content))


def _letters(short: str) -> str:
    """Return the letters of a short form, lower-case; K3 is kkk."""
    if len(short) == 2 and short[1].isdigit():
        return short[0].lower() * min(int(short[1]), 5)
    return "".join(letter for letter in short.lower() if letter.isalpha())


def _initials(letters: str, words: Sequence[str]) -> bool:
    place = 0
    for word in words:
        if place < len(letters) and word[0] == letters[place]:
            place += 1
            root = _PREFIX.match(word)
            if (
                root
                and letters[place : place + 1] == word[root.end()]
                and len(words) < len(letters)
            ):
                place += 1  # jaminan KeMatian: JKM
        elif word not in _SMALL:
            return False
    return place == len(letters)


def _syllables(letters: str, words: tuple[str, ...]) -> bool:
    """Tell whether the letters are pieces of all words in order.

    The first word gives its beginning. Each other word gives one letter, its first, or a run of at
    least two; a word may give a second run (tenaga, "na"; industri, "indo" of Indonesia is one).
    """
    if len(letters) > len(words) and _reachable(letters, words, _gives):
        return True
    # SERikat pengemudi DAring SAgara: beginnings only, and one word in the middle gives none.
    return len(words) > 3 and any(
        _reachable(letters, words[:skip] + words[skip + 1 :], _begins)
        for skip in range(1, len(words) - 1)
    )


def _reachable(
    letters: str, words: tuple[str, ...], gives: Callable[[str, str, bool], bool]
) -> bool:
    """Tell whether the letters can be parted so that each word gives its part."""
    places = {0}
    for number, word in enumerate(words):
        places = {
            end
            for place in places
            for end in range(place + 1, len(letters) + 1)
            if gives(word, letters[place:end], number == 0)
        }
    return len(letters) in places


def _begins(word: str, piece: str, _first: bool) -> bool:
    return len(piece) >= _PIECE and word.startswith(piece)


def _gives(word: str, piece: str, first: bool) -> bool:
    if len(piece) < _PIECE:
        return word[0] == piece
    if word.startswith(piece):
        return True
    if first:  # DIsnaker: "di" and the last letter of "dinas"
        return word.startswith(piece[:2]) and word[2:].endswith(piece[2:])
    if piece in word[1:]:
        return True
    # kementerian KETENAgaKERjaan: two runs of at least two letters
    return any(
        word.find(piece[:cut]) >= 0
        and word.find(piece[cut:], word.find(piece[:cut]) + cut) >= 0
        for cut in range(_PIECE, len(piece) - _PIECE + 1)
    )  # fmt: skip
