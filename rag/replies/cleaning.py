"""A claim's text as one plain line, and letters that it cannot have from its evidence."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

MARKER = re.compile(r"[\[【［]\s*[Ss]\s?\d{1,6}(?:\s*[,;]\s*[Ss]?\s?\d{1,6})*\s*[\]】］]")

_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,500}>")
# What a browser would run or apply is no text; one that is never closed runs to the end.
_NO_TEXT = re.compile(
    r"<(script|style|template|svg|iframe|object)\b[^<>]{0,500}>.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TARGET = r"\((?:[^()\n]|\([^()\n]{0,200}\)){0,500}\)"  # "(javascript:alert(1))" has brackets in it
_IMAGE = re.compile(rf"!\[[^\[\]]{{0,300}}\]{_TARGET}")
_LINK = re.compile(rf"\[([^\[\]]{{0,300}})\]{_TARGET}")
# "[1]" is how the page numbers its own sources; a model's would point at another one.
_NUMBER_MARK = re.compile(r"[\[【［]\s*\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\]】］]")
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,12}://|\bwww\.|\b(?:javascript|data|mailto):)\S+", re.IGNORECASE
)
_LINE_MARK = re.compile(r"^(?:\s*(?:#{1,6}\s|[-*+•>]\s|\d{1,2}[.)]\s))+")
_HEADING = re.compile(r"(?m)^[ \t]*#{1,6}[ \t]")
# Not between two word characters: "2*3" must not become "23".
_EMPHASIS = re.compile(r"(?<!\w)(?:[*_]{1,3}|`+|~~)(?=\S)|(?<=\S)(?:[*_]{1,3}|`+|~~)(?!\w)")
_ASCII = re.compile(r"[\x00-\x7f]+")


def clean_text(text: str) -> str:
    """Return a claim's text as one plain line: no labels, markup, addresses or control characters.

    Nothing is rewritten: words, numbers and quotation marks stay as the model wrote them.
    """
    for _ in range(3):  # entities may hide tags, and tags entities; three layers are enough
        plain = _TAG.sub(" ", _NO_TEXT.sub(" ", html.unescape(text)))
        if plain == text:
            break
        text = plain
    text = _HEADING.sub(" ", _LINK.sub(_link_text, _IMAGE.sub(" ", text)))
    kept = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    kept = _NUMBER_MARK.sub("", MARKER.sub("", kept))
    kept = _EMPHASIS.sub("", _LINE_MARK.sub("", _ADDRESS.sub("", kept)))
    kept = re.sub(r"\(\s*\)|\[\s*\]", "", kept)
    return re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", " ".join(kept.split()))


def _link_text(link: re.Match[str]) -> str:
    words = link[1]
    return "" if MARKER.fullmatch(f"[{words}]") else words


def strange_letters(text: str, evidence: Iterable[str]) -> set[str]:
    """Return the letters and digits beyond ASCII that stand in ``text`` and in no evidence.

    A Cyrillic "а" in "tidаk" hides a "not" from every comparison of words, and "１８" or "1⁸" a
    number. Indonesian and English need none of them but in names, and those come from evidence.
    """
    rest = set(_ASCII.sub("", text))
    return {
        char for char in rest - set("".join(evidence)) if unicodedata.category(char)[0] in "LNM"
    }
