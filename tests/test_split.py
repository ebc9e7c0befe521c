"""Splitting: exact spans, everything covered, bounded, and the same through llama-index."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.articles import Prepared, Span, make_article
from ingest.boilerplate import tidy
from ingest.documents import Document, Line, Metadata
from ingest.split import MAX_WORDS, TARGET_WORDS, split
from ingest.split_joint import PassageNodeParser, split_through_llama_index, to_document
from rag.records import Passage, SentenceKind

SENTENCE = "Ketua serikat pekerja pabrik kaca mengatakan perundingan upah akan dimulai pekan depan."
KINDS = st.sampled_from([SentenceKind.BODY, SentenceKind.ROW, SentenceKind.CAPTION])
LINES = st.lists(
    st.tuples(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1), KINDS),
    max_size=12,
)


def prepared(*lines: str | Line, title: str = "") -> Prepared:
    whole = tuple(line if isinstance(line, Line) else Line(text=line) for line in lines)
    return make_article(Document(lines=whole, given=Metadata(title=title)), "file:/a.txt")


def raw(lines: list[tuple[str, SentenceKind]]) -> Prepared:
    """Return an article with any text, not only normalised one."""
    article = prepared("x").article
    spans: list[Span] = []
    position = 0
    for text, kind in lines:
        spans.append(Span(start=position, end=position + len(text), kind=kind))
        position += len(text) + 1
    object.__setattr__(article, "text", "\n".join(text for text, _ in lines))
    return Prepared(article=article, lines=tuple(spans))


def words(article: Prepared, passage: Passage) -> int:
    return len(article.article.text[passage.start : passage.end].split())


@settings(deadline=None)
@given(LINES)
def test_any_text_is_covered_by_exact_spans(lines: list[tuple[str, SentenceKind]]) -> None:
    article = raw(lines)
    text = article.article.text
    passages = split(article.article, article.lines)
    covered: set[int] = set()
    ordinals: list[int] = []
    for number, passage in enumerate(passages):
        assert passage.ordinal == number
        digest = sha256(f"{passage.start}:{text[passage.start : passage.end]}".encode())
        assert passage.id == f"{article.article.id}.{digest.hexdigest()[:12]}"
        for sentence in passage.sentences:
            ordinals.append(sentence.ordinal)
            span = set(range(sentence.start, sentence.end))
            assert not covered & span
            covered |= span
    assert ordinals == list(range(len(ordinals)))
    assert {index for index, letter in enumerate(text) if not letter.isspace()} <= covered


@settings(deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=60))
def test_passages_are_near_the_target_and_never_above_the_bound(paragraphs: list[int]) -> None:
    article = prepared(*[" ".join([SENTENCE] * count) for count in paragraphs])
    sizes = [words(article, passage) for passage in split(article.article, article.lines)]
    assert max(sizes) <= MAX_WORDS
    total = sum(sizes)
    assert len(sizes) <= max(1, total / TARGET_WORDS * 1.5)
    if len(sizes) > 1:
        assert min(sizes) >= TARGET_WORDS / 3, "no scrap is left over"


def test_text_without_stops_or_spaces_is_cut() -> None:
    for text in ("kata " * 5_000, "a" * 20_000, "東京" * 5_000):
        article = prepared(text.strip())
        passages = split(article.article, article.lines)
        assert len(passages) > 1
        assert all(passage.end - passage.start <= MAX_WORDS * 8 for passage in passages)


@pytest.mark.parametrize("sentences", range(1, 25))
def test_a_table_stays_together_with_the_line_before_it(sentences: int) -> None:
    rows = [Line(text=f"Kota {n} | Rp {n}.000.000", kind=SentenceKind.ROW) for n in range(20)]
    before = " ".join([SENTENCE] * sentences)
    article = prepared(before, "Berikut daftar lengkapnya.", *rows, before)
    found = [article.article.text[p.start : p.end] for p in split(article.article, article.lines)]
    (with_table,) = [text for text in found if "Kota 0 |" in text]
    assert "Berikut daftar lengkapnya." in with_table and "Kota 19 |" in with_table


def test_title_heading_and_caption_stay_with_what_follows() -> None:
    caption = Line(text="Sri Wening di gerbang.", kind=SentenceKind.CAPTION)
    body = " ".join([SENTENCE] * 12)
    article = prepared(caption, body, "Momentum Baru Serikat", body, title="Upah Naik")
    text = article.article.text
    passages = split(article.article, article.lines)
    kinds = [s.kind for s in passages[0].sentences[:3]]
    assert kinds == [SentenceKind.TITLE, SentenceKind.CAPTION, SentenceKind.BODY]
    assert not any(text[p.start : p.end].endswith("Serikat") for p in passages)


def test_llama_index_nodes_are_the_same_passages() -> None:
    repeated = prepared(*["Sama."] * 3, " ".join([SENTENCE] * 40), *["Sama."] * 400)
    expected = split(repeated.article, repeated.lines)
    assert split_through_llama_index(repeated) == expected
    nodes = PassageNodeParser().get_nodes_from_documents([to_document(repeated)])
    for node, passage in zip(nodes, expected, strict=True):
        found = (node.id_, node.start_char_idx, node.end_char_idx)  # type: ignore[attr-defined]
        assert found == (passage.id, passage.start, passage.end)
        assert node.get_content() == repeated.article.text[passage.start : passage.end]
        assert node.ref_doc_id == repeated.article.id


def test_a_foreign_llama_index_document_is_split_as_body_text() -> None:
    from llama_index.core.schema import Document as ForeignDocument

    text = f"{SENTENCE} {SENTENCE}\n\n{SENTENCE}"
    nodes = PassageNodeParser().get_nodes_from_documents([ForeignDocument(text=text)])
    assert [node.get_content() for node in nodes] == [text]


def long_table(rows: int) -> list[Line]:
    head = Line(text="Daerah | 2025 | 2026", kind=SentenceKind.ROW)
    body = [
        Line(text=f"Kabupaten Muara Selat {n} | Rp{n}.100.000 | Rp{n}.300.000",
             kind=SentenceKind.ROW) for n in range(rows)
    ]  # fmt: skip
    return [head, *body]


def test_every_part_of_a_long_table_begins_with_its_head() -> None:
    table = tidy(
        [Line(text=SENTENCE), *long_table(90), Line(text=SENTENCE)], Metadata(title="Upah")
    )
    article = make_article(table, "file:/a.txt")
    text = article.article.text
    assert text.count("Rp89.300.000") == 1
    passages = split(article.article, article.lines)
    parts = [text[each.start : each.end] for each in passages]
    with_rows = [part for part in parts if "Rp" in part]
    assert len(with_rows) > 2
    for part in with_rows:
        assert part.index("Daerah | 2025 | 2026") < part.index("Rp")
    assert all(words(article, passage) <= MAX_WORDS for passage in passages)


@pytest.mark.parametrize("rows", [5, 90])
def test_a_head_is_not_repeated_in_a_short_table_nor_without_a_head(rows: int) -> None:
    table = long_table(rows)[1 if rows == 90 else 0 :]
    document = tidy([Line(text=SENTENCE), *table], Metadata(title="Upah"))
    assert list(document.lines[1:]) == table
