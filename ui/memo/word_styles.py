"""The form of a memo in DOCX: page, language, styles, properties, page numbers, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.memo.values import Memo
from ui.memo.words import Words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

FONT = "Calibri"
"""Its metric twin, Carlito, stands in for it in LibreOffice, so pages break alike."""
INK, ACCENT, MUTED, WARN = "1D2527", "0C5C58", "56615F", "8A3B12"
CONTEXT, SMALL, STATEMENT, LINK = "Memo Context", "Memo Small", "Memo Statement", "Hyperlink"
TAGS = {"id": "id-ID", "en": "en-GB"}


def prepare(document: Document, memo: Memo, words: Words) -> None:
    """Give an empty document its page, language, styles, properties and page numbers."""
    from docx.shared import Cm

    for section in document.sections:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)  # A4, ISO 216
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    _language(document, TAGS[memo.language])
    _styles(document)
    _properties(document, memo)
    _page_numbers(document.sections[0].footer.paragraphs[0], words)


def _properties(document: Document, memo: Memo) -> None:
    """Say what the document is, and nothing of who made it."""
    properties = document.core_properties
    properties.title = memo.title
    properties.author = "Tanya Serikat"
    properties.last_modified_by = ""
    properties.comments = ""
    properties.language = TAGS[memo.language]
    properties.created = properties.modified = memo.made_at
    properties.revision = 1


def _language(document: Document, tag: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for found in document.styles.element.iter(qn("w:lang")):
        found.getparent().remove(found)
    for properties in document.styles.element.iter(qn("w:rPrDefault")):
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), tag)
        properties.find(qn("w:rPr")).append(language)


def _styles(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    normal = document.styles["Normal"]
    _lettering(normal, 11, INK)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.15
    for name, size, colour in (
        ("Title", 22.0, ACCENT),
        ("Heading 1", 16.0, ACCENT),
        ("Heading 2", 13.0, INK),
        ("Heading 3", 11.5, INK),
    ):
        _lettering(document.styles[name], size, colour)
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        shape = document.styles[name].paragraph_format
        shape.space_before, shape.space_after, shape.keep_with_next = Pt(14), Pt(4), True
    _lettering(document.styles["Quote"], 11, INK)
    document.styles["Quote"].font.italic = False
    document.styles["Quote"].paragraph_format.left_indent = Cm(0.8)
    for name, size, colour in ((CONTEXT, 9.5, MUTED), (SMALL, 9.5, MUTED), (STATEMENT, 11.5, INK)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _lettering(style, size, colour)
    document.styles[CONTEXT].paragraph_format.left_indent = Cm(0.8)
    link = document.styles.add_style(LINK, WD_STYLE_TYPE.CHARACTER)
    _lettering(link, None, ACCENT)
    link.font.underline = True


def _lettering(style: Any, size: float | None, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    if size is not None:
        style.font.size, style.font.name = Pt(size), FONT
        fonts = style.element.rPr.rFonts
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        for name in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{name}"), FONT)
    style.font.color.rgb = RGBColor.from_string(colour)


def _page_numbers(paragraph: Paragraph, words: Words) -> None:
    """Write "page 1 of 3" with fields that Word and LibreOffice fill in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    before, _, rest = words.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    paragraph.add_run(f"Tanya Serikat · {before}")
    _field(paragraph, "PAGE")
    paragraph.add_run(between)
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _field(paragraph: Paragraph, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Make a paragraph a place that links can lead to; ``number`` is unique in the document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.append(start)
    paragraph._p.append(end)


def link(paragraph: Paragraph, text: str, *, url: str = "", place: str = "") -> None:
    """Add a link to an address outside, or to a bookmark of this document."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:hyperlink")
    if url:
        target = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        element.set(qn("r:id"), target)
    else:
        element.set(qn("w:anchor"), place)
    run = paragraph.add_run(text, style=LINK if url else None)
    if place:
        from docx.shared import RGBColor

        run.font.superscript = True
        run.font.color.rgb = RGBColor.from_string(ACCENT)
    element.append(run._r)
    paragraph._p.append(element)
