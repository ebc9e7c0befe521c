"""The addresses at which memos are downloaded, and who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rag.errors import ArchiveError, UsageError
from rag.records import KeptTurn
from ui.memo.content import memo_of
from ui.memo.markdown import as_markdown
from ui.memo.naming import disposition, file_name
from ui.memo.pdf import as_pdf
from ui.memo.values import Asked, Memo
from ui.memo.word import as_docx
from ui.memo.words import words_of
from ui.texts import LANGUAGES
from ui.web import House, Shell, language_of, visitor_of

_KINDS: Mapping[str, tuple[str, Callable[[Memo], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "pdf": ("application/pdf", as_pdf),
    "md": ("text/markdown; charset=utf-8", as_markdown),
}
_MOST = 200
"""Questions of one memo; the newest are kept."""


def routes(house: House, shell: Shell) -> list[Route]:
    """Return the routes to memos of answers, conversations and shared conversations."""
    pages = _Pages(house, shell)
    return [
        Route("/answers/{id}/memo.{form}", pages.answer, methods=["GET"]),
        Route("/conversations/{id}/memo.{form}", pages.conversation, methods=["GET"]),
        Route("/shared/{token}/memo.{form}", pages.shared, methods=["GET"]),
    ]


class _Pages:
    """The three endpoints; plain functions, so that they run in threads."""

    def __init__(self, house: House, shell: Shell) -> None:
        self._house, self._shell = house, shell

    def answer(self, request: Request) -> Response:
        identity, visitor = request.path_params["id"], visitor_of(request.scope)
        if not self._house.archive.conversations.owns_answer(visitor.id, identity):
            return self._nothing(request)
        asked = self._stored(identity)
        return self._sent(request, [asked]) if asked is not None else self._nothing(request)

    def conversation(self, request: Request) -> Response:
        identity, visitor = request.path_params["id"], visitor_of(request.scope)
        kept = self._house.archive.conversations.get(identity, visitor.id)
        if kept is None:
            return self._nothing(request)
        turns = self._house.archive.conversations.turns(identity, visitor.id)
        return self._sent(request, self._asked(turns), kept.title)

    def shared(self, request: Request) -> Response:
        found = self._house.archive.conversations.shared(request.path_params["token"])
        if found is None:
            return self._nothing(request)
        kept, turns = found
        return self._sent(request, self._asked(turns), kept.title)

    def _asked(self, turns: Sequence[KeptTurn]) -> list[Asked]:
        found = []
        for turn in turns[-_MOST:]:
            stored = self._stored(turn.answer) if turn.answer else None
            found.append(
                stored or Asked(question=turn.question, asked_at=turn.asked_at, state=turn.state)
            )
        return found

    def _stored(self, identity: str) -> Asked | None:
        """Return a stored answer with what became of its sources; None where it is not readable.

        Answers leave after a time, and a damaged record must not hide the rest of a memo.
        """
        try:
            stored = self._house.log.get(identity)
        except UsageError:
            return None
        except ArchiveError:
            if self._house.archive.answers.has(identity):
                return None
            raise
        return Asked(
            question=stored.answer.question,
            asked_at=stored.asked_at,
            stored=stored,
            changes=self._house.log.changed(stored),
        )

    def _sent(self, request: Request, asked: Sequence[Asked], title: str = "") -> Response:
        form = request.path_params["form"]
        if form not in _KINDS or not asked:
            return self._nothing(request)
        media, draw = _KINDS[form]
        made = datetime.now(UTC).astimezone()
        memo = memo_of(asked, _language(request), made=made, title=title)
        name = file_name(memo.title, made.date(), form)
        return Response(
            draw(memo),
            media_type=media,
            headers={
                "content-disposition": disposition(name),
                "cache-control": "no-store",
                "x-content-type-options": "nosniff",
            },
        )

    def _nothing(self, request: Request) -> Response:
        words = words_of(_language(request))
        return self._shell.refusal(request, 404, words.not_there, words.not_there_remedy)


def _language(request: Request) -> str:
    wished = request.query_params.get("lang", "")
    return wished if wished in LANGUAGES else language_of(request)
