"""Which reader a fetched body is for: its first bytes decide, then what the server says of it."""

from __future__ import annotations

import codecs
import re
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote

from ingest.fetching.errors import FetchError
from ingest.fetching.urls import Address

_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_VAGUE = frozenset(
    "application/octet-stream binary/octet-stream application/x-download application/download "
    "application/force-download application/zip application/x-zip-compressed text/xml "
    "application/xml".split()
)
_FEEDS = frozenset("application/rss+xml application/atom+xml application/rdf+xml".split())
_FEED_START = re.compile(r"\s*(?:<[?!][^>]{0,500}>\s*)*<(?:rss|feed|rdf:RDF)\b", re.I)
_PAGE_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I
)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Not whatever Python can decode: among that are codecs that take forever (punycode).
_CHARSETS = re.compile(
    r"iso-8859-\d{1,2}|(?:windows-|cp)125\d|latin-?1|(?:us-)?ascii|koi8-[ru]|macintosh|tis-620|"
    r"gb2312|gbk|gb18030|big5|shift[_-]jis|sjis|euc-(?:jp|kr)|iso-2022-jp|utf-?(?:16|32)(?:-?[lb]e)?"
)
_HEAD = 4_096  # bytes that are looked at
_UNSAFE = re.compile(r"[^\w.-]+")


def content_type(header: str) -> tuple[str, str]:
    """Return the media type and the charset of a Content-Type header, lower case; "" for none."""
    message = Message()
    message["Content-Type"] = header[:300] or "x"
    charset = message.get_param("charset", "")
    kind = header[:300].partition(";")[0].strip().casefold()
    return kind, charset.casefold() if isinstance(charset, str) else ""


def is_feed(data: bytes) -> bool:
    """Tell whether bytes begin like a feed (RSS, Atom, RDF)."""
    return _FEED_START.match(_start(data)) is not None


def is_page(data: bytes) -> bool:
    """Tell whether bytes begin like a web page."""
    return _PAGE_START.match(_start(data)) is not None


def name_of(data: bytes, kind: str, address: Address) -> str:
    """Return a file name that tells the reader and names the page in messages.

    Raises:
        FetchError: it is nothing that a reader takes, or nothing at all.
    """
    if not data.strip(b"\x00\t\n\r "):
        raise FetchError(
            f"{address.url} is empty.",
            remedy="Open it in a browser; if it shows an article there, save it and add the file.",
            item=address.url,
        )
    last = PurePosixPath(unquote(address.target.partition("?")[0]))
    suffix = _by_content(data, kind) or _TYPES.get(kind) or _by_address(data, kind, last)
    if not suffix:
        raise _refused(kind, data, address)
    stem = last.name.removesuffix(last.suffix) if last.suffix in _TYPES.values() else last.name
    return (_UNSAFE.sub("-", stem).strip("-.")[:80] or "page") + suffix


def in_utf8(data: bytes, charset: str) -> bytes:
    """Return text as UTF-8 where its server names another charset that fits it.

    What is valid UTF-8 stays: servers claim a charset for all their pages that some do not have.
    Where the claim does not fit the bytes, they stay too, and the reader judges.
    """
    if _CHARSETS.fullmatch(charset) is None or data.startswith(_BOMS):
        return data
    if not charset.startswith("utf"):  # wide characters in ASCII's range are valid UTF-8 too
        try:
            data.decode("utf-8")
            return data
        except UnicodeDecodeError:
            pass
    as_windows = ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii")  # WHATWG encodings
    try:
        text = data.decode("cp1252" if charset in as_windows else charset)
    except (LookupError, UnicodeError):
        return data
    return codecs.BOM_UTF8 + text.encode("utf-8", "replace")


def without_comments(text: str) -> str:
    """Return markup without its comments, in time in proportion to its length."""
    kept = []
    position = 0
    while (begin := text.find("<!--", position)) >= 0:
        kept.append(text[position:begin])
        end = text.find("-->", begin + 4)
        if end < 0:
            return "".join(kept)
        position = end + 3
    return "".join(kept) + text[position:]


def _start(data: bytes) -> str:
    head = data[:_HEAD].removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return without_comments(head)


def _by_content(data: bytes, kind: str) -> str:
    if b"%PDF-" in data[:1024] and data.lstrip(b"\r\n\t \x00").startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        start = data[:_HEAD]
        if b"application/epub+zip" in start:
            return ".epub"
        if b"application/vnd.oasis.opendocument.text" in start:
            return ".odt"
        return ".docx" if b"word/" in data or _TYPES.get(kind) == ".docx" else ""
    return ".html" if is_page(data) else ""


def _by_address(data: bytes, kind: str, last: PurePosixPath) -> str:
    if (kind and kind not in _VAGUE) or is_feed(data) or data.startswith(b"PK\x03\x04"):
        return ""
    suffix = last.suffix.casefold()
    if suffix in (".htm", ".html", ".php", ".asp", ".aspx", ".jsp"):
        return ".html"
    return suffix if suffix in (".txt", ".md") else ""


def _refused(kind: str, data: bytes, address: Address) -> FetchError:
    if kind in _FEEDS or is_feed(data):
        return FetchError(
            f"{address.url} is a feed, not an article.",
            remedy=f"Follow it: ingest follow add {address.url}",
            item=address.url,
        )
    return FetchError(
        f"{address.url} is no article: its server calls it {kind or 'nothing that is known'}.",
        remedy="Give the address of the page, PDF, Word, ODT or EPUB document itself.",
        item=address.url,
    )
