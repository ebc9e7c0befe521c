"""Addresses of evidence: in the original article on the web, and in the reader here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from rag.records import Evidence

WHOLE = 80
"""Code points of a sentence up to which a text fragment names all of it. Longer ones are named by
their first and last words, as the specification proposes: addresses stay short, and a sentence is
found although something stands in its middle on the web page (a footnote, an advertisement)."""
ENDS = 5
"""Words at each end of a longer sentence."""
MOST = 6
"""Sentences that one address names."""
_PROOF = 12  # hex digits: that other words have the same is as likely as one in 2.8e14

_WORDLIKE = re.compile(r"\w", re.UNICODE)


def proof(text: str) -> str:
    """Return what shows later that a span still holds the same words."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_PROOF]


def directive(sentence: str) -> str:
    """Return a text directive for a sentence ("text=…"), "" where it has no words.

    By the WICG's "URL Fragment Text Directives": ``-``, ``,`` and ``&`` separate its parts and are
    percent-encoded inside them, ``start,end`` names a range. Browsers compare words with white
    space as one space, so line breaks become spaces.
    """
    words = sentence.split()
    while words and not _WORDLIKE.search(words[0]):
        words.pop(0)
    while words and not _WORDLIKE.search(words[-1]):
        words.pop()
    if not words:
        return ""
    whole = " ".join(words)
    if len(whole) <= WHOLE or len(words) < 2 * ENDS:
        return f"text={_encoded(whole)}"
    first, last = " ".join(words[:ENDS]), " ".join(words[-ENDS:])
    return f"text={_encoded(first)},{_encoded(last)}"


def _encoded(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe="").replace("-", "%2D")


def in_original(address: str, sentences: Sequence[str]) -> str:
    """Return a checked web address that scrolls to the sentences; the address where none has words.

    ``address`` has passed ``ui.passages.safe_link``. A fragment of its own stays before ours.
    """
    if not address:
        return ""
    parts = [part for sentence in sentences[:MOST] if (part := directive(sentence))]
    if not parts or ":~:" in address:
        return address
    joint = ":~:" if "#" in address else "#:~:"
    return address + joint + "&".join(parts)


def mark(item: Evidence) -> str:
    """Return an evidence sentence as the reader's address names it: start, end and proof."""
    return f"{item.start}-{item.end}-{proof(item.text)}"


def in_reader(article: str, quoted: Sequence[Evidence], asked: datetime | None = None) -> str:
    """Return the reader's address of an article with evidence marked, relative to the chat page.

    Sentences of other articles are left out. ``asked`` is given where the article has changed
    since then: the reader offers the version that stood at that moment.
    """
    marks = dict.fromkeys(mark(item) for item in quoted if item.article == article)
    parts = [f"mark={each}" for each in marks]
    if parts and asked is not None:
        parts.append(f"asked={int(asked.timestamp())}")
    query = "&".join(parts)
    path = f"reader/{quote(article, safe='')}"
    return f"{path}?{query}" if query else path
