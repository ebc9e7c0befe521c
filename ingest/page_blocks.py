"""The blocks of a web page: its paragraphs, headings, captions and table rows in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.documents import folded, normal_line
from rag.records import SentenceKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp "
    "rt ruby s samp small span strike strong sub sup time tt u var wbr tbody thead tfoot".split()
)
_NOT_TEXT = frozenset(
    "script style noscript template svg math iframe object embed applet form button input select "
    "option textarea canvas audio video map nav dialog head title meta link picture img".split()
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|rem|%|pt)?\s*(?:;|$|!)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.I,
)
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_CHROME = frozenset(
    "nav navbar navigation menu topbar breadcrumb breadcrumbs sidebar cookie cookies consent gdpr "
    "share sharing sosmed bagikan iklan ads advert advertisement adsbygoogle banner sponsor "
    "sponsored promo newsletter subscribe subscription related terkait terpopuler populer popular "
    "trending rekomendasi recommended recommendation comment comments komentar disqus pagination "
    "paging footer login signup popup modal baca running ticker breaking tags".split()
)
_CHROME_PAIRS = ("baca juga", "berita lain", "berita terkait", "read also", "see also", "inline ad",
                 "most read", "read more", "artikel terkait", "berita populer")  # fmt: skip
_PAIR_ONLY = frozenset({"baca", "breaking"})
_CELL = 200  # code points; a cell with more is a paragraph, so the table is there for layout
_CAPTION = 600  # code points
_SPAN = 20  # rows or columns a cell may cover


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A block of text, what share of it is links, and the element that holds it."""

    text: str
    kind: SentenceKind
    link_share: float
    tag: str
    element: Any
    key: str  # letters and digits only, for comparing


def drop_hidden(root: HtmlElement) -> None:
    """Take away what no reader sees as text: programs, forms, hidden elements, comments."""
    from lxml import etree  # type: ignore[import-untyped]

    doomed = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            doomed.append(element)
        elif element.tag in ("html", "body"):
            continue
        elif (
            element.tag in _NOT_TEXT
            or element.get("hidden") is not None
            or (element.get("aria-hidden") or "").casefold() == "true"
            or _HIDING.search(element.get("style") or "")
        ):
            doomed.append(element)
    for element in doomed:
        _remove(element)
    etree.strip_tags(root, "wbr")


def drop_chrome(root: HtmlElement) -> list[str]:
    """Take away menus, share buttons, advertisements and link lists by their names.

    An element that holds most of the page's text is kept, whatever its name. Returns the texts.
    """
    limit = len(root.text_content()) * 0.4
    doomed = [
        element
        for element in root.iter()
        if isinstance(element.tag, str)
        and element.tag not in ("html", "body", "main", "article")
        and _is_chrome(element)
    ]
    removed = []
    for element in doomed:
        text = normal_line(element.text_content())
        if len(text) > limit or element.getparent() is None or _holds_headline(element):
            continue
        if text:
            removed.append(text)
        _remove(element)
    return removed


def _is_chrome(element: HtmlElement) -> bool:
    if element.tag in ("aside", "footer"):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    if not names.strip():
        return False
    words = [word.casefold() for word in _WORD.findall(names)]
    joined = " ".join(words)
    if any(pair in joined for pair in _CHROME_PAIRS):
        return True
    return any(word in _CHROME and word not in _PAIR_ONLY for word in words)


def _holds_headline(element: HtmlElement) -> bool:
    return next(element.iter("h1", "article", "main"), None) is not None


def _remove(element: Any) -> None:
    """Remove an element, keeping the text that follows it (lxml would drop that too)."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + " " + element.tail
        else:
            parent.text = (parent.text or "") + " " + element.tail
    parent.remove(element)


class _Pen:
    """Gathers inline text until the block ends."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.linked = 0

    def write(self, text: str | None, *, in_link: bool) -> None:
        if text:
            self.parts.append(text)
            if in_link:
                self.linked += len(folded(text))

    def take(self, element: Any, kind: SentenceKind) -> Iterator[Block]:
        text = normal_line("".join(self.parts))
        linked, self.linked = self.linked, 0
        self.parts.clear()
        key = folded(text)
        if key:
            yield Block(
                text=text,
                kind=kind,
                link_share=linked / len(key),
                tag=element.tag,
                element=element,
                key=key,
            )


def blocks(body: HtmlElement) -> list[Block]:
    """Return the blocks of a page in order. ``body`` was checked for depth before."""
    pen = _Pen()
    found = list(_walk(body, pen, SentenceKind.BODY, in_link=False))
    found.extend(pen.take(body, SentenceKind.BODY))
    return found


def _walk(element: Any, pen: _Pen, kind: SentenceKind, *, in_link: bool) -> Iterator[Block]:
    pen.write(element.text, in_link=in_link)
    for child in element:
        if child.tag == "br":
            yield from pen.take(element, kind)
        elif child.tag in _INLINE:
            yield from _walk(child, pen, kind, in_link=in_link or child.tag == "a")
        else:
            yield from pen.take(element, kind)
            if child.tag == "table" and (rows := _rows(child)):
                yield from rows
            else:
                inner = SentenceKind.CAPTION if _is_caption(child) else kind
                yield from _walk(child, pen, inner, in_link=in_link)
                yield from pen.take(child, inner)
        pen.write(child.tail, in_link=in_link)


def _is_caption(element: Any) -> bool:
    if element.tag in ("figcaption", "caption"):
        return True
    return "caption" in (words := _WORD.findall(element.get("class") or "")) or (
        "keterangan" in words and len(element.text_content()) <= _CAPTION
    )


def _rows(table: Any) -> list[Block]:
    """Return a table of data as rows "A | B | C"; nothing for a table that is there for layout."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    if next(table.iterdescendants("table"), None) is not None:
        return []
    found: list[Block] = []
    pending: dict[int, tuple[str, int]] = {}  # cells that reach down: column -> text, rows left
    widest = 0
    for row in rows:
        cells: list[str] = []
        own = 0
        for cell in row.iterchildren("td", "th"):
            text = normal_line(" ".join(cell.itertext()))
            if len(text) > _CELL or next(cell.iter("p", "h1", "h2", "h3", "div"), None) is not None:
                return []
            _fill_down(cells, pending)
            down = _number(cell.get("rowspan"))
            if down > 1:
                pending[len(cells)] = (text, down - 1)
            cells.extend([text, *[""] * (_number(cell.get("colspan")) - 1)])
            own += 1
        _fill_down(cells, pending)
        widest = max(widest, own)
        text = normal_line(" | ".join(cells))
        if key := folded(text):
            linked = sum(len(folded(a.text_content())) for a in row.iter("a"))
            found.append(Block(text=text, kind=SentenceKind.ROW, link_share=linked / len(key),
                               tag="tr", element=row, key=key))  # fmt: skip
    caption = table.find("caption")
    if caption is not None and (text := normal_line(caption.text_content())):
        found.insert(0, Block(text=text, kind=SentenceKind.CAPTION, link_share=0.0, tag="caption",
                              element=caption, key=folded(text)))  # fmt: skip
    return found if widest > 1 and len(rows) > 1 else []


def _fill_down(cells: list[str], pending: dict[int, tuple[str, int]]) -> None:
    while len(cells) in pending:
        text, left = pending.pop(len(cells))
        if left > 1:
            pending[len(cells)] = (text, left - 1)
        cells.append(text)


def _number(value: str | None) -> int:
    return min(int(value), _SPAN) if value and value.strip().isdecimal() else 1
