"""What people may change from the page. Each endpoint looks at the role first, on the server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from rag.archive.connection import ArchiveBusy
from rag.errors import ArchiveError, UsageError
from ui.imports import changing, jobs
from ui.imports.journal import Action
from ui.imports.pages import Desk, imports_page
from ui.imports.words import words_of
from ui.web import language_of, visitor_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

Work = Callable[[Desk, "Request", "FormData"], "Response"]
AGAIN_S = "5"  # seconds after which a program may ask again
_KEY_DIGITS = 15
_FORM_FIELDS = 20


def guarded(desk: Desk, work: Work) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that does ``work`` in a thread, for those who may edit."""
    from starlette.concurrency import run_in_threadpool
    from starlette.exceptions import HTTPException

    async def endpoint(request: Request) -> Response:
        if not desk.house.may_edit(visitor_of(request.scope)):
            return forbidden(desk, request)
        try:
            form = await request.form(max_files=0, max_fields=_FORM_FIELDS)
        except HTTPException:  # too many fields, files, broken parts: no page of ours sends that
            words = words_of(language_of(request))
            return desk.shell.refusal(request, 400, words.bad_form, words.bad_form_remedy)
        # (It holds no files, so there is nothing to close.)
        return await run_in_threadpool(trying, desk, request, lambda: work(desk, request, form))

    return endpoint


def trying(desk: Desk, request: Request, work: Callable[[], Response]) -> Response:
    """Return what ``work`` answers, or in plain words why it could not be done."""
    words = words_of(language_of(request))
    try:
        with desk.house.archive.people.hurried():
            return work()
    except UsageError:
        return desk.shell.refusal(request, 503, words.full_queue, words.full_queue_remedy)
    except ArchiveBusy:
        answer = desk.shell.refusal(request, 503, words.archive_busy, words.archive_busy_remedy)
        answer.headers["retry-after"] = AGAIN_S
        return answer
    except ArchiveError as error:
        return desk.shell.refusal(request, 503, words.archive, f"{words.archive_remedy} ({error})")


def forbidden(desk: Desk, request: Request) -> Response:
    """Return the page for who may not change the archive."""
    words = words_of(language_of(request))
    return desk.shell.refusal(request, 403, words.forbidden, words.forbidden_remedy)


def back(request: Request, said: str = "queued", **more: str) -> Response:
    """Send the browser back to the page, which says what was done."""
    from urllib.parse import urlencode

    from starlette.responses import RedirectResponse

    root = request.scope.get("root_path", "").rstrip("/")
    return RedirectResponse(f"{root}/imports?{urlencode({'said': said, **more})}", 303)


def add_urls(desk: Desk, request: Request, form: FormData) -> Response:
    """Fetch pages of the web."""
    words, typed = words_of(language_of(request)), _text(form, "urls")
    good, bad = jobs.addresses(typed)
    error = ""
    if bad:
        error = words.bad_urls.format(lines=", ".join(f"“{each[:80]}”" for each in bad[:5]))
    elif not good:
        error = words.no_urls
    elif len(good) > jobs.MOST_URLS:
        error = words.too_many_urls.format(most=jobs.MOST_URLS)
    if error:
        return imports_page(desk, request, 400, field="urls", error=error, urls=typed)
    step = jobs.adding(good, outlet=_outlet(form), network=desk.runner.network)
    return _ask(desk, request, Action.URLS, good, [step])


def follow(desk: Desk, request: Request, form: FormData) -> Response:
    """Follow a feed, and fetch what it has now."""
    url = _text(form, "url").strip()
    if not jobs.is_address(url):
        error = words_of(language_of(request)).bad_feed
        return imports_page(desk, request, 400, field="feed", error=error, feed=url)
    network = desk.runner.network
    steps = [
        jobs.following(url, outlet=_outlet(form), network=network),
        jobs.reading_feeds(network=network),
    ]
    return _ask(desk, request, Action.FOLLOW, [url], steps)


