"""The addresses of conversations: the list beside the chat, what is done in it, shared ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ui import texts as say
from ui.conversations.keeping import UNDO
from ui.conversations.listing import PAGE, listing
from ui.conversations.sharing import shown
from ui.conversations.words import words_of
from ui.web import House, Shell, language_of, visitor_of

_PRIVATE = {"cache-control": "no-store"}
_SEARCHED = 200  # characters of a search that are read


def routes(house: House, shell: Shell) -> list[Route]:
    """Return the routes of conversations."""
    pages = _Pages(house, shell)
    kept = "/conversations/{identity}"
    return [
        Route("/conversations", pages.listed, methods=["GET"]),
        Route(f"{kept}/rename", pages.rename, methods=["POST"]),
        Route(f"{kept}/delete", pages.delete, methods=["POST"]),
        Route(f"{kept}/restore", pages.restore, methods=["POST"]),
        Route(f"{kept}/share", pages.share, methods=["POST"]),
        Route(f"{kept}/unshare", pages.unshare, methods=["POST"]),
        Route("/shared/{token}", pages.shared, methods=["GET"]),
    ]


class _Pages:
    """The endpoints. What a visitor does not own is to them as if it were not there."""

    def __init__(self, house: House, shell: Shell) -> None:
        self._house = house
        self._shell = shell
        self._kept = house.archive.conversations

    def listed(self, request: Request) -> Response:
        """Return the list as a piece of the chat's page.

        ``q`` are words searched, ``limit`` how many are shown, ``lang`` the chat's language;
        ``part=list`` leaves out the field to search in.
        """
        asked = request.query_params
        chosen = asked.get("lang", "")
        language = chosen if chosen in say.LANGUAGES else language_of(request)
        limit = int(found) if (found := asked.get("limit", "")).isdecimal() else PAGE
        whole = asked.get("part") != "list"
        drawn = self._shell.fragment(
            request,
            "conversations/rail.html" if whole else "conversations/list.html",
            language=language,
            words=words_of(language),
            list=listing(
                self._house.archive,
                visitor_of(request.scope).id,
                language,
                words=asked.get("q", "")[:_SEARCHED],
                limit=limit,
            ),
        )
        return HTMLResponse(drawn, headers=_PRIVATE)

    async def rename(self, request: Request) -> Response:
        """Give a conversation the title that the form's field ``title`` holds."""
        async with request.form(max_files=0, max_fields=5) as form:
            title = str(form.get("title", ""))
        if not title.strip():
            return JSONResponse({}, 422, headers=_PRIVATE)
        return await run_in_threadpool(
            self._changed,
            request,
            lambda identity, owner: self._kept.rename(identity, owner, title),
        )

    def delete(self, request: Request) -> Response:
        """Delete a conversation; it can be restored for a while."""
        self._kept.purge(datetime.now(UTC) - UNDO)
        return self._changed(request, self._kept.delete)

    def restore(self, request: Request) -> Response:
        """Take a deletion back."""
        return self._changed(request, self._kept.restore)

    def unshare(self, request: Request) -> Response:
        """Make a conversation's link lead nowhere."""
        return self._changed(request, self._kept.unshare)

    def share(self, request: Request) -> Response:
        """Return the path of a conversation's link as ``{"path": …}``."""
        token = self._kept.share(request.path_params["identity"], visitor_of(request.scope).id)
        if not token:
            return JSONResponse({}, 404, headers=_PRIVATE)
        root = request.scope.get("root_path", "").rstrip("/")
        return JSONResponse({"path": f"{root}/shared/{token}"}, headers=_PRIVATE)

    def _changed(self, request: Request, change: Callable[[str, str], bool]) -> Response:
        """Answer 200 where the visitor's conversation was changed, else 404."""
        done = change(request.path_params["identity"], visitor_of(request.scope).id)
        return JSONResponse({}, 200 if done else 404, headers=_PRIVATE)

    def shared(self, request: Request) -> Response:
        """Return a shared conversation; whoever passed the gate may read it."""
        language = language_of(request)
        words = words_of(language)
        token = request.path_params["token"]
        found = self._kept.shared(token)
        if found is None:
            return self._shell.refusal(request, 404, words.no_link, words.no_link_remedy)
        conversation, turns = found
        root = request.scope.get("root_path", "").rstrip("/")
        owner = self._house.archive.people.get(conversation.owner)
        return self._shell.page(
            request,
            "conversations/shared.html",
            words=words,
            conversation=conversation,
            owner="" if owner is None else owner.name,
            begun=conversation.begun_at.astimezone().date(),
            turns=shown(self._house, turns, language, root),
            token=token,
            formats=("docx", "pdf", "md"),
        )
