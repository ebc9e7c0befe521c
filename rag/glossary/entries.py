"""Lines of the glossary's files, and the index that finds a form by its words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from rag.glossary.comparing import english_stems
from rag.language import stem, words
from rag.language.stopwords import ENGLISH, INDONESIAN

KINDS = ("acronym", "term", "organisation", "law", "place", "chat", "general")
# The labor glossary first: where a word has several senses, the one of labor news comes first.
FILES = ("glossary.tsv", "vocabulary_a.tsv", "vocabulary_b.tsv")
# A separator without or with too much space, an empty form, a canonical form marked as near.
_SUSPECT = re.compile(r";(?! [^\s;])|[ \t];|~[\s;~]|\t~|\t |  | \t")
_NAMES = frozenset(("organisation", "law", "place", "chat"))
_KEPT = 3  # letters of a stem that stand in every word that has it
_SKIPPED = INDONESIAN | ENGLISH
_COLUMNS = 4
INDONESIAN_COLUMN, ENGLISH_COLUMN = 0, 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One way to write what an entry means; ``near`` if it is only sometimes used for it."""

    text: str
    near: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One sense, with its forms in both languages; the first form of each is the canonical one.

    ``source`` names the law or body that defines it, where there is one.
    """

    kind: str
    indonesian: tuple[Form, ...] = ()
    english: tuple[Form, ...] = ()
    source: str = ""

    @property
    def forms(self) -> tuple[Form, ...]:
        """All forms, Indonesian ones first."""
        return self.indonesian + self.english


class Written(NamedTuple):
    """A form as it stands in a file, with its content words folded but not stemmed."""

    line: int  # place in Index.rows
    column: int  # INDONESIAN_COLUMN or ENGLISH_COLUMN
    text: str
    near: bool
    words: tuple[str, ...]
    free: bool  # a name or abbreviation: matched in questions of either language


class Index:
    """The rows of all files and their forms by the word they begin with.

    Taking every form apart and stemming it takes most of a second on a slow machine; so loading
    only splits lines, and forms are taken apart when a question has their first word.
    """

    def __init__(self, rows: Sequence[tuple[str, ...]], ranks: Sequence[int]) -> None:
        """Index ``rows``; ``ranks`` says which file each is from, 0 first."""
        self.rows = rows
        self.ranks = ranks
        self._raw = _raw(rows)
        self._surfaces = sorted(self._raw)
        self._joined = "\n" + "\n".join(self._surfaces) + "\n"
        self._by_stem: dict[str, Begun] = {}
        self._by_english: dict[str, Begun] = {}

    def entry(self, line: int) -> Entry:
        """Return the entry of a row."""
        kind, indonesian, english, source = self.rows[line]
        return Entry(
            kind=kind, indonesian=_forms(indonesian), english=_forms(english), source=source
        )

    def is_chat(self, form: Written) -> bool:
        """Tell whether a form is an abbreviation of chats, not the word that it stands for."""
        return self.rows[form.line][0] == "chat" and not self.rows[form.line][1].startswith(
            form.text
        )

    def begun(self, first: str) -> Begun:
        """Return the forms whose first content word has this stem, by all their stems."""
        known = self._by_stem.get(first)
        if known is None:
            known = Begun.of(self._written(self._alike(first)), lambda found: map(stem, found))
            known = known.only(first)
            self._by_stem[first] = known
        return known

    def begun_english(self, first: str) -> Begun:
        """Return the English forms whose first word has this Snowball stem, by all their stems."""
        known = self._by_english.get(first)
        if known is None:
            start = first[:_KEPT]
            alike = self._surfaces[bisect_left(self._surfaces, start) :]
            near = takewhile(lambda surface: surface.startswith(start), alike)
            forms = (form for form in self._written(near) if form.column == ENGLISH_COLUMN)
            known = Begun.of(forms, english_stems).only(first)
            self._by_english[first] = known
        return known

    def _alike(self, stemmed: str) -> Iterator[str]:
        """Yield the first words of forms that may have this stem, each once."""
        places: set[int] = set()
        for core in _cores(stemmed):
            place = self._joined.find(core)
            while place >= 0:
                start, end = self._joined.rfind("\n", 0, place) + 1, self._joined.find("\n", place)
                if start not in places:
                    places.add(start)
                    yield self._joined[start:end]
                place = self._joined.find(core, end)

    def _written(self, surfaces: Iterable[str]) -> Iterator[Written]:
        for surface in surfaces:
            for line, column, part in self._raw[surface]:
                near = part[0] == "~"
                text = part[1:] if near else part
                content = tuple(w for w in words(text) if w not in _SKIPPED)
                if content:
                    free = self.rows[line][0] in _NAMES or text != text.lower()
                    yield Written(line, column, text, near, content, free)


@dataclass(frozen=True, slots=True)
class Begun:
    """Forms that begin with one word, by the stems of all their words."""

    forms: dict[tuple[str, ...], list[Written]]
    longest: int

    @classmethod
    def of(
        cls, forms: Iterable[Written], stemmed: Callable[[tuple[str, ...]], Iterable[str]]
    ) -> Begun:
        """Group forms by their stems."""
        grouped: dict[tuple[str, ...], list[Written]] = {}
        for form in forms:
            grouped.setdefault(tuple(stemmed(form.words)), []).append(form)
        return cls(grouped, 0)

    def only(self, first: str) -> Begun:
        """Return those that begin with this stem."""
        kept = {stems: forms for stems, forms in self.forms.items() if stems[0] == first}
        for forms in kept.values():
            forms.sort(key=lambda form: form.line)
        return Begun(kept, max(map(len, kept), default=0))


def _cores(stemmed: str) -> tuple[str, ...]:
    """Return letters that stand in every word with this stem: one of them in each.

    Prefixes, suffixes and sound changes leave a root's letters from the second on, but for the
    y of an English plural (company, companies).
    """
    if len(stemmed) > _KEPT:
        end = min(_KEPT + 1, len(stemmed) - (stemmed[-1] == "y"))
        return (stemmed[1:end],)
    dropped = (
        len(stemmed) == _KEPT and stemmed[0] in "kpst" and not set(stemmed).isdisjoint("aeiou")
    )
    return (stemmed, stemmed[1:]) if dropped else (stemmed,)


def _raw(rows: Sequence[tuple[str, ...]]) -> dict[str, list[tuple[int, int, str]]]:
    """Return line, column and text of every form by its first content word as it is written."""
    raw: dict[str, list[tuple[int, int, str]]] = {}
    for line, row in enumerate(rows):
        for column in (INDONESIAN_COLUMN, ENGLISH_COLUMN):
            if not row[column + 1]:
                continue
            for part in row[column + 1].split("; "):
                first, _, rest = part.lower().partition(" ")
                first = first.removeprefix("~")
                while rest and first in _SKIPPED:
                    first, _, rest = rest.partition(" ")
                if first in raw:
                    raw[first].append((line, column, part))
                else:
                    raw[first] = [(line, column, part)]
    return raw


def _forms(column: str) -> tuple[Form, ...]:
    parts = column.split("; ") if column else []
    return tuple(Form(text=part.removeprefix("~"), near=part.startswith("~")) for part in parts)


def read_rows(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield line number and four columns of each entry of a file.

    Raises:
        ValueError: a line is not in the agreed form; the message names file and line.
    """
    text = path.read_text("utf-8")
    close_look = _SUSPECT.search(text) is not None  # in one go: most files have nothing
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line[0] == "#":
            continue
        row = tuple(line.split("\t"))
        if len(row) != _COLUMNS or row[0] not in KINDS or not (row[1] or row[2]) or close_look:
            trouble = _trouble(row)
            if trouble:
                raise ValueError(f"{path.name}, line {number}: {trouble}: {line[:80]!r}")
        yield number, row


def _trouble(row: Sequence[str]) -> str:
    if len(row) != _COLUMNS:
        return f"{len(row)} columns instead of 4"
    if row[0] not in KINDS:
        return "unknown kind"
    if not row[1] and not row[2]:
        return "no form"
    for column in (row[1], row[2]):
        if column[:1] == "~":
            return "the first form is marked as near"
        if _SUSPECT.search(f"\t{column}\t"):
            return "an empty form or a separator other than '; '"
    return ""


def build(paths: Iterable[Path]) -> Index:
    """Read the files and index their forms.

    Raises:
        ValueError: a line is not in the agreed form.
        OSError: a file cannot be read.
    """
    rows: list[tuple[str, ...]] = []
    ranks: list[int] = []
    for rank, path in enumerate(paths):
        before = len(rows)
        rows.extend(row for _, row in read_rows(path))
        ranks.extend([rank] * (len(rows) - before))
    return Index(rows, ranks)
