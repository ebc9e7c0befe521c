"""What abbreviations of labor news stand for, from the glossary's own lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rag.glossary
from rag.glossary import Entry, Form
from rag.glossary.entries import FILES, read_rows
from rag.language import fold

_KINDS = ("acronym", "organisation", "law")
_SHORT = re.compile(r"[^\W\d_][\w/]{1,14}", re.UNICODE)
_DATA = Path(rag.glossary.__file__).parent.parent / "data"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """One thing that an abbreviation may stand for; ``source`` is the law that defines it."""

    indonesian: str
    english: str = ""
    source: str = ""

    def told(self, language: str) -> str:
        """Return the meaning in one line, the page's language first where it is known."""
        both = [self.indonesian, self.english]
        if language == "en" and self.english:
            both.reverse()
        line = " – ".join(part for part in both if part)
        return f"{line} ({self.source})" if self.source else line


@cache
def known() -> Mapping[str, tuple[Meaning, ...]]:
    """Return the abbreviations of the glossary, as they are written, with all their meanings.

    Read when first asked for (some 20 ms). An abbreviation is a form of one word with two capitals
    (UMP, JKm), or a name made of pieces of its long form (Kemnaker). Near forms are taken only
    where nothing else is known: SP is a union and a warning letter.
    """
    found: dict[str, dict[str, Meaning]] = {}
    for entry in _entries():
        for short, meaning in _of(entry):
            found.setdefault(short, {}).setdefault(fold(meaning.indonesian), meaning)
    return {short: tuple(meanings.values()) for short, meanings in found.items()}


def _entries() -> Iterable[Entry]:
    for name in FILES:
        path = _DATA / name
        if not path.exists():
            continue
        for _, (kind, indonesian, english, source) in read_rows(path):
            if kind in _KINDS:
                yield Entry(
                    kind=kind, indonesian=_forms(indonesian), english=_forms(english), source=source
                )


def _forms(column: str) -> tuple[Form, ...]:
    parts = column.split("; ") if column else []
    return tuple(Form(text=part.removeprefix("~"), near=part.startswith("~")) for part in parts)


def _of(entry: Entry) -> Iterable[tuple[str, Meaning]]:
    longs = [form for form in entry.indonesian if " " in form.text]
    written_out = [form.text for form in entry.forms if " " in form.text]
    shorts = [
        form.text
        for form in entry.forms
        if not form.near and (_capitals(form.text) or _shortened(form.text, written_out))
    ]
    sure = [form for form in longs if not form.near]
    english = [form for form in entry.english if " " in form.text and not form.near]
    for short in shorts:
        given = [each for each in sure if _gives(short, each.text)] or sure
        chosen = given[:1] or longs
        for long in chosen:
            yield (
                short,
                Meaning(
                    indonesian=long.text,
                    english=english[0].text if english and len(chosen) == 1 else "",
                    source=entry.source,
                ),
            )
        if not chosen and english:
            yield short, Meaning(indonesian="", english=english[0].text, source=entry.source)


def _capitals(form: str) -> bool:
    """Tell whether a form is one word with two capitals or more."""
    return bool(_SHORT.fullmatch(form)) and sum(letter.isupper() for letter in form) > 1


def _shortened(form: str, longs: Sequence[str]) -> bool:
    """Tell whether a form is made of pieces of the words of a longer one (Kemnaker, Apindo).

    A name that is a word of its own long form (Ombudsman) shortens nothing.
    """
    if not _SHORT.fullmatch(form) or not form[0].isupper():
        return False
    folded = fold(form)
    if any(folded in fold(long).split() or folded == fold(long).replace(" ", "") for long in longs):
        return False
    return any(_gives(form, long) for long in longs)


def _gives(short: str, long: str) -> bool:
    """Tell whether the letters of an abbreviation stand in its long form, in their order."""
    letters = iter(fold(long))
    return all(letter in letters for letter in fold(short) if letter.isalpha())
