"""What a page's head says of addresses: its canonical one, and its feeds.

Only ``link`` elements of the head are looked for, with a scan that takes time in proportion to
the page; the article itself is read elsewhere, in a child process with limits.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ingest.fetching.errors import AddressRefused
from ingest.fetching.kinds import without_comments
from ingest.fetching.urls import Address, joined, normal_address, site_of

_HEAD = 300_000  # bytes; heads of newspapers' pages carry up to 150 KB of styles and data
_LINK = re.compile(r"<link\b([^<>]{1,1500})>", re.I)
_ATTRIBUTE = re.compile(r"([a-z-]{1,30})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
MAX_LINKS = 200


def canonical(data: bytes, address: Address) -> Address:
    """Return the address under which a page is to be known.

    The page's own ``<link rel=canonical>`` where it names the same site and a page of it, else
    the address that it was fetched from; either without campaign marks. One that names another
    site is not believed: any page could take another's place.
    """
    own = normal_address(address)
    for link in _links(data):
        if "canonical" not in link.get("rel", "").casefold().split():
            continue
        try:
            named = normal_address(joined(address, link.get("href", "")))
        except AddressRefused:
            return own
        same = site_of(named.host) == site_of(own.host) and named.port in (own.port, 80, 443)
        if not same or (named.target == "/" and own.target != "/"):
            return own  # some sites name their front page on every page
        if own.scheme == "https" and named.scheme == "http":
            return Address(scheme="https", host=named.host, port=own.port, target=named.target)
        return named
    return own


def feeds(data: bytes, address: Address) -> list[str]:
    """Return the addresses of the feeds that a page names, in its order, each once."""
    found: dict[str, None] = {}
    for link in _links(data):
        kind = link.get("type", "").partition(";")[0].strip().casefold()
        if "alternate" in link.get("rel", "").casefold().split() and kind in _FEED_TYPES:
            try:
                found.setdefault(joined(address, link.get("href", "")).url)
            except AddressRefused:
                continue
    return list(found)


def _links(data: bytes) -> Iterator[dict[str, str]]:
    head = without_comments(data[:_HEAD].decode("utf-8", "replace"))
    for count, tag in enumerate(_LINK.finditer(head)):
        if count == MAX_LINKS:
            return
        found: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(tag[1]):
            found.setdefault(name.casefold(), html.unescape("".join(values)).strip())
        yield found
