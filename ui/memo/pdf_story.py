"""What stands on the pages of a PDF memo, as reportlab's flowables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ui.memo.cleaning import paragraphs, shortened
from ui.memo.pdf_fonts import BOLD, REGULAR, Lettering
from ui.memo.values import Memo, MemoSource, Section, Statement, Stretch, Versions
from ui.memo.words import words_of

INK, ACCENT, MUTED, WARN, MARK, LINE = (
    *("#1d2527", "#0c5c58", "#56615f", "#8a3b12", "#ffe48a", "#dcd8cb"),
)
_OUTLINE = 100  # characters of a bookmark
_LONGEST = 400  # characters of a text in a table, whose rows cannot be cut between pages


class Story:
    """Turns one memo into flowables. Everything from outside passes ``_text``, which escapes."""

    def __init__(self, memo: Memo, lettering: Lettering) -> None:
        """Tell ``memo`` in the characters that ``lettering`` has."""
        self._memo, self._lettering = memo, lettering
        self._words = words_of(memo.language)
        self._styles = _styles()
        self._keys = count(1)

    def flowables(self, closing: Callable[[Memo, Lettering], str]) -> list[Any]:
        """Return the whole memo; ``closing`` makes its last line when all else is written."""
        words, memo = self._words, self._memo
        found = [self._plain(memo.title, "title")]
        found.append(self._plain(words.made.format(when=memo.made), "small"))
        if any(section.statements for section in memo.sections):
            found.append(self._plain(f"{words.promise} {words.legend}", "small"))
        for section in memo.sections:
            found += self._section(section)
        last = closing(memo, self._lettering)
        if last:
            found.append(self._plain(last, "small"))
        return found

    def _text(self, text: str) -> str:
        """Return a text as reportlab's paragraphs read it: no markup of its own."""
        return escape(self._lettering.fitted(text)).replace("\n", " ")

    def _marked(self, markup: str, style: str) -> Any:
        from reportlab.platypus import Paragraph

        return Paragraph(markup, self._styles[style])

    def _plain(self, text: str, style: str) -> Any:
        return self._marked(self._text(text), style)

    def _heading(self, text: str, level: int) -> Any:
        """Return a heading that is a bookmark, too."""
        from reportlab.platypus import Paragraph

        depth = level if self._memo.sections[0].headed else level - 1  # they begin at the top
        outline, key = shortened(self._lettering.fitted(text), _OUTLINE), f"h{next(self._keys)}"
        marked: list[str] = []

        class Heading(Paragraph):
            def draw(self) -> None:
                if not marked:  # one that is cut between two pages is drawn in two parts
                    marked.append(key)
                    self.canv.bookmarkPage(key)
                    self.canv.addOutlineEntry(outline, key, depth, closed=depth > 0)
                super().draw()

        return Heading(self._text(text), self._styles[f"h{level + 1}"])

    def _section(self, section: Section) -> Iterator[Any]:
        words = self._words
        if section.headed:
            yield self._heading(section.question, 0)
        yield self._plain(section.asked, "asked")
        yield from self._bullets(section.understood)
        if section.changes:
            yield self._plain(words.changed, "warn")
            yield from self._bullets(section.changes)
        yield self._heading(words.no_answer if section.refused else words.answer, 1)
        for part in paragraphs(section.text):
            yield self._plain(part, "body")
        for statement in section.statements:
            yield self._statement(section.number, statement)
        for table in section.versions:
            yield from self._versions(section.number, table)
        fresh = " ".join(part for part in (section.as_of, section.by) if part)
        if fresh:
            yield self._plain(fresh, "small")
        yield from self._below(section)

    def _below(self, section: Section) -> Iterator[Any]:
        words = self._words
        notes = (*section.open, *section.notices)
        if notes:
            yield self._plain(words.notes, "h3")
            yield from self._bullets(notes)
        if section.near:
            yield from self._near(section)
        if section.sources:
            yield from self._sources(section)
        if section.id:
            yield self._plain(words.record.format(id=section.id), "small")

    def _bullets(self, lines: Sequence[str]) -> Iterator[Any]:
        for told in lines:
            yield self._marked(f"<bullet>•</bullet>{self._text(told)}", "bullet")

    def _statement(self, section: int, statement: Statement) -> Any:
        parts = [self._text(statement.text)]
        for number in statement.numbers:
            parts.append(
                f' <a href="#{_place(section, number)}" color="{ACCENT}"><b>[{number}]</b></a>'
            )
        beside = f" ({statement.days})" if statement.days else ""
        beside += f" — {statement.speaker}" if statement.speaker else ""
        if beside:
            parts.append(f'<font color="{MUTED}">{self._text(beside)}</font>')
        if statement.mark:
            reasons = f": {statement.reasons}" if statement.reasons else ""
            told = self._text(f" ({statement.mark}{reasons})")
            parts.append(f'<font color="{WARN}"><b>{told}</b></font>')
        return self._marked("".join(parts), "body")

    def _versions(self, section: int, table: Versions) -> Iterator[Any]:
        rows = [[self._plain(head, "head") for head in table.columns]]
        for row in table.rows:
            number = ""
            if row.number:
                number = f' <a href="#{_place(section, row.number)}">[{row.number}]</a>'
            rows.append(
                [
                    self._cell(row.value),
                    self._marked(self._text(shortened(row.where, _LONGEST)) + number, "cell"),
                    self._cell(row.standing),
                ]
            )
        yield self._plain(table.head, "h3")
        yield _table(rows, (5.8, 6.3, 3.8))

    def _cell(self, text: str) -> Any:
        return self._plain(shortened(text, _LONGEST), "cell")

    def _near(self, section: Section) -> Iterator[Any]:
        yield self._plain(self._words.near, "h3")
        for one in section.near:
            yield self._plain(one.text, "near")
            told = self._text(f"— {one.where}")
            yield self._marked(told + self._link(one.url, " "), "context")

    def _link(self, url: str, before: str) -> str:
        """Return a link that shows its own address."""
        if not url:
            return ""
        shown = self._text(shortened(url, _LONGEST))
        return f'{before}<a href={quoteattr(url)} color="{ACCENT}"><u>{shown}</u></a>'

    def _sources(self, section: Section) -> Iterator[Any]:
        words = self._words
        yield self._heading(words.sources, 1)
        yield self._plain(section.counted, "body")
        rows = [[self._plain(head, "head") for head in words.columns]]
        for source in section.sources:
            place = f'<a name="{_place(section.number, source.number)}"/>[{source.number}]'
            rows.append(
                [
                    self._marked(place, "cell"),
                    self._article(source),
                    self._cell(source.outlet),
                    self._cell(source.when),
                ]
            )
        yield _table(rows, (1.1, 8.2, 3.4, 3.2))
        yield self._heading(words.evidence, 1)
        for source in section.sources:
            yield from self._evidence(source)

    def _article(self, source: MemoSource) -> Any:
        parts = [f"<b>{self._text(shortened(source.title, _LONGEST))}</b>"]
        if source.kind:
            parts.append(f'<font color="{WARN}"> ({self._text(source.kind)})</font>')
        if source.author:
            parts.append(f"<br/>{self._text(shortened(source.author, _LONGEST))}")
        parts.append(self._link(source.url, "<br/>"))
        return self._marked("".join(parts), "cell")

    def _evidence(self, source: MemoSource) -> Iterator[Any]:
        yield self._plain(f"[{source.number}] {source.title}", "h3")
        for quote in source.quotes:
            yield self._plain(f"“{quote}”", "quote")
        if source.around:
            yield self._plain(self._words.around, "lead")
        for passage in source.around:
            yield from self._passage(passage)

    def _passage(self, passage: tuple[Stretch, ...]) -> Iterator[Any]:
        kept: list[str] = []
        for stretch in passage:
            for place, part in enumerate(stretch.text.split("\n")):
                if place and kept:
                    yield self._marked("".join(kept), "context")
                    kept = []
                if part.strip() or (part and kept):
                    told = self._text(part)
                    marked = f'<font backColor="{MARK}" color="{INK}">{told}</font>'
                    kept.append(marked if stretch.evidence else told)
        if kept:
            yield self._marked("".join(kept), "context")


