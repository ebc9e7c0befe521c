"""What single lines of a copied text are: sentences, labels, menus, links, notices.

Every rule looks at one line alone; ``ingest.boilerplate`` knows where the lines stand.
"""

from __future__ import annotations

import re

from ingest.boilerplate.labels import INLINE_LINK, LINK_LINE, NOTICE_LINE
from ingest.documents import folded
from ingest.fields.datelines import dateline

_LONGEST_LABEL = 60  # code points
_MAX_NOTICE = 320  # code points
_MAX_LABEL = 200  # code points; a longer line is a paragraph, whatever it begins with
_QUOTE = re.compile('["“”«»]')
_SAYS = re.compile(r"[^\W_]|[\"'“”‘’«»]")  # a mark of quotation belongs to what stands beside it
_LINK_WORDS = 15
_STOPS = (".", ".”", '."', "katanya", "ujarnya", "ucapnya", "tuturnya", "jelasnya")
_MENU_MARK = re.compile(r"\s+[/|>»•·*–-]\s+")
_MENU_PARTS, _MENU_WORDS = 3, 3  # a menu in one line has at least so many entries of so few words
_ENDS = (
    ".",
    ".”",
    '."',
    ".)",
    ".]",
    "?”",
    '?"',
    "!”",
    '!"',
    ",”",
    ":",
    "…",
    "。",
    "！",
    "？",
    "」",
)
_REAL_WORDS = 8  # a line of fewer words may be a menu entry or a headline
_LONG = 20  # words; a headline may hold a dash as a dateline does, but seldom so many words
HEADLINE = range(4, 23)
"""How many words a headline has."""


def is_one_of(labels: frozenset[str], text: str) -> bool:
    """Tell whether the whole of a line is one of these labels."""
    if len(text) > _LONGEST_LABEL or folded(text) not in labels:
        return False
    # '" komentar,. "' and "selanjutnya:" are left of sentences whose links a copy has lost.
    return not _QUOTE.search(text) and not (text[0].islower() and text[-1] in ".,:;")


def leads_elsewhere(text: str) -> bool:
    """Tell whether a line is a link to another article, an advertisement or a notice."""
    if len(text) > _MAX_LABEL or not LINK_LINE.match(text):
        return False
    # Copied without its break, a sentence of the article may stand behind the link's.
    return len(text.split()) <= _LINK_WORDS or not text.endswith(_STOPS)


def is_menu(text: str) -> bool:
    """Tell whether a line is a menu or path, such as "Home / Daerah / Buruh"."""
    parts = _MENU_MARK.split(text)
    return (
        len(parts) >= _MENU_PARTS
        and all(len(part.split()) <= _MENU_WORDS for part in parts)
        and not any(character.isdigit() or character in ":()" for character in text)
    )


def is_sentence(text: str) -> bool:
    """Tell whether a line reads like a sentence of the article, not like a label or headline."""
    words = len(text.split()) if text.isascii() else _words(text)
    if words > max(HEADLINE):
        return True
    if words < _REAL_WORDS:
        return False
    return text.endswith(_ENDS) or (words > _LONG and dateline(text) is not None)


def _words(text: str) -> int:
    """Count words; scripts without spaces by two letters a word (ideographs, kana, Thai)."""
    return (
        len(text.split())
        + sum("\u0e00" <= c <= "\u0e7f" or "\u3040" <= c <= "\ud7af" for c in text) // 2
    )


def is_credit(text: str, after: bool) -> bool:
    """Tell whether a line below the text names sources in capitals: "ANTARA | REUTERS | NAMA"."""
    return after and text.isupper()


def is_notice(text: str) -> bool:
    """Tell whether a line is what a comment form, a newsletter box or a publisher's notice says."""
    return len(text) <= _MAX_NOTICE and bool(NOTICE_LINE.match(text))


def is_link(text: str) -> bool:
    """Tell whether a line reads like another article's headline: most words with a capital."""
    words = [word for word in text.split() if len(word) > 3]
    capitals = sum(word.lstrip("\"'“‘(").istitle() or word.isupper() for word in words)
    return not is_sentence(text) and capitals >= len(words) * 0.6


def says_something(text: str) -> bool:
    """Tell whether a line has a letter, a digit or a mark of quotation."""
    return bool(_SAYS.search(text))


def link_at(text: str) -> tuple[int, int]:
    """Return where "(Baca juga: ...)" stands within a line, or at the end of it; (0, 0) if not."""
    found = INLINE_LINK.search(text)
    return found.span() if found else (0, 0)
