"""What a browser would make of drawn evidence: elements, attributes, links, marks and text."""

from __future__ import annotations

from html.parser import HTMLParser

ELEMENTS = frozenset(
    "a article blockquote button circle desc details div h1 h2 h3 header li line mark nav ol p"
    " polyline section span strong summary svg table tbody td text th thead time title tr"
    " ul".split()
)
"""What the templates of the evidence draw; anything else came from outside."""


class Looked(HTMLParser):
    """A drawing taken apart. ``strange`` are elements and attributes that ours never have."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.strange: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.marks: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(str(html))  # markupsafe would escape what it is joined to
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        bad = [name for name in values if name.startswith("on") or name in ("style", "src")]
        if tag not in ELEMENTS or bad:
            self.strange.append(f"{tag} {bad}")
        href = values.get("href", "#")
        if not href.startswith(("#", "reader/", "https://", "http://")):
            self.strange.append(href)
        self.elements.append((tag, values))
        self._open.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1] == tag, f"{tag} closes {self._open}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self._open:
            self.marks[-1] += data

    def handle_comment(self, data: str) -> None:
        self.strange.append(data)

    def handle_decl(self, decl: str) -> None:
        self.strange.append(decl)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """Return the attributes of those elements that have these ones (``class_`` for class)."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            values
            for name, values in self.elements
            if name == tag and all(values.get(key) == value for key, value in wanted.items())
        ]
