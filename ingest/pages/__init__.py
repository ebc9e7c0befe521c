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

from ingest.boilerplate import tidy
from ingest.boilerplate.line_rules import is_sentence
from ingest.boilerplate.states import marked, refuse_notices
from ingest.documents import Document, Line, folded
from ingest.fields.datelines import front_line
from ingest.pages.blocks import blocks, drop_chrome, drop_hidden
from ingest.pages.fields import article_body, page_fields
from ingest.pages.raised import settle_raised
from ingest.pages.tables import Block
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
_TEXT_TAGS = frozenset(
    "p li h1 h2 h3 h4 h5 h6 td th tr pre blockquote dt dd caption figcaption".split()
)
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{5000,}")
_MAX_ATTRIBUTES = 500  # in one tag; the parser compares each with all others
HIDDEN = "[hidden] "
"""What stands in ``Document.removed`` before a text that the page holds and no reader sees."""
_SHORT = 25  # letters and digits; fewer stand in a text by chance
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
    body_data = article_body(root) if "articleBody" in text else ""
    removed = [HIDDEN + text for text in drop_hidden(root)]
    settle_raised(root)
    _check_size(root, name)
    removed += map(marked, drop_chrome(root))
    head = root.find("head")
    if head is not None and root.find("body") is None:
        head.tag = "body"  # what stands in no body is put into the head by the parser
    found = blocks(root)
    chosen = _chosen(found, _voted(root, body_data), folded(given.title))
    lines, left = _parted(found, chosen)
    around = [*removed, *map(marked, left)]
    document = tidy(lines, given, removed=around)
    texts = [line.text for line in document.lines]
    said = texts or [text.removeprefix(HIDDEN) for text in around]
    refuse_notices(name, given.title or document.stated.title, said)
    if not document.lines:
        raise DocumentError(
            f"No article text was found in the page {name}.",
            remedy="Open the page in a browser, copy the article into a text file and add that.",
            item=name,
        )
    return document


def _parted(found: list[Block], chosen: set[int]) -> tuple[list[Line | None], list[str]]:
    """Return the chosen blocks as lines, and the texts of the others."""
    lines: list[Line | None] = []
    left: list[str] = []
    captions: set[str] = set()
    for index, block in enumerate(found):
        if index not in chosen or block.key in captions:  # a gallery repeats its captions
            left.append(block.text)
            continue
        if block.kind is SentenceKind.CAPTION:
            captions.add(block.key)
        lines.extend((Line(text=block.text, kind=block.kind), None))
    return lines, left


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


class _Vote:
    """What trafilatura, and the page's own data, take for the article."""

    def __init__(self, text: str, body: str) -> None:
        self._lines = {folded(line) for line in text.split("\n")}
        self._whole = folded(text) + " " + folded(body)

    def has(self, key: str) -> bool:
        """Tell whether a block is in it; a short one must be a whole line there."""
        return key in self._lines or (len(key) >= _SHORT and key in self._whole)


def _voted(root: HtmlElement, body: str) -> _Vote:
    """Ask trafilatura; ``body`` is what the page's own data give as the article's text."""
    import copy

    import trafilatura

    found = trafilatura.bare_extraction(
        copy.deepcopy(root), include_comments=False, include_tables=True, favor_recall=True
    )
    text = "" if found is None or isinstance(found, dict) else found.text or ""
    return _Vote(text, body)


def _chosen(found: list[Block], vote: _Vote, title: str) -> set[int]:
    """Return the indexes of the blocks that are the article's; ``title`` is folded."""
    readable = {
        index
        for index, block in enumerate(found)
        if is_sentence(block.text) and block.link_share < _LINKS
    }
    voted = {index for index, block in enumerate(found) if vote.has(block.key)}
    # Where trafilatura found nothing, take what reads like sentences.
    votes = readable & voted or voted or readable
    if not votes:
        return set()
    container = _container([found[index] for index in votes])
    inside = {
        index
        for index, block in enumerate(found)
        if container is block.element or container in block.element.iterancestors()
    }
    first, last = min(votes & inside), max(votes & inside)
    chosen = {
        index
        for index in inside
        if (first <= index <= last and (index in voted or index in readable or _part(found[index])))
        or (index in voted and found[index].link_share < _LINKS)
        or (found[index].kind is not SentenceKind.BODY and found[index].link_share < _LINKS)
    }
    # What follows the container is another article's teaser more often than this one's text.
    chosen |= {index for index in votes & readable if index < last}
    return chosen | _between(found, title, first)


def _part(block: Block) -> bool:
    """Tell whether a short block inside an article is text by its element: no bare box, no link."""
    if block.link_share >= _LINKS:
        return False
    # A figure in a bare box is rather kept: lost numbers are worse than a label.
    return block.tag in _TEXT_TAGS or any(character.isdigit() for character in block.text)


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
