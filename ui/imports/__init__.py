"""The page of imports: what runs now, what failed, and, for editors, changing the archive."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.imports import changes, pages, uploading
from ui.imports.journal import Journal
from ui.imports.runner import Runner
from ui.imports.uploads import Uploads
from ui.web import House, Shell

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

__all__ = ["Runner", "routes"]

UPLOAD_PATH = "/imports/upload"
"""The one address of the page that takes large requests (``uploads.ALL_BYTES``)."""


def routes(house: House, shell: Shell, runner: Runner | None = None) -> list[Route]:
    """Return the routes of this page.

    Args:
        house: what the pages stand on.
        shell: the frame around them.
        runner: does what people ask for; one of our own unless given. It ends with the program
            (``Runner.close``).
    """
    from starlette.routing import Route

    folder, uploads = house.archive.folder, Uploads(house.archive.folder)
    uploads.sweep()
    desk = pages.Desk(
        house=house,
        shell=shell,
        uploads=uploads,
        journal=Journal(folder),
        runner=runner or Runner(house.settings),
    )
    posts = {
        "/imports/urls": changes.add_urls,
        "/imports/feeds": changes.follow,
        "/imports/feeds/read": changes.read_feed,
        "/imports/feeds/remove": changes.unfollow,
        "/imports/retry": changes.retry,
        "/imports/forget": changes.forget,
        "/imports/stop": changes.stop,
        "/imports/restore": changes.restore,
        "/imports/waiting": uploading.import_left,
        "/library/{article}/remove": changes.remove,
    }
    return [
        Route("/imports", partial(pages.imports_page, desk), methods=["GET"]),
        Route("/imports/running", partial(pages.running_part, desk), methods=["GET"]),
        Route(UPLOAD_PATH, uploading.upload(desk), methods=["POST"]),
        *(
            Route(path, changes.guarded(desk, work), methods=["POST"])
            for path, work in posts.items()
        ),
        # Whoever loads the address of a form again comes back to its page, and nothing is done.
        *(
            Route(path, _to_page, methods=["GET"])
            for path in (UPLOAD_PATH, *posts)
            if path.startswith("/imports/")
        ),
    ]


def _to_page(request: Request) -> Response:
    from starlette.responses import RedirectResponse

    root = request.scope.get("root_path", "").rstrip("/")
    return RedirectResponse(f"{root}/imports", 303, headers={"cache-control": "no-store"})
