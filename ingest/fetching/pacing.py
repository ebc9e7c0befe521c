"""Politeness: how long to wait before the next request to the same host."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

MAX_DELAY = 10.0
"""Seconds between two requests that a ``robots.txt`` may ask for at most."""


class Pace:
    """Remembers when each host may be asked again."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._next: dict[str, float] = {}
        self._delays: dict[str, float] = {}

    def slow_down(self, host: str, delay: float) -> None:
        """Leave at least ``delay`` seconds between requests to a host."""
        self._delays[host] = min(delay, MAX_DELAY)

    def due_in(self, host: str) -> float:
        """Return how many seconds to wait before a request."""
        return max(0.0, self._next.get(host, 0.0) - time.monotonic())

    def asked(self, host: str) -> None:
        """Note that a request was made just now."""
        delay = max(self._interval, self._delays.get(host, 0.0))
        self._next[host] = time.monotonic() + delay


def retry_after(value: str) -> float | None:
    """Read a Retry-After header: seconds or a moment; None where there is none to be read."""
    value = value[:100].strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError, OSError):
        return None
