"""Questions put to the product's own retriever, one after the other."""

from __future__ import annotations

import random
import re
import string
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import TypeVar

from evals.corpora import Query
from rag.language import question_words
from rag.retrieval import Retriever

DEPTH = 50  # passages asked for; a leg of the search brings no more
_PASSAGES = 5  # whose text is looked at for an answer
_LETTERS = re.compile(r"[^\W\d_]{5,}")
_Item = TypeVar("_Item")


@dataclass(frozen=True, kw_only=True, slots=True)
class Searched:
    """What a question found: articles by their best passage, and the first passages.

    ``passages`` are (article, text); ``seconds`` is the time of the search alone.
    """

    query: str
    articles: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]
    seconds: float


def search_all(
    retriever: Retriever, queries: Sequence[Query], names: Mapping[str, str]
) -> list[Searched]:
    """Search every question.

    Args:
        retriever: the product's.
        queries: what to ask.
        names: article ids of the archive → ids of the collection.

    Raises:
        TanyaError: a search failed in part: half a search is not what was to be measured.
    """
    # "Bulan lalu" is counted from the newest article: the result does not depend on the day.
    newest = retriever.archive.statistics().newest
    deep = replace(retriever, limit=DEPTH, today=lambda: newest or date.today())
    if queries:
        deep.search(queries[0].text)  # what is loaded once is no question's time
    return [_searched(deep, query, names) for query in shown(queries, "questions")]


def _searched(retriever: Retriever, query: Query, names: Mapping[str, str]) -> Searched:
    begun = time.perf_counter()
    found = retriever.search(query.text)
    seconds = time.perf_counter() - begun
    if found.trouble is not None:
        raise found.trouble
    pairs = [(names[hit.stored.article.id], hit.stored.text) for hit in found.hits]
    return Searched(
        query=query.id,
        articles=tuple(dict.fromkeys(name for name, _ in pairs)),
        passages=tuple(pairs[:_PASSAGES]),
        seconds=seconds,
    )


def with_typo(query: Query, *, seed: int) -> Query:
    """Return a question with one wrong letter in one content word of five letters or more.

    Word, place and letter are drawn from ``seed`` and the question's id, so each question gets the
    same mistake in every run and in any order. Without such a word it stays as it is.
    """
    draw = random.Random(f"{seed}:{query.id}")
    spans = [m.span() for m in _LETTERS.finditer(query.text) if question_words(m[0])]
    if not spans:
        return query
    place = draw.randrange(*draw.choice(spans))
    right = query.text[place]
    wrong = draw.choice([x for x in string.ascii_lowercase if x != right.lower()])
    wrong = wrong.upper() if right.isupper() else wrong
    return replace(query, text=f"{query.text[:place]}{wrong}{query.text[place + 1 :]}")


def shown(items: Sequence[_Item], what: str) -> Iterator[_Item]:
    """Yield items with a progress bar on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, description=what, console=console, transient=True)


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that ``share`` of the values do not exceed; NaN of none."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[max(0, ceil(share * len(ordered)) - 1)]
