"""Who is looking at a page. Decided once for each request, by ``ui.accounts.gate``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rag.records import Role

SCOPE_KEY = "tanya.visitor"
"""Where the gate puts the visitor in a request's ASGI scope."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Whoever sends a request. ``id`` owns conversations and feedback."""

    id: str
    name: str
    role: Role
    signed_in: bool

    def may(self, needed: Role) -> bool:
        """Tell whether the visitor's role covers ``needed``."""
        return self.role.covers(needed)


LOCAL = Visitor(id="local", name="", role=Role.ADMIN, signed_in=False)
"""The one person of a page that only this machine can reach and that asks nobody to sign in."""


def visitor_of(scope: Mapping[str, Any]) -> Visitor:
    """Return the visitor of a request's ASGI scope.

    Raises:
        KeyError: the request did not pass the gate. Nobody is taken to be somebody then.
    """
    visitor = scope[SCOPE_KEY]
    if not isinstance(visitor, Visitor):
        raise KeyError(SCOPE_KEY)
    return visitor
