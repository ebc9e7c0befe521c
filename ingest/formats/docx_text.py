"""The text of a DOCX paragraph: what is shown, what is hidden, its notes and text boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.formats.docx_styles import Look, Styles, attribute, child, is_hidden, local, look_of
from ingest.formats.finishing import raised

_INLINE = frozenset(
    "ins moveTo hyperlink smartTag sdtContent fldSimple customXml dir bdo oMath oMathPara r e num "
    "den sup sub f sSup sSub d rad deg ruby rubyBase Choice".split()
)
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWN = frozenset({"drawing", "pict", "object"})


@dataclass(kw_only=True, slots=True)
class Writing:
    """What a paragraph holds while it is read."""

    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # ids: "f1" footnotes, "e1" endnotes
    boxes: list[Any] = field(default_factory=list)  # elements that hold paragraphs

    @property
    def text(self) -> str:
        """The shown text, with line breaks where the paragraph has them."""
        return "".join(self.shown)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Reads paragraphs with the styles of their document."""

    styles: Styles
    on_colour: bool = False
    """A coloured page, cell or box lies behind the text, so that white letters are seen."""

    def style_name(self, paragraph: Any) -> str:
        """Return the casefolded name of a paragraph's style, "" if it has none."""
        style = child(child(paragraph, "pPr"), "pStyle")
        return self.styles.name(attribute(style, "val")) if style is not None else ""

    def write(self, paragraph: Any) -> Writing:
        """Read a paragraph."""
        properties = child(paragraph, "pPr")
        style = child(properties, "pStyle")
        looks = [look_of(properties)]
        if style is not None:
            looks.extend(self.styles.looks(attribute(style, "val")))
        writing = Writing()
        self._inline(paragraph, looks, writing)
        return writing

    def _inline(self, parent: Any, looks: list[Look], writing: Writing) -> None:
        for each in parent:
            name = local(each)
            if name == "r":
                self._run(each, looks, writing)
            elif name == "sdt":
                if child(child(each, "sdtPr"), "showingPlcHdr") is None:
                    self._inline(each, looks, writing)
            elif name == "AlternateContent":
                self._alternate(each, looks, writing)
            elif name in _INLINE:
                self._inline(each, looks, writing)
            elif name == "t":  # of a formula
                writing.shown.append(each.text or "")

    def _alternate(self, element: Any, looks: list[Look], writing: Writing) -> None:
        chosen = child(element, "Choice")
        chosen = chosen if chosen is not None else child(element, "Fallback")
        if chosen is not None:
            self._content(chosen, writing.shown, writing)
            self._inline(chosen, looks, writing)

    def _run(self, run: Any, looks: list[Look], writing: Writing) -> None:
        properties = child(run, "rPr")
        own = look_of(properties)
        style = child(properties, "rStyle")
        near = [own, *(self.styles.looks(attribute(style, "val")) if style is not None else ())]
        hidden = is_hidden([*near, *looks], on_colour=self.on_colour)
        parts: list[str] = []
        self._content(run, parts, writing)
        text = "".join(parts)
        high = next((look.raised for look in near if look.raised is not None), False)
        if high and text.strip().isdecimal() and len(text.strip()) <= 3:
            text = raised(text.strip(), writing.text[-8:])
        if hidden:
            writing.hidden.append(text)
        else:
            writing.shown.append(text)

    def _content(self, run: Any, parts: list[str], writing: Writing) -> None:
        for each in run:
            name = local(each)
            if name == "t":
                parts.append(each.text or "")
            elif name in _SIGNS:
                inside = name == "br" and attribute(each, "type") in ("page", "column")
                parts.append(" " if inside else _SIGNS[name])
            elif name in ("footnoteReference", "endnoteReference"):
                writing.notes.append(name[0] + attribute(each, "id"))
            elif name in _DRAWN:
                writing.boxes.extend(box for box in each.iter() if local(box) == "txbxContent")
            elif name == "AlternateContent":
                chosen = child(each, "Choice")
                chosen = chosen if chosen is not None else child(each, "Fallback")
                if chosen is not None:
                    self._content(chosen, parts, writing)


def note_paragraphs(root: Any, mark: str) -> Mapping[str, Any]:
    """Return the notes of a notes part by "f1" or "e1"; separators are left out."""
    return {
        mark + attribute(note, "id"): note
        for note in root
        if local(note) in ("footnote", "endnote") and not attribute(note, "type")
    }
