"""A model's reply, read as it streams and never trusted.

Two forms: the JSON object that the schema of ``rag.prompts`` asks for, and lines of text with
markers. Both readers take any text in any pieces, hand out a claim as soon as it is complete,
and hold no more than a bounded amount. What a reader hands out is raw: labels may be invented
and texts may say anything; ``rag.generating`` resolves the labels and ``rag.citations`` checks
the texts.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

import ijson

from rag.errors import ReplyBroken
from rag.prompts import NO_ANSWER

_MAX_DEPTH = 6  # our form needs four levels
_MAX_LEAD = 8_000  # characters of fences, thoughts or prose before the object
_MAX_LINE = 2_000  # characters of one line in the marker form

_OBJECT = re.compile(r'\{\s*(?:["}]|$)')
_LABEL = re.compile(r"[\[(【［]?\s*[Ss]\s?(\d{1,6})\s*[\])】］]?")
_MARKER = re.compile(r"[\[【［]\s*[Ss]\s?\d{1,6}(?:\s*[,;]\s*[Ss]?\s?\d{1,6})*\s*[\]】］]")
_NO_ANSWERS = {NO_ANSWER, "NO ANSWER", "TIDAK TERJAWAB", "NOT ANSWERED"}

_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,500}>")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,12}://|\bwww\.|\b(?:javascript|data|mailto):)\S+", re.IGNORECASE
)
_LINE_MARK = re.compile(r"^(?:\s*(?:#{1,6}\s|[-*+•>]\s|\d{1,2}[.)]\s))+")
# Not between two word characters: "2*3" must not become "23".
_EMPHASIS = re.compile(r"(?<!\w)(?:[*_]{1,3}|`+|~~)(?=\S)|(?<=\S)(?:[*_]{1,3}|`+|~~)(?!\w)")


@dataclass(frozen=True, kw_only=True, slots=True)
class RawClaim:
    """One claim as the model wrote it: ``labels`` like "S3" in its order, perhaps invented."""

    text: str
    labels: tuple[str, ...]


class ReplyReader(Protocol):
    """What both forms share.

    ``answerable`` is what the model said, None while it has not. ``finished`` tells that
    nothing more of the reply will be read. ``malformed`` counts claims without a usable shape.
    """

    answerable: bool | None
    finished: bool
    malformed: int

    def feed(self, piece: str) -> list[RawClaim]:
        """Take the next piece of the reply and return the claims it completes."""

    def close(self) -> list[RawClaim]:
        """Return what is left at the end of the stream, or raise ReplyBroken."""


def broken(why: str) -> ReplyBroken:
    """Return the error for a reply that is not in the agreed form."""
    return ReplyBroken(
        f"The local model's reply could not be used: {why}.",
        remedy="Ask again, or choose another model; the answer is given in quotes meanwhile.",
    )


@dataclass(slots=True)
class _Half:
    """A claim that is still being read."""

    text: str | None = None
    labels: list[str] = field(default_factory=list)
    odd: bool = False


class JsonReply:
    """Reads the JSON form with a push parser.

    Prose or a code fence before the object and anything after it are passed over. Claims are
    held back until the model has said whether the passages answer; if they do not, claims that
    it writes all the same are dropped.
    """

    def __init__(self) -> None:
        """Begin before the first character."""
        self.answerable: bool | None = None
        self.finished = False
        self.malformed = 0
        self._lead = ""
        self._started = False
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
            ReplyBroken: what follows the first brace is no JSON, or is nested too deep.
        """
        if self.finished:
            return []
        if not self._started:
            self._lead += piece
            begin = _OBJECT.search(self._lead)
            if begin is None or begin.end() == len(self._lead) and self._lead[-1] not in '"}':
                if len(self._lead) > _MAX_LEAD:
                    raise broken("it holds no JSON object")
                return []
            self._started = True
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
            ReplyBroken: the stream ended before the object did, or without any object.
        """
        if not self._started:
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
            self._path.pop()
            self._shut(event)
        elif event == "map_key":
            self._key = str(value)
        else:
            self._scalar(value)

    def _open(self) -> None:
        if self._path == ["{", "claims"]:
            self._saw_claims = True
        elif self._path == ["{", "claims", "{"]:
            self._half = _Half()
        elif self._path[:3] == ["{", "claims", "{"] and self._path[3:] != ["evidence"]:
            self._half.odd = True

    def _shut(self, event: str) -> None:
        if not self._path:
            self.finished = True
        elif event == "end_map" and self._path == ["{", "claims"]:
            if self._half.text is None or self._half.odd:
                self.malformed += 1
            else:
                self._held.append(RawClaim(text=self._half.text, labels=tuple(self._half.labels)))

    def _scalar(self, value: object) -> None:
        if self._path == ["{"] and self._key == "answerable":
            self._say(value)
        elif self._path == ["{", "claims"]:
            self.malformed += 1
        elif self._path == ["{", "claims", "{"] and self._key == "text":
            self._half.text = value if isinstance(value, str) else None
        elif self._path in (["{", "claims", "{"], ["{", "claims", "{", "evidence"]) and (
            self._key == "evidence"
        ):
            self._half.labels.extend(find_labels(value))

    def _say(self, value: object) -> None:
        """Record what the model said of answering; "no" is never taken back."""
        spoken = str(value).strip().casefold()
        if self.answerable is not False and spoken in {"true", "false"}:
            self.answerable = spoken == "true"


class MarkerReply:
    """Reads the marker form: one claim a line, its labels in square brackets on the same line."""

    def __init__(self) -> None:
        """Begin before the first character."""
        self.answerable: bool | None = None
        self.finished = False
        self.malformed = 0
        self._line = ""

    def feed(self, piece: str) -> list[RawClaim]:
        """Take the next piece and return the claims of the lines it completes.

        Raises:
            ReplyBroken: a line never ends.
        """
        if self.finished:
            return []
        *lines, self._line = (self._line + piece).split("\n")
        if len(self._line) > _MAX_LINE:
            raise broken("one of its lines never ends")
        return self._claims(lines)

    def close(self) -> list[RawClaim]:
        """Return the claim of the last line.

        Raises:
            ReplyBroken: the reply held nothing but white space.
        """
        last, self._line = self._line, ""
        claims = [] if self.finished else self._claims([last])
        if self.answerable is None and not self.malformed:
            raise broken("it is empty")
        self.finished = True
        return claims

    def _claims(self, lines: Iterable[str]) -> list[RawClaim]:
        claims: list[RawClaim] = []
        for line in lines:
            if line.strip(" .*`\"'").upper() in _NO_ANSWERS:
                self.answerable, self.finished = False, True
                break
            if not line.strip() or line.strip().startswith("```"):
                continue
            digits = re.findall(r"\d+", " ".join(_MARKER.findall(line)))
            labels = tuple(f"S{int(number)}" for number in digits)
            if labels:
                self.answerable = True
                claims.append(RawClaim(text=line, labels=labels))
            else:
                self.malformed += 1
        return claims


def find_labels(value: object) -> tuple[str, ...]:
    """Return the labels in one item of an evidence list: "S3", "[S3]" or "S1, S3"."""
    if not isinstance(value, str) or len(value) > 200:
        return ()
    rest = _LABEL.sub("", value).strip(" ,;")
    return () if rest else tuple(f"S{int(number)}" for number in _LABEL.findall(value))


def clean_text(text: str) -> str:
    """Return a claim's text as one plain line: no labels, markup, addresses or control characters.

    Nothing is rewritten: words, numbers and quotation marks stay as the model wrote them.
    """
    for _ in range(3):  # entities may hide tags, and tags entities; three layers are enough
        plain = _TAG.sub(" ", html.unescape(text))
        if plain == text:
            break
        text = plain
    kept = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    kept = _MARKER.sub("", _IMAGE_OR_LINK.sub(r"\1", kept))
    kept = _EMPHASIS.sub("", _LINE_MARK.sub("", _ADDRESS.sub("", kept)))
    kept = re.sub(r"\(\s*\)|\[\s*\]", "", kept)
    return re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", " ".join(kept.split()))
