"""What lies before a reader: the answer's sentences, and the articles with what is cited marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from evals.results import Item

if TYPE_CHECKING:
    from rag.archive import Archive

MOST_ARTICLES = 4
_TELLING = ("model_", "review", "left_out", "rerank")
_GOLD = ("primary", "supporting", "conflicting", "superseded", "retracted")


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of an article; ``marks`` are the numbers of the sentences that cite it."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """An article as it is printed; not ``whole`` where only what is cited is at hand."""

    title: str
    outlet: str
    published: str
    pieces: tuple[Piece, ...]
    whole: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A sentence of the answer with the texts that it cites; ``number`` counts from 1."""

    number: int
    text: str
    cited: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """All that a reader is shown of one answer."""

    code: str
    question: str
    before: tuple[tuple[str, str], ...]
    refused: bool
    text: str
    lines: tuple[Line, ...]
    notices: tuple[str, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An article with its text, as an archive holds it."""

    title: str
    outlet: str
    published: str
    text: str


Find = Callable[[str], Told | None]
"""Gives an article by its id in the archive, or by the end of its source."""


def nothing_at_hand(name: str) -> Told | None:
    """Find no article, where there is no archive."""
    return None


def finder(archive: Archive) -> Find:
    """Return what finds articles of an archive, by id or by the name of their file."""
    ids: dict[str, str] = {}

    def find(name: str) -> Told | None:
        if not ids:
            for each in archive.summaries(limit=1_000_000):
                ids[PurePath(each.source).name] = each.id
        article = archive.article(name) or archive.article(ids.get(name, ""))
        if article is None:
            return None
        return Told(
            title=article.title,
            outlet=article.outlet,
            published=article.published.isoformat() if article.published else "",
            text=article.text,
        )

    return find


def reading_of(code: str, item: Item, find: Find) -> Reading:
    """Return what a reader sees of an item: nothing of run, lane, model or score is in it."""
    shown = item.shown
    lines = tuple(
        Line(
            number=number,
            text=str(claim.get("text", "")),
            cited=tuple(str(each.get("text", "")) for each in _list(claim, "evidence")),
        )
        for number, claim in enumerate(_list(shown, "claims"), 1)
    )
    return Reading(
        code=code,
        question=item.question,
        before=tuple(
            (str(turn.get("question", "")), str(turn.get("answer", "")))
            for turn in _list(item.gold, "history")
        ),
        refused=bool(shown.get("refused")),
        text=str(shown.get("answer") or ""),
        lines=lines,
        notices=(*_notices(shown), *_versions(shown)),
        papers=_papers(item, find),
    )


def _papers(item: Item, find: Find) -> tuple[Paper, ...]:
    """Return the articles that the answer cites, then those that the question is about."""
    cited: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for number, claim in enumerate(_list(item.shown, "claims"), 1):
        for evidence in _list(claim, "evidence"):
            cited.setdefault(str(evidence.get("article", "")), []).append((number, evidence))
    sources = {str(each.get("article", "")): each for each in _list(item.shown, "sources")}
    papers: dict[str, Paper] = {}
    for name, places in cited.items():
        told = find(name)
        if told is not None:
            papers.setdefault(told.text, _paper(told, places))
        elif places:
            papers.setdefault(name, _excerpt(sources.get(name, {}), places))
    for name in _beside(item):
        told = find(name)
        if told is not None and len(papers) < MOST_ARTICLES:
            papers.setdefault(told.text, _paper(told, []))
    return tuple(papers.values())


def _beside(item: Item) -> list[str]:
    """Return articles that help to judge: the question's own, then the nearest of a refusal."""
    names = [
        str(gold.get("id", ""))
        for gold in _list(item.gold, "gold_articles")
        if gold.get("role", "primary") in _GOLD
    ]
    nearest = [one for claim in _list(item.shown, "nearest") for one in _list(claim, "evidence")]
    return [*names, *(str(each.get("article", "")) for each in nearest)]


def _notices(shown: Mapping[str, Any]) -> list[str]:
    """Return the notices, without those that tell the engine or what the checks found."""
    return [
        str(each.get("text", ""))
        for each in _list(shown, "notices")
        if not str(each.get("code", "")).startswith(_TELLING)
    ]


def _versions(shown: Mapping[str, Any]) -> list[str]:
    """Return what stands below an answer where sources differ."""
    found = []
    for conflict in _list(shown, "conflicts"):
        versions = [
            " ".join(str(each.get(name) or "") for name in ("value", "outlet", "published"))
            for each in _list(conflict, "versions")
        ]
        found.append(f"{conflict.get('subject', '')}: {' · '.join(versions)}")
    return found


def _paper(told: Told, evidence: Sequence[tuple[int, Mapping[str, Any]]]) -> Paper:
    spans = [
        (*span, number) for number, each in evidence if (span := _span(told.text, each)) is not None
    ]
    return Paper(
        title=told.title,
        outlet=told.outlet,
        published=told.published,
        pieces=_untitled(_pieces(told.text, spans), told.title),
    )


def _untitled(pieces: tuple[Piece, ...], title: str) -> tuple[Piece, ...]:
    """Return a text without the title that it begins with, unless that is cited."""
    if not title or not pieces or pieces[0].marks or not pieces[0].text.startswith(title):
        return pieces
    first = replace(pieces[0], text=pieces[0].text[len(title) :].lstrip())
    return (first, *pieces[1:]) if first.text else pieces[1:]


def _span(text: str, evidence: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return where cited words stand: where the answer says, else where they are found."""
    words, start, end = str(evidence.get("text", "")), evidence.get("start"), evidence.get("end")
    if isinstance(start, int) and isinstance(end, int) and words and text[start:end] == words:
        return start, end
    parts = [re.escape(part) for part in words.split()]
    found = re.search(r"\s+".join(parts), text) if parts else None
    return found.span() if found else None


def _pieces(text: str, spans: Sequence[tuple[int, int, int]]) -> tuple[Piece, ...]:
    """Cut a text where a citation begins or ends, so that citations may overlap."""
    cuts = sorted({0, len(text), *(at for start, end, _ in spans for at in (start, end))})
    return tuple(
        Piece(
            text=text[start:end],
            marks=tuple(sorted({n for a, b, n in spans if a <= start and end <= b})),
        )
        for start, end in zip(cuts, cuts[1:], strict=False)
    )


def _excerpt(source: Mapping[str, Any], evidence: Sequence[tuple[int, Mapping[str, Any]]]) -> Paper:
    texts: dict[str, list[int]] = {}
    for number, each in evidence:
        texts.setdefault(str(each.get("text", "")), []).append(number)
    return Paper(
        title=str(source.get("title") or ""),
        outlet=str(source.get("outlet") or ""),
        published=str(source.get("published") or ""),
        pieces=tuple(Piece(text=f"{text}\n", marks=tuple(n)) for text, n in texts.items()),
        whole=False,
    )


def _list(value: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    return value.get(key) or ()
