"""What the chat draws, made fit for a page that can only be read and runs no script of the chat.

The chat's answers and evidence are markup of our own templates, in which everything that others
wrote is escaped. It is taken apart and put together again: what only a script could do goes,
citations lead to the card of their source, links that begin at the chat's page begin at the
house's root, and headings step down.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from markupsafe import Markup

_VOID = frozenset({"br", "hr", "img", "input", "wbr", "circle", "line", "polyline", "path"})
_GONE_CLASSES = frozenset({"ts-tools", "ts-around", "ts-dropped", "ts-open", "ts-back"})
_KEPT_BUTTONS = {"ts-flag": "span", "ts-abbr": "abbr"}
"""Buttons whose text stays, by class, and what they become."""
_GONE_TAGS = frozenset({"form", "input", "script", "style", "template", "textarea"})
_CITATION = re.compile(r"#bukti-(\d+)-\d+-(\d+)")
_FIXED = re.compile(r"(?:[a-z][a-z0-9+.-]*:|[/#?])", re.IGNORECASE)
"""How an address begins that does not depend on the page it stands on."""

_Attributes = list[tuple[str, str | None]]


def readable(drawn: str, *, turn: int, root: str, deeper: int = 0) -> Markup:
    """Return drawn markup for a page without the chat's scripts.

    Args:
        drawn: what ``ui.render`` drew of one turn.
        turn: the turn's number.
        root: the proxy's prefix, without a slash at its end.
        deeper: by how many levels headings step down.
    """
    reader = _Reader(turn, root, deeper)
    reader.feed(drawn)
    reader.close()
    return Markup("".join(reader.parts))


class _Reader(HTMLParser):
    """Puts markup together again, tag by tag; text passes as it stands, escaped."""

    def __init__(self, turn: int, root: str, deeper: int) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._turn, self._root, self._deeper = turn, root, deeper
        self._inside = 0  # how many elements deep in one that goes
        self._became: list[str] = []  # what open buttons became
        self._named: set[str] = set()

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        classes = set((dict(attrs).get("class") or "").split())
        kept = next((new for name, new in _KEPT_BUTTONS.items() if name in classes), "")
        button = tag == "button"
        folded = "ts-why" in classes and "hidden" in dict(attrs)  # the legend says it too
        gone = tag in _GONE_TAGS or bool(classes & _GONE_CLASSES) or (button and not kept)
        if self._inside or gone or folded:
            self._inside += tag not in _VOID
            return
        if button:
            self._became.append(kept)
            self.parts.append(_instead(kept, classes, dict(attrs).get("data-meaning")))
            return
        changed = self._changed(classes, attrs)
        name = self._heading(tag)
        if changed == attrs and name == tag:
            self.parts.append(self.get_starttag_text() or "")  # names as they were, also in SVG
            return
        shown = (
            f" {key}" if value is None else f' {key}="{escape(value)}"' for key, value in changed
        )
        self.parts.append(f"<{name}{''.join(shown)}>")

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:
        if not self._inside and tag not in _GONE_TAGS:
            self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self._inside:
            self._inside -= tag not in _VOID
        elif tag == "button" and self._became:
            self.parts.append(f"</{self._became.pop()}>")
        else:
            self.parts.append(f"</{self._heading(tag)}>")

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def _text(self, text: str) -> None:
        if not self._inside:
            self.parts.append(text)

    def _heading(self, tag: str) -> str:
        if self._deeper and re.fullmatch("h[1-6]", tag):
            return f"h{min(6, int(tag[1]) + self._deeper)}"
        return tag

    def _changed(self, classes: set[str], attrs: _Attributes) -> _Attributes:
        found: _Attributes = []
        for key, value in attrs:
            if key == "aria-label" and "ts-evidence" in classes:
                continue  # one landmark a page, not one a turn; it has its heading
            if key == "href" and value is not None:
                found.append((key, self._address(value)))
            else:
                found.append((key, value))
            name = f"bukti-{self._turn}-sumber-{value}"
            if key == "data-source" and name not in self._named:
                self._named.add(name)
                found += [("id", name), ("tabindex", "-1")]
        return found

    def _address(self, address: str) -> str:
        citation = _CITATION.fullmatch(address)
        if citation:
            return f"#bukti-{citation[1]}-sumber-{citation[2]}"
        return address if _FIXED.match(address) else f"{self._root}/{address}"


def _instead(tag: str, classes: set[str], meaning: str | None) -> str:
    """Return the beginning of what a button becomes; an abbreviation keeps its meaning."""
    told = f' title="{escape(meaning)}"' if meaning else ""
    return f'<{tag} class="{escape(" ".join(sorted(classes)))}"{told}>'
