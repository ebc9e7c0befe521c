"""The page of imports and its part that changes by itself; anybody who may read may look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.records import Role
from ui.imports import uploads as limits
from ui.imports.jobs import MOST_URLS
from ui.imports.journal import Journal
from ui.imports.runner import Runner
from ui.imports.showing import Running, Showing
from ui.imports.uploads import Uploads
from ui.imports.words import words_of
from ui.passages import safe_link
from ui.web import House, Shell, language_of, visitor_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PAGE = 10
"""Failed items, and removed articles, on one page."""
_MOST_PAGE = 100_000
_MB = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What the pages of imports stand on."""

    house: House
    shell: Shell
    uploads: Uploads
    journal: Journal
    runner: Runner

    def showing(self, request: Request) -> Showing:
        """Return what puts imports into the visitor's language."""
        return Showing(self.house.archive.folder, self.uploads, language_of(request))

    def running(self, request: Request) -> Running:
        """Return what changes by itself. Who may not edit does not see who asked for what."""
        may_edit = self.house.may_edit(visitor_of(request.scope))
        return self.showing(request).running(self.runner.jobs() if may_edit else ())


def running_part(desk: Desk, request: Request) -> Response:
    """Return the part of the page that changes by itself."""
    from starlette.responses import HTMLResponse

    text = desk.shell.fragment(
        request,
        "imports/running.html",
        words=words_of(language_of(request)),
        running=desk.running(request),
        may_edit=desk.house.may_edit(visitor_of(request.scope)),
    )
    return HTMLResponse(text, headers={"cache-control": "no-store"})


def imports_page(desk: Desk, request: Request, status: int = 200, **trouble: object) -> Response:
    """Return the whole page.

    Args:
        desk: what it stands on.
        request: whose; ``?failed=`` and ``?removed=`` are pages of the lists, ``?said=`` names
            what was just done, ``?undo=`` an article that was just removed.
        status: of the answer.
        trouble: what was wrong with a form, and what was typed into it.
    """
    visitor, archive = visitor_of(request.scope), desk.house.archive
    words = words_of(language_of(request))
    failed_page, removed_page = _page_of(request, "failed"), _page_of(request, "removed")
    removed = archive.history.removed(PAGE + 1, removed_page * PAGE)
    may_edit = desk.house.may_edit(visitor)
    values = {
        "forms": {"field": "", "error": "", "urls": "", "feed": "", "left_out": (), **trouble},
        "said": words.said.get(request.query_params.get("said", ""), ""),
        "undo": _undo(desk, request) if may_edit else None,
    }
    return desk.shell.page(
        request,
        "imports/page.html",
        status,
        words=words,
        show=desk.showing(request),
        running=desk.running(request),
        may_edit=may_edit,
        failed=archive.failures.all(PAGE, failed_page * PAGE),
        failed_count=archive.failures.count(),
        failed_page=failed_page,
        removed=removed[:PAGE],
        removed_page=removed_page,
        removed_more=len(removed) > PAGE,
        feeds=archive.feeds.all(),
        journal=desk.journal.latest() if visitor.may(Role.ADMIN) else (),
        sees_journal=visitor.may(Role.ADMIN) and desk.house.editing,
        left_over=len(_left_over(desk)) if may_edit else 0,
        limits={"each": limits.FILE_BYTES // _MB, "all": limits.ALL_BYTES // _MB,
                "most": limits.MOST_FILES, "endings": ",".join(limits.ENDINGS),
                "urls": MOST_URLS},
        per_page=PAGE,
        safe_link=safe_link,
        **values,
    )  # fmt: skip


def _left_over(desk: Desk) -> list[object]:
    """Return uploaded files that wait and that no job of this page is about to import."""
    busy = any(job.ended_at is None for job in desk.runner.jobs())
    return [] if busy else list(desk.uploads.waiting())


def _undo(desk: Desk, request: Request) -> object:
    from ui.imports.changing import removed_version

    named = request.query_params.get("undo", "")
    return removed_version(desk.house.archive, named) if named else None


def _page_of(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    return (
        min(int(text), _MOST_PAGE)
        if text.isascii() and text.isdecimal() and text[:9] == text
        else 0
    )
