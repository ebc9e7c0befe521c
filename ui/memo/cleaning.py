"""Text that any document can hold: nothing invisible, nothing that XML forbids."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
"""Control, format (bidi marks turn a text around), half surrogates, private, unassigned."""


def clean(text: str) -> str:
    """Return a text without invisible characters; line feeds stay, other breaks become them.

    What stays is allowed in XML 1.0 (section 2.2, ``Char``).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = lines.replace("\u2028", "\n").replace("\u2029", "\n").replace("\t", " ")
    return "".join(
        char for char in lines if char == "\n" or unicodedata.category(char) not in _UNSEEN
    )


def line(text: str) -> str:
    """Return a text on one line, with single spaces."""
    return " ".join(clean(text).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the lines of a text that hold something, each with single spaces."""
    return tuple(found for part in clean(text).split("\n") if (found := " ".join(part.split())))


def shortened(text: str, limit: int) -> str:
    """Return one line of at most ``limit`` characters, cut at a word."""
    flat = line(text)
    if len(flat) <= limit:
        return flat
    head = flat[: limit - 2]
    return (head.rsplit(" ", 1)[0] if " " in head else head) + " …"
