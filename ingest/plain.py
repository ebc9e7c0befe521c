"""Plain text: often copied from a page, with its menus and labels."""

from __future__ import annotations

from ingest.boilerplate import tidy
from ingest.documents import Document, Line, Metadata, normal_breaks, normal_line

_WRAP_FROM, _WRAP_TO = 45, 100  # code points of a line that an editor or mailer wrapped
_WRAP_SPREAD = 25
_WRAP_LINES = 4  # fewer lines tell nothing


def read_plain(text: str) -> Document:
    """Read plain text: one paragraph per line, or wrapped paragraphs between blank lines."""
    lines: list[Line | None] = []
    block: list[str] = []
    for raw in [*normal_breaks(text).split("\n"), ""]:
        line = normal_line(raw)
        if line:
            block.append(line)
        elif block:
            lines.extend(Line(text=part) for part in _unwrapped(block))
            lines.append(None)
            block = []
    return tidy(lines, Metadata())


def _unwrapped(block: list[str]) -> list[str]:
    """Join the lines of a paragraph that was wrapped to a width, else return them as they are.

    Wrapped lines are about equally long, but for the last, and mostly end inside a sentence.
    """
    full = block[:-1]
    lengths = [len(line) for line in full]
    if len(block) < _WRAP_LINES or not _WRAP_FROM <= min(lengths) <= max(lengths) <= _WRAP_TO:
        return block
    inside = sum(line[-1].isalnum() or line[-1] == "," for line in full)
    if max(lengths) - min(lengths) > _WRAP_SPREAD or inside < len(full) * 0.6:
        return block
    return [" ".join(block)]
