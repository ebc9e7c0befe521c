"""PDF: its text layer as paragraphs and rows. A page that is only a picture is never passed over.

pdfium reads the text: of the permissively licensed readers it is the fastest by far (see
``bench/formats.py``). It runs no scripts and fetches nothing. Pages are read one at a time and
closed at once; a document with too many pages, or one that takes too long, is refused.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from ingest.documents import Document, Line, folded, normal_line
from ingest.formats.finishing import finished
from ingest.formats.pdf_margins import Leaf, without_margins
from ingest.formats.pdf_paragraphs import Paragraph, body_size, paragraphs
from ingest.formats.pdf_rows import page_rows
from ingest.formats.pdf_text import Sheet, read_sheet
from rag.errors import DocumentError
from rag.records import SentenceKind

MAX_PAGES = 1000
"""More than any law with its explanation; at half a millisecond a page it is no question of time,
but a document of more pages is a collection and makes a bad article."""
MAX_TEXT = 3_000_000  # code points
MAX_PAGE_TEXT = 200_000  # code points of one page: a newspaper's has 40,000
SECONDS = 20.0
"""Wall clock for one document; the child process that reads it ends it at 30."""
_TITLE_FACTOR = 1.15  # times the body's font size
_TITLE_WORDS = range(3, 40)
_UNREADABLE = re.compile(r"[\ufffd\x00\ue000-\uf0b6\uf0b8-\uf8ff]|\(cid:\d+\)")
_UNREADABLE_SHARE = 0.05
_PICTURE = "only a picture, in which OCR found no text"
_OCR = re.compile(r"ocrmypdf|tesseract|abbyy|finereader|paper capture", re.I)


def read_pdf(data: bytes, name: str) -> Document:
    """Read a PDF. ``name`` is the file's, for the messages.

    Raises:
        DocumentError: it is broken, encrypted, scanned (wholly or partly), too large or empty.
    """
    started = time.monotonic()
    file = PurePath(name).name
    pdf = _opened(data, name)
    try:
        if len(pdf) > MAX_PAGES:
            raise DocumentError(
                f"{file} has {len(pdf):,} pages; the limit is {MAX_PAGES:,}.",
                remedy="Split it, for example with qpdf --split-pages=100 in.pdf out.pdf.",
                item=name,
            )
        fields = _fields(pdf)
        sheets = list(_sheets(pdf, name, started))
    finally:
        pdf.close()
    _check_scanned(sheets, fields, name)
    outside = [text for sheet in sheets for text in sheet.outside]
    outside += [f"({_numbered([n])}: {_PICTURE})" for n, s in enumerate(sheets, 1) if s.drawn]
    leaves: list[Leaf] = []
    for number, sheet in enumerate(sheets, 1):
        before = leaves[-1].rows if leaves else ()
        rows = page_rows(sheet.pieces, before)
        leaves.append(Leaf(number=number, rows=rows, height=sheet.height))
    leaves, removed = without_margins(leaves)
    found = paragraphs(leaves)
    _check_readable(found, name)
    title, rest = _title(found)
    lines = [
        Line(text=each.text, kind=SentenceKind.ROW if each.table else SentenceKind.BODY)
        for each in rest
    ]
    return finished(lines, title=title, fields=fields, removed=[*outside, *removed])


def _opened(data: bytes, name: str) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise DocumentError(
                f"{PurePath(name).name} is protected by a password.",
                remedy="Save it without the password (qpdf --decrypt --password=… in.pdf out.pdf) "
                "and add that file.",
                item=name,
            ) from error
        raise _broken(name) from error


def _broken(name: str) -> DocumentError:
    return DocumentError(
        f"{PurePath(name).name} is damaged or no PDF: it cannot be opened.",
        remedy="Fetch or copy it again; if a program still opens it, print it to a new PDF.",
        item=name,
    )


def _fields(pdf: Any) -> dict[str, str]:
    try:
        found = pdf.get_metadata_dict(skip_empty=True)
    except (UnicodeDecodeError, ValueError):
        return {}  # a broken title says nothing about the text
    return {str(key): normal_line(str(value)) for key, value in found.items()}


def _sheets(pdf: Any, name: str, started: float) -> Iterator[Sheet]:
    import pypdfium2

    total = 0
    for index in range(len(pdf)):
        try:
            page = pdf[index]
        except pypdfium2.PdfiumError as error:
            raise DocumentError(
                f"Page {index + 1} of {PurePath(name).name} is damaged.",
                remedy="Fetch or copy the file again; qpdf in.pdf out.pdf may repair it.",
                item=name,
            ) from error
        try:
            sheet = read_sheet(page)
        except pypdfium2.PdfiumError as error:
            raise _broken(name) from error
        finally:
            page.close()
        size = sum(len(piece.text) for piece in sheet.pieces)
        total += size
        late = time.monotonic() - started > SECONDS
        if late or total > MAX_TEXT or size > MAX_PAGE_TEXT:
            why = f"it takes more than {SECONDS:.0f} seconds" if late else "it holds too much text"
            raise DocumentError(
                f"{PurePath(name).name} cannot be read as one article: {why} "
                f"(page {index + 1} of {len(pdf):,}).",
                remedy="Split it, for example with qpdf --split-pages=50 in.pdf out.pdf.",
                item=name,
            )
        yield sheet


def _check_scanned(sheets: list[Sheet], fields: dict[str, str], name: str) -> None:
    """Refuse pictures of text. After an OCR program ran, a page without text is a picture."""
    pictures = [number for number, sheet in enumerate(sheets, 1) if sheet.drawn]
    text = sum(len(piece.text) for sheet in sheets for piece in sheet.pieces)
    if not pictures or (text and _OCR.search(" ".join(fields.values()))):
        return
    file = PurePath(name).name
    if not text:
        raise DocumentError(
            f"{file} is scanned: its pages are pictures and hold no text.",
            remedy="Run OCR on it yourself, for example ocrmypdf -l ind+eng in.pdf out.pdf, check "
            "names and figures, and add the new file.",
            item=name,
        )
    raise DocumentError(
        f"{file} is partly scanned: {_numbered(pictures)} of {len(sheets)} with pictures and no "
        "text.",
        remedy="Run OCR on it, for example ocrmypdf --skip-text -l ind+eng in.pdf out.pdf, and "
        "add the new file; or take the pages out if they show only photos.",
        item=name,
    )


def _numbered(pages: list[int]) -> str:
    """Return "page 3" or "pages 2, 5–8"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    shown = ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs[:12])
    more = " and others" if len(runs) > 12 else ""
    return f"{'page' if len(pages) == 1 else 'pages'} {shown}{more}"


