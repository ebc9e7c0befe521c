"""Whose session a request's cookie opens; asked of the archive, remembered for seconds."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from rag.records import SignedIn
from ui.accounts.sessions import Sessions

TRUSTED = 3.0
"""Seconds that a session is taken to hold without asking the archive. Opening the chat fetches
some sixty files within one second; disabling somebody still bites within these seconds."""
REMEMBERED = 1000
"""Sessions remembered at the same time; an office has a few dozen."""
_READERS = 2


@dataclass(frozen=True, slots=True)
class _Seen:
    until: float
    signed_in: SignedIn
    used: bool


class Checker:
    """Finds sessions without holding up the event loop, in threads of its own.

    The server's other threads may all be busy with searches of the library; who may come in is
    decided beside them.
    """

    def __init__(
        self,
        sessions: Sessions,
        *,
        trusted: float = TRUSTED,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sessions = sessions
        self._trusted = trusted
        self._ticks = ticks
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self._changes = 0
        self._threads = ThreadPoolExecutor(_READERS, thread_name_prefix="gate")

    async def find(self, tokens: tuple[str, ...], *, used: bool = True) -> SignedIn | None:
        """Return the session that one of the tokens opens, or None.

        Only a session that holds is remembered: a new sign-in works at once.

        Args:
            tokens: the tokens of the request's cookies.
            used: the person did something, so that the session holds for longer.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        if not tokens:
            return None
        now = self._ticks()
        for token in tokens:
            seen = self._seen.get(token)
            if seen and now < seen.until and (seen.used or not used):
                return seen.signed_in
        loop, before = asyncio.get_running_loop(), self._changes
        found = await loop.run_in_executor(
            self._threads, lambda: self._sessions.find(tokens, used=used)
        )
        for token in tokens:
            self._seen.pop(token, None)
        if found is None:
            return None
        if before != self._changes:  # read before what has changed meanwhile
            return found.signed_in
        self._seen[found.token] = _Seen(now + self._trusted, found.signed_in, used)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return found.signed_in

    def forget(self) -> None:
        """Ask the archive again for everybody: something about people has changed."""
        self._changes += 1
        self._seen.clear()
