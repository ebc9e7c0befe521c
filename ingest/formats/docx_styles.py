"""What a DOCX says of its letters: which styles there are, and which text nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.formats.packed import Packed

_LOOK_UP = 12  # styles that a style is based on, one on the other
_NEARLY_WHITE = 0xF8  # red, green and blue at least
_TINY = 4  # half-points
_OFF = frozenset({"0", "false", "off", "none"})
_PLAIN_TABLES = frozenset({"", "tablegrid", "tablenormal"})


def local(element: Any) -> str:
    """Return an element's name without its namespace (two are in use, for the same names)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """Return an attribute by its name without namespace, "" if it is not there."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: Any, name: str) -> Any:
    """Return the first child of a name, None if there is none."""
    if element is None:
        return None
    return next((each for each in element if local(each) == name), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How letters look; None where nothing is said."""

    vanish: bool | None = None
    colour: str | None = None
    size: int | None = None  # half-points
    shaded: bool | None = None
    raised: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Style:
    name: str
    based_on: str
    look: Look


def look_of(properties: Any) -> Look:
    """Read run or paragraph properties (``rPr``, ``pPr``, ``tcPr``)."""
    if properties is None:
        return Look()
    vanish, colour, size, shaded, high = None, None, None, None, None
    for each in properties:
        name = local(each)
        value = attribute(each, "val")
        if name in ("vanish", "webHidden"):
            vanish = vanish or value.casefold() not in _OFF
        elif name == "color":
            colour = value.upper()
        elif name == "sz" and value.isdecimal():
            size = int(value[:6])
        elif name == "shd":
            shaded = attribute(each, "fill").upper() not in ("", "AUTO", "FFFFFF")
        elif name == "highlight":
            shaded = value.casefold() not in ("none", "white")
        elif name == "vertAlign":
            high = value == "superscript"
    return Look(vanish=vanish, colour=colour, size=size, shaded=shaded, raised=high)


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, packed: Packed, part: str) -> None:
        """Read the styles; a document without a styles part has none."""
        self._styles = dict(_read(packed.tree(part))) if packed.has(part) else {}

    def name(self, style: str) -> str:
        """Return a style's name, casefolded; Word writes built-in names in English."""
        found = self._styles.get(style)
        return found.name if found else style.casefold()

    def looks(self, style: str) -> Iterator[Look]:
        """Yield what a style says and then what the styles say that it is based on."""
        for _ in range(_LOOK_UP):
            found = self._styles.get(style)
            if found is None:
                return
            yield found.look
            style = found.based_on


def _read(root: Any) -> Iterator[tuple[str, _Style]]:
    for element in root:
        if local(element) != "style":
            continue
        name, based_on = child(element, "name"), child(element, "basedOn")
        look, paragraph = look_of(child(element, "rPr")), look_of(child(element, "pPr"))
        if look.shaded is None and paragraph.shaded:
            look = Look(vanish=look.vanish, colour=look.colour, size=look.size, shaded=True,
                        raised=look.raised)  # fmt: skip
        yield (
            attribute(element, "styleId"),
            _Style(
                name=attribute(name, "val").casefold() if name is not None else "",
                based_on=attribute(based_on, "val") if based_on is not None else "",
                look=look,
            ),
        )


def is_hidden(looks: list[Look], *, on_colour: bool) -> bool:
    """Tell whether letters are hidden: by their mark, white on white, or too small to see.

    Args:
        looks: what is said of them, nearest first.
        on_colour: something around them (a cell, a box) may have a colour of its own.
    """
    if next((look.vanish for look in looks if look.vanish is not None), False):
        return True
    size = next((look.size for look in looks if look.size is not None), None)
    if size is not None and size <= _TINY:
        return True
    colour = next((look.colour for look in looks if look.colour is not None), "")
    return is_white(colour) and not on_colour and not any(look.shaded for look in looks)


def is_white(colour: str) -> bool:
    """Tell whether "FFFFFF" or "#ffffff" is white or nearly so."""
    digits = colour.lstrip("#")
    try:
        value = int(digits, 16) if len(digits) == 6 else 0
    except ValueError:
        return False
    return min(value >> 16, value >> 8 & 0xFF, value & 0xFF) >= _NEARLY_WHITE


def is_plain_table(table: Any) -> bool:
    """Tell whether a table's style gives no colour to its cells."""
    style = child(child(table, "tblPr"), "tblStyle")
    return style is None or attribute(style, "val").casefold() in _PLAIN_TABLES
