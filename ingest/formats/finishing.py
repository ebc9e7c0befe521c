"""What the readers of all formats do last: the title, and which of a file's fields are believed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.boilerplate import tidy
from ingest.documents import Document, Line, Metadata, folded, normal_line
from rag.records import SentenceKind

_SENTENCE_END = re.compile(r"[.?!:;…][\"'”’)\]]*$")
_EXPONENTS = {"2": "²", "3": "³"}
_LENGTH_UNIT = re.compile(r"(?:^|[\s\d])[kcmd]?m$")
_CELL = 600  # code points; a cell with more holds paragraphs, so the table is there for layout
_HEAD = 3000  # code points at the beginning in which a believed title stands
_FILE_NAME = re.compile(r"\.(?:docx?|odt|pdf|rtf|indd|pptx?|xlsx?|html?)$", re.I)


@dataclass(kw_only=True, slots=True)
class Desk:
    """The lines of an office document on their way (``size`` is theirs), and what was left out."""

    lines: list[Line] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    title: str = ""
    size: int = 0

    def add(self, text: str, kind: SentenceKind) -> None:
        """Keep the lines of a paragraph."""
        for line in soft_lines(text):
            self.lines.append(Line(text=line, kind=kind))
            self.size += len(line)

    def drop(self, text: str) -> None:
        """Note a text that is no part of the article."""
        if line := normal_line(text):
            self.removed.append(line)


def finished(
    lines: Sequence[Line],
    *,
    title: str = "",
    fields: Mapping[str, str] | None = None,
    removed: Sequence[str] = (),
    own: bool = False,
) -> Document:
    """Make the document of a file's lines.

    The properties of an office file name its template, its first author and its last program more
    often than its article ("Microsoft Word - siaran pers.doc"), and its dates are those of typing
    and converting. So of them only a title or author that the text shows too is believed.

    Args:
        lines: in order, without the title.
        title: what the text itself marks as its title, "" if nothing.
        fields: the file's own properties; "Title" and "Author" are looked at.
        removed: what the reader took away already.
        own: no labels of a page are looked for (see ``boilerplate.tidy``).
    """
    fields = fields or {}
    title = normal_line(title) or _believed_title(normal_line(fields.get("Title", "")), lines)
    separated: list[Line | None] = []
    for line in lines:
        separated.extend((line, None))
    document = tidy(separated, Metadata(title=title), removed=removed, own=own)
    stated = replace(document.stated, title=title) if title else document.stated
    author = normal_line(fields.get("Author", ""))
    if not stated.author and _is_shown(author, document.lines):
        stated = replace(stated, author=author)
    return replace(document, given=replace(document.given, title=""), stated=stated)


def soft_lines(text: str) -> list[str]:
    """Return the lines of a paragraph with line breaks inside it.

    A break inside a sentence was set for looks and is a space; any other ends the line.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        line = normal_line(part)
        if not line:
            continue
        if lines and line[0].islower() and not _SENTENCE_END.search(lines[-1]):
            lines[-1] += " " + line
        else:
            lines.append(line)
    return lines


def raised(digits: str, before: str) -> str:
    """Return what is written for raised digits: "²" in an area, nothing for a footnote's mark.

    Without this the mark of a footnote becomes the last digit of the number before it.
    """
    if len(digits) == 1 and _LENGTH_UNIT.search(before[-4:]):
        return _EXPONENTS.get(digits, "")
    return ""


def table_rows(cells: Sequence[Sequence[str]]) -> list[str] | None:
    """Return a table of data as rows "A | B | C"; None for a table that is there for layout."""
    if len(cells) < 2 or max(map(len, cells), default=0) < 2:
        return None
    if any(len(cell) > _CELL for row in cells for cell in row):
        return None
    rows = (normal_line(" | ".join(row)) for row in cells)
    return [row for row in rows if folded(row)]


def _believed_title(title: str, lines: Sequence[Line]) -> str:
    """Return the file's title if a line of the text is the same."""
    wanted = folded(title)
    if len(title.split()) < 2 or _FILE_NAME.search(title):
        return ""
    size = 0
    for line in lines:
        if folded(line.text) == wanted:
            return title
        size += len(line.text)
        if size > _HEAD:
            break
    return ""


def _is_shown(author: str, lines: Sequence[Line]) -> bool:
    """Tell whether an author's full name stands alone in a line (a byline or closing credit)."""
    wanted = folded(author)
    if len(author.split()) < 2:
        return False
    prefixes = ("", "oleh", "by", "penulis", "laporan", "reporter", "editor")
    shown = {folded(line.text) for line in (*lines[:5], *lines[-3:])}
    return any(prefix + wanted in shown for prefix in prefixes)
