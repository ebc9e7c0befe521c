"""People who may sign in to the page, what they may do, and their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may also do what the ones before it may."""

    READER = "reader"
    """Asks, reads, keeps conversations and gives feedback."""
    EDITOR = "editor"
    """Also puts articles into the archive and takes them out, where the operator allows editing."""
    ADMIN = "admin"
    """Also looks after people and reviews feedback."""

    def covers(self, needed: Role) -> bool:
        """Tell whether whoever has this role may do what needs ``needed``."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Someone who may sign in. ``id`` never changes; ``name`` is what is typed to sign in."""

    id: str
    name: str
    role: Role
    added_at: datetime
    enabled: bool = True
    failures: int = 0
    """Failed sign-ins since the last one that succeeded."""
    locked_until: datetime | None = None
    signed_in_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """A session: who it belongs to and until when it holds. Its token is known to the browser."""

    person: Person
    begun_at: datetime
    ends_at: datetime
