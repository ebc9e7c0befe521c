"""Giving feedback: a small form under an answer, for whoever may read that answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rag.errors import ArchiveError, UsageError
from rag.records import Complaint, Feedback
from ui.feedback.words import words_of
from ui.memo.cleaning import clean
from ui.texts import LANGUAGES
from ui.web import House, Shell, language_of, visitor_of

LONGEST = 2000
"""Characters of a comment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a form holds. ``good`` is None where it holds no verdict."""

    good: bool | None = None
    complaints: tuple[Complaint, ...] = ()
    comment: str = ""


def said(form: FormData) -> Said:
    """Read a form; complaints that are none are passed over."""
    known = {complaint.value: complaint for complaint in Complaint}
    chosen = dict.fromkeys(str(value) for value in form.getlist("complaints"))
    return Said(
        good={"1": True, "0": False}.get(str(form.get("good", ""))),
        complaints=tuple(known[value] for value in chosen if value in known),
        comment=clean(str(form.get("comment", ""))).strip(),
    )


def language_asked(request: Request) -> str:
    """Return the language that the chat asks for, else the page's."""
    wished = request.query_params.get("lang", "")
    return wished if wished in LANGUAGES else language_of(request)


class Giving:
    """The endpoints of giving feedback."""

    def __init__(self, house: House, shell: Shell) -> None:
        """Keep feedback in the archive of ``house``."""
        self._house, self._shell = house, shell

    def shown(self, request: Request) -> Response:
        """Show what the visitor said of an answer, or ask; ``change`` asks again."""
        if not self._may(request):
            return self._nothing(request)
        return self._drawn(request)

    async def given(self, request: Request) -> Response:
        """Keep what the form says: ``good`` 1 or 0, ``complaints``, ``comment``."""
        async with request.form(max_files=0, max_fields=30) as form:
            found = said(form)
        return await run_in_threadpool(self._given, request, found)

    def _given(self, request: Request, found: Said) -> Response:
        if not self._may(request):
            return self._nothing(request)
        words = words_of(language_asked(request))
        error = ""
        if len(found.comment) > LONGEST:
            error = words.too_long.format(limit=LONGEST)
        elif found.good is None or not (found.good or found.complaints or found.comment):
            error = words.nothing_said
        if error:
            return self._drawn(request, 422, found=found, error=error)
        identity, visitor = request.path_params["id"], visitor_of(request.scope)
        self._house.archive.feedback.give(
            Feedback(
                answer=identity,
                person=visitor.id,
                question=self._question(identity),
                good=bool(found.good),
                complaints=() if found.good else found.complaints,
                comment=found.comment,
                given_at=datetime.now(UTC),
            )
        )
        return self._after(request)

    def withdrawn(self, request: Request) -> Response:
        """Take back what the visitor said of an answer."""
        if not self._may(request):
            return self._nothing(request)
        identity, visitor = request.path_params["id"], visitor_of(request.scope)
        self._house.archive.feedback.withdraw(identity, visitor.id)
        return self._after(request, withdrawn=True)

    def _may(self, request: Request) -> bool:
        """Tell whether the answer stands in a conversation that the visitor may read."""
        identity, visitor = request.path_params["id"], visitor_of(request.scope)
        kept = self._house.archive.conversations
        if kept.owns_answer(visitor.id, identity):
            return True
        token = request.query_params.get("share", "")
        return bool(token) and kept.answer_is_shared(identity, token)

    def _question(self, identity: str) -> str:
        """Return the question of an answer, "" where its record has gone or is damaged."""
        try:
            return self._house.log.get(identity).answer.question
        except (UsageError, ArchiveError):
            earlier = [
                each.question
                for each in self._house.archive.feedback.page(limit=1000)
                if each.answer == identity
            ]
            return next(iter(earlier), "")

    def _after(self, request: Request, *, withdrawn: bool = False) -> Response:
        if _is_fragment(request):
            return self._drawn(request, withdrawn=withdrawn)
        root = request.scope.get("root_path", "").rstrip("/")
        path = f"{root}/answers/{request.path_params['id']}/feedback"
        wished = {"withdrawn": "1"} if withdrawn else {}
        query = str(request.url.include_query_params(**wished).query)
        return RedirectResponse(path + (f"?{query}" if query else ""), 303)

    def _drawn(
        self,
        request: Request,
        status: int = 200,
        *,
        found: Said | None = None,
        error: str = "",
        withdrawn: bool = False,
    ) -> Response:
        identity, visitor = request.path_params["id"], visitor_of(request.scope)
        language, asked = language_asked(request), request.query_params
        kept = self._house.archive.feedback.of(identity, visitor.id)
        filled = found or kept or Said()
        values: dict[str, object] = {
            "language": language,
            "words": words_of(language),
            "answer": identity,
            "share": asked.get("share", ""),
            "kept": kept,
            "asking": kept is None or "change" in asked or bool(error),
            "only_wrong": asked.get("wish") == "wrong",
            "error": error,
            "withdrawn": kept is None and (withdrawn or "withdrawn" in asked),
            "complaints": [each.value for each in Complaint],
            "chosen": [each.value for each in filled.complaints],
            "comment": filled.comment,
            "limit": LONGEST,
        }
        if not _is_fragment(request):
            return self._shell.page(request, "feedback/give.html", status, **values)
        drawn = self._shell.fragment(request, "feedback/form.html", **values)
        return HTMLResponse(drawn, status, headers={"cache-control": "no-store"})

    def _nothing(self, request: Request) -> Response:
        words = words_of(language_asked(request))
        return self._shell.refusal(request, 404, words.not_there, words.not_there_remedy)


def _is_fragment(request: Request) -> bool:
    """Tell whether the chat's script asks, which shows the answer below the answer."""
    return request.headers.get("x-tanya-part", "") == "1"
