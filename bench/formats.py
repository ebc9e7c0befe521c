"""How fast is the PDF reader beside the bare parts? Pages per second in one run, as ratios.

    python -m bench.formats [PAGES]

The same PDF is read by pypdfium2's bare text extraction, by pypdf and by the reader with all its
work (places, paragraphs, running heads, tables, title). Each is run three times in turns and the
median counts.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from statistics import median

from tests.format_article import PARAGRAPHS


def make_pdf(pages: int) -> bytes:
    """Return a PDF of so many full pages of text."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    style = ParagraphStyle("b", fontSize=10, leading=13, spaceAfter=6, alignment=4)
    stream = io.BytesIO()
    story = [Paragraph(text, style) for _ in range(pages * 3) for text in PARAGRAPHS]
    SimpleDocTemplate(stream).build(story)
    return stream.getvalue()


def bare(data: bytes) -> int:
    """Extract text with pypdfium2 alone; return the number of pages."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            page.get_textpage().get_text_range()
        return len(pdf)


def with_pypdf(data: bytes) -> int:
    """Extract text with pypdf; return the number of pages."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    for page in reader.pages:
        page.extract_text()
    return len(reader.pages)


def ours(data: bytes) -> int:
    """Read with the project's reader; return the number of lines."""
    from ingest.formats.pdf import read_pdf

    return len(read_pdf(data, "a.pdf").lines)


def main() -> None:
    """Print pages per second and ratios."""
    data = make_pdf(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    pages = bare(data)
    ways: dict[str, Callable[[bytes], int]] = {
        "pypdfium2 bare": bare, "reader": ours, "pypdf": with_pypdf,
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(3):
        for name, way in ways.items():
            started = time.process_time()
            way(data)
            times[name].append(time.process_time() - started)
    base = median(times["pypdfium2 bare"])
    print(f"{pages} pages, {len(data):,} bytes")
    for name, taken in times.items():
        used = median(taken)
        print(f"{name:15} {pages / used:8.0f} pages/cpu-s   {used / base:5.2f} × bare")


if __name__ == "__main__":
    main()
