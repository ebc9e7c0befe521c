"""EPUB: the chapters of a book or issue in their order, with what its package says of it.

Container → package → spine. Each chapter is read like a web page's blocks, but nothing has to be
guessed: a chapter holds text and no menus.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from ingest.documents import Document, Line, Metadata, folded, normal_line
from ingest.fields.datelines import given_date
from ingest.formats.docx_styles import attribute, local
from ingest.formats.finishing import finished
from ingest.formats.packed import Packed
from ingest.pages.blocks import blocks, drop_hidden
from ingest.pages.raised import settle_raised

MAX_TEXT = 3_000_000  # code points of all chapters
MAX_CHAPTERS = 1_500
MAX_CHAPTER = 5_000_000  # bytes
MAX_DEPTH = 150
_MAX_TAGS = 200_000  # "<" in one chapter
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_OLDEST = date(1900, 1, 1)  # programs write the year 101 or 1 where they know no date


def read_epub(data: bytes, name: str) -> Document:
    """Read an EPUB. ``name`` is the file's, for the messages.

    Raises:
        DocumentError: it is damaged, protected, too large or made to explode.
    """
    packed = Packed(data, name, "EPUB")
    _check_protection(packed)
    part = _package_part(packed)
    package = packed.tree(part)
    given = _fields(package)
    lines: list[Line] = []
    removed: list[str] = []
    size = 0
    for chapter, linear in _chapters(packed, package, part):
        found = _lines(packed, chapter)
        if not linear:
            removed.extend(line.text for line in found)
            continue
        lines.extend(found)
        size += sum(len(line.text) for line in found)
        if size > MAX_TEXT:
            raise packed.refused(f"it holds more than {MAX_TEXT:,} characters of text",
                                 "Split it into one file for each article.")  # fmt: skip
    kept = _without_repeated_title(lines, given.title)
    document = finished(kept, removed=removed, own=True)
    if given.title:
        # The package names the whole; a headline found in the text is its first chapter's.
        document = _with_headline(document)
    return replace(document, given=given)


def _with_headline(document: Document) -> Document:
    headline = document.stated.title
    if not headline:
        return document
    return replace(
        document,
        lines=(Line(text=headline), *document.lines),
        stated=replace(document.stated, title=""),
    )


def _without_repeated_title(lines: list[Line], title: str) -> list[Line]:
    wanted = folded(title)
    kept = list(lines)
    while kept and wanted and folded(kept[0].text) == wanted:
        del kept[0]
    return kept


def _check_protection(packed: Packed) -> None:
    """Refuse a book whose text is encrypted; obfuscated fonts are none of our business."""
    if not packed.has("META-INF/encryption.xml"):
        return
    for element in packed.tree("META-INF/encryption.xml").iter("{*}EncryptedData"):
        methods = [attribute(e, "Algorithm") for e in element.iter("{*}EncryptionMethod")]
        if not all(method in _FONTS for method in methods) or not methods:
            raise packed.refused("it is protected (DRM)", "Ask the publisher for a free copy.")


def _package_part(packed: Packed) -> str:
    container = packed.tree("META-INF/container.xml")
    for element in container.iter("{*}rootfile"):
        part = attribute(element, "full-path")
        if packed.has(part):
            return part
    raise packed.refused("its package file is missing")


def _fields(package: Any) -> Metadata:
    values: dict[str, list[Any]] = {}
    metadata = next(package.iter("{*}metadata"), None)
    for element in metadata.iter("{*}*") if metadata is not None else ():
        if normal_line(element.text or ""):
            values.setdefault(local(element), []).append(element)

    def first(name: str) -> str:
        return normal_line(values[name][0].text) if name in values else ""

    dates = sorted(values.get("date", []), key=lambda e: attribute(e, "event") != "publication")
    usable = [e for e in dates if attribute(e, "event") in ("", "publication")]
    published = next((d for e in usable if (d := given_date(normal_line(e.text)))), None)
    author = ", ".join(normal_line(e.text) for e in values.get("creator", [])[:5])
    return Metadata(
        title=first("title"),
        outlet=first("publisher"),
        author="" if author.casefold() in ("unknown", "anonim", "anonymous") else author,
        published=published if published and published >= _OLDEST else None,
        language=first("language")[:2].casefold(),
    )


def _chapters(packed: Packed, package: Any, part: str) -> list[tuple[str, bool]]:
    """Return the spine's chapters as parts, and whether each belongs to the run of the text."""
    folder = PurePosixPath(part).parent
    items = {}
    for item in package.iter("{*}item"):
        if attribute(item, "media-type") in _PAGES:
            path = _joined(folder, unquote(attribute(item, "href").partition("#")[0]))
            contents = "nav" in attribute(item, "properties").split()
            items[attribute(item, "id")] = (path, contents)
    for reference in package.iter("{*}reference"):
        if attribute(reference, "type") in ("toc", "cover"):
            path = _joined(folder, unquote(attribute(reference, "href").partition("#")[0]))
            if attribute(reference, "type") == "toc":
                items = {k: (p, c or p == path) for k, (p, c) in items.items()}
    found = []
    for reference in package.iter("{*}itemref"):
        if attribute(reference, "idref") in items:
            path, contents = items[attribute(reference, "idref")]
            found.append((path, not contents and attribute(reference, "linear") != "no"))
    if len(found) > MAX_CHAPTERS:
        raise packed.refused(f"it has more than {MAX_CHAPTERS:,} chapters")
    if not found:
        raise packed.refused("it names no chapters")
    return list(dict.fromkeys(found))


def _joined(folder: PurePosixPath, target: str) -> str:
    parts: list[str] = []
    for each in (folder / target).parts:
        if each == ".." and parts:
            parts.pop()
        elif each not in ("..", ".", "/"):
            parts.append(each)
    return "/".join(parts)


def _lines(packed: Packed, part: str) -> list[Line]:
    from lxml import etree, html  # type: ignore[import-untyped]

    data = packed.read(part, MAX_CHAPTER)
    if data.count(b"<") > _MAX_TAGS:
        raise packed.refused("one of its chapters has too many elements")
    if not data.strip():
        return []
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    declared = re.match(rb"[^>]{0,100}encoding=[\"']([\w.:-]{1,40})", data)
    try:
        text = data.decode(encoding if not declared else declared[1].decode("ascii"), "strict")
    except (LookupError, UnicodeDecodeError) as error:
        raise packed.refused("the encoding of a chapter is broken or unknown") from error
    text = re.sub(r"^\s*\ufeff?\s*<\?xml[^>]{0,200}\?>", "", text.replace("\x00", ""))
    text = re.sub(r"<(script|style|title)\b([^>]{0,500})/>", r"<\1\2></\1>", text)
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True))
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise packed.refused("one of its chapters holds no page") from error
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise packed.refused(f"elements of a chapter are nested more than {MAX_DEPTH} deep")
    drop_hidden(root)
    settle_raised(root)
    body = root.find(".//body")
    return [Line(text=block.text, kind=block.kind)
            for block in blocks(body if body is not None else root)]  # fmt: skip
