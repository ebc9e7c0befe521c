"""What the panel beside the chat is made of: articles, pieces of their text, marked stretches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rag.records import ArticleKind, Evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A stretch of a passage. ``claims`` are the claims (from 1) it is evidence for."""

    text: str
    claims: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Excerpt:
    """What is shown of an article in one piece: a passage, or an evidence sentence alone.

    ``segments`` join to the article's text from ``start`` to ``end`` (code points), less
    ``skipped`` of them at the beginning, which repeat the card's heading. ``sentences`` are
    the spans of its sentences.
    """

    start: int
    end: int
    segments: tuple[Segment, ...]
    sentences: tuple[tuple[int, int], ...]
    skipped: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One article beside the chat, with what is shown of it.

    ``number`` is the one cited in brackets; None where nothing of the article is cited.
    ``whole`` is set where the excerpts hold all of the article but its title.
    ``quoted`` are the evidence sentences of it that the answer rests on, in the article's order.
    """

    number: int | None
    title: str
    outlet: str
    published: date | None
    published_inferred: bool
    url: str
    kind: ArticleKind
    excerpts: tuple[Excerpt, ...]
    article: str = ""
    author: str = ""
    quoted: tuple[Evidence, ...] = ()
    whole: bool = False

    @property
    def passages(self) -> tuple[tuple[Segment, ...], ...]:
        """The segments of each excerpt."""
        return tuple(excerpt.segments for excerpt in self.excerpts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """The whole panel: what is cited, and what was read beside it (on a refusal: the nearest)."""

    cited: tuple[Card, ...] = ()
    others: tuple[Card, ...] = ()
