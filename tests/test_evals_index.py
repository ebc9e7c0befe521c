"""The section that looks at the vectors: what makes it fail, on a real index."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from storage_entries import small

from evals import index, prefixes
from evals.archives import impersonal
from evals.cases import Dataset
from evals.context import Context
from evals.results import Section, State
from rag import embedding
from rag.archive import Archive
from rag.embedding import DIMENSION, OfflineEmbedder, Prefixes
from rag.projection import Projector
from rag.projection.link import Link
from rag.vectors import Collection

COUNT = 12

T = TypeVar("T")


class Still:
    """A watch that shows nothing."""

    def steps(self, items: Iterable[T], what: str, total: int) -> Iterator[T]:
        yield from items


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """Give an archive with its vectors in step."""
    folder = tmp_path / "data"
    archive = Archive(folder)
    projector = Projector(archive, OfflineEmbedder())
    archive.put([small(number, 0) for number in range(COUNT)])
    projector.catch_up()
    projector.close()
    archive.close()
    return context_of(folder)


def context_of(folder: Path) -> Context:
    return Context(
        dataset=Dataset(cases=(), digest=""),
        cases=(),
        data_dir=folder,
        sample=False,
        environ=impersonal(),
        work=folder.parent,
        watch=Still(),
    )


def values(section: Section) -> dict[str, float]:
    return {each.key: each.value for each in section.measures}


@contextmanager
def collection_of(context: Context) -> Iterator[Collection]:
    archive = Archive(context.data_dir)
    link = Link(archive, "")
    try:
        yield link.open(OfflineEmbedder().identity())
    finally:
        link.close()
        archive.close()


def ids_of(context: Context) -> list[str]:
    archive = Archive(context.data_dir)
    try:
        return archive.passages_after("", limit=1000)
    finally:
        archive.close()


def test_an_index_in_step_passes(context: Context) -> None:
    section = index.measure(context)
    assert section.problems == ()
    assert section.state is State.PASSED
    assert values(section) == {
        "prefixes": 1.0,
        "changes waiting": 0.0,
        "rows off": 0.0,
        "vector as made anew": 1.0,
        "finds itself": 1.0,
    }
    looked = [each for each in section.items if each.category == "vectors"]
    assert len(looked) == min(index.SAMPLE, len(ids_of(context)))
    assert section.subject == {"embedder": OfflineEmbedder().identity()}


def test_changes_that_wait_fail(context: Context) -> None:
    archive = Archive(context.data_dir)
    archive.put([small(0, 1)])  # another text, and nobody told the index
    archive.close()
    section = index.measure(context)
    assert section.state is State.FAILED
    assert values(section)["changes waiting"] > 0
    assert values(section)["vector as made anew"] < 1


def test_rows_that_are_gone_fail(context: Context) -> None:
    with collection_of(context) as collection:
        collection.delete(ids_of(context)[:1])
    section = index.measure(context)
    assert section.state is State.FAILED
    assert values(section)["rows off"] == 1
    assert values(section)["changes waiting"] == 0  # the log knows nothing of it


def test_a_vector_of_another_text_fails_though_the_count_is_right(context: Context) -> None:
    first = ids_of(context)[0]
    other = OfflineEmbedder().embed_passages(["Tulisan yang sama sekali lain."])
    with collection_of(context) as collection:
        collection.upsert([first], other)
    section = index.measure(context)
    assert section.state is State.FAILED
    assert values(section)["rows off"] == 0
    (item,) = (each for each in section.items if not each.ok)
    assert item.id == first
    assert item.scores == {"vector as made anew": 0.0, "finds itself": 0.0}
    assert "embedded anew" in item.problems[0]


def test_an_embedder_that_changed_under_its_old_name_fails(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = OfflineEmbedder._embed

    def turned(self: OfflineEmbedder, text: str) -> embedding.Vectors:
        return np.roll(plain(self, text), DIMENSION // 2)

    monkeypatch.setattr(OfflineEmbedder, "_embed", turned)
    section = index.measure(context)
    assert section.state is State.FAILED
    assert values(section)["vector as made anew"] == 0


def test_an_archive_that_was_never_indexed_fails(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "data")
    archive.put([small(1, 0)])
    archive.close()
    section = index.measure(context_of(tmp_path / "data"))
    assert section.state is State.FAILED
    assert section.problems


def test_without_vectors_it_is_not_measured(context: Context) -> None:
    bare = Context(
        **{
            **{name: getattr(context, name) for name in Context.__dataclass_fields__},
            "environ": {**os.environ, "TANYA_SEARCH": "words"},
        }
    )
    assert index.measure(bare).state is State.NOT_MEASURED


# Prefixes


def test_every_prefix_is_the_documented_one() -> None:
    items = prefixes.prefix_items()
    assert len(items) == len(prefixes.DOCUMENTED)
    assert [each.problems for each in items if not each.ok] == []


def test_what_is_sent_is_told_word_for_word() -> None:
    found = prefixes.sent("nomic-embed-text-v2-moe")
    assert found.question == f"search_query: {prefixes.QUESTION}"
    assert found.passage == f"search_document: {prefixes.PASSAGE}"
    assert prefixes.sent("bge-m3") == prefixes.Sent(
        question=prefixes.QUESTION, passage=prefixes.PASSAGE
    )


def lost(family: str) -> Prefixes:
    return Prefixes()


def swapped(family: str) -> Prefixes:
    kept = embedding.PREFIXES[family]
    return Prefixes(question=kept.passage, passage=kept.question)


def misspelt(family: str) -> Prefixes:
    kept = embedding.PREFIXES[family]
    return Prefixes(question=kept.question.replace(" ", "", 1), passage=kept.passage)


@pytest.mark.parametrize("wrong", [lost, swapped, misspelt])
@pytest.mark.parametrize("family", embedding.PREFIXES)
def test_a_wrong_prefix_is_seen(
    family: str, wrong: Callable[[str], Prefixes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(embedding.PREFIXES, family, wrong(family))
    failed = [each.question for each in prefixes.prefix_items() if not each.ok]
    assert failed
    assert all(name.startswith(family) for name in failed)


def test_a_prefix_where_none_is_wanted_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(embedding.PREFIXES, "bge-m3", Prefixes(question="query: "))
    assert [each.id for each in prefixes.prefix_items() if not each.ok] == ["prefix bge-m3"]


def test_a_model_that_is_not_written_down_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(embedding.PREFIXES, "new-embed", Prefixes(question="q: "))
    assert [each.id for each in prefixes.prefix_items() if not each.ok] == ["prefix new-embed"]
