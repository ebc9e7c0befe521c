"""Raised digits of a page: marks of footnotes are no digits of the number before them."""

from __future__ import annotations

from typing import Any

from ingest.documents import normal_line
from ingest.formats.finishing import raised


def settle_raised(root: Any) -> None:
    """Take the marks of footnotes away before they become digits of a number."""
    for element in list(root.iter("sup")):
        mark = normal_line(element.text_content()).strip("[]()*")
        if not mark.isdecimal() or len(mark) > 3:
            continue
        before = element.getprevious()
        text = (before.tail if before is not None else element.getparent().text) or ""
        for inner in list(element):
            element.remove(inner)
        element.text = raised(mark, text)
