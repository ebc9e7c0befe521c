"""A memo as PDF: A4, page numbers, bookmarks, links, title and language."""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

from ui.memo.pdf_fonts import MISSING, Lettering, registered
from ui.memo.pdf_story import Story
from ui.memo.values import Memo
from ui.memo.words import words_of

if TYPE_CHECKING:
    from reportlab.platypus import SimpleDocTemplate

_ONE_AT_A_TIME = Lock()
"""reportlab: a TrueType font may not be used for two documents at the same time."""
_NAMED = 12


def as_pdf(memo: Memo) -> bytes:
    """Return a memo as the bytes of a PDF file. Waits while another one is being written."""
    with _ONE_AT_A_TIME:
        lettering = Lettering(registered())
        story = Story(memo, lettering).flowables(_missing_note)
        out = BytesIO()
        _template(memo, lettering, out).build(story, canvasmaker=_counting(memo))
        return out.getvalue()


def _template(memo: Memo, lettering: Lettering, out: BytesIO) -> SimpleDocTemplate:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import cm
    from reportlab.platypus import SimpleDocTemplate

    return SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=2.3 * cm,
        rightMargin=2.3 * cm,
        topMargin=2.0 * cm,
        bottomMargin=2.2 * cm,
        title=lettering.fitted(memo.title),
        author="Tanya Serikat",
        creator="Tanya Serikat",
        lang=memo.language,
        displayDocTitle=1,
    )


def _missing_note(memo: Memo, lettering: Lettering) -> str:
    """Say how many characters the typeface lacks; "" where it has all."""
    if not lettering.missing:
        return ""
    names = ", ".join(f"U+{ord(char):04X}" for char, _ in lettering.missing.most_common(_NAMED))
    more = " …" if len(lettering.missing) > _NAMED else ""
    return words_of(memo.language).missing.format(
        count=lettering.missing.total(), sign=MISSING, names=names + more
    )


def _counting(memo: Memo) -> Any:
    """Return a canvas that knows how many pages there are when it writes their numbers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    from ui.memo.pdf_fonts import REGULAR

    class Counting(Canvas):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            told, (width, _) = words_of(memo.language).page, A4
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                self.setFont(REGULAR, 8.5)
                self.setFillColorRGB(0.34, 0.38, 0.37)
                line = f"Tanya Serikat · {told.format(page=number, pages=len(self._pages))}"
                self.drawRightString(width - 65, 34, line)
                super().showPage()
            super().save()

    return Counting
