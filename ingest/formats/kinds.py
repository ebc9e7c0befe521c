"""What a file is by its first bytes, and what to do with files that have no reader."""

from __future__ import annotations

from pathlib import PurePath

from ingest.formats.packed import kind_of
from rag.errors import DocumentError

READABLE = frozenset({"pdf", "docx", "odt", "epub"})
"""Kinds that are read whatever the end of the file's name says."""

_MAGIC = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a zip or Office file"), (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"\x1f\x8b", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"), (b"{\\rtf", "an RTF file"),
    (b"\x7fELF", "a program"), (b"MZ\x90\x00", "a program"), (b"SQLite format 3", "a database"),
    (b"BZh", "a compressed file"), (b"\xfd7zXZ", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"), (b"Rar!", "a compressed file"),
    (b"II*\x00", "a picture"), (b"MM\x00*", "a picture"), (b"%!PS", "a PostScript file"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0"
_HEAD = 1024  # bytes in which a PDF's mark stands; some servers put something before it
_TO_DOCX = "Save it as DOCX or PDF, or run libreoffice --headless --convert-to docx"
_OTHERS = {
    ".doc": ("an old Word document", _TO_DOCX),
    ".dot": ("an old Word template", _TO_DOCX),
    ".docm": ("a Word document with macros", _TO_DOCX),
    ".dotx": ("a Word template", _TO_DOCX),
    ".rtf": ("an RTF document", _TO_DOCX),
    ".wps": ("a Works document", _TO_DOCX),
    ".wpd": ("a WordPerfect document", _TO_DOCX),
    ".sxw": ("an old OpenOffice document", _TO_DOCX),
    ".ott": ("a document template", _TO_DOCX),
    ".fodt": ("a flat ODT document", _TO_DOCX),
    ".pages": ("a Pages document", "Export it from Pages as DOCX or PDF"),
    ".odp": ("a presentation", "Save it as PDF, or run libreoffice --headless --convert-to pdf"),
    ".ppt": ("a presentation", "Save it as PDF, or run libreoffice --headless --convert-to pdf"),
    ".pptx": ("a presentation", "Save it as PDF, or run libreoffice --headless --convert-to pdf"),
    ".ods": ("a spreadsheet", "Save the sheet as CSV, or put the article into a DOCX"),
    ".xls": ("a spreadsheet", "Save the sheet as CSV, or put the article into a DOCX"),
    ".xlsx": ("a spreadsheet", "Save the sheet as CSV, or put the article into a DOCX"),
    ".mobi": ("a Kindle book", "Convert it to EPUB, for example with ebook-convert"),
    ".azw3": ("a Kindle book", "Convert it to EPUB, for example with ebook-convert"),
    ".djvu": ("a scanned document", "Save it as PDF and run ocrmypdf -l ind+eng in.pdf out.pdf"),
    ".jpg": ("a picture", "Run ocrmypdf --image-dpi 300 -l ind+eng in.jpg out.pdf"),
    ".jpeg": ("a picture", "Run ocrmypdf --image-dpi 300 -l ind+eng in.jpeg out.pdf"),
    ".png": ("a picture", "Run ocrmypdf --image-dpi 300 -l ind+eng in.png out.pdf"),
    ".tif": ("a picture", "Run ocrmypdf -l ind+eng in.tif out.pdf"),
    ".tiff": ("a picture", "Run ocrmypdf -l ind+eng in.tiff out.pdf"),
    ".zip": ("a packed folder", "Unpack it and add the folder"),
    ".rar": ("a packed folder", "Unpack it and add the folder"),
    ".7z": ("a packed folder", "Unpack it and add the folder"),
    ".eml": ("an e-mail", "Save its text or its attachment as a file"),
    ".msg": ("an e-mail", "Save its text or its attachment as a file"),
    ".mht": ("a web archive", "Save the page as HTML instead"),
    ".mhtml": ("a web archive", "Save the page as HTML instead"),
}
_ZIP_KINDS = {"xlsx": ".xlsx", "pptx": ".pptx", "pages": ".pages", "odf": ".odp"}


def recognised(data: bytes) -> str:
    """Return "pdf", "docx", "odt", "epub" or another kind of zip file by the content, else ""."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    return kind_of(data) if data.startswith((b"PK\x03\x04", b"PK\x05\x06")) else ""


def looks_like(data: bytes) -> str:
    """Return in words what a binary file is by its first bytes ("a picture"), else ""."""
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")


def has_pdf_mark(data: bytes) -> bool:
    """Tell whether a PDF begins in the first bytes, perhaps after something else."""
    return b"%PDF-" in data[:_HEAD]


def no_reader(name: str, known: list[str]) -> DocumentError:
    """Return the error for a file of a kind that has no reader, by the end of its name."""
    path = PurePath(name)
    kind, remedy = _OTHERS.get(path.suffix.casefold(), ("", ""))
    if not kind:
        return DocumentError(
            f"{path.name} is of a kind that cannot be read.",
            remedy=f"These can: {', '.join(known)}. Save or export the article as one of them.",
            item=name,
        )
    return DocumentError(
        f"{path.name} is {kind}, which cannot be read.",
        remedy=f"{remedy}, and add that instead.",
        item=name,
    )


def not_as_named(data: bytes, name: str) -> DocumentError:
    """Return the error for a file whose content is not what the end of its name says."""
    path = PurePath(name)
    wanted = path.suffix[1:].upper()
    remedy = "Give the file its right name, or save the article again in this format."
    kind = recognised(data)
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        found, remedy = "protected by a password", "Save it without the password and add that file."
    elif kind in _ZIP_KINDS:
        found, remedy = _OTHERS[_ZIP_KINDS[kind]]
        found, remedy = f"no {wanted}: it is {found}", f"{remedy}, and add that instead."
    elif data.startswith(_OLE) or data.startswith(b"{\\rtf"):
        found, remedy = f"no {wanted}: it is {looks_like(data)}", f"{_TO_DOCX}, and add that."
    elif not data.strip():
        found, remedy = "empty", "Fetch or copy it again."
    else:
        found = f"no {wanted}: it looks like {looks_like(data) or _as_text(data)}"
    return DocumentError(f"{path.name} is {found}.", remedy=remedy, item=name)


def _as_text(data: bytes) -> str:
    head = data[:_HEAD].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return "something else" if b"\x00" in head else "plain text"
