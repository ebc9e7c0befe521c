"""Articles, their passages and sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SentenceKind(StrEnum):
    """What a span of evidence is."""

    TITLE = "title"
    BODY = "body"
    CAPTION = "caption"
    ROW = "row"


class ArticleKind(StrEnum):
    """What an article is to the others."""

    NEWS = "news"
    CORRECTION = "correction"  # ralat
    RIGHT_OF_REPLY = "right_of_reply"  # hak jawab
    RETRACTION = "retraction"  # a notice that withdraws a report
    RETRACTED = "retracted"  # the withdrawn report itself


class Origin(StrEnum):
    """Where a field came from, surest first."""

    GIVEN = "given"  # by the operator or by the document's own metadata
    STATED = "stated"  # a line of the text says it (dateline, byline)
    INFERRED = "inferred"  # worked out, may be wrong
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldOrigin:
    """Where one field of an article came from: ``detail`` says it in plain words."""

    field: str
    origin: Origin
    detail: str = ""


def check_span(start: int, end: int) -> None:
    """Refuse an empty or negative span.

    Raises:
        ValueError: it is one.
    """
    if not 0 <= start < end:
        raise ValueError(f"a span must be non-empty and not negative, got [{start}, {end})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A span of an article: the unit of evidence. ``ordinal`` counts within the article from 0."""

    ordinal: int
    start: int
    end: int
    kind: SentenceKind = SentenceKind.BODY

    def __post_init__(self) -> None:
        check_span(self.start, self.end)


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A run of whole sentences of one article: the unit of retrieval.

    ``id`` is the article's id, a dot, and a digest of span and text, so that an id never
    changes its meaning. ``sentences`` are consecutive; ``start`` and ``end`` are those of the
    first and the last.
    """

    id: str
    article_id: str
    ordinal: int
    start: int
    end: int
    sentences: tuple[Sentence, ...]

    def __post_init__(self) -> None:
        check_span(self.start, self.end)
        if not self.sentences:
            raise ValueError("a passage holds at least one sentence")
        if self.start != self.sentences[0].start or self.end != self.sentences[-1].end:
            raise ValueError("a passage begins and ends with its sentences")


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """One news item.

    ``text`` is the normalised text (NFC, line feeds, no control, zero-width or bidi
    characters) and holds the title where the document has one. ``digest`` is the SHA-256 of
    ``text`` in hexadecimal. ``source`` is the canonical address it came from, unique in the
    archive. ``concerns`` names the article that a correction, reply or retraction is about, as
    a person reads it; ``concerning`` are all names by which it can be found: a source, a URL, an
    id, the stem of a file, or ``title:`` with the folded title. ``origins`` says of fields where
    they came from.
    """

    id: str
    source: str
    title: str
    text: str
    digest: str
    outlet: str = ""
    author: str = ""
    published: date | None = None
    url: str = ""
    language: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    kind: ArticleKind = ArticleKind.NEWS
    concerns: str = ""
    title_origin: Origin = Origin.UNKNOWN
    outlet_origin: Origin = Origin.UNKNOWN
    published_origin: Origin = Origin.UNKNOWN
    concerning: tuple[str, ...] = ()
    origins: tuple[FieldOrigin, ...] = ()

    def __post_init__(self) -> None:
        if not self.id or not self.source:
            raise ValueError("an article has an id and a source")
        if not self.text.strip():
            raise ValueError("an article has a text")


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPassage:
    """A passage as the archive gives it back: with its text and its article's description.

    ``article`` is the article without its text (``text`` is left out to keep hits small), so
    the passage's own ``text`` is here.
    """

    passage: Passage
    text: str
    article: ArticleSummary

    def sentence_text(self, sentence: Sentence) -> str:
        """Return the exact text of one of the passage's sentences."""
        return self.text[sentence.start - self.passage.start : sentence.end - self.passage.start]


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleSummary:
    """An article without its text."""

    id: str
    source: str
    title: str
    outlet: str = ""
    author: str = ""
    published: date | None = None
    published_origin: Origin = Origin.UNKNOWN
    url: str = ""
    language: str = ""
    kind: ArticleKind = ArticleKind.NEWS
    concerns: str = ""
    length: int = 0  # code points of the text
    story: str = ""  # shared by articles that tell the same story (near-duplicates); "" alone
