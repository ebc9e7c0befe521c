"""What a reader makes of a file: lines of text with their kinds, and what the file says of itself.

A document is not an article yet: fields may be missing, and nothing was decided about them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from rag.records import ArticleKind, SentenceKind

_BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NO_LETTERS = re.compile(r"[\W_]+")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One paragraph, heading, caption or table row, in normalised text without line breaks."""

    text: str
    kind: SentenceKind = SentenceKind.BODY


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """What is known of an article beside its text; empty where nothing is.

    Used for what the operator gave, a sidecar, the file's own fields, a feed, and for what lines
    of the text state. ``concerning`` are names of the article that this one corrects, answers or
    withdraws. ``details`` say of fields, by name, where their values were found, in plain words.
    """

    title: str = ""
    outlet: str = ""
    author: str = ""
    published: date | None = None
    url: str = ""
    language: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    kind: ArticleKind | None = None
    concerns: str = ""
    concerning: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()

    def detail(self, name: str) -> str:
        """Return where a field's value was found, or ""."""
        return dict(self.details).get(name, "")


def described(metadata: Metadata, words: str) -> Metadata:
    """Return the metadata with ``words`` as the detail of every field that has a value but none.

    So that each field of an article can say where it came from ("front matter", "operator").
    """
    known = dict(metadata.details)
    for name in Metadata.__dataclass_fields__:
        if name != "details" and getattr(metadata, name):
            known.setdefault(name, words)
    return replace(metadata, details=tuple(sorted(known.items())))


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A file as read: its article's lines in order, without the title.

    ``given`` is what the file's own fields say (front matter, meta elements), ``stated`` what
    lines of the text say (a headline, byline, dateline). ``removed`` holds the lines that were
    judged to be no part of the article, so that a person can check.
    """

    lines: tuple[Line, ...]
    given: Metadata = Metadata()
    stated: Metadata = Metadata()
    removed: tuple[str, ...] = ()


def normal_breaks(text: str) -> str:
    r"""Return the text with ``\n`` for every kind of line break."""
    return _BREAKS.sub("\n", text)


def normal_line(text: str) -> str:
    """Return text as one line: NFC, no control, zero-width or bidi characters, single spaces.

    Characters that only steer display (categories Cc, Cf) and lone surrogates are dropped,
    because they hide text from readers and from search.
    """
    joined = " ".join(text.split())
    if joined.isprintable() and unicodedata.is_normalized("NFC", joined):
        return joined  # most lines
    spaced = "".join(" " if character.isspace() else character for character in text)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in _DROPPED_CATEGORIES)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def folded(text: str) -> str:
    """Return only the letters and digits of a text, casefolded: for comparing lines."""
    return _NO_LETTERS.sub("", text.casefold())
