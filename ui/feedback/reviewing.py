"""The page on which feedback is looked at, dismissed, or made a case for the evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rag.answer_log import StoredAnswer
from rag.errors import ArchiveError, UsageError
from rag.records import Feedback, Review
from ui.feedback.cases import (
    EXPECTED,
    Wanted,
    case_line,
    found_articles,
    groups_of,
    guessed,
    is_plain,
    lines_of,
    wanted_of,
)
from ui.feedback.listing import PAGE, entry, filter_of
from ui.feedback.words import Words, words_of
from ui.web import House, Shell, language_of, visitor_of
from ui.web.words import words_of as frame_words


class Reviewing:
    """The endpoints of reviewing; only for those who may."""

    def __init__(self, house: House, shell: Shell) -> None:
        """Review the feedback in the archive of ``house``."""
        self._house, self._shell = house, shell

    def listed(self, request: Request) -> Response:
        """Show feedback, newest first; ``state``, ``kind`` and ``page`` narrow it."""
        if (refused := self._refused(request)) is not None:
            return refused
        asked, language = filter_of(request.query_params), language_of(request)
        kept, now = self._house.archive.feedback, datetime.now(UTC).astimezone()
        found = kept.page(
            review=asked.review, good=asked.good, limit=PAGE + 1, offset=(asked.page - 1) * PAGE
        )
        counts = kept.counts()
        return self._shell.page(
            request,
            "feedback/list.html",
            words=words_of(language),
            filter=asked,
            more=len(found) > PAGE,
            counts={"": sum(counts.values())} | {key.value: n for key, n in counts.items()},
            done=request.query_params.get("done", ""),
            entries=[
                entry(each, self._stored(each), self._name(each.person), language, now)
                for each in found[:PAGE]
            ],
        )

    def dismissed(self, request: Request) -> Response:
        """Put feedback aside."""
        return self._decided(request, Review.DISMISSED)

    def reopened(self, request: Request) -> Response:
        """Take a decision back."""
        return self._decided(request, Review.NEW)

    def asked(self, request: Request) -> Response:
        """Ask what a case should say, beginning with what is known."""
        if (refused := self._refused(request)) is not None:
            return refused
        feedback = self._feedback(request)
        if feedback is None:
            return self._nothing(request)
        stored = self._stored(feedback)
        earlier = self._case(feedback) if feedback.review is Review.CASE else ""
        wanted = wanted_of(earlier) if earlier else guessed(feedback, stored)
        return self._form(request, feedback, stored, wanted)

    async def decided(self, request: Request) -> Response:
        """Store a case: as it follows from the feedback (``now``), or as the form says."""
        async with request.form(max_files=0, max_fields=300) as form:
            return await run_in_threadpool(self._made, request, form)

    def _made(self, request: Request, form: FormData) -> Response:
        if (refused := self._refused(request)) is not None:
            return refused
        feedback = self._feedback(request)
        if feedback is None:
            return self._nothing(request)
        stored = self._stored(feedback)
        if form.get("now"):
            if not is_plain(feedback, stored):
                return self._form(request, feedback, stored, guessed(feedback, stored))
            return self._keep(request, feedback, stored, guessed(feedback, stored))
        words = words_of(language_of(request))
        other = str(form.get("other", "")).strip()[:200]
        wanted, errors = self._wanted(form, feedback, stored, words)
        if not wanted.complete and not errors and not form.get("later"):
            errors["incomplete"] = words.incomplete
        if errors:
            return self._form(request, feedback, stored, wanted, other=other, errors=errors)
        return self._keep(request, feedback, stored, wanted)

    def _wanted(
        self, form: FormData, feedback: Feedback, stored: StoredAnswer | None, words: Words
    ) -> tuple[Wanted, dict[str, str]]:
        errors: dict[str, str] = {}
        known = {each.source for each in found_articles(stored)} if stored else set()
        known |= set(wanted_of(self._case(feedback)).gold)
        gold = [str(each) for each in form.getlist("gold") if str(each) in known]
        other = str(form.get("other", "")).strip()[:200]
        if other:
            article = self._house.archive.article(other)
            if article is None:
                errors["other"] = words.other_wrong.format(id=other)
            else:
                gold.append(article.source)
        must, never = groups_of(str(form.get("must", ""))), lines_of(str(form.get("never", "")))
        both = {word.casefold() for group in must for word in group} & {
            word.casefold() for word in never
        }
        if both:
            errors["never"] = words.conflicting.format(text=min(both))
        expected = str(form.get("expected", ""))
        return (
            Wanted(
                expected=expected if expected in EXPECTED else "answer",
                gold=tuple(dict.fromkeys(gold)),
                must=must,
                never=never,
                quotes=guessed(feedback, stored).quotes,
            ),
            errors,
        )

    def _keep(
        self,
        request: Request,
        feedback: Feedback,
        stored: StoredAnswer | None,
        wanted: Wanted,
    ) -> Response:
        self._house.archive.feedback.decide(
            feedback.answer, feedback.person, Review.CASE, case_line(feedback, stored, wanted)
        )
        return self._back(request, Review.CASE)

    def _form(
        self,
        request: Request,
        feedback: Feedback,
        stored: StoredAnswer | None,
        wanted: Wanted,
        *,
        other: str = "",
        errors: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        language = language_of(request)
        articles = list(found_articles(stored)) if stored is not None else []
        listed = {each.source for each in articles}
        return self._shell.page(
            request,
            "feedback/case.html",
            422 if errors else 200,
            words=words_of(language),
            entry=entry(
                feedback,
                stored,
                self._name(feedback.person),
                language,
                datetime.now(UTC).astimezone(),
            ),
            wanted=wanted,
            expectations=EXPECTED,
            articles=articles,
            elsewhere=[source for source in wanted.gold if source not in listed],
            must="\n".join(" | ".join(group) for group in wanted.must),
            never="\n".join(wanted.never),
            other=other,
            errors=dict.fromkeys(("incomplete", "other", "never"), "") | dict(errors),
            query=filter_of(request.query_params).query(),
        )

    def _decided(self, request: Request, review: Review) -> Response:
        if (refused := self._refused(request)) is not None:
            return refused
        feedback = self._feedback(request)
        if feedback is None:
            return self._nothing(request)
        self._house.archive.feedback.decide(feedback.answer, feedback.person, review)
        return self._back(request, review)

    def _back(self, request: Request, done: Review) -> Response:
        root = request.scope.get("root_path", "").rstrip("/")
        asked = filter_of(request.query_params)
        return RedirectResponse(
            f"{root}/feedback{asked.query(page=asked.page, done=done.value)}", 303
        )

    def _refused(self, request: Request) -> Response | None:
        if self._house.may_review(visitor_of(request.scope)):
            return None
        words = frame_words(language_of(request))
        return self._shell.refusal(request, 403, words.not_yours, words.not_yours_remedy)

    def _feedback(self, request: Request) -> Feedback | None:
        given = request.path_params
        return self._house.archive.feedback.of(given["answer"], given["person"])

    def _case(self, feedback: Feedback) -> str:
        """Return the case that was made of this answer's feedback, "" where there is none."""
        wanted = f'"id": "fb-{feedback.answer}"'
        lines = self._house.archive.feedback.cases()
        return next((line for line in reversed(lines) if wanted in line), "")

    def _stored(self, feedback: Feedback) -> StoredAnswer | None:
        if not self._house.archive.answers.has(feedback.answer):
            return None
        try:
            return self._house.log.get(feedback.answer)
        except (UsageError, ArchiveError):  # gone in the meantime, or its record is damaged
            return None

    def _name(self, person: str) -> str:
        found = self._house.archive.people.get(person)
        return found.name if found is not None else ""

    def _nothing(self, request: Request) -> Response:
        words = frame_words(language_of(request))
        return self._shell.refusal(request, 404, words.not_there, words.not_there_remedy)
