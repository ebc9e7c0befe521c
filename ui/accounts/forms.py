"""What the pages of accounts do alike with a request and its form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rag.archive.connection import ArchiveBusy
from rag.errors import TanyaError
from ui import texts as say
from ui.accounts.passwords import Refused
from ui.accounts.words import Words, words_of
from ui.accounts.workers import Busy
from ui.web import Shell, language_of

Endpoint = Callable[[Request], Awaitable[Response]]
_AGAIN_S = "5"  # seconds after which a program may ask again


def plainly(shell: Shell, endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that answers a form no page of ours sends with a page, like all else."""

    async def answering(request: Request) -> Response:
        try:
            return await endpoint(request)
        except HTTPException:  # what the form's reader raises: too many fields, files, broken parts
            words = words_of(language_of(request))
            return shell.refusal(request, 400, words.no_form, words.no_form_remedy)

    return answering


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
    words = words_of(language)
    if isinstance(error, ArchiveBusy | Busy):
        busy = words.busy if isinstance(error, Busy) else words.archive_busy
        answer = shell.refusal(request, 503, busy)
        answer.headers["retry-after"] = _AGAIN_S
        return answer
    what, remedy = say.trouble(error, language)
    return shell.refusal(request, 503, what, remedy)


def why_refused(error: Refused, words: Words) -> str:
    """Return why a new password is not accepted."""
    told = {"short": words.short, "long": words.long, "name": words.as_name}
    return told.get(error.why, words.common)
