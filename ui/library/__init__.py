"""The library: the list of articles, each article's page, and statistics. Nothing is changed."""

from __future__ import annotations

from starlette.routing import Route

from ui.library.article import ArticlePage
from ui.library.counting import StatisticsPage
from ui.library.listing import ListPage
from ui.web import House, Shell

__all__ = ["routes"]


def routes(house: House, shell: Shell) -> list[Route]:
    """Return the library's pages; all of them only read.

    An article's id is 16 hexadecimal digits (``ingest.articles.article_id``), so it is one part
    of a path.
    """
    articles = ArticlePage(house, shell)
    return [
        Route("/library", ListPage(house, shell).show, methods=["GET"]),
        Route("/library/{article}", articles.show, methods=["GET"]),
        Route("/library/{article}/versions/{key:int}", articles.version, methods=["GET"]),
        Route("/statistics", StatisticsPage(house, shell).show, methods=["GET"]),
    ]
