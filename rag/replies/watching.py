"""What is watched for in every reply: thoughts in front of it, and going round in circles."""

from __future__ import annotations

import re

_TAIL = 1_600  # characters looked at
_LEAST = 480  # characters that must repeat themselves
_TIMES = 4
_STEP = 160  # characters between two looks
_OPEN = re.compile(r"\s*<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_MAX_OPENING = 24


class Repetition:
    """Notices a text that ends in the same piece over and over.

    At most 300 pieces of up to 400 characters are compared every 160 characters: microseconds
    beside the second or more that a model needs to write so much.
    """

    def __init__(self) -> None:
        """Begin before the first character."""
        self._tail = ""
        self._unseen = 0

    def feed(self, piece: str) -> bool:
        """Take the next piece; whether the text goes round in circles."""
        self._tail = (self._tail + piece)[-_TAIL:]
        self._unseen += len(piece)
        if self._unseen < _STEP or len(self._tail) < _LEAST:
            return False
        self._unseen = 0
        return any(self._circles(period) for period in range(1, _TAIL // _TIMES + 1))

    def _circles(self, period: int) -> bool:
        times = max(_TIMES, -(-_LEAST // period))
        span = period * times
        if span > len(self._tail):
            return False
        return self._tail[-span:-period] == self._tail[-span + period :]


class Thoughts:
    """Takes out what a model thinks aloud before its reply, between ``<think>`` marks."""

    def __init__(self) -> None:
        """Begin before the first character."""
        self._held = ""
        self._closing = ""
        self._over = False

    def feed(self, piece: str) -> str:
        """Take the next piece and return what belongs to the reply."""
        if self._over:
            return piece
        self._held += piece
        if not self._closing:
            opening = _OPEN.match(self._held)
            if opening is None:
                start = self._held.lstrip()
                if len(start) < _MAX_OPENING and (not start or start[0] == "<"):
                    return ""  # it may still become one
                return self._end(self._held)
            self._closing = f"</{opening[1].lower()}>"
        end = self._held.lower().find(self._closing)
        if end < 0:
            self._held = self._held[-_MAX_OPENING:] if self._closing else self._held
            return ""
        return self._end(self._held[end + len(self._closing) :])

    def close(self) -> str:
        """Return what was held back at the end of the stream."""
        return "" if self._over or self._closing else self._held

    def _end(self, rest: str) -> str:
        self._over, self._held = True, ""
        return rest
