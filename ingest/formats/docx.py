"""DOCX: paragraphs and tables in the document's order, without what a reader does not see.

The XML is read directly and piece by piece: python-docx builds the whole tree first (2.1 GB for a
1 MB bomb) and its paragraphs leave out tracked insertions, content controls and notes. Deleted
text is left out altogether, hidden text goes to ``removed`` together with headers and footers,
and a footnote stands after the paragraph that refers to it. Macros and links are never touched.
Numbers that Word counts by itself are not part of the text and are not made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from ingest.documents import Document, normal_line
from ingest.formats.docx_styles import Styles, attribute, child, is_plain_table, local, look_of
from ingest.formats.docx_text import Reader, note_paragraphs
from ingest.formats.finishing import Desk, finished, table_rows
from ingest.formats.packed import Packed
from rag.records import SentenceKind

MAX_TEXT = 3_000_000  # code points
_MAIN = "word/document.xml"
_RUNNING = re.compile(r"/(?:header|footer)\d*\.xml$")
_MAX_RUNNING = 40  # headers and footers that are looked at
_HOLDERS = frozenset("sdt sdtContent customXml ins moveTo AlternateContent Choice".split())
_COLUMNS = 60  # columns that a cell may cover


@dataclass(kw_only=True, slots=True)
class _Desk(Desk):
    """Lines on their way, and what they need of the document."""

    reader: Reader
    notes: Mapping[str, Any]


def read_docx(data: bytes, name: str) -> Document:
    """Read a DOCX. ``name`` is the file's, for the messages.

    Raises:
        DocumentError: it is damaged, encrypted, too large or made to explode.
    """
    packed = Packed(data, name, "DOCX")
    main = _main_part(packed)
    folder = str(PurePosixPath(main).parent)
    styles = Styles(packed, f"{folder}/styles.xml")
    notes = {
        **_notes(packed, f"{folder}/footnotes.xml", "f"),
        **_notes(packed, f"{folder}/endnotes.xml", "e"),
    }
    desk = _Desk(reader=Reader(styles=styles), notes=notes)
    for block in _body(packed, main, desk):
        _take(block, desk)
        if desk.size > MAX_TEXT:
            raise packed.refused(f"it holds more than {MAX_TEXT:,} characters of text",
                                 "Split it into one file for each article.")  # fmt: skip
    for part in [part for part in packed.names if _RUNNING.search(part)][:_MAX_RUNNING]:
        for paragraph in packed.tree(part).iter("{*}p"):
            desk.drop(desk.reader.write(paragraph).text)
    removed = tuple(dict.fromkeys(desk.removed))
    return finished(desk.lines, title=desk.title, fields=_fields(packed), removed=removed, own=True)


def _main_part(packed: Packed) -> str:
    if packed.has("_rels/.rels"):
        for relation in packed.tree("_rels/.rels"):
            if attribute(relation, "Type").endswith("/officeDocument"):
                target = attribute(relation, "Target").lstrip("/")
                if packed.has(target):
                    return target
    return _MAIN


def _notes(packed: Packed, part: str, mark: str) -> Mapping[str, Any]:
    return note_paragraphs(packed.tree(part), mark) if packed.has(part) else {}


def _fields(packed: Packed) -> dict[str, str]:
    if not packed.has("docProps/core.xml"):
        return {}
    names = {"title": "Title", "creator": "Author"}
    return {
        names[local(each)]: each.text or ""
        for each in packed.tree("docProps/core.xml")
        if local(each) in names
    }


def _body(packed: Packed, main: str, desk: _Desk) -> Iterator[Any]:
    """Yield the blocks of the body; each is forgotten before the next."""
    body = None
    for event, element in packed.elements(main, events=("start", "end")):
        if event == "start":
            if body is None and local(element) == "body":
                body = element
            elif body is None and local(element) == "background":
                desk.reader = replace(desk.reader, on_colour=True)
        elif body is not None and element.getparent() is body:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del body[0]


def _take(block: Any, desk: _Desk, reader: Reader | None = None) -> None:
    reader = reader or desk.reader
    name = local(block)
    if name == "p":
        _paragraph(block, desk, reader)
    elif name == "tbl":
        _table(block, desk, reader)
    elif name in _HOLDERS:
        if (
            name == "sdt"
            and child(child(block, "sdtPr"), "docPartObj") is not None
            and (_is_contents(block))
        ):
            return
        for each in block:
            _take(each, desk, reader)


def _is_contents(block: Any) -> bool:
    gallery = child(child(child(block, "sdtPr"), "docPartObj"), "docPartGallery")
    return gallery is not None and attribute(gallery, "val") == "Table of Contents"


def _paragraph(paragraph: Any, desk: _Desk, reader: Reader) -> None:
    if not len(paragraph):
        return
    style = reader.style_name(paragraph)
    writing = reader.write(paragraph)
    text = normal_line(writing.text)
    desk.drop("".join(writing.hidden))
    if style.startswith("toc "):
        desk.drop(text)
        return
    is_title = style == "title" or (style == "heading 1" and desk.size == 0)
    if text and is_title and not desk.title:
        desk.title = text
    elif text:
        caption = style == "caption"
        desk.add(writing.text, SentenceKind.CAPTION if caption else SentenceKind.BODY)
    in_box = replace(reader, on_colour=True)
    for box in writing.boxes:
        if not any(local(above) == "txbxContent" for above in box.iterancestors()):
            for each in box:
                _take(each, desk, in_box)
    for note in writing.notes:
        _note(note, desk)


def _note(mark: str, desk: _Desk) -> None:
    if mark in desk.notes:
        for paragraph in desk.notes[mark].iter("{*}p"):
            desk.add(desk.reader.write(paragraph).text, SentenceKind.BODY)


def _table(table: Any, desk: _Desk, reader: Reader) -> None:
    in_cells = reader if is_plain_table(table) else replace(reader, on_colour=True)
    rows: list[list[str]] = []
    notes: list[str] = []
    hidden: list[str] = []
    nested = False
    for row in _rows(table):
        cells: list[str] = []
        for cell in (each for each in row.iter("{*}tc") if _owner(each, "tr") is row):
            properties = child(cell, "tcPr")
            shaded = look_of(properties).shaded
            own = replace(in_cells, on_colour=True) if shaded else in_cells
            nested = nested or next(cell.iter("{*}tbl"), None) is not None
            texts = []
            for paragraph in cell.iter("{*}p"):
                writing = own.write(paragraph)
                texts.append(writing.text)
                notes.extend(writing.notes)
                hidden.extend(writing.hidden)
            _place(cells, normal_line(" ".join(texts)), properties, rows)
        rows.append(cells)
    shown = None if nested else table_rows(rows)
    if shown is None:
        for row in _rows(table):
            for cell in (each for each in row.iter("{*}tc") if _owner(each, "tr") is row):
                for each in cell:
                    _take(each, desk, in_cells)
        return
    for text in hidden:
        desk.drop(text)
    for text in shown:
        desk.add(text, SentenceKind.ROW)
    for note in notes:
        _note(note, desk)


def _rows(table: Any) -> Iterator[Any]:
    for row in table.iter("{*}tr"):
        if _owner(row, "tbl") is table and child(child(row, "trPr"), "del") is None:
            yield row


def _owner(element: Any, name: str) -> Any:
    return next((above for above in element.iterancestors() if local(above) == name), None)


def _place(cells: list[str], text: str, properties: Any, rows: list[list[str]]) -> None:
    """Put a cell's text into its row: one that goes on from above repeats that one's text."""
    merge = child(properties, "vMerge")
    if merge is not None and attribute(merge, "val") != "restart" and rows:
        text = rows[-1][len(cells)] if len(cells) < len(rows[-1]) else text
    span = child(properties, "gridSpan")
    value = attribute(span, "val") if span is not None else "1"
    wide = min(int(value), _COLUMNS) if value.isdecimal() else 1
    cells.extend([text, *[""] * (wide - 1)])
