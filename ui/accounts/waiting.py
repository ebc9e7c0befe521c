"""Lock-out: how long a name waits after sign-ins that failed, and how an address is slowed."""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unicodedata import normalize

ALLOWED = 5
"""Failures in a row before a name has to wait."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
"""Long enough that guessing is hopeless (100 guesses a day), short enough for whoever really
forgot, and for those whom somebody else locks out on purpose."""

PER_ADDRESS = 20
"""Failures of one address at once that cost nothing: an office behind one proxy on a Monday."""
BACK_EVERY = 30.0
"""Seconds after which an address gets one of them back."""
SLOWEST = 8
"""Seconds that an attempt waits at most when its address has none left, one more after each
failure. Slower and not shut: behind a proxy or a router the whole office is one address, and one
person, or one forgotten telephone, must not keep everybody out. What makes guessing hopeless is
the lock on each name."""
PER_ADDRESS_WAITING = 32
"""Attempts of one address that may wait so at the same time; more are told to come back."""
REMEMBERED = 10_000
"""Names that nobody has, and addresses, in memory; the longest unused ones are forgotten."""


def wait_after(failures: int) -> timedelta:
    """Return how long a name waits after that many failures in a row: 30 s, doubled to 15 min."""
    if failures < ALLOWED:
        return timedelta(0)
    doubled: int = 1 << min(failures - ALLOWED, 10)  # no farther than the longest wait needs
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def name_key(name: str) -> str:
    """Return a key of bounded size for what somebody typed as a name."""
    folded = " ".join(normalize("NFKC", name).casefold().split())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()


class Strangers:
    """Failures of names that nobody has, so that they are locked like all others.

    In memory: a thousand invented names must not fill the archive. Not safe for several threads
    by itself; its caller holds a lock.
    """

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._known: OrderedDict[str, tuple[int, datetime | None]] = OrderedDict()

    def locked_until(self, key: str) -> datetime | None:
        """Return until when a name has to wait."""
        return self._known.get(key, (0, None))[1]

    def failures(self, key: str) -> int:
        """Return the failures of a name in a row."""
        return self._known.get(key, (0, None))[0]

    def note_failure(self, key: str, locked_until: datetime | None) -> None:
        """Count one more."""
        failures, before = self._known.get(key, (0, None))
        self._known[key] = (failures + 1, locked_until or before)
        self._known.move_to_end(key)
        while len(self._known) > self._most:
            self._known.popitem(last=False)


class Addresses:
    """How many failures each address has left: a bucket that fills again slowly.

    And which names signed in from it: whoever did is known there, and is not slowed down by what
    others do from the same address.
    """

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._waiting: Counter[str] = Counter()

    def take(self, address: str, name: str, now: float) -> int:
        """Take one attempt; return the seconds, 0 to ``SLOWEST``, that it has to wait.

        Args:
            address: the visitor's IP address; of IPv6 its network counts, since one machine has
                as many addresses there as it likes.
            name: the key of the name that was typed (``name_key``).
            now: seconds of a clock that never goes back.
        """
        key = _network(address)
        left = max(self._now(key, now) - 1, -float(SLOWEST))
        self._keep(key, left, now)
        return 0 if (key, name) in self._known else max(0, math.ceil(-left))

    def give_back(self, address: str, now: float) -> None:
        """Give the attempt back: it was no failure."""
        key = _network(address)
        self._keep(key, min(self._now(key, now) + 1, PER_ADDRESS), now)

    def note_success(self, address: str, name: str) -> None:
        """Remember that a name signed in from an address."""
        pair = (_network(address), name)
        self._known[pair] = None
        self._known.move_to_end(pair)
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    @contextmanager
    def queue(self, address: str) -> Iterator[bool]:
        """Stand in the line of an address; False is given where that is too long already."""
        key = _network(address)
        if self._waiting[key] >= PER_ADDRESS_WAITING:
            yield False
            return
        self._waiting[key] += 1
        try:
            yield True
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]

    def _now(self, key: str, now: float) -> float:
        left, then = self._left.get(key, (float(PER_ADDRESS), now))
        return min(left + (now - then) / BACK_EVERY, PER_ADDRESS)

    def _keep(self, key: str, left: float, now: float) -> None:
        self._left[key] = (left, now)
        self._left.move_to_end(key)
        while len(self._left) > self._most:
            self._left.popitem(last=False)


def _network(address: str) -> str:
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
