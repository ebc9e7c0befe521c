"""A memo as DOCX, with styles that Word and LibreOffice know."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from ui.memo import word_styles as form
from ui.memo.cleaning import paragraphs
from ui.memo.values import Memo, MemoSource, Section, Statement, Stretch, Versions
from ui.memo.words import Words, words_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph


def as_docx(memo: Memo) -> bytes:
    """Return a memo as the bytes of a DOCX file."""
    import docx

    words = words_of(memo.language)
    document = docx.Document()
    form.prepare(document, memo, words)
    document.add_heading(memo.title, level=0)
    document.add_paragraph(words.made.format(when=memo.made), style=form.SMALL)
    if any(section.statements for section in memo.sections):
        document.add_paragraph(f"{words.promise} {words.legend}", style=form.SMALL)
    for section in memo.sections:
        _section(document, section, words)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _section(document: Document, section: Section, words: Words) -> None:
    if section.headed:
        _heading(document, section, section.question, 1)
    document.add_paragraph(section.asked, style=form.SMALL)
    for told in section.understood:
        document.add_paragraph(told, style="List Bullet")
    if section.changes:
        _warning(document.add_paragraph(), words.changed)
        for told in section.changes:
            document.add_paragraph(told, style="List Bullet")
    _heading(document, section, words.no_answer if section.refused else words.answer, 2)
    for part in paragraphs(section.text):
        document.add_paragraph(part)
    for statement in section.statements:
        _statement(document, section.number, statement)
    for table in section.versions:
        _versions(document, section, table)
    fresh = " ".join(part for part in (section.as_of, section.by) if part)
    if fresh:
        document.add_paragraph(fresh, style=form.SMALL)
    _below(document, section, words)


def _below(document: Document, section: Section, words: Words) -> None:
    notes = (*section.open, *section.notices)
    if notes:
        _heading(document, section, words.notes, 3)
        for told in notes:
            document.add_paragraph(told, style="List Bullet")
    if section.near:
        _near(document, section, words)
    if section.sources:
        _sources(document, section, words)
    if section.id:
        document.add_paragraph(words.record.format(id=section.id), style=form.SMALL)


def _heading(document: Document, section: Section, text: str, level: int) -> None:
    """Add a heading; where the title is the question already, the others move up by one."""
    document.add_heading(text, level=level if section.headed else level - 1)


def _statement(document: Document, section: int, statement: Statement) -> None:
    paragraph = document.add_paragraph(style=form.STATEMENT)
    paragraph.add_run(statement.text)
    for number in statement.numbers:
        form.link(paragraph, f"[{number}]", place=_place(section, number))
    beside = f" ({statement.days})" if statement.days else ""
    beside += f" — {statement.speaker}" if statement.speaker else ""
    if beside:
        _coloured(paragraph, beside, form.MUTED)
    if statement.mark:
        reasons = f": {statement.reasons}" if statement.reasons else ""
        _warning(paragraph, f" ({statement.mark}{reasons})")


def _place(section: int, number: int) -> str:
    return f"sumber_{section}_{number}"


def _coloured(paragraph: Paragraph, text: str, colour: str) -> None:
    from docx.shared import RGBColor

    paragraph.add_run(text).font.color.rgb = RGBColor.from_string(colour)


def _warning(paragraph: Paragraph, text: str) -> None:
    from docx.shared import RGBColor

    run = paragraph.add_run(text)
    run.bold = True
    run.font.color.rgb = RGBColor.from_string(form.WARN)


def _versions(document: Document, section: Section, table: Versions) -> None:
    _heading(document, section, table.head, 3)
    drawn = _table(document, table.columns, (5.5, 6.7, 4.0))
    for row in table.rows:
        cells = drawn.add_row().cells  # type: ignore[no-untyped-call]
        cells[0].text = row.value
        cells[1].text = row.where
        if row.number:
            form.link(
                cells[1].paragraphs[0], f"[{row.number}]", place=_place(section.number, row.number)
            )
        cells[2].text = row.standing
    _finished(drawn)
    document.add_paragraph()


def _near(document: Document, section: Section, words: Words) -> None:
    _heading(document, section, words.near, 3)
    for one in section.near:
        document.add_paragraph(one.text, style="Quote")
        paragraph = document.add_paragraph(f"— {one.where}", style=form.CONTEXT)
        if one.url:
            paragraph.add_run(" ")
            form.link(paragraph, one.url, url=one.url)


def _sources(document: Document, section: Section, words: Words) -> None:
    _heading(document, section, words.sources, 2)
    document.add_paragraph(section.counted)
    table = _table(document, words.columns, (1.2, 8.0, 3.6, 3.4))
    for source in section.sources:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]
        cells[0].text = f"[{source.number}]"
        form.bookmark(
            cells[0].paragraphs[0],
            _place(section.number, source.number),
            section.number * 1000 + source.number,
        )
        _article(cells[1].paragraphs[0], source)
        cells[2].text, cells[3].text = source.outlet, source.when
    _finished(table)
    _heading(document, section, words.evidence, 2)
    for source in section.sources:
        _heading(document, section, f"[{source.number}] {source.title}", 3)
        _evidence(document, source, words)


def _article(paragraph: Paragraph, source: MemoSource) -> None:
    paragraph.add_run(source.title).bold = True
    if source.kind:
        _warning(paragraph, f" ({source.kind})")
    if source.author:
        paragraph.add_run("\n" + source.author)
    if source.url:
        paragraph.add_run("\n")
        form.link(paragraph, source.url, url=source.url)


def _evidence(document: Document, source: MemoSource, words: Words) -> None:
    for quote in source.quotes:
        document.add_paragraph(f"“{quote}”", style="Quote")
    for place, passage in enumerate(source.around):
        if not place:
            document.add_paragraph(
                words.around, style=form.CONTEXT
            ).paragraph_format.keep_with_next = True
        _passage(document, passage)


def _passage(document: Document, passage: tuple[Stretch, ...]) -> None:
    """Write a passage paragraph by paragraph, its evidence under a marker."""
    from docx.enum.text import WD_COLOR_INDEX

    paragraph = document.add_paragraph(style=form.CONTEXT)
    for stretch in passage:
        for place, part in enumerate(stretch.text.split("\n")):
            if place and paragraph.text.strip():
                paragraph = document.add_paragraph(style=form.CONTEXT)
            if part.strip() or (part and paragraph.text):
                run = paragraph.add_run(part)
                if stretch.evidence:
                    run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    if not paragraph.text.strip():
        paragraph._p.getparent().remove(paragraph._p)


def _table(document: Document, heads: tuple[str, ...], widths: tuple[float, ...]) -> Table:
    from docx.shared import Cm

    table: Table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(head).bold = True
    return table


def _finished(table: Table) -> None:
    """Repeat the head row on each page, keep rows whole, and give every cell its width."""
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    widths = [column.width for column in table.columns]
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if not place:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(2)
