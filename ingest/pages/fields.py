"""What the head of a web page says of its article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.boilerplate import split_suffix
from ingest.documents import Metadata, folded, normal_line
from ingest.fields.datelines import given_date, is_name, looks_like_outlet

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "publishdate", "pubdate",
    "publish-date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "date",
    "content_publisheddate", "parsely-pub-date", "sailthru.date",
)  # fmt: skip
_ARTICLE_TYPES = re.compile(r"article|posting|report", re.I)
_MAX_JSON = 500_000  # code points; a longer block is data for a program, not about the article


def page_fields(root: HtmlElement) -> Metadata:
    """Read the fields of a page: meta elements, JSON-LD, canonical address, time, title."""
    meta = _meta(root)
    data = _json_ld(root)
    outlet = meta.get("og:site_name") or _name(data.get("publisher"))
    title, outlet = _title(root, meta, data, outlet)
    published = None
    for value in (*(meta.get(name) for name in _PUBLISHED), data.get("datePublished"),
                  *root.xpath("(//time[@itemprop='datePublished'] | //article//time)[1]/@datetime"),
                  ):  # fmt: skip
        published = published or given_date(value)
    return Metadata(
        title=title,
        outlet=outlet,
        author=_author(meta, data),
        published=published,
        url=_address(root, meta),
        section=meta.get("article:section") or normal_line(_string(data.get("articleSection"))),
        tags=tuple(dict.fromkeys(meta.get("article:tag", "").split("\n"))) if meta.get(
            "article:tag") else (),
    )  # fmt: skip


def _meta(root: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = normal_line(element.get("content") or "")
        name = name.strip().casefold()
        if name == "article:tag" and name in found:
            found[name] += "\n" + value
        elif name and value:
            found.setdefault(name, value)
    return found


def _json_ld(root: HtmlElement) -> dict[str, Any]:
    """Return the first JSON-LD object that describes an article, else an empty one."""
    for script in root.xpath("//script[@type='application/ld+json']"):
        source = script.text or ""
        if len(source) > _MAX_JSON:
            continue
        try:
            data = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue  # broken on many pages; the other fields are still there
        for item in _objects(data, depth=4):
            if _ARTICLE_TYPES.search(_string(item.get("@type"))):
                return item
    return {}


def article_body(root: HtmlElement) -> str:
    """Return the article's text as the page's own data give it (JSON-LD), "" if they do not.

    It is no text of the page: it may be cut, or written for search engines. It only votes.
    """
    return _string(_json_ld(root).get("articleBody"))[:_MAX_JSON]


def _objects(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(data, list):
        for item in data[:100]:
            yield from _objects(item, depth - 1)
    elif isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph"), depth - 1)
        yield from _objects(data.get("mainEntity"), depth - 1)


def _string(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(part for item in value[:20] if (part := _string(item)))
    return value if isinstance(value, str) else ""


def _name(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(part for item in value[:20] if (part := _name(item)))
    if isinstance(value, dict):
        return normal_line(_string(value.get("name")))
    return normal_line(_string(value))


def _title(
    root: HtmlElement, meta: dict[str, str], data: dict[str, Any], outlet: str
) -> tuple[str, str]:
    headings = [normal_line(h1.text_content()) for h1 in root.iter("h1")]
    element = normal_line(" ".join(root.xpath("string((//head/title | //title)[1])").split()))
    candidates = [
        meta.get("og:title", ""),
        normal_line(_string(data.get("headline"))),
        headings[0] if len(headings) == 1 else "",
        meta.get("twitter:title", ""),
        element,
        *headings,
    ]
    title = next((text for text in candidates if text), "")
    others = {folded(text) for text in (*candidates, *headings)}
    head, suffix = split_suffix(title)
    site = folded(outlet)
    known = site and (folded(suffix) in site or site in folded(suffix))
    if suffix and (known or folded(head) in others or looks_like_outlet(suffix)):
        title = head
    if not outlet:
        # The page's name stands after the headline in the title element, if anywhere.
        head, suffix = split_suffix(element)
        if (
            suffix
            and (folded(head) == folded(title))
            and (looks_like_outlet(suffix) or folded(head) in others - {folded(element)})
        ):
            outlet = suffix
    return title, outlet


def _author(meta: dict[str, str], data: dict[str, Any]) -> str:
    for name in (_name(data.get("author")), meta.get("author", ""), meta.get("article:author", ""),
                 meta.get("dc.creator", "")):  # fmt: skip
        if name and "://" not in name and "@" not in name and is_name(name.replace(",", "")):
            return name
    return ""


def _address(root: HtmlElement, meta: dict[str, str]) -> str:
    for value in (*root.xpath("//link[@rel='canonical']/@href"), meta.get("og:url", "")):
        address = normal_line(str(value))
        if re.match(r"https?://[^\s<>\"']+$", address):
            return address
    return ""
