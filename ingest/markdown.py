"""Markdown with YAML front matter: the form in which a newsroom can hand over its own articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.boilerplate import tidy
from ingest.documents import (
    Document,
    Line,
    Metadata,
    described,
    folded,
    normal_breaks,
    normal_line,
)
from ingest.fields.field_map import safe_yaml
from ingest.fields.named import read_fields
from rag.errors import DocumentError
from rag.records import SentenceKind

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.S | re.M)
_HEADING = re.compile(r"(#{1,6})\s+(.*)$")
_UNDERLINE = re.compile(r"(?:=+|-{3,})$")
_RULE = re.compile(r"(?:[-*_] *){3,}$")
_BULLET = re.compile(r"[-*+•]\s+")
_NUMBERED = re.compile(r"\d{1,3}[.)]\s+")
_QUOTE = re.compile(r"(?:>\s?)+")
_FENCE = re.compile(r"(?:```|~~~)")
_TABLE_RULE = re.compile(r"\|? *:?-{2,}:? *(?:\| *:?-{2,}:? *)*\|?$")
_IMAGE_LINE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)$")
_INLINE = (
    (re.compile(r"!\[([^\[\]\n]{0,500})\]\([^)\n]{0,2000}\)"), r"\1"),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\([^)\n]{0,2000}\)"), r"\1"),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\[[^\[\]\n]{0,200}\]"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>\n]{0,300}>"), ""),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,2000})(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]{1,2000})(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"\*\*(?=\S)([^*\n]{1,2000})(?<=\S)\*\*"), r"\1"),
    (re.compile(r"__(?=\S)([^_\n]{1,2000})(?<=\S)__"), r"\1"),
    (re.compile(r"`([^`\n]{1,1000})`"), r"\1"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


def read_markdown(text: str, name: str) -> Document:
    """Read Markdown. ``name`` is the file's, for the message.

    Raises:
        DocumentError: the front matter cannot be read.
    """
    text = normal_breaks(text)
    given = Metadata()
    front = _FRONT.match(text)
    if front is not None:
        given = front_matter(front[1], name)
        text = text[front.end() :]
    elif text.lstrip("\ufeff").startswith("---\n") and re.match(r"\w+:", text.lstrip("\ufeff-\n")):
        raise _broken(name, "it is not closed by a line of three dashes")
    lines = list(_lines(_without_comments(text)))
    if not given.title:
        given, lines = _first_heading(given, lines)
    plain = [Line(text=line.text.lstrip("\x01"), kind=line.kind) if line else None
             for line in lines]  # fmt: skip
    return tidy(plain, given, own=front is not None)


def front_matter(source: str, name: str) -> Metadata:
    """Read the fields of front matter.

    Raises:
        DocumentError: it is no YAML mapping, or a field has no readable value.
    """
    try:
        fields = safe_yaml(source, first_line=2)
    except ValueError as error:
        raise _broken(name, str(error)) from error
    if fields is None:
        return Metadata()
    if not isinstance(fields, dict):
        raise _broken(name, "it is no list of fields")
    try:
        return read_fields(fields, "front matter")
    except DocumentError as error:
        raise _broken(name, error.what[0].lower() + error.what[1:].rstrip(".")) from error


def _broken(name: str, why: str) -> DocumentError:
    return DocumentError(
        f"The front matter of {name} cannot be read: {why}.",
        remedy="Correct the lines between the --- marks, then add the file again.",
        item=name,
    )


def _first_heading(given: Metadata, lines: list[Line | None]) -> tuple[Metadata, list[Line | None]]:
    """Take the title from a level-one heading that comes before any text."""
    for index, line in enumerate(lines):
        if line is None:
            continue
        if not line.text.startswith("\x01"):
            break
        title = line.text[1:]
        rest = lines[:index] + lines[index + 1 :]
        return described(replace(given, title=title), "first heading"), rest
    return given, lines


def _lines(text: str) -> Iterator[Line | None]:
    """Yield lines without markup; a level-one heading begins with the mark U+0001."""
    paragraph: list[str] = []
    fenced = table = False
    for source in [*text.split("\n"), ""]:
        if not source or source.isspace():
            if paragraph or table:
                yield from _flushed(paragraph)
                yield None
            table = False
            continue
        raw = source.strip()  # how far a line is indented means nothing to us
        raw = raw if fenced else _QUOTE.sub("", raw, count=1).strip()
        fence = bool(_FENCE.match(raw))
        if fence or fenced:
            fenced ^= fence
            yield from _flushed(paragraph)
            yield None if fence else Line(text=normal_line(raw))
            continue
        if paragraph and _UNDERLINE.match(raw):
            mark = "\x01" if "=" in raw else ""
            paragraph[0] = mark + paragraph[0]
            yield from _flushed(paragraph)
            continue
        table = table or ("|" in raw and bool(_TABLE_RULE.match(raw)))
        if table and paragraph:  # the header of a table that is written without outer bars
            paragraph[0] = "|" + paragraph[0]
            yield _alone(paragraph[0])
            paragraph.clear()
        alone = _alone("|" + raw if table and not raw.startswith("|") else raw)
        if alone is not None or not raw or _RULE.match(raw) or _TABLE_RULE.match(raw):
            yield from _flushed(paragraph)
            yield alone
        elif _BULLET.match(raw) or _NUMBERED.match(raw):
            yield from _flushed(paragraph)
            paragraph = [_BULLET.sub("", raw, count=1)]
        else:
            paragraph.append(raw)
            if source.endswith(("  ", "\\")):
                paragraph[-1] = raw.rstrip("\\ ")
                yield from _flushed(paragraph)
    yield from _flushed(paragraph)


def _flushed(paragraph: list[str]) -> Iterator[Line]:
    """Yield the gathered lines as one paragraph and forget them."""
    joined = " ".join(paragraph)
    paragraph.clear()
    mark = "\x01" if joined.startswith("\x01") else ""
    if line := inline(joined):
        yield Line(text=mark + line)


def _alone(raw: str) -> Line | None:
    """Return a heading, picture or table row that is a line of its own."""
    heading = _HEADING.match(raw)
    if heading is not None:
        text = inline(heading[2].rstrip().rstrip("#"))
        return Line(text=("\x01" if len(heading[1]) == 1 else "") + text) if text else None
    picture = _IMAGE_LINE.match(raw)
    if picture is not None:
        caption = inline(picture[1])
        return Line(text=caption, kind=SentenceKind.CAPTION) if folded(caption) else None
    if raw.strip().startswith("|") and not _TABLE_RULE.match(raw):
        cells = [inline(cell) for cell in re.split(r"(?<!\\)\|", raw.strip().strip("|"))]
        row = normal_line(" | ".join(cells))
        return Line(text=row, kind=SentenceKind.ROW) if folded(row) else None
    return None


def _without_comments(text: str) -> str:
    """Return a text without its comments; one that is not closed is none, and is sought once."""
    kept, at = [], 0
    while (begin := text.find("<!--", at)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        kept.append(text[at:begin])
        at = end + len("-->")
    return "".join(kept) + text[at:]


def inline(text: str) -> str:
    """Return a line without emphasis, links, pictures and tags: what a reader sees."""
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return normal_line(text)
