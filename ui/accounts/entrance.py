"""The pages ``/sign-in`` and ``/sign-out``."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rag.errors import TanyaError
from ui.accounts.forms import address_of, fields_of, plainly, to, trouble
from ui.accounts.returning import safe_next
from ui.accounts.sessions import Sessions, cookie, tokens_of
from ui.accounts.signing_in import SigningIn
from ui.accounts.words import wait_in_words, words_of
from ui.web import LOCAL, Shell, language_of, visitor_of

_NAME_SHOWN = 64
"""Characters of a name that are put back into the form."""


def routes(shell: Shell, sessions: Sessions, signing_in: SigningIn) -> list[Route]:
    """Return the routes of coming in and going out."""
    pages = _Entrance(shell, sessions, signing_in)
    return [
        Route("/sign-in", pages.show, methods=["GET"]),
        Route("/sign-in", plainly(shell, pages.enter), methods=["POST"]),
        Route("/sign-out", pages.leave, methods=["POST"]),
    ]


class _Entrance:
    def __init__(self, shell: Shell, sessions: Sessions, signing_in: SigningIn) -> None:
        self._shell = shell
        self._sessions = sessions
        self._signing_in = signing_in

    async def show(self, request: Request) -> Response:
        back = safe_next(request.query_params.get("next", ""))
        visitor = visitor_of(request.scope)
        if visitor.signed_in or visitor == LOCAL:
            return to(request, back)
        return self._form(request, back)

    async def enter(self, request: Request) -> Response:
        """Sign in; what fails looks the same for every name, and tells only how long to wait."""
        fields = await fields_of(request)
        back = safe_next(fields.get("next", ""))
        if visitor_of(request.scope) == LOCAL:
            return to(request, back)
        name, words = fields.get("name", ""), words_of(language_of(request))
        try:
            made = await self._signing_in.attempt(
                name, fields.get("password", ""), address_of(request)
            )
            if made.person is not None:
                token = await run_in_threadpool(
                    self._sessions.begin, made.person.id, instead_of=tokens_of(request.scope)
                )
                response: Response = to(request, back)
                response.headers["set-cookie"] = cookie(token, request.scope)
                return response
        except TanyaError as error:
            return trouble(self._shell, request, error)
        if not made.wait:
            return self._form(request, back, name=name, error=words.wrong, status=401)
        told = words.wait.format(wait=wait_in_words(made.wait, words))
        response = self._form(request, back, name=name, error=told, status=429)
        response.headers["retry-after"] = str(made.wait)
        return response

    async def leave(self, request: Request) -> Response:
        """End the session on the server, and take the cookie away."""
        try:
            for token in tokens_of(request.scope):
                await run_in_threadpool(self._sessions.end, token)
        except TanyaError as error:  # still signed in: to say otherwise would be a lie
            return trouble(self._shell, request, error)
        response = to(request, "/" if visitor_of(request.scope) == LOCAL else "/sign-in")
        response.headers["set-cookie"] = cookie("", request.scope)
        return response

    def _form(
        self, request: Request, back: str, *, name: str = "", error: str = "", status: int = 200
    ) -> Response:
        return self._shell.page(
            request,
            "accounts/sign_in.html",
            status,
            ways=(),  # nothing of it is open yet
            words=words_of(language_of(request)),
            back=back,
            name=name[:_NAME_SHOWN],
            error=error,
        )
