"""From the bytes of a file to a document: kind of file, encoding, then the reader for its kind."""

from __future__ import annotations

import re
from pathlib import PurePath

from ingest.documents import Document
from ingest.formats.kinds import (
    READABLE,
    has_pdf_mark,
    looks_like,
    no_reader,
    not_as_named,
    recognised,
)
from rag.errors import DocumentError

MAX_BYTES = 20_000_000
"""An article is a few thousand bytes; a file of this size is a dump or something else."""
MAX_PICTURED = 60_000_000
"""Bytes of a PDF, DOCX, ODT or EPUB, which may hold photographs."""
MAX_TEXT = 3_000_000  # code points: a whole law with its explanation, more than any article
SUFFIXES = {
    ".txt": "text", ".md": "markdown", ".html": "page", ".htm": "page",
    ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".epub": "epub",
}  # fmt: skip
EXPORTS = (".jsonl", ".jsonl.gz", ".csv", ".csv.gz")
"""Endings of files with many articles, one a line: ``ingest.exports`` reads these."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_HEAD = 4096  # bytes in which a page declares its encoding
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"
_CONTROL_SHARE = 0.01
_HIGH_SHARE = 0.1  # of the bytes of Indonesian or English text in a one-byte encoding, at most


def read(data: bytes, name: str) -> Document:
    """Read the bytes of a file; ``name`` tells its kind and names it in messages.

    A PDF, DOCX, ODT or EPUB is recognised by its content, whatever its name says.

    Raises:
        DocumentError: it is not what its name says, or its encoding or form cannot be read, or it
            is encrypted, scanned, made to explode or empty.
    """
    path = PurePath(name)
    if is_export(path):
        raise DocumentError(
            f"{path.name} holds many articles, one a line, and is not read as one.",
            remedy="Look at the line of the article in the file itself.",
            item=name,
        )
    form = _form(data, name)
    limit = MAX_PICTURED if form in READABLE else MAX_BYTES
    if len(data) > limit:
        raise too_large(name, len(data), limit)
    document = _read_packed(data, form, name) if form in READABLE else _read_text(data, form, name)
    if not document.lines and not document.stated.title and not document.given.title:
        raise DocumentError(
            f"{path.name} holds no text.",
            remedy="Leave it out, or put the article into it and add it again.",
            item=name,
        )
    return document


def max_bytes(name: str) -> int:
    """Return how many bytes a file may have, by the end of its name."""
    form = SUFFIXES.get(PurePath(name).suffix.casefold())
    return MAX_PICTURED if form in READABLE else MAX_BYTES


def _form(data: bytes, name: str) -> str:
    """Return which reader is meant: the content decides, else the end of the name."""
    kind = recognised(data)
    if kind in READABLE:
        return kind
    form = SUFFIXES.get(PurePath(name).suffix.casefold())
    if form is None:
        raise unknown_suffix(name)
    whole = form not in READABLE or (form == "pdf" and has_pdf_mark(data))
    if not whole and not (kind == "zip" and form != "pdf"):
        raise not_as_named(data, name)
    return form


def _read_packed(data: bytes, form: str, name: str) -> Document:
    if form == "pdf":
        from ingest.formats.pdf import read_pdf

        return read_pdf(data, name)
    if form == "docx":
        from ingest.formats.docx import read_docx

        return read_docx(data, name)
    if form == "odt":
        from ingest.formats.odt import read_odt

        return read_odt(data, name)
    from ingest.formats.epub import read_epub

    return read_epub(data, name)


def _read_text(data: bytes, form: str, name: str) -> Document:
    text = decoded(data, name, declared=_declared(data) if form == "page" else "")
    if form == "page":
        from ingest.pages import read_page

        return read_page(text, PurePath(name).name)
    if len(text) > MAX_TEXT:
        raise DocumentError(
            f"{PurePath(name).name} is too long for one article: {len(text):,} characters, the "
            f"limit is {MAX_TEXT:,}.",
            remedy="Split it into one file for each article.",
            item=name,
        )
    if form == "markdown":
        from ingest.markdown import read_markdown

        return read_markdown(text, PurePath(name).name)
    from ingest.plain import read_plain

    return read_plain(text)


def is_export(path: PurePath) -> bool:
    """Tell whether a file is an export of many articles, by the end of its name."""
    return path.name.casefold().endswith(EXPORTS)


def unknown_suffix(name: str) -> DocumentError:
    """Return the error for a file of a kind that has no reader, with what to do."""
    return no_reader(name, [*SUFFIXES, *EXPORTS])


def too_large(name: str, size: int, limit: int = MAX_BYTES) -> DocumentError:
    """Return the error for a file above the limit; sizes in bytes."""
    return DocumentError(
        f"{PurePath(name).name} is too large: {size / 1e6:,.1f} MB, the limit is "
        f"{limit / 1e6:,.0f} MB.",
        remedy="Split it into one file for each article.",
        item=name,
    )


def decoded(data: bytes, name: str, *, declared: str = "") -> str:
    """Return the text of a file: by byte order mark, as UTF-8, as declared, or as recognised.

    A wrong guess would change letters and with them names, so whatever is doubtful is refused.

    Raises:
        DocumentError: it is no text, or its encoding is broken or unknown.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    _check_text(data, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken_at = error.start
    text = ""
    if not _mostly_utf8(data):
        text = _as_declared(data, declared) or _one_byte(data) or _recognised(data)
    if not text:
        raise _broken_encoding(name, broken_at)
    return text


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken_encoding(name, error.start) from error


def _check_text(data: bytes, name: str) -> None:
    kind = looks_like(data)
    if not kind:
        controls = len(data) - len(data.translate(None, _CONTROLS))
        if b"\x00" not in data and controls <= len(data) * _CONTROL_SHARE:
            return
        kind = "a binary file"
    raise DocumentError(
        f"{PurePath(name).name} is no text: it looks like {kind}.",
        remedy="Export the article as text, or give the file its right name.",
        item=name,
    )


def _broken_encoding(name: str, position: int) -> DocumentError:
    return DocumentError(
        f"The encoding of {PurePath(name).name} is broken or unknown (at byte {position}).",
        remedy="Open it in an editor, check the letters, and save it as UTF-8.",
        item=name,
    )


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:_HEAD])
    return found[1].decode("ascii").casefold() if found else ""


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether data is UTF-8 with some bytes broken: read otherwise, “ would become â€œ."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(not character.isascii() for character in text) - broken >= broken


def _as_declared(data: bytes, declared: str) -> str:
    # Browsers read these names as Windows-1252, and so do the programs that write them.
    as_windows = ("iso-8859-1", "ascii", "us-ascii")
    if not declared or declared.startswith("utf") or declared in as_windows:
        return ""
    try:
        return data.decode(declared)
    except (LookupError, UnicodeDecodeError):
        return ""


def _one_byte(data: bytes) -> str:
    """Return the text as Windows-1252 where that is likely: few high bytes, none unassigned."""
    high = sum(byte > 127 for byte in data)
    if high > len(data) * _HIGH_SHARE:
        return ""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return ""


def _recognised(data: bytes) -> str:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:1_000_000]).best()
    if best is None:
        return ""
    try:
        return data.decode(best.encoding)
    except (LookupError, UnicodeDecodeError):
        return ""
