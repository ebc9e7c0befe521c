"""Values of written figures: separators and scale words of Indonesian and English."""

from __future__ import annotations

import re
from decimal import Decimal

SCALES: dict[str, int] = {
    "ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6, "miliar": 10**9, "milyar": 10**9,
    "triliun": 10**12, "trilyun": 10**12, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12,
}  # fmt: skip
LONGEST_FIGURE = 40  # characters; longer runs of digits are identifiers, not quantities

_GROUPED_DOT = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?\Z")
_GROUPED_COMMA = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?\Z")


def figure_value(figure: str, *, decimal_comma: bool = False) -> Decimal | None:
    """Return the value of digits with separators, or None if they are no single number.

    Indonesian reading first: "4.900.000" and "5.067.381,88" are grouped by dots. "4,900,000" is
    grouped by commas. One comma before three digits ("1,500") groups thousands as in English,
    unless ``decimal_comma`` says that a percent sign or scale word follows or the figure begins
    with 0. One dot before three digits always groups.
    """
    if len(figure) > LONGEST_FIGURE:
        return None
    if figure.isdecimal():
        return Decimal(figure)
    if _GROUPED_DOT.match(figure) and not figure.startswith("0"):
        return Decimal(figure.replace(".", "").replace(",", "."))
    one_comma = figure.count(",") == 1 and "." not in figure
    grouped = _GROUPED_COMMA.match(figure) and not figure.startswith("0")
    if grouped and not (one_comma and decimal_comma):
        return Decimal(figure.replace(",", ""))
    if _DECIMAL.match(figure):
        return Decimal(figure.replace(",", "."))
    return None


def plain(value: Decimal) -> str:
    """Return ``value`` without exponent or trailing zeros: the form that tokens compare in."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
