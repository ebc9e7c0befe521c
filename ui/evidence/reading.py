"""A whole article with the evidence of an answer marked in it: pure values.

The text is the archive's of today, the evidence may be of another day. A mark is a slice of the
text, and is placed only where it is proven that the slice holds the words that were cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.records import Article, Passage, SentenceKind
from ui.evidence.links import proof

MOST = 200
"""Marks of one address; an answer has some tens."""
NEIGHBOURS = 3
"""Sentences before, and as many after, that are added at a time."""

_MARK = re.compile(r"([0-9]{1,9})-([0-9]{1,9})(?:-([0-9a-f]{12}))?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A span that is to be marked; ``proof`` is ``ui.evidence.links.proof`` of its words, or ""."""

    start: int
    end: int
    proof: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of a paragraph. ``place`` is that of the mark it begins (from 1), else 0."""

    text: str
    marked: bool = False
    place: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """An article in paragraphs. ``marks`` are placed; ``unplaced`` could not be."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    marks: int
    unplaced: int
    changed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """The text beside a span, cut exactly: ``before`` begins and ``after`` ends with a sentence.

    ``more`` says whether the article has further sentences beside those.
    """

    start: int
    end: int
    before: str
    after: str
    more: bool


def wanted(marks: Iterable[str]) -> list[Wanted]:
    """Read marks of an address, ``START-END`` or ``START-END-PROOF``; others are passed over."""
    found: dict[tuple[int, int], Wanted] = {}
    for each in list(marks)[:MOST]:
        match = _MARK.fullmatch(each)
        if match and int(match[1]) < int(match[2]):
            span = int(match[1]), int(match[2])
            found[span] = Wanted(start=span[0], end=span[1], proof=match[3] or "")
    return [found[span] for span in sorted(found)]


def reading(article: Article, marks: Sequence[Wanted], digest: str = "") -> Reading:
    """Return an article with those marks that still stand on the words that were cited.

    Args:
        article: as the archive has it.
        marks: spans of the text as it was when it was cited.
        digest: that of the text as it was, "" where it is unknown. A mark without a proof of its
            own is placed only where this one is the article's.
    """
    text = article.text
    same = digest == article.digest
    placed = [
        each
        for each in marks
        if each.end <= len(text)
        and (proof(text[each.start : each.end]) == each.proof if each.proof else same)
    ]
    begin = _after_title(article, placed)
    return Reading(
        paragraphs=tuple(_paragraphs(text, begin, _merged(placed))),
        marks=len(_merged(placed)),
        unplaced=len(marks) - len(placed),
        changed=(bool(digest) and not same)
        or any(each.proof for each in marks if each not in placed),
    )


def around(text: str, passages: Sequence[Passage], start: int, end: int) -> Around:
    """Return the text beside a span, up to three sentences on each side.

    The title is none of them: it stands above whatever is shown.
    """
    sentences = (each for passage in passages for each in passage.sentences)
    spans = sorted({(s.start, s.end) for s in sentences if s.kind is not SentenceKind.TITLE})
    ahead = [span for span in spans if span[1] <= start]
    behind = [span for span in spans if span[0] >= end]
    before, after = ahead[-NEIGHBOURS:], behind[:NEIGHBOURS]
    first = before[0][0] if before else start
    last = after[-1][1] if after else end
    return Around(
        start=first,
        end=last,
        before=text[first:start],
        after=text[end:last],
        more=max(len(ahead), len(behind)) > NEIGHBOURS,
    )


def _after_title(article: Article, marks: Sequence[Wanted]) -> int:
    """Return where to begin: behind a first line that repeats the heading, unless it is marked."""
    opening = article.title + "\n"
    if not article.title or not article.text.startswith(opening):
        return 0
    return 0 if any(each.start < len(opening) for each in marks) else len(opening)


def _merged(marks: Sequence[Wanted]) -> list[tuple[int, int]]:
    """Return the marked spans in order; those that overlap are one."""
    found: list[tuple[int, int]] = []
    for each in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if found and each.start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], each.end))
        else:
            found.append((each.start, each.end))
    return found


def _paragraphs(
    text: str, begin: int, spans: Sequence[tuple[int, int]]
) -> Iterable[tuple[Piece, ...]]:
    at = begin
    for line in text[begin:].split("\n"):
        pieces = tuple(_pieces(text, at, at + len(line), spans))
        if line.strip():
            yield pieces
        at += len(line) + 1


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterable[Piece]:
    at = start
    for place, (first, last) in enumerate(spans, start=1):
        left, right = max(first, at), min(last, end)
        if left >= right:
            continue
        if left > at:
            yield Piece(text=text[at:left])
        yield Piece(text=text[left:right], marked=True, place=place if left == first else 0)
        at = right
    if at < end:
        yield Piece(text=text[at:end])
