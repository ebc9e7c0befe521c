"""ODT: paragraphs and tables in the document's order, without what a reader does not see.

The XML is read directly, for the same reasons as a DOCX's. Tracked deletions and comments are
left out, hidden text, headers, footers and tables of contents go to ``removed``, and a footnote
stands after the paragraph that refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.documents import Document, normal_line
from ingest.formats.docx_styles import attribute, child, is_white, local
from ingest.formats.finishing import Desk, finished, raised, table_rows
from ingest.formats.packed import Packed
from rag.records import SentenceKind

MAX_TEXT = 3_000_000  # code points
_SKIPPED = frozenset(
    "tracked-changes annotation annotation-end note-citation ruby-text desc title sequence-decls "
    "variable-decls user-field-decls forms scripts image object plugin event-listeners".split()
)
_INDEXES = frozenset(
    "table-of-content illustration-index table-index alphabetical-index bibliography".split()
)
_GROUNDS = ("paragraph-properties", "table-cell-properties", "table-properties")
_HIDDEN = frozenset({"hidden-text", "hidden-paragraph"})
_REPEATED = 20  # times a cell or row is repeated at most
_LOOK_UP = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class _Style:
    parent: str
    hidden: bool | None
    white: bool | None
    shaded: bool
    raised: bool
    name: str


@dataclass(kw_only=True, slots=True)
class _Desk(Desk):
    """Lines on their way, and the styles of their document."""

    packed: Packed
    styles: dict[str, _Style]

    def add(self, text: str, kind: SentenceKind) -> None:
        Desk.add(self, text, kind)
        if self.size > MAX_TEXT:
            raise self.packed.refused(f"it holds more than {MAX_TEXT:,} characters of text",
                                      "Split it into one file for each article.")  # fmt: skip

    def chain(self, style: str) -> Iterator[_Style]:
        for _ in range(_LOOK_UP):
            found = self.styles.get(style)
            if found is None:
                return
            yield found
            style = found.parent


@dataclass(kw_only=True, slots=True)
class _Writing:
    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    after: list[Any] = field(default_factory=list)  # notes and text boxes


def read_odt(data: bytes, name: str) -> Document:
    """Read an ODT. ``name`` is the file's, for the messages.

    Raises:
        DocumentError: it is damaged, encrypted, too large or made to explode.
    """
    packed = Packed(data, name, "ODT")
    if packed.has("META-INF/manifest.xml"):
        manifest = packed.tree("META-INF/manifest.xml")
        if next(manifest.iter("{*}encryption-data"), None) is not None:
            raise packed.refused("it is protected by a password",
                                 "Save it without the password and add that file.")  # fmt: skip
    content = packed.tree("content.xml")
    styles = packed.tree("styles.xml") if packed.has("styles.xml") else None
    roots = [root for root in (styles, content) if root is not None]
    desk = _Desk(packed=packed, styles=dict(s for root in roots for s in _styles(root)))
    text = next(content.iter("{*}text"), None)
    if text is None:
        raise packed.refused("it holds no text document", "Save it as ODT, DOCX or PDF.")
    _blocks(text, desk, SentenceKind.BODY)
    for root in roots[:-1]:
        for part in root.iter("{*}header", "{*}footer"):
            desk.drop(" ".join(part.itertext()))
    fields = _fields(packed)
    removed = tuple(dict.fromkeys(desk.removed))
    return finished(desk.lines, title=desk.title, fields=fields, removed=removed, own=True)


def _fields(packed: Packed) -> dict[str, str]:
    names = {"title": "Title", "creator": "Author", "initial-creator": "Author"}
    if not packed.has("meta.xml"):
        return {}
    root = packed.tree("meta.xml")
    return {names[local(e)]: e.text or "" for e in root.iter("{*}*") if local(e) in names}


def _styles(root: Any) -> Iterator[tuple[str, _Style]]:
    for element in root.iter("{*}style"):
        letters = child(element, "text-properties")
        around = [child(element, name) for name in _GROUNDS]
        display = colour = position = ""
        if letters is not None:
            display, colour = attribute(letters, "display"), attribute(letters, "color")
            position = attribute(letters, "text-position")
        ground = [attribute(each, "background-color") for each in (letters, *around)
                  if each is not None]  # fmt: skip
        yield (
            attribute(element, "name"),
            _Style(
                parent=attribute(element, "parent-style-name"),
                hidden=display == "none" if display else None,
                white=is_white(colour) if colour else None,
                shaded=any(c not in ("", "transparent") and not is_white(c) for c in ground),
                raised=position.startswith("super") or position[:2].isdecimal(),
                name=attribute(element, "display-name") or attribute(element, "name"),
            ),
        )


def _blocks(parent: Any, desk: _Desk, kind: SentenceKind, *, coloured: bool = False) -> None:
    for block in parent:
        name = local(block)
        if name in _INDEXES or (name == "section" and attribute(block, "display") == "none"):
            for paragraph in block.iter("{*}p", "{*}h"):
                desk.drop("".join(paragraph.itertext()))
        elif name in ("p", "h"):
            _paragraph(block, desk, kind, coloured)
        elif name == "table":
            _table(block, desk)
        elif name not in _SKIPPED and name not in _HIDDEN:
            _blocks(block, desk, kind, coloured=coloured)


def _paragraph(paragraph: Any, desk: _Desk, kind: SentenceKind, coloured: bool) -> None:
    style = attribute(paragraph, "style-name")
    names = {each.name.casefold().replace("_20_", " ") for each in desk.chain(style)} | {
        style.casefold().replace("_20_", " ")
    }
    writing = _written(paragraph, desk, coloured)
    text = normal_line("".join(writing.shown))
    desk.drop("".join(writing.hidden))
    first = (
        local(paragraph) == "h"
        and attribute(paragraph, "outline-level") == "1"
        and (desk.size == 0)
    )
    if text and not desk.title and ("title" in names or first):
        desk.title = text
    elif text:
        caption = names & {"caption", "illustration", "figure"}
        desk.add("".join(writing.shown), SentenceKind.CAPTION if caption else kind)
    _after(writing, desk)


def _after(writing: _Writing, desk: _Desk) -> None:
    for each in writing.after:
        if local(each) == "note":
            body = child(each, "note-body")
            if body is not None:
                _blocks(body, desk, SentenceKind.BODY)
        else:
            _blocks(each, desk, SentenceKind.BODY, coloured=True)


def _written(paragraph: Any, desk: _Desk, coloured: bool) -> _Writing:
    writing = _Writing()
    _inline(paragraph, desk, writing, [attribute(paragraph, "style-name")], coloured)
    return writing


def _inline(element: Any, desk: _Desk, writing: _Writing, names: list[str], coloured: bool) -> None:
    looks = [look for name in reversed(names) for look in desk.chain(name)]
    hidden = next((look.hidden for look in looks if look.hidden is not None), False)
    white = next((look.white for look in looks if look.white is not None), False)
    unseen = hidden or (white and not coloured and not any(look.shaded for look in looks))
    high = any(look.raised for look in desk.chain(names[-1])) if len(names) > 1 else False

    def put(text: str | None) -> None:
        if not text:
            return
        text = " ".join(text.split("\n"))  # a line break in the file means nothing
        mark = text.strip()
        if high and mark.isdecimal() and len(mark) <= 3:
            text = raised(mark, "".join(writing.shown[-3:]))
        (writing.hidden if unseen else writing.shown).append(text)

    put(element.text)
    for each in element:
        name = local(each)
        if name == "span":
            style = attribute(each, "style-name")
            _inline(each, desk, writing, [*names, style], coloured)
        elif name in ("s", "tab"):
            put(" ")
        elif name == "line-break":
            writing.shown.append("\n")
        elif name in ("note", "text-box"):
            writing.after.append(each)
        elif name in ("frame", "custom-shape", "g", "rect"):
            boxes = [each] if name == "custom-shape" else list(each.iter("{*}text-box"))
            writing.after.extend(boxes)
        elif name in _HIDDEN:
            writing.hidden.append("".join(each.itertext()))
        elif name not in _SKIPPED:
            _inline(each, desk, writing, names, coloured)
        put(each.tail)


def _table(table: Any, desk: _Desk) -> None:
    rows: list[list[str]] = []
    writings: list[_Writing] = []
    cells_found: list[Any] = []
    nested = next(table.iterdescendants("{*}table"), None) is not None
    for row in table.iter("{*}table-row"):
        if next(row.iterancestors("{*}table"), None) is not table:
            continue
        cells: list[str] = []
        for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            cells_found.append(cell)
            texts = []
            for paragraph in cell.iter("{*}p", "{*}h"):
                if next(paragraph.iterancestors("{*}note", "{*}annotation"), None) is not None:
                    continue
                writing = _written(paragraph, desk, True)
                writings.append(writing)
                texts.append("".join(writing.shown))
            text = normal_line(" ".join(texts))
            if local(cell) == "covered-table-cell" and not text and rows:
                text = rows[-1][len(cells)] if len(cells) < len(rows[-1]) else ""
            value = attribute(cell, "number-columns-repeated")
            times = min(int(value[:6]), _REPEATED) if value.isdecimal() else 1
            cells.extend([text] * times)
        while len(cells) > 1 and not cells[-1]:
            cells.pop()
        rows.append(cells)
    shown = None if nested else table_rows(rows)
    if shown is None:
        for cell in cells_found:
            _blocks(cell, desk, SentenceKind.BODY, coloured=True)
        return
    for text in shown:
        desk.add(text, SentenceKind.ROW)
    for writing in writings:
        desk.drop("".join(writing.hidden))
        _after(writing, desk)
