"""The blocks of a web page: its paragraphs, headings, captions and table rows in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.documents import folded, normal_line
from ingest.pages.tables import Block, table_rows
from rag.records import SentenceKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp "
    "rt ruby s samp small span strike strong sub sup time tt u var wbr tbody thead tfoot".split()
)
_NOT_TEXT = frozenset(
    "script style svg math iframe object embed applet button input select "
    "option textarea canvas audio video map dialog title meta link base picture img".split()
)
_UNSEEN = frozenset({"noscript", "template"})
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:\.0+)?(?:px|em|rem|%|pt)?\s*(?:;|$|!)"
    r"|(?:left|top|right|text-indent|margin-left)\s*:\s*-\d{3,}|[^-]color\s*:\s*transparent"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[ ,]+[01]|clip-path\s*:\s*inset\(\s*(?:50|100)%",
    re.I,
)
_FADED = re.compile(r"opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)", re.I)
_FADES_IN = re.compile(r"transform|transition|animation|filter", re.I)
_WHITE = re.compile(
    r"(?:^|;)\s*color\s*:\s*(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255)\b", re.I
)
_HEARD = re.compile(r"\b(?:sr-only|visually-?hidden|screen-?reader(?:-text)?|u-hidden)\b", re.I)
_MAX_HEARD = 200  # code points; what is written for screen readers only is a label
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_CHROME = frozenset(
    "nav navbar navigation menu topbar breadcrumb breadcrumbs sidebar cookie cookies consent gdpr "
    "share sharing sosmed bagikan iklan ads advert advertisement adsbygoogle banner sponsor "
    "sponsored promo newsletter subscribe subscription related terkait terpopuler populer popular "
    "trending rekomendasi recommended recommendation comment comments komentar disqus pagination "
    "paging footer login signup popup modal running ticker tags".split()
)
_BESIDE = frozenset(
    "comment comments komentar disqus respond related terkait terpopuler populer trending "
    "rekomendasi recommended recommendation footer cookie cookies consent gdpr".split()
)
_SOME, _MOST = 0.25, 0.7  # shares of a page's prose
_PROSE = 80  # code points of own text; fewer are a label or a link's neighbour
_COMMENT_WORDS = 6
_CHROME_PAIRS = ("baca juga", "berita lain", "berita terkait", "read also", "see also", "inline ad",
                 "most read", "read more", "artikel terkait", "berita populer")  # fmt: skip
_CAPTION = 600  # code points


def drop_hidden(root: HtmlElement) -> list[str]:
    """Take away what no reader sees as text: programs, controls, hidden elements, comments.

    Returns the texts that were there but hidden; those of programs and controls are none.
    """
    from lxml import etree  # type: ignore[import-untyped]

    gone, hidden = [], []
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str) or tag in _NOT_TEXT:
            gone.append(element)
        elif tag not in ("html", "body") and (tag in _UNSEEN or _is_hidden(element)):
            hidden.append(element)
    found = []
    for element in gone:
        if element.tag is etree.Comment and (text := _written(element.text or "")):
            found.append(text)
        if element.tail:
            element.tail = " " + element.tail
    # All at once: one by one, each would copy the text that those before it left there.
    odd = (etree.Comment, etree.ProcessingInstruction, etree.Entity)
    etree.strip_elements(root, *_NOT_TEXT, *odd, with_tail=False)
    for element in hidden:
        if _stands_in(root, element):  # not inside one that is gone already
            if text := normal_line(element.text_content()):
                found.append(text)
            _remove(element)
    etree.strip_tags(root, "wbr")
    return found


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None:
        return True
    if (element.get("aria-hidden") or "").casefold() == "true":
        return True
    style = element.get("style")
    if style and (
        _HIDING.search(" " + style)
        or (_WHITE.search(style) and not _on_dark(element))
        or (_FADED.search(style) and not _fades_in(element, style))
    ):
        return True
    names = element.get("class")
    return bool(names and _HEARD.search(names) and len(element.text_content()) <= _MAX_HEARD)


def _fades_in(element: HtmlElement, style: str) -> bool:
    """Tell whether what is transparent now is shown by a program when it is scrolled to."""
    return bool(_FADES_IN.search(style)) or any(
        name.startswith(("data-w-", "data-aos", "data-anim", "data-framer", "data-sal"))
        for name in element.attrib
    )


def _on_dark(element: HtmlElement) -> bool:
    """Tell whether an element or one around it paints a background, as far as styles in it say."""
    return any(
        "background" in (each.get("style") or "") or each.get("bgcolor")
        for each in (element, *element.iterancestors())
    )


def _written(comment: str) -> str:
    """Return a comment's text where a person could have written it for a reader, else ""."""
    text = normal_line(comment)
    prose = "<" not in text and "{" not in text and len(text.split()) >= _COMMENT_WORDS
    return text if prose and text.endswith((".", "!", "?")) else ""


def drop_chrome(root: HtmlElement) -> list[str]:
    """Take away menus, share buttons, advertisements and link lists by their names.

    Names lie ("has-ads", "sidebar-layout"), so an element that holds much of the page's prose is
    kept whatever its name. Returns the texts.
    """
    doomed = [
        (element, often)
        for element in root.iter()
        if isinstance(element.tag, str)
        and element.tag not in ("html", "body", "main", "article")
        and (often := _chrome_share(element))
    ]
    whole = _prose(root) or len(root.text_content())
    removed = []
    for element, share in doomed:
        if not _stands_in(root, element) or _holds_headline(element):
            continue
        text = normal_line(element.text_content())
        if len(text) > whole * share and _prose(element) > whole * share:
            continue
        if text:
            removed.append(text)
        _remove(element)
    return removed


def _chrome_share(element: HtmlElement) -> float:
    """Return up to which share of the page's prose an element may hold and be chrome; 0 if none.

    Comments may be longer than the article; a box named for its place or its adverts may not.
    """
    if element.tag in ("aside", "footer", "nav"):
        return _SOME
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    if not names.strip():
        return 0.0
    words = {word.casefold() for word in _WORD.findall(names)}
    if words & _BESIDE:
        return _MOST
    if words & _CHROME:
        return _SOME
    joined = " ".join(word.casefold() for word in _WORD.findall(names))
    return _SOME if any(pair in joined for pair in _CHROME_PAIRS) else 0.0


def _prose(root: HtmlElement) -> int:
    """Return how many characters of paragraphs an element holds, links left out."""
    total = 0
    for element in root.iter("p", "div", "td", "li", "blockquote", "section", "article", "span"):
        own = len((element.text or "").strip()) + sum(len((c.tail or "").strip()) for c in element)
        if own > _PROSE:
            total += own
    return total


def _holds_headline(element: HtmlElement) -> bool:
    return next(element.iter("h1", "article", "main"), None) is not None


def _stands_in(root: Any, element: Any) -> bool:
    around = list(element.iterancestors())
    return bool(around) and around[-1] is root


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
            if child.tag == "table" and (rows := table_rows(child)):
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
