"""DOCX, PDF and Markdown say the same, open again, and hold only text from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
import pypdf
import pytest
from browser_assistant import STRIKE, refusal
from memo_answers import HIDDEN, PAYLOADS, WHEN, full_answer, hostile_answer, stored_of
from test_memo_content import MADE

from rag.records import Answer
from ui.memo import Asked, Memo, memo_of
from ui.memo.cleaning import line
from ui.memo.markdown import as_markdown, escaped
from ui.memo.pdf import as_pdf
from ui.memo.pdf_fonts import MISSING
from ui.memo.word import as_docx

MarkdownIt = pytest.importorskip("markdown_it", reason="NOT RUN: no markdown-it here").MarkdownIt
SAFE = {STRIKE.url, "https://suara-pabrik.example/hak-jawab"}


def memo(*answers: Answer, language: str = "id", title: str = "") -> Memo:
    asked = [
        Asked(question=answer.question, asked_at=WHEN, stored=stored_of(answer))
        for answer in answers
    ]
    return memo_of(asked, language, made=MADE, title=title)


def squeezed(text: str) -> str:
    """Without white space: a page breaks lines where it must."""
    return re.sub(r"\s", "", text)


def told(memo: Memo) -> Iterator[str]:
    """Return everything that each form has to say."""
    yield memo.title
    for section in memo.sections:
        yield from (section.question, section.text, section.as_of, section.by, section.id)
        yield from (*section.open, *section.notices, *section.changes, *section.understood)
        for statement in section.statements:
            yield from (statement.text, statement.reasons, statement.speaker, statement.mark)
        for table in section.versions:
            yield table.head
            for row in table.rows:
                yield from (row.value, row.where, row.standing)
        for near in section.near:
            yield from (near.text, near.where, near.url)
        for source in section.sources:
            yield from (source.title, source.outlet, source.author, source.when, source.url)
            yield from source.quotes
            for passage in source.around:
                yield from (line(piece.text) for piece in passage)


def docx_text(document: Any) -> str:
    body = document.element.body
    return "".join(
        node.text if node.tag.endswith("}t") and node.text else "\n"
        for node in body.iter()
        if node.tag.endswith(("}t", "}p", "}br"))
    )


def pdf_text(reader: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def pdf_links(reader: pypdf.PdfReader) -> set[str]:
    found = set()
    for page in reader.pages:
        for item in page.get("/Annots") or ():
            action = item.get_object().get("/A")
            if action is not None and "/URI" in action:
                found.add(str(action["/URI"]))
    return found


def test_docx_says_everything_and_is_well_made() -> None:
    made = memo(full_answer(), refusal("Berapa beras?"), title="Upah")
    document = docx.Document(BytesIO(as_docx(made)))
    text = squeezed(docx_text(document))
    assert [part for part in told(made) if squeezed(part) not in text] == []
    links = {each.target_ref for each in document.part.rels.values() if each.is_external}
    assert links == SAFE
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles[0] == "Title" and styles.count("Heading 1") == 2
    properties = document.core_properties
    assert (properties.title, properties.author) == ("Upah", "Tanya Serikat")
    assert (properties.last_modified_by, properties.comments) == ("", "")
    assert properties.language == "id-ID"
    width, height = document.sections[0].page_width, document.sections[0].page_height
    assert width is not None and height is not None
    assert (round(width.cm, 1), round(height.cm, 1)) == (21.0, 29.7)
    tags = {
        each.get(docx.oxml.ns.qn("w:val"))
        for each in document.styles.element.iter()
        if each.tag.endswith("}lang")
    }
    assert tags == {"id-ID"}


def test_numbers_in_docx_lead_to_the_table_of_sources() -> None:
    document = docx.Document(BytesIO(as_docx(memo(full_answer()))))
    name, anchor = docx.oxml.ns.qn("w:name"), docx.oxml.ns.qn("w:anchor")
    places = [
        each.get(name)
        for each in document.element.body.iter()
        if each.tag.endswith("}bookmarkStart")
    ]
    wanted = {each.get(anchor) for each in document.element.body.iter() if each.get(anchor)}
    assert wanted == set(places) and len(places) == 2


def test_evidence_is_highlighted_in_docx() -> None:
    made = memo(full_answer())
    document = docx.Document(BytesIO(as_docx(made)))
    marked = [
        run.text
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.font.highlight_color is not None
    ]
    wanted = [
        piece.text
        for source in made.sections[0].sources
        for passage in source.around
        for piece in passage
        if piece.evidence
    ]
    assert marked == wanted and len(wanted) == 4


def test_pdf_says_everything_and_is_well_made() -> None:
    made = memo(full_answer(), refusal("Berapa beras?"), language="en", title="Wages")
    reader = pypdf.PdfReader(BytesIO(as_pdf(made)))
    text = squeezed(pdf_text(reader))
    assert [part for part in told(made) if squeezed(part) not in text] == []
    assert pdf_links(reader) == SAFE
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Wages", "Tanya Serikat")
    assert str(reader.root_object["/Lang"]) == "en"
    assert f"Page 1 of {len(reader.pages)}" in pdf_text(reader)
    assert [str(each["/Title"]) for each in reader.outline if isinstance(each, dict)] == [
        each.question for each in made.sections
    ]
    assert [round(float(each)) for each in reader.pages[0].mediabox] == [0, 0, 595, 842]


def test_pdf_has_the_letters_of_names_and_shows_what_it_lacks() -> None:
    letters = "é ş č ğ ’ “ ” – — • → × € ² ½ Ω й ≥"
    text = pdf_text(pypdf.PdfReader(BytesIO(as_pdf(memo(hostile_answer(letters))))))
    assert squeezed(letters) in squeezed(text) and MISSING not in text
    text = pdf_text(pypdf.PdfReader(BytesIO(as_pdf(memo(hostile_answer("upah 中文 naik"))))))
    assert f"upah {MISSING}{MISSING} naik" in text
    assert "U+4E2D, U+6587" in text


def test_markdown_says_everything() -> None:
    made = memo(full_answer(), refusal("Berapa beras?"), title="Upah")
    shown = squeezed("".join(rendered(as_markdown(made).decode())[0]))
    assert [part for part in told(made) if squeezed(part) not in shown] == []


def rendered(text: str) -> tuple[list[str], set[str], set[str]]:
    """Return the text, the links and the kinds of tokens that a Markdown reader finds."""
    texts, links, kinds = [], set(), set()
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    for token in reader.parse(text):
        for each in (token, *(token.children or ())):
            kinds.add(each.type)
            if each.type in ("text", "code_inline", "softbreak"):
                texts.append(each.content or " ")
            if each.type in ("link_open", "image"):
                links.add(str(each.attrs.get("href") or each.attrs.get("src")))
    return texts, links, kinds


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markdown_shows_hostile_text_as_text(payload: str) -> None:
    made = memo(hostile_answer(payload), refusal(payload))
    texts, links, kinds = rendered(as_markdown(made).decode())
    assert not kinds & {"html_inline", "html_block", "image", "code_inline", "fence", "s_open"}
    assert {each for each in links if not each.startswith("https://ok.example/a")} <= SAFE
    assert squeezed(line(payload)) in squeezed("".join(texts))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_docx_and_pdf_show_hostile_text_as_text(payload: str) -> None:
    made = memo(hostile_answer(payload), refusal(payload))
    document = docx.Document(BytesIO(as_docx(made)))
    assert squeezed(docx_text(document)).count(squeezed(line(payload))) > 6
    outside = {each.target_ref for each in document.part.rels.values() if each.is_external}
    reader = pypdf.PdfReader(BytesIO(as_pdf(made)))
    assert squeezed(pdf_text(reader)).count(squeezed(line(payload))) > 6
    for links in (outside, pdf_links(reader)):
        assert {each for each in links if not each.startswith("https://ok.example/a")} <= SAFE
    root = reader.root_object
    assert "/OpenAction" not in root and "/AA" not in root and "/JavaScript" not in str(root)


def test_characters_that_documents_forbid_are_left_out() -> None:
    made = memo(hostile_answer(HIDDEN))
    for text in (
        docx_text(docx.Document(BytesIO(as_docx(made)))),
        pdf_text(pypdf.PdfReader(BytesIO(as_pdf(made)))),
        as_markdown(made).decode(),
    ):
        assert "abcdefgh" in text
        assert not set(text) & set(HIDDEN) - set("abcdefgh")


def test_very_long_texts_break_over_pages() -> None:
    long = "kata " * 2000 + "x" * 3000
    answer = replace(hostile_answer(long), conflicts=full_answer().conflicts)
    reader = pypdf.PdfReader(BytesIO(as_pdf(memo(answer))))
    assert len(reader.pages) > 5
    assert as_docx(memo(answer))


def test_a_line_cannot_begin_a_list_a_heading_or_a_table() -> None:
    for text in ("- a", "+ a", "1. a", "2) a", "# a", "> a", "| a |", "=== a", "    a", "~~~ a"):
        (block,) = [
            each
            for each in MarkdownIt("gfm-like", {"linkify": False}).parse(escaped(text))
            if each.type.endswith("_open")
        ]
        assert block.type == "paragraph_open", text


def test_the_same_memo_is_made_by_many_at_once() -> None:
    from concurrent.futures import ThreadPoolExecutor

    made = memo(full_answer())
    with ThreadPoolExecutor(4) as pool:
        sizes = {len(each) for each in pool.map(as_pdf, [made] * 8)}
    assert max(sizes) - min(sizes) < 64
    assert isinstance(MADE, datetime)
