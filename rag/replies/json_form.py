"""The JSON form of a reply, read with a push parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import ijson

from rag.replies.raw import RawClaim, broken, find_labels

_MAX_DEPTH = 6  # our form needs four levels
_MAX_LEAD = 8_000  # characters of fences, thoughts or prose before the object

# An object, or a list of objects: some models leave the object around the claims out.
_BEGIN = re.compile(r'\{\s*(?:["}]|$)|\[\s*(?:\{\s*"|\{?\s*$)')
_CLAIM_PATHS = (["{", "claims", "{"], ["", "{"])


@dataclass(slots=True)
class _Half:
    """A claim that is still being read."""

    text: str | None = None
    labels: list[str] = field(default_factory=list)
    odd: bool = False


class JsonReply:
    """Reads the JSON form.

    Prose or a code fence before the object and anything after it are passed over; a bare list of
    claims is read as well. Claims are held back until the model has said whether the passages
    answer; if they do not, claims that it writes all the same are dropped.
    """

    def __init__(self) -> None:
        """Begin before the first character."""
        self.answerable: bool | None = None
        self.finished = False
        self.malformed = 0
        self.started = False
        self._lead = ""
        self._events: list[tuple[str, object]] = ijson.sendable_list()
        self._parser = ijson.basic_parse_coro(self._events)
        self._path: list[str] = []  # the key or "" for an array, one for each open container
        self._key = ""
        self._half = _Half()
        self._held: list[RawClaim] = []
        self._saw_claims = False

    def feed(self, piece: str) -> list[RawClaim]:
        """Take the next piece and return the claims it completes.

        Raises:
            NotInForm: what follows the first brace is no JSON, or is nested too deep.
        """
        if self.finished:
            return []
        if not self.started:
            self._lead += piece
            begin = _BEGIN.search(self._lead)
            if begin is None or begin.end() == len(self._lead) and self._lead[-1] not in '"}':
                if len(self._lead) > _MAX_LEAD:
                    raise broken("it holds no JSON object")
                return []
            self.started = True
            piece, self._lead = self._lead[begin.start() :], ""
        failed = False
        try:
            self._parser.send(piece.encode("utf-8", "replace"))
        except (ijson.JSONError, UnicodeError):
            failed = True
        self._drain()
        if failed and not self.finished:
            raise broken("its JSON is damaged")
        return self._release()

    def close(self) -> list[RawClaim]:
        """Return the claims held back until the end.

        Raises:
            NotInForm: the stream ended before the object did, or without any object.
        """
        if not self.started:
            raise broken("it is empty" if not self._lead.strip() else "it holds no JSON object")
        if not self.finished:
            raise broken("it ended in the middle")
        if self.answerable is None and not self._saw_claims:
            raise broken("it is not in the agreed form")
        if self.answerable is None:
            self.answerable = bool(self._held)
        return self._release()

    def _release(self) -> list[RawClaim]:
        if self.answerable is None:
            return []
        ready = self._held if self.answerable else []
        self._held = []
        return ready

    def _drain(self) -> None:
        events, self._events[:] = list(self._events), []
        for event, value in events:
            if self.finished:
                return
            self._take(event, value)

    def _take(self, event: str, value: object) -> None:
        if event in {"start_map", "start_array"}:
            if len(self._path) >= _MAX_DEPTH:
                raise broken("it is nested too deep")
            self._path.append(self._key if event == "start_array" else "{")
            self._open()
        elif event in {"end_map", "end_array"}:
            self._shut(event, self._path.pop())
        elif event == "map_key":
            self._key = str(value)
        else:
            self._scalar(value)

    def _open(self) -> None:
        if self._path == ["{", "claims"]:
            self._saw_claims = True
        elif self._path in _CLAIM_PATHS:
            self._saw_claims = True
            self._half = _Half()
        elif any(
            self._path[: len(path)] == path and self._path[len(path) :] != ["evidence"]
            for path in _CLAIM_PATHS
        ):
            self._half.odd = True

    def _shut(self, event: str, closed: str) -> None:
        if not self._path:
            self.finished = True
        elif event == "end_map" and [*self._path, closed] in _CLAIM_PATHS:
            if self._half.text is None or self._half.odd:
                self.malformed += 1
            else:
                self._held.append(RawClaim(text=self._half.text, labels=tuple(self._half.labels)))

    def _scalar(self, value: object) -> None:
        path = self._path
        if path == ["{"] and self._key == "answerable":
            self._say(value)
        elif path in (["{", "claims"], [""]):
            self.malformed += 1
        elif path in _CLAIM_PATHS and self._key == "text":
            self._half.text = value if isinstance(value, str) else None
        elif self._key == "evidence" and (
            path in _CLAIM_PATHS or path[-1:] == ["evidence"] and path[:-1] in _CLAIM_PATHS
        ):
            self._half.labels.extend(find_labels(value))

    def _say(self, value: object) -> None:
        """Record what the model said of answering; "no" is never taken back."""
        spoken = str(value).strip().casefold()
        if self.answerable is not False and spoken in {"true", "false"}:
            self.answerable = spoken == "true"
