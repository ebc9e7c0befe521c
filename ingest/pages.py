"""Web pages: which of a page's blocks are its article.

1. Programs, forms and hidden elements are taken away; then menus, share buttons, advertisements
   and link lists, by the names that pages give them.
2. trafilatura reads what is left and votes: a block that stands in its result is kept.
3. The container of the kept blocks is found; inside it captions, table rows and sentences that
   trafilatura left out are kept too, so that no text of the article is lost.
4. Labels, dates and bylines are taken out by ``boilerplate.tidy``, as for plain text.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from ingest.boilerplate import is_sentence, tidy
from ingest.datelines import front_line
from ingest.documents import Document, Line, folded
from ingest.page_blocks import Block, blocks, drop_chrome, drop_hidden
from ingest.page_fields import page_fields
from rag.errors import DocumentError
from rag.records import SentenceKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

MAX_ELEMENTS = 20_000
"""Pages of newspapers have a few thousand. trafilatura takes 1 s at 0.58 MB of paragraphs, 7 s at
1.16 MB and more than a minute at 8.7 MB (measured, 2.3.1): its time grows faster than the page."""
MAX_DEPTH = 150
"""Nesting that no written page has; deeper ones exhaust the parsers' stacks."""
MAX_TEXT = 1_000_000  # code points of text in one page
_MAX_TAGS = 300_000  # "<" in the source, counted before anything is parsed
_ENOUGH = 0.8  # the container holds this share of the kept text
_HOLDERS = frozenset("article body div main section td".split())
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{5000,}")
_MAX_ATTRIBUTES = 500  # in one tag; the parser compares each with all others
_LINKS = 0.6  # a block with a greater share of links is a list of links


def read_page(text: str, name: str) -> Document:
    """Read an HTML page. ``name`` is the file's, for the message.

    Raises:
        DocumentError: it is too large or too nested to be read safely, or holds no article.
    """
    if text.count("<") > _MAX_TAGS:
        raise _too_much(name, "it has too many elements")
    if any(tag[0].count("=") > _MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        raise _too_much(name, "one of its elements has too many attributes")
    root = _parsed(text, name)
    given = page_fields(root)
    drop_hidden(root)
    _check_size(root, name)
    removed = drop_chrome(root)
    body = root.find(".//body")
    found = blocks(body if body is not None else root)
    chosen = _chosen(found, _voted(root), folded(given.title))
    lines: list[Line | None] = []
    for index, block in enumerate(found):
        if index in chosen:
            lines.extend((Line(text=block.text, kind=block.kind), None))
        else:
            removed.append(block.text)
    document = tidy(lines, given, removed=removed)
    if not document.lines:
        raise DocumentError(
            f"No article text was found in the page {name}.",
            remedy="Open the page in a browser, copy the article into a text file and add that.",
            item=name,
        )
    return document


def _parsed(text: str, name: str) -> HtmlElement:
    from lxml import etree, html  # type: ignore[import-untyped]

    # A declaration inside the text contradicts that it is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text.replace("\x00", ""))
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True))
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise DocumentError(
            f"The page {name} cannot be read: it holds no HTML.",
            remedy="Save the page again, or copy the article into a text file.",
            item=name,
        ) from error
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise _too_much(name, f"its elements are nested more than {MAX_DEPTH} deep")
    return root


def _check_size(root: HtmlElement, name: str) -> None:
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise _too_much(name, f"it has more than {MAX_ELEMENTS:,} elements")
    if len(root.text_content()) > MAX_TEXT:
        raise _too_much(name, f"it has more than {MAX_TEXT:,} characters of text")


def _too_much(name: str, why: str) -> DocumentError:
    return DocumentError(
        f"The page {name} is too large to be read safely: {why}.",
        remedy="Copy the article into a text file and add that.",
        item=name,
    )


def _voted(root: HtmlElement) -> str:
    """Return what trafilatura takes for the article, letters and digits only."""
    import copy

    import trafilatura

    found = trafilatura.bare_extraction(
        copy.deepcopy(root), include_comments=False, include_tables=True, favor_recall=True
    )
    if found is None or isinstance(found, dict):
        return ""
    return folded(found.text or "")


def _chosen(found: list[Block], voted: str, title: str) -> set[int]:
    """Return the indexes of the blocks that are the article's; ``title`` is folded."""
    readable = {
        index
        for index, block in enumerate(found)
        if is_sentence(block.text) and block.link_share < _LINKS
    }
    # Where trafilatura found nothing, take what reads like sentences.
    votes = {index for index in readable if found[index].key in voted} or readable
    if not votes:
        return set()
    container = _container([found[index] for index in votes])
    chosen = {
        index
        for index, block in enumerate(found)
        if (container is block.element or container in block.element.iterancestors())
        and (index in readable or block.link_share < _LINKS)
    }
    # What follows the container is another article's teaser more often than this one's text.
    chosen |= {index for index in votes if index < max(chosen)}
    return chosen | _between(found, title, min(chosen))


def _between(found: list[Block], title: str, first: int) -> set[int]:
    """Return the blocks between headline and text: captions, date and byline, standfirst.

    A date above the headline is that of the visit (a page's top bar), and is not taken.
    """
    headlines = [i for i, b in enumerate(found[:first]) if b.key == title or b.tag == "h1"]
    begin = headlines[-1] if headlines else first
    return {
        index
        for index, block in enumerate(found[:first])
        if block.kind is SentenceKind.CAPTION
        or index == begin
        or (
            index > begin
            and block.link_share < _LINKS
            and (is_sentence(block.text) or front_line(block.text) is not None)
        )
    }


def _container(kept: list[Block]) -> Any:
    """Return the deepest element that holds nearly all of the kept text."""
    weight: Counter[Any] = Counter()
    depth: dict[Any, int] = {}
    for block in kept:
        chain = [block.element, *block.element.iterancestors()]
        if block.element.tag not in _HOLDERS:
            del chain[0]  # a paragraph holds its own text; what stands beside it counts too
        for distance, element in enumerate(chain):
            weight[element] += len(block.key)
            depth[element] = len(chain) - distance
    enough = sum(len(block.key) for block in kept) * _ENOUGH
    return max((e for e in weight if weight[e] >= enough), key=lambda element: depth[element])
