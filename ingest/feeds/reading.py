"""From the bytes of a feed (RSS, Atom, RDF) to its items. Nothing is fetched here.

Meant for a child process with limits: feedparser takes 7 s for 20,000 items of 3.8 MB (measured,
6.0.14, a shared core), so its input is cut off before and its output after.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin

from ingest.documents import normal_line
from ingest.fields.datelines import given_date
from rag.errors import DocumentError

MAX_BYTES = 5_000_000
MAX_ITEMS = 2_000
"""Feeds hold 10 to 100 items, whole archives of a blog some hundreds."""
MAX_FIELD = 500  # code points of a title, name or identifier
MAX_TAGS = 30

_ENTITY = re.compile(rb"<!ENTITY", re.I)
_ITEM = re.compile(rb"<(?:[a-z][a-z0-9]{0,20}:)?(?:item|entry)[\s>]", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\s*\(([^()]+)\)")  # one @: its time stays small


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedItem:
    """One item: ``link`` is absolute; ``published`` is the date where the newspaper is.

    ``guid`` is the feed's own identifier, else the link; unique in its feed. ``digest`` changes
    when link, title or one of the dates does.
    """

    guid: str
    link: str
    title: str = ""
    author: str = ""
    published: date | None = None
    tags: tuple[str, ...] = ()
    digest: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed as read.

    ``left_out`` counts items that have no address or stand beyond the limit.
    """

    title: str = ""
    link: str = ""
    language: str = ""
    items: tuple[FeedItem, ...] = ()
    left_out: int = 0


def parse_feed(data: bytes, url: str) -> Feed:
    """Read a feed.

    Args:
        data: its bytes.
        url: where it came from, against which its links are resolved.

    Raises:
        DocumentError: it is no feed, too long, or declares entities (which only bombs do).
    """
    import feedparser

    if len(data) > MAX_BYTES:
        raise _bad(url, f"is longer than {MAX_BYTES / 1e6:.0f} MB")
    if _ENTITY.search(data.replace(b"\x00", b"")):
        raise _bad(url, "declares entities of its own, which no newspaper's feed does")
    whole = len(_ITEM.findall(data))
    # Never the bytes themselves: feedparser takes them for a file's name first.
    parsed = feedparser.parse(
        io.BytesIO(_cut(data)),
        response_headers={"content-location": url},
        resolve_relative_uris=False,
    )
    if not parsed.get("version"):
        raise _bad(url, "is no feed that can be read (RSS or Atom)")
    head = parsed.get("feed", {})
    items: dict[str, FeedItem] = {}
    for entry in parsed.get("entries", [])[:MAX_ITEMS]:
        item = _item(entry, url)
        if item is None:
            continue
        known = items.get(item.guid)
        if known is not None and known.link != item.link:
            # Some feeds give all their items one identifier.
            item = replace(item, guid=item.link)
        items.setdefault(item.guid, item)
    return Feed(
        title=_plain(head.get("title")),
        link=_absolute(head.get("link"), url),
        language=_plain(head.get("language"))[:20],
        items=tuple(items.values()),
        left_out=max(0, whole - len(items)),
    )


def _cut(data: bytes) -> bytes:
    """Leave out the items beyond the limit; the feed stays well-formed, or is read far slower."""
    for count, found in enumerate(_ITEM.finditer(data)):
        if count == MAX_ITEMS:
            last = max(data.rfind(b"</item>"), data.rfind(b"</entry>"), found.start())
            rest = data[last:]
            return data[: found.start()] + (
                rest[rest.find(b">") + 1 :] if last > found.start() else b""
            )
    return data


def _item(entry: Any, url: str) -> FeedItem | None:
    link = _absolute(entry.get("link"), url)
    if not link:
        return None
    title = _plain(entry.get("title"))
    # Asked with "in": feedparser would give the one for the other, with a warning.
    dates = [
        str(entry[name] or "")[:MAX_FIELD] if name in entry else ""
        for name in ("published", "updated")
    ]
    parts = "\n".join((link, title, *dates))
    return FeedItem(
        guid=str(entry.get("id") or "").strip()[:MAX_FIELD] or link,
        link=link,
        title=title,
        author=_author(entry),
        published=next((found for found in map(_date, dates) if found), None),
        tags=_tags(entry),
        digest=sha256(parts.encode("utf-8", "replace")).hexdigest()[:32],
    )


def _absolute(link: object, url: str) -> str:
    """Return a link in full; "" for none or for what is no page."""
    text = str(link or "").strip()
    if not text:
        return ""
    try:
        found = urljoin(url, text)
    except ValueError:
        return ""
    return found if found.startswith(("http://", "https://")) else ""


def _plain(value: object) -> str:
    """Return a field as one line of plain text: titles hold HTML, escaped once or twice."""
    text = str(value or "")[: MAX_FIELD * 4]
    for _ in range(2):
        text = html.unescape(_TAG.sub(" ", text))
    return normal_line(_TAG.sub(" ", text))[:MAX_FIELD]


def _author(entry: Any) -> str:
    whole = _plain(entry.get("author"))
    if mailed := _MAIL.search(whole):  # RSS: "ani@warta.example (Ani)"
        return mailed[1].strip()
    names = [_plain(author.get("name")) for author in entry.get("authors") or [] if author]
    text = ", ".join(dict.fromkeys(name for name in names if name)) or whole
    return "" if "@" in text else text[:MAX_FIELD]


def _tags(entry: Any) -> tuple[str, ...]:
    found = (_plain(tag.get("label") or tag.get("term")) for tag in entry.get("tags") or [])
    return tuple(dict.fromkeys(tag for tag in found if tag))[:MAX_TAGS]


def _date(text: str) -> date | None:
    """Return the date on the newspaper's own clock; a moment in UTC is read in Jakarta.

    RSS writes dates as mail does (RFC 822), Atom as ISO 8601.
    """
    try:
        return given_date(parsedate_to_datetime(text))
    except (ValueError, TypeError, OverflowError):
        return given_date(text)


def _bad(url: str, why: str) -> DocumentError:
    return DocumentError(
        f"The feed {url} {why}.",
        remedy="Open the address in a browser and look for the site's RSS or Atom feed.",
        item=url,
    )
