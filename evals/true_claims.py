"""True claims on the archive, for the self-test: gold passages, parts of them, paraphrases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from evals.mutating.measuring import Base, Told, clauses, handwritten
from rag.errors import UsageError
from rag.language import sentence_spans

if TYPE_CHECKING:
    from evals.context import Context
    from rag.archive import Archive

PARAPHRASES = Path(__file__).parent / "data" / "paraphrases.jsonl"
"""Written by hand from the sample's articles, before the checks saw them, and not changed since."""

_BETWEEN = re.compile(r"[\s|]+")
_NEIGHBOURS = (7, 13, 29)  # which other articles names and sentences are taken from


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """What is true: ``verbatim`` sentences, ``clause`` parts of them, a ``paraphrase`` by hand.

    ``missing`` are gold passages that stand in no article of the archive, ``others`` texts of other
    articles by an article's id.
    """

    sets: Mapping[str, tuple[Base, ...]]
    missing: tuple[str, ...]
    others: Mapping[str, tuple[str, ...]]

    @property
    def all(self) -> tuple[Base, ...]:
        """All of them, in an order that the dataset does not decide."""
        every = chain.from_iterable(self.sets.values())
        return tuple(sorted(every, key=lambda base: sha256(base.text.encode()).digest()))


def read_claims(context: Context) -> Claims:
    """Return the gold passages' sentences, parts of them, and the paraphrases of the sample.

    Raises:
        UsageError: the archive holds none of the gold passages.
        ArchiveError: it cannot be read.
    """
    from rag.settings import open_archive, require_archive

    settings = context.settings()
    require_archive(settings)
    archive = open_archive(settings)
    try:
        articles = _articles(archive)
    finally:
        archive.close()
    found: dict[str, Base] = {}
    missing = []
    for case in context.dataset.cases:
        for gold in case.gold_passages:
            bases = _sentences(articles.get(gold.article), gold.quote)
            found.update({base.id: base for base in bases})
            if not bases:
                missing.append(f"{case.id} ({gold.article})")
    if not found:
        raise UsageError(
            "No gold passage of the dataset stands in the archive: nothing can be made wrong.",
            remedy="Name the archive of these questions with --data-dir.",
        )
    verbatim = tuple(found[name] for name in sorted(found))
    own = handwritten(PARAPHRASES, articles) if context.sample else ()
    return Claims(
        sets={
            "verbatim": verbatim,
            "clause": tuple(part for base in verbatim for part in clauses(base)),
            **({"paraphrase": own} if context.sample else {}),
        },
        missing=tuple(missing),
        others=_others(articles),
    )


def _articles(archive: Archive) -> dict[str, Told]:
    """Return all articles by the names of the files that hold them, and by their whole sources."""
    found: dict[str, Told] = {}
    for known in archive.sources_below(""):  # a copy is one article more than one source
        article = archive.article(known.article_id)
        if article is not None:
            told = Told(
                id=article.id,
                text=article.text,
                published=article.published,
                language=article.language or "id",
            )
            name = PurePosixPath(known.source.split(":", 1)[-1]).name
            found[name] = found[known.source] = told
    return found


def _sentences(article: Told | None, quote: str) -> list[Base]:
    """Return the sentences of an article that a gold passage covers, each a claim on itself."""
    if article is None:
        return []
    # Between words anything blank may stand, and in a table its lines.
    words = _BETWEEN.split(quote)
    place = re.search(r"[\s|]+".join(re.escape(word) for word in words if word), article.text)
    if place is None:
        return []
    start, end = place.span()
    return [
        Base(
            id=f"{article.id}#{begin}",
            kind="verbatim",
            text=article.text[begin:stop],
            evidence=(article.text[begin:stop],),
            article=article,
            language=article.language,
        )
        for begin, stop in sentence_spans(article.text)
        if begin < end and start < stop
    ]


def _others(articles: Mapping[str, Told]) -> dict[str, tuple[str, ...]]:
    told = list({each.id: each for _, each in sorted(articles.items())}.values())
    return {
        each.id: tuple(told[(at + step) % len(told)].text for step in _NEIGHBOURS)
        for at, each in enumerate(told)
    }
