"""People, sign-in and sessions: who may read the page, and the pages to look after that.

``ui.accounts.gate.Gate`` decides once for each request who visits; ``routes`` are the plain pages
around it; ``ui.accounts.cli`` is ``tanya ui users``. Nothing heavy is imported here, because the
command line passes through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import Route

    from ui.accounts.signing_in import SigningIn
    from ui.web import House, Shell

__all__ = ["routes"]


def routes(house: House, shell: Shell, signing_in: SigningIn | None = None) -> list[Route]:
    """Return the pages ``/sign-in``, ``/sign-out``, ``/account`` and ``/people``.

    They share one bounded set of hashing threads and one memory of failed sign-ins, which are
    those of ``signing_in`` where one is given.
    """
    from ui.accounts import account, entrance, people
    from ui.accounts.sessions import Sessions
    from ui.accounts.signing_in import SigningIn
    from ui.accounts.workers import Workers

    signing_in = signing_in or SigningIn(house.archive.people, Workers())
    sessions = Sessions(house.archive.people)
    return [
        *entrance.routes(shell, sessions, signing_in),
        *account.routes(house, shell, sessions, signing_in),
        *people.routes(house, shell, signing_in.workers),
    ]
