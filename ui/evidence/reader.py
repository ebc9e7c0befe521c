"""The reader: a whole article with the evidence marked, as a page and as a part of the panel."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from rag.records import Article, ArticleKind, Origin
from ui.evidence import links
from ui.evidence.reading import Reading, around, reading, wanted
from ui.evidence.words import Words, words_of
from ui.glossed import Glosser
from ui.passages import safe_link
from ui.web import House, Shell, language_of, visitor_of

_SPAN = 9  # digits of a place in a text


def routes(house: House, shell: Shell) -> list[Route]:
    """Return the reader's addresses. Whoever may see the page may read every article."""
    return [
        Route("/reader/{article}/around", _around(house), methods=["GET"]),
        Route("/reader/{article}", _read(house, shell), methods=["GET"]),
    ]


def _read(house: House, shell: Shell) -> Callable[[Request], Response]:
    def read(request: Request) -> Response:
        language = language_of(request)
        words = words_of(language)
        article = house.archive.article(request.path_params["article"])
        apart = request.query_params.get("fragment") != "1"
        if article is None:
            if apart:
                return shell.refusal(request, 404, words.no_article, words.no_article_remedy)
            text = shell.fragment(request, "evidence/gone.html", own=words)
            return HTMLResponse(text, status_code=404, headers={"cache-control": "no-store"})
        marks = wanted(request.query_params.getlist("mark"))
        told = reading(article, marks, request.query_params.get("digest", ""))
        values = _values(article, told, words, language) | {"level": "h1" if apart else "h2"}
        if apart:
            return shell.page(request, "evidence/reader.html", 200, **values)
        text = shell.fragment(request, "evidence/article.html", **values)
        return HTMLResponse(text, headers={"cache-control": "no-store"})

    return read


def _values(article: Article, told: Reading, words: Words, language: str) -> dict[str, object]:
    flags = {
        ArticleKind.CORRECTION: words.correction,
        ArticleKind.RIGHT_OF_REPLY: words.right_of_reply,
        ArticleKind.RETRACTION: words.retraction,
        ArticleKind.RETRACTED: words.retracted,
    }
    marked = [piece.text for paragraph in told.paragraphs for piece in paragraph if piece.place]
    return {
        "own": words,
        "article": article,
        "told": told,
        "flag": flags.get(article.kind, ""),
        "about": article.published_origin is Origin.INFERRED,
        "original": links.in_original(safe_link(article.url), marked),
        "gloss": Glosser(language, name="r", explained_in=[article.text]),
    }


def _around(house: House) -> Callable[[Request], Response]:
    def beside(request: Request) -> Response:
        visitor_of(request.scope)  # nobody reads past the gate
        start = _place(request.query_params.get("start", ""))
        end = _place(request.query_params.get("end", ""))
        if start is None or end is None or start >= end:
            return _json({"error": "start and end are places in the text"}, 400)
        entry = house.archive.entry(request.path_params["article"])
        if entry is None:
            return _json({"moved": True}, 404)
        text = entry.article.text
        given = request.query_params.get("proof", "")
        if end > len(text) or links.proof(text[start:end]) != given:
            return _json({"moved": True})
        found = around(text, entry.passages, start, end)
        return _json(
            {
                "start": found.start,
                "end": found.end,
                "before": found.before,
                "after": found.after,
                "proof": links.proof(text[found.start : found.end]),
            }
        )

    return beside


def _place(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _SPAN else None


def _json(content: dict[str, object], status: int = 200) -> JSONResponse:
    return JSONResponse(content, status_code=status, headers={"cache-control": "no-store"})
