"""The readers of web pages that ``bench.extracting`` compares, ours among them.

Each takes a page's decoded text and returns the article's text, one block a line, without its
title. None of them is given anything else: no address, no language.
"""

from __future__ import annotations

from collections.abc import Callable

Reader = Callable[[str], str]
OURS = "ours"
BASE = "trafilatura"
"""The reader whose cost the others' are multiples of."""


def readers() -> tuple[dict[str, Reader], list[str]]:
    """Return the readers by name, ours first, and the names of those not installed here."""
    found: dict[str, Reader] = {OURS: _ours, "ours, no captions": _ours_bare}
    missing = []
    for name, make in (
        (BASE, _trafilatura),
        ("trafilatura, recall", lambda: _trafilatura(favor_recall=True)),
        ("trafilatura, precision", lambda: _trafilatura(favor_precision=True)),
        ("readability-lxml", _readability),
        ("justext", _justext),
        ("resiliparse", _resiliparse),
    ):
        try:
            found[name] = make()
        except ImportError:
            missing.append(name)
    return found, missing


def _ours(page: str, *, captions: bool = True) -> str:
    from ingest.pages import read_page
    from rag.errors import DocumentError
    from rag.records import SentenceKind

    try:
        lines = read_page(page, "page.html").lines
    except DocumentError:
        return ""
    return "\n".join(
        line.text for line in lines if captions or line.kind is not SentenceKind.CAPTION
    )


def _ours_bare(page: str) -> str:
    """Ours as the others read: they drop captions, which this project keeps on purpose."""
    return _ours(page, captions=False)


def _trafilatura(**options: bool) -> Reader:
    import trafilatura

    def read(page: str) -> str:
        text = trafilatura.extract(page, include_comments=False, include_tables=True, **options)
        return text or ""

    return read


def _readability() -> Reader:
    from readability import Document  # type: ignore[import-not-found]

    def read(page: str) -> str:
        return plain(Document(page).summary(html_partial=True))

    return read


def _justext() -> Reader:
    import justext  # type: ignore[import-untyped]

    def read(page: str) -> str:
        # As its authors say for a page whose language is not known: no words, no thresholds.
        found = justext.justext(page, frozenset(), stopwords_low=0, stopwords_high=0)
        return "\n".join(each.text for each in found if not each.is_boilerplate)

    return read


def _resiliparse() -> Reader:
    from resiliparse.extract.html2text import (  # type: ignore[import-not-found]
        extract_plain_text,
    )

    def read(page: str) -> str:
        return str(extract_plain_text(page, main_content=True, links=False, comments=False))

    return read


def plain(markup: str) -> str:
    """Return the text of a piece of markup, one block a line."""
    from lxml import html  # type: ignore[import-untyped]

    from ingest.pages.blocks import blocks

    return "\n".join(block.text for block in blocks(html.fromstring(f"<div>{markup}</div>")))
