"""Looking after people: what the page and the command line do alike."""

from __future__ import annotations

from datetime import UTC, datetime

from rag.archive.people import People
from rag.errors import UsageError
from rag.records import Person, Role
from ui.accounts import passwords


def add(people: People, name: str, role: Role, password: str) -> Person:
    """Add a person.

    Raises:
        UsageError: the name or the password is not accepted.
    """
    passwords.accepted(password, name)
    if people.named(name) is not None:  # before 0.2 s of hashing; ``people.add`` has the last word
        raise UsageError(
            f"There is somebody called “{name.strip()}” already.",
            remedy="Choose another name.",
            item=name,
        )
    return people.add(name, role, passwords.hashed(password))


def set_password(people: People, person: Person, password: str) -> None:
    """Give a person a new password; their sessions end, and so does a lock-out.

    Raises:
        UsageError: the password is not accepted.
    """
    passwords.accepted(password, person.name)
    people.set_secret(person.id, passwords.hashed(password))
    people.unlock(person.id)


def role_for_new(people: People, role: Role | None) -> Role:
    """Return the role of somebody new: the first one has to be an admin, others read."""
    return role or (Role.READER if people.all() else Role.ADMIN)


def locked(person: Person, now: datetime | None = None) -> bool:
    """Tell whether a person has to wait before the next attempt."""
    until = person.locked_until
    return until is not None and until > (now or datetime.now(UTC))


def known(people: People, name: str) -> Person:
    """Return the person called ``name``.

    Raises:
        UsageError: there is nobody of that name.
    """
    person = people.named(name)
    if person is None:
        raise UsageError(
            f"There is nobody called “{name}”.",
            remedy="See who there is with: ./tanya ui users list",
            item=name,
        )
    return person
