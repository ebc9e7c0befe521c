"""The frame around a plain page: name, ways to the other pages, language, light and dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse

from ui import texts as say
from ui.web.house import House
from ui.web.visitor import Visitor, visitor_of
from ui.web.words import words_of

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent.parent / "templates"
LANGUAGE_COOKIE = "ts-lang"
"""Set by the switch of languages, on plain pages and on the chat; no secret."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A link of the navigation. ``path`` begins with "/" and knows nothing of a proxy's prefix."""

    path: str
    label: str
    current: bool = False


def language_of(request: Request) -> str:
    """Return the page's language: what the switch was set to, else the browser's wish."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in say.LANGUAGES:
        return chosen
    return say.preferred(request.headers.get("accept-language", ""))


def ways(house: House, visitor: Visitor, language: str, path: str = "/") -> tuple[Way, ...]:
    """Return the pages that a visitor may go to; ``path`` is the one that is open."""
    words = words_of(language)
    open_to = [
        ("/", words.chat, True),
        ("/library", words.library, True),
        ("/statistics", words.statistics, True),
        ("/imports", words.imports, True),
        ("/glossary", words.glossary, True),
        ("/feedback", words.feedback, house.may_review(visitor)),
        ("/people", words.people, house.may_manage(visitor)),
        ("/account", words.account, visitor.signed_in),
    ]
    return tuple(
        Way(path=to, label=label, current=path == to or (to != "/" and path.startswith(to + "/")))
        for to, label, there in open_to
        if there
    )


@cache
def environment() -> Environment:
    """Return the one Jinja2 environment of plain pages; everything is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["long_date"] = say.long_date
    made.filters["number"] = say.number
    made.filters["quoted"] = lambda text: quote(str(text), safe="")
    return made


class Shell:
    """Draws plain pages around one house."""

    def __init__(self, house: House) -> None:
        """Draw pages that stand on ``house``."""
        self._house = house

    def page(
        self, request: Request, template: str, status: int = 200, **values: object
    ) -> HTMLResponse:
        """Return a page drawn from a template that extends ``web/base.html``.

        The template sees ``language``, ``visitor``, ``ways``, ``house``, ``at(path)`` (an address
        below the proxy's prefix), ``frame`` (the words of the frame) and ``values``; it gives
        ``title`` and the block ``content``. Nothing of it may be stored by the browser or a proxy.
        """
        text = self.fragment(request, template, **values)
        return HTMLResponse(text, status_code=status, headers={"cache-control": "no-store"})

    def fragment(self, request: Request, template: str, **values: object) -> str:
        """Return what a template draws, with the same values as a page."""
        language, visitor = language_of(request), visitor_of(request.scope)
        root = request.scope.get("root_path", "").rstrip("/")

        def at(path: str) -> str:
            return f"{root}{path}"

        given: Mapping[str, object] = {
            "language": language,
            "visitor": visitor,
            "house": self._house,
            "ways": ways(self._house, visitor, language, request.url.path.removeprefix(root)),
            "frame": words_of(language),
            "at": at,
            **values,
        }
        return str(environment().get_template(template).render(**given))

    def refusal(self, request: Request, status: int, what: str, remedy: str = "") -> HTMLResponse:
        """Return a page that says in plain words why there is nothing else to see."""
        return self.page(request, "web/refusal.html", status, what=what, remedy=remedy)
