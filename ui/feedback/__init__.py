"""What people say of answers: how they say it, who looks at it, and what becomes of it."""

from __future__ import annotations

from starlette.routing import Route

from ui.feedback.giving import Giving
from ui.feedback.reviewing import Reviewing
from ui.web import House, Shell

__all__ = ["routes"]


def routes(house: House, shell: Shell) -> list[Route]:
    """Return the routes of giving feedback and of reviewing it."""
    giving, reviewing = Giving(house, shell), Reviewing(house, shell)
    one = "/feedback/{answer}/{person}"
    return [
        Route("/answers/{id}/feedback", giving.shown, methods=["GET"]),
        Route("/answers/{id}/feedback", giving.given, methods=["POST"]),
        Route("/answers/{id}/feedback/withdraw", giving.withdrawn, methods=["POST"]),
        Route("/feedback", reviewing.listed, methods=["GET"]),
        Route(f"{one}/dismiss", reviewing.dismissed, methods=["POST"]),
        Route(f"{one}/reopen", reviewing.reopened, methods=["POST"]),
        Route(f"{one}/case", reviewing.asked, methods=["GET"]),
        Route(f"{one}/case", reviewing.decided, methods=["POST"]),
    ]
