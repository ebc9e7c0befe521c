"""The reader: a whole article with the evidence marked, as a page and as a part of the panel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from rag.records import Article, ArticleKind, Origin
from ui.evidence import links
from ui.evidence.cited import Cited, cited, moment
from ui.evidence.reading import Reading, around, reading, wanted
from ui.evidence.words import Words, words_of
from ui.glossed import Glosser
from ui.passages import safe_link
from ui.web import House, Shell, language_of, visitor_of

CITED = "cited"
"""How an address asks for the version that was cited."""
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
        asked = moment(request.query_params.get("asked", ""))
        old = cited(house.archive, article, marks, asked)
        then = old is not None and request.query_params.get("version") == CITED
        if old is not None and then:
            told = reading(old.article, marks)
            # What was withdrawn since is told on the version that was cited too.
            values = _values(replace(old.article, kind=article.kind), told, words, language)
        else:
            told = reading(article, marks, request.query_params.get("digest", ""))
            values = _values(article, told, words, language)
        values |= {"level": "h1" if apart else "h2", "then": then}
        values["versions"] = None if old is None else _versions(request, old)
        if apart:
            return shell.page(request, "evidence/reader.html", 200, **values)
        text = shell.fragment(request, "evidence/article.html", **values)
        return HTMLResponse(text, headers={"cache-control": "no-store"})

    return read


def _versions(request: Request, old: Cited) -> dict[str, object]:
    """Return the reader's addresses of both versions, and when the cited one was replaced."""
    kept = [
        (key, value)
        for key, value in request.query_params.multi_items()
        if key not in ("version", "fragment")
    ]
    path = f"/reader/{quote(request.path_params['article'], safe='')}"
    return {
        "now": f"{path}?{urlencode(kept)}",
        "cited": f"{path}?{urlencode([*kept, ('version', CITED)])}",
        "replaced": old.version.replaced_at.astimezone().date(),
    }


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
                "more": found.more,
                "proof": links.proof(text[found.start : found.end]),
            }
        )

    return beside


def _place(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _SPAN else None


def _json(content: dict[str, object], status: int = 200) -> JSONResponse:
    return JSONResponse(content, status_code=status, headers={"cache-control": "no-store"})
