"""What the pages of accounts do alike with a request and its form."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rag.errors import TanyaError
from ui import texts as say
from ui.accounts.passwords import Refused
from ui.accounts.words import Words, words_of
from ui.accounts.workers import Busy
from ui.web import Shell, language_of


async def fields_of(request: Request) -> dict[str, str]:
    """Return the fields of a form; files are nobody's business here."""
    async with request.form(max_files=0, max_fields=20) as form:
        return {key: value for key, value in form.items() if isinstance(value, str)}


def address_of(request: Request) -> str:
    """Return the address that a request came from; a proxy's own where it tells none."""
    return request.client.host if request.client else ""


def to(request: Request, path: str) -> RedirectResponse:
    """Return a redirection to a path of ours, below a proxy's prefix."""
    root = str(request.scope.get("root_path", "")).rstrip("/")
    return RedirectResponse(root + path, 303, headers={"cache-control": "no-store"})


def trouble(shell: Shell, request: Request, error: TanyaError) -> Response:
    """Return the page for an error that the visitor cannot help."""
    language = language_of(request)
    if isinstance(error, Busy):
        return shell.refusal(request, 503, words_of(language).busy)
    what, remedy = say.trouble(error, language)
    return shell.refusal(request, 503, what, remedy)


def why_refused(error: Refused, words: Words) -> str:
    """Return why a new password is not accepted."""
    told = {"short": words.short, "long": words.long, "name": words.as_name}
    return told.get(error.why, words.common)
