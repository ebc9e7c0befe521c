"""The typeface of memos in PDF, from what is installed with the program.

IBM Plex Sans comes with gradio (as WOFF2, SIL Open Font License 1.1, embedding allowed) and has
826 characters: Latin with all accents, typographic quotes and dashes, arrows, ×, €, Greek and
Cyrillic. Bitstream Vera, which comes with reportlab, has 256 and stands in for it.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from ui.memo.cleaning import clean

REGULAR, BOLD = "TanyaMemo", "TanyaMemo-Bold"
MISSING = "\u25ca"
"""A lozenge, which both typefaces have and no news text uses."""
_PLEX = "templates/frontend/static/fonts/IBMPlexSans/IBMPlexSans-{weight}.woff2"
_VERA = {"Regular": "Vera.ttf", "Bold": "VeraBd.ttf"}
_TWINS = {
    "\u2011": "-",
    "\u2010": "-",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "\u202f": "\xa0",
}
"""Characters that look like another one which every typeface has."""


@cache
def registered() -> frozenset[int]:
    """Make both weights known to reportlab, once, and return the code points that both have."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    known = []
    for name, weight in ((REGULAR, "Regular"), (BOLD, "Bold")):
        font = TTFont(name, _truetype(weight))
        pdfmetrics.registerFont(font)
        known.append(frozenset(font.face.charToGlyph))
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )
    return known[0] & known[1]


def _truetype(weight: str) -> BytesIO:
    """Return a weight as TrueType; WOFF2 is unpacked in memory."""
    spec = find_spec("gradio")
    if spec is not None and spec.origin is not None:
        packed = Path(spec.origin).parent / _PLEX.format(weight=weight)
        if packed.is_file():
            from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

            font = TTFont(packed)
            font.flavor = None
            out = BytesIO()
            font.save(out)
            out.seek(0)
            return out
    import reportlab

    return BytesIO((Path(reportlab.__file__).parent / "fonts" / _VERA[weight]).read_bytes())


class Lettering:
    """Makes text fit the typeface, and remembers what did not."""

    def __init__(self, known: frozenset[int]) -> None:
        """Write with the code points in ``known``."""
        self._known = known
        self.missing: Counter[str] = Counter()

    def fitted(self, text: str) -> str:
        """Return a text with a lozenge for each character that the typeface lacks."""
        return "".join(self._fitted(char) for char in clean(text))

    def _fitted(self, char: str) -> str:
        if ord(char) in self._known or char == "\n":
            return char
        twin = _TWINS.get(char)
        if twin is not None:
            return twin
        self.missing[char] += 1
        return MISSING