def _place(section: int, number: int) -> str:
    return f"s{section}n{number}"


def _styles() -> dict[str, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    body = ParagraphStyle(
        "body",
        fontName=REGULAR,
        fontSize=10.5,
        leading=15,
        spaceAfter=6,
        textColor=HexColor(INK),
        splitLongWords=1,
    )
    shapes: dict[str, dict[str, Any]] = {
        "title": {"fontName": BOLD, "fontSize": 19, "leading": 24, "textColor": ACCENT},
        "h1": {"fontName": BOLD, "fontSize": 14.5, "leading": 19, "textColor": ACCENT},
        "h2": {"fontName": BOLD, "fontSize": 12, "leading": 16},
        "h3": {"fontName": BOLD, "fontSize": 10.5, "leading": 14, "spaceBefore": 8},
        "warn": {"fontName": BOLD, "textColor": WARN},
        "small": {"fontSize": 9, "leading": 12.5, "textColor": MUTED},
        "asked": {"fontSize": 9, "leading": 12.5, "textColor": MUTED, "keepWithNext": 1},
        "bullet": {"leftIndent": 14, "bulletIndent": 3, "bulletFontName": REGULAR, "spaceAfter": 3},
        "quote": {"leftIndent": 14, "borderPadding": 0},
        "near": {"leftIndent": 14, "spaceAfter": 2},
        "context": {"fontSize": 9, "leading": 13, "leftIndent": 14, "textColor": MUTED},
        "lead": {"fontSize": 9, "leading": 13, "leftIndent": 14, "textColor": MUTED},
        "cell": {"fontSize": 9.5, "leading": 13, "spaceAfter": 0},
        "head": {"fontName": BOLD, "fontSize": 9.5, "leading": 13, "spaceAfter": 0},
    }
    for name, before in (("h1", 18), ("h2", 12)):
        shapes[name]["spaceBefore"] = before
    for name in ("h1", "h2", "h3", "lead", "warn"):
        shapes[name]["keepWithNext"] = 1
    made = {name: ParagraphStyle(name, parent=body, **shape) for name, shape in shapes.items()}
    return {"body": body, **made}


def _table(rows: list[list[Any]], widths: tuple[float, ...]) -> Any:
    """Return a table whose head is repeated on each page. ``widths`` in centimetres."""
    from reportlab.lib.units import cm
    from reportlab.platypus import Table, TableStyle

    style = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ]
    )
    return Table(
        rows,
        colWidths=[width * cm for width in widths],
        repeatRows=1,
        style=style,
        hAlign="LEFT",
        spaceAfter=8,
    )
