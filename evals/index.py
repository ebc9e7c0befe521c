"""``index``: are the vectors in step with the archive, and made as their model demands?

A stale index fails without an error: what it finds is only worse. Nothing here trusts what the
index says of itself: passages are embedded anew, and must meet their own stored vector.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.prefixes import prefix_items
from evals.results import Item, Measure, Section, State, held, not_measured, share
from rag.errors import TanyaError

if TYPE_CHECKING:
    from evals.context import Context
    from rag.archive import Archive, ToEmbed
    from rag.embedding import Embedder
    from rag.projection import Projector
    from rag.vectors import Collection

ID, TITLE, LANE = "index", "Vector index", "T1"

SAMPLE = 40
"""Passages looked at, spread evenly over the archive: of 40 that are all well, at most 7% of all
are not (the rule of three, Hanley and Lippman-Hand 1983)."""

SAME = 0.999
"""Cosine from which two vectors are one text's: float16 costs 0.000001, another text is farther."""

FINDS_ITSELF = 0.95
"""Share of passages that must come first when asked with their own text. Not all: a model that has
one prefix for questions and one for passages may take a near copy for nearer."""

_NEIGHBOURS = 200  # the index is approximate: asked for more it looks farther
_FIRST = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """An archive and its vectors; ``identity`` is the embedder's."""

    archive: Archive
    projector: Projector
    embedder: Embedder
    identity: str
    collection: Collection


def measure(context: Context) -> Section:
    """Measure the archive's index; what cannot be looked at counts as failed."""
    begun = time.perf_counter()
    settings = context.settings()
    if settings.search == "words":
        return not_measured(ID, TITLE, LANE, "TANYA_SEARCH is “words”: there are no vectors.")
    prefixes = prefix_items()
    measures = [share("prefixes", [float(each.ok) for each in prefixes], demand=1.0)]
    items: list[Item] = list(prefixes)
    problems: tuple[str, ...] = ()
    subject: Mapping[str, str] = {}
    try:
        with _opened(context) as opened:
            subject = {"embedder": opened.identity}
            measures += _in_step(opened)
            looked = list(_looked_at(opened, context))
    except TanyaError as error:
        problems = (str(error),)
    else:
        items += looked
        for name, demand in (("vector as made anew", 1.0), ("finds itself", FINDS_ITSELF)):
            measures.append(share(name, [each.scores[name] for each in looked], demand=demand))
    return Section(
        id=ID,
        title=TITLE,
        lane=LANE,
        state=held(State.PASSED, measures, problems),
        dataset="archive",
        measures=tuple(measures),
        items=tuple(items),
        problems=problems,
        subject=subject,
        seconds=time.perf_counter() - begun,
    )


@contextmanager
def _opened(context: Context) -> Iterator[Opened]:
    from rag.embedders import ThroughLlamaIndex
    from rag.embedding import make_embedder
    from rag.ollama_client import OllamaClient
    from rag.projection.link import Link
    from rag.settings import embedder_spec, open_archive, open_projector, require_archive

    settings = context.settings()
    require_archive(settings)
    archive = open_archive(settings)
    projector = open_projector(settings, archive)
    link = Link(archive, settings.chroma_url)
    try:
        client = OllamaClient(settings.ollama_host)
        embedder = ThroughLlamaIndex(make_embedder(embedder_spec(settings, archive), client))
        identity = embedder.identity()
        yield Opened(
            archive=archive,
            projector=projector,
            embedder=embedder,
            identity=identity,
            collection=link.open(identity),
        )
    finally:
        projector.close()
        link.close()
        archive.close()


def _in_step(opened: Opened) -> list[Measure]:
    """Return what waits for the index, and how far its number of rows is off."""
    passages = opened.archive.passage_count()
    off = abs(opened.collection.count() - passages)
    return [
        _count("changes waiting", opened.projector.waiting(), passages),
        _count("rows off", off, passages),
    ]


def _count(name: str, value: int, n: int) -> Measure:
    """Return a number that must be 0; of an empty archive nothing can be said, so it is NaN."""
    said = float(value) if n else float("nan")
    return Measure(
        name=name, value=said, n=n, low=said, high=said, lower_is_better=True, demand=0.0
    )


def _looked_at(opened: Opened, context: Context) -> Iterator[Item]:
    found = opened.archive.to_embed(opened.archive.sample_passages(SAMPLE))
    if not found:
        return
    cosines = _cosines(opened, found)
    titles = opened.archive.passages([each.passage for each in found])
    for each in context.watch.steps(found, "vectors", len(found)):
        first = _first(opened, each)
        cosine = cosines[each.passage]
        problems = []
        if not cosine >= SAME:
            seen = "is not near it" if cosine < 0 else f"lies {cosine:.4f} from it (cosine)"
            problems.append(f"embedded anew, the stored vector {seen}")
        if first:
            problems.append(first)
        yield Item(
            id=each.passage,
            question=titles[each.passage].article.title,
            category="vectors",
            ok=not problems,
            cluster=titles[each.passage].article.source,
            scores={"vector as made anew": float(cosine >= SAME), "finds itself": float(not first)},
            problems=tuple(problems),
        )


def _cosines(opened: Opened, found: Sequence[ToEmbed]) -> dict[str, float]:
    """Return the cosine of each passage's stored vector and a fresh one; -1 where it is nowhere."""
    vectors = opened.embedder.embed_passages([each.text for each in found])
    near = opened.collection.nearest(vectors, min(_NEIGHBOURS, opened.archive.passage_count()))
    return {
        each.passage: 1.0 - dict(neighbours).get(each.passage, 2.0)
        for each, neighbours in zip(found, near, strict=True)
    }


def _first(opened: Opened, wanted: ToEmbed) -> str:
    """Return what is wrong where the vectors alone do not bring a passage first, else ""."""
    ids = opened.projector.search(wanted.text, _FIRST)
    if not ids:
        return "asked with its own text, the vectors find nothing"
    if ids[0] == wanted.passage:
        return ""
    # A passage of the very same text is as good.
    same = {each.passage for each in opened.archive.to_embed(ids) if each.digest == wanted.digest}
    if ids[0] in same:
        return ""
    place = ids.index(wanted.passage) + 1 if wanted.passage in ids else 0
    return "asked with its own text it comes " + (f"at place {place}" if place else "not at all")
