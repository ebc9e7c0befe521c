"""Sessions: a random token in the browser's cookie, its digest in the archive."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rag.archive.people import People
from rag.errors import ArchiveError
from rag.records import SignedIn

COOKIE = "ts-session"
IDLE = timedelta(hours=12)
"""A session ends after so long without use: a working day is not interrupted, and nobody finds
yesterday's page open in the morning."""
LONGEST = timedelta(days=30)
"""And at most so long after it began, however much it is used (NIST SP 800-63B 4.1.3)."""
WRITE_EVERY = timedelta(minutes=10)
"""Use is written down at most this often: a request should read the archive, not write to it."""

_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)  # 32 bytes in URL-safe base64
_COOKIES_TRIED = 4
Clock = Callable[[], datetime]

_log = logging.getLogger("ui")


def now_utc() -> datetime:
    """Return the time of day."""
    return datetime.now(UTC)


def digest(token: str) -> str:
    """Return what the archive keeps of a token: whoever reads the file cannot use it.

    SHA-256 without salt or passes is enough for 256 random bits.
    """
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def tokens_of(scope: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the well-formed session tokens that a request brings, mostly one.

    Several come where a second page lives below the same host, under another prefix; taking
    only one of them would lock its visitors out.
    """
    found = []
    for header, value in scope["headers"]:
        if header == b"cookie":
            for pair in value.decode("latin-1").split(";"):
                name, _, token = pair.strip().partition("=")
                if name == COOKIE and _TOKEN.fullmatch(token):
                    found.append(token)
    return tuple(dict.fromkeys(found))[:_COOKIES_TRIED]


def cookie(token: str, scope: Mapping[str, Any]) -> str:
    """Return the ``Set-Cookie`` of a token; an empty one takes the cookie away.

    ``SameSite=Lax``, not ``Strict``: a link to a shared conversation that is opened from a mail
    would otherwise meet the sign-in page although its reader is signed in. Forms of other sites
    send no Lax cookie, and the guard refuses their origin besides. No ``Max-Age``: it ends with
    the browser, because office machines are shared.
    """
    path = str(scope.get("root_path", "")).rstrip("/") or "/"
    parts = [f"{COOKIE}={token}", f"Path={path}", "HttpOnly", "SameSite=Lax"]
    if not token:
        parts.append("Max-Age=0")
    if scope.get("scheme") == "https":
        parts.append("Secure")
    return "; ".join(parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A session with the token that opened it."""

    token: str
    signed_in: SignedIn


class Sessions:
    """The sessions of an archive's people. Every method reads or writes SQLite: use a thread."""

    def __init__(self, people: People, clock: Clock = now_utc) -> None:
        self._people = people
        self._clock = clock

    def begin(self, person_id: str, *, instead_of: Iterable[str] = ()) -> str:
        """Begin a session with a new token and return it.

        A token that the browser already had is never kept: whoever planted it would be signed in
        too (session fixation). ``instead_of`` are those tokens; their sessions end.
        """
        for old in instead_of:
            self.end(old)
        token = secrets.token_urlsafe(32)
        self._people.open_session(digest(token), person_id, self._clock() + IDLE)
        return token

    def find(self, tokens: Sequence[str], *, used: bool = True) -> Found | None:
        """Return the session of the first token that has one.

        ``used``: the person did something, so it holds for longer; False for looking on.
        """
        now = self._clock()
        for token in tokens:
            signed_in = self._people.session(digest(token), now)
            if signed_in is None:
                continue
            if used:
                self._extend(token, signed_in, now)
            return Found(token=token, signed_in=signed_in)
        return None

    def end(self, token: str) -> None:
        """End a session."""
        self._people.end_session(digest(token))

    def renew(self, person_id: str) -> str:
        """End all sessions of a person, and return the token of a new one."""
        self._people.end_sessions(person_id)
        return self.begin(person_id)

    def _extend(self, token: str, signed_in: SignedIn, now: datetime) -> None:
        ends_at = min(now + IDLE, signed_in.begun_at + LONGEST)
        if ends_at - signed_in.ends_at < WRITE_EVERY:
            return
        try:
            self._people.extend_session(digest(token), ends_at)
        except ArchiveError as error:  # a full disk must not keep anybody from reading
            _log.warning("A session could not be prolonged: %s", error)
