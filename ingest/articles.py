"""From a document to an article: what was given goes before what is stated, and nothing is guessed.

A field that nobody gave and no line states stays empty: an event's date is not a publication date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from ingest.datelines import dateline
from ingest.documents import Document, Line, Metadata, normal_line
from rag.errors import DocumentError
from rag.language import detect_language, sentence_spans
from rag.records import Article, ArticleKind, Origin, SentenceKind

_KINDS = (
    (ArticleKind.CORRECTION, re.compile(r"(?:ralat|koreksi|erratum|correction)(?:\s*[:–—-]|$)"
                                        r"|ralat (?:berita|redaksi)\b", re.I)),
    (ArticleKind.RIGHT_OF_REPLY, re.compile(r"hak (?:jawab|koreksi)\b|right of reply\b", re.I)),
    (ArticleKind.RETRACTION, re.compile(r"(?:pencabutan|penarikan) (?:berita|artikel)\b"
                                        r"|retraction(?:\s*[:–—-]|$)", re.I)),
    (ArticleKind.RETRACTED, re.compile(r"\W?(?:dicabut|ditarik|retracted)\W", re.I)),
)  # fmt: skip
_TITLE = 120  # code points of a title that is made from the first sentence
_SENTENCE_WORDS = 5  # a shorter line in front is a dateline of its own
_SAMPLE = 3000  # code points that tell the language


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A line of an article's text; lines are in order and a line break stands between them."""

    start: int
    end: int
    kind: SentenceKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """An article with the lines of its text, ready to be split."""

    article: Article
    lines: tuple[Span, ...]


def article_id(source: str) -> str:
    """Return an article's id: the first 16 hexadecimal digits of its source's SHA-256."""
    return sha256(source.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def make_article(document: Document, source: str, operator: Metadata | None = None) -> Prepared:
    """Make an article of a document.

    Args:
        document: as read.
        source: its address, unique in the archive.
        operator: what the operator gives for it; goes before everything else.

    Raises:
        DocumentError: the document holds no text.
    """
    known = (operator or Metadata(), document.given)
    title, title_origin = _text_field("title", known, document.stated)
    text, lines = _text(title, document.lines)
    if not lines:
        raise DocumentError(
            "It holds no text.", remedy="Leave it out, or put the article into it.", item=source
        )
    if not title:
        title, title_origin = first_words(document.lines), Origin.INFERRED
    outlet, outlet_origin = _text_field("outlet", known, document.stated)
    published, published_origin = _published(known, document.stated)
    first = next((line.text for line in document.lines if line.kind is SentenceKind.BODY), "")
    return Prepared(
        article=Article(
            id=article_id(source),
            source=source,
            title=title,
            text=text,
            digest=sha256(text.encode()).hexdigest(),
            outlet=outlet,
            outlet_origin=outlet_origin,
            author=_text_field("author", known, document.stated)[0],
            published=published,
            published_origin=published_origin,
            url=_text_field("url", known, document.stated)[0],
            language=_text_field("language", known, document.stated)[0]
            or detect_language(text[:_SAMPLE]),
            section=_text_field("section", known, document.stated)[0],
            tags=next((m.tags for m in known if m.tags), ()),
            kind=next((m.kind for m in known if m.kind), None) or _kind(title, first),
            concerns=_text_field("concerns", known, document.stated)[0],
            title_origin=title_origin,
        ),
        lines=lines,
    )


def keep_given(fresh: Article, stored: Article) -> Article:
    """Keep an outlet or date that was given earlier and that the changed file does not say.

    So a file added once with ``--outlet`` keeps its outlet when it changes.
    """
    changes: dict[str, object] = {}
    if stored.outlet_origin is Origin.GIVEN and fresh.outlet_origin is not Origin.GIVEN:
        changes.update(outlet=stored.outlet, outlet_origin=Origin.GIVEN)
    if stored.published_origin is Origin.GIVEN and fresh.published_origin is not Origin.GIVEN:
        changes.update(published=stored.published, published_origin=Origin.GIVEN)
    return replace(fresh, **changes) if changes else fresh  # type: ignore[arg-type]


def first_words(lines: tuple[Line, ...]) -> str:
    """Make a title of the first sentence, without its dateline, cut between words."""
    body = [line.text for line in lines if line.kind is SentenceKind.BODY] or [lines[0].text]
    text = next((line for line in body if len(line.split()) >= _SENTENCE_WORDS), body[0])
    opening = dateline(text)
    if opening is not None:
        text = text[opening.end :]
    spans = sentence_spans(text)
    text = text[slice(*spans[0])] if spans else text
    if len(text) <= _TITLE:
        return text.rstrip(".") or text
    cut = text.rfind(" ", 0, _TITLE)
    return text[: cut if cut > 0 else _TITLE].rstrip(" ,;:–—-(") + "…"


def _text(title: str, lines: tuple[Line, ...]) -> tuple[str, tuple[Span, ...]]:
    parts = [Line(text=title, kind=SentenceKind.TITLE)] if title else []
    spans: list[Span] = []
    position = 0
    for line in (*parts, *lines):
        spans.append(Span(start=position, end=position + len(line.text), kind=line.kind))
        position += len(line.text) + 1
    return "\n".join(line.text for line in (*parts, *lines)), tuple(spans)


def _text_field(name: str, known: tuple[Metadata, ...], stated: Metadata) -> tuple[str, Origin]:
    for metadata in known:
        if value := normal_line(getattr(metadata, name)):
            return value, Origin.GIVEN
    if value := normal_line(getattr(stated, name)):
        return value, Origin.STATED
    return "", Origin.UNKNOWN


def _published(known: tuple[Metadata, ...], stated: Metadata) -> tuple[date | None, Origin]:
    for metadata in known:
        if metadata.published:
            return metadata.published, Origin.GIVEN
    if stated.published:
        return stated.published, Origin.STATED
    return None, Origin.UNKNOWN


def _kind(title: str, first: str) -> ArticleKind:
    for text in (title, first):
        for kind, pattern in _KINDS:
            if pattern.match(text):
                return kind
    return ArticleKind.NEWS
