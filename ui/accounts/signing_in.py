"""Signing in: the same work, the same answer and the same wait, whoever asks."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from rag.archive.people import People
from rag.records import Person
from ui.accounts import passwords
from ui.accounts.sessions import Clock, now_utc
from ui.accounts.waiting import Addresses, Strangers, name_key, wait_after
from ui.accounts.workers import Workers

NAME_TRIED = 200
"""Characters; a longer name is nobody's."""
BEAT = 0.5
"""Seconds; a failed attempt is answered on the next whole beat. A known name's failure is written
to the disk and an unknown one's is not: milliseconds that would tell them apart."""
_STRIPES = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """What came of an attempt: a person, or nobody. ``wait``: whole seconds until the next one.

    Which part was wrong is not in it, so that no page can tell.
    """

    person: Person | None = None
    wait: int = 0


class SigningIn:
    """Checks names and passwords for one page, and remembers who failed."""

    def __init__(
        self,
        people: People,
        workers: Workers,
        *,
        clock: Clock = now_utc,
        ticks: Callable[[], float] = time.monotonic,
        beat: float = BEAT,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.people = people
        self.workers = workers
        self._clock = clock
        self._ticks = ticks
        self._beat = beat
        self._sleep = sleep
        self._addresses = Addresses()
        self._strangers = Strangers()
        self._memory = Lock()
        # Attempts on one name follow each other; else many at once would all find it unlocked.
        self._stripes = [Lock() for _ in range(_STRIPES)]

    async def attempt(self, name: str, password: str, address: str) -> Attempt:
        """Check a name and a password that came from an address.

        Raises:
            Busy: too many attempts are waiting.
            ArchiveError: the archive cannot be used.
        """
        key = name_key(name)
        slow = self._addresses.take(address, key, self._ticks())
        if slow:
            with self._addresses.queue(address) as standing:
                if not standing:
                    return Attempt(wait=slow)
                await self._sleep(slow)
        begun = time.monotonic()
        # An attempt that ends with an error stays taken: an error must not be a free guess.
        made = await self.workers.run(lambda: self._attempt(_writable(name), password))
        if made.person is not None or made.wait:
            self._addresses.give_back(address, self._ticks())
        if made.person is not None:
            self._addresses.note_success(address, key)
        if made.person is None and self._beat:
            spent = time.monotonic() - begun
            await asyncio.sleep(math.ceil(spent / self._beat) * self._beat - spent)
        return made

    def _attempt(self, name: str, password: str) -> Attempt:
        key = name_key(name)
        with self._stripes[int(key[:2], 16) % _STRIPES]:
            person = self.people.named(name) if len(name) <= NAME_TRIED else None
            wait = self._wait(person, key)
            if wait:
                return Attempt(wait=wait)
            secret = self.people.secret(person.id) if person else ""
            right = passwords.verified(secret, password)
            if person and right and person.enabled:
                return Attempt(person=self._welcome(person, secret, password))
            return Attempt(wait=self._failed(person, key))

    def _wait(self, person: Person | None, key: str) -> int:
        with self._memory:
            until = person.locked_until if person else self._strangers.locked_until(key)
        return seconds_until(until, self._clock())

    def _failed(self, person: Person | None, key: str) -> int:
        """Count a failure; return the seconds that the name has to wait from now on."""
        with self._memory:
            before = person.failures if person else self._strangers.failures(key)
            wait = wait_after(before + 1)
            until = self._clock() + wait if wait else None
            if person is None:
                self._strangers.note_failure(key, until)
        # For nobody nothing is written, but the archive's lock is waited for all the same: while an
        # import holds it, names that there are and names that there are not get one answer.
        self.people.note_failure(person.id if person else "", until)
        return math.ceil(wait.total_seconds())

    def _welcome(self, person: Person, secret: str, password: str) -> Person:
        self.people.note_success(person.id)
        if passwords.outdated(secret):  # once after an update; sessions elsewhere end with it
            self.people.set_secret(person.id, passwords.hashed(password))
        return person


def seconds_until(until: datetime | None, now: datetime) -> int:
    """Return the whole seconds until a time, 0 when it is over or there is none."""
    return 0 if until is None else max(0, math.ceil((until - now).total_seconds()))


def _writable(name: str) -> str:
    """Return a name that SQLite takes: half characters are nobody's."""
    return name.encode("utf-8", "replace").decode("utf-8")