def read_feed(desk: Desk, request: Request, form: FormData) -> Response:
    """Look into a followed feed now."""
    url = _text(form, "url")
    if desk.house.archive.feeds.get(url) is None:
        return _not_listed(desk, request)
    step = jobs.reading_feeds(url, network=desk.runner.network)
    return _ask(desk, request, Action.READ_FEED, [url], [step])


def unfollow(desk: Desk, request: Request, form: FormData) -> Response:
    """Follow a feed no more."""
    url = _text(form, "url")
    if not desk.house.archive.feeds.remove(url):
        return _not_listed(desk, request)
    return _did(desk, request, Action.UNFOLLOW, url, "unfollowed")


def retry(desk: Desk, request: Request, form: FormData) -> Response:
    """Try one failed item again, or all of them."""
    network, source = desk.runner.network, _text(form, "source")
    if not source:
        step = jobs.retrying(network=network)
        return _ask(desk, request, Action.RETRY, [], [step])
    failure = desk.house.archive.failures.get(source)
    if failure is None:
        return _not_listed(desk, request)
    shown = desk.uploads.plain(failure.shown)
    return _ask(desk, request, Action.RETRY, [shown], [jobs.retrying(source, network=network)])


def forget(desk: Desk, request: Request, form: FormData) -> Response:
    """Take a failed item off the list, and an uploaded file that failed out of its folder."""
    source = _text(form, "source")
    failure = desk.house.archive.failures.get(source)
    if failure is None or not desk.house.archive.failures.forget(source):
        return _not_listed(desk, request)
    if desk.house.archive.known_source(source) is None:  # else it is an article's original
        desk.uploads.forget(failure.shown)
    return _did(desk, request, Action.FORGET, desk.uploads.plain(failure.shown), "forgotten")


def stop(desk: Desk, request: Request, form: FormData) -> Response:
    """Stop what was asked for from the page."""
    identity = _text(form, "job")
    what = next((job.what for job in desk.runner.jobs() if job.id == identity), ())
    if not desk.runner.stop(identity):
        return _not_listed(desk, request)
    return _did(desk, request, Action.STOP, ", ".join(what), "stopped")


def remove(desk: Desk, request: Request, form: FormData) -> Response:
    """Take an article out of the archive."""
    article = changing.remove(desk.house.archive, request.path_params["article"])
    if article is None:
        words = words_of(language_of(request))
        return desk.shell.refusal(request, 404, words.no_article, words.no_article_remedy)
    what = f"{article.title} ({article.id})"
    return _did(desk, request, Action.REMOVE, what, "removed", undo=article.id)


def restore(desk: Desk, request: Request, form: FormData) -> Response:
    """Put a removed article back."""
    key = _text(form, "key")
    if not (key.isascii() and key.isdecimal() and len(key) <= _KEY_DIGITS):
        return _not_listed(desk, request)
    outcome, article = changing.restore(desk.house.archive, int(key))
    what = f"{article.title} ({article.id})" if article is not None else key
    return _did(desk, request, Action.RESTORE, what, outcome.value)


def _ask(
    desk: Desk,
    request: Request,
    action: Action,
    what: list[str],
    steps: list[tuple[str, ...]],
) -> Response:
    visitor = visitor_of(request.scope)
    desk.runner.submit(visitor, action, what, steps)
    desk.journal.note(visitor, action, ", ".join(what))
    return back(request)


def _did(
    desk: Desk, request: Request, action: Action, what: str, said: str, **more: str
) -> Response:
    desk.journal.note(visitor_of(request.scope), action, what)
    return back(request, said, **more)


def _not_listed(desk: Desk, request: Request) -> Response:
    words = words_of(language_of(request))
    return desk.shell.refusal(request, 404, words.not_listed, words.not_listed_remedy)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _outlet(form: FormData) -> str:
    return jobs.plain_line(_text(form, "outlet"))
