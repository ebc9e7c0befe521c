"""The page ``/account``: one's own password and other devices."""

from __future__ import annotations

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rag.errors import TanyaError
from rag.records import Person
from ui.accounts import managing, passwords
from ui.accounts.forms import address_of, fields_of, plainly, to, trouble, why_refused
from ui.accounts.sessions import Sessions, cookie, tokens_of
from ui.accounts.signing_in import Attempt, SigningIn
from ui.accounts.words import Words, wait_in_words, words_of
from ui.texts import moment
from ui.web import House, Shell, language_of, visitor_of
from ui.web.words import words_of as frame_words


def routes(house: House, shell: Shell, sessions: Sessions, signing_in: SigningIn) -> list[Route]:
    """Return the routes of one's own account."""
    pages = _Account(house, shell, sessions, signing_in)
    return [
        Route("/account", pages.show, methods=["GET"]),
        Route("/account/password", plainly(shell, pages.change), methods=["POST"]),
        Route("/account/elsewhere", pages.end_others, methods=["POST"]),
    ]


class _Account:
    def __init__(
        self, house: House, shell: Shell, sessions: Sessions, signing_in: SigningIn
    ) -> None:
        self._people = house.archive.people
        self._shell = shell
        self._sessions = sessions
        self._signing_in = signing_in

    async def show(self, request: Request) -> Response:
        words = words_of(language_of(request))
        done = {"password": words.changed, "elsewhere": words.ended}
        return await self._page(request, notice=done.get(request.query_params.get("done", ""), ""))

    async def change(self, request: Request) -> Response:
        """Change the password; every other session of the person ends."""
        visitor, words = visitor_of(request.scope), words_of(language_of(request))
        if not visitor.signed_in:
            return self._nothing(request)
        fields = await fields_of(request)
        new = fields.get("new", "")
        try:
            passwords.accepted(new, visitor.name)
            if new != fields.get("again", ""):
                return await self._page(request, field="again", error=words.differ, status=400)
            # The same count and wait as at the door: a page left open is no place to guess.
            made = await self._signing_in.attempt(
                visitor.name, fields.get("current", ""), address_of(request)
            )
            if made.person is None or made.person.id != visitor.id:
                return await self._page(
                    request, field="current", error=_why_not(made, words), status=400
                )
            token = await self._signing_in.workers.run(partial(self._renew, made.person, new))
        except passwords.Refused as error:
            told = why_refused(error, words)
            return await self._page(request, field="new", error=told, status=400)
        except TanyaError as error:
            return trouble(self._shell, request, error)
        return self._back(request, token, "password")

    async def end_others(self, request: Request) -> Response:
        """End all sessions of the visitor but this one, which gets a new token."""
        visitor = visitor_of(request.scope)
        if not visitor.signed_in:
            return self._nothing(request)
        try:
            token = await run_in_threadpool(self._sessions.renew, visitor.id)
        except TanyaError as error:
            return trouble(self._shell, request, error)
        return self._back(request, token, "elsewhere")

    def _renew(self, person: Person, password: str) -> str:
        managing.set_password(self._people, person, password)
        return self._sessions.renew(person.id)

    def _back(self, request: Request, token: str, done: str) -> Response:
        response = to(request, f"/account?done={done}")
        response.headers["set-cookie"] = cookie(token, request.scope)
        return response

    def _nothing(self, request: Request) -> Response:
        frame = frame_words(language_of(request))
        return self._shell.refusal(request, 404, frame.not_there, frame.not_there_remedy)

    async def _page(
        self,
        request: Request,
        *,
        field: str = "",
        error: str = "",
        notice: str = "",
        status: int = 200,
    ) -> Response:
        visitor, language = visitor_of(request.scope), language_of(request)
        if not visitor.signed_in:
            return self._nothing(request)
        words = words_of(language)
        try:
            find = partial(self._sessions.find, tokens_of(request.scope), used=False)
            found = await run_in_threadpool(find)
        except TanyaError as failed:
            return trouble(self._shell, request, failed)
        since = moment(found.signed_in.begun_at if found else None, language)
        return self._shell.page(
            request,
            "accounts/account.html",
            status,
            words=words,
            role=getattr(words, visitor.role.value),
            since=since,
            field=field,
            error=error,
            notice=notice,
        )


def _why_not(made: Attempt, words: Words) -> str:
    if made.wait:
        return words.wait.format(wait=wait_in_words(made.wait, words))
    return words.wrong_current
