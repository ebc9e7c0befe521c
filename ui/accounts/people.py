"""The pages ``/people``: admins look after who may sign in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rag.errors import ArchiveError, TanyaError, UsageError
from rag.records import Person, Role
from ui.accounts import managing, passwords
from ui.accounts.forms import fields_of, plainly, to, trouble
from ui.accounts.signing_in import seconds_until
from ui.accounts.words import Words, wait_in_words, words_of
from ui.accounts.workers import Busy, Workers
from ui.texts import moment
from ui.web import House, Shell, language_of, visitor_of
from ui.web.words import words_of as frame_words

_ACTIONS = ("role", "disable", "enable", "unlock", "password", "remove")
_NOT_TO_ONESELF = ("role", "disable", "remove")


def routes(house: House, shell: Shell, workers: Workers) -> list[Route]:
    """Return the routes for looking after people."""
    pages = _People(house, shell, workers)
    actions = [
        Route(
            f"/people/{{person}}/{action}",
            plainly(shell, partial(pages.change, action)),
            methods=["POST"],
        )
        for action in _ACTIONS
    ]
    return [
        Route("/people", pages.show, methods=["GET"]),
        Route("/people", plainly(shell, pages.add), methods=["POST"]),
        Route("/people/{person}", pages.show_one, methods=["GET"]),
        *actions,
        # Whoever loads the address of a form again sees its page, and nothing is done.
        *(
            Route(f"/people/{{person}}/{action}", pages.show_one, methods=["GET"])
            for action in _ACTIONS
        ),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """A person as a page shows them."""

    person: Person
    role: str
    state: str
    last: str
    locked: bool
    own: bool


class _People:
    def __init__(self, house: House, shell: Shell, workers: Workers) -> None:
        self._house = house
        self._people = house.archive.people
        self._shell = shell
        self._workers = workers

    async def show(self, request: Request) -> Response:
        words = words_of(language_of(request))
        gone = request.query_params.get("done", "") == "remove"
        return self._not_open(request) or await self._list(request, notice=words.gone * gone)

    async def add(self, request: Request) -> Response:
        """Add a person; show the password that was made for them."""
        if refused := self._not_open(request):
            return refused
        fields, words = await fields_of(request), words_of(language_of(request))
        name, password = fields.get("name", ""), passwords.generated()
        role = _role(fields)
        if role is None:
            return await self._list(request, name=name, error=words.bad_name, status=400)
        work = partial(managing.add, self._people, name, role, password)
        try:
            person = await self._workers.run(work)
        except UsageError:
            taken = await self._workers.run(partial(self._taken, name))
            why = words.taken if taken else words.bad_name
            return await self._list(request, name=name, error=why, status=400)
        except TanyaError as error:
            return trouble(self._shell, request, error)
        return self._secret(request, person, password)

    async def show_one(self, request: Request) -> Response:
        if refused := self._not_open(request):
            return refused
        done = request.query_params.get("done", "") in _ACTIONS
        return await self._one(request, notice=words_of(language_of(request)).done * done)

    async def change(self, action: str, request: Request) -> Response:
        """Do one thing with one person."""
        if refused := self._not_open(request):
            return refused
        fields, words = await fields_of(request), words_of(language_of(request))
        identity = str(request.path_params["person"])
        if action in _NOT_TO_ONESELF and identity == visitor_of(request.scope).id:
            return await self._one(request, error=words.not_self, status=403)
        if action == "remove" and fields.get("sure") != "yes":
            return await self._one(request, field="sure", error=words.tick, status=400)
        password = passwords.generated() if action == "password" else ""
        try:
            person = await self._workers.run(
                partial(self._do, action, identity, fields, password=password)
            )
        except UsageError:  # what the archive itself refuses
            return await self._one(request, error=words.last_admin, status=409)
        except TanyaError as error:
            return trouble(self._shell, request, error)
        return self._changed(request, action, person, password)

    def _changed(
        self, request: Request, action: str, person: Person | None, password: str
    ) -> Response:
        if person is None:
            return self._nobody(request)
        if password:
            return self._secret(request, person, password)
        if action == "remove":
            return to(request, "/people?done=remove")
        return to(request, f"/people/{person.id}?done={action}")

    def _do(
        self, action: str, identity: str, fields: Mapping[str, str], *, password: str
    ) -> Person | None:
        """Do it, in a thread; return the person, None if there is none or no such thing to do."""
        person, people = self._people.get(identity), self._people
        role = _role(fields)
        if person is None or (action == "role" and role is None):
            return None
        steps: dict[str, Callable[[], object]] = {
            "role": lambda: people.set_role(identity, role or Role.READER),
            "disable": lambda: people.set_enabled(identity, False),
            "enable": lambda: people.set_enabled(identity, True),
            "unlock": lambda: people.unlock(person.id),
            "password": lambda: managing.set_password(people, person, password),
            "remove": lambda: people.remove(identity),
        }
        steps[action]()
        return person

    def _taken(self, name: str) -> bool:
        return self._people.named(name) is not None

    # --- what is drawn -------------------------------------------------------------------

    def _not_open(self, request: Request) -> Response | None:
        """Return the refusal for whoever may not look after people, None for who may."""
        frame = frame_words(language_of(request))
        if not self._house.sign_in:
            return self._shell.refusal(request, 404, frame.not_there, frame.not_there_remedy)
        if not self._house.may_manage(visitor_of(request.scope)):
            return self._shell.refusal(request, 403, frame.not_yours, frame.not_yours_remedy)
        return None

    async def _list(
        self,
        request: Request,
        *,
        name: str = "",
        error: str = "",
        notice: str = "",
        status: int = 200,
    ) -> Response:
        try:
            everybody = await self._workers.run(self._people.all)
        except (ArchiveError, Busy) as failed:
            return trouble(self._shell, request, failed)
        return self._shell.page(
            request,
            "accounts/people.html",
            status,
            words=words_of(language_of(request)),
            rows=[_row(each, request) for each in everybody],
            name=name[:64],
            error=error,
            notice=notice,
        )

    async def _one(
        self,
        request: Request,
        *,
        field: str = "",
        error: str = "",
        notice: str = "",
        status: int = 200,
    ) -> Response:
        try:
            person = await self._workers.run(
                partial(self._people.get, str(request.path_params["person"]))
            )
        except (ArchiveError, Busy) as failed:
            return trouble(self._shell, request, failed)
        if person is None:
            return self._nobody(request)
        return self._shell.page(
            request,
            "accounts/person.html",
            status,
            words=words_of(language_of(request)),
            row=_row(person, request),
            field=field,
            error=error,
            notice=notice,
        )

    def _secret(self, request: Request, person: Person, password: str) -> Response:
        words = words_of(language_of(request))
        return self._shell.page(
            request, "accounts/secret.html", words=words, person=person, password=password
        )

    def _nobody(self, request: Request) -> Response:
        words = words_of(language_of(request))
        return self._shell.refusal(request, 404, words.nobody, words.nobody_remedy)


def _row(person: Person, request: Request) -> _Row:
    language = language_of(request)
    words, wait = words_of(language), seconds_until(person.locked_until, datetime.now(UTC))
    return _Row(
        person=person,
        role=getattr(words, person.role.value),
        state=_state(person, wait, words),
        last=moment(person.signed_in_at, language) or words.never,
        locked=wait > 0,
        own=person.id == visitor_of(request.scope).id,
    )


def _state(person: Person, wait: int, words: Words) -> str:
    if not person.enabled:
        return words.disabled
    return words.locked.format(wait=wait_in_words(wait, words)) if wait else words.enabled


def _role(fields: Mapping[str, str]) -> Role | None:
    wished = fields.get("role", "")
    return Role(wished) if wished in list(Role) else None
