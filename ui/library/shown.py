"""Text of others as a page may show it, and where its pages are."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from starlette.requests import Request

from ui.memo.cleaning import line


def shown(text: str) -> str:
    """Return text as one line without characters that nobody sees.

    Controls, zero-width and bidirectional marks (Unicode categories C*) could make a title look
    like another one, or turn round what stands beside it. Escaping is the template's business.
    """
    return line(text)


def article_path(identity: str) -> str:
    """Return the path of an article's page, below a proxy's prefix."""
    return "/library/" + quote(identity, safe="")


def version_path(identity: str, key: int) -> str:
    """Return the path of the page of one of an article's versions."""
    return f"{article_path(identity)}/versions/{key}"


def library_path(**fields: str) -> str:
    """Return the path of the list narrowed by ``fields``; empty ones are left out.

    ``since`` and ``until`` stand for the fields "from" and "to".
    """
    named = {
        {"since": "from", "until": "to"}.get(name, name): each for name, each in fields.items()
    }
    asked = urlencode({name: each for name, each in named.items() if each})
    return "/library" + (f"?{asked}" if asked else "")


def parameter(request: Request, name: str, limit: int = 200) -> str:
    """Return a parameter of the address as one line of at most ``limit`` characters."""
    return " ".join(request.query_params.get(name, "")[:limit].split())
