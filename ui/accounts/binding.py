"""Which visitor a page's ``session_hash`` belongs to.

Gradio names the state and the stream of an open page by a hash that the browser makes up. Whoever
learnt somebody else's could read the stream of their answers; so whoever uses one first owns it.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from ui.accounts.streams import Message, Receive

PER_PERSON = 300
"""Pages of one person that are remembered; of more the longest unused is forgotten. Everybody has
a share of their own, so that nobody can push out what belongs to others."""

_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([^/]+)/?")
_IN_BODY = re.compile(r"/gradio_api/(?:queue/join|cancel|reset)/?")


def hashes_of(path: str, query: bytes) -> list[str]:
    """Return the session hashes that a request names, by its path and its query."""
    named = [
        value
        for key, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        if key == "session_hash"
    ]
    heartbeat = _HEARTBEAT.fullmatch(path)
    return [heartbeat[1], *named] if heartbeat else named


def names_in_body(method: str, path: str) -> bool:
    """Tell whether a request names its page in its body: an event, or the end of one."""
    return method == "POST" and _IN_BODY.fullmatch(path) is not None


async def hashes_in_body(receive: Receive) -> tuple[list[str], Receive] | None:
    """Read a body; return the hashes it names, and what gives the same body once more.

    The guard bounds its size. None where the sender has left before its end. What is no JSON, or
    no text, names nothing; Gradio refuses it.
    """
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    named = told.get("session_hash") if isinstance(told, dict) else None
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return ([named] if isinstance(named, str) else []), again


class Owners:
    """Remembers who owns which session hash."""

    def __init__(self, per_person: int = PER_PERSON) -> None:
        self._per_person = per_person
        self._owner: dict[str, str] = {}
        self._of: dict[str, OrderedDict[str, None]] = {}

    def allow(
        self, scope: Mapping[str, Any], path: str, person: str, told: Iterable[str] = ()
    ) -> bool:
        """Tell whether a person may use all hashes of a request; unused ones become theirs.

        ``told`` are those of its body.
        """
        named = [*hashes_of(path, scope.get("query_string", b"")), *told]
        return all(self._claim(each, person) for each in named)

    def _claim(self, session_hash: str, person: str) -> bool:
        owner = self._owner.setdefault(session_hash, person)
        if owner != person:
            return False
        mine = self._of.setdefault(person, OrderedDict())
        mine[session_hash] = None
        mine.move_to_end(session_hash)
        while len(mine) > self._per_person:
            del self._owner[mine.popitem(last=False)[0]]
        return True
