"""HTML inside a field of an export: read as a page's blocks are, so that no tag is ever shown."""

from __future__ import annotations

import re
from html import unescape

from ingest.documents import Line, normal_breaks, normal_line
from rag.errors import DocumentError

MAX_TAGS = 20_000  # an article has some hundreds
MAX_DEPTH = 150  # nesting that no written text has; deeper ones exhaust the parser's stack
_TAG = re.compile(
    r"</?(?:p|br|div|span|b|strong|i|em|u|a|img|h[1-6]|ul|ol|li|table|tbody|thead|tr|td|th|hr|"
    r"blockquote|figure|figcaption|script|style|iframe|font|center|section|article|small|sup|sub)"
    r"(?=[\s/>])[^<>]{0,2000}>",
    re.I,
)
_BLOCK = re.compile(r"<(?:p|br|div|h[1-6]|li|tr|blockquote)(?=[\s/>])", re.I)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,5});", re.I)
_ESCAPED = re.compile(r"&lt;/?(?:p|br|div|span|strong|em|a|h[1-6]|ul|li)\b", re.I)


def text_lines(text: str) -> list[Line | None]:
    """Return the lines of a text field, None for blank ones; HTML is read as a page's body is.

    Raises:
        DocumentError: it has more elements, or deeper ones, than can be read safely.
    """
    if _ESCAPED.search(text) and not _TAG.search(text):
        text = unescape(text)
    if _TAG.search(text):
        return _blocks(text)
    if _ENTITY.search(text):
        text = unescape(text)
    lines: list[Line | None] = []
    for raw in normal_breaks(text).split("\n"):
        line = normal_line(raw)
        lines.append(Line(text=line) if line else None)
    return lines


def _blocks(text: str) -> list[Line | None]:
    from lxml import etree, html  # type: ignore[import-untyped]

    from ingest.pages.blocks import blocks, drop_chrome, drop_hidden

    if text.count("<") > MAX_TAGS:
        raise _too_much(f"more than {MAX_TAGS:,} elements")
    text = normal_breaks(text.replace("\x00", ""))
    if not _BLOCK.search(text):
        text = text.replace("\n", "<br>")  # only words are marked; the lines are the text's own
    try:
        root = html.document_fromstring(
            f"<html><body>{text}</body></html>", parser=html.HTMLParser(no_network=True)
        )
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise _too_much("HTML that cannot be read") from error
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise _too_much(f"elements more than {MAX_DEPTH} deep")
    drop_hidden(root)
    drop_chrome(root)
    lines: list[Line | None] = []
    for block in blocks(root.find("body")):
        lines.extend((Line(text=block.text, kind=block.kind), None))
    return lines


def _too_much(what: str) -> DocumentError:
    return DocumentError(
        f"Its text holds {what}.", remedy="Export the article's text without its layout."
    )