def _check_readable(found: list[Paragraph], name: str) -> None:
    text = "".join(paragraph.text for paragraph in found)
    if not folded(text):
        raise DocumentError(
            f"{PurePath(name).name} holds no text.",
            remedy="Leave it out, or run OCR on it (ocrmypdf -l ind+eng in.pdf out.pdf).",
            item=name,
        )
    broken = sum(len(each[0]) for each in _UNREADABLE.finditer(text))
    if broken > len(text) * _UNREADABLE_SHARE:
        raise DocumentError(
            f"The letters of {PurePath(name).name} cannot be read: its fonts do not say which "
            "letters they draw.",
            remedy="Run OCR on it, for example ocrmypdf --force-ocr -l ind+eng in.pdf out.pdf.",
            item=name,
        )


def _title(found: list[Paragraph]) -> tuple[str, list[Paragraph]]:
    """Take the title: what is set in the largest letters of the first page with text.

    A newspaper's name or a large first letter is larger still, but has too few words.
    """
    body = body_size(found)
    first = [paragraph for paragraph in found if paragraph.page == found[0].page]
    sizes = sorted({paragraph.size for paragraph in first}, reverse=True)
    for size in (size for size in sizes if size >= _TITLE_FACTOR * body):
        lines: list[Paragraph] = []
        for paragraph in first:
            if abs(paragraph.size - size) <= 0.03 * size and not paragraph.table:
                lines.append(paragraph)
            elif lines:
                break
        title = " ".join(line.text for line in lines)
        if len(title.split()) in _TITLE_WORDS:
            return title, [each for each in found if not any(each is line for line in lines)]
    return "", found
