"""Files that come through the page: received, put into their place, given to ``ingest``."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import UsageError
from ui.imports import jobs
from ui.imports.changes import back, forbidden, trying
from ui.imports.journal import Action
from ui.imports.pages import Desk, imports_page
from ui.imports.receiving import Received, TooMuch, receive
from ui.imports.uploads import ALL_BYTES, MOST_FILES
from ui.imports.words import Words, words_of
from ui.web import language_of, visitor_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

BESIDE = "beside"
"""The form's choice to keep an earlier file of the same name too."""
_NAMES_SHOWN = 5


def upload(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint that takes files; the role is looked at before a byte is read."""
    from starlette.concurrency import run_in_threadpool

    async def endpoint(request: Request) -> Response:
        if not desk.house.may_edit(visitor_of(request.scope)):
            return forbidden(desk, request)
        words = words_of(language_of(request))
        announced = request.headers.get("content-length", "")
        size = int(announced) if announced.isascii() and announced.isdecimal() else ALL_BYTES
        place: Path | None = None
        try:
            if not await run_in_threadpool(desk.uploads.room_for, size):
                return desk.shell.refusal(request, 507, words.no_room, words.no_room_remedy)
            place = await run_in_threadpool(desk.uploads.incoming)
            received = await receive(request, place)
            work = partial(_take, desk, request, received)
            return await run_in_threadpool(trying, desk, request, work)
        except TooMuch:
            return desk.shell.refusal(request, 413, words.too_much, words.too_much_remedy)
        except UsageError:
            return desk.shell.refusal(request, 400, words.no_form, words.no_form_remedy)
        except OSError:  # the disk filled up meanwhile, or refuses
            return desk.shell.refusal(request, 507, words.no_room, words.no_room_remedy)
        finally:
            if place is not None:
                await run_in_threadpool(shutil.rmtree, place, ignore_errors=True)

    return endpoint


def import_left(desk: Desk, request: Request, form: FormData) -> Response:
    """Import uploaded files that were left over when the server ended."""
    waiting = desk.uploads.waiting()
    if waiting:
        _ask(desk, request, waiting, [file.name for file in waiting], outlet="")
    return back(request)


def _take(desk: Desk, request: Request, received: Received) -> Response:
    words = words_of(language_of(request))
    left_out = _left_out(received, words)
    if not received.files:
        return imports_page(
            desk, request, 400, field="upload", error=words.no_files, left_out=left_out
        )
    beside = received.fields.get("same") == BESIDE
    kept: dict[Path, str] = {}
    for file in received.files:
        kept[desk.uploads.keep(file.path, file.name, beside=beside)] = file.name
    outlet = jobs.plain_line(received.fields.get("outlet", ""))
    _ask(desk, request, list(kept), list(kept.values()), outlet=outlet)
    if left_out:
        return imports_page(desk, request, left_out=left_out)
    return back(request)


def _ask(
    desk: Desk, request: Request, files: Sequence[Path], names: list[str], *, outlet: str
) -> None:
    visitor = visitor_of(request.scope)
    step = jobs.adding([str(file) for file in files], outlet=outlet)
    after = partial(desk.uploads.imported, list(files))
    desk.runner.submit(visitor, Action.UPLOAD, names, [step], after)
    desk.journal.note(visitor, Action.UPLOAD, ", ".join(names))


def _left_out(received: Received, words: Words) -> tuple[str, ...]:
    said = []
    for text, names in (
        (words.left_out_large, received.too_large),
        (words.left_out_kind, received.not_read),
        (words.left_out_many, received.too_many),
    ):
        if names:
            more = ", …" if len(names) > _NAMES_SHOWN else ""
            shown = ", ".join(name[:100] for name in names[:_NAMES_SHOWN]) + more
            said.append(text.format(names=shown, most=MOST_FILES))
    return tuple(said)
