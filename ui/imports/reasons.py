"""Why an item could not be taken in, in the language of the page.

The archive keeps what ``ingest`` said, in English, with the item's own names and figures in it. A
table of all these sentences, with holes, gives the Indonesian ones: so what was noted by earlier
versions stays readable, and nothing has to be written twice. A sentence that is not in the table
(an operating system's, a library's) is shown as it is, and marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ui.imports.reasons_files import FILES
from ui.imports.reasons_web import WEB

PAGE: Mapping[str, str] = {
    "If that server is your own and meant, allow exactly its network, for example "
    "--allow-address {}.": (
        "If that server is your own and meant, whoever looks after this page can add it from a "
        "terminal: ./tanya ingest add ADDRESS --allow-address {0}"
    ),
    "If it is meant, allow it with --allow-port {}.": (
        "If it is meant, whoever looks after this page can add it from a terminal: "
        "./tanya ingest add ADDRESS --allow-port {0}"
    ),
}
"""What is told in English too: the page has no such option. As ``WEB``; each has one hole."""

_HOLE = re.compile(r"\{\}")
_PLACE = re.compile(r"\{(\d)\}|<(\d)>")  # {0}: as it was; <0>: a part that is translated itself
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})*(?:\.\d+)?")
_NESTED = 4  # parts within parts
_LONGEST = 3000  # characters; what is longer is no sentence of ours


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A sentence, and the language it is in ("id" or "en")."""

    text: str
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Template:
    """A sentence of ``ingest`` with holes, and what it is in Indonesian."""

    pattern: re.Pattern[str]
    words: str
    plain: int
    """Characters that are no hole: the one with the most fits best."""


def said(text: str, language: str) -> Said:
    """Return a reason or a remedy in a language, or as it is where no translation is known."""
    if language == "en" or not text:
        return Said(text=_on_the_page(text), language="en")
    found = _translated(text, 0)
    if found is None:
        found = _sentences(text)
    return Said(text=text, language="en") if found is None else Said(text=found, language="id")


def _on_the_page(text: str) -> str:
    """Return English words with what only a terminal can do said so."""
    for english, told in PAGE.items():
        head, tail = english.split("{}")
        if len(text) <= _LONGEST and head in text:
            pattern = f"{re.escape(head)}(\\S+?){re.escape(tail)}(?=\\s|\\Z)"
            text = re.sub(pattern, told.replace("{0}", r"\g<1>"), text)
    return text


def _sentences(text: str) -> str | None:
    """Return a reason and its remedy, written one after the other, or None.

    Split at each end of a sentence in turn: which one divides them is not known.
    """
    if len(text) > _LONGEST:
        return None
    for end in re.finditer(r"[.:?)] (?=\S)", text):
        first = _translated(text[: end.start() + 1], 0)
        if first is not None and (rest := _translated(text[end.end() :], 0)) is not None:
            return f"{first} {rest}"
    return None


def _translated(text: str, depth: int) -> str | None:
    if depth > _NESTED or len(text) > _LONGEST:
        return None
    for template in _templates():
        found = template.pattern.fullmatch(text)
        if found is not None:
            return _filled(template.words, found.groups(), depth)
    return None


def _filled(words: str, values: tuple[str, ...], depth: int) -> str:
    def one(place: re.Match[str]) -> str:
        value = values[int(place[1] or place[2])]
        return _figure(value) if place[1] else _translated(value, depth + 1) or value

    return _PLACE.sub(one, words)


def _figure(value: str) -> str:
    """Return a figure with Indonesian marks ("1,234.5" is "1.234,5"); other things as they are."""
    if not _FIGURE.fullmatch(value):
        return value
    return value.translate(str.maketrans(",.", ".,"))


@cache
def _templates() -> tuple[_Template, ...]:
    return tuple(sorted(_made(), key=lambda each: -each.plain))


def _made() -> Iterator[_Template]:
    for english, indonesian in {**FILES, **WEB}.items():
        pieces = _HOLE.split(english)
        yield _Template(
            pattern=re.compile("(.+?)".join(map(re.escape, pieces)), re.DOTALL),
            words=indonesian,
            plain=sum(map(len, pieces)),
        )
